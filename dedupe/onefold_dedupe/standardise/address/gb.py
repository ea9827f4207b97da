"""United Kingdom: houses that have a name for a number, postcodes of which only the first half is given."""

from __future__ import annotations

import re
from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places, postcode_pattern
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import PO_BOX, STREET, Spec, names
from onefold_dedupe.standardise.country import code_set, fold_name, word_set

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
    "Glamorgan|West Glamorgan|Argyll and Bute|Dumfries and Galloway|Perth and Kinross|Scottish Borders|Gtr Manchester|"
    "E Sussex|W Sussex|N Yorks|S Yorks|W Yorks|E Yorks|N Yorkshire|S Yorkshire|W Yorkshire|E Yorkshire|W Midlands|"
    "E Lothian|W Lothian|Herefords|Cambridgeshire and Peterborough|Bristol City|N Humberside|S Humberside"
)
AREAS = code_set(
    """
    AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL
    OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD
    WF WN WR WS WV YO ZE
    """
)
"""Letters that a postcode starts with."""

OUTWARD = re.compile(r"([A-Z]{1,2})\d[A-Z\d]?", re.IGNORECASE)
HOUSES = word_set(
    "house cottage farm farmhouse lodge barn barns hall rectory vicarage manse bungalow stables oasthouse"
)
"""Words that end the name of a house in a line of its own."""
HOUSES_BEFORE_ROAD = HOUSES - {"hall"}


def claim_british(draft: Draft, spec: Spec) -> None:
    """Label a half postcode at the end, the name of a house, and the one line before a town as its road."""
    groups = draft.segments()
    if not groups:
        return
    last = groups[-1][-1]
    outward = OUTWARD.fullmatch(draft.text[last]) if len(groups) > 1 else None
    if outward and outward.group(1).upper() in AREAS and not _has_postcode(draft):
        draft.claim((last,), "postcode")
    first = groups[0]
    if len(groups) > 1 and draft.is_number(groups[1][0]) and len(groups[1]) > 1 and _is_flat(draft, first):
        draft.claim(first, "unit")
        return
    if any(map(draft.is_number, first[:-1])):
        return
    words = [draft.fold[at] for at in first]
    house = next((k for k in range(1, len(words) - 2) if words[k] in HOUSES_BEFORE_ROAD), 0)
    if house and any(spec.words.get(word) == STREET and word not in spec.weak_streets for word in words[house + 2 :]):
        draft.claim(first[: house + 1], "house")
    elif len(groups) > 1 and len(words) > 1 and words[-1] in HOUSES:
        draft.claim(first, "house")
    elif any(spec.words.get(word) == PO_BOX for word in words):
        return
    elif len(groups) > 1 and _is_town_line(draft, groups) and _has_postcode(draft):
        draft.claim(() if " ".join(words) in places("GB") else first, "road")


SCOTTISH_FLAT = re.compile(r"\d{1,2}/\d{1,2}")
FLATS = word_set("flat apartment maisonette")


def _is_flat(draft: Draft, group: list[int]) -> bool:
    """Whether a line before the numbered street is a flat: `3/2` on a Scottish stair, `Ground Floor Flat`."""
    if len(group) == 1 and SCOTTISH_FLAT.fullmatch(draft.text[group[0]]):
        return True
    return 1 < len(group) < 4 and draft.fold[group[-1]] in FLATS


def _has_postcode(draft: Draft) -> bool:
    pattern = postcode_pattern("GB")
    return pattern is not None and pattern.search(draft.raw) is not None


def _is_town_line(draft: Draft, groups: list[list[int]]) -> bool:
    """Whether nothing but a known town and its postcode follows the first segment."""
    if len(groups) > 3 or any(draft.text[at][0].isdigit() for at in groups[1][:1]):
        return False
    later = [draft.text[at] for group in groups[1:] for at in group]
    town = " ".join(word for word in later if not any(sign.isdigit() for sign in word))
    return fold_name(town) in places("GB")


SPEC = replace(
    general_spec("GB"),
    region_label="state_district",
    region_names=names(COUNTIES.split("|")),
    prepare=claim_british,
)
