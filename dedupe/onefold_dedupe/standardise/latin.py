"""Script-neutral keys: one folded spelling for Иванов, Ivanov, Iwanow and Ivanoff."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

from onefold_dedupe.standardise.memo import memo

# Passport-like romanisation; rules of the key below fold the national variants together.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u",
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
    "ђ": "dzh", "ј": "y", "љ": "l", "њ": "n", "ћ": "ch", "џ": "dzh", "ѓ": "g", "ќ": "k", "ѕ": "z",
}  # fmt: skip
# Latin letters whose national reading is lost when the mark is simply dropped.
_LATIN = {
    "š": "sh", "č": "ch", "ž": "zh", "ć": "ch", "đ": "dzh", "ż": "zh", "ł": "l", "ş": "s", "ș": "s", "ç": "s",
    "ţ": "ts", "ț": "ts",
    "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ğ": "g", "ə": "a", "ä": "a", "ö": "o",
    "ü": "u", "å": "a",
    "ñ": "n",
}  # fmt: skip
_MARIA = frozenset({"mª", "m.ª"})
"""How Spanish abbreviates María."""
# Words with ə are Azerbaijani: ş, ç and x are never written without their sound there, as Turkish ones are.
_AZERBAIJANI = str.maketrans({"ş": "sh", "ç": "ch", "c": "dzh", "x": "kh", "q": "g"})
_CYRILLIC_TO_LATIN = str.maketrans({**_CYRILLIC})
_TABLE: dict[str, str] = {**_CYRILLIC, **_LATIN}
_TO_LATIN = str.maketrans({**_TABLE})
_UPPER_TO_LATIN = str.maketrans({k.upper(): v.capitalize() for k, v in _CYRILLIC.items()})
_SOFT_BEFORE_VOWEL = re.compile(r"[ьъ'’ʼ](?=[еєюяёіийо])")
_NEVER_SOFT = re.compile(r"[a-zß-öø-žа-щыэюяёіїєґ]+")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile("['’ʼ`´‘ʹ′]")

_Step = tuple[str | re.Pattern[str], str]
# In this order; each step is one convention of romanising or one loss of a sound between languages. Steps stand under
# letters without which none of them finds anything: most words pass most of the list by.
_FOLDS: tuple[tuple[str, tuple[_Step, ...]], ...] = (
    ("ff", ((re.compile(r"(?<=[oe])ff$"), "v"),)),  # Ivanoff
    (
        "c",
        (
            *((spelling, "sh") for spelling in ("schtsch", "shtch", "shch", "szcz", "stsch")),  # щ
            *((spelling, "ch") for spelling in ("tsch", "tch", "cz")),
            ("sch", "sh"),
        ),
    ),
    ("sz", (("sz", "sh"),)),
    ("dzh", (("dzh", "j"),)),  # Джонсон, Johnson
    ("dj", (("dj", "j"),)),
    ("z", ((re.compile(r"zh|rz(?=[aeiouy])"), "z"),)),
    (
        "h",
        (
            ("kh", "h"),
            ("ph", "f"),
            ("th", "t"),
            ("gh", "g"),
            (re.compile(r"ch(?=[lmnrtvw])"), "h"),  # Chruschtschow, Хрущёв; Bachmann
            (re.compile(r"^h(?=[lnrv])"), "g"),  # Hrytsenko, Гриценко
            (re.compile(r"(?<=[aeiouy])h(?=[^aeiouy]|$)"), ""),  # Johnson, Sarah
        ),
    ),
    ("tz", (("tz", "ts"),)),
    ("ck", (("ck", "k"),)),
    ("q", (("q", "k"),)),
    ("x", (("x", "ks"),)),
    (
        "c",
        (
            (re.compile(r"^c(?=v)"), "ts"),  # Cvetkova
            (re.compile(r"c(?=[eiy])"), "s"),
            (re.compile(r"c(?!h)"), "k"),
        ),
    ),
    ("w", (("w", "v"),)),
    ("o", ((re.compile(r"(?<=[bcdfghklmnprstvzh])[yj]o"), "e"),)),  # Fyodor, Fjodor, Федор
    ("hov", ((re.compile(r"(?<=[cs]h)ov(?=a?$)"), "ev"),)),  # Gorbatschow, Горбачев
    ("enka", ((re.compile(r"(?<=en)ka$"), "ko"),)),  # Лукашэнка, Лукашенко
    ("e", (("ye", "e"), ("je", "e"), ("ie", "e"))),
    ("u", (("yu", "u"), ("ju", "u"), ("iu", "u"), ("ue", "u"))),
    ("ae", (("ae", "a"),)),
    ("oe", (("oe", "o"),)),
    ("y", (("y", "i"),)),
    ("j", (("j", "i"),)),
)
_TWICE = re.compile(r"(.)\1+")


def transliterate(text: str) -> str:
    """`text` in Latin letters, readable rather than folded: 'Щукин Ёж' gives 'Shchukin Ezh'; other scripts by
    anyascii.
    """
    if text.isascii():
        return text
    text = _SOFT_BEFORE_VOWEL.sub("y", text).translate(_UPPER_TO_LATIN).translate(_CYRILLIC_TO_LATIN)
    return anyascii(text)


@memo(131_072)
def fold_word(word: str) -> str:
    """The skeleton of one word without spaces, by sound rules alone; digits stay."""
    word = word.casefold()
    if not word.isascii():
        if "ə" in word:
            word = word.translate(_AZERBAIJANI)
        word = unicodedata.normalize("NFC", word)
        if word.endswith("ª") and word in _MARIA:
            word = "maria"
        if "ο" in word:
            word = word.replace("ου", "ou").replace("ού", "ou")
        if not _NEVER_SOFT.fullmatch(word):
            word = _SOFT_BEFORE_VOWEL.sub("y", word)
        word = word.translate(_TO_LATIN)
        if not word.isascii():
            word = anyascii(word).casefold()
    if not word.isalnum():
        word = re.sub(r"[^a-z0-9]", "", word)
    if word.isdigit():
        return word
    for letters, steps in _FOLDS:
        if letters in word:
            for spelling, replacement in steps:
                if not isinstance(spelling, str):
                    word = spelling.sub(replacement, word)
                elif spelling in word:
                    word = word.replace(spelling, replacement)
    return _TWICE.sub(r"\1", word)


@memo(65_536)
def word_key(word: str) -> str:
    """One word of `latin_key`; '' for a word of which no letter has a sound."""
    from onefold_dedupe.standardise.nicknames import same_name

    folded = fold_word(word)
    return same_name(folded) or folded


def key_words(text: str) -> list[str]:
    """The words of `latin_key`, each folded to one spelling."""
    if _APOSTROPHE.search(text):
        text = _APOSTROPHE.sub("", text)
    words = text.split(" ") if text.replace(" ", "").isalnum() else _WORD.findall(text)
    return list(filter(None, map(word_key, words)))


def latin_key(text: str) -> str:
    """Words of `text` folded to one spelling whatever the script or romanisation, joined by single spaces.

    Иванов, Ivanov, Iwanow and Ivanoff give 'ivanov'; given names meet across languages by table (Олексій, Алексей,
    Alexey).
    """
    return " ".join(key_words(text))
