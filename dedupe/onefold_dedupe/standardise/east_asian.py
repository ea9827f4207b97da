"""Names that put the family first: in Han characters without a blank, in hangul, and romanised."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.name_usage import leaning, usage
from onefold_dedupe.standardise.tables import words as table
from onefold_dedupe.standardise.text import transliterate

HAN = re.compile(r"[\u3400-\u9fff々]{1,6}")
_HANGUL = re.compile(r"[\uac00-\ud7af]{2,5}")
_HANGUL_LATIN = re.compile(r"([\uac00-\ud7af]{1,2})([A-Z][a-z]{2,})")
_PINYIN = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|ian|iao|uai|uan|ai|ao|an|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|üe|a|e|i|o|u|ü))"
)
_SYLLABLE = re.compile(
    r"(?:[ck]h|th|ph|tr|ng|nh|gi|qu|[zs]h|ts|[bcdfghjklmnpqrstvwxyz])?[yw]?[aeiouy]{1,3}w?(?:ng|nh|ch|[nktpmlhc])?"
)
_TWO_PINYIN = re.compile(rf"{_PINYIN}[-']?{_PINYIN}", re.IGNORECASE)

_MIDDLE_GENDER = {"van": "male", "thi": "female"}

Parts = dict[str, str]


def _is_syllable(word: str) -> bool:
    return bool(_SYLLABLE.fullmatch(transliterate(word).casefold()))


def read_whole(text: str) -> Parts | None:
    """A name in Han characters or hangul with a rank or office behind it: 홍길동 선임, 佐藤一郎/Sales; else None."""
    whole, slash, office = text.partition("/")
    behind = slash + office
    if not behind:
        whole, _, behind = text.partition(" ")
        if not all(word in table("hangul.ranks") for word in behind.split()):
            return None
    mixed = _HANGUL_LATIN.fullmatch(whole)
    if mixed:
        parts: Parts | None = {"family": mixed[1], "given": mixed[2]}
    elif behind and whole in table("hangul.single"):
        parts = {"family": whole}
    else:
        parts = split_whole(whole)
    if parts and behind:
        parts["suffix"] = " ".join(filter(None, (parts.get("suffix"), behind)))
    return parts


def split_whole(whole: str) -> Parts | None:
    """Family, given name and honorific of a name written without blanks in Han characters or hangul, else None."""
    titles = (word for word in table("han.title") if whole.startswith(word) and len(whole) > len(word) + 1)
    title = max(titles, key=len, default="")
    rest = whole.removeprefix(title)
    honorific = max((tail for tail in table("han.honorific") if rest.endswith(tail)), key=len, default="")
    rest = rest.removesuffix(honorific)
    if not rest:
        return None
    parts = {"title": title, "suffix": honorific}
    if HAN.fullmatch(rest):
        split = _split_han(rest)
    elif _HANGUL.fullmatch(rest):
        split = _split_hangul(rest)
    else:
        return None
    if split:
        parts["family"], parts["given"] = split
    else:
        parts["family"] = rest
    return {field: value for field, value in parts.items() if value}


def _split_han(whole: str) -> tuple[str, str] | None:
    if len(whole) < 2 or whole in table("han.compound"):
        return None
    for size in (3, 2, 1):
        known = table("han.single" if size == 1 else "han.compound")
        if size < len(whole) <= size + 2 and whole[:size] in known:
            return whole[:size], whole[size:]
    # Four characters are a Japanese name more often than not, and Japanese surnames have two.
    return (whole[:2], whole[2:]) if len(whole) == 4 else None


def _split_hangul(whole: str) -> tuple[str, str] | None:
    if whole in table("hangul.compound"):
        return None
    for size in (2, 1):
        known = table("hangul.compound" if size == 2 else "hangul.single")
        if size < len(whole) <= size + 2 and whole[:size] in known:
            return whole[:size], whole[size:]
    return None


def may_be_asian(word: str) -> bool:
    """Whether a romanised word may be a family name that stands first, of two words; of three Vietnam has more."""
    return "a" in usage(word).customs or transliterate(word).casefold() in table("asian.families")


def vietnamese_gender(family: str, middle: str) -> str | None:
    """What the middle name of a Vietnamese person says: Văn of a man, Thị of a woman."""
    told = _MIDDLE_GENDER.get(transliterate(middle.partition(" ")[0]).casefold())
    return told if told and transliterate(family).casefold() in table("vietnamese.families") else None


def order_is_open(words: list[str]) -> bool:
    """Whether both words of a name are single syllables, so that Zhang Wei may be Mr Zhang or Mr Wei."""
    if len(words) != 2 or "a" not in usage(words[0]).customs:
        return False
    return leaning(words[0]) <= 0 and leaning(words[1]) <= 1 and _is_syllable(words[0]) and _is_syllable(words[1])


def family_first(words: list[str]) -> Parts | None:
    """The parts of a romanised Chinese, Korean or Vietnamese name that starts with its family name, else None.

    Names that speakers of these languages write the Western way round look the same from behind, so the given name
    must have the shape of one: two syllables, joined by a hyphen or not.
    """
    first, last = words[0], words[-1]
    plain = transliterate(first).casefold()
    if plain in table("vietnamese.families") and len(words) > 2 and all(map(_is_syllable, words)):
        vietnamese = any(not word.isascii() for word in words) or words[1].casefold() in table("vietnamese.middle")
        if vietnamese:
            return {"family": first, "middle": " ".join(words[1:-1]), "given": last}
    if leaning(first) > 0 and plain not in ("lee", "kim"):
        return None
    if not may_be_asian(first):
        return None
    if len(words) == 2:
        left, hyphen, right = last.partition("-")
        hyphenated = bool(hyphen) and _is_syllable(left) and _is_syllable(right)
        joined = not hyphen and leaning(last) == 0 and len(last) > 3 and bool(_TWO_PINYIN.fullmatch(last))
        if hyphenated or (joined and not _is_syllable(last) and plain not in ("lee", "kim")):
            return {"family": first, "given": last}
    elif len(words) == 3 and all(map(_is_syllable, words)) and leaning(words[1]) < 2 and leaning(last) < 2:
        return {"family": first, "given": words[1], "middle": last}
    return None
