"""What each kind of value is made of: typed, frozen, the same fields in Python and as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Generic, Literal, TypeVar

from onefold_dedupe.standardise.result import Status

Kind = Literal["address", "phone", "email", "person", "company", "tax-id", "date", "country"]


class _Fields(Mapping[str, Any]):
    """A value's fields as attributes, None where nothing was found; as a mapping it holds only those found."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Any]]

    def __getitem__(self, name: str) -> Any:
        if name not in self.__dataclass_fields__ or _is_absent(found := getattr(self, name)):
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self) if not _is_absent(getattr(self, field.name)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        shown = {field.name for field in fields(self) if field.repr}
        return f"{type(self).__name__}({', '.join(f'{name}={self[name]!r}' for name in self if name in shown)})"


def _is_absent(found: object) -> bool:
    return found is None or found == ()


@dataclass(frozen=True, slots=True, repr=False)
class AddressParts(_Fields):
    """libpostal's labels."""

    house: str | None = None
    house_number: str | None = None
    road: str | None = None
    unit: str | None = None
    level: str | None = None
    staircase: str | None = None
    entrance: str | None = None
    po_box: str | None = None
    postcode: str | None = None
    suburb: str | None = None
    city_district: str | None = None
    city: str | None = None
    state_district: str | None = None
    state: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Address(AddressParts):
    """The labels as spelled in the input, `canonical` with type words written out, `formatted` in the country's own
    postal lines, and in `unparsed` what was not understood. `country_evidence` says what the country is known by.
    """

    country_code: str | None = None
    country_evidence: tuple[str, ...] = ()
    canonical: AddressParts | None = None
    formatted: str | None = None
    unparsed: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Phone(_Fields):
    """E.164, ISO country, libphonenumber's type, validity (valid, possible, invalid), the field's other numbers, and
    the release of libphonenumber that says so.
    """

    e164: str | None = None
    country: str | None = None
    type: str | None = None
    validity: Literal["valid", "possible", "invalid"] | None = None
    extension: str | None = None
    others: tuple[Phone, ...] = ()
    metadata_version: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Email(_Fields):
    """The address, its two halves, the mailbox it means (`key`), flags, the field's other addresses, and what else it
    said.
    """

    address: str | None = None
    local: str | None = None
    domain: str | None = None
    key: str | None = None
    flags: tuple[str, ...] = ()
    others: tuple[Email, ...] = ()
    unparsed: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Person(_Fields):
    """The parts of a name; `others` holds the second person of a couple."""

    title: str | None = None
    given: str | None = None
    middle: str | None = None
    patronymic: str | None = None
    family: str | None = None
    suffix: str | None = None
    nickname: str | None = None
    maiden: str | None = None
    unparsed: str | None = None
    gender: Literal["male", "female"] | None = None
    others: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Company(_Fields):
    """The name without its legal form, the form as written, its group, the country when the form decides it, its
    ISO 20275 code when there is one, a name traded under, and what else the field said.
    """

    name: str | None = None
    legal_form: str | None = None
    legal_form_code: str | None = None
    country: str | None = None
    elf: str | None = None
    trading_name: str | None = None
    unparsed: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class TaxId(_Fields):
    """The number without separators, its type, country, whether its check digit or shape holds, and a Russian КПП."""

    value: str | None = None
    type: str | None = None
    country: str | None = None
    valid: bool | None = None
    kpp: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Date(_Fields):
    """ISO 8601 text as far as it is known, and how far that is."""

    date: str | None = None
    precision: Literal["day", "month", "year"] | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Country(_Fields):
    """ISO 3166-1 alpha-2."""

    code: str | None = None


VALUES: dict[str, type[Any]] = {
    "address": Address,
    "phone": Phone,
    "email": Email,
    "person": Person,
    "company": Company,
    "tax-id": TaxId,
    "date": Date,
    "country": Country,
}

V = TypeVar("V", bound=_Fields, covariant=True)


@dataclass(frozen=True, slots=True)
class Result(Generic[V]):
    """What was understood of one value, with a typed `value`; docs/standardise.md says what each field means."""

    status: Status
    value: V
    key: str | None
    confidence: float
    changes: tuple[str, ...]
    issues: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The result as one line of `onefold standardise` prints it, without the id."""
        return {
            "status": self.status,
            "value": _plain(self.value),
            "key": self.key,
            "confidence": self.confidence,
            "changes": list(self.changes),
            "issues": list(self.issues),
        }


def _plain(found: Any) -> Any:
    if isinstance(found, _Fields):
        return {name: _plain(part) for name, part in found.items()}
    return [_plain(part) for part in found] if isinstance(found, tuple) else found


def typed_value(kind: str, found: Mapping[str, Any]) -> Any:
    """The value class of `kind` from a standardiser's mapping; TypeError for a field the class does not have."""
    cls = VALUES[kind]
    parts = dict(found)
    if "others" in parts:
        parts["others"] = tuple(typed_value(kind, other) for other in parts["others"])
    if "canonical" in parts:
        parts["canonical"] = AddressParts(**parts["canonical"])
    for name in ("flags", "country_evidence"):
        if name in parts:
            parts[name] = tuple(parts[name])
    return cls(**parts)
