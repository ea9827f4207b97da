"""Inventing companies, and writing their names as seven countries and a Hamburg office do."""

from __future__ import annotations

from random import Random

from . import phones, places, taxids
from .model import CYRILLIC, Company, chance, pick_country
from .names_cyrillic import words
from .translit import SCHEMES_OF, latin, slug

_RU_HEADS = words("""
    Ромашка Якорь Балтика Альбатрос Штурман Волна Бриз Маяк Фарватер Меридиан Нептун Компас Румб Форштевень
    Каравелла Фрегат Бригантина Чайка Дельфин Шхуна Аврора Полюс Посейдон Кильватер Лоция Океан Причал Гавань
    Парус Шторм Баркас Муссон Пассат Корвет Вымпел
""")
_RU_TAILS = words("""
    Снаб Трейд Сервис Шиппинг Логистик Марин Флот Порт Транс Групп Комплект Инвест Судоремонт Бункер Карго Юг
    Север Восток Плюс Про
""")
_DE_HEADS = words("""
    Nordwind Hanse Elbe Anker Kompass Möwe Seestern Lotsen Küsten Hafen Kogge Deich Weser Ostsee Förde
    Steuermann Albatros
""")
_DE_TAILS = words("""
    Schiffsbedarf Maritim Logistik Reederei Handel Werft Technik Ausrüstung Spedition Segelmacherei Tauwerk
    Yachtservice
""")
_EN_HEADS = words("""
    Anchor Harbour Mariner Compass Albatross Seagull Blackwater Lighthouse Trident Beacon Tidewater Windward
    Leeward Bosun Capstan Schooner Mainsail Saltmarsh Kittiwake Breakwater Northstar Bluewater Ironclad
""")
_EN_TAILS = words("""
    Chandlery Marine Shipping Supplies Logistics Yachts Trading Rigging Boatworks Freight Charters Services
    Stores Partners
""")
_BR_HEADS = words("""
    Âncora Maré Atlântico Cais Farol Albatroz Vela Leme Bússola Baía Navegantes Tubarão Gaivota Porto Convés
    Caravela
""")
_BR_TAILS = words("""
    Navegação Comércio Logística Marítima Suprimentos Transportes Náutica Serviços Importação Estaleiro
""")

FORMS: dict[str, dict[str, int]] = {
    "RU": {"ООО": 78, "АО": 14, "ПАО": 8},
    "UA": {"ТОВ": 80, "ПП": 20},
    "KZ": {"ТОО": 88, "АО": 12},
    "DE": {"GmbH": 70, "GmbH & Co. KG": 15, "AG": 8, "UG (haftungsbeschränkt)": 7},
    "GB": {"Ltd": 82, "PLC": 8, "LLP": 10},
    "US": {"Inc": 45, "LLC": 45, "Corp": 10},
    "BR": {"Ltda": 80, "S.A.": 20},
}
_LONG = {
    "ООО": "Общество с ограниченной ответственностью",
    "АО": "Акционерное общество",
    "ПАО": "Публичное акционерное общество",
    "ТОВ": "Товариство з обмеженою відповідальністю",
    "ПП": "Приватне підприємство",
    "ТОО": "Товарищество с ограниченной ответственностью",
    "GmbH": "Gesellschaft mit beschränkter Haftung",
    "AG": "Aktiengesellschaft",
    "Ltd": "Limited",
    "PLC": "Public Limited Company",
    "Inc": "Incorporated",
    "LLC": "L.L.C.",
    "Corp": "Corporation",
    "Ltda": "Limitada",
    "S.A.": "S/A",
}
_ABROAD = {
    "ООО": ("LLC", "OOO"),
    "АО": ("JSC", "AO"),
    "ПАО": ("PJSC", "PAO"),
    "ТОВ": ("LLC", "TOV"),
    "ПП": ("PE", "PP"),
    "ТОО": ("LLP", "TOO"),
}
_TLD = {"RU": "ru", "UA": "com.ua", "KZ": "kz", "DE": "de", "GB": "co.uk", "US": "com", "BR": "com.br"}
_TAX_REGIONS = ("77", "78", "39", "51", "29", "23", "61", "25", "30", "52")


def invent_companies(seed: int, count: int) -> list[Company]:
    """`count` companies; each thirtieth is the sister, abroad and of the same name, of the one before it."""
    companies: list[Company] = []
    taken: set[tuple[str, str]] = set()
    for number in range(count):
        rng = Random(f"{seed}:company:{number}")
        country = pick_country(rng)
        name = ""
        if number % 30 == 29:
            sister = companies[-1]
            country = rng.choice([c for c in FORMS if c != sister.country])
            name = (
                sister.name if country in CYRILLIC or sister.country not in CYRILLIC else latin(sister.name, "english")
            )
        attempt = 0
        while not name or (country, slug(name)) in taken:
            # The words run out long before a benchmark's scale does.
            name = f"{_name(rng, country)} {number}" if attempt > 20 else _name(rng, country)
            attempt += 1
        taken.add((country, slug(name)))
        company = _company(rng, number, country, name)
        while (country, company.tax_id) in taken:
            company = _company(rng, number, country, name)
        taken.add((country, company.tax_id))
        companies.append(company)
    return companies


def _name(rng: Random, country: str) -> str:
    match country:
        case "RU" | "UA" | "KZ":
            style = rng.randrange(4)
            head, tail = rng.choice(_RU_HEADS), rng.choice(_RU_TAILS)
            if style == 0:
                return f"{head}-{rng.randrange(2, 100)}" if chance(rng, 0.5) else head
            return f"{head}{tail.lower()}" if style == 1 and head[-1] not in "аеьй" else f"{head} {tail}"
        case "DE":
            heads, tails = _DE_HEADS, _DE_TAILS
        case "BR":
            heads, tails = _BR_HEADS, _BR_TAILS
        case _:
            heads, tails = _EN_HEADS, _EN_TAILS
    head, tail = rng.choice(heads), rng.choice(tails)
    style = rng.randrange(5)
    if style == 0:
        return f"{head} & {rng.choice([h for h in heads if h != head])} {tail}"
    return f"{head} {rng.choice(tails)} {tail}" if style == 1 else f"{head} {tail}"


def _company(rng: Random, number: int, country: str, name: str) -> Company:
    address = places.invent(rng, country, is_office=True)
    domain = f"{slug(name)}.{_TLD[country]}"
    tax_id = taxids.company_tax_id(rng, country, rng.choice(_TAX_REGIONS))
    boxes = rng.sample(("info", "office", "sales", "zakupki" if country in CYRILLIC else "purchasing"), k=2)
    return Company(
        entity_id=f"O{number + 1:06}",
        country=country,
        name=name,
        form=rng.choices(list(FORMS[country]), list(FORMS[country].values()))[0],
        tax_id=tax_id,
        kpp=taxids.ru_kpp(tax_id) if country == "RU" else "",
        domain=domain,
        phones=tuple(phones.landline(rng, country, address.city.area) for _ in range(rng.choice((1, 1, 2)))),
        emails=tuple(f"{box}@{domain}" for box in boxes),
        address=address,
        old_address=places.invent(rng, country, is_office=True) if chance(rng, 0.15) else None,
    )


def write_name(rng: Random, company: Company, *, in_latin: bool = False, is_official: bool = False) -> str:
    """The company's name as a source holds it: form before or after, short, long, translated or left out."""
    name, form = company.name, company.form
    if is_official:
        return f"{form} «{name}»" if company.country in CYRILLIC else f"{name} {form}"
    if company.country in CYRILLIC:
        if in_latin:
            name = latin(name, rng.choice(SCHEMES_OF[company.country]))
            abroad = rng.choice(_ABROAD[form])
            return rng.choice((f"{name} {abroad}", f"{abroad} {name}", f'{abroad} "{name}"', name))
        quoted = rng.choice((f"«{name}»", f'"{name}"', name))
        return rng.choice(
            (f"{form} {quoted}", f"{form} {quoted}", f"{_LONG[form]} {quoted}", f"{quoted}, {form}", name)
        )
    long = _LONG.get(form, form)
    spellings = [
        f"{name} {form}",
        f"{name} {form}",
        f"{name} {long}",
        f"{name}, {form}",
        f"{name} {form}." if form in ("Ltd", "Inc", "Corp", "Ltda") else name,
        name,
        f"{name} {form}".upper(),
    ]
    if form == "GmbH":
        spellings.append(f"{name} G.m.b.H.")
    written = rng.choice(spellings)
    return (
        written.replace(" & ", rng.choice((" und ", " + ")) if company.country == "DE" else " and ")
        if chance(rng, 0.15)
        else written
    )
