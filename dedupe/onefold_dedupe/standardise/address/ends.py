"""What stands at the edges of an address in every country: the country's name, the postcode, the region."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.evidence_brazil import ends_in_brazil
from onefold_dedupe.standardise.address.evidence_us import is_american_name, is_state_code, is_street_line
from onefold_dedupe.standardise.address.facts import places, postcode_pattern, regions
from onefold_dedupe.standardise.address.slavic_words import FULL_STREET
from onefold_dedupe.standardise.address.spec import PO_BOX, UNIT, Spec
from onefold_dedupe.standardise.address.typed import is_english_box
from onefold_dedupe.standardise.address.world import bare_division, is_division_phrase, outlying_divisions
from onefold_dedupe.standardise.country import code_set, country_names, word_set
from onefold_dedupe.standardise.memo import memo

# Parts of a country that have a code of their own: either code is right.
SAME_COUNTRY = {"RE": "FR", "NC": "FR", "GP": "FR", "MQ": "FR", "GF": "FR", "YT": "FR", "PF": "FR", "PR": "US",
    "GU": "US", "VI": "US",
                "IM": "GB", "JE": "GB", "GG": "GB", "HK": "CN", "MO": "CN", "FO": "DK", "GL": "DK", "AX": "FI",
                "SJ": "NO"}  # fmt: skip


# Countries whose name is also that of their capital: alone after the street it is the city.
CITY_COUNTRIES = code_set("GT SG LU KW PA DJ SM MC MX")


OPENS_TOWN = word_set("de antigua nueva ciudad")
"""Antigua Guatemala, Ciudad de Panamá."""

LONGEST_APART = 7
"""Folded letters and blanks of a country's name that may be parted otherwise than its list has it."""

# «Of Ukraine»: streets and squares are named by it.
GENITIVES = word_set("україни украины россии росії беларуси білорусі")


def claim_country(draft: Draft, hint: str | None) -> str | None:
    """Label a country at the end (or alone at the beginning) and return its code.

    A bare two-letter code only when it is the hint's.
    """
    size = _without_world_region(draft, hint)
    may_end, may_open = _may_name_country(draft, size, hint)
    if not (may_end or may_open):
        return None
    groups = draft.segments()
    names = country_names()
    tail = _without_postcode(draft, groups[-1])
    if not tail and len(groups) > 1:
        groups = groups[:-1]
        tail = groups[-1]
    is_stripped = tail[-1:] != [size - 1]
    for length in range(min(5, len(tail)) if may_end else 0, 0, -1):
        span = tail[-length:]
        phrase = draft.phrase(span)
        code = names.get(phrase) or (names.get(phrase.replace(" ", "")) if len(phrase) <= LONGEST_APART else None)
        if hint is None and len(phrase) == 2 and code not in (None, "BR") and ends_in_brazil(draft.raw):
            continue
        if hint is None and length == 1 and len(phrase) == 2 and code and not is_stripped and _code_fits(draft, code):
            draft.claim(span, "country")
            return code
        if is_stripped and len(phrase) <= 3:
            continue
        is_twice = code == hint and span[0] > 0 and draft.fold[span[0] - 1] == phrase
        is_whole = length == len(tail) and len(groups) > 1
        if code is None or not (is_twice or _is_country(draft, phrase, code, hint, is_whole)):
            continue
        if hint is None and (is_american_name(draft, span) if len(phrase) > 2 else is_state_code(draft, span[0], code)):
            continue
        if code != hint and is_stripped and not _postcode_of(code, draft.text[tail[-1] + 1 :]):
            continue
        if hint is None and length < len(tail) and not _names_country_alone(draft, span[0], code):
            continue
        if length < len(tail) and code in CITY_COUNTRIES and draft.fold[span[0] - 1] in OPENS_TOWN:
            return None
        if length < len(tail) and (phrase in GENITIVES or draft.fold[span[0] - 1] in FULL_STREET):
            continue
        if length == len(tail) and len(groups) == 2 and code in CITY_COUNTRIES and len(phrase) > 3:
            return None
        if length == len(tail) and len(groups) == 1 and (len(phrase) < 4 or length == len(draft)):
            continue
        draft.claim(span, "country")
        if span[0] and draft.fold[span[0] - 1] == "the":
            draft.claim((span[0] - 1,), "country")
        if hint and code != hint and SAME_COUNTRY.get(hint) != code:
            draft.issues.append("country_conflict")
        return code
    if may_open and len(groups) > 2 and draft.phrase(groups[0]).isdigit():
        groups = groups[1:]
    if may_open and len(groups) > 1:
        first = [at for at in groups[0] if not draft.text[at].isdigit()]
        phrase = draft.phrase(first)
        code = names.get(phrase)
        # San Martín 256 is a house.
        numbers = [draft.text[at] for at in groups[0] if draft.text[at].isdigit()]
        is_alone = not numbers or (code is not None and postcode_pattern(code) and _postcode_of(code, numbers))
        if code and is_alone and len(phrase) > 3 and (hint is None or code == hint):
            draft.claim(first, "country")
            return code
    return None


# Countries whose name is a town's somewhere: not a country when it only ends a line.
NAMES_OF_TOWNS = code_set("SH NF JO TD GN JE PE CU LB GE PA MO MX")


def _names_country_alone(draft: Draft, first: int, code: str) -> bool:
    """Whether a country's name that starts at token `first`, inside a line, is more than the end of a town's name."""
    return draft.fold[first - 1] not in NAME_LINKS and (
        code not in NAMES_OF_TOWNS or any(sign.isdigit() for sign in draft.text[first - 1])
    )


def _postcode_of(code: str, words: list[str]) -> bool:
    """Whether what follows the country's name can be its postcode."""
    pattern = postcode_pattern(code)
    return pattern is None or pattern.fullmatch(" ".join(words)) is not None


def _without_postcode(draft: Draft, tokens: list[int]) -> list[int]:
    """The tokens without those at the end that hold a digit: a country may stand before its postcode."""
    end = len(tokens)
    while end and _has_digit(draft.text[tokens[end - 1]]):
        end -= 1
    return tokens[:end]


WEST_INDIES = code_set("AG AI BB BS DM GD JM KN KY LC MS TC TT VC VG")
WORLD_REGIONS = frozenset({"w i", "wi", "b w i", "bwi"})
"""The (British) West Indies, written after the name of the country there; no part of an address."""


def _without_world_region(draft: Draft, hint: str | None) -> int:
    """How many tokens there are before `W.I.` at the end, which is set aside after one of its countries."""
    size = len(draft)
    if size > 1 and draft.fold[-1] in WORLD_REGIONS:
        named = country_names().get(draft.fold[-2])
        if named in WEST_INDIES and hint in (None, named):
            draft.label[-1] = "world_region"
            return size - 1
    return size


def _may_name_country(draft: Draft, size: int, hint: str | None) -> tuple[bool, bool]:
    """Whether the last word without a digit is one with which a country's name ends, the first one with which one
    begins.
    """
    words, folded, segments = draft.text, draft.fold, draft.segment
    if not words:
        return False, False
    at, last = size - 1, segments[size - 1]
    while at >= 0 and segments[at] == last and _has_digit(words[at]):
        at -= 1
    may_end = at >= 0 and _may_end_name(folded, at, hint)
    if segments[0] == last:
        return may_end, False
    first = 0
    for word in words:
        if not word.isdigit():
            break
        first += 1
    return may_end, folded[first if first < len(words) else 0].partition(" ")[0] in _edges().opens


def _may_end_name(folded: list[str], at: int, hint: str | None) -> bool:
    """Whether a country's name can end in the folded word `at`, where the source says `hint`."""
    word = folded[at]
    if not word or " " in word:
        return True
    edges = _edges()
    code = edges.whole.get(word)
    if code and (hint is None or len(word) > LONGEST_CODE or code == hint or SAME_COUNTRY.get(hint) == code):
        return True
    lead = edges.before.get(word)
    if lead is None:
        return False
    while at and not folded[at - 1]:
        at -= 1
    return at > 0 and folded[at - 1].rpartition(" ")[2] in lead


def _has_digit(word: str) -> bool:
    return word.isdecimal() or (not word.isalpha() and any(map(str.isdigit, word)))


LONGEST_CODE = 3
"""Letters up to which a name is no country's but the hint's."""


class _Edges(NamedTuple):
    """`whole`: names of one word and their countries; `before`: last word or, as a short name may be parted anywhere,
    letters of a name → what stands right before them; `opens`: first words, '' for a sign among them.
    """

    whole: dict[str, str]
    before: dict[str, set[str]]
    opens: frozenset[str]


@lru_cache(maxsize=1)
def _edges() -> _Edges:
    names = country_names()
    before: dict[str, set[str]] = {}
    for name in names:
        words = name.split()
        if len(words) > 1:
            before.setdefault(words[-1], set()).add(words[-2])
        elif len(name) < LONGEST_APART:
            for cut in range(1, len(name)):
                before.setdefault(name[cut:], set()).update(name[start:cut] for start in range(cut))
    whole = {name: code for name, code in names.items() if " " not in name}
    return _Edges(whole, before, frozenset({name.partition(" ")[0] for name in names} | {""}))


def _code_fits(draft: Draft, code: str) -> bool:
    """Whether two letters at the end are a country's code rather than a state's or a province's.

    They are a region's where the rest of the text speaks for a country that has such a region.
    """
    from onefold_dedupe.standardise.address.evidence import can_be_in, likeliest_country
    from onefold_dedupe.standardise.address.evidence_lines import opens_with_number

    if len(draft) < 2 or not draft.text[-1].isascii() or not draft.fold[-2]:
        return False
    if draft.segment[-1] == 0 and draft.is_number(0) and not any(map(draft.is_number, range(1, len(draft)))):
        return False  # `12 Oak St` has no country
    if code in ("NE", "SE") and draft.segment[-1] < 2 and is_street_line(draft.raw):
        return False  # nor has `12 Oak St, SE`
    rest = draft.raw[: draft.start[-1]]
    guess = likeliest_country(rest)
    if guess and guess.code == code:
        return True
    letters = code.casefold()
    if guess and (guess.is_sure or letters in regions(guess.code)):
        is_region = guess.is_sure and letters in regions(guess.code)
        if is_region or not can_be_in(rest, code):
            return False
    if letters in regions("US") and opens_with_number(rest) is not False:
        return False
    return any(len(word) > 2 for word in draft.fold[:-1])


def _is_country(draft: Draft, phrase: str, code: str, hint: str | None, whole: bool) -> bool:
    if hint is None:
        return (
            len(phrase.replace(" ", "")) > 3
            or phrase in ("usa", "uk", "u s a", "рф", "сша", "uae")
            or (whole and len(phrase) == 2)
        )
    if code == hint or SAME_COUNTRY.get(hint) == code:
        if hint == "PR" and phrase in ("pr", "puerto rico"):
            return phrase != "pr" and "pr" in draft.fold
        return phrase not in regions(hint) and not (len(phrase) > 3 and not whole and phrase in places(hint))
    return whole and len(phrase) > 3 and phrase not in regions(hint) and phrase not in places(hint)


def claim_postcode(draft: Draft, spec: Spec) -> int | None:
    """Label the postcode and return its first token; a number that must be a house number is left alone."""
    pattern = postcode_pattern(spec.code)
    if pattern is None:
        return None
    best: tuple[int, list[int]] | None = None
    starts, ends, segments, labels, raw = draft.start, draft.end, draft.segment, draft.label, draft.raw
    words, done = draft.text, 0
    for first in [at for at, word in enumerate(words) if _may_open(word)]:
        word, begin = words[first], starts[first]
        if begin < done or (word.isalpha() and (first + 1 == len(words) or words[first + 1].isalpha())):
            continue
        is_led = not word[0].isalnum()
        match = pattern.match(raw, begin + is_led)
        if match is None:
            continue
        end = done = match.end()
        if is_led:
            continue
        last = bisect_left(starts, end) - 1
        if any(labels[first : last + 1]):
            continue
        if ends[last] > end + 1 or segments[first] != segments[last]:
            continue
        span = list(range(first, last + 1))
        if _is_box_number(draft, spec, span[0]):
            continue
        is_prefixed = match.start("code") > begin
        rank = 9 if is_prefixed else _postcode_rank(draft, span, spec, match.group("code"))
        if rank and (best is None or rank >= best[0]):
            best = (rank, span)
    if best is None and (loose := _loose_postcode(draft, spec)):
        draft.claim(loose, "postcode")
        return loose[0]
    if best is None:
        return None
    span = best[1]
    draft.claim(span, "postcode")
    if span[-1] == len(draft) - 1 and (town := _town_before(draft, spec, span[0], draft.fold[span[0]])):
        draft.claim(range(town), "city")
        draft.claim(range(town, span[0]), spec.region_label)
    if span[0] and draft.fold[span[0] - 1] in POSTCODE_WORDS and draft.free(span[0] - 1):
        draft.label[span[0] - 1] = "postcode"
    return span[0]


LOOSE = {"NL": re.compile(r"[1-9]\d{3}(?= [^\W\d_])"), "PL": re.compile(r"\d{2} ?\d{3}(?= [^\W\d_])")}
"""Postcodes without their letters or their dash; only where they open a later line, before the town."""


def _loose_postcode(draft: Draft, spec: Spec) -> range | None:
    """The tokens of a postcode that is written in such a way."""
    pattern = LOOSE.get(spec.code)
    for at in range(1, len(draft)) if pattern else ():
        if draft.segment[at] == draft.segment[at - 1] or not draft.text[at].isdecimal():
            continue
        match = pattern.match(draft.raw, draft.start[at]) if pattern else None
        if match:
            return range(at, bisect_left(draft.start, match.end()))
    return None


LONGEST_POSTCODE_WORD = 4
"""Letters of a word that opens a postcode: BFPO 12, RU - 141400."""


@memo(65_536)
def _may_open(word: str) -> bool:
    """Whether a postcode can open with the word, a short one of letters before one with a digit or a sign: none opens
    with a Cyrillic letter.
    """
    if word.isalpha() and len(word) > LONGEST_POSTCODE_WORD:
        return False
    first = word[0] if word[0].isalnum() else word[1:2]
    return first.isalnum() and CYRILLIC.match(first) is None


CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def _is_box_number(draft: Draft, spec: Spec, at: int) -> bool:
    """Whether the token is the number of the post box, flat or office that is named before it."""
    if not at or draft.segment[at - 1] != draft.segment[at] or draft.fold[at - 1] in POSTCODE_WORDS:
        return False
    role = spec.words.get(draft.fold[at - 1])
    return role == PO_BOX or (role == UNIT and len(draft.fold[at - 1]) > 1) or is_english_box(draft, at - 1)


POSTCODE_WORDS = frozenset({"c p"}) | word_set("cep индекс поштовий zip plz cp cap kod")


def _postcode_rank(draft: Draft, span: list[int], spec: Spec, code: str) -> int:
    """How surely the number is a postcode by where it stands; 0 when it is not."""
    if not (code.isdigit() or code.replace(" ", "").replace(".", "").isdigit()):
        return 9
    first, last = span[0], span[-1]
    size = len(draft)
    at_start = first == 0 or draft.segment[first - 1] != draft.segment[first]
    at_end = last == size - 1 or draft.segment[last + 1] != draft.segment[last] or draft.label[last + 1] == "country"
    later_segment = draft.segment[first] > 0
    if at_start and at_end:
        if spec.number_first or len(code) >= 5:
            return 5 if len(code) >= 4 else 2
        return 5 if later_segment and any(draft.is_number(i) for i in range(first)) else 0
    if (
        later_segment
        and at_start
        and (not spec.number_first or (spec.postcode_leads and (len(code) >= 5 or spec.by_template)))
    ):
        return 8
    if later_segment and at_end:
        return 8 if spec.number_first or len(code) >= 4 else 6
    if at_start and first == 0 and spec.code == "TW":  # three digits: a house number where a street follows
        line = [i for i in range(size) if draft.segment[i] == draft.segment[0]]
        return 0 if any(spec.is_street_word(draft.fold[i]) for i in line) else 4
    if at_start and first == 0:
        if spec.number_first:
            if last + 1 < size and draft.phrase(range(last + 1, size)) in regions(spec.code):
                return 4  # 6000 NSW
            return 4 if spec.postcode_leads and len(code) >= 4 and _is_town_line(draft, spec, last + 1) else 0
        return 4 if len(code) >= 4 and spec.code != "ZZ" else 0
    numbered = any(draft.is_number(i) for i in range(first))
    if not (spec.number_first or at_start or at_end or later_segment) and _is_behind_town(draft, spec, first, last):
        return 6
    if at_end:
        is_known = numbered or len(code) >= 6 or _town_before(draft, spec, first, code)
        if not later_segment and _is_behind_known_town(draft, spec, first, last):
            return 6
        return 6 if is_known or (_is_long(spec, code) and draft.phrase(range(first)) in places(spec.code)) else 0
    if later_segment:
        return 3 if numbered else 0
    return (
        6
        if numbered and not spec.number_first and draft.is_number(first - 1)
        else (2 if numbered and len(code) >= 5 else 0)
    )


def _is_long(spec: Spec, code: str) -> bool:
    """Whether a number is too long for a house's where that is written last."""
    return not spec.number_first and len(code) >= 5


def _is_behind_known_town(draft: Draft, spec: Spec, first: int, last: int) -> bool:
    """Whether the number ends the first line, a known town, and a later one has a number: Wien 1010, Graben 21."""
    may_be = not spec.number_first and last - first < 2 and len(draft.text[first]) > 3
    has_number = may_be and any(draft.is_number(at) for at in range(last + 1, len(draft)))
    return has_number and draft.phrase(range(first)) in places(spec.code)


def _is_behind_town(draft: Draft, spec: Spec, first: int, last: int) -> bool:
    """Whether the number stands between a known town and a street with its own: Berlin 10115 Hauptstr. 5."""
    line = [i for i in range(last + 1, len(draft)) if draft.segment[i] == draft.segment[last]]
    ends_in_number = len(line) > 1 and draft.is_number(line[-1]) and not draft.is_number(line[0])
    return ends_in_number and draft.phrase(range(first)) in places(spec.code)


def _town_before(draft: Draft, spec: Spec, first: int, code: str) -> int:
    """How many tokens before a number, the first, are a known town where nothing but a region stands beside it.

    Perth 6000, Sydney NSW 2000: a house number would stand first there, and none begins with 0 (Roma 00100).
    """
    if (
        len(code) < 4
        or not (spec.number_first or code[0] == "0")
        or draft.segment[first]
        or not all(map(draft.free, range(first)))
    ):
        return 0
    known = places(spec.code)
    if first and draft.phrase(range(first)) in known:
        return first
    is_region = first > 1 and draft.fold[first - 1] in regions(spec.code)
    return first - 1 if is_region and draft.phrase(range(first - 1)) in known else 0


# Words that close a region's name of two words: Valmieras novads.
REGION_TYPES = word_set("novads maakond zupanija megye")


def _is_town_line(draft: Draft, spec: Spec, at: int) -> bool:
    """Whether the first segment is a known town from token `at` on, a number after it: 75001 Paris, 12 rue X."""
    line = [i for i in range(at, len(draft)) if draft.segment[i] == 0]
    after = line[-1] + 1
    while len(line) > 1 and DELIVERY.fullmatch(draft.fold[line[-1]]):
        line.pop()
    return draft.phrase(line) in places(spec.code) and any(draft.is_number(i) for i in range(after, len(draft)))


DELIVERY = re.compile(r"cedex|\d{1,2}(?:er|e|eme)?")
"""What follows a town that is delivered to by number: Paris 04, Lyon 2e, Paris CEDEX 01."""


def claim_region(draft: Draft, spec: Spec, tokens: list[int]) -> list[int]:
    """Label a first-level region at the end of a line of places; returns the tokens that are left (never none)."""
    table = outlying_divisions(spec.code) if spec.by_template else regions(spec.code)
    if spec.by_template and draft.phrase(tokens) in table:
        return tokens
    if len(tokens) > 2 and draft.fold[tokens[-1]] in REGION_TYPES:
        draft.claim(tokens[-2:], spec.region_label)
        return tokens[:-2]
    for length in range(min(5, len(tokens) - 1), 0, -1):
        span = tokens[-length:]
        phrase = draft.phrase(span)
        # An Italian line of a town ends in its province, never in its region (Baja Sardinia).
        own = phrase in spec.region_names and spec.code != "IT"
        is_typed = spec.by_template and is_division_phrase(phrase) and bare_division(phrase) in table
        if own or is_typed or (phrase in table and (len(phrase) > 1 or spec.code == "AR")):
            if len(phrase) <= 3 and not phrase.isalpha():
                continue
            if is_city(spec, phrase, draft.phrase(tokens[:-length])):
                continue
            if _is_within_name(draft, spec, tokens[-length - 1], span[0]):
                continue
            if length < len(tokens) - 1 and draft.fold[tokens[-length - 1]] in ("county", "co"):
                length += 1
            draft.claim(tokens[-length:], spec.region_label)
            return tokens[:-length]
    return tokens


# A region after one of these ends a town's name: Pasian di Prato, Sankt Michael im Burgenland, South Jakarta.
NAME_LINKS = word_set(
    """
    north south east west central greater dki de del di della dello dei degli da do dos das du des d im in am an bei la
    der of
    """
)


def is_city(spec: Spec, phrase: str, before: str) -> bool:
    """Whether a region's name is rather that of its capital: no town stands before it (Botafogo Rio de Janeiro)."""
    towns = places(spec.code)
    return len(phrase) > 3 and len(towns) > MANY and phrase in towns and before not in towns


MANY = 1000
"""Towns of a list that is long enough to say that a name is none."""


def _is_within_name(draft: Draft, spec: Spec, before: int, first: int) -> bool:
    """Whether the region that starts at token `first` is a part of the name of a town.

    German towns of one name are told apart in brackets: Wetter (Hessen); Bogotá D.C. is a capital district's name.
    """
    if spec.code == "CO" and draft.fold[first] in ("dc", "d c"):
        return True
    return draft.fold[before] in NAME_LINKS or (spec.code in ("DE", "AT", "CH") and draft.text[first][0] == "(")


DASH = re.compile(r"[-–—]+")
