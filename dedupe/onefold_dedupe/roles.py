"""Which column of a file plays which role: the `columns.yml` of `onefold match`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from onefold_core.errors import ConfigError
from onefold_core.yamlio import load_yaml

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

    def columns(self, role: str) -> tuple[str, ...]:
        """The columns of one role; empty when the file has none."""
        return self.known.get(role, ())


def read_columns(path: Path, available: Collection[str]) -> Roles:
    """Read `role: column` and `role: [column, column]`; `available` are the columns the data has.

    ConfigError when the document is no such mapping, is empty, or names a column that the data lacks.
    """
    document = load_yaml(path)
    mend = f"write lines like `email: e_mail` into {path.name}"
    if not isinstance(document, dict) or not document:
        raise ConfigError(
            "bad-columns", "columns.yml must map roles to columns", where=str(path), valid=ROLES, mend=mend
        )
    known: dict[str, tuple[str, ...]] = {}
    text: dict[str, tuple[str, ...]] = {}
    for role, given in document.items():
        columns = given if isinstance(given, list) else [given]
        if not isinstance(role, str) or not columns or not all(isinstance(column, str) for column in columns):
            raise ConfigError(
                "bad-columns",
                "a role needs a column or a list of columns",
                where=f"{path}, role {str(role)[:60]!r}",
                valid=ROLES,
                mend=mend,
            )
        missing = [column for column in columns if column not in available]
        if missing:
            raise ConfigError(
                "unknown-column",
                f"the data has no column {missing[0]!r}",
                where=f"{path}, role {role!r}",
                valid=sorted(available),
                mend=f"correct the column's name in {path.name}",
            )
        (known if role in ROLES else text)[role] = tuple(dict.fromkeys(columns))
    return Roles(known, text)
