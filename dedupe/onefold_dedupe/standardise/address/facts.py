"""Fact tables of `data/`, read once when a country first needs them (see tools/address_facts.py for the sources)."""

from __future__ import annotations

import importlib.resources
import re
from functools import lru_cache
from importlib.resources.abc import Traversable

from onefold_dedupe.standardise.country import fold_name


def _data() -> Traversable:
    return importlib.resources.files("onefold_dedupe.standardise.address") / "data"


@lru_cache(maxsize=1)
def all_postcodes() -> dict[str, str]:
    rows = (_data() / "postcodes.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows)


# Where everyday spelling is wider than the postal service's pattern, or the service publishes none.
POSTCODES = {
    "BR": r"\d{5}-?\d{3}|\d{2}\.\d{3}-\d{3}",
    "GB": r"(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|BFPO ?\d{1,4})",
    "GG": r"GY\d\d? ?\d[A-Z]{2}",
    "IE": r"[A-Z]\d[\dW] ?[A-Z\d]{4}",
    "IM": r"IM\d\d? ?\d[A-Z]{2}",
    "JE": r"JE\d\d? ?\d[A-Z]{2}",
    "IN": r"\d{3} ?\d{3}",
    "SA": r"\d{5}(?:-\d{4})?",
    "KZ": r"\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d",
    "NL": r"\d{4} ?[A-Z]{2}",
    "PL": r"\d{2}-\d{3}",
    "PT": r"\d{4}-\d{3}",
    "RO": r"\d{6}",
    "RU": r"\d{6}",
    "SE": r"\d{3} ?\d{2}",
    "UA": r"\d{5,6}(?:-\d{5,6})?",
    "US": r"\d{5}(?:-?\d{4})?",
    "XK": r"\d{5}",
    "LT": r"\d{5}",
    "KG": r"\d{6}",
    "TJ": r"\d{6}",
    "UZ": r"\d{6}",
    "MD": r"\d{4}",
    "GT": r"\d{5}",
    "JM": r"\d{1,2}",
    "CO": r"\d{6}",
    "PE": r"\d{5}",
    "SG": r"\d{6}",
    "CN": r"\d{6}",
    "JP": r"\d{3}-?\d{4}",
    "TW": r"\d{3}(?:\d{2,3})?",
    "BH": r"\d{3,4}",
    "PK": r"\d{5}",
    "VN": r"\d{5,6}",
    # Codes of before a reform, which records still carry (CLDR's postalCodeData).
    "EC": r"\d{6}|[A-Z]\d{4}[A-Z]",
    "HN": r"\d{5}|[A-Z]{2}\d{4}",
    "KR": r"\d{5}|\d{3}-\d{3}",
    "NI": r"\d{5}|\d{3}-\d{3}-\d",
    "SV": r"CP \d{4}|\d{4}",
    "MO": r"999078",
    "ZZ": r"\d{4,6}(?:-\d{3,4})?|\d{3} \d{2}",
}


def postcode_core(code: str) -> str:
    """The country's postcode as a pattern without anchors; empty when it has none."""
    return POSTCODES.get(code) or all_postcodes().get(code, "")


@lru_cache(maxsize=256)
def postcode_pattern(code: str) -> re.Pattern[str] | None:
    """The country's postcode anywhere in a text, with its optional country prefix (`D-10115`).

    None when it has none.
    """
    core = postcode_core(code)
    if not core or code == "JM":
        return None
    prefix = rf"{code}-" if code in ("US", "PR") else rf"{code}[- ]{{1,3}}"
    if code == "SG":
        prefix += r"|S\(?"  # S560123, S(560123)
    return re.compile(rf"(?<![\w/-])(?:{prefix}|[A-Z]{{1,3}}-)?(?P<code>{core})(?![\w/]|-\d)", re.IGNORECASE)


@lru_cache(maxsize=1)
def line_templates() -> dict[str, str]:
    """Country, or country and language, → the lines of an envelope; `ZZ` for a country without its own."""
    rows = (_data() / "postal_lines.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(row.split("\t") for row in rows)


@lru_cache(maxsize=1)
def _regions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for line in (_data() / "regions.tsv").read_text(encoding="utf-8").splitlines():
        code, iso, names = line.split("\t")
        spellings = names.split("|")
        table = found.setdefault(code, {})
        for name in (iso, *spellings):
            if name:
                table.setdefault(fold_name(name), spellings[-1] if code == "US" else spellings[0])
    return found


def all_regions() -> dict[str, dict[str, str]]:
    """Country → the table that `regions` gives."""
    return _regions()


def regions(code: str) -> dict[str, str]:
    """Folded name or code of a first-level region → its own name."""
    return _regions().get(code, {})


@lru_cache(maxsize=256)
def region_codes(code: str) -> dict[str, str]:
    """Folded own name of a region → the code that stands on an envelope; empty where letters go by the full name."""
    if code not in ("US", "CA", "AU", "BR", "IT"):
        return {}
    longest = 2 if code == "US" else 3
    return {fold_name(name): short.upper() for short, name in regions(code).items() if len(short) <= longest}


@lru_cache(maxsize=256)
def places(code: str) -> frozenset[str]:
    """Folded names of towns of the country (as the file has them already); empty when we have no list."""
    found: set[str] = set()
    for folder in ("places", "towns"):
        file = _data() / folder / f"{code}.txt"
        if file.is_file():
            found.update(line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    return frozenset(found)


@lru_cache(maxsize=1)
def listed_countries() -> tuple[str, ...]:
    """The countries that we have a list of towns for."""
    return tuple(sorted(file.name[:2] for file in (_data() / "places").iterdir() if file.name.endswith(".txt")))


@lru_cache(maxsize=1)
def no_addresses() -> frozenset[str]:
    """Folded phrases that say there is no address: pickup, same as billing."""
    return frozenset(fold_name(row[0]) for row in fact_rows("no_address.txt"))


@lru_cache(maxsize=4)
def fact_rows(file: str) -> tuple[tuple[str, ...], ...]:
    """Columns of a table in `data/`, without its comment."""
    lines = (_data() / file).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if not line.startswith("#"))
