"""Resolve requirements.lock and requirements-dev.lock from pyproject.toml: names, versions, hashes, no addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ("--universal", "--python-version", "3.11", "--generate-hashes", "--all-extras", "--quiet")
SILENT = ("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate")
LOCKS = {"requirements-dev.lock": "dev", "requirements.lock": "install"}


def main() -> None:
    """Write both locks; the second keeps the versions of the first, which has more to agree on."""
    constraint: tuple[str, ...] = ()
    for name, group in LOCKS.items():
        target = ROOT / name
        command = [
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            "--group",
            group,
            *COMMON,
            *SILENT,
            *constraint,
            "-o",
            name,
        ]
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)  # noqa: S603 - our own words
        text = target.read_text(encoding="utf-8")
        if "://" in text:
            sys.exit(f"{name} records an address")
        constraint = ("--constraint", name)


if __name__ == "__main__":
    main()
