"""The normalised spelling of East Slavic addresses: OpenStreetMap's order of street words, `40/12к20с1` for houses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.slavic_words import (
    BLOCK,
    CITY,
    ENDINGS,
    EXPANSIONS,
    FULL_STREET,
    LETTERED_STATES,
    WORDS,
)
from onefold_dedupe.standardise.address.spec import NUMBER_MARK, STREET, Spec
from onefold_dedupe.standardise.address.vocabulary import vocabulary
from onefold_dedupe.standardise.country import word_set
from onefold_dedupe.standardise.memo import memo

ORDINAL = re.compile(r"(\d+)-?(?:й|я|ая|ый|ой|ий|е|а)\.?$", re.IGNORECASE)
# Streets are named after few people: initials that are beyond doubt.
PEOPLE = {
    "маркса": ("к", "Карла"), "либкнехта": ("к", "Карла"), "люксембург": ("р", "Розы"), "энгельса": ("ф",
    "Фридриха"), "горького": ("м", "Максима"),
    "толстого": ("л", "Льва"), "гагарина": ("ю", "Юрия"), "разина": ("с", "Степана"), "хмельницкого": ("б",
    "Богдана"), "космодемьянской": ("з", "Зои"),
    "матросова": ("а", "Александра"), "невского": ("а", "Александра"), "цеткин": ("к", "Клары"), "тельмана": ("э",
    "Эрнста"), "корчагина": ("п", "Павла"),
    "морозова": ("п", "Павлика"), "кошевого": ("о", "Олега"), "королева": ("с", "Сергея"), "есенина": ("с",
    "Сергея"), "чайкиной": ("л", "Лизы"),
}  # fmt: skip
# е typed for ё in words that streets are often named by.
YO = {
    fold(word): word
    for word in [
        "Зелёный",
        "Зелёная",
        "Зелёное",
        "Пискарёвский",
        "Берёзовая",
        "Берёзовый",
        "Королёва",
        "Озёрная",
        "Озёрный",
        "Тёплый",
        "Тёплая",
        "Хорошёвское",
        "Хорошёвская",
        "Чёрная",
        "Чёрный",
        "Кленовый",
        "Весёлая",
        "Весёлый",
        "Краснознамённая",
        "Алфёрова",
        "Артёма",
        "Соловьёва",
        "Королёвская",
        "Гурьева",
        "Рублёвское",
        "Рублёвский",
        "Королёвский",
        "Звёздная",
        "Звёздный",
        "Звёздное",
        "Горбачёва",
        "Хрущёва",
        "Ковалёва",
        "Воробьёва",
        "Сосновый",
        "Полёвка",
        "Медовый",
        "Семёновская",
        "Семёновский",
        "Фёдорова",
        "Фёдоровская",
        "Щёлковское",
        "Щёлковская",
        "Алёшина",
        "Пугачёва",
        "Королёво",
        "Орёл",
        "Краснооктябрьская",
        "Лётная",
        "Лётчиков",
        "Бирюлёвская",
        "Дегтярёва",
        "Токарёва",
        "Могилёвская",
        "Озёрское",
        "Журавлёва",
        "Тимирязева",
        "Жигулёвская",
        "Муравьёва",
        "Учёных",
        "Проточный",
        "Молодёжная",
        "Молодёжный",
        "Печёрская",
        "Белёвская",
        "Киселёва",
        "Новосёлов",
        "Первомайская",
        "Берёзовое",
        "Берёзки",
        "Чернышёва",
        "Лихачёва",
        "Соловьёвская",
    ]
    if "ё" in word
}
KEEP_SMALL = word_set(
    """
    лет год года реки канала и на в имени им марта мая июля июня августа сентября октября ноября декабря января
    февраля апреля
    """
) - {"мая", "марта", "октября"}
MARKS = {"к": "к", "корп": "к", "корпус": "к", "кор": "к", "с": "с", "стр": "с", "строен": "с", "строение": "с",
    "ст": "с", "соор": "соор", "блок": "блок", "сооружение": "соор",
         "лит": "лит", "литер": "лит", "литера": "лит", "літ": "лит", "літера": "лит", "вл": "вл", "владение": "вл",
         "влад": "вл"}  # fmt: skip
FOLDED_MARKS = {fold(word): mark for word, mark in MARKS.items()}
# A letter before a mark in small letters (`10Ас1`) is no part of it.
PIECE = re.compile(r"[^\W\d_](?=(?:к|с|соор|блок)\d)|[^\W\d_]+|\d+|[/\\\-–]")


MARKED_NUMBER = re.compile(r"([^\W\d_]+)[. ]+([0-9]+)")
NUMBER_WORDS = frozenset(word for word, role in WORDS.items() if role == NUMBER_MARK) - FOLDED_MARKS.keys()


# In an address in Cyrillic the letter of a house is Cyrillic too.
LOOKALIKES = str.maketrans("ABCEHKMOPTXaceoptx", "АВСЕНКМОРТХасеортх")
LETTER_DASH = re.compile(r"(?<=\d)-(?=[^\W\d_]$)")
AFTER_POINT = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")
BEFORE_NUMBER = re.compile(r"(?<=[^\W\d_]\.)(?=\d)")
"""Between an abbreviation and the number that is glued to it: кв.74."""
NOT_DIGITS, NOT_LETTERS = re.compile(r"\D"), re.compile(r"[\W_]")
KAZAKH = re.compile(r"[a-z]\d{2}[a-z]\d[a-z]\d", re.IGNORECASE | re.ASCII)
"""Kazakhstan's postcodes since 2015, beside which the six figures stay in use."""
SLASH_WORD = re.compile(r"\s*\bдробь\b\s*", re.IGNORECASE)


NUMBERLESS = re.compile(r"(?<!\w)(?:б/н\.?|без номер[ау])$", re.IGNORECASE)


def canonical_slavic(parts: Mapping[str, str], spec: Spec) -> dict[str, str]:
    """Label → normalised spelling."""
    found: dict[str, str] = {}
    for label, text in parts.items():
        if label == "road":
            found[label] = own_type(canonical_road(text), text, spec.code)
        elif label == "house_number":
            found[label] = text if text.isascii() and text.isdecimal() else _house(text)
        elif label == "city":
            found[label] = _bare_town(text)
        elif label == "country":
            found[label] = text.upper() if len(text) == 2 else _typed_name(text)
        elif label == "postcode":
            found[label] = _postcode(text)
        else:
            letters = LETTERED_STATES.get(fold(text)) if label == "state" else None
            found[label] = letters or _typed_name(text).replace(" Автономн", " автономн")
    return found


def _postcode(text: str) -> str:
    of_today = NOT_LETTERS.sub("", text)
    return of_today.upper() if KAZAKH.fullmatch(of_today) else NOT_DIGITS.sub("", text.partition("-")[0])


def _house(text: str) -> str:
    return "б/н" if NUMBERLESS.search(text) else canonical_house(text.translate(LOOKALIKES))


# Municipalities of the state register, which are abbreviated by letters.
REGISTER = {
    "г о": "городской округ", "м о": "муниципальный округ", "м р н": "муниципальный район", "с п": "сельское поселение",
    "с с": "сельсовет", "с о": "сельский округ", "г п": "городской посёлок",
}  # fmt: skip


@memo(65_536)
def _typed_name(text: str) -> str:
    """A place or a part of a building: its type written out and small, the name with a capital."""
    words: list[str] = []
    for word in BEFORE_NUMBER.sub(" ", text).replace(",", " ").split():
        folded = fold(word)
        if folded in REGISTER:
            words.append(REGISTER[folded])
        else:
            pieces = _spaced(word).split() if folded not in WORDS else [word]
            words.extend(EXPANSIONS.get(fold(piece)) or _type_or_name(piece) for piece in pieces)
    return " ".join(filter(None, words))


def _type_or_name(word: str) -> str:
    if len(word) > 3 and WORDS.get(fold(word)):
        return word.casefold().rstrip(".")
    return _name_word(word, "")


def _spaced(text: str) -> str:
    return AFTER_POINT.sub(" ", text) if "." in text else text


@memo(65_536)
def canonical_house(text: str) -> str:
    """`д. 40/12 , корп.20 стр 1` → `40/12к20с1`; `12, литера А` → `12А`."""
    if (marked := MARKED_NUMBER.fullmatch(text)) and fold(marked[1]) in NUMBER_WORDS:
        return marked[2]
    base: list[str] = []
    blocks: list[tuple[str, list[str]]] = []
    letters: list[str] = []
    target = base
    spelled = SLASH_WORD.sub("/", text) if "дробь" in text.lower() else text
    for match in PIECE.finditer(spelled):
        piece = match.group()
        folded = fold(piece)
        mark = FOLDED_MARKS.get(folded)
        if mark is None and WORDS.get(folded) == NUMBER_MARK and (not base or len(piece) > 1):
            continue
        follows = text[match.end() :].lstrip(" .№-")
        glued_letter = (
            mark in ("к", "с")
            and len(piece) == 1
            and target
            and not follows[:1].isdigit()
            and not follows[:1].isalpha()
        )
        if mark and not glued_letter and (base or mark == "вл" or len(piece) > 2) and follows:
            if mark == "лит":
                target = letters
            else:
                blocks.append((mark, []))
                target = blocks[-1][1]
            continue
        if piece in "\\/-–":
            joint = "/" if piece == "\\" else "-" if piece == "–" else piece
            if target and follows:
                target.append(joint)
            continue
        target.append(piece.upper() if piece.isalpha() else piece)
    number = _joined(base)
    rank = {"вл": 0, "к": 1, "с": 2, "соор": 3, "блок": 4}
    body = "".join(mark + _joined(pieces) for mark, pieces in sorted(blocks, key=lambda block: rank[block[0]]))
    letter = _joined(letters)
    if letter:
        number += letter if letter.isalpha() else f"лит{letter}"
    return number + body


def _joined(pieces: list[str]) -> str:
    text = "".join(pieces).strip("-/")
    return LETTER_DASH.sub("", text) if "-" in text else text


KILOMETRE = re.compile(r",?\s*(?:(\d{1,4})(?:-?й)?\s*км\b\.?|\bкм\.?\s*(\d{1,4}))", re.IGNORECASE)


@memo(65_536)
def canonical_road(text: str) -> str:
    """`ул. Нижняя красносельская` → `Нижняя Красносельская улица`; `пр-кт Мира` → `проспект Мира`."""
    at = KILOMETRE.search(text)
    if at:
        return f"{canonical_road(text[: at.start()] + text[at.end() :])} {at.group(1) or at.group(2)}-й км"
    words = [word for word in _spaced(YEAR.sub(r"\1 года", text.replace(",", " "))).split() if fold(word)]
    types = [k for k, word in enumerate(words) if fold(word) in FULL_STREET and not _is_initial(words, k)]
    if not types:
        return " ".join(
            word.casefold()
            if ORDINAL.match(word)
            else EXPANSIONS.get(fold(word)) or _name_word(word, words[at + 1] if at + 1 < len(words) else "")
            for at, word in enumerate(words)
        )
    chosen = types[-1] if len(types) > 1 and FULL_STREET[fold(words[types[0]])][0] in ("улица", "вулиця") else types[0]
    full, gender = FULL_STREET[fold(words[chosen])]
    drop = {chosen} | {k for k in types if k != chosen and FULL_STREET[fold(words[k])][0] in ("улица", "вулиця")}
    rest = [word for k, word in enumerate(words) if k not in drop]
    if len(rest) > 1 and rest[0] in SIZES and gender in "fmn" and _is_size(fold(rest[1]), gender):
        rest[0] = SIZES[rest[0]]["fmn".index(gender)]
    if not rest:
        return full
    ordinals = [word for word in rest if ORDINAL.match(word)]
    names = [word for word in rest if word not in ordinals]
    lead = [_ordinal(word, gender) for word in ordinals]
    if gender == "k":
        return " ".join([*lead, _name(names), full])
    if names and not all(
        fold(word).endswith(ENDINGS.get(gender, ())) or ("-" in word and fold(word).endswith(ENDINGS.get(gender, ())))
        for word in names
    ):
        return " ".join([*lead, full, _name(names)])
    if not names:
        return " ".join([*lead, full])
    return " ".join([*lead, _name(names), full])


# Abbreviations that Russian shares with Ukrainian and Belarusian, written out in these.
OWN_TYPES = {
    "UA": {"площадь": "площа", "набережная": "набережна", "проезд": "проїзд", "шоссе": "шосе", "аллея": "алея",
           "линия": "лінія"},
    "BY": {"вулиця": "вуліца", "проспект": "праспект"},
}  # fmt: skip
RUSSIAN_ONLY = {"UA": re.compile("[ыэёъ]"), "BY": re.compile("[ищъ]")}


def own_type(road: str, spelled: str, code: str) -> str:
    """`road` with its type in the language of its name, where the type was abbreviated and the country has two."""
    if code not in OWN_TYPES or RUSSIAN_ONLY[code].search(spelled.casefold()):
        return road
    types = OWN_TYPES[code]
    return " ".join([types.get(word, word) if word not in spelled.casefold() else word for word in road.split()])


SIZES = {
    "Б.": ("Большая", "Большой", "Большое"), "М.": ("Малая", "Малый", "Малое"),
    "Н.": ("Нижняя", "Нижний", "Нижнее"), "В.": ("Верхняя", "Верхний", "Верхнее"),
}  # fmt: skip


def _is_size(following: str, gender: str) -> bool:
    """Whether `Б.` before the word is Большая: before an adjective that agrees, or a name such as Полянка."""
    return following.endswith(ENDINGS[gender]) or (gender == "f" and following.endswith(("нка", "вка", "дка", "лка")))


def _is_initial(words: list[str], at: int) -> bool:
    return (
        len(words[at]) == 2
        and words[at].endswith(".")
        and words[at][0].isupper()
        and at + 1 < len(words)
        and len(words) > 2
    )


def _ordinal(word: str, gender: str) -> str:
    match = ORDINAL.match(word)
    return f"{match.group(1)}-{'я' if gender == 'f' else 'е' if gender == 'n' else 'й'}" if match else word


def _name(words: list[str]) -> str:
    pairs = zip(words, [*words[1:], ""], strict=False)
    return " ".join(filter(None, [_name_word(word, following) for word, following in pairs]))


def _name_word(word: str, following: str) -> str:
    plain = word.strip('.,()«»"')
    folded, ahead = fold(plain), fold(following)
    if len(plain) == 1 and ahead in PEOPLE and PEOPLE[ahead][0] == folded:
        return PEOPLE[ahead][1]
    if folded in TITLES_SHORT and following:
        return TITLES_SHORT[folded]
    if folded in YO:
        return YO[folded]
    if folded in KEEP_SMALL and not (len(plain) == 1 and (word.endswith(".") or not following)):
        return plain.casefold()
    if OF_DAY.fullmatch(plain):
        return OF_DAY.sub(r"\1", plain)
    if len(plain) == 1 and word.endswith(".") and plain.isalpha():
        return f"{plain.upper()}."
    if plain[:1].isdigit():
        return plain.casefold()
    if folded in ACRONYMS:
        return plain.upper()
    return "-".join(
        piece[:1].upper() + (piece[1:].lower() if piece.isupper() and len(piece) > 1 else piece[1:])
        for piece in plain.split("-")
    )


ACRONYMS = word_set("влксм ссср вдв ввс упа унр оун мопра мтс цк кпсс")
YEAR = re.compile(r"\b(1[789]\d\d|20\d\d)\s*г(?:\.|\b)")
OF_DAY = re.compile(r"(\d{1,2})-?(?:го|ое|е)", re.IGNORECASE)
TITLES_SHORT = {
    "им": "имени", "ім": "імені", "ак": "Академика", "акад": "Академика", "ген": "Генерала", "марш": "Маршала",
    "проф": "Профессора", "адм": "Адмирала", "полк": "Полковника",
}  # fmt: skip


def _bare_town(text: str) -> str:
    words = _spaced(text).split()
    while len(words) > 1 and (
        WORDS.get(fold(words[0])) in (CITY,)
        or (WORDS.get(fold(words[0])) in (BLOCK, NUMBER_MARK) and len(fold(words[0])) <= 3)
    ):
        words = words[1:]
    while len(words) > 1 and (WORDS.get(fold(words[-1])) == CITY or (words[-1] in ("д.", "с.", "п.", "х.", "м."))):
        words = words[:-1]
    return _name(words)


@lru_cache(maxsize=1)
def identity_free_slavic() -> frozenset[str]:
    """Folded type words that do not tell one street from another."""
    latin = vocabulary("slavic_latin")
    return frozenset(FULL_STREET) | {"имени", "им"} | {word for word, role in latin.words.items() if role == STREET}
