"""One matching run, phase by phase; prints JSON. `benchmarks/match_scale.py` runs it in a process of its own.

python match_phases.py file PEOPLE.parquet CLUSTERS.csv     every phase of `onefold match`
python match_phases.py night PEOPLE.parquet NEW             all but NEW records are matched and kept, then those come
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass
class Phase:
    """Seconds of wall and CPU (children's too), and the largest resident set until its end, in MiB."""

    name: str
    wall: float
    cpu: float
    peak_mib: float


class Watch:
    """Is told what begins, and knows what each phase took."""

    def __init__(self) -> None:
        self.phases: list[Phase] = []
        self._begun: tuple[str, float, float] | None = None

    def tell(self, name: str) -> None:
        """A phase begins, and the one before ends; '' begins none."""
        now, cpu = time.perf_counter(), sum(os.times()[:4])
        if self._begun:
            before, wall, used = self._begun
            self.phases.append(Phase(before, now - wall, cpu - used, _peak()))
        self._begun = (name, now, cpu) if name else None


def _peak() -> float:
    """Of this process alone; the processes that read values have ended by then or are small."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1 << 20) if sys.platform == "darwin" else used / 1024


def match_a_file(people: Path, clusters: Path) -> dict[str, object]:
    """As `onefold match` does it."""
    from onefold_dedupe.engine import match_file

    watch = Watch()
    columns = people.with_name("columns.yml")
    workers = os.cpu_count() or 1
    report = match_file(people, "id", columns, clusters, truth="entity_id", workers=workers, progress=watch.tell)
    watch.tell("")
    return {"phases": [asdict(phase) for phase in watch.phases], "report": asdict(report)}


_PROJECT = """
create schema intermediate; create schema standardised;
create table all_party as
    select 'crm:people:' || id as record_name, 'crm' as source, 'people' as object, id as source_key,
        timestamptz '2024-01-01 00:00:00+00' + to_days((hash(id) % 900)::integer) as created_at, 'person' as kind,
        null::varchar as full_name, given_name, null::varchar as middle_name, family_name,
        null::varchar as organization_name, birth_date, null::varchar as gender, null::varchar as tax_id,
        null::varchar as national_id, null::varchar as converted_to, null::varchar as country, md5(id) as name_id,
        null::varchar as tax_id_id, false as is_deleted
    from read_parquet($people);
create table all_contact_point as
    select 'crm:people:' || id as party, channel, value, md5(channel || value) as value_id, false as is_deleted
    from (
        select id, 'email' as channel, email as value from read_parquet($people)
        union all select id, 'phone', phone from read_parquet($people)
    ) where value is not null;
create table all_address as
    select 'crm:people:' || id as party, null::varchar as full_address, street, null::varchar as street_2,
        null::varchar as house_number, postcode, city, null::varchar as state, null::varchar as country,
        md5(concat_ws('|', street, postcode, city)) as address_id, false as is_deleted
    from read_parquet($people);
create table coming as select record_name from all_party order by hash(record_name) limit $new;
create table intermediate.int_party as from all_party anti join coming using (record_name);
create table intermediate.int_contact_point as
    from all_contact_point where party not in (select record_name from coming);
create table intermediate.int_address as from all_address where party not in (select record_name from coming);
create table standardised.name (name_id varchar, status varchar, kind varchar, given varchar, middle varchar,
    patronymic varchar, family varchar, gender varchar, company_name varchar);
create table standardised.contact_point (value_id varchar, status varchar, value varchar, key varchar,
    flags varchar[], others varchar[]);
create table standardised.address (address_id varchar, status varchar, house_number varchar, road varchar,
    postcode varchar, city varchar, state varchar);
create table standardised.tax_id (tax_id_id varchar, status varchar, value varchar, type varchar, valid boolean);
create table standardised.birth_date (source varchar, object varchar, raw varchar, status varchar, value date);
"""
_NIGHT = """
insert into intermediate.int_party from all_party semi join coming using (record_name);
insert into intermediate.int_contact_point from all_contact_point where party in (select record_name from coming);
insert into intermediate.int_address from all_address where party in (select record_name from coming);
"""


def match_a_night(people: Path, new: int) -> dict[str, object]:
    """`new` records come a night after all others to a project's warehouse, values as received (nothing standardised:
    what that costs is measured apart).
    """
    import duckdb
    from onefold_dedupe.engine import run_match

    watch = Watch()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/warehouse.duckdb") as con:
        for statement in _PROJECT.split(";"):
            given = {"people": str(people), "new": new}
            used = {name: value for name, value in given.items() if f"${name}" in statement}
            con.execute(statement, used or None)
        watch.tell("all")
        run_match(con, project="bench")
        watch.tell("")
        con.execute(_NIGHT)
        watch.tell("night")
        report = run_match(con, project="bench", progress=watch.tell)
        watch.tell("")
    return {"phases": [asdict(phase) for phase in watch.phases], "report": asdict(report)}


def main() -> None:
    """Read the arguments, run, print."""
    mode, people, other = sys.argv[1:]
    found = match_a_file(Path(people), Path(other)) if mode == "file" else match_a_night(Path(people), int(other))
    print(json.dumps(found, default=str))


if __name__ == "__main__":
    main()
