"""`onefold.standardise`: one value, many, or a column of another library, with the type of each answer."""

# ruff: noqa: A002 - `type` is the word of FORMATS.md

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, overload

from onefold_dedupe.standardise.values import (
    Address,
    AddressParts,
    Company,
    Country,
    Date,
    Email,
    Kind,
    Person,
    Phone,
    Result,
    TaxId,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Address",
    "AddressParts",
    "Company",
    "Country",
    "Date",
    "Email",
    "Kind",
    "Person",
    "Phone",
    "Result",
    "TaxId",
    "standardise",
]

Value = str | int | float | None
"""A number is read as the text a spreadsheet would show; None and not-a-number are empty."""
Many = list[str] | list[str | None] | tuple[Value, ...] | list[Value] | set[str] | Iterator[Value]
"""Not any Iterable, for a text is one too."""
Hints = str | list[str | None] | list[str] | None


@overload
def standardise(
    kind: Literal["address"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Address]: ...
@overload
def standardise(
    kind: Literal["address"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Address]]: ...
@overload
def standardise(
    kind: Literal["phone"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Phone]: ...
@overload
def standardise(
    kind: Literal["phone"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Phone]]: ...
@overload
def standardise(
    kind: Literal["email"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Email]: ...
@overload
def standardise(
    kind: Literal["email"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Email]]: ...
@overload
def standardise(
    kind: Literal["person"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Person]: ...
@overload
def standardise(
    kind: Literal["person"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Person]]: ...
@overload
def standardise(
    kind: Literal["company"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Company]: ...
@overload
def standardise(
    kind: Literal["company"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Company]]: ...
@overload
def standardise(
    kind: Literal["tax-id"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[TaxId]: ...
@overload
def standardise(
    kind: Literal["tax-id"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[TaxId]]: ...
@overload
def standardise(
    kind: Literal["date"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Date]: ...
@overload
def standardise(
    kind: Literal["date"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Date]]: ...
@overload
def standardise(
    kind: Literal["country"], values: Value, *, country: str | None = None, type: str | None = None
) -> Result[Country]: ...
@overload
def standardise(
    kind: Literal["country"], values: Many, *, country: Hints = None, type: str | None = None, workers: int = 1
) -> list[Result[Country]]: ...
@overload
def standardise(
    kind: Kind,
    values: pd.Series[Any],
    *,
    country: str | pd.Series[Any] | None = None,
    type: str | None = None,
    workers: int = 1,
) -> pd.DataFrame: ...
@overload
def standardise(kind: str, values: Any, *, country: Any = None, type: str | None = None, workers: int = 1) -> Any: ...
def standardise(kind: str, values: Any, *, country: Any = None, type: str | None = None, workers: int = 1) -> Any:
    """Values of a kind (address, phone, email, person, company, tax-id, date, country), standardised.

    One value gives one `Result`, a list gives a list in its order. A column gives a table of as many rows in the same
    library: pyarrow Array or ChunkedArray a Table, pandas Series a DataFrame with its index, Polars Series a
    DataFrame, a DuckDB relation of one column (or two, the second of countries) a relation that starts with the value
    as received; anything else that speaks the Arrow PyCapsule interface a pyarrow Table. `country` is an ISO 3166-1
    alpha-2 hint, or one for each value; `type` a kind of tax id (`ru.inn`). Each different value is read once;
    `workers` processes share long columns, which changes nothing in the answer. No value raises; ConfigError for an
    unknown kind, a table instead of a column, and countries of another length.
    """
    from onefold_dedupe.standardise.columns import standardise_values

    return standardise_values(kind, values, country, type, workers)
