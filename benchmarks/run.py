"""A whole `onefold run` on the harbour example, cold and the next night, at several sizes: seconds a step, memory."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Run as a script from a checkout: this package is found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import ROOT, Usage, call_python, installed, print_table, run_measured

HARBOUR = ROOT / "examples" / "harbour"
STEPS = ("extract", "stage", "standardise", "match", "build", "audit", "publish", "report")


@dataclass(frozen=True)
class Night:
    """One run: what the process took, and what the run says of itself."""

    name: str
    usage: Usage
    steps: dict[str, Any]

    @property
    def rows_read(self) -> int:
        """Rows that all sources gave."""
        return sum(int(one["read"]) for one in self.steps["extract"]["objects"])

    def seconds(self, step: str) -> float:
        """Wall seconds of one step."""
        return float(self.steps[step]["seconds"])


def run_nights(scale: float, folder: Path) -> tuple[Night, Night]:
    """A project of its own, run on the generator's first day and again on its second."""
    project = folder / f"harbour-{scale:g}"
    shutil.copytree(HARBOUR, project, ignore=shutil.ignore_patterns("data", ".dlt", "generator", "__pycache__"))
    nights = []
    for day, name in ((1, "cold"), (2, "next night")):
        options = ("--out", project / "data", "--scale", str(scale), "--day", str(day))
        call_python(sys.executable, HARBOUR / "generate.py", *options)
        if day == 1:
            call_python(sys.executable, "-m", "onefold", "source", "build", "--project", project)
        usage = run_measured([sys.executable, "-m", "onefold", "run", "--json", "--project", project])
        steps = usage.json()["steps"]
        if not isinstance(steps, dict):
            raise TypeError("onefold run --json has no steps")
        nights.append(Night(f"{scale:g} {name}", usage, steps))
    return nights[0], nights[1]


def row(night: Night) -> Sequence[object]:
    """Records, whole process, each step."""
    whole = (night.usage.wall, night.usage.cpu, night.usage.peak_mib)
    records = int(night.steps["match"]["records"])
    return (night.name, night.rows_read, records, *whole, *(night.seconds(step) for step in STEPS))


def scaling(small: Night, large: Night) -> Sequence[object]:
    """How many times more the larger world took of each."""
    ratios = (b / a if a else None for a, b in zip(_numbers(small), _numbers(large), strict=True))
    return (f"{large.name} / {small.name}", *ratios)


def _numbers(night: Night) -> list[float]:
    return [float(str(value)) for value in row(night)[1:]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, nargs="+", default=[1.0, 5.0], help="of the world; 20 takes a while")
    chosen = parser.parse_args(arguments)
    header = ("scale", "rows read", "records", "wall s", "CPU s", "peak MiB", *STEPS)
    title = f"Run, whole process and wall seconds of each step ({installed('onefold', 'dlt', 'dbt-core', 'duckdb')})"
    pairs = []
    with tempfile.TemporaryDirectory(prefix="onefold-bench-") as folder:
        for scale in chosen.scale:
            pairs.append(run_nights(scale, Path(folder)))
            print_table(title, header, [row(night) for night in pairs[-1]])
    if len(pairs) > 1:
        first = pairs[0]
        factors = [scaling(first[n], pair[n]) for pair in pairs[1:] for n in (0, 1)]
        print_table("Scaling: how many times the first size", header, factors)


if __name__ == "__main__":
    main()
