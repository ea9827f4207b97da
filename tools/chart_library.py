"""Fetch the chart library that the dashboard ships, check it against its recorded hash, write it; run by hand.

    python tools/chart_library.py

Why this library and how it is used: docs/decisions/0018-charts-with-chart-js.md. A new version: change the two facts
of PACKAGES that name it, run, look at every page in a browser, record the hash that the script prints for SHIPPED.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "app/onefold/web/static"
SHIPPED = "c17f2ce49fb9c71ef7fb39c03f868804ac5ab34730149976eebe6b7f807bef0c"
"""SHA-256 of the file as it stands in the folder `static`."""


@dataclass(frozen=True)
class Package:
    """A package of npm, its version, and the SHA-512 of its archive (as lock files of npm write it)."""

    name: str
    version: str
    integrity: str


PACKAGES = (
    Package(
        "chart.js",
        "4.6.1",
        "sha512-hJyniucsFmq//EvXYvJ6c6mahPoI3kaxdjVH8awTaJ/fDNWeSqqqArixMJWkWNN6fcYvPU3HneSANFNYtRi61g==",
    ),
    # Bundled inside chart.js's file; fetched for its licence alone.
    Package(
        "@kurkle/color",
        "0.3.2",
        "sha512-fuscdXJ9G1qb7W8VdHi+IwRqij3lBkosAm4ydQtEmbY58OzHXqQhvlxqEkoz0yssNVn38bcpRWgA9PP+OGoisw==",
    ),
)


def fetched(package: Package, folder: Path) -> tarfile.TarFile:
    """The package's archive, through npm and only if its hash is the recorded one."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
    path = folder / done.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if found != package.integrity:
        sys.exit(f"{package.name} {package.version} is not the archive that was looked at: {found}")
    return tarfile.open(path)


def member(archive: tarfile.TarFile, name: str) -> str:
    """One file of the archive."""
    file = archive.extractfile(f"package/{name}")
    if file is None:
        sys.exit(f"the archive has no {name}")
    return file.read().decode("utf-8")


def main() -> None:
    """Write the library and its licences."""
    with tempfile.TemporaryDirectory() as folder:
        library, colour = (fetched(package, Path(folder)) for package in PACKAGES)
        # The map is not shipped, and a browser's tools would ask for it.
        script = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", member(library, "dist/chart.umd.min.js"))
        licences = [f"{p.name} {p.version}\n\n{member(a, 'LICENSE.md').strip()}\n"
                    for p, a in zip(PACKAGES, (library, colour), strict=True)]  # fmt: skip
    (STATIC / "chart.umd.min.js").write_text(script, encoding="utf-8", newline="\n")
    (STATIC / "chart.LICENSE.txt").write_text("\n\n".join(licences), encoding="utf-8", newline="\n")
    shipped = hashlib.sha256(script.encode()).hexdigest()
    print(f"chart.umd.min.js: {len(script):,} characters, SHA-256 {shipped}")
    if shipped != SHIPPED:
        print("this is not what SHIPPED records: write it there once every page was looked at")


if __name__ == "__main__":
    main()
