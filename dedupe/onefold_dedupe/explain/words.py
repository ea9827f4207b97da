"""Findings in words that need no knowledge of the method."""

from __future__ import annotations

from onefold_dedupe.ruleset import Kind

LEVELS = {
    "exact": "the same",
    "same": "the same",
    "nickname": "the same name in another form",
    "variant": "the same name in another spelling",
    "typo": "differs by a slip",
    "similar": "alike",
    "initial": "agrees as far as it is written",
    "swapped": "stands in the other name's field",
    "close": "nearly the same",
    "part": "agrees in part",
    "word": "a telling word in common",
    "year": "agrees in the year or all but two digits",
    "local": "the same before the @",
    "elsewhere": "a provider's mailbox beside one at a domain of one's own",
    "postcode": "the same postcode",
    "city": "the same city",
    "number_differs": "the same street, another number",
    "conflict": "another proven number",
    "differs": "differs",
    "generation": "a generation apart",
    "missing": "not in both records",
}
_MOST = 1_000_000
_COMPARISONS = {
    "given": "given name",
    "family": "family name",
    "middle": "middle name",
    "email": "e-mail",
    "tax_id": "tax number",
    "national_id": "national number",
    "place": "town",
    "name": "name",
}
_CLASSES: dict[Kind, dict[str, tuple[str, str]]] = {
    "person": {
        "same": ("one person", "one person"),
        "household": ("two people of one household", "a shared household"),
        "unrelated": ("two strangers", "strangers"),
    },
    "organization": {
        "same": ("one organisation", "one organisation"),
        "household": ("two organisations at one site", "a shared site"),
        "unrelated": ("two unrelated organisations", "unrelated organisations"),
    },
}


def comparison_words(name: str) -> str:
    """What is compared, as people call it."""
    return _COMPARISONS.get(name, name.replace("_", " "))


def level_words(level: str) -> str:
    """How two values agree."""
    return LEVELS.get(level, level.replace("_", " "))


def class_words(kind: Kind, name: str) -> str:
    """One of the three explanations of a pair: same, household, unrelated."""
    return _CLASSES[kind][name][0]


def odds(bits: float) -> str:
    """`20 to 1`, `1 to 300`: what a weight means; two digits, and no more than a million."""
    ratio = 2.0 ** abs(bits)
    if ratio >= _MOST:
        text = f"over {_MOST:,}"
    else:
        text = f"{round(ratio, 2 - len(str(int(ratio)))):,.0f}" if ratio >= 9.5 else f"{ratio:.1f}"
    return f"{text} to 1" if bits >= 0 else f"1 to {text}"
