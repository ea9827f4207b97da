"""`onefold match` on a generated file of people: CPU, wall, memory and F1; with --splink, Splink on the same file."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import ROOT, Usage, installed, middle, print_table, run_measured
from benchmarks.people import write_people

SPLINK = "splink==5.0.0"
"""The version whose interface benchmarks/splink_match.py speaks."""
Runner = Callable[[Path, Path], Usage]


def run_onefold(people: Path, clusters: Path) -> Usage:
    """`onefold match` as a user types it."""
    columns = people.with_name("columns.yml")
    return run_measured(
        [sys.executable, "-m", "onefold", "match", people, "--id", "id", "--columns", columns, "--out", clusters]
    )


def splink_runner(environment: Path) -> Runner | str:
    """Splink in an environment of its own, made by uv where there is none; the reason when that cannot be."""
    folder = "Scripts" if sys.platform == "win32" else "bin"
    python = environment / folder / ("python.exe" if sys.platform == "win32" else "python")
    if not python.is_file():
        uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
        if uv is None:
            return "uv is not installed"
        for command in (
            [uv, "venv", "--quiet", "--python", sys.executable, str(environment)],
            [uv, "pip", "install", "--quiet", "--python", str(python), SPLINK],
        ):
            if subprocess.run(command, check=False).returncode:
                shutil.rmtree(environment, ignore_errors=True)
                return f"{SPLINK} could not be installed"
    script = Path(__file__).with_name("splink_match.py")
    return lambda people, clusters: run_measured([python, script, people, clusters])


def pair_figures(people: Path, clusters: Path) -> tuple[float, float, float]:
    """Pair precision, recall and F1 of a file of clusters against the generator's truth."""
    import duckdb
    from onefold_dedupe.evaluate import evaluate_clusters

    with duckdb.connect() as connection:
        connection.execute(
            "create table found as select id as record_name, cluster_id from read_csv(?, all_varchar = true)",
            [str(clusters)],
        )
        connection.execute(
            "create table truth as select id as record_name, entity_id as cluster_id from read_parquet(?)",
            [str(people)],
        )
        measured = evaluate_clusters(connection, "found", "truth")
    return measured.precision, measured.recall, measured.f1


def compare(records: int, runners: dict[str, Runner], repeats: int) -> list[Sequence[object]]:
    """Rows of the table for one size: every repeat runs all in turn, figures are medians, ratios are ours over
    theirs.
    """
    rows: list[Sequence[object]] = []
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
        people = write_people(Path(folder), records)
        usages: dict[str, list[Usage]] = {name: [] for name in runners}
        for _ in range(repeats):
            for name, runner in runners.items():
                usages[name].append(runner(people, Path(folder) / f"{name}.csv"))
        ours = middle(usages["onefold"])
        for name in runners:
            usage = middle(usages[name])
            figures = pair_figures(people, Path(folder) / f"{name}.csv")
            ratios = (None, None) if name == "onefold" else (ours.cpu / usage.cpu, ours.peak_mib / usage.peak_mib)
            rows.append((f"{records:,} {name}", usage.wall, usage.cpu, usage.peak_mib, *figures, *ratios))
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 50_000])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--splink", action="store_true", help="install Splink beside the checkout and run it too")
    parser.add_argument("--environment", type=Path, default=ROOT / ".cache" / "splink", help="Splink's own environment")
    chosen = parser.parse_args(arguments)
    runners: dict[str, Runner] = {"onefold": run_onefold}
    skipped = "splink: give --splink to install and run it"
    if chosen.splink:
        runner = splink_runner(chosen.environment)
        if isinstance(runner, str):
            skipped = f"splink: {runner}"
        else:
            runners["splink"], skipped = runner, ""
    beside = f", {SPLINK.replace('==', ' ')}" if "splink" in runners else ""
    title = f"Match, whole process, median of {chosen.repeats} ({installed('onefold', 'duckdb', 'rapidfuzz')}{beside})"
    header = ("records", "wall s", "CPU s", "peak MiB", "precision", "recall", "F1", "CPU ratio", "memory ratio")
    for records in chosen.records:
        print_table(title, header, compare(records, runners, chosen.repeats))
    if skipped:
        print(f"skipped: {skipped}")


if __name__ == "__main__":
    main()
