"""Places per country: cities with region, postcode prefix and phone area code, and the names of streets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city as its own country writes it; `postcode` is the fixed part of its postcodes, `area` its phone code."""

    name: str
    region: str
    postcode: str
    area: str


def _cities(table: str) -> tuple[City, ...]:
    rows = (line.strip().split("|") for line in table.strip().splitlines())
    return tuple(City(*row) for row in rows)


CITIES: dict[str, tuple[City, ...]] = {
    "RU": _cities("""Москва|Москва|1270|495
        Санкт-Петербург|Санкт-Петербург|1970|812
        Калининград|Калининградская обл.|2360|4012
        Мурманск|Мурманская обл.|1830|8152
        Архангельск|Архангельская обл.|1630|8182
        Новороссийск|Краснодарский край|3539|8617
        Ростов-на-Дону|Ростовская обл.|3440|863
        Владивосток|Приморский край|6900|423
        Астрахань|Астраханская обл.|4140|8512
        Нижний Новгород|Нижегородская обл.|6030|831"""),
    "UA": _cities("""Київ|Київ|010|44
        Одеса|Одеська обл.|650|48
        Миколаїв|Миколаївська обл.|540|512
        Херсон|Херсонська обл.|730|552
        Дніпро|Дніпропетровська обл.|490|56
        Ізмаїл|Одеська обл.|686|4841
        Львів|Львівська обл.|790|32
        Харків|Харківська обл.|610|57"""),
    "KZ": _cities("""Алматы|Алматы|0500|727
        Астана|Астана|0100|7172
        Актау|Мангистауская обл.|1300|7292
        Атырау|Атырауская обл.|0600|7122
        Караганда|Карагандинская обл.|1000|7212
        Шымкент|Шымкент|1600|7252"""),
    "DE": _cities("""Hamburg|Hamburg|204|40
        Bremen|Bremen|281|421
        Bremerhaven|Bremen|275|471
        Rostock|Mecklenburg-Vorpommern|180|381
        Kiel|Schleswig-Holstein|241|431
        Lübeck|Schleswig-Holstein|235|451
        Wilhelmshaven|Niedersachsen|263|4421
        Emden|Niedersachsen|267|4921
        Duisburg|Nordrhein-Westfalen|470|203
        Köln|Nordrhein-Westfalen|506|221"""),
    "GB": _cities("""Plymouth|Devon|PL|1752
        Southampton|Hampshire|SO|23
        Portsmouth|Hampshire|PO|23
        Liverpool|Merseyside|L|151
        Hull|East Yorkshire|HU|1482
        Glasgow|Lanarkshire|G|141
        Aberdeen|Aberdeenshire|AB|1224
        Cardiff|South Glamorgan|CF|29
        Falmouth|Cornwall|TR|1326
        Dover|Kent|CT|1304"""),
    "US": _cities("""Boston|MA|021|617
        Baltimore|MD|212|410
        Norfolk|VA|235|757
        Charleston|SC|294|843
        Savannah|GA|314|912
        Miami|FL|331|305
        Houston|TX|770|713
        New Orleans|LA|701|504
        Seattle|WA|981|206
        San Diego|CA|921|619
        Portland|ME|041|207
        Galveston|TX|775|409"""),
    "BR": _cities("""Santos|SP|110|13
        São Paulo|SP|013|11
        Rio de Janeiro|RJ|202|21
        Itajaí|SC|883|47
        Paranaguá|PR|832|41
        Salvador|BA|401|71
        Recife|PE|500|81
        Vitória|ES|290|27
        Fortaleza|CE|600|85
        Manaus|AM|690|92"""),
}


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


STREETS: dict[str, tuple[str, ...]] = {
    "RU": _split("""
    ул. Ленина, ул. Портовая, ул. Гагарина, ул. Советская, ул. Мира, пр. Победы, ул. Садовая, ул. Пушкина,
    наб. Адмиралтейская, ул. Кирова, ул. Лесная, ул. Школьная, пр. Ленинский, ул. Морская, ул. Чехова, ул.
    Заводская, ул. Набережная, ул. Маяковского, пер. Якорный, ул. Корабельная, ш. Московское, ул. Адмирала
    Макарова, ул. 40 лет Победы, ул. Красная, б-р Приморский, ул. Первая Линия, пл. Вокзальная, ул. Рыбацкая,
    ул. Шевченко, ул. Зелёная
"""),
    "UA": _split("""
    вул. Дерибасівська, вул. Шевченка, вул. Франка, вул. Соборна, просп. Миру, вул. Портова, вул. Морська,
    вул. Садова, вул. Грушевського, вул. Лесі Українки, бул. Приморський, вул. Київська, пров. Якірний, вул.
    Набережна, вул. Центральна, вул. Незалежності, вул. Корабельна, вул. Пушкінська, просп. Перемоги, вул.
    Козацька, вул. Зелена, вул. Вокзальна
"""),
    "KZ": _split("""
    пр. Абая, ул. Сатпаева, пр. Достык, ул. Толе би, ул. Кабанбай батыра, пр. Назарбаева, ул. Жандосова, ул.
    Фурманова, мкр. Самал, пр. Республики, ул. Валиханова, ул. Ауэзова, ул. Байтурсынова, ул. Курмангазы, ул.
    Портовая, ул. Сейфуллина
"""),
    "DE": _split("""
    Hafenstraße, Am Kai, Hauptstraße, Bahnhofstraße, Deichstraße, Schillerstraße, Goethestraße, Reeperbahn,
    Kapitänsweg, Lotsenweg, Seemannsgasse, Werftstraße, Ankerplatz, Mühlenweg, Lindenallee, Gartenstraße,
    Ringstraße, Fährstraße, Fischmarkt, Am Hafen, Große Bleichen, Mönckebergstraße, Kaistraße, Dorfstraße,
    Birkenweg, Schulstraße, Große Elbstraße, Steinwerder Damm
"""),
    "GB": _split("""
    Harbour Street, Quay Road, High Street, Church Lane, Station Road, Victoria Road, Dock Street, Mariners
    Way, Anchor Lane, The Parade, Fore Street, Castle Street, Albert Road, Queen Street, King Street, Mill
    Lane, Park Avenue, Wharf Road, Marine Drive, Lighthouse Road, Grange Close, Beacon Hill, Market Place,
    Chapel Street, Windsor Gardens, Meadow Rise
"""),
    "US": _split("""
    Main Street, Harbor Drive, Ocean Avenue, Oak Street, Maple Avenue, Pier Road, Dock Street, Bay Boulevard,
    Washington Avenue, Lincoln Road, Jefferson Street, Commerce Drive, Water Street, Front Street, Park
    Avenue, Cedar Lane, Elm Street, Marine Way, Highland Court, Lakeview Terrace, Martin Luther King
    Boulevard, 2nd Avenue, 5th Street, Shipyard Road, Sunset Boulevard
"""),
    "BR": _split("""
    Rua das Flores, Avenida Paulista, Rua do Porto, Avenida Atlântica, Rua XV de Novembro, Rua Sete de
    Setembro, Avenida Brasil, Rua São João, Avenida Beira-Mar, Rua da Alfândega, Travessa do Cais, Rua Dom
    Pedro II, Rua Marechal Deodoro, Avenida Getúlio Vargas, Rua Tiradentes, Praça da Sé, Rua das Palmeiras,
    Avenida Presidente Wilson, Rua Santa Rita, Alameda Santos, Rodovia Anchieta
"""),
}
COUNTRY_NAMES: dict[str, tuple[str, ...]] = {
    "RU": ("Россия", "Russia", "RU", "РФ"),
    "UA": ("Україна", "Ukraine", "UA", "Украина"),
    "KZ": ("Казахстан", "Kazakhstan", "KZ"),
    "DE": ("Deutschland", "Germany", "DE"),
    "GB": ("United Kingdom", "UK", "GB", "Great Britain", "England"),
    "US": ("USA", "United States", "US"),
    "BR": ("Brasil", "Brazil", "BR"),
}
