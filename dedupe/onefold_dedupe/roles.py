"""Which column of a file plays which role: the `columns.yml` of `onefold match`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError
from onefold_core.yamlio import load_yaml

if TYPE_CHECKING:
    from onefold_dedupe.prepare.source import Source

ROLES = [
    "given_name",
    "middle_name",
    "family_name",
    "full_name",
    "organization",
    "kind",
    "birth_date",
    "birth_place",
    "gender",
    "email",
    "phone",
    "fax",
    "website",
    "address",
    "street",
    "street_2",
    "house_number",
    "city",
    "postcode",
    "state",
    "country",
    "national_id",
    "tax_id",
    "source",
    "created_at",
]
"""The roles that FORMATS.md names; any other role is compared as text."""


@dataclass(frozen=True)
class Roles:
    """Columns by role, in the order of columns.yml; `text` holds the roles that are compared as text."""

    known: Mapping[str, tuple[str, ...]]
    text: Mapping[str, tuple[str, ...]]

    @property
    def used(self) -> tuple[str, ...]:
        """Every column that has a role, each once."""
        return tuple(dict.fromkeys(name for names in (*self.known.values(), *self.text.values()) for name in names))

    def renamed(self, names: Mapping[str, str]) -> Roles:
        """The same roles of columns that are called otherwise."""
        known, text = (
            {role: tuple(names[name] for name in columns) for role, columns in roles.items()}
            for roles in (self.known, self.text)
        )
        return Roles(known, text)

    def columns(self, role: str) -> tuple[str, ...]:
        """The columns of one role; empty when the file has none."""
        return self.known.get(role, ())


LIST_ROLES = frozenset(["email", "phone", "fax", "website", "address"])
"""Roles of which a record may have several: a column of lists may play them."""


def read_columns(columns: Path | Mapping[str, Any], source: Source) -> Roles:
    """Read `role: column` and `role: [column, column]`, from a YAML file or as given from Python.

    ConfigError when the document is no such mapping, is empty, names a column that the data lacks, or gives a column of
    lists to a role that a record has once.
    """
    document = dict(columns) if isinstance(columns, Mapping) else load_yaml(columns)
    where = "columns" if isinstance(columns, Mapping) else str(columns)
    mend = f"write lines like `email: e_mail` into {where}"
    if isinstance(columns, Mapping):
        mend = 'columns={"email": "e_mail", "phone": ["mobile", "landline"]}'
    if not isinstance(document, dict) or not document:
        raise ConfigError(
            "bad-columns", "the roles of the columns must be a mapping", where=where, valid=ROLES, mend=mend
        )
    known: dict[str, tuple[str, ...]] = {}
    text: dict[str, tuple[str, ...]] = {}
    for role, given in document.items():
        names = list(given) if isinstance(given, (list, tuple)) else [given]
        place = f"{where}, role {str(role)[:60]!r}"
        if not isinstance(role, str) or not role or not names or not all(isinstance(n, str) and n for n in names):
            raise ConfigError(
                "bad-columns", "a role needs a column or a list of columns", where=place, valid=ROLES, mend=mend
            )
        for name in names:
            source.require(name, place, "correct the column's name")
            if source.columns[name].is_list and role in ROLES and role not in LIST_ROLES:
                raise ConfigError(
                    "list-column",
                    f"the column {name[:60]!r} holds lists, and a record has one {role}",
                    where=place,
                    valid=sorted(LIST_ROLES),
                    mend="give it one of these roles, or take one value of it into a column of its own",
                )
        (known if role in ROLES else text)[role] = tuple(dict.fromkeys(names))
    return Roles(known, text)
