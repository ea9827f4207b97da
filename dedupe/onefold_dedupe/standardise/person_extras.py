"""What stands in a name's field beside the name: a maiden name, a telephone, an office, a company."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onefold_dedupe.standardise.name_usage import leaning
from onefold_dedupe.standardise.person_pieces import cut_dates, cut_pieces
from onefold_dedupe.standardise.person_words import KIN, bare, family_shape, patronymic
from onefold_dedupe.standardise.slavic import PARTICLES
from onefold_dedupe.standardise.tables import words as table

_MAIL = re.compile(r"<?[^\s@<>]{1,64}@[^\s@<>]{1,255}>?")
_PHONE = re.compile(r"(?:\b(?:тел|tel|phone|моб|mob|т)\b[.:]{0,2} ?)?\+?\(?\d(?:[ ().-]{0,3}\d){4,14}", re.IGNORECASE)
_MARKS = (
    "née", "né", "nee", r"geb\.?", "geborene", "geborener", "z domu", "rozená", "född", "født", "fødd",
    r"урожд\.?", "урождённая", "урожденная", "урождённый", "урожденный",
)  # fmt: skip
_OWN_MARKS = ("в девичестве", r"дев\.", r"roz\.", r"z d\.", "rodená", "nacida", "nascida", r"szül\.?", *_MARKS[-5:])
"""What nameparser has no word of, or is Cyrillic; the others it reads itself when no mark parts them."""
_MAIDEN = re.compile(
    rf"(?<![\s,])[\s,]*(?:[(,]\s*(?:{'|'.join((*_MARKS, *_OWN_MARKS))})|\s(?:{'|'.join(_OWN_MARKS)}))"
    r"\s+([^,()\d]{2,40}?)\s*(?:\)|(?=,)|$)",
    re.IGNORECASE,
)
SPOUSE_MARKS = table("person.spouse_marks")
"""Words of the marks here that could be names."""
_BRACKETS = re.compile(r"\s*\(([^()]{1,60})\)\s*")
_DASH = re.compile(r"\s+[-–—|]\s+|\s*;\s*")
_CARE_OF = re.compile(r"\s+c/o\s", re.IGNORECASE)
_SPOUSE_OF = re.compile(r",?\s+(?:e/v|w/v|echtgenote van|weduwe van|wed\. van)\s+(?=[^\W\d_])", re.IGNORECASE)
"""Dutch: whose wife or widow she is."""
# A year or date of birth behind the name; single digits and 2nd are nameparser's.
_NUMBER = re.compile(r"(?<=\s)\d{2,4}(?:[./-]\d{1,2}[./-]\d{2,4})?(?:\s?г\.?\s?р?\.?)?(?=\s|$)")
_TRAILING = re.compile(r"\s+[-–—|;]+$")
# Behind a comma; in Latin letters nameparser knows offices better.
_OFFICE = re.compile(r",\s*(?=[а-яёіїєґ]{3,}[^,]{0,40}$)")
_ROLES = table("person.roles")
_CYRILLIC_SMALL = re.compile(r"[а-яёіїєґў]{3,}")
_NAME_WORDS = KIN | PARTICLES | table("person_words.suffixes") | table("person_words.titles")
_FORMS = table("person.legal_forms")
_DIED = table("person.died")
_CROSS = re.compile(r"\s*[(\[]?\s*†\s*[\d./-]*\s*[)\]]?")
_ORDER = re.compile(
    r"(?<![\s,(-])[\s,(-]+(?:do not|don'?t|не)\s+(?:call|contact|mail|e-?mail|звонить|беспокоить|писать)\b.{0,40}$",
    re.IGNORECASE,
)
"""What is asked of whoever reads the name."""
_REMARK = re.compile(r"\s*[(\[]([^()\[\]]{1,60})[)\]]\s*")
_ABBREVIATED = 5
_PARTNERS = re.compile(
    r"(?:&|\+|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b|\bта\b)\s*(?:co|cie|kg|sons?|söhne|bros|brothers|partners?|partner"
    r"|associates|fils|figli|filhos|hijos|zonen|zn|ко|компания|партнёры|партнеры|партнери|сыновья)\b\.?$",
    re.IGNORECASE,
)
"""Behind a family name: a firm's name."""
_CONJUNCTIONS = frozenset({"and", "&", "+", "und", "et", "и", "та"})
NOT_PEOPLE = table("person.not_people") | _FORMS
SET_APART = NOT_PEOPLE | _DIED | {"not"}
"""Words that make a text more than a name."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A text parted into the name, the maiden name and what is neither."""

    name: str
    maiden: str = ""
    unparsed: str = ""


def part(text: str) -> Rest | None:
    """`text` without what is not the person's name; None when no person is named."""
    left: list[str] = []
    if _PARTNERS.search(text):
        return None
    if "@" in text:
        text = _cut(text, _MAIL, left)
    if any(map(str.isdigit, text)):
        text = cut_dates(text, left)
        text = _cut(text, _PHONE, left)
        text = _cut(text, _NUMBER, left)
    care = _CARE_OF.search(text) or _SPOUSE_OF.search(text)
    if care:
        left.append(text[care.start() :].strip())
        text = text[: care.start()]
    maiden = ""
    found = _MAIDEN.search(text)
    if found and found.start():
        maiden = found.group(1)
        text = " ".join(f"{text[: found.start()]} {text[found.end() :]}".replace(" ,", ",").split())
    text = _cut_dead(text, left)
    if " not " in (spaced := f" {text.lower()} ") or "don" in spaced or " не " in spaced:
        text = _cut(text, _ORDER, left)
    brackets = _BRACKETS.search(text)
    if brackets:
        inside = brackets.group(1).split()
        if _is_remark(inside) or any(bare(word) in _ROLES or bare(word) in _FORMS for word in inside):
            text = _cut(text, _BRACKETS, left)
        elif not maiden and len(inside) == 1 and _is_former_name(inside[0], text):
            maiden, text = inside[0], _cut(text, _BRACKETS, [])
    if "," in text or ";" in text or any(map(str.isdigit, text)):
        text = cut_pieces(text, left)
    dash = _DASH.search(text) or _OFFICE.search(text)
    if dash and any(bare(word) in _ROLES for word in text[dash.end() :].split()):
        left.append(text[dash.end() :])
        text = text[: dash.start()]
    words = text.split()
    hit = next((place for place, word in enumerate(words) if bare(word) in NOT_PEOPLE), None)
    if hit is not None:
        if not any(leaning(word) > 0 for word in words):
            return None
        if bare(words[hit]) in _FORMS and hit >= 2:
            left.append(" ".join(words[hit:]))
            text = " ".join(words[:hit]).rstrip(",")
    text = _cut_remark(text, left)
    text = _TRAILING.sub("", text).strip(" ,")
    return Rest(text, maiden, " ".join(left)) if any(map(str.isalpha, text)) else None


def says_dead(remark: str) -> bool:
    """Whether what was left over of a text says that its person has died."""
    return "†" in remark or any(bare(word.strip("()[]")) in _DIED for word in remark.split())


def _cut_dead(text: str, left: list[str]) -> str:
    """John Smith (deceased); Hans Müller †2019; Jan Nowak, zmarł."""
    if "†" in text:
        text = _cut(text, _CROSS, left)
    for match in _REMARK.finditer(text):
        if any(bare(word) in _DIED for word in match.group(1).split()):
            left.append(match.group().strip())
            text = f"{text[: match.start()]} {text[match.end() :]}".strip()
            break
    words = text.split()
    # A word of three letters or an abbreviation says it only where it is set apart.
    if len(words) > 1 and bare(words[-1]) in _DIED and (len(bare(words[-1])) > _ABBREVIATED or words[-2][-1] in ",-–—"):
        left.append(words.pop())
        text = " ".join(words).rstrip(" ,-–—")
    return text


def part_conjunctions(text: str) -> tuple[str, str]:
    """A name without an 'and' before or behind it that joins nobody, and that."""
    words = text.split()
    if _CONJUNCTIONS.isdisjoint((words[0], words[-1])):
        return text, ""
    # In small letters a lone и may be an initial.
    dangles = [word in _CONJUNCTIONS and not (word == "и" and text.islower()) for word in words]
    if all(dangles):
        return text, ""
    begin, end = dangles.index(False), len(words) - dangles[::-1].index(False)
    return " ".join(words[begin:end]), " ".join([*words[:begin], *words[end:]])


def _cut_remark(text: str, left: list[str]) -> str:
    """'Дима такси': what was written in small letters behind a Cyrillic name and is no name."""
    words = text.split()
    count = len(words)
    while count > 1 and _CYRILLIC_SMALL.fullmatch(words[count - 1]) and _is_no_name(words[count - 1]):
        count -= 1
    if count == len(words) or not words[0].istitle():
        return text
    left.append(" ".join(words[count:]))
    return " ".join(words[:count])


def _is_remark(words: list[str]) -> bool:
    """Three words and more, one of them in small letters and no given name among them: 'moved to Spain'."""
    return len(words) > 2 and any(map(str.islower, words)) and not any(leaning(word) > 0 for word in words)


def _is_no_name(word: str) -> bool:
    return leaning(word) == 0 and family_shape(word) is None and patronymic(word) is None and word not in _NAME_WORDS


def _cut(text: str, pattern: re.Pattern[str], left: list[str]) -> str:
    left.extend(match.group().strip() for match in pattern.finditer(text))
    return " ".join(pattern.sub(" ", text).split())


def _is_former_name(word: str, text: str) -> bool:
    """'Белова Ольга (Чернова)': a woman's other surname, not a nickname."""
    others = [other for other in text.split() if not other.startswith("(") and leaning(other) <= 0]
    return family_shape(word) == "female" and leaning(word) <= 0 and any(family_shape(o) == "female" for o in others)
