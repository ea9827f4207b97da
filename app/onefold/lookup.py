"""Finding records, customers and pairs in the last run's tables."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import duckdb
from onefold_core.errors import ConfigError
from onefold_core.identifiers import parse_record_name
from onefold_core.lock import project_lock
from onefold_core.settings import Project
from onefold_core.warehouse import open_warehouse, table_exists

if TYPE_CHECKING:
    from onefold_dedupe.card import ModelCard

_CUSTOMER_PREFIX = "c_"


@dataclass(frozen=True)
class DecisionLine:
    """One line of a decisions file."""

    id_l: str
    id_r: str
    verdict: Literal["same", "different", "unsure"]
    why: str
    decided_by: str | None = None
    decided_at: str | None = None
    evidence_hash: str | None = None


@contextmanager
def matched(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """The working warehouse for reading, once there has been a matching; the caller holds the lock."""
    with open_warehouse(project.warehouse, read_only=True) as connection:
        if not table_exists(connection, "match", "identity"):
            raise ConfigError(
                "no-match", "nothing has been matched yet", where=str(project.warehouse), mend="onefold run"
            )
        yield connection


def is_customer_id(name: str) -> bool:
    """Whether a name is a customer id rather than a record's name."""
    return name.startswith(_CUSTOMER_PREFIX) and ":" not in name


def founding_record(project: Project, name: str) -> str:
    """The record a decision is about: the record itself, or the founding record of a customer."""
    with matched(project) as connection:
        if is_customer_id(name):
            query = (
                "select record_name from match.identity where customer_id = ?"
                " order by is_founder desc, record_name limit 1"
            )
        else:
            parse_record_name(name)
            query = "select record_name from match.identity where record_name = ?"
        return _one(connection, query, name)


def customer_of(project: Project, name: str) -> str:
    """The customer id that a record or a customer id stands for."""
    column = "customer_id" if is_customer_id(name) else "record_name"
    with matched(project) as connection:
        return _one(connection, f"select customer_id from match.identity where {column} = ? limit 1", name)


def evidence_hash(project: Project, id_a: str, id_b: str) -> str | None:
    """Fingerprint of the evidence on a pair as the last run saw it; None when the pair was never compared."""
    id_l, id_r = sorted((id_a, id_b))
    with matched(project) as connection:
        row = connection.execute(
            "select fingerprint from match.score where id_l = ? and id_r = ?", [id_l, id_r]
        ).fetchone()
    return str(row[0]) if row else None


def are_of_one_kind(project: Project, id_a: str, id_b: str) -> bool:
    """Whether two records are both people or both organisations; only such can be one customer."""
    with matched(project) as connection:
        query = "select count(distinct kind) from match.identity where record_name in (?, ?)"
        return bool(connection.execute(query, [id_a, id_b]).fetchall()[0][0] == 1)


def read_card(project: Project) -> ModelCard:
    """The model card of the last matching; the caller holds the lock."""
    from onefold_dedupe.card import model_card

    with matched(project) as connection:
        return model_card(connection, project.file.match.auto_merge, project.file.match.review_from)


def review_queue(project: Project, limit: int) -> list[dict[str, Any]]:
    """Pairs that wait for a person, first those whose decision is worth most.

    `pairs` is how many pairs of records the decision joins or parts: all between two clusters, or what holds a record
    in its own; `worth` is that times the closeness to the threshold, 1 / (1 + bits away).
    """
    auto_merge = project.file.match.auto_merge
    threshold = math.log2(auto_merge / (1 - auto_merge))
    names = ("id_l", "id_r", "probability", "weight", "reason", "pairs", "worth")
    with project_lock(project.data, "decisions queue"), matched(project) as connection:
        rows = connection.execute(
            "with sized as (select record_name, cluster_id, count(*) over (partition by cluster_id) as size"
            " from match.cluster)"
            " select id_l, id_r, probability, weight, reason,"
            " case when l.cluster_id = r.cluster_id then l.size - 1 else l.size * r.size end as pairs,"
            " round(pairs / (1 + abs(weight - ?)), 3) as worth from match.review"
            " join sized l on l.record_name = id_l join sized r on r.record_name = id_r"
            " order by worth desc, id_l, id_r limit ?",
            [threshold, limit],
        ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def read_decisions(path: Path) -> list[DecisionLine]:
    """Decisions of a JSON Lines file; ConfigError names the first line that is not one."""
    if not path.is_file():
        raise ConfigError(
            "missing-file",
            "the decisions file is missing",
            where=str(path),
            mend="onefold decisions export FILE writes one",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError):
        raise ConfigError(
            "unreadable-file", "the decisions file cannot be read as UTF-8", where=str(path), mend="save it as UTF-8"
        ) from None
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_decision_line(line, f"{path}, line {number}"))
    return found


def _decision_line(line: str, where: str) -> DecisionLine:
    try:
        fields = json.loads(line)
        id_l, id_r, verdict = (str(fields[name]) for name in ("id_l", "id_r", "verdict"))
        why = str(fields.get("why") or "imported")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ConfigError(
            "bad-decision",
            "not a decision: id_l, id_r, verdict, why",
            where=where,
            mend="onefold decisions export FILE writes one",
        ) from None
    verdicts = ("same", "different", "unsure")
    if verdict not in verdicts:
        raise ConfigError(
            "bad-decision", "this verdict is not known", where=where, valid=verdicts, mend="correct the line"
        )
    for name in (id_l, id_r):
        parse_record_name(name)
    if id_l == id_r:
        raise ConfigError("bad-decision", "a decision is about two records", where=where, mend="correct the line")
    by, evidence = (str(fields[name]) if fields.get(name) else None for name in ("decided_by", "evidence_hash"))
    at = _moment(fields.get("decided_at"), where)
    return DecisionLine(id_l, id_r, cast('Literal["same", "different", "unsure"]', verdict), why, by, at, evidence)


def _moment(text: object, where: str) -> str | None:
    """A time as the state keeps it; one without a zone is UTC."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise ConfigError(
            "bad-decision",
            "decided_at is no time",
            where=where,
            valid=["2026-11-22T07:38:48Z"],
            mend="correct the line, or leave decided_at out",
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _one(connection: duckdb.DuckDBPyConnection, query: str, name: str) -> str:
    row = connection.execute(query, [name]).fetchone()
    if row is None:
        raise ConfigError(
            "unknown-record",
            "the last run has no such record or customer",
            valid=["legacy_crm:contacts:42", "c_ and 20 characters"],
            mend="onefold run",
        )
    return str(row[0])
