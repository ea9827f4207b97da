"""Legal forms that no table lists: phrases composed of legal words, and long forms with a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onefold_dedupe.standardise.legal_forms import LegalForm, legal_forms, tight
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

MAX_WORDS = 24
"""Longest composed form looked at; the longest in ISO 20275's list has 22 words."""
SHORTEST_SLIP = 18
"""Folded letters from which a spelling slip in a form cannot turn it into another word."""
_SAME = 91
"""Percent of equal letters (indel ratio) that a slip leaves: two letters of a 22-letter form."""
_EDGE = 3
"""Letters of the shortest stem."""
_SLIPS = 2
"""Letters that a misspelt form may be longer or shorter by."""
_BEGINNING = 7
"""Letters by which a word is told that may start a misspelt form."""
_MOST_MISSPELT = 12
"""Words that a slip is looked for in."""

# First match wins; stems of folded words.
_CODES = (
    ("coop", ("cooperat", "кооператив", "spoldzielni", "druzstv", "genossenschaft", "артел", "колхоз", "cooperatie")),
    ("foundation", ("fondation", "fundac", "fondazione", "fundacao", "stiftung", "stichting", "фонд", "nadac")),
    ("trust", ("trust",)),
    ("llp", ("limitedliabilitypartnership",)),
    (
        "lp",
        ("limitedpartnership", "commandit", "comandit", "accomandit", "komandit", "командит", "коммандит", "komandyt"),
    ),
    (
        "jsc",
        (
            "anonym",
            "anonim",
            "paractions",
            "capitalactions",
            "poraccion",
            "accionari",
            "perazioni",
            "poracoes",
            "акцион",
            "акціон",
            "aktien",
            "akcyjn",
            "akciov",
            "jointstock",
            "naamloze",
        ),
    ),
    ("llc", ("limit", "responsab", "ограничен", "обмежен", "haftung", "beperkt", "rucenim", "ograniczon")),
    (
        "state",
        (
            "учрежден",
            "предприят",
            "підприємств",
            "public",
            "municipal",
            "estat",
            "государств",
            "statn",
            "государствен",
            "установ",
            "заклад",
        ),
    ),
    (
        "nonprofit",
        (
            "associa",
            "asocia",
            "nonprofit",
            "організац",
            "организац",
            "union",
            "verein",
            "vereniging",
            "syndicat",
            "stowarzyszen",
            "sdruzeni",
        ),
    ),
    ("gp", ("partnership", "civil", "товариществ", "товариств", "gesellschaft", "vennootschap")),
)


@dataclass(frozen=True, slots=True)
class _Words:
    """A set of words given whole or by a stem at either end."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    inside: tuple[str, ...]

    def has(self, word: str) -> bool:
        return (
            word in self.whole
            or word.startswith(self.starts)
            or word.endswith(self.ends)
            or any(stem in word for stem in self.inside)
        )


@cache
def _grammars() -> tuple[tuple[_Words, _Words, _Words], ...]:
    text = files("onefold_dedupe.standardise").joinpath("data/legal_words.txt").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((_words(heads), _words(qualifiers), _words(glue)) for _, heads, qualifiers, glue in lines)


def _words(text: str) -> _Words:
    words = text.split()
    return _Words(
        frozenset(tight(w) for w in words if "*" not in w),
        tuple(tight(w) for w in words if w.endswith("*") and not w.startswith("*")) or ("\0",),
        tuple(tight(w) for w in words if w.startswith("*") and not w.endswith("*")) or ("\0",),
        tuple(tight(w) for w in words if w.startswith("*") and w.endswith("*")),
    )


@cache
def _edges() -> tuple[frozenset[str], frozenset[str], frozenset[str], tuple[str, ...]]:
    """All words without a star, the first and the last letters of those with one, and those with one at both ends."""
    every = [words for grammar in _grammars() for words in grammar]
    return (
        frozenset().union(*(words.whole for words in every)),
        frozenset(stem[:_EDGE] for words in every for stem in words.starts),
        frozenset(stem[-_EDGE:] for words in every for stem in words.ends),
        tuple(stem for words in every for stem in words.inside),
    )


@memo(16_384)
def _roles(word: str) -> tuple[str, ...]:
    """For each language: '' outside it, 'h' head, 'q' qualifier, 'b' both, 'g' glue."""
    if word.isdecimal():
        return ("",) * len(_grammars())
    found = []
    for heads, qualifiers, glue in _grammars():
        is_head, is_qualifier = heads.has(word), qualifiers.has(word)
        found.append(
            "b"
            if is_head and is_qualifier
            else "h"
            if is_head
            else "q"
            if is_qualifier
            else "g"
            if glue.has(word)
            else ""
        )
    return tuple(found)


@memo(16_384)
def has_legal_role(word: str) -> bool:
    """Whether a composed form may end in folded `word`; the rest of a statement (sans but lucratif) counts too."""
    whole, starts, ends, inside = _edges()
    if word in whole or word[:_EDGE] in starts or word[-_EDGE:] in ends or any(stem in word for stem in inside):
        return any(_roles(word))
    return False


_STATEMENT_HEADS = frozenset(["societe", "sociedad", "sociedade", "societa", "personne", "vennootschap"])
_STATEMENT_NEXT = (
    "anonym",
    "anonim",
    "actions",
    "civil",
    "commandit",
    "comandit",
    "accomandit",
    "responsab",
    "limitad",
    "morale",
    "cooperativ",
    "collectif",
)


def may_be_of_a_statement(word: str) -> bool:
    """Whether a folded word has a part in composed forms or in what `_statement` looks for."""
    return has_legal_role(word) or word in _STATEMENT_HEADS or word.startswith(_STATEMENT_NEXT)


def _statement(words: Sequence[str]) -> int:
    """Words from 'société anonyme …' or 'sociedad de responsabilidad …' to the end: what follows such a head
    describes it.
    """
    if _STATEMENT_HEADS.isdisjoint(words):
        return 0
    for place in range(1, len(words) - 1):
        if words[place] in _STATEMENT_HEADS:
            following = next((w for w in words[place + 1 : place + 4] if len(w) > 3), "")
            if following.startswith(_STATEMENT_NEXT):
                return len(words) - place
    return 0


def composed_form(words: Sequence[str], *, at_end: bool, leave_none: bool = False) -> tuple[int, LegalForm] | None:
    """How many words at one end of folded `words` compose a legal form, and its group.

    At least one word is left over unless `leave_none`.
    """
    limit = min(MAX_WORDS, len(words) if leave_none else len(words) - 1)
    best = 0
    if limit < 2 or not has_legal_role(words[-2] if at_end else words[1]):
        limit = 0
    # A phrase starts with a content word at its near end, which rules most languages out at once.
    for language, near in enumerate(_roles(words[-1] if at_end else words[0]) if limit else ()):
        if near in ("", "g"):
            continue
        content = heads = 0
        for count in range(1, limit + 1):
            role = _roles(words[-count] if at_end else words[count - 1])[language]
            if not role:
                break
            if role == "g":
                continue
            content += 1
            heads += role in "hb"
            if heads and content >= 2 and count > best:
                best = count
    best = max(best, _statement(words)) if at_end else best
    if best == 0:
        return None
    phrase = words[-best:] if at_end else words[:best]
    return best, LegalForm(group_of("".join(phrase)), frozenset({"*"}), True, False, False, best)


def group_of(phrase: str) -> str:
    """The group that the stems in a folded phrase tell, 'company' when none does."""
    return next((code for code, stems in _CODES if any(stem in phrase for stem in stems)), "company")


@cache
def _long_forms() -> dict[tuple[str, int], tuple[str, ...]]:
    """Long forms by their first three letters and their length."""
    groups: dict[tuple[str, int], list[str]] = {}
    descriptive = words("company.descriptive")
    for key in legal_forms():
        if len(key) >= SHORTEST_SLIP and key not in descriptive:
            groups.setdefault((key[:3], len(key)), []).append(key)
    return {place: tuple(keys) for place, keys in groups.items()}


@cache
def _long_starts() -> dict[str, tuple[int, int]]:
    """The least and the most letters of what may be a long form with a slip, by its first three letters."""
    found: dict[str, tuple[int, int]] = {}
    for start, length in _long_forms():
        least, most = found.get(start, (length, length))
        found[start] = min(least, length - _SLIPS), max(most, length + _SLIPS)
    return found


@cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    """The first letters of long forms by the first three of them."""
    found: dict[str, set[str]] = {}
    for (start, _), keys in _long_forms().items():
        found.setdefault(start, set()).update(key[:_BEGINNING] for key in keys)
    return {start: tuple(sorted(keys)) for start, keys in found.items()}


@memo(65_536)
def starts_like_a_long_form(word: str) -> bool:
    """Whether a folded word starts as a long form does, give or take one slip."""
    beginnings = _beginnings().get(word[:3])
    if beginnings is None:
        return False
    from rapidfuzz.distance import OSA

    word = word[:_BEGINNING]
    return any(OSA.distance(word, key[: len(word)], score_cutoff=1) <= 1 for key in beginnings)


def misspelt_ending(keys: Sequence[str], starts: Sequence[int], low: int, high: int) -> tuple[int, LegalForm] | None:
    """The longest end of folded words `low` to `high` that is a slip away from a long form: its words and the form.

    `starts`: the places of words that start like a long form.
    """
    low = max(low, high - _MOST_MISSPELT)
    for first in starts:
        if low <= first < high - 1 and (form := _misspelt(keys[first:high])) is not None:
            return high - first, form
    return None


def misspelt_leading(keys: Sequence[str], low: int, high: int) -> tuple[int, LegalForm] | None:
    """The same for the words in front, the first of which starts like a long form."""
    for end in range(min(high, low + _MOST_MISSPELT), low + 1, -1):
        if (form := _misspelt(keys[low:end])) is not None:
            return end - low, form
    return None


def has_misspelt(keys: Sequence[str], starts: Sequence[int]) -> bool:
    """Whether folded words from one of `starts` on may be a slip away from a long form, wherever they end."""
    return any(
        _misspelt(keys[first:end]) is not None
        for first in starts
        for end in range(first + 2, min(len(keys), first + _MOST_MISSPELT) + 1)
    )


def _misspelt(keys: Sequence[str]) -> LegalForm | None:
    phrase = "".join(keys)
    least, most = _long_starts()[keys[0][:3]]
    return misspelt_form(phrase) if least <= len(phrase) <= most else None


@memo(4096)
def misspelt_form(phrase: str) -> LegalForm | None:
    """The long form that a folded phrase is a slip away from, or None; a blank too many or too few is a slip."""
    if len(phrase) < SHORTEST_SLIP or phrase in legal_forms():
        return None
    groups, start, length = _long_forms(), phrase[:3], len(phrase)
    # Letters put before or after a form are a neighbour's, not a slip.
    candidates = [key for n in range(length - _SLIPS, length + _SLIPS + 1) for key in groups.get((start, n), ())]
    if not candidates:
        return None
    from rapidfuzz import fuzz, process

    found = process.extractOne(phrase, candidates, scorer=fuzz.ratio, score_cutoff=_SAME)
    return None if found is None else legal_forms()[found[0]]
