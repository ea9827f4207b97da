"""A tiny warehouse as the audit finds it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

_WAREHOUSE = """
create schema golden; create schema marts; create schema audit; create schema audit_input; create schema match;
create table golden.customer (
    customer_id varchar, kind varchar, display_name varchar, country varchar, birth_date date, email varchar,
    phone varchar, address varchar
);
insert into golden.customer values
    ('c_1', 'person', 'Anna Canary', 'GB', date '1990-01-01', 'canary@example.org', null, null),
    ('c_2', 'organization', 'Canary Ltd', 'DE', null, null, '+4930123456', null);
create table golden.crosswalk (
    record_name varchar, customer_id varchar, source varchar, object varchar, valid_to timestamp
);
insert into golden.crosswalk values ('crm:c:1', 'c_1', 'crm', 'c', null), ('crm:c:2', 'c_2', 'crm', 'c', null);
create table golden.contact_point (record_name varchar, channel varchar, value varchar, validity varchar);
insert into golden.contact_point values
    ('crm:c:1', 'email', 'canary@example.org', 'valid'), ('crm:c:2', 'phone', '+4930123456', 'valid');
create table golden.attribute (customer_id varchar, attribute varchar, source varchar, is_winner boolean);
insert into golden.attribute values ('c_1', 'email', 'crm', true);
create table golden.consent (
    customer_id varchar, channel varchar, purpose varchar, state varchar, is_conflict boolean
);
create table golden.payment (record_name varchar, amount decimal(18, 4), amount_base decimal(18, 4));
create table golden.address as select 1 as x where false;
create table golden.deal as select 1 as x where false;
create table golden."order" as select 1 as x where false;
create table golden.activity as select 1 as x where false;
create table audit.balance (
    layer varchar, source varchar, object varchar, entity varchar, rows_in bigint, rows_out bigint,
    published bigint, merged bigint, quarantined bigint, suppressed bigint, deleted bigint, difference bigint
);
insert into audit.balance values ('raw', 'crm', 'c', null, 3, 2, 0, 0, 1, 0, 0, 0);
create table audit.issue (
    code varchar, severity varchar, source varchar, object varchar, record_name varchar, field varchar, "rows" bigint,
    layer varchar
);
insert into audit.issue values ('unknown-column', 'warning', 'crm', 'c', null, 'shoe_size', 1, 'raw');
create table audit_input.run as select 'r1' as run_id, 'b1' as build, '{"onefold": "0"}'::json as versions;
create table audit_input.source_count (
    source varchar, object varchar, mode varchar, rows_read bigint, landed bigint, unchanged bigint, duplicate bigint,
    quarantined bigint, suppressed bigint, gone bigint
);
insert into audit_input.source_count values ('crm', 'c', 'full', 3, 2, 0, 0, 1, 0, 0);
create table match.diagnostic (name varchar, value json);
insert into match.diagnostic values ('verdict', '"ok"');
"""


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """In memory; two customers whose names and addresses must never reach a report."""
    with duckdb.connect() as connection:
        connection.execute(_WAREHOUSE)
        yield connection
