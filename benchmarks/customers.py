"""A warehouse of customers as the stage finds them: name, company, phone, e-mail and address of people that the harbour
generator invents.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from examples.harbour.generator import companies, phones
from examples.harbour.generator.noise import see_person, write_email
from examples.harbour.generator.project import SEED
from examples.harbour.generator.world import PEOPLE_AT_SCALE_1, build_world

BLOCK = 20_000
"""People of one world; a million at once would not fit beside what is measured."""
FIELDS = ("given_name", "middle_name", "family_name", "organization_name", "phone", "email")
PLACE = ("street", "city", "postcode", "state", "country")


def customers(count: int, *, first: int = 0) -> Iterator[dict[str, str | None]]:
    """`count` customers from number `first` on; the same number is always the same customer."""
    for block in range(first // BLOCK, -(-(first + count) // BLOCK)):
        world = build_world(SEED + block, BLOCK / PEOPLE_AT_SCALE_1)
        rng = world.rng("benchmark customers")
        for number, person in enumerate(world.people[:BLOCK], start=block * BLOCK):
            view = see_person(rng, person, latin_share=0.3)
            employer = view.employer or companies.write_name(rng, rng.choice(world.companies), in_latin=view.in_latin)
            row = {
                "given_name": view.given,
                "middle_name": view.patronymic,
                "family_name": view.family,
                "organization_name": employer,
                "phone": view.phone or phones.spell(rng, person.phones[0], person.country),
                "email": view.email or write_email(rng, person.emails[0]),
                "street": view.address.street,
                "city": view.address.city,
                "postcode": view.address.postcode,
                "state": view.address.region,
                "country": view.address.country or person.country,
            }
            if first <= number < first + count:
                yield {"number": str(number), **{name: text or None for name, text in row.items()}}


def write_customers(path: Path, count: int, *, first: int = 0) -> Path:
    """`path` as Parquet with the customers from number `first` on."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in ("number", *FIELDS, *PLACE)])
    with pq.ParquetWriter(path, schema) as writer:
        rows: list[dict[str, str | None]] = []
        for row in customers(count, first=first):
            rows.append(row)
            if len(rows) == BLOCK:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
                rows = []
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    return path


_IDS = "md5(concat_ws(chr(31), {}))"
_NONE = "cast(null as varchar)"


def _id(*columns: str) -> str:
    return _IDS.format(", ".join(f"coalesce({column}, '')" for column in columns))


INTERMEDIATE = f"""
create or replace table intermediate.int_party as
select 'bench:customer:' || number as record_name, 'bench' as source, 'customer' as object, number as source_key,
    'person' as kind, {_NONE} as full_name, given_name, middle_name, family_name, organization_name, country,
    {_NONE} as tax_id, {_NONE} as tax_id_id, {_NONE} as birth_date,
    {_id("given_name", "middle_name", "family_name", "organization_name", "country")} as name_id
from customer;
create or replace table intermediate.int_contact_point as
select 'bench:customer:' || number as record_name, 'bench' as source, 'customer' as object,
    'bench:customer:' || number as party, channel, value, country, {_id("channel", "value", "country")} as value_id
from (
    select number, 'phone' as channel, phone as value, country from customer
    union all
    select number, 'email', email, {_NONE} from customer
);
create or replace table intermediate.int_address as
select 'bench:customer:' || number as record_name, 'bench' as source, 'customer' as object,
    'bench:customer:' || number as party, {_NONE} as full_address, street, {_NONE} as street_2,
    {_NONE} as house_number, {_NONE} as unit, postcode, city, state, country,
    {_id(*PLACE)} as address_id
from customer;
"""


def fill_intermediate(warehouse: Path, files: list[Path]) -> dict[str, int]:
    """The intermediate tables of `warehouse` from Parquet files, a later one winning over an earlier by number; how
    many different values each table of the stage will have.
    """
    import duckdb

    with duckdb.connect(str(warehouse)) as con:
        con.execute("create schema if not exists intermediate")
        con.execute(
            """create or replace temp table customer as
            select * exclude (filename, place) from (
                select *, row_number() over (partition by number order by filename desc) as place
                from read_parquet(?, filename = true)
            ) where place = 1""",
            [[str(file) for file in files]],
        )
        con.execute(INTERMEDIATE)
        counts = con.execute(
            """select (select count(distinct name_id) from intermediate.int_party),
            (select count(distinct value_id) from intermediate.int_contact_point where channel = 'phone'),
            (select count(distinct value_id) from intermediate.int_contact_point where channel = 'email'),
            (select count(distinct address_id) from intermediate.int_address),
            (select count(distinct organization_name) from intermediate.int_party)"""
        ).fetchall()[0]
    return dict(zip(("name and company", "phone", "e-mail", "address", "company alone"), map(int, counts), strict=True))
