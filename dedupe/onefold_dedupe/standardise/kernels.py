"""Kernels: an Arrow record batch of values as received in, a record batch of the same rows standardised out.

Each kernel holds one batch, keeps its order and never raises on a value; the stage and other engines call them alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.version import rule_version

Row = Mapping[str, Any]
_TEXTS = pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class Kernel:
    """One kind of value: the table it fills, its key, the columns it reads and the schema it writes."""

    table: str
    key: str
    reads: tuple[str, ...]
    schema: pa.Schema
    read_row: Callable[[Row, str | None], dict[str, Any]]

    def __call__(self, batch: pa.RecordBatch, default_country: str | None = None) -> pa.RecordBatch:
        """The standardised rows of `batch`, whose columns are `key` and `reads` as text."""
        rows = [self._row(row, default_country) for row in batch.to_pylist()]
        columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in self.schema]
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _row(self, row: Row, default_country: str | None) -> dict[str, Any]:
        out = self.read_row(row, default_country)
        out[self.key] = row[self.key]
        out["rule_version"] = rule_version()
        return out


def _schema(key: str, *fields: tuple[str, pa.DataType] | str) -> pa.Schema:
    named = [(key, pa.string()), *((f, pa.string()) if isinstance(f, str) else f for f in fields)]
    return pa.schema([*named, ("rule_version", pa.string())])


def hint_of(text: str | None, default_country: str | None = None) -> str | None:
    """An ISO alpha-2 code from a country as received, else the default."""
    from onefold_dedupe.standardise.country import country_code

    return (country_code(text) if text else None) or default_country


def _judged(result: Standardised) -> dict[str, Any]:
    return {
        "status": result.status,
        "key": result.key,
        "confidence": result.confidence,
        "changes": list(result.changes),
        "issues": list(result.issues),
    }


def read_name(row: Row, default_country: str | None) -> dict[str, Any]:
    """A party's name fields as a person or an organisation; the kind is found when the source does not say."""
    from onefold_dedupe.standardise.classify import classify_name
    from onefold_dedupe.standardise.company import standardise_company
    from onefold_dedupe.standardise.person import standardise_person

    country = hint_of(row["country"])
    full, organization = row["full_name"], row["organization_name"]
    has_parts = bool(row["given_name"] or row["family_name"])
    kind = row["kind"] or ("person" if has_parts else None)
    unsure: list[str] = []
    if kind is None:
        kind = classify_name(full) if full else ("organization" if organization else None)
        if kind is None and full:
            kind, unsure = _guess(full), ["kind_unsure"]
    if kind == "organization":
        company = standardise_company(organization or full, country)
        out = _judged(company) | {"kind": kind} | _company_fields(company)
        if "person_trading" in company.issues:
            out |= _person_fields(standardise_person(company.value["name"], country=country))
    else:
        person = standardise_person(
            full, given=row["given_name"], middle=row["middle_name"], family=row["family_name"], country=country
        )
        out = _judged(person) | {"kind": kind} | _person_fields(person)
        if organization:
            out |= _company_fields(standardise_company(organization, country))
    out["issues"] = [*out["issues"], *unsure]
    return out


def _guess(full: str) -> str:
    """Two or three plain words are more often a person; the issue kind_unsure goes with it."""
    words = full.split()
    return (
        "person"
        if 2 <= len(words) <= 3 and all(w.replace("-", "").replace(".", "").isalpha() for w in words)
        else "organization"
    )


def _person_fields(result: Standardised) -> dict[str, Any]:
    names = ("title", "given", "middle", "patronymic", "family", "suffix", "nickname", "gender")
    return {name: result.value.get(name) for name in names}


def _company_fields(result: Standardised) -> dict[str, Any]:
    value = result.value
    return {
        "company_name": value.get("name"),
        "legal_form": value.get("legal_form"),
        "legal_form_code": value.get("legal_form_code"),
        "legal_form_country": value.get("country"),
    }


def read_contact_point(row: Row, default_country: str | None) -> dict[str, Any]:
    """A phone, fax, e-mail address or website; other channels are kept as received with status refused."""
    match row["channel"]:
        case "phone" | "fax":
            from onefold_dedupe.standardise.phone import standardise_phone

            result = standardise_phone(row["value"], hint_of(row["country"], default_country))
            value = result.value
            kept = {
                "value": value.get("e164"),
                "kind": value.get("type"),
                "country": value.get("country"),
                "validity": value.get("validity"),
                "extension": value.get("extension"),
                "others": [other["e164"] for other in value.get("others", ())],
            }
        case "email":
            from onefold_dedupe.standardise.email import standardise_email

            result = standardise_email(row["value"])
            value = result.value
            kept = {
                "value": value.get("address"),
                "flags": list(value.get("flags", ())),
                "others": [other["address"] for other in value.get("others", ())],
            }
        case "website":
            from onefold_dedupe.standardise.website import standardise_website

            result = standardise_website(row["value"])
            kept = {"value": result.value.get("url")}
        case _:
            result = Standardised("refused", issues=("unknown_channel",))
            kept = {}
    return {"flags": [], "others": []} | _judged(result) | {"channel": row["channel"]} | kept


_ADDRESS_PARTS = ("full_address", "street", "street_2", "house_number", "unit", "postcode", "city", "state", "country")


def read_address(row: Row, default_country: str | None) -> dict[str, Any]:
    """An address whole or in fields; `canonical` is JSON."""
    from onefold_dedupe.standardise.address import standardise_address

    parts = {name: row[name] for name in _ADDRESS_PARTS if row[name]}
    hint = hint_of(row["country"], default_country)
    if set(parts) <= {"full_address", "country"}:
        result = standardise_address(parts.get("full_address", ""), hint)
    else:
        result = standardise_address("", hint, parts=parts)
    value = result.value
    canonical = json.dumps(dict(value.get("canonical") or {}), ensure_ascii=False, sort_keys=True)
    labels = {name: value.get(name) for name in _LABELS}
    return labels | _judged(result) | {"canonical": canonical}


def read_tax_id(row: Row, default_country: str | None) -> dict[str, Any]:
    """A tax number with the country its record or the project has."""
    from onefold_dedupe.standardise.tax_id import standardise_tax_id

    result = standardise_tax_id(row["tax_id"], hint_of(row["country"], default_country))
    kept = {name: result.value.get(name) for name in ("value", "type", "country", "valid")}
    return _judged(result) | kept


def read_birth_date(row: Row, default_country: str | None) -> dict[str, Any]:
    """A date of birth; only a whole day becomes a date, year or month alone stay in the precision."""
    import datetime

    from onefold_dedupe.standardise.date import standardise_date

    result = standardise_date(row["raw"], default_country)
    text, precision = result.value.get("date"), result.value.get("precision")
    whole = datetime.date.fromisoformat(text) if text and precision == "day" else None
    return _judged(result) | {"value": whole, "precision": precision}


def read_country(row: Row, default_country: str | None) -> dict[str, Any]:
    """A country as parties state it."""
    from onefold_dedupe.standardise.country import standardise_country

    result = standardise_country(row["raw"])
    return {"status": result.status, "code": result.value.get("code")}


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
        *_NOTES,
    ),
    read_contact_point,
)
ADDRESS = Kernel(
    "address",
    "address_id",
    _ADDRESS_PARTS,
    _schema("address_id", "status", *_LABELS[:16], "canonical", *_LABELS[16:], *_JUDGED),
    read_address,
)
TAX_ID = Kernel(
    "tax_id",
    "tax_id_id",
    ("tax_id", "country"),
    _schema("tax_id_id", "status", "value", "type", "country", ("valid", pa.bool_()), *_NOTES),
    read_tax_id,
)
BIRTH_DATE = Kernel(
    "birth_date",
    "raw",
    (),
    _schema("raw", "status", ("value", pa.date32()), "precision", ("issues", _TEXTS)),
    read_birth_date,
)
COUNTRY = Kernel("country", "raw", (), _schema("raw", "status", "code"), read_country)
KERNELS = {kernel.table: kernel for kernel in (NAME, CONTACT_POINT, ADDRESS, TAX_ID, BIRTH_DATE, COUNTRY)}


def run_kernel(table: str, batch: pa.RecordBatch, default_country: str | None) -> pa.RecordBatch:
    """A kernel by the name of its table: a function that a spawned process can be sent."""
    return KERNELS[table](batch, default_country)


def run_over(
    table: str, batches: Iterator[pa.RecordBatch], default_country: str | None = None
) -> Iterator[pa.RecordBatch]:
    """A kernel over a stream of batches, one batch in memory at a time: the shape that Spark's mapInArrow calls."""
    for batch in batches:
        yield KERNELS[table](batch, default_country)
