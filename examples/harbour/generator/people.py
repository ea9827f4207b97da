"""Inventing people: names that agree in gender, households, namesakes, employers."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from . import names_cyrillic as cyrillic
from . import names_latin as roman
from . import phones, places, taxids
from .model import CYRILLIC, Address, Company, Person, chance, pick_country
from .names_cyrillic import Names
from .translit import slug

MALE: dict[str, Names] = {
    "RU": cyrillic.RU_MALE,
    "UA": cyrillic.UA_MALE,
    "KZ": cyrillic.KZ_MALE,
    "DE": roman.DE_MALE,
    "GB": roman.GB_MALE,
    "US": roman.GB_MALE,
    "BR": roman.BR_MALE,
}
FEMALE: dict[str, Names] = {
    "RU": cyrillic.RU_FEMALE,
    "UA": cyrillic.UA_FEMALE,
    "KZ": cyrillic.KZ_FEMALE,
    "DE": roman.DE_FEMALE,
    "GB": roman.GB_FEMALE,
    "US": roman.GB_FEMALE,
    "BR": roman.BR_FEMALE,
}
_FAMILIES = {
    "RU": cyrillic.RU_FAMILIES,
    "UA": cyrillic.UA_FAMILIES,
    "KZ": cyrillic.KZ_FAMILIES,
    "DE": roman.DE_FAMILIES,
    "GB": roman.GB_FAMILIES,
    "US": roman.US_FAMILIES,
    "BR": roman.BR_FAMILIES,
}
_MAIL_DOMAINS = {
    "RU": ("mail.ru", "yandex.ru", "gmail.com", "bk.ru", "rambler.ru"),
    "UA": ("ukr.net", "gmail.com", "i.ua", "meta.ua"),
    "KZ": ("mail.ru", "gmail.com", "mail.kz", "inbox.ru"),
    "DE": ("web.de", "gmx.de", "t-online.de", "gmail.com", "freenet.de"),
    "GB": ("btinternet.com", "gmail.com", "hotmail.co.uk", "yahoo.co.uk"),
    "US": ("gmail.com", "yahoo.com", "aol.com", "outlook.com"),
    "BR": ("uol.com.br", "gmail.com", "hotmail.com", "bol.com.br", "terra.com.br"),
}
_TITLES = {
    "RU": ("директор", "главный бухгалтер", "менеджер по закупкам", "капитан", "снабженец"),
    "UA": ("директор", "бухгалтер", "капітан"),
    "KZ": ("директор", "менеджер", "механик"),
    "DE": ("Geschäftsführer", "Einkauf", "Kapitän", "Buchhaltung"),
    "GB": ("Director", "Purchasing Manager", "Skipper", "Accounts"),
    "US": ("CEO", "Buyer", "Captain", "Office Manager"),
    "BR": ("Diretor", "Comprador", "Capitão", "Gerente"),
}
_PATRONYMIC_STEMS = {
    "Пётр": "Петр",
    "Павел": "Павл",
    "Лев": "Льв",
    "Юрий": "Юрь",
    "Василий": "Василь",
    "Валерий": "Валерь",
    "Евгений": "Евгень",
    "Геннадий": "Геннадь",
    "Аркадий": "Аркадь",
    "Петро": "Петр",
    "Павло": "Павл",
    "Дмитро": "Дмитр",
    "Данило": "Данил",
    "Микола": "Микола",
}


def patronymic(father: str, is_male: bool, country: str) -> str:
    """The patronymic that a son or a daughter of `father` bears in RU, KZ or UA."""
    if country == "UA":
        stem = _PATRONYMIC_STEMS.get(father, father)
        if father in ("Ілля", "Микола"):
            return {"Ілля": ("Ілліч", "Іллівна"), "Микола": ("Миколайович", "Миколаївна")}[father][not is_male]
        if stem.endswith("й"):
            return f"{stem}ович" if is_male else f"{stem[:-1]}ївна"
        return f"{stem.rstrip('ь')}ович" if is_male else f"{stem.rstrip('ь')}івна"
    if father in ("Илья", "Никита"):
        return {"Илья": ("Ильич", "Ильинична"), "Никита": ("Никитич", "Никитична")}[father][not is_male]
    stem = _PATRONYMIC_STEMS.get(father, father)
    if stem != father and stem.endswith("ь"):
        return stem + ("евич" if is_male else "евна")
    if stem[-1] in "йь":
        return stem[:-1] + ("евич" if is_male else "евна")
    return stem + ("ович" if is_male else "овна")


def feminine(family: str) -> str:
    """The form of a Slavic surname that women bear; surnames that do not decline come back as they are."""
    if family.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return f"{family}а"
    return f"{family[:-2]}ая" if family.endswith("ский") else family


def masculine(family: str) -> str:
    """The form of a Slavic surname that men bear; surnames that do not decline come back as they are."""
    if family.endswith(("ова", "ева", "ёва", "ина", "ына")):
        return family[:-1]
    return f"{family[:-4]}ский" if family.endswith("ская") else family


def invent_people(seed: int, count: int, companies: list[Company]) -> list[Person]:
    """`count` people, strangers mostly.

    Of each twenty, the second and third share surname, address and telephone with the first; in every third such
    household the second is the son of the first and bears his name. The eleventh is a namesake of the sixth in another
    city.
    """
    by_country: dict[str, list[Company]] = {}
    for company in companies:
        by_country.setdefault(company.country, []).append(company)
    people: list[Person] = []
    taken: set[str] = set()
    for number in range(count):
        rng = Random(f"{seed}:person:{number}")
        place = number % 20
        if place in (1, 2):
            person = _relative(rng, number, people[number - place :], is_son=place == 1 and number % 60 == 1)
        elif place == 10:
            person = _namesake(rng, number, people[number - 5])
        else:
            person = _stranger(rng, number, by_country)
        people.append(_with_own_numbers(rng, number, person, taken))
    return people


def _with_own_numbers(rng: Random, number: int, person: Person, taken: set[str]) -> Person:
    """`person` with mailboxes and a tax number that nobody before has; in a large world chance repeats itself."""
    emails = tuple(email.replace("@", f".{number}@") if email in taken else email for email in person.emails)
    tax_id = person.tax_id
    while tax_id and tax_id in taken:
        tax_id = taxids.person_tax_id(rng, person.country, "77", person.birth_date, person.is_male)
    taken.update((*emails, tax_id))
    return replace(person, emails=emails, tax_id=tax_id)


def _stranger(rng: Random, number: int, companies: dict[str, list[Company]]) -> Person:
    country = pick_country(rng)
    # The first of each household that has a son of his own name must be a man.
    is_male = number % 60 == 0 or chance(rng, 0.6)
    given = rng.choice(list((MALE if is_male else FEMALE)[country]))
    family, maiden = rng.choice(_FAMILIES[country]), ""
    if not is_male and chance(rng, 0.15):
        maiden = rng.choice(_FAMILIES[country])
    if country in ("BR",) and chance(rng, 0.5):
        family = f"{family} {rng.choice(('', 'de ', 'da ', 'dos '))}{rng.choice(_FAMILIES[country])}"
    if country in CYRILLIC and not is_male:
        family, maiden = feminine(family), feminine(maiden)
    employer = rng.choice(companies[country]) if companies.get(country) and chance(rng, 0.45) else None
    address = places.invent(rng, country)
    return _person(rng, number, country, is_male, given, family, address, maiden=maiden, employer=employer)


def _relative(rng: Random, number: int, household: list[Person], *, is_son: bool) -> Person:
    """Somebody who lives with `household`; everybody there has a given name of their own but for a son."""
    first = household[0]
    country = first.country
    if is_son:
        born = int(first.birth_date[:4]) + rng.randrange(22, 27)
        return _person(
            rng,
            number,
            country,
            True,
            first.given,
            first.family,
            first.address,
            home_phone=first.home_phone,
            birth_date=f"{born}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
            known_patronymic=patronymic(first.given, True, country) if country in CYRILLIC else "",
        )
    is_male = not first.is_male if len(household) == 1 else chance(rng, 0.5)
    taken = {name for person in household for name in called(person)}
    names = (MALE if is_male else FEMALE)[country]
    given = rng.choice([name for name, short in names.items() if taken.isdisjoint((name, *short))])
    family = first.family
    if country in CYRILLIC and is_male != first.is_male:
        family = masculine(family) if is_male else feminine(family)
    return _person(rng, number, country, is_male, given, family, first.address, home_phone=first.home_phone)


def called(person: Person) -> tuple[str, ...]:
    """What a person is called: the given name and its short forms."""
    return (person.given, *(MALE if person.is_male else FEMALE)[person.country][person.given])


def _namesake(rng: Random, number: int, other: Person) -> Person:
    address = places.invent(rng, other.country)
    while address.city == other.address.city:
        address = places.invent(rng, other.country)
    return _person(
        rng,
        number,
        other.country,
        other.is_male,
        other.given,
        other.family,
        address,
        known_patronymic=other.patronymic if chance(rng, 0.4) else "",
    )


def _person(
    rng: Random,
    number: int,
    country: str,
    is_male: bool,
    given: str,
    family: str,
    address: Address,
    *,
    maiden: str = "",
    employer: Company | None = None,
    home_phone: str = "",
    birth_date: str = "",
    known_patronymic: str = "",
) -> Person:
    if not birth_date:
        youngest = 1978 if number % 20 == 0 else 2004
        birth_date = f"{rng.randrange(1948, youngest)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    fathers = known_patronymic
    if country in CYRILLIC and not fathers:
        fathers = patronymic(rng.choice(list(MALE[country])), is_male, country)
    mails = [_mailbox(rng, given, family, number, birth_date, rng.choice(_MAIL_DOMAINS[country]))]
    if employer:
        mails.append(f"{_slug(given)[0]}.{_slug(family)}{number}@{employer.domain}")
    elif chance(rng, 0.25):
        mails.append(_mailbox(rng, given, family, number, birth_date, rng.choice(_MAIL_DOMAINS[country])))
    return Person(
        entity_id=f"P{number + 1:06}",
        country=country,
        is_male=is_male,
        given=given,
        patronymic=fathers,
        family=family,
        maiden=maiden,
        birth_date=birth_date,
        phones=tuple(phones.mobile(rng, country, address.city.area) for _ in range(2 if chance(rng, 0.2) else 1)),
        home_phone=home_phone or phones.landline(rng, country, address.city.area),
        emails=tuple(dict.fromkeys(mails)),
        address=address,
        old_address=places.invent(rng, country) if chance(rng, 0.15) else None,
        employer=employer,
        title=rng.choice(_TITLES[country]) if employer else "",
        tax_id=taxids.person_tax_id(rng, country, "77", birth_date, is_male),
    )


def _slug(name: str) -> str:
    return slug(name).replace("-", "")


def _mailbox(rng: Random, given: str, family: str, number: int, birth_date: str, domain: str) -> str:
    first, last = _slug(given), _slug(family)
    local = rng.choice(
        (f"{first}.{last}", f"{first[0]}.{last}", f"{last}.{first}", f"{first}{last}", f"{last}_{first[0]}")
    )
    return f"{local}{rng.choice((birth_date[2:4], str(number % 1000), str(number)))}@{domain}"
