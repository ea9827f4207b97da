"""The one place where names become SQL: quoting, and safe names for what sources call their columns.

Values never pass through here; they are bound as parameters or read from tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote as _percent_quote
from urllib.parse import unquote as _percent_unquote

from anyascii import anyascii

from onefold_core.errors import ConfigError

MAX_IDENTIFIER_LENGTH = 63
"""PostgreSQL's limit (NAMEDATALEN - 1), the shortest of the engines we write to."""

NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,47}")
"""What a project, a source or an object may be called: it becomes part of schema, table and file names."""


def quote(name: str) -> str:
    """One SQL identifier in double quotes, safe for any text without NUL."""
    if not name or "\x00" in name:
        raise ConfigError("bad-identifier", "an SQL identifier is empty or holds a NUL character")
    return '"' + name.replace('"', '""') + '"'


def quote_path(*parts: str) -> str:
    """A dotted path of identifiers: quote_path('staging', 'stg_x') gives "staging"."stg_x"."""
    return ".".join(quote(part) for part in parts)


def literal(text: str) -> str:
    """A single-quoted SQL string literal, for statements that take no parameters (ATTACH, COPY ... TO, SET)."""
    if "\x00" in text:
        raise ConfigError("bad-identifier", "an SQL literal holds a NUL character")
    return "'" + text.replace("'", "''") + "'"


def checked_name(name: str, what: str) -> str:
    """`name` itself if it may name a project, source, object or target; otherwise ConfigError."""
    if not NAME_PATTERN.fullmatch(name) or "__" in name:
        raise ConfigError(
            "bad-name",
            f"{what} may hold only a-z, 0-9 and single _, start with a letter and have at most 48 characters",
            where=f"{what} {name[:60]!r}",
            mend=f"rename it, for example to {column_name(name)[:48]!r}",
        )
    return name


def column_name(header: str) -> str:
    """The raw column that a source's header lands in: ASCII snake_case, at most 63 characters.

    'Номер телефона' gives 'nomer_telefona', 'E-Mail' gives 'e_mail', '1st' gives 'c_1st', '' gives 'column'.
    Deterministic; different headers can meet, which `column_names` reports.
    """
    text = anyascii(header)
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text)
    text = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").lower()
    if not text:
        return "column"
    if text[0].isdigit():
        text = f"c_{text}"
    return re.sub(r"_+", "_", text)[:MAX_IDENTIFIER_LENGTH].rstrip("_")


def column_names(headers: Sequence[str]) -> dict[str, str]:
    """Header to raw column for a whole table; headers that would share a column get _2, _3 in order of appearance."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for header in headers:
        base = name = column_name(header)
        number = 2
        while name in taken:
            name = f"{base[: MAX_IDENTIFIER_LENGTH - 4]}_{number}"
            number += 1
        taken.add(name)
        names[header] = name
    return names


def record_name(source: str, object_name: str, key: str | Iterable[str]) -> str:
    """How a source record is written: `source:object:key`, parts percent-encoded, key parts joined by commas."""
    parts = [key] if isinstance(key, str) else list(key)
    encoded = ",".join(_percent_quote(part, safe="") for part in parts)
    return f"{_percent_quote(source, safe='')}:{_percent_quote(object_name, safe='')}:{encoded}"


def parse_record_name(name: str) -> tuple[str, str, tuple[str, ...]]:
    """The source, object and key parts of a record name; ConfigError when it is not one."""
    parts = name.split(":")
    if len(parts) != 3 or not all(parts):
        raise ConfigError(
            "bad-record-name",
            "a record is written source:object:key",
            valid=["legacy_crm:contacts:42"],
            mend="onefold decisions queue, or onefold explain CUSTOMER, shows the names of records",
        )
    source, object_name, key = parts
    return _percent_unquote(source), _percent_unquote(object_name), tuple(_percent_unquote(p) for p in key.split(","))
