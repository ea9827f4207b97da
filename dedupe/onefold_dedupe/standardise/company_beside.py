"""What stands in a company's field beside its name: numbers behind their labels, a trading name, who signs, its end."""

from __future__ import annotations

import re
from functools import cache

from onefold_dedupe.standardise.country import fold_name
from onefold_dedupe.standardise.legal_forms import tight
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.tax_types import PLAIN_LABELS, tax_types

_LETTER = re.compile(r"[^\W_]")
_TRADES_AS = re.compile(
    r"(?<=[\w.)\"'»”]),? \(?(?:t/a|d/b/a|d\.b\.a\.|dba|trading as|doing business as)[ :]+", re.IGNORECASE
)
_PARTING = (
    "/a",
    "dba",
    "d.b.a",
    "g as ",
    "liq",
    "n admin",
    "receiversh",
    "likv",
    "likw",
    ".l",
    ". l",
    " лице ",
    " особі ",
    "ликвид",
    "припин",
)
"""Letters without which none of the three around is found."""
_WINDING_UP = re.compile(
    r"(?<=\S)[ ,]+[(\[]?(?P<status>in (?:liquidation|administration|receivership)|i\. ?L\.|en liquidaci[oó]n"
    r"|en liquidation|in liquidazione"
    r"|em liquida[cç][aã]o"
    r"|w likwidacji|v likvid[aá]ci[ií]|в (?:стадии |процессе )?ликвидации|у? ?(?:стан[іи] )?припинення)[)\]]?$",
    re.IGNORECASE,
)
_IN_THE_PERSON_OF = re.compile(r",? (?:в лице|в особі) ", re.IGNORECASE)
_PARTING_STEMS = ("liq", "admin", "receiversh", "likv", "likw", "ликвид", "припин")
_NUMBER = re.compile(r"(?<![^\W_])[A-Z]{0,4}\d[\d .\-/]{4,28}\d(?:[A-Z]{1,2}\d{0,3})?(?![^\W_])", re.IGNORECASE)
_SHORTEST_NUMBER = 6
"""Digits of the shortest number that a label is looked for before."""
_LABEL = re.compile(
    r"([^\W\d_]+(?:[\s./'\u2019-]{1,3}[^\W\d_]+){0,4})[\s./'\u2019-]{0,3}(?:n[°º]|№)?\s?[:=#№.]?\s?[:=#№.]?\s?"
    r"(?:[A-Z]{2}[ -])?$"
)
_LONGEST_LABEL = 60
_LABEL_ENDS = frozenset({"no", "nr", "num", "number", "id", "reg", "code", "код", "номер"})
_CODE = 2
"""Letters of a country's code, which may be written apart from its number: VAT GB 980 7806 84."""
_MARKS_BEFORE, _MARKS_BEHIND = " ,;:([/|–—-", " ,;)]|"


def part_numbers(text: str) -> tuple[str, str]:
    """A name without the tax and registration numbers that labels say are ones (ИНН, CNPJ, VAT no.), and these.

    A text that holds nothing else stays whole.
    """
    spans: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(text):
        if sum(map(str.isdigit, match.group())) >= _SHORTEST_NUMBER:
            start = _label_before(text, match.start())
            if start is not None:
                spans.append((start, match.end()))
    if not spans:
        return text, ""
    kept, taken, end = "", [], 0
    for start, stop in spans:
        kept = f"{kept}{text[end:start].lstrip(_MARKS_BEHIND).rstrip(_MARKS_BEFORE)} "
        taken.append(text[start:stop])
        end = stop
    kept = " ".join(f"{kept}{text[end:].lstrip(_MARKS_BEHIND)}".split())
    return (kept, ", ".join(taken)) if _LETTER.search(kept) else (text, "")


def _label_before(text: str, end: int) -> int | None:
    """Where the label that ends at `end` starts."""
    start = max(0, end - _LONGEST_LABEL)
    match = _LABEL.search(text, start, end) if end else None
    if match is None:
        return None
    found = match.group(1)
    places = [word.start() for word in re.finditer(r"[^\W\d_]+", found)]
    for n, place in enumerate(places):
        label = fold_name(found[place:])
        first, _, last = label.rpartition(" ")
        if label in _labels() or (first in _labels() and (last in _LABEL_ENDS or len(last) == _CODE)):
            # ИНН/КПП
            is_second = n > 0 and fold_name(found[places[n - 1] : place]) in _labels()
            return match.start() + places[n - 1 if is_second else n]
    return None


@cache
def _labels() -> frozenset[str]:
    return frozenset(tax_types().by_label) | PLAIN_LABELS


def part_names(text: str) -> tuple[str, dict[str, str]]:
    """A name without what follows t/a, d/b/a or в лице, and that; без 'в ликвидации' too."""
    small = text.lower()
    for letters in _PARTING:
        if letters in small:
            break
    else:
        return text, {}
    match = _TRADES_AS.search(text) or _IN_THE_PERSON_OF.search(text) or _WINDING_UP.search(text)
    if match is not None and match.re is _WINDING_UP:
        return text[: match.start()].rstrip(" ,;(["), {"unparsed": match["status"]}
    if match is None or not _LETTER.search(text[: match.start()]) or not _LETTER.search(text[match.end() :]):
        return text, {}
    what = "trading_name" if match.re is _TRADES_AS else "unparsed"
    return text[: match.start()].rstrip(" ,;("), {what: text[match.end() :].strip(" ,;:)") or text[match.end() :]}


def may_hold_partings(text: str) -> bool:
    """Whether something may stand beside a name: some letters of what parts them do, or a number's digits."""
    small = text.lower()
    return any(letters in small for letters in _PARTING) or sum(map(str.isdigit, text)) >= _SHORTEST_NUMBER


def may_part(folded: str) -> bool:
    """Whether a folded word may be of what stands beside a name."""
    return folded in _parting_words() or any(stem in folded for stem in _PARTING_STEMS)


@cache
def _parting_words() -> frozenset[str]:
    return words("company.partings") | {tight(word) for label in _labels() for word in label.split()}
