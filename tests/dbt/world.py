"""A tiny project with known answers: rows of the common model in raw tables, and what Python would write."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from onefold_core.identifiers import literal, quote, quote_path, record_name
from onefold_core.model import SHARED_FIELDS, SQL_TYPES, Entity, Field, entities

Row = dict[str, Any]

EXTRA_FIELDS = {
    "party": ("name_id", "tax_id_id"),
    "contact_point": ("value_id",),
    "address": ("address_id",),
}
POSITIONED = ("contact_point", "address", "consent", "relation")

INPUT_TABLES = """
create schema if not exists standardised; create schema if not exists match;
create table standardised.name (
    name_id varchar, status varchar, kind varchar, title varchar, given varchar, middle varchar, patronymic varchar,
    family varchar, suffix varchar, nickname varchar, gender varchar, company_name varchar, legal_form varchar,
    legal_form_code varchar, legal_form_country varchar, key varchar, confidence double, changes varchar[],
    issues varchar[], rule_version varchar);
create table standardised.contact_point (
    value_id varchar, channel varchar, status varchar, value varchar, key varchar, kind varchar, country varchar,
    validity varchar, extension varchar, flags varchar[], others varchar[], metadata_version varchar,
    changes varchar[], issues varchar[], rule_version varchar);
create table standardised.address (
    address_id varchar, status varchar, house varchar, house_number varchar, road varchar, unit varchar, level varchar,
    staircase varchar, entrance varchar, po_box varchar, postcode varchar, suburb varchar, city_district varchar,
    city varchar, state_district varchar, state varchar, country varchar, country_code varchar, canonical json,
    formatted varchar, unparsed varchar, key varchar, confidence double, changes varchar[], issues varchar[],
    rule_version varchar);
create table standardised.tax_id (
    tax_id_id varchar, status varchar, value varchar, type varchar, country varchar, valid boolean, changes varchar[],
    issues varchar[], rule_version varchar);
create table standardised.birth_date (
    birth_date_id varchar, source varchar, object varchar, raw varchar, day_month_order varchar, status varchar,
    value date, precision varchar, changes varchar[], issues varchar[], rule_version varchar);
create table match.record (record_name varchar, kind varchar);
create table match.identity (
    record_name varchar, source varchar, object varchar, source_key varchar, customer_id varchar, kind varchar,
    founded_by varchar, weight double, rule varchar, valid_from timestamp, is_founder boolean);
create table match.identity_history (
    record_name varchar, customer_id varchar, rule varchar, weight double, valid_from timestamptz,
    valid_to timestamptz);
create table match.relation (record_l varchar, record_r varchar, relation varchar, evidence json);
"""
"""The tables of docs/architecture.md that dedupe writes."""

RUN_TABLES = """
create schema audit_input;
create table audit_input.layer_count (
    layer varchar, source varchar, object varchar, rows_in bigint, quarantined bigint, suppressed bigint);
create table audit_input.correction (
    customer_id varchar, attribute varchar, value varchar, why varchar, corrected_by varchar, corrected_at varchar);
"""
"""Those that the run writes."""

DBT_PROJECT = """
name: tiny
version: 0.1.0
config-version: 2
profile: tiny
packages-install-path: ../data/dbt_packages
flags: {send_anonymous_usage_stats: false}
models:
  tiny:
    +materialized: table
    staging: {+schema: staging, +tags: [pre]}
    intermediate: {+schema: intermediate, +tags: [pre]}
seeds:
  tiny: {+schema: audit, +tags: [pre]}
"""
PROFILES = """
tiny:
  target: warehouse
  outputs:
    warehouse: {type: duckdb, path: "{{ env_var('ONEFOLD_WAREHOUSE') }}", threads: 2, settings: {TimeZone: UTC}}
"""
PACKAGES = """
packages: [{local: "{{ env_var('ONEFOLD_DBT_PROJECT') }}"}]
"""
SCHEMA_MACRO = """
{% macro generate_schema_name(name, node) %}{{ onefold.generate_schema_name(name, node) }}{% endmacro %}
"""


def columns_of(entity: Entity) -> dict[str, str]:
    """Column to DuckDB type of `int_<entity>`, in any order."""
    fields: tuple[Field, ...] = (*SHARED_FIELDS, *entity.fields)
    columns = {f.name: SQL_TYPES[f.type] for f in fields}
    columns |= dict.fromkeys(EXTRA_FIELDS.get(entity.name, ()), "varchar")
    return columns | ({"position": "bigint"} if entity.name in POSITIONED else {})


@dataclass
class World:
    """Rows by (source, object, entity); `identity` and the standardised rows are what dedupe would have written."""

    root: Path
    rows: dict[tuple[str, str, str], list[Row]] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    rates: str = "rate_on,currency,base_currency,rate\n"
    seeds: dict[str, str] = field(default_factory=dict)
    """Seeds of the project's own by name, as CSV."""

    @property
    def project(self) -> Path:
        return self.root / "dbt"

    @property
    def warehouse(self) -> Path:
        return self.root / "data" / "warehouse.duckdb"

    def add(self, entity: str, source: str, object_name: str, key: str, *, of: str | None = None, **values: Any) -> str:
        """A row of an entity; returns its record name, which for a side entity (`of` a party) is the party's."""
        name = record_name(source, object_name, key)
        row = {"record_name": of or name, "source": source, "object": object_name, "source_key": key, "trust": 50}
        state = "deleted" if values.get("is_deleted") else "active"
        row |= {"is_deleted": False, "record_state": state, "time_zone": "UTC"}
        row |= {**({"party": of} if of else {}), **values}
        self.rows.setdefault((source, object_name, entity), []).append(row)
        return of or name

    def write(self, table: str, **values: Any) -> None:
        """A row of a table that Python writes (`match.identity`, `standardised.name`, `audit_input.issue` ...)."""
        self.tables.setdefault(table, []).append(values)

    def belongs(self, name: str, customer_id: str, kind: str, *, is_founder: bool = False) -> None:
        """What matching found: an active party record and its customer."""
        source, object_name, key = name.split(":")
        self.write("match.record", record_name=name, kind=kind)
        self.write(
            "match.identity",
            record_name=name,
            source=source,
            object=object_name,
            source_key=key,
            customer_id=customer_id,
            kind=kind,
            weight=12.5,
            rule="founder" if is_founder else "model",
            valid_from="2026-01-01 00:00:00",
            is_founder=is_founder,
        )

    def build(self) -> None:
        """Write the dbt project and fill the warehouse."""
        for path, text in {
            "dbt_project.yml": DBT_PROJECT,
            "profiles.yml": PROFILES,
            "packages.yml": PACKAGES,
            "macros/generate_schema_name.sql": SCHEMA_MACRO,
            "seeds/exchange_rates.csv": self.rates,
            **{f"seeds/{name}.csv": text for name, text in self.seeds.items()},
            # A model of the user's that is called like one of ours must not take its place.
            "models/own/customer.sql": "select 'theirs' as customer_id",
            "models/staging/sources.yml": self._sources(),
            **{f"models/staging/{_staging(*key[:2])}.sql": _staging_sql(*key[:2]) for key in self.rows},
            **{f"models/intermediate/int_{e.name}.sql": self._intermediate_sql(e) for e in entities().values()},
        }.items():
            target = self.project / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(self.warehouse)) as connection:
            self._fill(connection)

    def _fill(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("set TimeZone = 'UTC'")
        for (source, object_name, entity), rows in self.rows.items():
            connection.execute(f"create schema if not exists {quote('raw_' + source)}")
            columns = columns_of(entities()[entity])
            path = quote_path(f"raw_{source}", object_name)
            connection.execute(f"create table {path} ({', '.join(f'{quote(c)} {t}' for c, t in columns.items())})")
            for row in rows:
                insert(connection, path, row)
        connection.execute(INPUT_TABLES)
        connection.execute(RUN_TABLES)
        for table, rows in self.tables.items():
            for row in rows:
                insert(connection, quote_path(*table.split(".")), row)

    def _sources(self) -> str:
        lines = ["version: 2", "sources:"]
        for source in sorted({key[0] for key in self.rows}):
            names = ", ".join(f"{{name: {key[1]}}}" for key in self.rows if key[0] == source)
            lines.append(f"  - {{name: raw_{source}, schema: raw_{source}, tables: [{names}]}}")
        return "\n".join(lines) + "\n"

    def _intermediate_sql(self, entity: Entity) -> str:
        columns = columns_of(entity)
        items = ", ".join(f"cast({quote(c)} as {t}) as {quote(c)}" for c, t in columns.items())
        feeding = [key for key in self.rows if key[2] == entity.name]
        parts = [f"select {items} from {{{{ ref({literal(_staging(*key[:2]))}) }}}}" for key in feeding]
        empty = ", ".join(f"cast(null as {t}) as {quote(c)}" for c, t in columns.items())
        return "\nunion all\n".join(parts) or f"select {empty} where false"


def insert(connection: duckdb.DuckDBPyConnection, path: str, row: Row) -> None:
    names = ", ".join(quote(name) for name in row)
    connection.execute(f"insert into {path} ({names}) values ({', '.join('?' * len(row))})", list(row.values()))


def _staging(source: str, object_name: str) -> str:
    return f"stg_{source}__{object_name}"


def _staging_sql(source: str, object_name: str) -> str:
    return f"select * from {{{{ source('raw_{source}', '{object_name}') }}}}"
