"""A file of people with a known truth: the harbour generator's people as its sources see them, in one flat table."""

from __future__ import annotations

from pathlib import Path

from examples.harbour.generator.noise import see_person
from examples.harbour.generator.project import SEED
from examples.harbour.generator.world import build_world

RECORDS_AT_SCALE_1 = 4_000
"""Sightings of people at scale 1, rounded down: 4,336 with the default seed."""
LATIN_SHARE, WORK_SHARE = 0.3, 0.15
"""How often a Cyrillic name is written in Latin, and an employer's contact stands beside the person's: between the
shares of the example's CRM and of its web forms.
"""

COLUMNS_YML = """\
given_name: given_name
middle_name: middle_name
family_name: family_name
birth_date: birth_date
email: [email, second_email]
phone: [phone, second_phone, home_phone]
street: street
city: city
postcode: postcode
state: region
country: country
"""


def write_people(folder: Path, records: int) -> Path:
    """`folder`/people.parquet with exactly `records` rows (id, entity_id, the columns above) and columns.yml.

    Same number, same bytes. Empty values are null, as most exports have them.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    world = build_world(SEED, records / RECORDS_AT_SCALE_1)
    rng = world.rng("benchmark")
    seen = [person for name in sorted(world.people_of) for person in world.people_of[name]]
    rng.shuffle(seen)
    rows = []
    for number, person in enumerate(seen[:records]):
        view = see_person(rng, person, latin_share=LATIN_SHARE, work_share=WORK_SHARE)
        rows.append(
            {
                "id": f"r{number:07}",
                "entity_id": person.entity_id,
                "given_name": view.given or None,
                "middle_name": view.patronymic or None,
                "family_name": view.family or None,
                "birth_date": view.birth_date or None,
                "email": view.email or None,
                "second_email": view.second_email or None,
                "phone": view.phone or None,
                "second_phone": view.second_phone or None,
                "home_phone": view.home_phone or None,
                "street": view.address.street or None,
                "city": view.address.city or None,
                "postcode": view.address.postcode or None,
                "region": view.address.region or None,
                "country": view.address.country or None,
            }
        )
    if len(rows) < records:
        raise ValueError(f"the world has {len(rows)} sightings of people, {records} are wanted")
    path = folder / "people.parquet"
    schema = pa.schema([(name, pa.string()) for name in rows[0]])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)
    (folder / "columns.yml").write_text(COLUMNS_YML, encoding="utf-8", newline="\n")
    return path
