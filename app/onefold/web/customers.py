"""Finding customers and reading one whole: golden values with their runners-up, and the records behind them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from onefold.web.published import Snapshot, Table
from onefold.web.sections import Section, read_sections

PAGE_SIZE = 50
MAX_QUERY = 200
"""Longer than any name, address or URL that identifies a customer."""
_MIN_DIGITS = 4
"""Fewer digits are part of too many phone numbers to mean one."""

_SHOWN = """
select customer_id, display_name, display_name_latin, kind, email, phone, city, country, record_count, source_count
"""
_ALL = "from marts.customer_360 as c where ($kind = '' or c.kind = $kind)"
_TEXT = "concat_ws(' ', c.display_name, c.display_name_latin, c.email, c.phone, c.city)"
_OTHERWISE = """
c.customer_id = $query
or c.customer_id in (
    select customer_id from golden.contact_point
    where contains(lower(value), lower($query))
        or ($digits <> '' and channel in ('phone', 'fax') and contains(value, $digits))
)
or c.customer_id in (
    select customer_id from golden.crosswalk
    where valid_to is null and (record_name = $query or source_key = $query)
)
"""
_ORDER = "order by c.display_name nulls last, c.customer_id limit $size offset $skip"


@dataclass(frozen=True)
class Found:
    """One page of the customers found."""

    query: str
    kind: str
    page: int
    pages: int
    total: int
    table: Table


@dataclass(frozen=True)
class Candidate:
    """One value that a record offers for an attribute."""

    value: str
    record_name: str
    source: str
    reason: str | None
    trust: int | None
    updated_at: object
    named: str | None = None
    """The name of what the value refers to, where the value is a reference."""


@dataclass(frozen=True)
class Attribute:
    """A golden value: the winner, and the runners-up in their order."""

    name: str
    winner: Candidate
    others: tuple[Candidate, ...]


@dataclass(frozen=True)
class CustomerPage:
    """Everything the build holds about one customer."""

    customer: dict[str, Any]
    attributes: tuple[Attribute, ...]
    sections: tuple[Section, ...]


def find(snapshot: Snapshot, query: str, kind: str, page: int) -> Found:
    """Customers whose name, city, contacts, id or records match every word of the query; all when it is empty."""
    query = query.strip()[:MAX_QUERY]
    bound: dict[str, object] = {"kind": kind}
    matching = _ALL
    if query:
        words = {f"word_{number}": pattern(word) for number, word in enumerate(query.split())}
        every = " and ".join(f"regexp_matches({_TEXT}, ${name}, 'i')" for name in words)
        matching = f"{_ALL} and (({every}) or {_OTHERWISE})"
        bound |= {**words, "query": query, "digits": _digits(query)}
    first = _rows(snapshot, matching, bound, 1)
    if len(first.rows) < PAGE_SIZE:  # all of them: a second pass over the names, only to count, is saved
        return Found(query, kind, 1, 1, len(first.rows), first)
    total = snapshot.number(f"select count(*) {matching}", bound)
    pages = -(-total // PAGE_SIZE)
    page = min(max(page, 1), pages)
    return Found(query, kind, page, pages, total, first if page == 1 else _rows(snapshot, matching, bound, page))


def _rows(snapshot: Snapshot, matching: str, bound: dict[str, object], page: int) -> Table:
    window = {**bound, "size": PAGE_SIZE, "skip": (page - 1) * PAGE_SIZE}
    return snapshot.query(f"{_SHOWN} {matching} {_ORDER}", window)


def kinds(snapshot: Snapshot) -> list[str]:
    """Kinds of customer there are, for the filter."""
    rows = snapshot.query("select distinct kind from marts.customer_360 where kind is not null order by 1").rows
    return [row[0] for row in rows]


def read(snapshot: Snapshot, customer_id: str) -> CustomerPage | None:
    """One customer, or None when the build has no such id."""
    found = snapshot.query("from golden.customer where customer_id = ?", [customer_id]).records
    if not found:
        return None
    return CustomerPage(found[0], _attributes(snapshot, customer_id), read_sections(snapshot, customer_id))


def heirs(snapshot: Snapshot, customer_id: str) -> list[str]:
    """Customers that now hold the records which once were this id's: where a merged or split customer went."""
    rows = snapshot.query(
        "select distinct now.customer_id from golden.crosswalk as before"
        " join golden.crosswalk as now on now.record_name = before.record_name and now.valid_to is null"
        " where before.customer_id = $id and now.customer_id <> $id order by 1 limit 20",
        {"id": customer_id},
    ).rows
    return [row[0] for row in rows]


def pattern(word: str) -> str:
    """A regular expression (RE2) of plain characters that finds the word with or without accents: muller in Müller."""
    plain = [char for char in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(char)]
    return "".join(_any_of(char + _accented().get(char, "")) for char in plain)


def _any_of(characters: str) -> str:
    # By code point: no character of a query can be an operator of the expression.
    return "[" + "".join(f"\\x{{{ord(char):x}}}" for char in characters) + "]"


@cache
def _accented() -> dict[str, str]:
    """Letters with accents by the letter under them: Latin, Greek and Cyrillic, U+00C0-U+052F and U+1E00-U+1FFF."""
    found: dict[str, str] = {}
    for code in (*range(0x00C0, 0x0530), *range(0x1E00, 0x2000)):
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0]
        if base != char and char == char.lower():
            found[base] = found.get(base, "") + char
    return found


def _digits(query: str) -> str:
    """The digits of a phone number without trunk zeros, so that 0151 23… finds +49 151 23…; '' when it is none."""
    if not re.fullmatch(r"[+\d\s().\-/]+", query):
        return ""
    digits = re.sub(r"\D", "", query).lstrip("0")
    return digits if len(digits) >= _MIN_DIGITS else ""


def _attributes(snapshot: Snapshot, customer_id: str) -> tuple[Attribute, ...]:
    rows = snapshot.query(
        "select a.attribute, a.value, a.record_name, a.source, a.reason, a.trust, a.updated_at, o.name as named"
        " from golden.attribute as a"
        " left join golden.owner as o on a.attribute = 'owner' and o.record_name = a.value"
        " where a.customer_id = ? order by a.attribute, a.is_winner desc, a.rank, a.source, a.record_name",
        [customer_id],
    ).records
    grouped: dict[str, list[Candidate]] = {}
    for row in rows:
        grouped.setdefault(row.pop("attribute"), []).append(Candidate(**row))
    return tuple(Attribute(name, values[0], tuple(values[1:])) for name, values in grouped.items())
