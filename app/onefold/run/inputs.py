"""What the second pass of dbt needs from the run: facts about the run itself, and stewards' corrections."""

from __future__ import annotations

import json
import platform
from importlib import metadata

from onefold_core.state import corrections
from onefold_core.state.runs import get_run
from onefold_core.warehouse import open_warehouse

import onefold
from onefold.run.context import RunContext

_TABLES = """
create or replace table audit_input.run (
    run_id varchar, build varchar, project varchar, target varchar, started_at varchar, config_hash varchar,
    versions json
);
create or replace table audit_input.correction (
    customer_id varchar, attribute varchar, value varchar, why varchar, corrected_by varchar, corrected_at varchar
);
"""


def write_run_inputs(context: RunContext) -> None:
    """Write audit_input.run and audit_input.correction afresh."""

    versions = {name: metadata.version(name) for name in ("dlt", "dbt-core", "duckdb", "phonenumbers", "rapidfuzz")}
    versions |= {"onefold": onefold.__version__, "python": platform.python_version()}
    started = get_run(context.state, context.run_id).started_at
    project = context.project
    run = [context.run_id, context.build, project.name, project.target_name, started, context.config_hash]
    with open_warehouse(project.warehouse) as connection:
        connection.execute(_TABLES)
        connection.execute("insert into audit_input.run values (?, ?, ?, ?, ?, ?, ?)", [*run, json.dumps(versions)])
        for one in corrections.active_corrections(context.state):
            row = [one.customer_id, one.attribute, one.value, one.why, one.corrected_by, one.corrected_at]
            connection.execute("insert into audit_input.correction values (?, ?, ?, ?, ?, ?)", row)
