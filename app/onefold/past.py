"""Which customer a record was at an earlier run or day, from the crosswalk's history."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from onefold_core.errors import ConfigError

if TYPE_CHECKING:
    import duckdb
    from onefold_core.settings import Project
    from sqlalchemy import Engine

_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")


@dataclass(frozen=True)
class Membership:
    """That a record was of a customer from one moment to another (None: still), by which rule, with what weight when
    that began.
    """

    record_name: str
    customer_id: str
    rule: str
    weight: float | None
    valid_from: datetime
    valid_to: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """The membership as `--json` prints it."""
        return {**asdict(self), "valid_from": _iso(self.valid_from), "valid_to": self.valid_to and _iso(self.valid_to)}

    def text(self) -> str:
        """The membership in words."""
        weight = f" ({self.weight:+.1f} bits)" if self.weight is not None else ""
        until = _iso(self.valid_to) if self.valid_to else "today"
        return f"{self.record_name}  {self.customer_id}  by {self.rule}{weight}, {_iso(self.valid_from)} to {until}"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(state: Engine, text: str) -> datetime:
    """The moment that a run's id, a day (its end) or a time stands for, in UTC; ConfigError when it is none of them."""
    from onefold_core.state.runs import get_run

    if _RUN.fullmatch(text):
        steps = {step.name: step for step in get_run(state, text).steps}
        match = steps.get("match")
        if match is None or match.finished_at is None:
            raise ConfigError("no-match", "this run came to no matching", where=text, mend="onefold runs")
        return datetime.fromisoformat(match.finished_at)
    try:
        if len(text) == len("2026-11-22"):
            return datetime.combine(date.fromisoformat(text), time(), UTC) + timedelta(days=1, microseconds=-1)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            "bad-moment",
            "this is no run, day or time",
            where=text[:60],
            valid=["20261122T073848-7697", "2026-11-22", "2026-11-22T07:38:48Z"],
            mend="onefold runs lists the runs",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def memberships(con: duckdb.DuckDBPyConnection, name: str, moment: datetime) -> list[Membership]:
    """What a record (or every record of a customer id) belonged to at a moment, by record name."""
    column = "record_name" if ":" in name else "customer_id"
    rows = con.execute(
        "select record_name, customer_id, rule, weight, valid_from, valid_to from match.identity_history"
        f" where {column} = ? and valid_from <= ? and coalesce(valid_to > ?, true) order by record_name",
        [name, moment, moment],
    ).fetchall()
    return [Membership(*row) for row in rows]


def at(project: Project, state: Engine, name: str, text: str) -> list[Membership]:
    """What `onefold explain NAME --as-of TEXT` tells; ConfigError when nobody was there of that name.

    The caller holds the lock.
    """
    from onefold.lookup import matched

    moment = moment_of(state, text)
    with matched(project) as connection:
        found = memberships(connection, name, moment)
    if not found:
        raise ConfigError(
            "unknown-record",
            "there was no such record or customer then",
            where=f"as of {_iso(moment)}",
            valid=["legacy_crm:contacts:42", "c_ and 20 characters"],
            mend="onefold runs lists the runs",
        )
    return found


def clusters_at(con: duckdb.DuckDBPyConnection, moment: datetime, table: str) -> None:
    """Write a temporary table (record_name, cluster_id) of who was which customer at a moment."""
    from onefold_core.identifiers import quote

    con.execute(
        f"create or replace temp table {quote(table)} as select record_name, customer_id as cluster_id"
        " from match.identity_history where valid_from <= ? and coalesce(valid_to > ?, true)",
        [moment, moment],
    )
