"""One raw or standardised value to one comparable text; None where nothing is known. Called once a distinct value."""

from __future__ import annotations

import re

from onefold_dedupe.features import PART
from onefold_dedupe.standardise.latin import fold_word
from onefold_dedupe.standardise.tables import words
from onefold_dedupe.standardise.text import clean, is_placeholder, latin_key, repair_lookalikes, transliterate

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_COMPACT_DATE = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?")
_ZERO_DATES = frozenset({"1900-01-01", "1901-01-01", "1970-01-01", "1111-11-11"})
"""What programs and people write who know no date: the first days of spreadsheets' and systems' calendars."""
_NOBODY = words("match.nobody")
"""Mailboxes that are nobody's, at whatever host."""
_NO_COMPANY = words("match.no_company")
"""With these people say that they have no company, or leave its name out; folded, without blanks."""
_ROW_OF_DIGITS = "0123456789012345"
_VANITY = 7
"""Equal digits at the end that make a number no number of anybody's."""
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
_MARKS = re.compile(r"[^\w]|_")
_APOSTROPHES = re.compile("['’ʼ`´‘ʹ′]")
_HOUSE_NUMBER = re.compile(r"\d+(?: ?[a-z](?![a-z]))?")
_TOWN_TYPES = frozenset({"g", "gor", "gorod", "m", "misto", "s", "selo", "p", "pos", "pgt", "smt", "d", "der"})
"""Words before a town's name in Cyrillic countries, by sound."""


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
    number = re.sub(r"[\W_]", "", text).upper()
    return number if number and not _is_row(number) else None


def _is_row(digits: str) -> bool:
    """12345 and the like, typed to pass a form."""
    return len(digits) >= _SHORTEST_PHONE and digits in _ROW_OF_DIGITS


def iso_date(raw: str | None) -> str | None:
    """ISO, `YYYY-MM` or `YYYY` where less is known; impossible days stay, because they are typing errors worth
    comparing.
    """
    from onefold_dedupe.standardise.date import standardise_date

    text = re.sub(r"\.0$", "", clean(raw))
    read = standardise_date(text)
    if read.status == "empty":
        return None
    match = _COMPACT_DATE.fullmatch(text)
    found = str(read.value["date"]) if "date" in read.value else "-".join(match.groups()) if match else None
    return None if found in _ZERO_DATES else found


def phone(raw: str | None) -> str | None:
    """Digits of a number, with its country's code where that is known; the country may stand before PART."""
    from onefold_dedupe.standardise.country import country_code
    from onefold_dedupe.standardise.phone import standardise_phone

    country, _, text = _at_part(raw)
    read = standardise_phone(text, country_code(country) if country else None)
    if read.status == "empty" or (read.key is None and "placeholder_number" in read.issues):
        return None
    e164 = read.value.get("e164")
    if e164 and read.value.get("validity") != "invalid":
        digits = str(e164).lstrip("+")
    else:
        digits = "".join(_DIGITS.findall(re.sub(r"\.0$", "", text))).lstrip("0")
    is_number = len(digits) >= _SHORTEST_PHONE and len(set(digits[-_VANITY:])) > 1
    return digits if is_number and not _is_row(digits) else None


def _at_part(raw: str | None) -> tuple[str, str, str]:
    """What stands before PART, PART, and the rest; all of it is the rest where there is none."""
    return (raw or "").rpartition(PART)


def own_domain(raw: str | None) -> str | None:
    """The domain that a web address or a mailbox is below, unless it is a provider's that gives mailboxes to all."""
    mailbox = email(raw)
    if mailbox:
        return mailbox_domain(mailbox.rpartition("@")[2])
    return None if "@" in clean(raw) else website_host(raw)


def mailbox_domain(host: str) -> str | None:
    """The domain that a mailbox at a host is below, unless it is a provider's."""
    from onefold_dedupe.standardise.mail_domains import is_provider

    return None if not host or is_provider(host) else host.removeprefix("www.")


def organization_key(raw: str | None) -> str | None:
    """Script-neutral skeleton of a company's name without its legal form, words sorted."""
    from onefold_dedupe.standardise.company import legal_form_code, standardise_company

    read = standardise_company(raw)
    if read.status == "empty" or (fold(raw) or "").replace(" ", "") in _NO_COMPANY:
        return None
    name = str(read.value.get("name") or raw)
    is_hollow = legal_form_code(name) and any(map(is_nothing, (name.partition(" ")[2], name.rpartition(" ")[0])))
    return None if is_hollow else name_key(name)


def website_host(raw: str | None) -> str | None:
    """The host of a web address, without scheme and `www.`, with the path where many people's pages share the host."""
    from onefold_dedupe.standardise.website import standardise_website

    return standardise_website(raw).key


def street(house: str | None, line: str | None, line_2: str | None) -> str | None:
    """`house PART street`: type words and directions shortened, the rest by sound; the house number taken from the line
    where it stands there.
    """
    text = clean(" ".join(filter(None, (line, line_2))))
    words = [] if is_nothing(text) else [_street_word(word) for word in _words(text)]
    words = [word for word in words if word]
    number = _house(clean(house)) or _take_house(words)
    return f"{number}{PART}{' '.join(words)}" if words else None


def is_nothing(text: str) -> bool:
    """Whether a cleaned value says nothing: empty, or a placeholder."""
    return not text or is_placeholder(text)


def _words(text: str) -> list[str]:
    """Words as written, without apostrophes and marks."""
    return [word for word in _MARKS.sub(" ", _APOSTROPHES.sub("", repair_lookalikes(text))).split() if word]


def _house(text: str) -> str:
    """The numbers of a house, its building and its flat with their letters: д. 12а корп. 3 → 12a-3, nº 40/2 → 40-2."""
    if is_nothing(text):
        return ""
    folded = transliterate(repair_lookalikes(text)).lower()
    return "-".join(_HOUSE_NUMBER.findall(folded)).replace(" ", "") or _NOT_WORD.sub("", folded)


def _street_word(word: str) -> str:
    folded = _NOT_WORD.sub("", transliterate(word).lower())
    ordinal = _ORDINAL.fullmatch(folded)
    known = _STREET_WORDS.get(folded)
    return ordinal[1] if ordinal else fold_word(word) if known is None else known


def _take_house(words: list[str]) -> str:
    """Remove the house number from the words: the first if it starts with a digit, else the last that does."""
    for position in (0, *range(len(words) - 1, 0, -1)):
        if words and words[position][0].isdigit() and len(words) > 1:
            return words.pop(position)
    return ""


def place(postcode: str | None, city: str | None, state: str | None) -> str | None:
    """`postcode PART city`, towns by their name of today in one script; the state stands in where the city is not
    known.
    """
    code = re.sub(r"[\W_]", "", transliterate(re.sub(r"\.0$", "", clean(postcode)))).lower()
    if code and is_placeholder(code):
        code = ""
    town = _town(city) or _town(state)
    return f"{code}{PART}{town}" if code or town else None


def _town(raw: str | None) -> str:
    from onefold_dedupe.standardise.address.cities import town_key

    text = clean(raw)
    if is_nothing(text):
        return ""
    words = [fold_word(word) for word in _words(text)]
    is_typed = len(words) > 1 and words[0] in _TOWN_TYPES and not text.isascii()
    kept = words[1:] if is_typed else words
    return town_key(" ".join(filter(None, kept)))


def email(raw: str | None) -> str | None:
    """The mailbox (a provider's dots and tags folded); what is no proper address is compared as written, if it has an
    @.
    """
    from onefold_dedupe.standardise.email import standardise_email

    read = standardise_email(raw)
    if read.status == "empty" or _is_nobody(clean(raw).casefold().rpartition("@")[0]):
        return None
    if read.key:
        return read.key
    text = clean(raw).casefold()
    local, _, host = text.rpartition("@")
    return text if local and host and " " not in text and not is_placeholder(local) else None


def _is_nobody(local: str) -> bool:
    return local in _NOBODY or bool(local and is_placeholder(local))


def given_key(raw: str | None) -> str | None:
    """Skeleton of the full form of the first given name: Bob and Robert, Саша and Alexander meet."""
    from onefold_dedupe.standardise.nicknames import given_key as key_of_name

    folded = fold(raw)
    if folded is None:
        return None
    text = repair_lookalikes(clean(raw))
    return key_of_name(text.split()[0]) or latin_key(text) or folded
