"""Words of people and companies in four Cyrillic alphabets, and five ways to write them in Latin letters.

The names are ordinary ones, chosen for the letters that ways of romanising differ in (щ, ж, х, ц, ю, я, й, г, ґ, ў, қ);
the tables follow the passports' (ICAO Doc 9303, Ukraine's, Belarus' and Kazakhstan's own), BGN/PCGN and what German,
Polish and French newspapers write. They are this benchmark's own and not those of onefold_dedupe.
"""

from __future__ import annotations

import re

# language: men's and women's given names. `/` parts what one name is in Russian, Ukrainian, Belarusian.
SHARED_GIVEN = {
    "m": (
        "Алексей/Олексій/Аляксей Александр/Олександр/Аляксандр Андрей/Андрій/Андрэй Сергей/Сергій/Сяргей"
        " Николай/Микола/Мікалай Дмитрий/Дмитро/Дзмітрый Евгений/Євген/Яўген Михаил/Михайло/Міхаіл"
        " Владимир/Володимир/Уладзімір Юрий/Юрій/Юрый Павел/Павло/Павел Пётр/Петро/Пётр Григорий/Григорій/Рыгор"
        " Василий/Василь/Васіль Игорь/Ігор/Ігар Виктор/Віктор/Віктар Иван/Іван/Іван Фёдор/Федір/Фёдар"
    ),
    "f": (
        "Юлия/Юлія/Юлія Екатерина/Катерина/Кацярына Наталья/Наталія/Наталля Татьяна/Тетяна/Таццяна"
        " Елена/Олена/Алена Ольга/Ольга/Вольга Анна/Ганна/Ганна Ирина/Ірина/Ірына Светлана/Світлана/Святлана"
        " Мария/Марія/Марыя Ксения/Ксенія/Ксенія Анастасия/Анастасія/Анастасія Людмила/Людмила/Людміла"
        " Оксана/Оксана/Аксана Евгения/Євгенія/Яўгенія Надежда/Надія/Надзея Галина/Галина/Галіна"
    ),
}
KAZAKH_GIVEN = {
    "m": "Нұрлан Ерлан Қайрат Бауыржан Данияр Әлихан Ғалым Серік Жандос Арман Тимур Ержан Мұрат Болат Ақылбек",
    "f": "Айгүл Гүлнар Әсел Жанар Мәдина Қарлығаш Динара Сәуле Айжан Зәуре Бақыт Жібек Алма Назгүл Ұлжан",
}
# Stems and ends of family names; an end is the man's and the woman's.
FAMILY = {
    "ru": (
        (
            "Щербак Жук Хрущ Царёв Юрьев Яков Шишк Чеботар Киселёв Грузд Лихач Жданов Цветк Мещеряк Эйхенвальд Хохл"
            " Ершов Бычк Горбач Филипп Кузнец Соловьёв Воробьёв Тихомир Емельян Лыч Ощепк Рощ Южан Зайц"
        ),
        "ов/ова ин/ина ев/ева ский/ская ёв/ёва",
    ),
    "uk": (
        "Шевч Гриц Хоменч Кравч Яц Щерб Жур Гайд Бойч Пилип Тищ Гончар Ґедз Цимбал Лис Юхим Марч Осип Дзюб Сидор",
        "енко/енко ук/ук ишин/ишина ак/ак ський/ська",
    ),
    "be": (
        "Лукаш Жук Гарэц Шыман Дзям Юшк Каваль Баброўн Хацк Сіняў Цішк Верабей Грыц Няход Рудз Пятр Кавал",
        "эвіч/эвіч оўскі/оўская энка/энка чык/чык овіч/овіч",
    ),
    "kk": (
        "Нұрғали Әбди Жақсыбек Қожахмет Ахмет Өтеген Сейтжан Байжан Ығыбай Тұрсын Жұмабай Ержан Қасым Мұхтар Ғаббас",
        "ов/ова ев/ева ұлы/қызы баев/баева",
    ),
}
FIRST_WORDS = {
    "ru": "Новый Южный Белый Золотой Русский Первый Живой Ясный Тихий Большой Хороший Щедрый",
    "uk": "Новий Південний Білий Золотий Перший Живий Ясний Тихий Великий Щирий Гарний Київський",
    "be": "Новы Белы Залаты Першы Жывы Ясны Ціхі Вялікі Шчыры Добры Мінскі Паўднёвы",
    "kk": "Жаңа Ақ Алтын Бірінші Тірі Жарық Тыныш Үлкен Қазақ Шығыс Оңтүстік Көк",
}
LAST_WORDS = {
    "ru": "Ромашка Берег Якорь Журавль Хлеб Щит Цех Чайник Юнга Площадь Шиповник Ёлка Эхо Жемчуг Ключ Гавань Вьюга Мыс",
    "uk": "Ромашка Берег Якір Журавель Хліб Щит Цех Човен Юність Площа Шипшина Ялинка Луна Перлина Ключ Гавань Їжак",
    "be": "Рамонак Бераг Якар Жораў Хлеб Шчыт Цэх Човен Юнацтва Плошча Шыпшына Ялінка Рэха Жэмчуг Ключ Гавань",
    "kk": "Түймедақ Жағалау Зәкір Тырна Нан Қалқан Шеберхана Шәйнек Жастар Алаң Шырша Жаңғырық Інжу Кілт Айлақ Бүркіт",
}
# A town, its name in Latin letters everywhere, and the front of its postcodes.
TOWNS = {
    "ru": "Москва/Moscow/10 Казань/Kazan/42 Челябинск/Chelyabinsk/45 Хабаровск/Khabarovsk/68 Нижнекамск/Nizhnekamsk/43",
    "uk": "Київ/Kyiv/01 Харків/Kharkiv/61 Чернігів/Chernihiv/14 Житомир/Zhytomyr/10 Запоріжжя/Zaporizhzhia/69",
    "be": "Мінск/Minsk/22 Гомель/Gomel/24 Віцебск/Vitebsk/21 Гродна/Grodno/23 Магілёў/Mogilev/21",
    "kk": "Алматы/Almaty/05 Шымкент/Shymkent/16 Қарағанды/Karaganda/10 Ақтөбе/Aktobe/03 Семей/Semey/07",
}
COUNTRY = {"ru": "RU", "uk": "UA", "be": "BY", "kk": "KZ"}
LEGAL = {"ru": "ООО", "uk": "ТОВ", "be": "ТАА", "kk": "ЖШС"}
LEGAL_LATIN = {"ru": "OOO", "uk": "TOV", "be": "TAA", "kk": "ZhShS"}
"""The same in the passport's letters."""
ABROAD = ("LLC", "Ltd", "Ltd.", "Limited")
STREET_WORD = {"ru": "ул.", "uk": "вул.", "be": "вул.", "kk": "көшесі"}
STREET_LATIN = {"ru": "ul.", "uk": "vul.", "be": "vul.", "kk": "koshesi"}

_COMMON = dict(zip("абвгдезиклмнопрстуфыэі", "abvgdeziklmnoprstufyei", strict=True))
_COMMON |= {"ь": "", "ъ": "", "’": "", "'": "", "ё": "e", "ў": "u", "ґ": "g"}
_COMMON |= dict(zip("әғқңөұүһ", "agknouuh", strict=True))
_HISSING = "жхцчшщйюяїє"
_WAYS = {
    "passport": "zh kh ts ch sh shch i iu ia i ie",
    "bgn": "zh kh ts ch sh shch y yu ya yi ye",
    "german": "sch ch z tsch sch schtsch j ju ja ji je",
    "polish": "ż ch c cz sz szcz j ju ja ji je",
    "french": "j kh ts tch ch chtch ï iou ia ï ie",
}
_LETTERS = {way: _COMMON | dict(zip(_HISSING, row.split(), strict=True)) for way, row in _WAYS.items()}
_LETTERS["bgn"] |= {"ё": "yo"}
_LETTERS["german"] |= {"в": "w", "з": "s", "ё": "jo"}
_LETTERS["polish"] |= {"в": "w", "ё": "jo", "ў": "u", "і": "i"}
_LETTERS["french"] |= {"у": "ou", "ю": "iou", "ұ": "ou", "ү": "ou"}
_OWN = {"uk": {"г": "h", "и": "y"}, "be": {"г": "h"}, "ru": {}, "kk": {}}
_ENDS = {
    "french": ((re.compile(r"ov$"), "off"), (re.compile(r"in$"), "ine"), (re.compile(r"iia$"), "ia")),
    "german": ((re.compile(r"ija$"), "ia"),),
    "polish": ((re.compile(r"skij$"), "ski"), (re.compile(r"ija$"), "ia")),
    "bgn": ((re.compile(r"(ski|sk|sky)[iy]$"), "sky"),),
}
WAYS = tuple(_WAYS)


def latin(word: str, language: str, way: str) -> str:
    """One Cyrillic word by a way of writing it in Latin letters."""
    letters = _LETTERS[way] | (_OWN[language] if way in ("passport", "bgn") else {})
    folded = word.lower()
    written = "".join(letters.get(letter, letter) for letter in folded)
    if way == "bgn" and folded.startswith("е") and language == "ru":
        written = "y" + written
    for pattern, end in _ENDS.get(way, ()):
        written = pattern.sub(end, written)
    return written[:1].upper() + written[1:]
