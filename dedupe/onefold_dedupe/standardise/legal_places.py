"""Where in a name its legal forms stand: at the end, in front, in the middle, glued on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from onefold_dedupe.standardise.legal_evidence import (
    ENDS_EARLY,
    MAY_BE_QUOTED,
    QUOTES,
    Written,
    is_form_at_end,
    is_form_before_an_addition,
    is_form_in_front,
    opens_a_quote,
    sure_forms,
)
from onefold_dedupe.standardise.legal_forms import (
    UNSPACED,
    LegalForm,
    legal_forms,
    most_tokens_before,
    most_tokens_from,
    places_of,
    tight,
    unspaced_forms,
    words_of,
)
from onefold_dedupe.standardise.legal_grammar import (
    SHORTEST_SLIP,
    composed_form,
    has_legal_role,
    misspelt_ending,
    misspelt_leading,
    starts_like_a_long_form,
)
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

GLUED_FORMS = ("GmbH", "AG", "LLC", "Ltd", "Inc", "ООО", "ЗАО", "ОАО")
_GLUED = re.compile(rf"(?<=[a-zа-яё0-9])({'|'.join(GLUED_FORMS)})\.?$")
_TRANSCRIBED = frozenset(["pao", "nao", "oao", "zao"])
"""Russian forms in Latin letters: with a tilde they are Portuguese words (pão, não)."""
_SOUTH_SLAVIC = frozenset(["BA", "BG", "ME", "MK", "RS"])
"""There А.Д. behind the name is a form."""
_INSIDE_ABBREVIATIONS = (".", "״", '"')
_ARTICLES = words("company.articles")
_SURE_IN_THE_MIDDLE = words("company.sure_in_the_middle")


_MOST_FORMS = 24
"""Looked for at one end of a name at once; what has more is none."""
_NOWHERE: frozenset[int] = frozenset()


class Found(NamedTuple):
    """A form and where it stands in the text, with its brackets and full stops."""

    start: int
    end: int
    form: LegalForm
    key: str


_Hit = tuple[int, LegalForm]
"""Number of tokens and form."""


def forms_in(text: str, hint: str | None, *, simple: bool) -> tuple[list[Found], bool]:
    """The forms in cleaned `text`, those at the end first, and whether what is left may hold another one.

    They never cover every word. `simple` as `is_simple` says.
    """
    name = _Name(text, hint, simple)
    if "".join(name.keys) in legal_forms():
        return [], False
    found = name.forms()
    if not found:
        return found, False
    # An & that the form leaves at an end goes too, and what is then at the end may be a form.
    at_ends = name.keys[name.low], name.keys[name.high - 1]
    return found, name.has_doubts or "&" in at_ends or not (simple or UNSPACED.search(text) is None)


class _Traits(NamedTuple):
    """What a folded word may be in a form: the most tokens of forms that it ends and starts, and whether a long form
    starts like it.
    """

    tail: int
    head: int
    starts_long: bool


@memo(65_536)
def _traits(word: str) -> _Traits:
    return _Traits(most_tokens_before(word), most_tokens_from(word), starts_like_a_long_form(word))


class _Name:
    """A name while its forms are looked for: tokens `low` to `high` are not yet taken."""

    __slots__ = (
        "_places",
        "after_quote",
        "has_doubts",
        "high",
        "hint",
        "keys",
        "low",
        "simple",
        "slips",
        "text",
        "traits",
    )

    def __init__(self, text: str, hint: str | None, simple: bool) -> None:
        self.text, self.hint, self.simple = text, hint, simple
        self.keys = words_of(text, simple=simple)
        self._places: list[tuple[int, int]] = []
        self.low, self.high = 0, len(self.keys)
        self.has_doubts = False
        self.after_quote: frozenset[int] = _NOWHERE
        if not simple and MAY_BE_QUOTED.search(text):
            self.after_quote = frozenset(
                n
                for n, ((_, end), (start, _)) in enumerate(pairwise(self.places), 1)
                if (start - end > 1 or text[end] != " ") and opens_a_quote(text[end - 1], text[end:start])
            )
        self.traits = list(map(_traits, self.keys))
        self.slips: Sequence[int] = ()
        if len(text) > SHORTEST_SLIP:
            self.slips = [n for n, traits in enumerate(self.traits) if traits.starts_long]

    @property
    def places(self) -> list[tuple[int, int]]:
        if not self._places:
            self._places = places_of(self.text, simple=self.simple)
        return self._places

    def forms(self) -> list[Found]:
        found: list[Found] = []
        # What only its surroundings spoke against may be a form when they are gone.
        while True:
            self.has_doubts = False
            ending = self._ending() if len(found) < _MOST_FORMS else None
            if ending is None:
                break
            self.high -= ending[0]
            found.append(self._span(self.high, *ending))
        while (leading := self._leading()) is not None:
            found.append(self._span(self.low, *leading))
            self.low += leading[0]
        if not found:
            self.has_doubts = True
            found = _glued(self.text) or ([] if self.simple else _unspaced(self.text))
        elif self.text.endswith(GLUED_FORMS, 0, self.places[self.high - 1][1]):
            self.has_doubts = True
        if self.high - self.low > 2 and not _SURE_IN_THE_MIDDLE.isdisjoint(self.keys[self.low + 1 : self.high - 1]):
            found.extend(self._inside())
            self.has_doubts = True
        elif "(" in self.text or " - " in self.text or " – " in self.text:
            found.extend(self._before_an_addition())
        return found

    def _span(self, first: int, size: int, form: LegalForm) -> Found:
        text, start, end = self.text, self.places[first][0], self.places[first + size - 1][1]
        while end < len(text) and text[end] == ".":
            end += 1
        key = "".join(self.keys[first : first + size])
        if "(" not in text:
            return Found(start, end, form, key)
        inside = text[start:end]
        opened, closed = inside.count("("), inside.count(")")
        is_bracketed = opened == closed and text[start - 1 : start] == "(" and text[end : end + 1] == ")"
        if is_bracketed or (closed > opened and text[start - 1 : start] == "("):
            start -= 1
        if is_bracketed or (opened > closed and text[end : end + 1] == ")"):
            end += 1
        return Found(start, end, form, key)

    def _written(self, first: int, size: int, key: str) -> Written:
        start, end = self.places[first][0], self.places[first + size - 1][1]
        return Written(self.text[:start], self.text[start : end + 1], self.text[end : end + 3], key, size)

    def _ending(self) -> _Hit | None:
        low, high, keys = self.low, self.high, self.keys
        if high - low < 2:
            return None
        best: _Hit | None = None
        for size, key, form in self._hits_at_end():
            first = high - size
            if self._is_a_word(first, key) or self._is_initials(first, size) or self._is_quoted_name(first):
                continue
            if form.is_listed and key.upper() == self.hint:
                # The country's own code: Maxima LT in Lithuania.
                continue
            self.has_doubts = True
            if size == 1 and key in sure_forms() and len(keys[first - 1]) > 1:
                best = size, form
                break
            if (
                self._leaves_a_name(first, size)
                and self._joins(first, size, key)
                and not self._cuts_initials(first)
                and is_form_at_end(self._written(first, size, key), form, self.hint)
            ):
                best = size, form
                break
        if self.slips and (best is None or best[0] == 1):
            best = misspelt_ending(keys, self.slips, low + 1, high) or best
        if high - low > 2 and has_legal_role(keys[high - 1]):
            first = max((n for n in self.after_quote if low < n < high), default=low)
            composed = composed_form(keys[first:high], at_end=True, leave_none=first > low)
            if best is not None and composed is not None and all(map(has_legal_role, keys[low : high - composed[0]])):
                # Société Générale SA: the phrase would leave nothing but words of law.
                composed = None
            if composed is not None and (best is None or composed[0] > best[0]):
                return composed[0], best[1] if best is not None and best[1].code != "company" else composed[1]
        return best

    def _hits_at_end(self) -> list[tuple[int, str, LegalForm]]:
        """Known spellings at the end, the longest first: number of tokens, key, form. One token is left over."""
        keys, high = self.keys, self.high
        last = keys[high - 1]
        most = self.traits[high - 1].tail if len(last) > 1 else most_tokens_before((keys[high - 2] + last)[-2:])
        if most == 0:
            return []
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
            if self._is_a_word(low, key) or not self._joins(low, size, key):
                continue
            if is_form_in_front(self._written(low, size, key), form, self.hint):
                return size, form
            self.has_doubts = True
        slip = misspelt_leading(keys, low, high - 1) if low in self.slips else None
        if slip is not None or keys[low].isascii() or not has_legal_role(keys[low]):
            return slip
        whole = min((n for n in self.after_quote if low < n < high), default=high)
        return composed_form(keys[low:whole], at_end=False, leave_none=whole < high)

    def _hits_in_front(self) -> list[tuple[int, str, LegalForm]]:
        keys, low = self.keys, self.low
        first = keys[low]
        most = self.traits[low].head if len(first) > 1 else most_tokens_from((first + keys[low + 1])[:2])
        if most == 0:
            return []
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
        if size == 1 or first - self.low > 2:
            return self.keys[self.low] != "&" or any(key != "&" for key in self.keys[self.low : first])
        return any(self.text[start:end].casefold() not in _ARTICLES for start, end in self.places[self.low : first])

    def _joins(self, first: int, size: int, key: str) -> bool:
        """Whether several tokens may be one abbreviation: single letters (S. A.), Sh.A. or a phrase, not 'in c'."""
        if size == 1 or len(key) > 5:
            return True
        long = sum(len(k) > 1 for k in self.keys[first : first + size])
        part = self.places[first : first + size]
        return (
            long == 0
            or len(key) >= 4
            or all(self.text[a[1] : b[0]] in _INSIDE_ABBREVIATIONS for a, b in pairwise(part))
        )

    def _is_a_word(self, first: int, key: str) -> bool:
        return key in _TRANSCRIBED and not self.text[slice(*self.places[first])].isascii()

    def _is_quoted_name(self, first: int) -> bool:
        """Whether what a quote holds from token `first` on stands behind a form: Некоммерческое партнерство «Союз»."""
        return (
            first in self.after_quote
            and QUOTES.match(self.text, self.places[first][0] - 1) is not None
            and "".join(self.keys[self.low : first]) in legal_forms()
        )

    def _is_initials(self, first: int, size: int) -> bool:
        """Whether two Cyrillic letters with full stops end the name: Петров А.О. is a person, no АО."""
        if size != 2 or len(self.keys[first]) > 1 or self.hint in _SOUTH_SLAVIC:
            return False
        (at, end), (start, _) = self.places[first : first + 2]
        return "\u0400" <= self.keys[first] <= "\u04ff" and self.text[at].isupper() and "." in self.text[end:start]

    def _cuts_initials(self, first: int) -> bool:
        """Whether a form from token `first` on would take letters of an abbreviation: A.B.C. Corp has no B.C."""
        return len(self.keys[first - 1]) == 1 and self.text[self.places[first - 1][1] : self.places[first][0]] == "."

    def _before_an_addition(self) -> list[Found]:
        """A sure form before what is added to a name: Foo GmbH (Berlin), Acme S.A. - Head Office."""
        low, high = self.low, self.high
        for n, (before, after) in enumerate(pairwise(self.places[low:high]), low + 1):
            if n > low + 1 and ENDS_EARLY.match(self.text, before[1], after[0]):
                self.high = n
                for size, key, form in self._hits_at_end():
                    written = self._written(n - size, size, key)
                    if (
                        not form.is_listed
                        and self._joins(n - size, size, key)
                        and is_form_before_an_addition(written, form)
                    ):
                        self.high = high
                        self.has_doubts = True
                        return [self._span(n - size, size, form)]
        self.high = high
        return []

    def _inside(self) -> list[Found]:
        table = legal_forms()
        places = range(self.low + 1, self.high - 1)
        return [self._span(n, 1, table[self.keys[n]]) for n in places if self.keys[n] in _SURE_IN_THE_MIDDLE]


def _glued(text: str) -> list[Found]:
    match = _GLUED.search(text) if text.rstrip(".").endswith(GLUED_FORMS) else None
    if match is None:
        return []
    key = tight(match.group(1))
    return [Found(match.start(), match.end(), legal_forms()[key], key)]


def _unspaced(text: str) -> list[Found]:
    if not UNSPACED.search(text):
        return []
    for spelling, key in unspaced_forms():
        if len(text) > len(spelling):
            if text.startswith(spelling):
                return [Found(0, len(spelling), legal_forms()[key], key)]
            if text.endswith(spelling):
                return [Found(len(text) - len(spelling), len(text), legal_forms()[key], key)]
    return []
