"""Cleaning that every kind shares: invisible characters, scripts, look-alike letters, placeholders."""

from __future__ import annotations

import html
import re
import unicodedata

from onefold_dedupe.standardise.latin import latin_key, transliterate
from onefold_dedupe.standardise.memo import memo
from onefold_dedupe.standardise.tables import words

__all__ = ["MAX_LENGTH", "clean", "is_placeholder", "latin_key", "repair_lookalikes", "scripts", "transliterate"]

MAX_LENGTH = 1_000
"""Characters of a value that are read. The longest name, company or address in the labelled sets has 214; more is
pasted text.
"""

_INVISIBLE = {
    **dict.fromkeys((173, 847, 1564, 6158, 65279, 65533, *range(8203, 8208))),
    **dict.fromkeys((*range(8234, 8239), *range(8288, 8304))),
    # Half of an emoji, as JavaScript cuts it: no text that can be written holds it.
    **dict.fromkeys(range(0xD800, 0xE000)),
    **{code: None for code in range(0x20) if code not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)},
    **{code: None for code in range(0x7F, 0xA0) if code != 0x85},
}
# Characters that no normal form changes, Cyrillic and European letters among them.
_COMPOSED = r"[\x21-\x7e\u00a1-\u00ac\u00ae-\u017f\u0400-\u0482\u048a-\u052f–—‘’‚“”„‹›№]"
_PLAIN = re.compile(f"{_COMPOSED}+(?: {_COMPOSED}+)*")


def clean(raw: object) -> str:
    """`raw` as text: NFC, without invisible characters, every run of white space one space, at most MAX_LENGTH
    characters.

    None gives ''. A value that is not text is taken as the text of it.
    """
    if raw is None:
        return ""
    text = raw if isinstance(raw, str) else str(raw)
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
    if _PLAIN.fullmatch(text):
        return text
    text = text.translate(_INVISIBLE)
    return unicodedata.normalize("NFC", " ".join(text.split()))


_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_SCRIPT_RANGES = (
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", _CYRILLIC),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("armenian", re.compile(r"[\u0530-\u058f]")),
    ("georgian", re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]")),
    ("hangul", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("han", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("thai", re.compile(r"[\u0e00-\u0e7f]")),
    ("indic", re.compile(r"[\u0900-\u0dff]")),
)


def scripts(text: str) -> frozenset[str]:
    """The writing systems that letters of `text` belong to; empty when there are none we tell apart."""
    return frozenset(name for name, pattern in _SCRIPT_RANGES if pattern.search(text))


# Latin letters that look like a Cyrillic one and the other way round; lower and upper apart because only some pairs
# look alike in both.
_LATIN_TO_CYRILLIC = dict(zip("aceopxyiABCEHKMOPTXI", "асеорхуіАВСЕНКМОРТХІ", strict=True))
_CYRILLIC_TO_LATIN = {
    **{c: la for la, c in _LATIN_TO_CYRILLIC.items()},
    "ѕ": "s",
    "ј": "j",
    "Ѕ": "S",
    "Ј": "J",
    "У": "Y",
}
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")


def repair_lookalikes(text: str) -> str:
    """Words that mix Latin and Cyrillic letters, written in the one script that all their letters can be read in.

    'Ивaнoв' typed with Latin a and o gives 'Иванов'; a word with letters of both that have no twin stays as it is.
    """
    if text.isascii() or not _CYRILLIC.search(text) or not _LATIN.search(text):
        return text
    return _WORD.sub(lambda word: _one_script(word.group()), text)


@memo(4096)
def _one_script(word: str) -> str:
    latin = [c for c in word if c.isascii()]
    cyrillic = [c for c in word if _CYRILLIC.match(c)]
    if not latin or not cyrillic:
        return word
    to_cyrillic = all(c in _LATIN_TO_CYRILLIC for c in latin)
    to_latin = all(c in _CYRILLIC_TO_LATIN for c in cyrillic)
    if to_cyrillic and (not to_latin or len(cyrillic) >= len(latin)):
        return "".join(_LATIN_TO_CYRILLIC.get(c, c) for c in word)
    if to_latin:
        return "".join(_CYRILLIC_TO_LATIN.get(c, c) for c in word)
    return word


_MARKUP = re.compile(
    r"</?(?:(?P<block>br|p|div|li|ul|ol|td|tr|th|table|tbody|hr|h[1-6]|blockquote|title|body|html)"
    r"|a|b|i|u|s|em|strong|span|font|small|big|sub|sup|strike|del|ins|mark|tt|code|pre|center|label|nobr|wbr|img|input"
    r")(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)


def may_hold_markup(text: str) -> bool:
    """Whether `without_markup` may find anything."""
    return "<" in text or ("&" in text and ";" in text)


def without_tags(text: str, seam: str) -> str:
    """`text` without HTML tags; `seam` stands for those that part lines."""
    return _MARKUP.sub(lambda tag: seam if tag["block"] else "", text)


def without_markup(text: str, changes: list[str]) -> str:
    """Cleaned `text` with HTML entities read and HTML tags taken off; what was done is added to `changes`."""
    if "&" in text and ";" in text:
        decoded = clean(html.unescape(text))
        if decoded != text:
            changes.append("entities_decoded")
            text = decoded
    if "<" in text:
        bare = clean(without_tags(text, " "))
        if bare != text:
            changes.append("markup_removed")
            text = bare
    return text


_PLACEHOLDERS = words("text.placeholders")
_PLACEHOLDER_PHRASES = frozenset(
    phrase.strip()
    for phrase in [
        "\n    not available",
        " not applicable",
        " not provided",
        " not given",
        " not specified",
        " not known",
        " no name",
        " no data",
        " no email",
        " no e-mail",
        " no phone",
        "\n    do not use",
        " first name",
        " last name",
        " test test",
        " test user",
        " test customer",
        " test account",
        " test contact",
        " test company",
        " new contact",
        "\n    new lead",
        " new customer",
        " не указано",
        " не указан",
        " не указана",
        " не известно",
        " не известен",
        " нет данных",
        " без имени",
        " не определено",
        "\n    не задано",
        " тестовый клиент",
        " тестовая компания",
        " нет имени",
        " нет телефона",
        " нет e-mail",
        " тест тест",
        " тест тестов",
        " тест тестович",
        " тест тестович тестов",
        "\n    новый контакт",
        " новый клиент",
        " новая компания",
        " имя фамилия",
        " не вказано",
        " немає даних",
        " keine angabe",
        " nicht bekannt",
        " nicht angegeben",
        "\n    sem nome",
        " sin nombre",
        " não informado",
        " nao informado",
        " não consta",
        " sans nom",
        " частное лицо",
        " приватна особа",
        " физическое лицо",
        " физ лицо",
        " физ. лицо",
        " розничный покупатель",
        " розничный клиент",
        " privatperson",
        " retail customer",
        " walk-in customer",
        " cash customer",
        " consumidor final",
        " consumidor",
        " brak danych\n    ",
    ]
)
_EXACT_CASE = frozenset(
    {"null", "NULL", "nan", "NaN", "NAN", "NA", "na", "nil", "NIL", "<null>", "(null)", "#N/A", "#REF!", "#VALUE!"}
)
"""Null, Nan and Nil are also people's names; a program's spelling of them is not."""
_ONLY_MARKS = re.compile(r"[\W_]*")
_MARKS = re.compile(r"[\W_]")
_FILLERS = "019"
_SAME_CHARACTER = re.compile(r"(\w)\1{3,}|x{2,}|х{2,}")
_AROUND = " .,;:!?*\"'()[]<>-_"
_ENDS = frozenset(text.casefold().rstrip(_AROUND)[-3:] for text in _PLACEHOLDERS | _PLACEHOLDER_PHRASES | _EXACT_CASE)
"""The last letters of placeholders."""


_PLACEHOLDER_WORDS = frozenset(
    word.strip(_AROUND)
    for text in _PLACEHOLDERS | _PLACEHOLDER_PHRASES | _EXACT_CASE
    for word in text.casefold().split()
)


def may_be_a_placeholder(word: str) -> bool:
    """Whether a word of letters may be of a placeholder; no text that holds another word is one."""
    folded = word.casefold()
    return folded in _PLACEHOLDER_WORDS or len(set(folded)) < 2


def is_placeholder(text: str) -> bool:
    """Whether cleaned `text` stands for nothing: n/a, нет, test, -, unknown, 0000000, xxx …"""
    second = text[1:3].casefold()
    if second.isalnum() and second[0] != second[-1]:
        # Not one character again and again: a listed placeholder or none.
        end = (text if text[-1].isalnum() else text.rstrip(_AROUND))[-3:].casefold()
        if end[-3:] not in _ENDS and (text[0] not in _AROUND or end.isalnum()):
            return False
    if _ONLY_MARKS.fullmatch(text):
        return True
    if len(text) > 40:
        return False
    folded = " ".join(text.casefold().strip(_AROUND).split())
    if folded in _PLACEHOLDERS or folded in _PLACEHOLDER_PHRASES or text in _EXACT_CASE:
        return True
    one, blank, other = folded.partition(" ")
    if blank and one == other and one in _PLACEHOLDERS:
        return True  # unknown unknown
    first, second = folded[:1], folded[1:2]
    if first != second and first.isalnum() and second.isalnum() and not (first in _FILLERS and second in _FILLERS):
        return False
    # One to three different letters or digits at most can be a run of one.
    if sum(map(str.isalnum, set(folded))) > 3:
        return False
    return bool(_SAME_CHARACTER.fullmatch(_MARKS.sub("", folded)))
