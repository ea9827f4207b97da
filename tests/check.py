"""Every check of the project in one command: linters, types, floors, SQL, tests; ends with what was skipped and why.

Installs Debian's PostgreSQL, MariaDB and Chromium where they are missing and it may (root, apt-get).
With CI=true a skipped check is a failed one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "postgresql": "/usr/lib/postgresql/*/bin/initdb",
    "mariadb-server": "/usr/sbin/mariadbd",
    "chromium": "/usr/bin/chromium",
}
PYTHON = sys.executable
SOURCES = ("core", "pipelines", "dedupe", "quality", "app", "tests", "examples", "benchmarks", "tools")
SQLFLUFF = "from sqlfluff.cli.commands import cli; cli()"
CHECKS: dict[str, list[str]] = {
    "ruff": [PYTHON, "-m", "ruff", "check", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "import-linter": [str(Path(PYTHON).parent / "lint-imports")],
    "mypy --strict": [PYTHON, "-m", "mypy"],
    # A third of its time went into searching its trees for garbage; what it holds for all models is a gigabyte.
    "sqlfluff": [PYTHON, "-c", f"import gc; gc.disable(); {SQLFLUFF}", "lint", "dbt_project/models"],
}
# In the order of tests/conftest.py, which begins with the longest files. Three workers keep two cores busy: servers,
# browsers and clocks are waited for.
TESTS = [PYTHON, "-m", "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "-q"]
# Hundreds of commands are run: none has to compile our modules anew.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main() -> int:
    """Run everything, even after a failure; 0 only when all passed (and, with CI=true, nothing was skipped)."""
    # One after the other beside the installation and the tests, so that no core waits for the longest of either.
    with ThreadPoolExecutor(max_workers=1) as pool:
        checked = pool.map(_run, CHECKS, CHECKS.values())
        missing = _install_missing()
        code, counts, reasons = _run_tests()
    failed = [name for name, passed in zip(CHECKS, checked, strict=True) if not passed]
    passed = counts.get("passed", 0) + len(CHECKS) - len(failed)
    failures = counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0) + len(failed)
    skipped = counts.get("skipped", 0)
    for name in failed:
        print(f"failed: {name}")
    for reason in [*(f"{name} is not installed" for name in missing), *reasons]:
        print(f"skipped: {reason}")
    if not skipped:
        print("nothing was skipped")
    if code not in (0, 5) and not failures:
        failures = 1
    print(f"onefold: {passed} passed, {failures} failed, {skipped} skipped")
    strict = os.environ.get("CI") == "true"
    return 1 if failures or code == 5 or (strict and skipped) else 0


def _run(name: str, command: list[str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=ENVIRONMENT)
    word = "ok" if done.returncode == 0 else "FAILED"
    said = [f"{name:<16} {word}  {time.monotonic() - started:.0f} s"]
    if done.returncode:
        said += [done.stdout[-6000:], done.stderr[-3000:]]
    print("\n".join(said), flush=True)
    return done.returncode == 0


def _run_tests() -> tuple[int, dict[str, int], list[str]]:
    """pytest's exit code, its counts, and the reasons of what it skipped."""
    child = subprocess.Popen(
        TESTS,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=ENVIRONMENT,
    )
    lines = []
    for line in child.stdout or ():
        print(line, end="", flush=True)
        lines.append(line.rstrip())
    reasons = [line.removeprefix("SKIPPED ") for line in lines if line.startswith("SKIPPED ")]
    closing = next((line for line in reversed(lines) if re.search(r"\d+ (passed|failed|skipped|error)", line)), "")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|skipped|errors?)", closing)}
    return child.wait(), counts, reasons


def _install_missing() -> list[str]:
    """Install the Debian packages that tests need; the names of those that are still missing."""
    missing = [name for name, place in PACKAGES.items() if not list(Path("/").glob(place.lstrip("/")))]
    apt = shutil.which("apt-get")
    if not missing or apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return missing
    print(f"installing {', '.join(missing)} (Debian packages, for the tests)", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Services would start on install and take the ports; the tests start servers of their own.
    policy = Path("/usr/sbin/policy-rc.d")
    if not policy.exists():
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
        subprocess.run([apt, *command], env=environment, stdout=subprocess.DEVNULL, check=False)
    return [name for name, place in PACKAGES.items() if not list(Path("/").glob(place.lstrip("/")))]


if __name__ == "__main__":
    sys.exit(main())
