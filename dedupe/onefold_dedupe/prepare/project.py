"""A project's intermediate and standardised tables → `match_input` → `match.record`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from onefold_core.identifiers import quote

from onefold_dedupe.decisions import Decision
from onefold_dedupe.prepare.kept import find_stale, mark_prepared
from onefold_dedupe.prepare.record import INPUT_COLUMNS, build_records

if TYPE_CHECKING:
    import duckdb

_USABLE = "('ok', 'partial')"

_INPUT = f"""
    with party as (select * from intermediate.int_party where not coalesce(is_deleted, false){{only}}),
    name as (select * from standardised.name where status in {_USABLE}),
    points as (
        select c.party, c.channel, s.flags,
            case when s.status in {_USABLE} then coalesce(case when c.channel = 'email' then s.key end,
                s.value) else c.value end as value,
            s.others
        from intermediate.int_contact_point c
        left join standardised.contact_point s using (value_id)
        where not coalesce(c.is_deleted, false) and coalesce(s.status, '') <> 'empty'{{only_of_party}}
    ),
    spread as (
        select party, channel, value from points where value is not null
        union all
        select party, channel, unnest(others) from points where channel in ('phone', 'fax')
    ),
    functions as (
        -- sales@ and info@ are an organisation's mailboxes; what the source does not call a person is none then.
        select party, bool_or(list_contains(flags, 'role')) as has_role_mailbox
        from points where channel = 'email' group by party
    ),
    contact as (
        select party as record_name,
            list(distinct value) filter (channel = 'email') as email,
            list(distinct value) filter (channel = 'phone') as phone,
            list(distinct value) filter (channel = 'fax') as fax,
            list(distinct value) filter (channel = 'website') as website
        from spread group by party
    ),
    address as (
        select a.party as record_name, list(struct_pack(
            house := coalesce(nullif(s.house_number, ''), a.house_number),
            street := coalesce(nullif(s.road, ''), nullif(a.street, ''), a.full_address),
            street_2 := a.street_2,
            postcode := coalesce(nullif(s.postcode, ''), a.postcode),
            city := coalesce(nullif(s.city, ''), a.city),
            state := coalesce(nullif(s.state, ''), a.state)
        )) as address
        from intermediate.int_address a
        left join (select * from standardised.address where status in {_USABLE}) s using (address_id)
        where not coalesce(a.is_deleted, false){{only_of_party}}
        group by a.party
    ),
    joined as (
        select
            p.record_name,
            case
                when lower(p.kind) in ('person', 'organization') then lower(p.kind)
                when c.has_role_mailbox then 'organization'
                else coalesce(n.kind, 'person')
            end as kind,
            p.source, p.object, p.source_key, p.created_at,
            coalesce(nullif(n.given, ''), p.given_name) as given,
            coalesce(nullif(n.patronymic, ''), nullif(n.middle, ''), p.middle_name) as middle,
            coalesce(nullif(n.family, ''), p.family_name, case when n.name_id is null then p.full_name end) as family,
            nullif(n.company_name, '') as company_name, p.organization_name, p.full_name,
            coalesce(b.value::varchar, case when coalesce(b.status, '') <> 'empty' then p.birth_date end) as birth_date,
            null::varchar as birth_place, coalesce(p.gender, n.gender) as gender, p.national_id,
            case when t.type = 'ru.kpp' then null
                else coalesce(t.value, case when coalesce(t.status, '') <> 'empty' then p.tax_id end) end as tax_id,
            case when t.valid then t.type end as tax_id_type
        from party p
        left join functions c on c.party = p.record_name
        left join name n using (name_id)
        left join standardised.tax_id t using (tax_id_id)
        left join standardised.birth_date b
            on b.raw = p.birth_date and b.source = p.source and b.object = p.object
    )
    select {{columns}} from (
        select j.* exclude (given, middle, family, company_name, organization_name, full_name),
            case when kind = 'person' then given end as given,
            case when kind = 'person' then middle end as middle,
            case when kind = 'person' then family end as family,
            case when kind = 'person' then organization_name
                else coalesce(company_name, organization_name, full_name, family) end as organization,
            coalesce(c.email, []) as email, coalesce(c.phone, []) as phone, coalesce(c.fax, []) as fax,
            coalesce(c.website, []) as website, coalesce(a.address, []) as address
        from joined j left join contact c using (record_name) left join address a using (record_name)
    )
"""


_FACTS = """
    select hash(p.record_name) as record, hash(p.kind, p.source, p.object, p.source_key, p.created_at, p.full_name,
        p.given_name, p.middle_name, p.family_name, p.organization_name, p.birth_date, p.gender, p.national_id,
        p.tax_id, n.status, n.kind, n.given, n.middle, n.patronymic, n.family, n.company_name, n.gender,
        t.status, t.type, t.value, t.valid, b.status, b.value) as facts
    from intermediate.int_party p
    left join standardised.name n using (name_id)
    left join standardised.tax_id t using (tax_id_id)
    left join standardised.birth_date b on b.raw = p.birth_date and b.source = p.source and b.object = p.object
    where not coalesce(p.is_deleted, false)
    union all
    select hash(c.party), hash('contact', c.channel, c.value, s.status, s.value, s.key, s.flags, s.others)
    from intermediate.int_contact_point c left join standardised.contact_point s using (value_id)
    where not coalesce(c.is_deleted, false)
    union all
    select hash(a.party), hash('address', a.full_address, a.house_number, a.street, a.street_2, a.postcode, a.city,
        a.state, s.status, s.house_number, s.road, s.postcode, s.city, s.state)
    from intermediate.int_address a left join standardised.address s using (address_id)
    where not coalesce(a.is_deleted, false)
"""
"""All that `_INPUT` reads of a record, a number for each row, by the hash of its name: numbers group and join in a
third of the time, and two names of one hash, if ever there were, would only be prepared together.
"""
_ACTIVE = "select record_name from intermediate.int_party where not coalesce(is_deleted, false)"


def prepare_project(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `match.record` with the active party records of intermediate.* as standardised.* reads them.

    Placeholders (status `empty`) are no values; a value that could not be read is compared as received. Records of
    which nothing has changed since they were prepared by the same code stay as they are.
    """
    only = find_stale(con, _FACTS, _ACTIVE)
    con.execute(f"create or replace temp table match_input as {_input_sql(only)}")
    build_records(con, replace=not only)
    mark_prepared(con, whole=not only)


def read_received(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The columns of `match_input` of some records: their values as people know them, before any folding."""
    found = con.execute(_input_sql("select unnest($names)"), {"names": list(names)})
    columns = [column[0] for column in found.description or ()]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in found.fetchall()}


def _input_sql(only: str = "") -> str:
    columns = ", ".join(f"cast({quote(name)} as {kind}) as {quote(name)}" for name, kind in INPUT_COLUMNS.items())
    chosen = {name: f" and {name} in ({only})" if only else "" for name in ("record_name", "party")}
    query = _INPUT.replace("{columns}", columns)
    return query.replace("{only}", chosen["record_name"]).replace("{only_of_party}", chosen["party"])


def source_decisions(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """What sources themselves say: a lead is the contact of its kind that it was converted into."""
    rows = con.execute(
        "select p.record_name, p.converted_to from intermediate.int_party p"
        " join match.record l on l.record_name = p.record_name"
        " join match.record r on r.record_name = p.converted_to and r.kind = l.kind"
        " where p.converted_to is not null order by all"
    ).fetchall()
    return [Decision(left, right, "same", by="source") for left, right in rows]
