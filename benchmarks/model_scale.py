"""Golden, marts and audit over many customers: a cold build, the night after it, and the same night made whole.

Prints seconds and peak memory of each, seconds a model, and whether night and whole build left the same rows. The
customers are synthetic and stand where matching leaves them: 1.2 records and five facts each.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

# Run as a script from a checkout: this package is found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import Usage, installed, print_table, run_measured

BUILDS = ("cold", "night", "whole")

FACTS = {
    "order": (
        1.0,
        """select i, party, happened, 'N' || i as number, cast(happened as date) as ordered_on, amount, currency,
            case i % 17 when 0 then 'cancelled' else 'complete' end as status, owner""",
    ),
    "order_line": (
        1.4,
        """select i, happened, 'shop:order:' || (i % {order}) as "order", 'shop:product:' || i % 500 as product,
            1 as quantity, amount as unit_price, amount, amount / 2 as cost, currency""",
    ),
    "payment": (
        0.6,
        """select i, party, happened, 'shop:order:' || i as "order", cast(happened as date) as paid_on,
            amount, currency""",
    ),
    "invoice": (
        0.4,
        """select i, party, happened, 'shop:order:' || i as "order", cast(happened as date) as invoiced_on,
            cast(happened as date) + 30 as due_on, amount, currency, 'open' as status""",
    ),
    "activity": (
        0.8,
        """select i, party, happened, happened as "at", 'outbound' as direction,
            ['call', 'email', 'meeting', 'task'][1 + i % 4] as kind, 'Subject ' || i % 1000 as subject, owner""",
    ),
    "web_visit": (
        0.3,
        """select i, party, happened, happened as "at", 'v' || i % 1000003 as visitor,
            'spring ' || i % 40 as utm_campaign""",
    ),
    "lead": (
        0.2,
        """select i, party, happened, 'new' as status, 'web' as lead_source, owner, 'spring ' || i % 40 as campaign""",
    ),
    "deal": (
        0.15,
        """select i, party, happened, 'Deal ' || i as name, amount, currency, owner,
            cast(happened as date) + 60 as closes_on,
            ['Prospecting', 'Qualification', 'Closed Won', 'Closed Lost'][1 + i % 4] as stage""",
    ),
    "deal_stage_history": (
        0.15,
        """select i, happened, 'shop:deal:' || i as deal, 'Prospecting' as from_stage,
            ['Prospecting', 'Qualification', 'Closed Won', 'Closed Lost'][1 + i % 4] as to_stage, happened as "at" """,
    ),
}
"""Of each fact how many a customer has, and its fields from those that are given."""

_GIVEN = """
select
    i,
    'crm:people:' || hash(i, 1) % {records} as party,
    timestamp '2023-01-01 00:00:00' + (hash(i, 2) % 1200) * interval '1 day' as happened,
    cast(hash(i, 3) % 100000 / 100 + 1 as decimal(18, 4)) as amount,
    ['EUR', 'USD', 'GBP'][1 + cast(hash(i, 4) % 3 as bigint)] as currency,
    'crm:users:' || hash(i, 5) % 100 as owner
from range({first}, {last}) as numbers(i)
"""

_COMMON = """record_name, 'crm' as source, 'people' as object, cast(i as varchar) as source_key, 50 as trust,
    happened as created_at, happened as updated_at, false as is_deleted, 'active' as record_state, 'UTC' as time_zone"""

_PEOPLE = """
create or replace temp table person as
select
    i,
    'crm:people:' || i as record_name,
    -- Every sixth record is a further one of an earlier customer.
    'c_' || case when i % 6 = 5 then hash(i) % i else i end as customer_id,
    'Given' || hash(i, 6) % 5000 as given,
    'Family' || hash(i, 7) % 200000 as family,
    'Street ' || hash(i, 8) % 50000 || ' ' || i % 200 as street,
    timestamp '2022-01-01 00:00:00' + (hash(i, 2) % 1500) * interval '1 day' as happened
from range({first}, {last}) as numbers(i);
insert into intermediate.int_party by name
    select {common},
        'person' as kind, given as given_name, family as family_name, 'customer' as lifecycle, 'DE' as country,
        'crm:users:' || i % 100 as owner, ['web', 'fair', 'call'][1 + i % 3] as lead_source,
        cast(i as varchar) as name_id
    from person;
insert into intermediate.int_contact_point by name
    select {common},
        record_name as party, channel, value, channel || i as value_id, 0 as position
    from person
    cross join (values ('email'), ('phone')) as channels(channel)
    cross join lateral (
        select case channel when 'email' then 'p' || i || '@mail.example' else '+4930' || i end
    ) as given_values(value);
insert into intermediate.int_address by name
    select {common},
        record_name as party, street, 'Berlin' as city, 'a' || i as address_id, 0 as position
    from person;
insert into intermediate.int_consent by name
    select {common},
        record_name as party, 'email' as channel, 'marketing' as purpose, 'form' as proof, happened as "at",
        case i % 5 when 0 then 'withdrawn' else 'granted' end as state
    from person;
insert into standardised.name by name
    select cast(i as varchar) as name_id, 'ok' as status, 'person' as kind, given, family from person;
insert into standardised.contact_point by name
    select value_id, channel, 'ok' as status, value, 'valid' as validity from intermediate.int_contact_point
    inner join person using (record_name);
insert into standardised.address by name
    select 'a' || i as address_id, 'ok' as status, street as road, 'Berlin' as city, 'DE' as country_code,
        street || chr(10) || 'Berlin' as formatted, street as key
    from person;
insert into match.record by name select record_name, 'person' as kind from person;
insert into match.identity by name
    select record_name, 'crm' as source, 'people' as object, cast(i as varchar) as source_key, customer_id,
        'person' as kind, 'model' as rule, 12.5 as weight, happened as valid_from, customer_id = 'c_' || i as is_founder
    from person;
"""

_TABLES = """
create schema if not exists standardised; create schema if not exists match;
create table standardised.name (
    name_id varchar, status varchar, kind varchar, given varchar, middle varchar, patronymic varchar, family varchar,
    suffix varchar, gender varchar, company_name varchar, legal_form varchar);
create table standardised.contact_point (
    value_id varchar, channel varchar, status varchar, value varchar, kind varchar, country varchar, validity varchar,
    flags varchar[], others varchar[]);
create table standardised.address (
    address_id varchar, status varchar, house_number varchar, road varchar, unit varchar, postcode varchar,
    city varchar, state varchar, country_code varchar, canonical json, formatted varchar, key varchar);
create table standardised.tax_id (tax_id_id varchar, status varchar, value varchar, country varchar, valid boolean);
create table standardised.birth_date (
    source varchar, object varchar, raw varchar, status varchar, value date, precision varchar);
create table match.record (record_name varchar, kind varchar);
create table match.identity (
    record_name varchar, source varchar, object varchar, source_key varchar, customer_id varchar, kind varchar,
    weight double, rule varchar, valid_from timestamp, is_founder boolean);
create table match.relation (record_l varchar, record_r varchar, relation varchar, evidence json);
"""

_SMALL = """
insert into intermediate.int_owner by name
    select 'crm:users:' || i as record_name, 'crm' as source, 'users' as object, cast(i as varchar) as source_key,
        50 as trust, false as is_deleted, 'active' as record_state, 'UTC' as time_zone, 'Owner ' || i as name,
        'owner' || i || '@firm.example' as email, 'Team ' || i % 5 as team
    from range(100) as numbers(i);
insert into intermediate.int_product by name
    select 'shop:product:' || i as record_name, 'shop' as source, 'product' as object,
        cast(i as varchar) as source_key, 50 as trust, false as is_deleted, 'active' as record_state,
        'UTC' as time_zone, 'P' || i as sku, 'Part ' || i as name, 'Department ' || i % 9 as department
    from range(500) as numbers(i);
insert into intermediate.exchange_rates
    select cast(cast(day as date) as varchar), currency, 'EUR', '0.9'
    from range(timestamp '2022-12-01', timestamp '2026-12-01', interval '7 days') as days(day)
    cross join (values ('USD'), ('GBP')) as currencies(currency);
"""

_NIGHT = """
delete from intermediate.int_activity where hash(record_name, 9) % 1000 < 2;
update intermediate.int_order set amount = amount + 1 where hash(record_name, 9) % 1000 < 5;
update intermediate.int_party set lead_source = 'night', updated_at = timestamp '2026-06-01 00:00:00'
    where hash(record_name, 9) % 1000 < 5;
"""
"""What changes besides the newcomers, who are five in a thousand."""


def fill(warehouse: Path, customers: int) -> int:
    """What golden reads, into a warehouse that dbt's first part has been built in; returns how many facts."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(_TABLES + _SMALL)
        _add(connection, 0, customers, customers)
        return sum(
            int(connection.execute(f'select count(*) from intermediate."int_{name}"').fetchall()[0][0])
            for name in FACTS
        )


def change(warehouse: Path, customers: int) -> None:
    """One customer in a hundred is new or changed."""
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(_NIGHT)
        _add(connection, customers, customers + max(1, customers // 200), customers)


def _add(connection: duckdb.DuckDBPyConnection, first: int, last: int, customers: int) -> None:
    connection.execute("set TimeZone = 'UTC'")
    records = _records(last)
    connection.execute(_PEOPLE.format(common=_COMMON, first=_records(first), last=records))
    for name, (share, fields) in FACTS.items():
        given = _GIVEN.format(records=records, first=int(first * share), last=int(last * share))
        connection.execute(f"""
            insert into intermediate."int_{name}" by name
            select 'shop:{name}:' || i as record_name, 'shop' as source, '{name}' as object,
                cast(i as varchar) as source_key, 50 as trust, false as is_deleted, 'active' as record_state,
                'UTC' as time_zone, happened as created_at, happened as updated_at, * exclude (i, happened)
            from ({fields.format(order=customers)} from ({given}))
        """)


def _records(customers: int) -> int:
    return customers * 6 // 5


def build(warehouse: Path, select: str, *, full_refresh: bool = False) -> dict[str, Any]:
    """Run that part of our package on the warehouse; seconds of every node."""
    from onefold.dbt import package_path, run_dbt

    target = warehouse.parent / "target"
    result = run_dbt(package_path(), warehouse, [select], target_path=target, full_refresh=full_refresh)
    return {node.unique_id.split(".", 1)[1]: node.seconds for node in result.nodes}


def digests(warehouse: Path) -> dict[str, tuple[int, int]]:
    """Of every published table how many rows it has, and one number for all of them in any order."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('golden', 'marts', 'audit')"
        ).fetchall()
        found = {}
        for schema, table in tables:
            path = f'"{schema}"."{table}"'
            row = connection.execute(f"select count(*), sum(hash(one)) from {path} as one").fetchall()[0]
            found[f"{schema}.{table}"] = (int(row[0]), int(row[1] or 0))
    return found


def measure(customers: int, folder: Path, builds: Sequence[str]) -> tuple[int, list[tuple[str, Usage]], list[str]]:
    """Each build in a process of its own; also the tables in which night and whole build differ."""
    warehouse = folder / f"scale{customers}.duckdb"
    build(warehouse, "tag:pre")
    facts = fill(warehouse, customers)
    measured, tables = [], {}
    for name in builds:
        if name == "night":
            change(warehouse, customers)
        command = [sys.executable, str(Path(__file__)), "--build", str(warehouse)]
        measured.append((name, run_measured([*command, "--full"] if name == "whole" else command)))
        tables[name] = digests(warehouse)
    night, whole = tables.get("night", {}), tables.get("whole", {})
    return facts, measured, sorted(name for name in whole if night and whole[name] != night[name])


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, nargs="+", default=[100_000])
    parser.add_argument("--slowest", type=int, default=15, help="models and tests to print")
    parser.add_argument("--builds", nargs="+", choices=BUILDS, default=BUILDS, help="which builds, in this order")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--full", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.build:
        print(json.dumps(build(chosen.build, "tag:post", full_refresh=chosen.full)))
        return
    for customers in chosen.customers:
        with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
            facts, nights, different = measure(customers, Path(folder), chosen.builds)
        title = f"{customers:,} customers, {facts:,} facts ({installed('onefold', 'dbt-duckdb', 'duckdb')})"
        rows = [(name, usage.wall, usage.cpu, usage.peak_mib) for name, usage in nights]
        print_table(title, ("build", "wall s", "CPU s", "peak MiB"), rows)
        seconds = [usage.json() for _, usage in nights]
        slow = sorted(seconds[0], key=lambda node: -float(str(seconds[0][node])))[: chosen.slowest]
        print_table(
            "Slowest",
            ("node", *(f"{name} s" for name, _ in nights)),
            [(node, *(one[node] for one in seconds)) for node in slow],
        )
        if {"night", "whole"} <= set(chosen.builds):
            print(f"Night and whole build differ in: {', '.join(different) or 'nothing'}")


if __name__ == "__main__":
    main()
