"""What a country's addresses look like: the facts that the general grammar is driven by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from onefold_dedupe.standardise.country import fold_name

# Roles of a typed word.
STREET = "street"  # улица, rua, street
UNIT = "unit"
LEVEL = "level"
STAIRCASE = "staircase"
ENTRANCE = "entrance"
PO_BOX = "po_box"
NUMBER_MARK = "number_mark"  # nº, No., house no
ROLE_LABELS = {UNIT: "unit", LEVEL: "level", STAIRCASE: "staircase", ENTRANCE: "entrance", PO_BOX: "po_box"}


@dataclass(frozen=True, slots=True)
class Spec:
    """One country's (or language's) way of writing.

    `words`: folded word → role. `glued`: endings that make one word a street (`straße`). `expansions`: folded abbreviation → the word
    written out. `street_type`: where the type word of a street stands. `bare_tail`: label of an unmarked number after the road.
    `locality`: labels of an unmarked line of places from first to last. `region_label`: label of a first-level region.
    `dash_breaks`: whether ` - ` parts segments. `weak_streets`: street words that name places as readily. `splits_unknown`: whether
    an unknown line of two places comes apart. `bare_in_city`: label of a bare number before the city. `split`: how tokens come apart.
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
    dash_breaks: bool = False
    hash_is: str = "unit"
    number_suffixes: frozenset[str] = frozenset()
    number_run: bool = False
    slavic: bool = False
    weak_streets: frozenset[str] = frozenset()
    splits_unknown: bool = False
    bare_in_city: str = "level"
    split: Callable[[str], tuple[int, ...]] | None = None

    def is_street_word(self, folded: str) -> bool:
        """Whether the folded word says that this is a street, by itself or by its ending."""
        if self.words.get(folded) == STREET:
            return True
        return bool(self.glued) and len(folded) > 5 and folded.endswith(self.glued)


def vocabulary(**roles: str) -> dict[str, str]:
    """Words by role, as one table from folded word to role: `vocabulary(street="rua avenida", unit="apto")`."""
    return {fold_name(word): role for role, words in roles.items() for word in words.split()}


def spellings(lines: str) -> dict[str, str]:
    """`'str straße | pl platz'` → folded abbreviation → word written out; the last word of each group is the full one."""
    table: dict[str, str] = {}
    for group in lines.split("|"):
        *short, full = group.split()
        for word in short:
            table[fold_name(word)] = full
    return table


def names(lines: Iterable[str]) -> dict[str, str]:
    """Folded name → name as given."""
    return {fold_name(name): name for name in lines}
