"""Runs and their steps as the state database keeps them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, insert, select, update

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError
from onefold_core.state import ledger
from onefold_core.state.tables import run, step


@dataclass(frozen=True)
class Step:
    """One step of a run."""

    name: str
    status: str
    attempt: int
    started_at: str
    finished_at: str | None
    facts: dict[str, object]


@dataclass(frozen=True)
class Run:
    """One run with its steps in order."""

    run_id: str
    project: str
    target: str
    status: str
    started_at: str
    finished_at: str | None
    config_hash: str
    version: str
    build: str | None
    error_code: str | None
    facts: dict[str, object]
    steps: tuple[Step, ...]


def new_run_id() -> str:
    """A run's name: its start in UTC and four random characters, so that names sort by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def start_run(engine: Engine, run_id: str, *, project: str, target: str, config_hash: str, version: str) -> None:
    """Record that a run begins."""
    with engine.begin() as connection:
        connection.execute(
            insert(run).values(
                run_id=run_id,
                project=project,
                target=target,
                status="running",
                started_at=utc_now(),
                config_hash=config_hash,
                version=version,
                facts="{}",
            )
        )
        ledger.append_within(connection, "run.started", run_id, {"config_hash": config_hash}, actor="onefold")


def finish_run(
    engine: Engine,
    run_id: str,
    status: str,
    *,
    build: str | None = None,
    error_code: str | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record how a run ended: published, refused, failed or interrupted."""
    values: dict[str, object] = {"status": status, "finished_at": utc_now(), "build": build, "error_code": error_code}
    if facts is not None:
        values["facts"] = ledger.canonical_json(facts)
    with engine.begin() as connection:
        connection.execute(update(run).where(run.c.run_id == run_id).values(**values))
        entry = {"status": status, "build": build, "error": error_code}
        ledger.append_within(connection, "run.finished", run_id, entry, actor="onefold")


def start_step(engine: Engine, run_id: str, name: str, ordinal: int) -> None:
    """Record that a step begins, or begins again."""
    with engine.begin() as connection:
        where = (step.c.run_id == run_id) & (step.c.name == name)
        attempt = connection.execute(select(step.c.attempt).where(where)).scalar()
        if attempt is None:
            row = {"run_id": run_id, "name": name, "ordinal": ordinal, "attempt": 1, "facts": "{}"}
            connection.execute(insert(step).values(status="running", started_at=utc_now(), **row))
        else:
            again = {"status": "running", "attempt": attempt + 1, "started_at": utc_now(), "finished_at": None}
            connection.execute(update(step).where(where).values(**again))


def finish_step(engine: Engine, run_id: str, name: str, status: str, facts: Mapping[str, object]) -> None:
    """Record how a step ended: done or failed, with its counts."""
    with engine.begin() as connection:
        connection.execute(
            update(step)
            .where((step.c.run_id == run_id) & (step.c.name == name))
            .values(status=status, finished_at=utc_now(), facts=ledger.canonical_json(facts))
        )


def list_runs(engine: Engine, limit: int = 20) -> list[Run]:
    """The newest runs first."""
    with engine.connect() as connection:
        rows = connection.execute(select(run).order_by(run.c.started_at.desc(), run.c.run_id.desc()).limit(limit)).all()
        return [_run(row, connection.execute(_steps_of(row.run_id)).all()) for row in rows]


def get_run(engine: Engine, run_id: str) -> Run:
    """One run; ConfigError when there is none of that name."""
    with engine.connect() as connection:
        row = connection.execute(select(run).where(run.c.run_id == run_id)).first()
        if row is None:
            raise ConfigError("unknown-run", "there is no run of that name", mend="onefold runs")
        return _run(row, connection.execute(_steps_of(run_id)).all())


def _steps_of(run_id: str) -> Select[Any]:
    return select(step).where(step.c.run_id == run_id).order_by(step.c.ordinal)


def _run(row: Row[Any], steps: Sequence[Row[Any]]) -> Run:
    fields = dict(row._mapping)
    fields["facts"] = json.loads(fields["facts"])
    return Run(**fields, steps=tuple(_step(s) for s in steps))


def _step(row: Row[Any]) -> Step:
    facts = row._mapping
    return Step(
        name=facts["name"],
        status=facts["status"],
        attempt=facts["attempt"],
        started_at=facts["started_at"],
        finished_at=facts["finished_at"],
        facts=json.loads(facts["facts"]),
    )
