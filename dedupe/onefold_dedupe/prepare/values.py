"""One raw or standardised value to one comparable text; None where nothing is known. Called once a distinct value."""

from __future__ import annotations

import re

from onefold_dedupe.features import PART
from onefold_dedupe.standardise.text import clean, is_placeholder, latin_key, repair_lookalikes, transliterate

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_COMPACT_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?")
_SHORTEST_PHONE = 5
"""Digits; shorter ones are extensions."""
_GENDERS = {
    "m": ("m", "male", "man", "mr", "м", "муж", "мужской", "чоловіча", "ч", "er", "mann", "männlich",
          "homem", "masculino"),
    "f": ("f", "female", "woman", "w", "mrs", "ms", "ж", "жен", "женский", "жіноча", "frau", "weiblich",
          "feminino", "mulher"),
}  # fmt: skip
_GENDER_OF = {word: gender for gender, words in _GENDERS.items() for word in words}
_STREET_WORDS = {
    **dict.fromkeys(
        [
            "street",
            "st",
            "str",
            "strasse",
            "straße",
            "ulitsa",
            "ul",
            "vulitsa",
            "vul",
            "vulytsia",
            "rua",
            "calle",
            "rue",
            "via",
            "koshesi",
        ],
        "",
    ),
    **dict.fromkeys(["avenue", "ave", "av", "prospekt", "prosp", "pr", "prospect"], "ave"),
    **dict.fromkeys(["boulevard", "blvd", "blv", "bulvar", "bul"], "blvd"),
    **dict.fromkeys(["road", "rd", "doroga", "shosse"], "rd"),
    **dict.fromkeys(["drive", "dr"], "dr"),
    **dict.fromkeys(["lane", "ln", "pereulok", "per", "provulok"], "ln"),
    **dict.fromkeys(["place", "pl", "ploshchad"], "pl"),
    **dict.fromkeys(["court", "ct"], "ct"),
    **dict.fromkeys(["square", "sq"], "sq"),
    **dict.fromkeys(["highway", "hwy"], "hwy"),
    **dict.fromkeys(["parkway", "pkwy", "pky"], "pkwy"),
    **dict.fromkeys(["circuit", "cct"], "cct"),
    **dict.fromkeys(["crescent", "cres"], "cres"),
    **dict.fromkeys(["terrace", "tce", "ter"], "ter"),
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "saint": "st",
    "suite": "ste",
    "floor": "fl",
    "apartment": "apt",
    "building": "bldg",
    "dom": "",
    "house": "",
    "no": "",
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
    "ninth": "9",
    "tenth": "10",
    "eleventh": "11",
    "twelfth": "12",
}
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|ya|i|y)")


def fold(raw: str | None) -> str | None:
    """Lower-case Latin letters and digits, words apart by one space; None for nothing and for placeholders."""
    text = clean(raw)
    if not text or is_placeholder(text):
        return None
    folded = _NOT_WORD.sub(" ", transliterate(repair_lookalikes(text)).lower().replace("'", "")).strip()
    return folded or None


def name_key(raw: str | None) -> str | None:
    """Script-neutral skeleton of a name, words sorted, so that double names meet in either order."""
    text = clean(raw)
    if not text or is_placeholder(text):
        return None
    return " ".join(sorted(latin_key(repair_lookalikes(text)).split())) or None


def gender(raw: str | None) -> str | None:
    """`m`, `f` or nothing."""
    return _GENDER_OF.get(clean(raw).casefold().strip(" ."))


def identifier(raw: str | None) -> str | None:
    """Letters and digits of a number, upper case; the decimal part that spreadsheets add is dropped."""
    text = re.sub(r"\.0$", "", clean(raw))
    if not text or is_placeholder(text):
        return None
    return re.sub(r"[\W_]", "", text).upper() or None


def iso_date(raw: str | None) -> str | None:
    """ISO, `YYYY-MM` or `YYYY` where less is known; impossible days stay, because they are typing errors worth
    comparing.
    """
    from onefold_dedupe.standardise.date import standardise_date

    text = re.sub(r"\.0$", "", clean(raw))
    read = standardise_date(text)
    if read.status == "empty":
        return None
    if "date" in read.value:
        return str(read.value["date"])
    match = _COMPACT_DATE.fullmatch(text)
    return "-".join(match.groups()) if match else None


def phone(raw: str | None) -> str | None:
    """Digits of a number, with its country's code where that is known; the country may stand before PART."""
    from onefold_dedupe.standardise.country import country_code
    from onefold_dedupe.standardise.phone import standardise_phone

    country, _, text = _at_part(raw)
    read = standardise_phone(text, country_code(country) if country else None)
    if read.status == "empty":
        return None
    e164 = read.value.get("e164")
    if e164 and read.value.get("validity") != "invalid":
        return str(e164).lstrip("+")
    digits = "".join(_DIGITS.findall(re.sub(r"\.0$", "", text))).lstrip("0")
    return digits if len(digits) >= _SHORTEST_PHONE and len(set(digits)) > 1 else None


def _at_part(raw: str | None) -> tuple[str, str, str]:
    """What stands before PART, PART, and the rest; all of it is the rest where there is none."""
    return (raw or "").rpartition(PART)


def organization_key(raw: str | None) -> str | None:
    """Script-neutral skeleton of a company's name without its legal form, words sorted."""
    from onefold_dedupe.standardise.company import standardise_company

    read = standardise_company(raw)
    return name_key(str(read.value.get("name") or raw)) if read.status != "empty" else None


def website_host(raw: str | None) -> str | None:
    """The host of a web address, without scheme and `www.`, with the path where many people's pages share the host."""
    from onefold_dedupe.standardise.website import standardise_website

    return standardise_website(raw).key


def street(house: str | None, line: str | None, line_2: str | None) -> str | None:
    """`house PART street`: type words and directions shortened, the house number taken from the line where it stands
    there.
    """
    text = fold(" ".join(filter(None, (line, line_2))))
    if text is None:
        return None
    words = [_street_word(word) for word in text.split()]
    words = [word for word in words if word]
    number = (fold(house) or "").replace(" ", "") if house else ""
    if not number:
        number = _take_house(words)
    return f"{number}{PART}{' '.join(words)}" if words or number else None


def _street_word(word: str) -> str:
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else _STREET_WORDS.get(word, word)


def _take_house(words: list[str]) -> str:
    """Remove the house number from the words: the first if it starts with a digit, else the last that does."""
    for position in (0, *range(len(words) - 1, 0, -1)):
        if words and words[position][0].isdigit() and len(words) > 1:
            return words.pop(position)
    return ""


def place(postcode: str | None, city: str | None, state: str | None) -> str | None:
    """`postcode PART city`; the state stands in where the city is not known."""
    code = re.sub(r"[\W_]", "", transliterate(re.sub(r"\.0$", "", clean(postcode)))).lower()
    if code and is_placeholder(code):
        code = ""
    town = fold(city) or fold(state) or ""
    return f"{code}{PART}{town}" if code or town else None


def email(raw: str | None) -> str | None:
    """The mailbox (a provider's dots and tags folded); what is no proper address is compared as written, if it has an
    @.
    """
    from onefold_dedupe.standardise.email import standardise_email

    read = standardise_email(raw)
    if read.status == "empty":
        return None
    if read.key:
        return read.key
    text = clean(raw).casefold()
    local, _, host = text.rpartition("@")
    return text if local and host and " " not in text and not is_placeholder(local) else None


def given_key(raw: str | None) -> str | None:
    """Skeleton of the full form of the first given name: Bob and Robert, Саша and Alexander meet."""
    from onefold_dedupe.standardise.nicknames import given_key as key_of_name

    folded = fold(raw)
    if folded is None:
        return None
    text = repair_lookalikes(clean(raw))
    return key_of_name(text.split()[0]) or latin_key(text) or folded
