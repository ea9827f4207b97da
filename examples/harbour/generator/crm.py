"""The legacy CRM: accounts, contacts, leads, their e-mail addresses and custom fields, as SuiteCRM keeps them."""

from __future__ import annotations

import uuid
from datetime import datetime
from random import Random
from typing import Any

from .model import CYRILLIC, Company, Person, after, chance, moment
from .noise import CompanyView, PersonView, see_company, see_person
from .truth import Truth
from .world import World

Row = dict[str, Any]
Tables = dict[str, list[Row]]

SOURCE = "legacy_crm"
_NAMESPACE = uuid.UUID("6f2d3f43-5b0b-4f3c-9a53-7c1a0d5e0a11")
_OWNERS = (
    "Hanna Petersen",
    "Jörg Claußen",
    "Ольга Зайцева",
    "Michael Brandt",
    "Андрій Мельник",
    "Айгуль Сейтова",
    "Sarah Whitfield",
    "Carlos Andrade",
    "Игорь Лебедев",
    "Katrin Voß",
    "Emily Carter",
    "Дмитрий Орлов",
    "Renata Moura",
    "Tobias Lührs",
)
_LEAD_SOURCES = ("Web Site", "Trade Show", "Cold Call", "Word of mouth", "Partner", "Email", "Existing Customer")
_LEAD_STATES = ("New", "Assigned", "In Process", "Recycled", "Dead")
_SALUTATIONS = {"DE": ("Herr", "Frau"), "GB": ("Mr.", "Ms."), "US": ("Mr.", "Ms."), "BR": ("Sr.", "Sra.")}


def crm_id(seed: int, table: str, number: int | str) -> str:
    """A 36-character id that depends on nothing but its arguments."""
    return str(uuid.uuid5(_NAMESPACE, f"{seed}:{table}:{number}"))


class Crm:
    """Fills the CRM's tables; every method adds rows to `tables` and party records to `truth`."""

    def __init__(self, world: World, truth: Truth) -> None:
        self.world = world
        self.truth = truth
        self.rng: Random = world.rng("crm")
        self.tables: Tables = {
            name: [] for name in ("users", "accounts", "contacts", "leads", "email_addresses", "email_addr_bean_rel")
        }
        self.tables["custom_field_values"] = []
        self.accounts_of: dict[str, list[str]] = {}
        self.contacts_of: dict[str, list[str]] = {}
        self._addresses: dict[str, Row] = {}

    def fill(self) -> Tables:
        """All parties and what hangs on them; deals and calls are added by `dealings`."""
        self._users()
        for number, company in enumerate(self.world.companies_of["accounts"]):
            self.add_account(number, company)
        for number, person in enumerate(self.world.people_of["contacts"]):
            self.add_contact(number, person)
        for number, person in enumerate(self.world.people_of["leads"]):
            self.add_lead(number, person)
        self._dangle()
        return self.tables

    def new_id(self, table: str, number: int | str) -> str:
        """The id of row `number` of `table`."""
        return crm_id(self.world.seed, table, number)

    def entity_of(self) -> dict[str, str]:
        """Whom each account and contact is about."""
        known = (*self.accounts_of.items(), *self.contacts_of.items())
        return {record: entity for entity, records in known for record in records}

    def owner(self) -> str:
        """The id of some owner."""
        return str(self.rng.choice(self.tables["users"])["id"])

    def _users(self) -> None:
        for number, name in enumerate(_OWNERS):
            user = {"id": self.new_id("users", number), "user_name": f"user{number + 1:02}", "full_name": name}
            user |= {
                "email": f"user{number + 1:02}@harbour-chandlers.com",
                "status": "Inactive" if number in (3, 9) else "Active",
            }
            self.tables["users"].append(
                user | {"date_entered": datetime.fromisoformat(f"2022-11-01T09:{number:02}"), "deleted": 0}
            )

    def _stamps(self) -> Row:
        entered = moment(self.rng)
        modified = after(self.rng, entered, 400) if chance(self.rng, 0.6) else entered
        return {"date_entered": entered, "date_modified": modified, "deleted": int(chance(self.rng, 0.02))}

    def add_account(self, number: int, company: Company) -> Row:
        """A new account of `company`."""
        rng = self.rng
        seen: CompanyView = see_company(rng, company, latin_share=0.45, tax_share=0.3)
        row = {
            "id": self.new_id("accounts", number),
            "name": seen.name,
            "account_type": rng.choice(("Customer", "Customer", "Prospect", "Supplier", "")),
            "industry": "Shipping",
            "phone_office": seen.phone,
            "phone_alternate": seen.second_phone,
            "website": seen.website,
            "vat_number": seen.tax_id,
            **_address_columns("billing_address", seen),
            "assigned_user_id": self.owner(),
            "description": "",
            **self._stamps(),
        }
        self.tables["accounts"].append(row)
        self.accounts_of.setdefault(company.entity_id, []).append(row["id"])
        self.truth.add(SOURCE, "accounts", row["id"], company)
        if seen.email:
            self._email("Accounts", row, seen.email, is_primary=True)
        return row

    def add_contact(self, number: int, person: Person) -> Row:
        """A new contact of `person`, at an account of the employer where there is one."""
        rng = self.rng
        seen = see_person(rng, person, latin_share=0.45, work_share=0.5)
        row = self._person_columns("contacts", number, person, seen)
        accounts = self.accounts_of.get(person.employer.entity_id, []) if person.employer else []
        row |= {
            "account_id": rng.choice(accounts) if accounts and chance(rng, 0.9) else None,
            "phone_home": seen.home_phone,
            "birthdate": seen.birth_date,
            "do_not_call": int(chance(rng, 0.05)),
        }
        self.tables["contacts"].append(row)
        self.contacts_of.setdefault(person.entity_id, []).append(row["id"])
        self.truth.add(SOURCE, "contacts", row["id"], person)
        self._emails("Contacts", row, seen)
        self._custom_fields(row, person)
        return row

    def add_lead(self, number: int, person: Person) -> Row:
        """A new lead of `person`; converted only if the person is a contact already."""
        rng = self.rng
        seen = see_person(rng, person, latin_share=0.45, work_share=0.3)
        row = self._person_columns("leads", number, person, seen)
        contacts = self.contacts_of.get(person.entity_id, [])
        is_converted = bool(contacts) and chance(rng, 0.6)
        row |= {
            "account_name": seen.employer,
            "status": "Converted" if is_converted else rng.choice(_LEAD_STATES),
            "converted": int(is_converted),
            "contact_id": rng.choice(contacts) if is_converted else None,
            "campaign": rng.choice(("", "", "boot-2024", "spring-rope", "newsletter")),
            "date_converted": after(rng, row["date_entered"], 60) if is_converted else None,
        }
        self.tables["leads"].append(row)
        self.truth.add(SOURCE, "leads", row["id"], person)
        self._emails("Leads", row, seen)
        return row

    def _person_columns(self, table: str, number: int, person: Person, seen: PersonView) -> Row:
        salutation = _SALUTATIONS.get(person.country)
        return {
            "id": self.new_id(table, number),
            "salutation": salutation[not person.is_male] if salutation and chance(self.rng, 0.5) else "",
            # SuiteCRM has no field for a patronymic: it stands behind the given name.
            "first_name": f"{seen.given} {seen.patronymic}".strip(),
            "last_name": seen.family,
            "title": person.title if chance(self.rng, 0.7) else "",
            "phone_mobile": seen.phone,
            "phone_work": seen.second_phone,
            **_address_columns("primary_address", seen),
            "lead_source": self.rng.choice(_LEAD_SOURCES),
            "assigned_user_id": self.owner(),
            "description": "",
            **self._stamps(),
        }

    def _emails(self, module: str, row: Row, seen: PersonView) -> None:
        if seen.email:
            self._email(module, row, seen.email, is_primary=True)
        if seen.second_email:
            self._email(module, row, seen.second_email, is_primary=False)

    def _email(self, module: str, bean: Row, address: str, *, is_primary: bool) -> None:
        stamps = {"date_created": bean["date_entered"], "date_modified": bean["date_modified"], "deleted": 0}
        known = self._addresses.get(address)
        if known is None:
            known = {
                "id": self.new_id("email_addresses", len(self._addresses)),
                "email_address": address,
                "email_address_caps": address.upper(),
                "invalid_email": int(chance(self.rng, 0.02)),
                "opt_out": int(chance(self.rng, 0.08)),
                **stamps,
            }
            self._addresses[address] = known
            self.tables["email_addresses"].append(known)
        relation = {
            "id": self.new_id("email_addr_bean_rel", f"{bean['id']}:{known['id']}"),
            "email_address_id": known["id"],
        }
        relation |= {"bean_id": bean["id"], "bean_module": module, "primary_address": int(is_primary), **stamps}
        self.tables["email_addr_bean_rel"].append(relation)

    def _custom_fields(self, row: Row, person: Person) -> None:
        fields = {
            "loyalty_card_c": f"HC-{self.rng.randrange(10**6):06}",
            "vessel_name_c": f"{person.family} {self.rng.randrange(1, 5)}",
        }
        if person.country in CYRILLIC:
            fields["patronymic_c"] = person.patronymic
        for name, value in fields.items():
            if chance(self.rng, 0.15):
                key = {"bean_module": "Contacts", "bean_id": row["id"], "field_name": name}
                self.tables["custom_field_values"].append(
                    key | {"field_value": value, "date_modified": row["date_modified"]}
                )

    def _dangle(self) -> None:
        """References to rows that somebody once removed by hand."""
        contacts = [row for row in self.tables["contacts"] if row["account_id"] and not row["deleted"]][:7]
        for number, row in enumerate(contacts):
            row["account_id"] = self.new_id("removed accounts", number)
        self.truth.dangling["legacy_crm.contacts.account_id"] = len(contacts)
        for number in range(5):
            key = {
                "bean_module": "Contacts",
                "bean_id": self.new_id("removed contacts", number),
                "field_name": "loyalty_card_c",
            }
            value = {
                "field_value": f"HC-9{number:05}",
                "date_modified": datetime.fromisoformat(f"2023-02-01T12:0{number}"),
            }
            self.tables["custom_field_values"].append(key | value)
        self.truth.dangling["legacy_crm.custom_field_values.bean_id"] = 5


def _address_columns(prefix: str, seen: CompanyView | PersonView) -> Row:
    place = seen.address
    return {
        f"{prefix}_street": place.street,
        f"{prefix}_city": place.city,
        f"{prefix}_state": place.region,
        f"{prefix}_postalcode": place.postcode,
        f"{prefix}_country": place.country,
    }
