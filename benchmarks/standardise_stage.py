"""The standardise stage on customers (name, company, phone, e-mail, address): cold, and a night with 1 % new values."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.customers import fill_intermediate, write_customers
from benchmarks.measure import Usage, installed, print_table, run_measured

DEFAULT_COUNTRY = "RU"


def run_stage(warehouse: Path, workers: int) -> dict[str, int]:
    """The stage alone, as `onefold run` calls it: new values by table."""
    import duckdb
    from onefold_dedupe.standardise.stage import run_standardise

    with duckdb.connect(str(warehouse)) as con:
        return run_standardise(con, default_country=DEFAULT_COUNTRY, workers=workers)


def nights(folder: Path, count: int, workers: int) -> tuple[dict[str, int], list[Sequence[object]]]:
    """Rows of the table for the cold run, a night in which each hundredth customer is another, and one without news."""
    warehouse, first = folder / "warehouse.duckdb", folder / "a.parquet"
    started = time.process_time()
    write_customers(first, count)
    second = _replaced(folder, count)
    print(f"{count:,} customers made in {time.process_time() - started:.0f} s of CPU", file=sys.stderr)
    distinct = fill_intermediate(warehouse, [first])
    rows = [_row("cold", _stage(warehouse, workers))]
    fill_intermediate(warehouse, [first, second])
    rows.append(_row("1 % new", _stage(warehouse, workers)))
    rows.append(_row("nothing new", _stage(warehouse, workers)))
    return distinct, rows


def _replaced(folder: Path, count: int) -> Path:
    """Customers nobody has seen, under the numbers of every hundredth of the first."""
    import duckdb

    fresh = write_customers(folder / "fresh.parquet", max(count // 100, 1), first=count)
    target = folder / "b.parquet"
    duckdb.execute(
        f"copy (select * replace (cast((cast(number as bigint) - {count}) * 100 as varchar) as number) "
        f"from read_parquet('{fresh}')) to '{target}' (format parquet)"
    )
    fresh.unlink()
    return target


def _stage(warehouse: Path, workers: int) -> Usage:
    script = Path(__file__).resolve()
    return run_measured([sys.executable, script, "--warehouse", warehouse, "--workers", str(workers)])


def _row(name: str, usage: Usage) -> Sequence[object]:
    done = usage.json()
    values = sum(int(str(count)) for count in done.values())
    return name, values, usage.wall, usage.cpu, usage.peak_mib, 1e6 * usage.cpu / max(values, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--warehouse", type=Path, help="run the stage once on this file and print its counts")
    chosen = parser.parse_args(arguments)
    if chosen.warehouse:
        print(json.dumps(run_stage(chosen.warehouse, chosen.workers)))
        return
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
        distinct, rows = nights(Path(folder), chosen.customers, chosen.workers)
    said = ", ".join(f"{count:,} {name}" for name, count in distinct.items())
    title = f"Stage, {chosen.customers:,} customers, {chosen.workers} processes; different values: {said}"
    header = ("run", "values read", "wall s", "CPU s", "peak MiB", "CPU µs a value")
    print_table(f"{title} ({installed('onefold', 'duckdb')})", header, rows)


if __name__ == "__main__":
    main()
