"""The append-only ledger: every entry's hash covers the one before, so an edit, a deletion or a reorder shows.

Facts are part of the chain and hold nothing that identifies a person. Detail may; it lies beside the chain and can be
erased: the chain keeps only its salted hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, insert, select, text

from onefold_core.clock import utc_now
from onefold_core.state.tables import ledger, ledger_detail

GENESIS = "0" * 64
_COVERED = ("seq", "at", "actor", "action", "subject", "facts", "detail_hash", "previous_hash")
_POSTGRES_LOCK = 7_236_021_905_113
"""Key of the advisory lock that serialises appends; any fixed number of ours."""


@dataclass(frozen=True)
class ChainBreak:
    """The first entry at which the chain does not hold."""

    seq: int
    reason: str


def append(
    engine: Engine,
    action: str,
    subject: str,
    facts: Mapping[str, object],
    *,
    actor: str,
    detail: Mapping[str, object] | None = None,
) -> str:
    """Append one entry in a transaction of its own and return its hash."""
    with engine.begin() as connection:
        return append_within(connection, action, subject, facts, actor=actor, detail=detail)


def append_within(
    connection: Connection,
    action: str,
    subject: str,
    facts: Mapping[str, object],
    *,
    actor: str,
    detail: Mapping[str, object] | None = None,
) -> str:
    """As `append`, inside the caller's transaction, so that an act and its entry stand or fall together."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    last = connection.execute(select(ledger.c.seq, ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    salt, detail_text, detail_hash = None, None, None
    if detail is not None:
        salt, detail_text = secrets.token_hex(16), canonical_json(detail)
        detail_hash = _detail_hash(salt, detail_text)
    entry = {
        "seq": seq,
        "at": utc_now(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "facts": canonical_json(facts),
        "detail_hash": detail_hash,
        "previous_hash": previous,
    }
    entry["hash"] = _entry_hash(entry)
    connection.execute(insert(ledger).values(**entry))
    if detail_text is not None:
        connection.execute(insert(ledger_detail).values(seq=seq, salt=salt, detail=detail_text))
    return str(entry["hash"])


def verify(engine: Engine, *, head: str | None = None) -> ChainBreak | None:
    """None when every entry holds; otherwise the first that does not. `head` detects a cut-off tail."""
    previous, expected = GENESIS, 1
    with engine.connect() as connection:
        details = {row.seq: row for row in connection.execute(select(ledger_detail))}
        for row in connection.execute(select(ledger).order_by(ledger.c.seq)):
            if row.seq != expected:
                return ChainBreak(expected, "an entry is missing")
            if row.previous_hash != previous:
                return ChainBreak(row.seq, "the entry does not follow the one before it")
            if _entry_hash(dict(row._mapping)) != row.hash:
                return ChainBreak(row.seq, "the entry was changed")
            detail = details.get(row.seq)
            if detail is not None and _detail_hash(detail.salt, detail.detail) != row.detail_hash:
                return ChainBreak(row.seq, "the entry's detail was changed")
            previous, expected = row.hash, row.seq + 1
    if head is not None and head != previous:
        return ChainBreak(expected, "the ledger ends before the known head")
    return None


def head(engine: Engine) -> tuple[int, str]:
    """Number of entries and the hash of the last one."""
    with engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(ledger)).scalar_one()
        last = connection.execute(select(ledger.c.hash).order_by(ledger.c.seq.desc()).limit(1)).scalar()
    return int(count), last or GENESIS


def canonical_json(value: Mapping[str, object]) -> str:
    """One spelling for one value: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _detail_hash(salt: str, detail: str) -> str:
    return hashlib.sha256(f"{salt}:{detail}".encode()).hexdigest()


def _entry_hash(entry: Mapping[str, object]) -> str:
    covered = {name: entry[name] for name in _COVERED}
    return hashlib.sha256(canonical_json(covered).encode()).hexdigest()
