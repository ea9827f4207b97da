"""Spain."""

from dataclasses import replace

from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import names

# The provinces stand in data/regions.tsv.
COMMUNITIES = (
    "Andalucía|Andalusia|Aragón|Principado de Asturias|Illes Balears|Islas Baleares|Balearic Islands|Canarias|"
    "Canary Islands|Islas Canarias|Castilla y León|Castilla-La Mancha|Cataluña|Catalunya|Catalonia|"
    "Comunidad Valenciana|Comunitat Valenciana|Comunidad de Madrid|Extremadura|Galicia|Región de Murcia|"
    "Comunidad Foral de Navarra|País Vasco|Euskadi|Basque Country"
)
SPEC = replace(general_spec("ES"), region_names=names(COMMUNITIES.split("|")))
