"""Italy."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import names

# The provinces stand in data/regions.tsv.
REGIONS = (
    "Abruzzo|Basilicata|Calabria|Campania|Emilia-Romagna|Friuli-Venezia Giulia|Lazio|Liguria|Lombardia|Lombardy|Marche|"
    "Molise|Piemonte|Piedmont|Puglia|Apulia|Sardegna|Sardinia|Sicilia|Sicily|Toscana|Tuscany|Trentino-Alto Adige|"
    "Umbria|Valle d'Aosta|Veneto"
)
SPEC = replace(general_spec("IT"), region_names=names(REGIONS.split("|")))
