"""Names in Latin and other letters: plain ones read here, the rest by nameparser, corrected where a custom decides."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from onefold_dedupe.standardise.east_asian import family_first, order_is_open, read_whole, split_whole
from onefold_dedupe.standardise.name_usage import leaning, usage
from onefold_dedupe.standardise.nicknames import full_name
from onefold_dedupe.standardise.person_words import (
    EAST_SLAVIC,
    FAMILY_FIRST,
    IBERIAN,
    IBERIAN_GIVEN,
    bare,
    family_shape,
    is_couple_word,
    is_initial,
)
from onefold_dedupe.standardise.tables import words as table

_LOWER, _UPPER = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
_PLAIN = re.compile(
    rf"(?:Mc|Mac|Di|De|[OD]['’])?[{_UPPER}][{_LOWER}]{{1,}}(?:-[{_UPPER}][{_LOWER}]{{2,}})?|[{_UPPER}]{{3,}}"
)
_PLAIN_PARTICLES = table("western.plain_particles")
_PLAIN_INITIAL = re.compile(r"[A-Z]\.?")
LONE_PARTICLES = _PLAIN_PARTICLES | table("western.lone_particles")
_CAPITAL_PARTICLES = frozenset({"Le", "De", "Di", "Da", "Del", "Du", "Van", "Von", "Della", "Dal", "Lo", "Mac", "Mc"})
_NETHERLANDISH = frozenset({"Van", "Von", "De", "Der", "Ten", "Ter", "VAN", "VON", "DE", "DER", "TEN", "TER"})
"""Particles with the capital that they have where they are no language's own."""
_SHORT_GIVEN = table("western.short_given")
_ELISIONS = ("'", "’")
_IBERIAN_PARTICLES = table("western.iberian_particles")
_IBERIAN_SUFFIXES = table("western.iberian_suffixes")
_PORTUGUESE_PARTICLES = frozenset({"da", "do", "das", "dos"})
_DEVOTIONAL = table("western.devotional")
_NOBLE = table("western.noble")
_PARTICLES = table("western.particles")
_SLAVIC_FAMILY = re.compile(r".{3,}(?:[oe]va?|enk[oa]|chuk|sk(?:iy|yi|ii|yy)|skaya|skaia)", re.IGNORECASE)
_GUESS = 0.5
_COMMON = 10
"""Locales in which a given name must be usual to turn the order of a name whose other word nobody knows."""
_WIDESPREAD = 7
"""Locales in which two words must be given names, and none a family name, to be one person's two given names."""

Parts = dict[str, str]


@cache
def _parser() -> Any:
    from nameparser import parse

    return parse


@cache
def special_words() -> frozenset[str]:
    """Words that nameparser treats as titles, suffixes, particles or conjunctions."""
    return frozenset().union(*(_lexicon(name) for name in _TITLES + _TAILS + _LINKS))


_TITLES = ("titles", "given_name_titles", "after_given_titles")
_TAILS = ("suffix_words", "suffix_acronyms", "suffix_acronyms_ambiguous", "honorific_tails")
_LINKS = (
    *("particles", "particles_ambiguous", "conjunctions", "conjunctions_ambiguous"),
    *("bound_given_names", "maiden_markers"),
)


@cache
def _lexicon(name: str) -> frozenset[str]:
    from nameparser import Lexicon

    return frozenset(getattr(Lexicon.default(), name))


@cache
def bound_names() -> frozenset[str]:
    """Words that are half of a given name: Abdul, Abu, Umm."""
    return _lexicon("bound_given_names")


@cache
def _special_at(place: str) -> frozenset[str]:
    """Words that nameparser does not read as plain names at the first or at the last place."""
    kinds = {"first": _TITLES + _LINKS, "last": _TAILS + _LINKS}[place]
    return frozenset().union(*map(_lexicon, kinds))


@lru_cache(maxsize=65_536)
def _is_plain(word: str, place: str) -> bool:
    folded = word.lower()
    if not _PLAIN.fullmatch(word):
        return place == "inside" and bool(_PLAIN_INITIAL.fullmatch(word)) and word[0] not in "IVEY"
    if place == "inside":
        return folded not in special_words()
    if folded in _special_at(place):
        return False
    # King, Bishop: titles that stand last are surnames.
    return place == "first" or folded not in special_words() or leaning(word) < 0


def read_name(text: str, country: str | None) -> tuple[Parts, float]:
    """The parts of a name whose own-language titles are off, and how sure they are."""
    words = text.split()
    if "," in text:
        return _after_comma(text), 0.95
    turned = len(words) > 2 and words[-1] in _PLAIN_PARTICLES and leaning(words[0]) <= 0
    if turned and (is_initial(words[1]) or leaning(words[1]) > 0):
        words = _particles_forward(words)
        text = " ".join(words)
    parts = _plain(words) or (None if text.isascii() else read_whole(text)) or _parsed(text)
    return by_custom(parts, text, country)


def _plain(words: list[str]) -> Parts | None:
    """Two to five ordinary words, the middle ones perhaps initials or particles; as nameparser would read them."""
    last = len(words) - 1
    if not 1 <= last <= 4 or not (_is_plain(words[0], "first") or _PLAIN_INITIAL.fullmatch(words[0])):
        return None
    if not _is_plain(words[last], "last") or (last > 1 and words[last].lower() in special_words()):
        return None
    start = last
    while start > 1 and words[start - 1] in _PLAIN_PARTICLES:
        start -= 1
    if not all(_is_plain(word, "inside") for word in words[1:start]) or words[0] in ("I", "V", "E", "Y"):
        return None
    parts = {"given": words[0], "family": " ".join(words[start:])}
    if start > 1:
        parts["middle"] = " ".join(words[1:start])
    return parts


def _after_comma(text: str) -> Parts:
    first, second, *rest = (part.strip() for part in text.split(","))
    if rest and second and all(word.islower() and word in special_words() for word in second.split()):
        # Berg, van der, Jan: libraries and registers part the particles too.
        return _parsed(f"{second} {first}, {', '.join(rest)}")
    return _parsed(text)


def _particles_forward(words: list[str]) -> list[str]:
    """'Meer J. van der', as registers sort it, in the order in which it is said."""
    count = len(words)
    while count > 2 and words[count - 1] in _PLAIN_PARTICLES:
        count -= 1
    return [*words[1:count], *words[count:], words[0]]


def _parsed(text: str) -> Parts:
    parsed = _parser()(text).as_dict()
    parts = {}
    for field in ("title", "given", "middle", "family", "suffix", "nickname", "maiden"):
        if parsed.get(field):
            parts[field] = str(parsed[field])
    alone = parts.get("family", parts.get("given", ""))
    if not ("given" in parts and "family" in parts) and alone and not alone.isascii():
        split = split_whole(alone)
        if split:
            suffix = " ".join(filter(None, (split.pop("suffix", ""), parts.get("suffix"))))
            parts = {**{k: v for k, v in parts.items() if k not in ("given", "family")}, **split}
            if suffix:
                parts["suffix"] = suffix
    return parts


def by_custom(parts: Parts, text: str, country: str | None) -> tuple[Parts, float]:
    """`parts` as nameparser reads `text`, put into the order and shape of the names' own custom."""
    given, family = parts.get("given", ""), parts.get("family", "")
    names = " ".join(filter(None, (given, parts.get("middle"), family)))
    words = names.split()
    if parts.get("title") == text and (named := usage(text)).given + named.family:
        # Prince, King: more people are called so than are kings.
        return {"family" if named.family > named.given else "given": text}, _GUESS
    if (title := parts.get("title", "")).endswith(".") and bare(title) in _SHORT_GIVEN:
        # Wm. Smith: any word with a full stop is a title to nameparser.
        rest = {field: value for field, value in parts.items() if field not in ("title", "given", "middle")}
        middle = " ".join(filter(None, (given, parts.get("middle"))))
        return rest | {"given": title} | ({"middle": middle} if middle else {}), 0.9
    if _is_behind_particles(names.split()):
        # van Dijk, van der Berg, alone or behind Mevrouw.
        return {field: value for field, value in parts.items() if field not in ("given", "middle")} | {
            "family": names
        }, 0.8
    if given in LONE_PARTICLES and len(words) > 2 and names == text and "." not in text:
        # van der Vaart Rafael: nobody is called van.
        if leaning(words[-1]) > 0 and words[-2].lower() not in LONE_PARTICLES:
            return _beside(parts) | {"given": words[-1], "family": " ".join(words[:-1])}, 0.7
        return _beside(parts) | {"family": names}, 0.6
    if given == text and len(given) > 2 and (leaning(given) < 0 or leaning(given.partition("-")[0]) < 0):
        return {**{field: value for field, value in parts.items() if field != "given"}, "family": given}, 0.6
    if family and not given and family == text:
        *surname, last = family.split()
        if len(surname) == 2 and surname[0].lower() in _PLAIN_PARTICLES and leaning(last) == 2:
            return {**parts, "given": last, "family": " ".join(surname)}, 0.7
        given_names = family.split()[2:]
        is_led = len(given_names) > 1 and surname[0] in _CAPITAL_PARTICLES and surname[1].lower() not in special_words()
        if is_led and all(leaning(name) > 0 for name in given_names):
            # De Luca Maria Teresa
            names_behind = {"given": given_names[0], "middle": " ".join(given_names[1:])}
            return {**parts, **names_behind, "family": " ".join(surname[:2])}, 0.7
    if not given or not family:
        return parts, 0.7
    if len(words) == 2 and names == text and given.rpartition("-")[1] and opens_family(given):
        return _beside(parts) | {"family": names}, 0.7
    if names not in text:
        return parts, 0.9
    if len(words) > 2 and words[-2] in ("O", "o") and usage(f"O'{words[-1]}").family:
        # Sinead O Connor
        found = _beside(parts) | {"given": words[0], "family": f"{words[-2]} {words[-1]}"}
        return found | ({"middle": " ".join(words[1:-2])} if len(words) > 3 else {}), 0.9
    if len(words) == 2 and country not in FAMILY_FIRST and all(map(is_never_family, words)):
        # María José, Anna Maria: one person's two given names.
        return _beside(parts) | {"given": names}, 0.6
    confidence = _GUESS if country is None and order_is_open(words) else 0.9
    return _reordered(parts, words, country) or (_with_particles(parts, country), confidence)


def is_never_family(word: str) -> bool:
    """Whether many countries give the word and none has it as a family name."""
    seen = usage(word)
    return seen.family == 0 and seen.given >= _WIDESPREAD


def _is_behind_particles(words: list[str]) -> bool:
    """Whether particles and one word are all there is: a family name alone. Van Morrison is called Van."""
    *before, last = words or [""]
    if not before or not all(word.lower() in LONE_PARTICLES for word in before) or last.lower() in LONE_PARTICLES:
        return False
    if before[0] in LONE_PARTICLES or before[0].endswith(_ELISIONS):
        return True
    # Le Van Minh is a Vietnamese, Van der Berg a family.
    return len(before) > 1 and family_first(words) is None


def _reordered(parts: Parts, words: list[str], country: str | None) -> tuple[Parts, float] | None:
    """The parts of a name that starts with the family name; None when nothing says that it does."""
    given, family = parts["given"], parts["family"]
    first, last = leaning(words[0]), leaning(words[-1])
    opens = len(words) == 3 and words[0] in _CAPITAL_PARTICLES and words[1][0].isupper()
    if opens and last > 0 and leaning(words[1]) <= 0 and words[2].lower() not in special_words():
        # Le Goff Yann
        return _beside(parts) | {"given": words[2], "family": f"{words[0]} {words[1]}"}, 0.8
    if len(words) == 3 and words[1] in _NETHERLANDISH and not family_first(words):
        # Leroy Van Dyke; Nguyen Van Minh is another matter.
        return None
    if len(words) == 2 and is_initial(words[1]) and first == -2:
        return _beside(parts) | {"given": words[1], "family": words[0]}, 0.8
    if len(words) > 2 and is_initial(words[-1]) and leaning(words[1]) > 0 and first <= 0:
        # SMITH JOHN Q: no surname has one letter.
        return _beside(parts) | {"given": words[1], "middle": " ".join(words[2:]), "family": words[0]}, 0.85
    if country is None or country in FAMILY_FIRST or (len(words) > 2 and bare(words[1]) in ("van", "thi")):
        asian = family_first(words)
        if asian:
            return _beside(parts) | asian, 0.8
    if country in FAMILY_FIRST and len(words) == 2 and first < 2 and last >= -1:
        return _beside(parts) | {"given": family, "family": given}, 0.8
    caps_first = given.isupper() and given.isalpha() and len(given) > 2 and not words[1].isupper()
    # ANNA Smith: capitals are the custom for the surname, but not against what both words are.
    caps_first = caps_first and not (first == 2 and last < 0)
    if not (caps_first or _leads_as_family(words[0], words[-1])):
        return None
    count = 1
    while count < len(words) - 1 and leaning(words[count]) == -2:
        count += 1
    if len(words) == 4 and count == 1 and first == -2 and leaning(words[1]) <= 0 < leaning(words[2]):
        count = 2  # Rodríguez Zapatero José Luis
    slavic = len(words) == 2 and _SLAVIC_FAMILY.fullmatch(given)
    if not (caps_first or slavic or all(leaning(word) > 0 or is_initial(word) for word in words[count:])):
        return None
    found = _beside(parts) | {"given": words[count], "family": " ".join(words[:count])}
    if words[count + 1 :]:
        found["middle"] = " ".join(words[count + 1 :])
    # DAVID Martin: capitals say one thing, usage the other.
    is_open = caps_first and first == 2 and usage(words[-1]).family > 0
    return found, _GUESS if is_open else 0.85


def _beside(parts: Parts) -> Parts:
    return {field: value for field, value in parts.items() if field not in ("given", "middle", "family")}


def _leads_as_family(first: str, last: str) -> bool:
    """Whether the usage of the first and the last word says that the family name leads."""
    before, after = leaning(first), leaning(last)
    if after == 0 and before <= 0 and _SLAVIC_FAMILY.fullmatch(first) and family_shape(last) is None:
        return True
    if last.lower() in special_words():
        return False
    if usage(first).given == 1 and not (usage(first).family or usage(last).family or full_name(first)):
        # Öztürk Elif: of two given names the rare one is the surname where the other never is.
        return usage(last).given >= _COMMON // 2
    if after < 1 or before > 0 or min(len(first), len(last)) < 3 or first.endswith("."):
        return False
    if before == 0:
        # A word in no list at all before a very common given name: 'Petroshius Douglas'.
        unknown = usage(first).given == usage(first).family == 0
        common = after == 2 and (usage(last).given >= _COMMON or full_name(last) is not None)
        return family_shape(first) is not None or (unknown and common)
    # Fan Graham: a Chinese family name that leads has no Western given name behind it.
    return after - before >= 3 and ("a" not in usage(first).customs or usage(last).given < _COMMON // 2)


def _with_particles(parts: Parts, country: str | None) -> Parts:
    """Words in the middle that belong to the family name: particles, nobility, the first of two Iberian surnames."""
    if "middle" not in parts and not _IBERIAN_PARTICLES & set(parts["family"].split()):
        return parts
    words = [*parts.get("middle", "").split(), *parts["family"].split()]
    if is_couple_word(words[-1]) or any(is_couple_word(word) and word not in ("y", "e") for word in words):
        return parts
    start = len(parts.get("middle", "").split())
    iberian = _is_iberian(parts, country)
    if iberian:
        start = _iberian_start(words)
    else:
        # ERIK TEN HAG: where all is written in one case, it does not tell a particle from a name.
        is_one_case = parts["family"].isupper() or parts["family"].islower()
        joined = next(
            (
                i
                for i, word in enumerate(words[:start])
                if opens_family(word) or (is_one_case and word.upper() in _NETHERLANDISH)
            ),
            start,
        )
        start = joined
        before = words[start - 1] if start else ""
        if words[start][:2] in ("d'", "d’") and before and leaning(before) <= 0 and not is_initial(before):
            start -= 1
    rest = {field: value for field, value in parts.items() if field != "middle"}
    if start:
        rest["middle"] = " ".join(words[:start])
    end = len(words)
    if iberian and end - start > 1 and bare(words[-1]) in _IBERIAN_SUFFIXES and words[-2][0].isupper():
        rest["suffix"] = " ".join(filter(None, (words[-1], parts.get("suffix"))))
        end -= 1
    rest["family"] = " ".join(words[start:end])
    return rest


def opens_family(word: str) -> bool:
    """A particle, a rank of nobility, or the first half of Jansen-de Boer."""
    before, hyphen, behind = word.rpartition("-")
    return bare(word) in _PARTICLES or word in _NOBLE or bool(before and hyphen and behind in _PLAIN_PARTICLES)


def _is_iberian(parts: Parts, country: str | None) -> bool:
    if any(is_initial(word) for word in parts.get("middle", "").split()):
        return False
    if country in IBERIAN:
        return True
    if country is not None and country not in EAST_SLAVIC:
        return False
    words = [*parts.get("middle", "").split(), *parts["family"].split()]
    names = [word for word in words if word[0].isupper()]
    suffixed = bool(names) and bare(names[-1]) in _IBERIAN_SUFFIXES
    if suffixed:
        names.pop()
    if suffixed and names and "i" in usage(names[-1]).customs:
        return True
    if len(names) < 2:
        return False
    before, last = names[-2], names[-1]
    if "i" in usage(last).customs and _PORTUGUESE_PARTICLES.intersection(words) and not usage(before).given:
        return True
    known = sum("i" in usage(word).customs and leaning(word) < 0 for word in (last, before))
    return known == 2 or (known == 1 and parts["given"].casefold() in IBERIAN_GIVEN and leaning(before) <= 0)


def _iberian_start(words: list[str]) -> int:
    """Where the surnames start: behind given names and devotions ('del Carmen', 'de Fátima')."""
    names = sum(word[0].isupper() for word in words)
    start = 0
    while start < len(words) and names > 1:
        end = start
        while end < len(words) - 1 and bare(words[end]) in _IBERIAN_PARTICLES:
            end += 1
        word = bare(words[end])
        if end + 1 < len(words) and words[end + 1] in ("y", "i"):
            break  # Ramón y Cajal
        if not (word in _DEVOTIONAL if end > start else leaning(words[end]) > 0 or word in IBERIAN_GIVEN):
            break
        start, names = end + 1, names - 1
    return start
