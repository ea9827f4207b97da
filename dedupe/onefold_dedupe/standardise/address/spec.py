"""What a country's addresses look like: the facts that the general grammar is driven by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onefold_dedupe.standardise.country import fold_name

if TYPE_CHECKING:
    from onefold_dedupe.standardise.address.draft import Draft

# Roles of a typed word.
STREET = "street"  # улица, rua, street
UNIT = "unit"
LEVEL = "level"
STAIRCASE = "staircase"
ENTRANCE = "entrance"
PO_BOX = "po_box"
NUMBER_MARK = "number_mark"  # nº, No., house no
CITY_DISTRICT = "city_district"
STATE_DISTRICT = "state_district"
ROLE_LABELS = {
    UNIT: "unit",
    LEVEL: "level",
    STAIRCASE: "staircase",
    ENTRANCE: "entrance",
    PO_BOX: "po_box",
    CITY_DISTRICT: "city_district",
    STATE_DISTRICT: "state_district",
}


@dataclass(frozen=True, slots=True, eq=False)
class Spec:
    """One country's (or language's) way of writing.

    `words`: folded word → role. `glued`: endings that make one word a street (`straße`). `weak_streets`: street
    words that name places as readily. `expansions`: folded abbreviation → the word written out. `street_type`:
    where the type word stands, before or after the name. `bare_tail`, `bare_in_city`: label of an unmarked number
    after the road, before the city. `locality`: labels of a line of two places. `splits_unknown`: whether such a
    line comes apart without a list of towns. `region_label`, `region_names`: first-level regions beyond those of
    data/regions.tsv. `city_first`: the city stands before the street. `hash_is`: what `#` opens. `number_run`: a
    house number may be several tokens. `number_then_flat`: of two numbers after the road the second is a floor or
    flat. `postcode_leads`: the postcode stands before the city even though the number stands before the road.
    `by_template`: the pieces of a text are told apart by `lattice.py`. `split`: offsets at which a glued token
    comes apart. `prepare`: labels what the country writes in its own way, before anything else is read.
    """

    code: str
    number_first: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    glued: tuple[str, ...] = ()
    expansions: Mapping[str, str] = field(default_factory=dict)
    street_type: str = "before"
    bare_tail: str = "level"
    locality: tuple[str, ...] = ("suburb", "city")
    region_label: str = "state"
    region_names: Mapping[str, str] = field(default_factory=dict)
    city_first: bool = False
    hash_is: str = "unit"
    number_suffixes: frozenset[str] = frozenset()
    number_run: bool = False
    number_then_flat: bool = False
    slavic: bool = False
    weak_streets: frozenset[str] = frozenset()
    splits_unknown: bool = False
    bare_in_city: str = "level"
    postcode_leads: bool = False
    by_template: bool = False
    split: Callable[[str], tuple[int, ...]] | None = None
    prepare: Callable[[Draft, Spec], None] | None = None

    def is_street_word(self, folded: str) -> bool:
        """Whether the folded word says that this is a street, by itself or by its ending."""
        if self.words.get(folded) == STREET:
            return True
        return bool(self.glued) and len(folded) > 5 and folded.endswith(self.glued)

    def is_glued(self, folded: str) -> bool:
        """Whether the word ends in the type of a street: Lindenallee, Kerkstraat."""
        return bool(self.glued) and len(folded) > 5 and folded.endswith(self.glued)


def names(lines: Iterable[str]) -> dict[str, str]:
    """Folded name → name as given."""
    return {fold_name(name): name for name in lines}
