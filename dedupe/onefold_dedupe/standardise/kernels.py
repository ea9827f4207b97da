"""Kernels: an Arrow record batch of values as received in, a record batch of the same rows standardised out.

Each kernel holds one batch, keeps its order and never raises on a value; the stage and other engines call them alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from onefold_dedupe.standardise.collection import without_collection
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.version import rule_version

Columns = dict[str, Sequence[Any]]
_TEXTS = pa.list_(pa.string())
_quoted = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Kernel:
    """One kind of value: the table it fills, its key, the columns it reads and the schema it writes.

    `read` is called with the default country and the columns of a row, those of `reads` or else the key alone;
    `columns` makes the schema's columns, but for key and rule version, of all that it gave. `order`: columns by which
    values are sorted before they are read, so that what is remembered of one serves the next; the last one first when
    it is empty.
    """

    table: str
    key: str
    reads: tuple[str, ...]
    schema: pa.Schema
    read: Callable[..., Any]
    columns: Callable[[list[Any]], Columns]
    order: tuple[str, ...] = ()

    def __call__(self, batch: pa.RecordBatch, default_country: str | None = None) -> pa.RecordBatch:
        """The standardised rows of `batch`, whose columns are `key` and `reads` as text."""
        read = self.read
        received = [batch.column(name).to_pylist() for name in self.reads or (self.key,)]
        with without_collection():
            columns = self.columns([read(default_country, *row) for row in zip(*received, strict=True)])
            columns[self.key] = batch.column(self.key)
            columns["rule_version"] = [rule_version()] * batch.num_rows
            return pa.RecordBatch.from_arrays(
                [pa.array(columns[field.name], field.type) for field in self.schema], schema=self.schema
            )


def _schema(key: str, *fields: tuple[str, pa.DataType] | str) -> pa.Schema:
    named = [(key, pa.string()), *((f, pa.string()) if isinstance(f, str) else f for f in fields)]
    return pa.schema([*named, ("rule_version", pa.string())])


@lru_cache(maxsize=4096)
def hint_of(text: str | None, default_country: str | None = None) -> str | None:
    """An ISO alpha-2 code from a country as received, unless it is a guess at a slip; else the default."""
    from onefold_dedupe.standardise.country_field import read_country

    code, issue = read_country(text) if text else (None, None)
    return code if code and issue != "country_misspelt" else default_country


def _judged(results: Sequence[Standardised]) -> Columns:
    return {
        "status": [result.status for result in results],
        "key": [result.key for result in results],
        "confidence": [result.confidence for result in results],
        "changes": [result.changes for result in results],
        "issues": [result.issues for result in results],
    }


def _fields(values: Iterable[Mapping[str, Any]], names: Iterable[str]) -> Columns:
    values = list(values)
    return {name: [value.get(name) for value in values] for name in names}


_NOTHING: Mapping[str, Any] = {}


class _Name(NamedTuple):
    kind: str | None
    judged: Standardised
    person: Mapping[str, Any] = _NOTHING
    company: Mapping[str, Any] = _NOTHING
    unsure: tuple[str, ...] = ()


def read_name(
    default_country: str | None,
    kind: str | None,
    full: str | None,
    given: str | None,
    middle: str | None,
    family: str | None,
    organization: str | None,
    stated_country: str | None,
) -> _Name:
    """A party's name fields as a person or an organisation; the kind is found when the source does not say."""
    from onefold_dedupe.standardise.company import standardise_company
    from onefold_dedupe.standardise.person import standardise_person

    country = hint_of(stated_country)
    unsure: tuple[str, ...] = ()
    if kind is None:
        kind, unsure = _kind_of(full, organization, has_parts=bool(given or family))
    if kind == "organization":
        company = standardise_company(organization or full, country)
        person = _NOTHING
        if "person_trading" in company.issues:
            person = standardise_person(company.value["name"], country=country).value
        return _Name(kind, company, person, company.value, unsure)
    judged = standardise_person(full, given=given, middle=middle, family=family, country=country)
    return _Name(kind, judged, judged.value, _employer(organization, country) if organization else _NOTHING, unsure)


@lru_cache(maxsize=16_384)
def _employer(organization: str, country: str | None) -> Mapping[str, Any]:
    """A company is the employer of several people, each of whom is read once."""
    from onefold_dedupe.standardise.company import standardise_company

    return standardise_company(organization, country).value


def _kind_of(full: str | None, organization: str | None, *, has_parts: bool) -> tuple[str | None, tuple[str, ...]]:
    from onefold_dedupe.standardise.classify import classify_name

    if has_parts:
        return "person", ()
    if not full:
        return ("organization" if organization else None), ()
    if found := classify_name(full):
        return found, ()
    return _guess(full), ("kind_unsure",)


def _guess(full: str) -> str:
    """Two or three plain words are more often a person; the issue kind_unsure goes with it."""
    words = full.split()
    return (
        "person"
        if 2 <= len(words) <= 3 and all(w.replace("-", "").replace(".", "").isalpha() for w in words)
        else "organization"
    )


_PERSON = ("title", "given", "middle", "patronymic", "family", "suffix", "nickname", "gender")


def name_columns(names: list[_Name]) -> Columns:
    """Judged by what the party is: an employer's name beside a person's is read, not judged."""
    companies = [name.company for name in names]
    return (
        _judged([name.judged for name in names])
        | _fields((name.person for name in names), _PERSON)
        | _fields(companies, ("legal_form", "legal_form_code"))
        | {
            "kind": [name.kind for name in names],
            "company_name": [company.get("name") for company in companies],
            "legal_form_country": [company.get("country") for company in companies],
            "issues": [name.judged.issues + name.unsure for name in names],
        }
    )


class _Contact(NamedTuple):
    channel: str | None
    result: Standardised
    main: str = ""
    """The field that is the value."""


def read_contact_point(
    default_country: str | None, channel: str | None, value: str | None, country: str | None
) -> _Contact:
    """A phone, fax, e-mail address or website; other channels are kept as received with status refused."""
    match channel:
        case "phone" | "fax":
            from onefold_dedupe.standardise.phone import standardise_phone

            return _Contact(channel, standardise_phone(value, hint_of(country, default_country)), "e164")
        case "email":
            from onefold_dedupe.standardise.email import standardise_email

            return _Contact(channel, standardise_email(value), "address")
        case "website":
            from onefold_dedupe.standardise.website import standardise_website

            return _Contact(channel, standardise_website(value), "url")
    return _Contact(channel, Standardised("refused", issues=("unknown_channel",)))


def contact_point_columns(contacts: list[_Contact]) -> Columns:
    """Phones, mailboxes and websites in one table: what the value is called differs."""
    values = [contact.result.value for contact in contacts]
    return (
        _judged([contact.result for contact in contacts])
        | _fields(values, ("country", "validity", "extension", "metadata_version"))
        | {
            "channel": [contact.channel for contact in contacts],
            "value": [contact.result.value.get(contact.main) for contact in contacts],
            "kind": [value.get("type") for value in values],
            "flags": [value.get("flags", ()) for value in values],
            "others": [
                [other[contact.main] for other in contact.result.value.get("others", ())] for contact in contacts
            ],
        }
    )


_ADDRESS_PARTS = ("full_address", "street", "street_2", "house_number", "unit", "postcode", "city", "state", "country")


def read_address(default_country: str | None, *fields: str | None) -> Standardised:
    """An address whole or in fields, in the order of `_ADDRESS_PARTS`."""
    # From its module: the package would look the name up anew for every address.
    from onefold_dedupe.standardise.address.parse import standardise_address

    hint = hint_of(fields[-1], default_country)
    if any(fields[1:-1]):
        parts = {name: text for name, text in zip(_ADDRESS_PARTS, fields, strict=True) if text}
        return standardise_address("", hint, parts=parts)
    return standardise_address(fields[0] or "", hint)


def address_columns(results: list[Standardised]) -> Columns:
    """`canonical` is JSON."""
    values = [result.value for result in results]
    canonical = [_object(value.get("canonical", _NOTHING)) for value in values]
    evidence = [value.get("country_evidence", []) for value in values]
    return _judged(results) | _fields(values, _LABELS) | {"canonical": canonical, "country_evidence": evidence}


def _object(texts: Mapping[str, str]) -> str:
    """A JSON object of texts, its keys sorted; an encoder would be made anew for each."""
    return "{" + ", ".join([f'"{name}": {_quoted(texts[name])}' for name in sorted(texts)]) + "}"


def read_tax_id(default_country: str | None, tax_id: str | None, country: str | None) -> Standardised:
    """A tax number with the country its record or the project has."""
    from onefold_dedupe.standardise.tax_id import standardise_tax_id

    return standardise_tax_id(tax_id, hint_of(country, default_country))


def tax_id_columns(results: list[Standardised]) -> Columns:
    """The number, its type and country, and whether it holds."""
    return _judged(results) | _fields((r.value for r in results), ("value", "type", "country", "valid"))


class _Born(NamedTuple):
    source: str | None
    object: str | None
    raw: str | None
    order: str | None
    judged: Standardised


def read_birth_date(
    default_country: str | None, source: str | None, object_: str | None, raw: str | None, order: str | None
) -> _Born:
    """A date of birth in the order its source's object proves, else as the default country writes it."""
    from onefold_dedupe.standardise.date import standardise_date_as

    return _Born(source, object_, raw, order, standardise_date_as(raw, default_country, f"birth {order or ''}"))


def birth_date_columns(results: list[_Born]) -> Columns:
    """Only a whole day becomes a date; year or month alone stay in the precision."""
    import datetime

    values = [result.judged.value for result in results]
    whole = [value["date"] if value.get("precision") == "day" else None for value in values]
    return (
        _judged([result.judged for result in results])
        | _fields(values, ("precision",))
        | {
            "source": [result.source for result in results],
            "object": [result.object for result in results],
            "raw": [result.raw for result in results],
            "day_month_order": [result.order for result in results],
            "value": [datetime.date.fromisoformat(text) if text else None for text in whole],
        }
    )


def read_country(default_country: str | None, raw: str | None) -> Standardised:
    """A country as parties state it."""
    from onefold_dedupe.standardise.country import standardise_country

    return standardise_country(raw or "")


def country_columns(results: list[Standardised]) -> Columns:
    """The code alone."""
    return _judged(results) | _fields((result.value for result in results), ("code",))


_LABELS = [
    "house",
    "house_number",
    "road",
    "unit",
    "level",
    "staircase",
    "entrance",
    "po_box",
    "postcode",
    "suburb",
    "city_district",
    "city",
    "state_district",
    "state",
    "country",
    "country_code",
    "formatted",
    "unparsed",
]
_JUDGED: tuple[tuple[str, pa.DataType], ...] = (
    ("key", pa.string()),
    ("confidence", pa.float64()),
    ("changes", _TEXTS),
    ("issues", _TEXTS),
)
_NOTES = (("changes", _TEXTS), ("issues", _TEXTS))

NAME = Kernel(
    "name",
    "name_id",
    ("kind", "full_name", "given_name", "middle_name", "family_name", "organization_name", "country"),
    _schema(
        "name_id",
        *["status", "kind", "title", "given", "middle", "patronymic", "family", "suffix", "nickname", "gender"],
        *["company_name", "legal_form", "legal_form_code", "legal_form_country"],
        *_JUDGED,
    ),
    read_name,
    name_columns,
)
CONTACT_POINT = Kernel(
    "contact_point",
    "value_id",
    ("channel", "value", "country"),
    _schema(
        "value_id",
        *["channel", "status", "value", "key", "kind", "country", "validity", "extension"],
        ("flags", _TEXTS),
        ("others", _TEXTS),
        "metadata_version",
        *_NOTES,
    ),
    read_contact_point,
    contact_point_columns,
)
ADDRESS = Kernel(
    "address",
    "address_id",
    _ADDRESS_PARTS,
    _schema("address_id", "status", *_LABELS[:16], ("country_evidence", _TEXTS), "canonical", *_LABELS[16:], *_JUDGED),
    read_address,
    address_columns,
    ("country", "full_address", "street"),
)
TAX_ID = Kernel(
    "tax_id",
    "tax_id_id",
    ("tax_id", "country"),
    _schema("tax_id_id", "status", "value", "type", "country", ("valid", pa.bool_()), *_NOTES),
    read_tax_id,
    tax_id_columns,
)
BIRTH_DATE = Kernel(
    "birth_date",
    "birth_date_id",
    ("source", "object", "raw", "day_month_order"),
    _schema(
        "birth_date_id",
        *["source", "object", "raw", "day_month_order", "status"],
        ("value", pa.date32()),
        "precision",
        *_NOTES,
    ),
    read_birth_date,
    birth_date_columns,
)
COUNTRY = Kernel("country", "raw", (), _schema("raw", "status", "code"), read_country, country_columns)
KERNELS = {kernel.table: kernel for kernel in (NAME, CONTACT_POINT, ADDRESS, TAX_ID, BIRTH_DATE, COUNTRY)}


def run_kernel(table: str, batch: pa.RecordBatch, default_country: str | None) -> pa.RecordBatch:
    """A kernel by the name of its table: a function that a spawned process can be sent."""
    return KERNELS[table](batch, default_country)
