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


def match_a_night(people: Path, new: int) -> dict[str, object]:
    """Records as prepared once; the last `new` of them come a night later. Only matching is measured."""
    import duckdb
    from onefold_dedupe.decisions import resolve
    from onefold_dedupe.link import link
    from onefold_dedupe.prepare.file import prepare_file
    from onefold_dedupe.prepare.source import open_file

    watch = Watch()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(f"{folder}/warehouse.duckdb") as con:
        prepare_file(con, open_file(con, people), "id", people.with_name("columns.yml"), workers=os.cpu_count() or 1)
        con.execute("create table coming as from match.record order by hash(record_name) limit ?", [new])
        con.execute("delete from match.record where record_name in (select record_name from coming)")
        watch.tell("all")
        link(con, (), resolve(()), 0.95, 0.7)
        watch.tell("")
        con.execute("insert into match.record from coming")
        watch.tell("night")
        (kind,) = link(con, (), resolve(()), 0.95, 0.7, progress=watch.tell)
        watch.tell("")
    return {"phases": [asdict(phase) for phase in watch.phases], "report": asdict(kind)}


def main() -> None:
    """Read the arguments, run, print."""
    mode, people, other = sys.argv[1:]
    found = match_a_file(Path(people), Path(other)) if mode == "file" else match_a_night(Path(people), int(other))
    print(json.dumps(found, default=str))


if __name__ == "__main__":
    main()
