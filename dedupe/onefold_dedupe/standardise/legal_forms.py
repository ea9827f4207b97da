"""The table of legal forms, keyed by spelling without case, accents, dots and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_TOKEN = re.compile(r"[^\W_]+|[&+]")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Countries whose row of the table is theirs alone; the others' forms are used across a border (GmbH in three
# countries, S.A. in thirty).
_OWN_FORMS = frozenset(
    [
        "PL",
        "HU",
        "FI",
        "DK",
        "NO",
        "SE",
        "EE",
        "LV",
        "LT",
        "UA",
        "KZ",
        "BY",
        "BG",
        "GR",
        "TR",
        "JP",
        "KR",
        "VN",
        "TH",
        "ID",
        "MY",
        "IL",
        "AZ",
        "AM",
        "GE",
        "MN",
        "AL",
        "SG",
        "AU",
        "IS",
    ]
)


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One spelling: its group, the countries it is used in ('*' for many), whether it may lead a name, and whether it
    is doubtful.
    """

    code: str
    countries: frozenset[str]
    leads: bool
    is_weak: bool
    words: int


@lru_cache(maxsize=65_536)
def tight(text: str) -> str:
    """Letters, digits and & of `text`, folded, without anything between them: 'S. à r.l.' gives 'sarl'."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ß", "ss").casefold())
    plain = (
        "".join(c for c in decomposed if not unicodedata.combining(c))
        .replace("ı", "i")
        .replace("ł", "l")
        .replace("ø", "o")
    )
    return "".join(_TOKEN.findall(plain)).replace("+", "&")


@cache
def legal_forms() -> Mapping[str, LegalForm]:
    """The table; a spelling in several rows keeps the first row's group and every row's countries."""
    table: dict[str, LegalForm] = {}
    text = files("onefold_dedupe.standardise").joinpath("data/legal_forms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        code, country, where, spellings = (part.strip() for part in line.split("|", 3))
        for spelling in spellings.split(";"):
            key = tight(spelling)
            if not key:
                continue
            known = table.get(key)
            countries = frozenset({country}) | (known.countries if known else frozenset())
            words = len(_TOKEN.findall(spelling.replace(".", "")))
            table[key] = LegalForm(
                known.code if known else code,
                countries,
                where == "both" or (known is not None and known.leads),
                where == "weak" and (known is None or known.is_weak),
                words,
            )
    return table


@cache
def longest_form() -> int:
    """The most words that one spelling of the table has."""
    return max(form.words for form in legal_forms().values())


@cache
def unspaced_forms() -> tuple[str, ...]:
    """Forms in scripts that write no spaces, longest first: they are found inside a run of letters."""
    found = {key for key in legal_forms() if _UNSPACED.search(key) and len(key) >= 2}
    return tuple(sorted(found, key=lambda key: (-len(key), key)))


def country_of(form: LegalForm) -> str | None:
    """The country that a form gives away, or None."""
    if len(form.countries) != 1:
        return None
    (country,) = form.countries
    return country if country in _OWN_FORMS else None
