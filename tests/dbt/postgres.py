"""What a DuckDB warehouse holds below golden, copied into PostgreSQL, and a dbt project that builds the rest there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from onefold.dbt import install_package, package_path
from psycopg import sql
from sqlalchemy.engine import make_url

INPUTS = ("intermediate", "standardised", "match", "audit_input")
"""Schemas that golden reads; of `intermediate` the int_ tables and the rates."""

_TYPES = {"DOUBLE": "float8", "TIMESTAMP WITH TIME ZONE": "timestamptz", "HUGEINT": "numeric", "UBIGINT": "numeric"}

PROJECT = """
name: elsewhere
version: 0.1.0
config-version: 2
profile: elsewhere
packages-install-path: packages
flags: {send_anonymous_usage_stats: false}
models:
  elsewhere: {+schema: loaded, +materialized: view, +tags: [pre]}
"""
PROFILES = """
elsewhere:
  target: postgres
  outputs:
    postgres:
      type: postgres
      host: "{{ env_var('PG_HOST') }}"
      port: "{{ env_var('PG_PORT') | as_number }}"
      user: "{{ env_var('PG_USER') }}"
      password: "{{ env_var('PG_PASSWORD') }}"
      dbname: "{{ env_var('PG_DATABASE') }}"
      schema: public
      threads: 2
"""
SCHEMA_MACRO = (
    "{% macro generate_schema_name(name, node) %}{{ onefold.generate_schema_name(name, node) }}{% endmacro %}"
)


def copy_inputs(warehouse: Path, url: str) -> list[str]:
    """Copy the tables that golden reads into the PostgreSQL database; the names of those of `intermediate`."""
    models = []
    with duckdb.connect(str(warehouse), read_only=True) as source, psycopg.connect(_plain(url)) as target:
        tables = source.execute(
            "select table_schema, table_name from information_schema.tables where list_contains(?, table_schema)"
            " order by all",
            [list(INPUTS)],
        ).fetchall()
        for schema, table in tables:
            if schema == "intermediate" and not (table.startswith("int_") or table == "exchange_rates"):
                continue
            models += [table] if schema == "intermediate" else []
            _copy(source, target, schema, table)
    return models


def _copy(source: duckdb.DuckDBPyConnection, target: psycopg.Connection[Any], schema: str, table: str) -> None:
    described = source.execute(f'describe "{schema}"."{table}"').fetchall()
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(_TYPES.get(kind, kind.lower())))
        for name, kind, *_ in described
    )
    name = sql.Identifier("raw_" + schema if schema == "intermediate" else schema, table)
    target.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(name._obj[0])))
    target.execute(sql.SQL("create table {} ({})").format(name, columns))
    rows = source.execute(f'from "{schema}"."{table}"').fetchall()
    with target.cursor().copy(sql.SQL("copy {} from stdin").format(name)) as copy:
        for row in rows:
            copy.write_row(row)


def write_project(folder: Path, models: list[str]) -> None:
    """A dbt project with our package, whose int_ models read what was copied."""
    for path, text in {
        "dbt_project.yml": PROJECT,
        "profiles.yml": PROFILES,
        "packages.yml": f"packages: [{{local: {json.dumps(package_path().as_posix())}}}]\n",
        "macros/generate_schema_name.sql": SCHEMA_MACRO,
        **{f"models/{name}.sql": f"select * from raw_intermediate.{name}" for name in models},
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    install_package(folder / "packages")


def run_dbt_there(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """dbt's own command in that project."""
    parts = make_url(url)
    places = {"HOST": parts.host, "PORT": parts.port, "USER": parts.username, "PASSWORD": parts.password}
    env = {f"PG_{name}": str(value) for name, value in {**places, "DATABASE": parts.database}.items()}
    code = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"
    command = [sys.executable, "-c", code, *arguments, "--project-dir", str(folder), "--profiles-dir", str(folder)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, **env, "DO_NOT_TRACK": "1"},
        timeout=1800,
        check=False,
    )


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
