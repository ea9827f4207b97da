"""Where in a name its legal forms stand: at the end, in front, in the middle, glued on."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from onefold_dedupe.standardise.legal_evidence import QUOTES, Written, is_form_at_end, is_form_in_front
from onefold_dedupe.standardise.legal_forms import (
    LegalForm,
    heads,
    legal_forms,
    tails,
    tight,
    tokens_of,
    unspaced_forms,
)
from onefold_dedupe.standardise.legal_grammar import (
    composed_form,
    has_legal_role,
    misspelt_ending,
    misspelt_leading,
)
from onefold_dedupe.standardise.tables import words

_GLUED = re.compile(r"(?<=[a-zа-яё0-9])(GmbH|AG|LLC|Ltd|Inc|ООО|ЗАО|ОАО)\.?$")
_ARTICLES = words("company.articles")
_SURE_IN_THE_MIDDLE = words("company.sure_in_the_middle")


class Found(NamedTuple):
    """A form and where it stands in the text, with its brackets and full stops."""

    start: int
    end: int
    form: LegalForm
    key: str


_Hit = tuple[int, LegalForm]
"""Number of tokens and form."""


def forms_in(text: str, hint: str | None) -> list[Found]:
    """The forms in cleaned `text`, those at the end first; they never cover every word."""
    return _Name(text, hint).forms()


class _Name:
    """A name while its forms are looked for: tokens `low` to `high` are not yet taken."""

    __slots__ = ("after_quote", "high", "hint", "keys", "low", "text", "tokens")

    def __init__(self, text: str, hint: str | None) -> None:
        self.text, self.hint = text, hint
        self.tokens = tokens_of(text)
        self.keys = [token.tight for token in self.tokens]
        self.low, self.high = 0, len(self.tokens)
        self.after_quote: frozenset[int] = frozenset()
        if not text.isascii() or '"' in text or "'" in text or "`" in text:
            gaps = enumerate(pairwise(self.tokens), 1)
            self.after_quote = frozenset(n for n, (a, b) in gaps if QUOTES.search(text[a.end : b.start]))

    def forms(self) -> list[Found]:
        found: list[Found] = []
        for _ in range(4):
            ending = self._ending()
            if ending is None:
                break
            self.high -= ending[0]
            found.append(self._span(self.high, *ending))
        for _ in range(2):
            leading = self._leading()
            if leading is None:
                break
            found.append(self._span(self.low, *leading))
            self.low += leading[0]
        if not found:
            found = _glued(self.text) or _unspaced(self.text)
        if not _SURE_IN_THE_MIDDLE.isdisjoint(self.keys):
            found.extend(self._inside())
        return found

    def _span(self, first: int, size: int, form: LegalForm) -> Found:
        text, start, end = self.text, self.tokens[first].start, self.tokens[first + size - 1].end
        while end < len(text) and text[end] == ".":
            end += 1
        inside = text[start:end]
        opened, closed = inside.count("("), inside.count(")")
        is_bracketed = opened == closed and text[start - 1 : start] == "(" and text[end : end + 1] == ")"
        if is_bracketed or (closed > opened and text[start - 1 : start] == "("):
            start -= 1
        if is_bracketed or (opened > closed and text[end : end + 1] == ")"):
            end += 1
        return Found(start, end, form, "".join(self.keys[first : first + size]))

    def _written(self, first: int, size: int, key: str) -> Written:
        start, end = self.tokens[first].start, self.tokens[first + size - 1].end
        return Written(self.text[:start], self.text[start : end + 1], self.text[end : end + 3], key, size)

    def _ending(self) -> _Hit | None:
        low, high, keys = self.low, self.high, self.keys
        if high - low < 2:
            return None
        best: _Hit | None = None
        for size, key, form in self._hits_at_end():
            first = high - size
            if (
                self._leaves_a_name(first, size)
                and self._joins(first, size, key)
                and not self._cuts_initials(first)
                and is_form_at_end(self._written(first, size, key), form, self.hint)
            ):
                best = size, form
                break
        if best is None or best[0] == 1:
            best = misspelt_ending(keys, low + 1, high) or best
        if has_legal_role(keys[high - 1]):
            first = max((n for n in self.after_quote if low < n < high), default=low)
            composed = composed_form(keys[first:high], at_end=True, leave_none=first > low)
            if composed is not None and (best is None or composed[0] > best[0]):
                return composed[0], best[1] if best is not None and best[1].code != "company" else composed[1]
        return best

    def _hits_at_end(self) -> list[tuple[int, str, LegalForm]]:
        """Known spellings at the end, the longest first: number of tokens, key, form. One token is left over."""
        keys, high = self.keys, self.high
        last = keys[high - 1]
        most = tails().get(last[-2:] if len(last) > 1 else (keys[high - 2] + last)[-2:], 0)
        table, key, hits = legal_forms(), "", []
        for first in range(high - 1, max(self.low, high - most - 1), -1):
            key = keys[first] + key
            if key in table:
                hits.append((high - first, key, table[key]))
            if first in self.after_quote:
                # A quote opens the name proper: no form goes on before it.
                break
        hits.reverse()
        return hits

    def _leading(self) -> _Hit | None:
        low, high, keys = self.low, self.high, self.keys
        if high - low < 2:
            return None
        for size, key, form in self._hits_in_front():
            if not form.leads or not self._joins(low, size, key):
                continue
            if is_form_in_front(self._written(low, size, key), form, self.hint):
                return size, form
        slip = misspelt_leading(keys, low, high - 1)
        if slip is not None or keys[low].isascii():
            return slip
        whole = min((n for n in self.after_quote if low < n < high), default=high)
        return composed_form(keys[low:whole], at_end=False, leave_none=whole < high)

    def _hits_in_front(self) -> list[tuple[int, str, LegalForm]]:
        keys, low = self.keys, self.low
        most = heads().get(keys[low][:2] if len(keys[low]) > 1 else (keys[low] + keys[low + 1])[:2], 0)
        table, key, hits = legal_forms(), "", []
        for end in range(low + 1, min(self.high, low + most + 1)):
            key += keys[end - 1]
            if key in table:
                hits.append((end - low, key, table[key]))
            if end in self.after_quote:
                break
        hits.reverse()
        return hits

    def _leaves_a_name(self, first: int, size: int) -> bool:
        """Whether what stands before a form names anything: 'The' (Co-operative Bank) does not, 'LA' (LLC) does."""
        before = self.tokens[self.low : first]
        if size == 1 or len(before) > 2:
            return any(token.tight not in "&+" for token in before)
        return any(self.text[token.start : token.end].casefold() not in _ARTICLES for token in before)

    def _joins(self, first: int, size: int, key: str) -> bool:
        """Whether several tokens may be one abbreviation: single letters (S. A.), Sh.A. or a phrase, not 'in c'."""
        if size == 1 or len(key) > 5:
            return True
        long = sum(len(k) > 1 for k in self.keys[first : first + size])
        part = self.tokens[first : first + size]
        return long == 0 or len(key) >= 4 or all(self.text[a.end : b.start] == "." for a, b in pairwise(part))

    def _cuts_initials(self, first: int) -> bool:
        """Whether a form from token `first` on would take letters of an abbreviation: A.B.C. Corp has no B.C."""
        before = self.tokens[first - 1]
        return len(before.tight) == 1 and self.text[before.end : self.tokens[first].start] == "."

    def _inside(self) -> list[Found]:
        table = legal_forms()
        places = range(self.low + 1, self.high - 1)
        return [self._span(n, 1, table[self.keys[n]]) for n in places if self.keys[n] in _SURE_IN_THE_MIDDLE]


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
