"""`onefold match` on synthetic files of up to millions of people: every phase apart, how cost grows, a night's
newcomers; with --splink, Splink on the same files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.match import pair_figures, splink_runner
from benchmarks.measure import ROOT, Usage, installed, print_table, run_measured
from benchmarks.synthetic import write_synthetic

PHASES = ("prepare", "block", "train", "compare", "cluster")
_PHASE_OF = {
    "reading values": "prepare",
    "searching pairs": "block",
    "training": "train",
    "comparing pairs": "compare",
    "drawing clusters": "cluster",
}
_BAR = 40


def _run(mode: str, people: Path, other: str | Path) -> tuple[Usage, dict[str, Any]]:
    script = Path(__file__).with_name("match_phases.py")
    usage = run_measured([sys.executable, script, mode, people, other], cwd=ROOT)
    return usage, usage.json()


def _by_phase(document: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Seconds of the five phases; a name says which one it is."""
    totals = {phase: {"wall": 0.0, "cpu": 0.0, "peak_mib": 0.0} for phase in PHASES}
    for found in document["phases"]:
        phase = next((phase for words, phase in _PHASE_OF.items() if words in found["name"]), None)
        if phase:
            for figure in ("wall", "cpu"):
                totals[phase][figure] += found[figure]
            totals[phase]["peak_mib"] = max(totals[phase]["peak_mib"], found["peak_mib"])
    return totals


def scale(records: Sequence[int], splink: Any) -> None:
    """A row for each size, and a bar for the CPU that a million records would take at its rate."""
    rows: list[Sequence[object]] = []
    rates: list[tuple[int, float]] = []
    for size in records:
        with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
            people = write_synthetic(Path(folder), size)
            clusters = Path(folder) / "onefold.csv"
            usage, document = _run("file", people, clusters)
            phases = _by_phase(document)
            matching = [phases[phase] for phase in PHASES[1:]]
            wall, cpu = (sum(phase[figure] for phase in matching) for figure in ("wall", "cpu"))
            figures = pair_figures(people, clusters)
            seconds = [phases[phase]["cpu"] for phase in PHASES]
            rows.append((f"{size:,} onefold", *seconds, cpu, wall, usage.peak_mib, *figures))
            rates.append((size, cpu))
            if splink:
                found = splink(people, Path(folder) / "splink.csv")
                figures = pair_figures(people, Path(folder) / "splink.csv")
                empty = [None] * len(PHASES)
                rows.append((f"{size:,} splink", *empty, found.cpu, found.wall, found.peak_mib, *figures))
    header = ("records", *(f"{phase} CPU s" for phase in PHASES), "matching CPU s", "matching wall s", "peak MiB")
    print_table(
        f"Match, matching without preparing ({installed('onefold', 'duckdb', 'rapidfuzz')})",
        (*header, "precision", "recall", "F1"),
        rows,
    )
    largest = max(cpu / size for size, cpu in rates)
    print("\nCPU of matching, a million records at each size's rate\n")
    for size, cpu in rates:
        rate = cpu / size
        print(f"{size:>12,} {'#' * max(1, round(_BAR * rate / largest))} {rate * 1e6:.1f} s")
    sys.stdout.flush()


def night(records: int, new: int) -> None:
    """Newcomers against all that were matched before."""
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
        people = write_synthetic(Path(folder), records + new)
        usage, document = _run("night", people, str(new))
    first, *rest = document["phases"]
    rows: list[Sequence[object]] = [(f"{records:,} at first", first["wall"], first["cpu"], first["peak_mib"])]
    total = [sum(phase[figure] for phase in rest) for figure in ("wall", "cpu")]
    rows.append((f"{new:,} more", *total, usage.peak_mib))
    rows += [(f"… {phase['name']}", phase["wall"], phase["cpu"], None) for phase in rest]
    print_table("Match, a night's newcomers in a project", ("records", "wall s", "CPU s", "peak MiB"), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="*", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--night", type=int, nargs=2, metavar=("RECORDS", "NEW"), help="such as 1000000 10000")
    parser.add_argument("--splink", action="store_true", help="install Splink beside the checkout and run it too")
    parser.add_argument("--environment", type=Path, default=ROOT / ".cache" / "splink", help="Splink's own environment")
    chosen = parser.parse_args(arguments)
    runner = splink_runner(chosen.environment) if chosen.splink else None
    if isinstance(runner, str):
        print(f"skipped: splink: {runner}")
        runner = None
    if chosen.records:
        scale(chosen.records, runner)
    if chosen.night:
        night(*chosen.night)


if __name__ == "__main__":
    main()
