"""The tables of legal forms, keyed by spelling without case, accents, dots and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

# A letter of an Indic or South-East Asian word may be followed by signs that are no letters for \w.
_SIGNS = "\u0900-\u0963\u0981-\u0dff\u0e30-\u0e3a\u0e40-\u0e4e\u0eb0-\u0ecd\u102b-\u103e\u17b4-\u17d3"
_WORDS = re.compile(r"[^\W_]+|[&+]")
_SIGNED = re.compile(f"[{_SIGNS}]")
_WORDS_WITH_SIGNS = re.compile(rf"(?:[^\W_]|[{_SIGNS}])+|[&+]")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u3200-\u33ff]")
_SPECIAL = re.compile("[\"'`«»„“”‟‹›〈〉《》「」『』＂‘’()\\[\\]\u0370-\u03ff\u0530-\uffff]")
_PLAIN_CYRILLIC = re.compile("[а-яёіїєґў]+")
_BARE_CYRILLIC = str.maketrans("йёїў", "иеіу")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a]")
_IN_A_RING = re.compile(r"[\u3200-\u33ff]$")
_SPELLING = re.compile(r"(?<=[|;] )[^;|\n]+")
BETWEEN = " .,:-–_/'’`\"״()*#\u200b၊"
"""Marks that stand between and in the words of the tables' spellings."""
_FILES = ("legal_forms.txt", "legal_elf.txt", "legal_org_types.txt")
_ELF = 4
_EDGES = 5, 3, 2
"""Letters by which the forms that a word may be in are found: as many of these as it has."""
_LETTERS = {"ß": "ss", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ə": "e"}
_RUN = 4
JOINT = _RUN - 1
"""Letters on either side of a joint between words that a run over it may take."""
_OWN_FORMS = words("company.own_forms")
"""Countries whose forms are theirs alone; the others' are used across a border (GmbH in three, S.A. in thirty)."""


class LegalForm(NamedTuple):
    """One spelling: its group, the countries it is used in ('*' for many), whether it may lead a name, whether it is
    doubtful, whether only a public list has it, and the most tokens it is written in.
    """

    code: str
    countries: frozenset[str]
    leads: bool
    is_weak: bool
    is_listed: bool
    tokens: int


def is_simple(text: str) -> bool:
    """Whether a text holds neither quotes nor brackets and only European letters: most that is looked for is not
    there.
    """
    return _SPECIAL.search(text) is None


def words_of(text: str, *, simple: bool = False) -> list[str]:
    """The folded words and & of a text."""
    if text.isascii():
        text = text.lower()
        return text.split() if text.replace(" ", "").isalnum() else _WORDS.findall(text.replace("+", "&"))
    if simple and text.replace(" ", "").isalnum():
        return list(map(tight, text.split()))
    return list(map(tight, (_WORDS if simple else _pattern(text)).findall(text)))


def places_of(text: str, *, simple: bool = False) -> list[tuple[int, int]]:
    """Where the words of a text stand."""
    if simple and text.replace(" ", "").isalnum():
        places, end = [], -1
        for word in text.split():
            start = end + 1
            end = start + len(word)
            places.append((start, end))
        return places
    return [match.span() for match in (_WORDS if simple else _pattern(text)).finditer(text)]


def _pattern(text: str) -> re.Pattern[str]:
    return _WORDS_WITH_SIGNS if _SIGNED.search(text) else _WORDS


@memo(65_536)
def tight(text: str) -> str:
    """Letters, digits and & of `text`, folded, without anything between them: 'S. à r.l.' gives 'sarl'."""
    small = text.lower()
    if _PLAIN_CYRILLIC.fullmatch(small):
        return small.translate(_BARE_CYRILLIC)
    return _run_together(_folded(text))


def _folded(text: str) -> str:
    """`text` in small letters without accents."""
    text = text.casefold()
    if text.isascii():
        return text
    for letter, plain in _LETTERS.items():
        text = text.replace(letter, plain)
    return _MARKS.sub("", unicodedata.normalize("NFKD", text))


def _run_together(folded: str) -> str:
    return "".join(_pattern(folded).findall(folded)).replace("+", "&")


def _read(file: str) -> str:
    return files("onefold_dedupe.standardise").joinpath("data", file).read_text(encoding="utf-8")


def _rows(file: str, columns: int) -> Iterator[tuple[list[str], list[tuple[str, int]]]]:
    """The columns before the last of every line, and the keys of its spellings with the most tokens of each."""
    # A file is folded and run together at once, which takes a tenth of the time of doing so by spelling.
    folded = _folded(_read(file))
    run_together = folded.replace("+", "&")
    for mark in BETWEEN:
        run_together = run_together.replace(mark, "")
    for line, keys in zip(folded.splitlines(), run_together.splitlines(), strict=True):
        if line and line[0] != "#":
            *cells, spellings = line.split("|", columns - 1)
            pairs = zip(keys.split("|", columns - 1)[-1].split(";"), spellings.split(";"), strict=True)
            yield (
                [cell.strip() for cell in cells],
                # An abbreviation is written with spaces too: s a r l.
                [(k, len(k) if len(k) <= 6 else 3 + s.count(" ") + s.count(".")) for k, s in pairs if k],
            )


@cache
def hand_forms() -> Mapping[str, LegalForm]:
    """The forms kept by hand; a spelling in several rows keeps the first row's group and every row's countries."""
    table: dict[str, LegalForm] = {}
    for (code, country, where), spellings in _rows("legal_forms.txt", 4):
        leads, is_weak, countries = where == "both", where == "weak", frozenset({country.upper()})
        shared: dict[int, LegalForm] = {}
        for key, tokens in spellings:
            known = table.get(key)
            if known is not None:
                table[key] = LegalForm(
                    known.code,
                    countries | known.countries,
                    leads or known.leads,
                    is_weak and known.is_weak,
                    False,
                    max(tokens, known.tokens),
                )
                continue
            form = shared.get(tokens)
            if form is None:
                form = shared[tokens] = LegalForm(code, countries, leads, is_weak, False, tokens)
            table[key] = form
    return table


@cache
def legal_forms() -> Mapping[str, LegalForm]:
    """All forms: those kept by hand, then those that only the public lists have."""
    return _tables()[0]


def elf_code(key: str, country: str | None) -> str | None:
    """The ISO 20275 code of a folded spelling in a country, or None where the list has none or several."""
    return _tables()[1].get((country, key)) or None if country else None


def is_listed_in(key: str, country: str) -> bool:
    """Whether ISO 20275 has a folded spelling for a country."""
    return (country, key) in _tables()[1]


@cache
def _tables() -> tuple[dict[str, LegalForm], dict[tuple[str, str], str]]:
    """Forms by spelling; ISO 20275 codes by country and spelling, '' where there are several."""
    forms = dict(hand_forms())
    elf: dict[tuple[str, str], str] = {}
    # Ten thousand spellings have a thousand different descriptions.
    shared: dict[tuple[str, str], dict[int, LegalForm]] = {}
    countries: dict[str, frozenset[str]] = {}
    for code, country, codes, spellings in _listed():
        own = countries.setdefault(country, frozenset({country}))
        described = shared.setdefault((code, country), {})
        # A form of several codes, or a second form of the same spelling, decides nothing.
        elf_code = codes if len(codes) == _ELF else ""
        for key, tokens in spellings:
            known = forms.get(key)
            if known is None:
                is_long = len(key) > 7
                place = -tokens if is_long else tokens
                form = described.get(place)
                if form is None:
                    form = described[place] = LegalForm(code, own, is_long, False, True, tokens)
                forms[key] = form
            elif country not in known.countries and country != "*" and "*" not in known.countries:
                forms[key] = known._replace(countries=known.countries | own)
            if codes != "-" and elf.setdefault((country, key), elf_code) != elf_code:
                elf[country, key] = ""
    return forms, elf


def _listed() -> Iterator[tuple[str, str, str, list[tuple[str, int]]]]:
    for (code, country, codes), spellings in _rows("legal_elf.txt", 4):
        yield code, country.upper(), codes.upper(), spellings
    for (code, country), spellings in _rows("legal_org_types.txt", 3):
        yield code, country, "-", spellings


def most_tokens_before(end: str) -> int:
    """The most tokens that a form may be written in whose last token has these last letters: 's a r l' are four."""
    return _edges()[0].get(end[-_edge(end) :], 0)


def most_tokens_from(start: str) -> int:
    """The most tokens that a form may be written in whose first token has these first letters."""
    return _edges()[1].get(start[: _edge(start)], 0)


def _edge(word: str) -> int:
    return next((size for size in _EDGES if len(word) >= size), _EDGES[-1])


@cache
def _edges() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The most tokens of forms by their last and by their first letters, as many as `_EDGES` says."""
    tails: dict[str, int] = {}
    heads: dict[str, int] = {}
    for key, form in legal_forms().items():
        most = form.tokens
        for size in _EDGES:
            tail, head = key[-size:], key[:size]
            if most > tails.get(tail, 0):
                tails[tail] = most
            if most > heads.get(head, 0):
                heads[head] = most
    return tails, heads


def may_be_in_a_form(word: str) -> bool:
    """Whether every run of four letters of a folded word stands in a spelling of a form."""
    runs = _runs()
    return all(word[start : start + _RUN] in runs for start in range(len(word) - _RUN + 1))


@lru_cache(maxsize=32_768)
def may_join(left: str, right: str) -> bool:
    """Whether every run of four letters over the joint of two folded words stands in a spelling of a form.

    `left`: the last `JOINT` letters of the one, `right`: the first of the other.
    """
    runs, both, joint = _runs(), left + right, len(left)
    first, last = max(0, joint - JOINT), min(joint - 1, len(both) - _RUN)
    return all(both[start : start + _RUN] in runs for start in range(first, last + 1))


@cache
def _runs() -> frozenset[str]:
    """All runs of `_RUN` letters in folded spellings of forms."""
    return frozenset(key[n : n + _RUN] for key in legal_forms() for n in range(len(key) - _RUN + 1))


@cache
def unspaced_forms() -> tuple[tuple[str, str], ...]:
    """Forms in scripts that write no spaces, as spelled and folded, longest first: they stand in a run of letters."""
    found: dict[str, str] = {}
    for file in _FILES:
        for line in _read(file).splitlines():
            if line.isascii() or not UNSPACED.search(unicodedata.normalize("NFKC", line)):
                continue
            for spelling in _SPELLING.findall(line):
                is_sure = len(spelling) > 2 or _IN_A_RING.match(spelling)
                if (
                    is_sure
                    and UNSPACED.search(unicodedata.normalize("NFKC", spelling))
                    and tight(spelling) in legal_forms()
                ):
                    found[spelling] = tight(spelling)
    return tuple(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def country_of(form: LegalForm) -> str | None:
    """The country that a form gives away, or None."""
    if len(form.countries) != 1:
        return None
    (country,) = form.countries
    return country if country in _OWN_FORMS else None
