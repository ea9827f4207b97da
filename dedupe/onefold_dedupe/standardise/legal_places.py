"""Where in a name its legal forms stand: at the end, in front, in the middle, glued on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onefold_dedupe.standardise.legal_evidence import QUOTES, Written, is_form_at_end, is_form_in_front
from onefold_dedupe.standardise.legal_forms import (
    TOKEN,
    LegalForm,
    heads,
    legal_forms,
    tails,
    tight,
    unspaced_forms,
)
from onefold_dedupe.standardise.legal_grammar import composed_form, misspelt_form
from onefold_dedupe.standardise.tables import words

_GLUED = re.compile(r"(?<=[a-zа-яё0-9])(GmbH|AG|LLC|Ltd|Inc|ООО|ЗАО|ОАО)\.?$")
_ARTICLES = words("company.articles")
_SURE_IN_THE_MIDDLE = words("company.sure_in_the_middle")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    tight: str


@dataclass(frozen=True, slots=True)
class Found:
    """A form and where it stands in the text, with its brackets and full stops."""

    start: int
    end: int
    form: LegalForm
    key: str


def forms_in(text: str, hint: str | None) -> list[Found]:
    """The forms in cleaned `text`, those at the end first; they never cover every word."""
    tokens = [Token(m.start(), m.end(), tight(m.group())) for m in TOKEN.finditer(text)]
    found: list[Found] = []
    low, high = 0, len(tokens)
    for _ in range(4):
        ending = _ending(text, tokens, low, high, hint)
        if ending is None:
            break
        size, form = ending
        high -= size
        found.append(_span(text, tokens[high : high + size], form))
    for _ in range(2):
        leading = _leading(text, tokens, low, high, hint)
        if leading is None:
            break
        size, form = leading
        found.append(_span(text, tokens[low : low + size], form))
        low += size
    if not found:
        found = _glued(text) or _unspaced(text)
    found.extend(_inside(text, tokens, low, high))
    return found


def _span(text: str, tokens: list[Token], form: LegalForm) -> Found:
    start, end = tokens[0].start, tokens[-1].end
    while end < len(text) and text[end] == ".":
        end += 1
    inside = text[start:end]
    opened, closed = inside.count("("), inside.count(")")
    is_bracketed = opened == closed and text[start - 1 : start] == "(" and text[end : end + 1] == ")"
    if is_bracketed or (closed > opened and text[start - 1 : start] == "("):
        start -= 1
    if is_bracketed or (opened > closed and text[end : end + 1] == ")"):
        end += 1
    return Found(start, end, form, "".join(t.tight for t in tokens))


_Place = Literal["end", "front"]


def _candidates(text: str, tokens: list[Token], low: int, high: int, place: _Place) -> list[tuple[int, str, LegalForm]]:
    """Known spellings at one end of the tokens, the longest first: number of tokens, key, form. One token is left."""
    if place == "end":
        last = tokens[high - 1].tight
        ends = last[-2:] if len(last) > 1 else (tokens[high - 2].tight + last)[-2:]
        most = tails().get(ends, 0)
    else:
        first = tokens[low].tight
        begins = first[:2] if len(first) > 1 else (first + tokens[low + 1].tight)[:2]
        most = heads().get(begins, 0)
    table = legal_forms()
    key = ""
    hits = []
    for size in range(1, min(most, high - low - 1) + 1):
        key = tokens[high - size].tight + key if place == "end" else key + tokens[low + size - 1].tight
        form = table.get(key)
        if form is None:
            continue
        start = high - size if place == "end" else low
        # A quote opens the name proper: no form goes on behind it.
        if size == 1 or not QUOTES.search(text[tokens[start].start : tokens[start + size - 1].end]):
            hits.append((size, key, form))
    hits.reverse()
    return hits


def _misspelt(tokens: list[Token], low: int, high: int, place: _Place) -> tuple[int, LegalForm] | None:
    """The longest phrase at one end that is a slip away from a long form."""
    key = ""
    best = None
    for size in range(1, min(12, high - low - 1) + 1):
        key = tokens[high - size].tight + key if place == "end" else key + tokens[low + size - 1].tight
        if size > 1 and (form := misspelt_form(key)) is not None:
            best = size, form
    return best


def _ending(text: str, tokens: list[Token], low: int, high: int, hint: str | None) -> tuple[int, LegalForm] | None:
    if high - low < 2:
        return None
    best: tuple[int, LegalForm] | None = None
    for size, key, form in _candidates(text, tokens, low, high, "end"):
        part = tokens[high - size : high]
        if not _leaves_a_name(text, tokens[low : high - size], size):
            continue
        if not _joins(text, part, key) or _cuts_initials(text, tokens, high - size):
            continue
        if is_form_at_end(_written(text, part, key), form, hint):
            best = size, form
            break
    if best is None or best[0] == 1:
        best = _misspelt(tokens, low, high, "end") or best
    first = high - 1
    while first > low and not QUOTES.search(text[tokens[first - 1].end : tokens[first].start]):
        first -= 1
    composed = composed_form([t.tight for t in tokens[first:high]], at_end=True, leave_none=first > low)
    if composed is not None and (best is None or composed[0] > best[0]):
        return composed[0], best[1] if best is not None and best[1].code != "company" else composed[1]
    return best


def _written(text: str, part: list[Token], key: str) -> Written:
    start, end = part[0].start, part[-1].end
    return Written(text[:start], text[start : end + 1], text[end : end + 3], key, len(part))


def _leaves_a_name(text: str, tokens: list[Token], size: int) -> bool:
    """Whether what stands before a form names anything: 'The' (Co-operative Bank) does not, 'LA' (LLC) does."""
    if size == 1 or len(tokens) > 2:
        return any(t.tight not in "&+" for t in tokens)
    return any(text[t.start : t.end].casefold() not in _ARTICLES for t in tokens)


def _joins(text: str, part: list[Token], key: str) -> bool:
    """Whether several tokens may be one abbreviation: single letters (S. A.), Sh.A. or a phrase, not 'in c'."""
    return (
        len(part) == 1
        or len(key) > 5
        or all(len(t.tight) == 1 for t in part)
        or (sum(len(t.tight) > 1 for t in part) >= 1 and len(key) >= 4)
        or all(text[a.end : b.start] == "." for a, b in pairwise(part))
    )


def _cuts_initials(text: str, tokens: list[Token], first: int) -> bool:
    """Whether a form that starts with token `first` would take letters of an abbreviation: A.B.C. Corp has no B.C."""
    before = tokens[first - 1]
    return len(before.tight) == 1 and text[before.end : tokens[first].start] == "."


def _leading(text: str, tokens: list[Token], low: int, high: int, hint: str | None) -> tuple[int, LegalForm] | None:
    if high - low < 2:
        return None
    best: tuple[int, LegalForm] | None = None
    for size, key, form in _candidates(text, tokens, low, high, "front"):
        part = tokens[low : low + size]
        if form.leads and _joins(text, part, key) and is_form_in_front(_written(text, part, key), form, hint):
            best = size, form
            break
    best = best or _misspelt(tokens, low, high, "front")
    if best is not None or tokens[low].tight.isascii():
        return best
    whole = low + 1
    while whole < high and not QUOTES.search(text[tokens[whole - 1].end : tokens[whole].start]):
        whole += 1
    return composed_form([t.tight for t in tokens[low:whole]], at_end=False, leave_none=whole < high)


def _inside(text: str, tokens: list[Token], low: int, high: int) -> list[Found]:
    table = legal_forms()
    found = []
    for token in tokens[low + 1 : high - 1] if high - low > 2 else []:
        if token.tight in _SURE_IN_THE_MIDDLE:
            found.append(_span(text, [token], table[token.tight]))
    return found


def _glued(text: str) -> list[Found]:
    match = _GLUED.search(text)
    if match is None:
        return []
    key = tight(match.group(1))
    return [Found(match.start(), match.end(), legal_forms()[key], key)]


def _unspaced(text: str) -> list[Found]:
    if text.isascii():
        return []
    for spelling, key in unspaced_forms():
        if len(text) > len(spelling):
            if text.startswith(spelling):
                return [Found(0, len(spelling), legal_forms()[key], key)]
            if text.endswith(spelling):
                return [Found(len(text) - len(spelling), len(text), legal_forms()[key], key)]
    return []
