"""United Kingdom."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import names

COUNTIES = (
    "Aberdeenshire|Angus|Argyll|Avon|Ayrshire|Banffshire|Bedfordshire|Beds|Berkshire|Berks|Berwickshire|"
    "Buckinghamshire|Bucks|Caithness|Cambridgeshire|"
    "Cambs|Cheshire|Cheshire East|Cheshire West|Clackmannanshire|Cleveland|Clwyd|Cornwall|County Durham|Co Durham|"
    "Co. Durham|Cumbria|Denbighshire|"
    "Derbyshire|Derbys|Devon|Dorset|Dumfriesshire|Dunbartonshire|Dyfed|East Lothian|East Riding of Yorkshire|East "
    "Sussex|East Yorkshire|Essex|Fife|"
    "Flintshire|Gloucestershire|Glos|Greater London|Greater Manchester|Gwent|Gwynedd|Hampshire|Hants|Herefordshire|"
    "Hertfordshire|Herts|Humberside|"
    "Inverness-shire|Isle of Anglesey|Isle of Wight|Kent|Kincardineshire|Lanarkshire|Lancashire|Lancs|"
    "Leicestershire|Leics|Lincolnshire|Lincs|"
    "Merseyside|Middlesex|Middx|Midlothian|Monmouthshire|Moray|Norfolk|North Yorkshire|Northamptonshire|Northants|"
    "Northumberland|Nottinghamshire|Notts|"
    "Oxfordshire|Oxon|Pembrokeshire|Perthshire|Powys|Renfrewshire|Ross-shire|Roxburghshire|Rutland|Selkirkshire|"
    "Shropshire|Salop|Somerset|"
    "South Yorkshire|Staffordshire|Staffs|Stirlingshire|Suffolk|Surrey|Sussex|Sutherland|Tyne and Wear|"
    "Warwickshire|Warks|West Lothian|West Midlands|"
    "West Sussex|West Yorkshire|Wiltshire|Wilts|Worcestershire|Worcs|County Antrim|County Armagh|County Down|"
    "County Fermanagh|County Londonderry|"
    "County Tyrone|Co Antrim|Co Armagh|Co Down|Co Fermanagh|Co Londonderry|Co Tyrone|Glamorgan|Mid Glamorgan|South "
    "Glamorgan|West Glamorgan"
)
SPEC = replace(general_spec("GB"), region_label="state_district", region_names=names(COUNTIES.split("|")))
