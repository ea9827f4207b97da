"""What every benchmark shares: CPU and memory of a process tree, pieces in turn, tables."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from statistics import median

import psutil

ROOT = Path(__file__).resolve().parents[1]
_POLL_SECONDS = 0.05
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and its children took: seconds of wall and of CPU (user and system), MiB of peak memory."""

    wall: float
    cpu: float
    peak_mib: float
    stdout: str

    def json(self) -> dict[str, object]:
        """Its standard output, read as a JSON object."""
        document = json.loads(self.stdout)
        if not isinstance(document, dict):
            raise TypeError("the command did not print a JSON object")
        return document


def run_measured(command: Sequence[str | Path], *, cwd: Path | None = None) -> Usage:
    """Run a command to its end and watch its process tree; RuntimeError with its last words when it fails.

    Memory is the sum of resident sets, the peak over polls every 50 ms; a process that lives shorter may be missed.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = psutil.Popen([str(part) for part in command], cwd=cwd, stdout=out, stderr=err)
        cpu: dict[int, float] = {}
        peak = 0
        while child.poll() is None:
            peak = max(peak, _look(child, cpu))
            time.sleep(_POLL_SECONDS)
        wall = time.perf_counter() - started
        out.seek(0)
        err.seek(0)
        said, complaint = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: exit code {child.returncode}\n{complaint[-2000:]}")
    return Usage(wall, sum(cpu.values()), peak / MEBIBYTE, said)


def _look(root: psutil.Process, cpu: dict[int, float]) -> int:
    """Resident bytes of the tree now; `cpu` keeps the last seconds seen of every process."""
    resident = 0
    # A process may end between two questions about it.
    with suppress(psutil.NoSuchProcess):
        for process in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                cpu[process.pid] = times.user + times.system
                resident += process.memory_info().rss
    return resident


def in_pieces(functions: Mapping[str, Callable[[int], object]], repeats: int, pieces: int) -> dict[str, list[float]]:
    """CPU seconds of each function in each repeat, a piece of each in turn: a change of the machine's pace falls on
    all alike.

    A function is given the number of the piece, from 0; the pieces of a first repeat only warm up.
    """
    seconds: dict[str, list[float]] = {name: [0.0] * (repeats + 1) for name in functions}
    for number in range((repeats + 1) * pieces):
        for name, function in functions.items():
            started = time.process_time()
            function(number)
            seconds[name][number // pieces] += time.process_time() - started
    return {name: taken[1:] for name, taken in seconds.items()}


def middle(usages: Sequence[Usage]) -> Usage:
    """The median of each figure; the output is the first's."""
    return Usage(
        median(usage.wall for usage in usages),
        median(usage.cpu for usage in usages),
        median(usage.peak_mib for usage in usages),
        usages[0].stdout,
    )


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A Markdown table, numbers to the right."""
    cells = [[_spell(value) for value in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(header), *cells]) for n in range(len(header))]
    print(f"\n{title}\n")
    print("| " + " | ".join(name.ljust(width) for name, width in zip(header, widths, strict=True)) + " |")
    print("|" + "|".join("-" * (width + 1) + (":" if n else "-") for n, width in enumerate(widths)) + "|")
    for row in cells:
        first, *rest = zip(row, widths, strict=True)
        print("| " + " | ".join((first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest))) + " |")
    sys.stdout.flush()


def _spell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def installed(*packages: str) -> str:
    """`name version` of each package, for the head of a table."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in packages)


def call_python(python: Path | str, *arguments: str | Path) -> None:
    """Run a preparing step, unmeasured; CalledProcessError when it fails."""
    subprocess.run([str(python), *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)
