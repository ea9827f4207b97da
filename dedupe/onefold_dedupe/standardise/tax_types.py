"""data/tax_types.txt: which numbers a country has, their lengths, the zeros they lose, their labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from onefold_dedupe.standardise.country import fold_name

_LABEL = re.compile(
    r"\s*([^\W\d_]{1,34}(?:[\s./'\u2019-]{1,3}[^\W\d_]{1,34}){0,3}?)[\s./'\u2019-]{0,3}"
    r"(?:(?:no|nr|num|n[°º]|№)(?!\w)\.?)?\s*[:=#№]?\s*(?=(?:[A-Z]{1,2}[ .-])?[^\W_]{0,6}\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TaxType:
    """One kind of number: its full lengths (none: not worth naming) and how many leading zeros may be put back."""

    name: str
    country: str
    lengths: tuple[int, ...]
    zeros: int


@dataclass(frozen=True, slots=True)
class TaxTypes:
    """The table by name, by country in order of trial, and by folded label."""

    by_name: Mapping[str, TaxType]
    by_country: Mapping[str, tuple[str, ...]]
    by_label: Mapping[str, tuple[str, ...]]


@cache
def tax_types() -> TaxTypes:
    """The table, read once."""
    by_name: dict[str, TaxType] = {}
    by_country: dict[str, list[str]] = {}
    by_label: dict[str, list[str]] = {}
    text = files("onefold_dedupe.standardise").joinpath("data/tax_types.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, lengths, zeros, labels = (field.strip() for field in line.split("|"))
        country = name[:2].upper()
        by_name[name] = TaxType(name, country, tuple(map(int, lengths.split())), int(zeros))
        by_country.setdefault(country, []).append(name)
        for label in labels.split(";"):
            by_label.setdefault(fold_name(label), []).append(name)
    return TaxTypes(
        MappingProxyType(by_name),
        MappingProxyType({country: tuple(names) for country, names in by_country.items()}),
        MappingProxyType({label: tuple(names) for label, names in by_label.items()}),
    )


def take_label(text: str, country: str | None) -> tuple[str, tuple[str, ...]]:
    """`text` without a label in front, and the types that the label can mean in `country` (anywhere when None)."""
    match = _LABEL.match(text)
    if match is None:
        return text, ()
    if text[: match.end()].isascii() and text[match.end() - 1].isalpha():
        # Letters that touch the number belong to it: ATU13585627.
        return text, ()
    label = fold_name(match.group(1))
    names = tax_types().by_label.get(label)
    if names is None:
        # St.-Nr.: what looks like the word for number is a part of the label.
        label = fold_name(text[: match.end()].strip(" .:;=#№/-'’"))
        names = tax_types().by_label.get(label)
    if names is None:
        return (text[match.end() :], ()) if label in PLAIN_LABELS else (text, ())
    fitting = (name for name in names if country in (None, tax_types().by_name[name].country))
    return text[match.end() :], tuple(dict.fromkeys(fitting))


PLAIN_LABELS = frozenset({"tax id", "tax number", "tax no", "tin", "vat", "vat id", "tax", "налоговый номер", "код"})
"""Words that say no more than that a number follows."""
