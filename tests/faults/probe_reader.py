"""Reads a file in a process of its own and measures it: `python probe_reader.py FILE SPEC_AS_JSON` prints JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reading:
    """What came of a read: rows delivered, (line, reason) of the first 100 rejected, the error's code if it failed."""

    rows: int
    rejected: list[tuple[int, str]]
    rejected_count: int
    error: str | None
    where: str | None
    seconds: float
    cpu_seconds: float
    peak_mb: float


def probe(path: Path, **spec: Any) -> Reading:
    """Read all of `path` in a new interpreter. Memory is the whole process's peak, libraries included."""
    command = [sys.executable, str(Path(__file__)), str(path), json.dumps(spec)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    found["rejected"] = [(line, reason) for line, reason in found["rejected"]]
    return Reading(**found)


def _watch(peak: list[int], stop: threading.Event) -> None:
    import psutil

    process = psutil.Process()
    while not stop.wait(0.01):
        peak[0] = max(peak[0], process.memory_info().rss)


def _main(path: Path, spec: dict[str, Any]) -> None:
    import pyarrow.csv  # noqa: F401 - loading libraries is not what is timed
    from onefold_core.errors import OnefoldError
    from onefold_core.readers import FileSpec, read_table

    peak, stop = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(peak, stop))
    watcher.start()
    started, cpu_started = time.perf_counter(), time.process_time()
    rows, rejected, error, where = 0, [], None, None
    try:
        table = read_table(path, FileSpec(**spec))
        rejected = table.rejected
        for batch in table.batches:
            rows += batch.num_rows
    except OnefoldError as raised:
        error, where = raised.code, raised.where
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    stop.set()
    watcher.join()
    result = {
        "rows": rows,
        "rejected": [(r.line, r.reason) for r in rejected[:100]],
        "rejected_count": len(rejected),
        "error": error,
        "where": where,
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "peak_mb": peak[0] / 1e6,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), json.loads(sys.argv[2]))
