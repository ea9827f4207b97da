"""Cyrillic to Latin as people really write it: by passport, by ear in English or German, by Ukraine's 2010 table."""

from __future__ import annotations

import unicodedata

_BASE = dict(zip("абвгдезиклмнопрстуфыё", "abvgdeziklmnoprstufye", strict=True))
_BASE |= {"ж": "zh", "й": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "э": "e"}
_BASE |= {"ю": "yu", "я": "ya"}
_KAZAKH = {"ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i"}
_UKRAINIAN = {
    "г": "h",
    "и": "y",
    "і": "i",
    "ї": "i",
    "є": "ie",
    "ґ": "g",
    "й": "i",
    "ю": "iu",
    "я": "ia",
    "’": "",
    "'": "",
}
SCHEMES: dict[str, dict[str, str]] = {
    "passport": _BASE | _KAZAKH | {"ъ": "ie", "ю": "iu", "я": "ia", "ї": "i", "є": "ie", "ґ": "g"},
    "english": _BASE | _KAZAKH | {"й": "y", "ї": "yi", "є": "ye", "ґ": "g", "х": "h", "ц": "c"},
    "german": _BASE
    | _KAZAKH
    | {
        "в": "w",
        "ж": "sch",
        "з": "s",
        "й": "j",
        "х": "ch",
        "ц": "z",
        "ч": "tsch",
        "ш": "sch",
        "щ": "schtsch",
        "ю": "ju",
        "я": "ja",
        "ї": "ji",
        "є": "je",
        "ґ": "g",
    },
    "ukrainian": _BASE | _UKRAINIAN,
}
SCHEMES_OF: dict[str, tuple[str, ...]] = {
    "RU": ("passport", "english", "english", "german"),
    "KZ": ("passport", "english"),
    "UA": ("ukrainian", "ukrainian", "english"),
}


def latin(text: str, scheme: str) -> str:
    """`text` with every Cyrillic letter replaced by `scheme`; the case of words is kept, other characters pass."""
    table = SCHEMES[scheme]
    out: list[str] = []
    for position, char in enumerate(text):
        lower = char.lower()
        mapped = table.get(lower)
        if mapped is None:
            out.append(char)
        elif char == lower:
            out.append(mapped)
        else:
            shouting = text[position + 1 : position + 2].isupper()
            out.append(mapped.upper() if shouting else mapped.capitalize())
    return "".join(out)


def slug(text: str) -> str:
    """`text` as it stands in a mailbox or a domain: lower-case ASCII, umlauts written out, other accents dropped."""
    plain = latin(text, "english").lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("&", "und")):
        plain = plain.replace(umlaut, letters)
    plain = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c in " -")).strip().replace(" ", "-")
