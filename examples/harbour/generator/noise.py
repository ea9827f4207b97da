"""What happens to a true value on its way into a source: typing errors, short names, other scripts, placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from . import companies, phones, places
from .model import CYRILLIC, Company, Person, chance
from .people import called
from .places import Written
from .translit import SCHEMES_OF, latin

PLACEHOLDER_PHONES = ("+7 000 000-00-00", "0000000", "123456", "+7 (999) 999-99-99", "-")
PLACEHOLDER_EMAILS = ("test@test.com", "нет@нет.рф", "noemail@noemail.com", "no@mail.ru")
_DOMAIN_TYPOS = (
    ("gmail.com", "gmial.com"),
    ("gmail.com", "gmail.con"),
    ("mail.ru", "mial.ru"),
    ("yandex.ru", "yandx.ru"),
    ("web.de", "web.d"),
    ("yahoo.com", "yaho.com"),
    ("hotmail.com", "hotmial.com"),
    ("ukr.net", "urk.net"),
    ("gmx.de", "gmx.dee"),
    ("uol.com.br", "uol.com"),
)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as one source record has them. `emails` and `phones` as typed, '' where the source knows nothing."""

    given: str
    patronymic: str
    family: str
    email: str
    second_email: str
    phone: str
    second_phone: str
    home_phone: str
    address: Written
    birth_date: str
    employer: str
    in_latin: bool

    @property
    def full_name(self) -> str:
        """Given name first in Latin script, family name first in Cyrillic, as forms ask for it."""
        parts = (
            (self.given, self.patronymic, self.family) if self.in_latin else (self.family, self.given, self.patronymic)
        )
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company as one source record has it."""

    name: str
    email: str
    phone: str
    second_phone: str
    website: str
    address: Written
    tax_id: str


def typo(rng: Random, text: str) -> str:
    """`text` with one slip of the fingers: two letters exchanged, one left out, doubled, or hit wrong."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    match rng.randrange(4):
        case 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + text[at] + text[at:]
    wrong = rng.choice("аоеиснтрл" if text[at] >= "Ѐ" else "aeionrtsl")
    return text[:at] + wrong + text[at + 1 :]


def write_email(rng: Random, address: str) -> str:
    """`address` as typed: now and then in capitals, with a space behind it, or with a slip in the domain."""
    if chance(rng, 0.04):
        return address.upper()
    if chance(rng, 0.02):
        return f"{address} "
    if chance(rng, 0.02):
        for right, wrong in _DOMAIN_TYPOS:
            if address.endswith(f"@{right}"):
                return address.replace(f"@{right}", f"@{wrong}")
    return address


def write_phone(rng: Random, numbers: tuple[str, ...], country: str) -> str:
    """The first of `numbers` as typed; rarely two in one field, with an extension, or with a wrong digit."""
    typed = phones.spell(rng, numbers[0], country)
    if len(numbers) > 1 and chance(rng, 0.25):
        return f"{typed}{rng.choice((', ', ' / ', '; '))}{phones.spell(rng, numbers[1], country)}"
    if chance(rng, 0.01):
        return typed[:-1] + str((int(typed[-1]) + 1) % 10)
    return typed


def see_person(rng: Random, person: Person, *, latin_share: float, work_share: float = 0.0) -> PersonView:
    """A view of `person`, always with a telephone or an e-mail address.

    `latin_share`: how often a Cyrillic name is written in Latin here; `work_share`: how often the employer's telephone
    (and mailbox) stands beside the person's own.
    """
    country = person.country
    in_latin = country not in CYRILLIC or chance(rng, latin_share)
    given, family = person.given, person.family
    if person.maiden and chance(rng, 0.4):
        family = person.maiden
    short = called(person)[1:]
    with_patronymic = bool(person.patronymic) and chance(rng, 0.12 if in_latin else 0.6)
    if short and not with_patronymic and chance(rng, 0.15):
        given = rng.choice(short)
    patronymic = person.patronymic if with_patronymic else ""
    if country == "UA" and not in_latin and chance(rng, 0.2):
        given = {
            "Олександр": "Александр",
            "Сергій": "Сергей",
            "Микола": "Николай",
            "Олена": "Елена",
            "Дмитро": "Дмитрий",
        }.get(given, given)
    if in_latin and country in CYRILLIC:
        scheme = rng.choice(SCHEMES_OF[country])
        given, patronymic, family = latin(given, scheme), latin(patronymic, scheme), latin(family, scheme)
    elif country == "DE" and chance(rng, 0.15):
        family = family.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae").replace("ß", "ss")
    if chance(rng, 0.06):
        family = typo(rng, family)
    if chance(rng, 0.03):
        given = typo(rng, given)
    if chance(rng, 0.04):
        given, family = family, given
    if chance(rng, 0.04):
        given, patronymic, family = given.upper(), patronymic.upper(), family.upper()
    home = person.old_address if person.old_address and chance(rng, 0.4) else person.address
    email, second_email, phone, second_phone = _contacts(rng, person, work_share)
    return PersonView(
        given=given,
        patronymic=patronymic,
        family=family,
        email=email,
        second_email=second_email,
        phone=phone,
        second_phone=second_phone,
        home_phone=phones.spell(rng, person.home_phone, country) if chance(rng, 0.3) else "",
        address=places.write(rng, home, in_latin=in_latin),
        birth_date=person.birth_date if chance(rng, 0.45) else "",
        employer=companies.write_name(rng, person.employer, in_latin=in_latin)
        if person.employer and chance(rng, 0.8)
        else "",
        in_latin=in_latin,
    )


def _contacts(rng: Random, person: Person, work_share: float) -> tuple[str, str, str, str]:
    # Whoever gives an address of theirs that is seen nowhere else leaves a telephone with it.
    is_other = len(person.emails) > 1 and chance(rng, 0.1)
    has_email, has_phone = chance(rng, 0.93), is_other or chance(rng, 0.82)
    email = write_email(rng, person.emails[is_other]) if has_email or not has_phone else ""
    # A landline says which family, not which of them.
    numbers = (person.home_phone,) if email and not is_other and chance(rng, 0.06) else person.phones
    phone = write_phone(rng, numbers, person.country) if has_phone else ""
    second_email = second_phone = ""
    if person.employer and chance(rng, work_share):
        second_phone = phones.spell(rng, person.employer.phones[0], person.country)
        if email and chance(rng, 0.4):
            second_email = person.employer.emails[0]
    if email and not second_email and len(person.emails) > 1 and chance(rng, 0.35):
        second_email = person.emails[not is_other]
    if email and chance(rng, 0.015):
        phone = phone or write_phone(rng, person.phones, person.country)
        email = rng.choice(PLACEHOLDER_EMAILS)
    elif phone and email and chance(rng, 0.025):
        phone = rng.choice(PLACEHOLDER_PHONES)
    return email, second_email, phone, second_phone


def see_company(rng: Random, company: Company, *, latin_share: float, tax_share: float) -> CompanyView:
    """A view of `company`: its tax number with probability `tax_share`, else certainly a telephone or a mailbox."""
    in_latin = company.country not in CYRILLIC or chance(rng, latin_share)
    name = companies.write_name(rng, company, in_latin=in_latin)
    if chance(rng, 0.05):
        name = typo(rng, name)
    tax_id = company.tax_id if chance(rng, tax_share) else ""
    phone = write_phone(rng, company.phones, company.country) if chance(rng, 0.85) else ""
    email = write_email(rng, rng.choice(company.emails)) if chance(rng, 0.7) or not (phone or tax_id) else ""
    if phone and chance(rng, 0.02):
        phone = rng.choice(PLACEHOLDER_PHONES)
    seat = company.old_address if company.old_address and chance(rng, 0.4) else company.address
    website = rng.choice((f"https://www.{company.domain}", company.domain, f"http://{company.domain}/"))
    return CompanyView(
        name=name,
        email=email,
        phone=phone,
        second_phone=phones.spell(rng, company.phones[-1], company.country)
        if len(company.phones) > 1 and chance(rng, 0.4)
        else "",
        website=website if chance(rng, 0.6) else "",
        address=places.write(rng, seat, in_latin=in_latin),
        tax_id=tax_id,
    )
