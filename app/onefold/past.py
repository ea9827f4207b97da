"""Which customer a record was at an earlier run or day, from the crosswalk's history."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Engine

_RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")


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


def clusters_at(con: duckdb.DuckDBPyConnection, moment: datetime, table: str) -> None:
    """Write a temporary table (record_name, cluster_id) of who was which customer at a moment."""
    from onefold_core.identifiers import quote

    con.execute(
        f"create or replace temp table {quote(table)} as select record_name, customer_id as cluster_id"
        " from match.identity_history where valid_from <= ? and coalesce(valid_to > ?, true)",
        [moment, moment],
    )
