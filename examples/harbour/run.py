"""What `make run` calls: write the sources if they are not there, then run the project as any user would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONEFOLD = [sys.executable, "-m", "onefold"]


def main() -> int:
    """Generate, build the staging models, run; the exit code of the first that fails."""
    commands = [
        [*ONEFOLD, "source", "build", "--project", str(HERE)],
        [*ONEFOLD, "run", "--project", str(HERE)],
    ]
    if not (HERE / "data" / "truth" / "truth.csv").exists():
        commands.insert(0, [sys.executable, str(HERE / "generate.py")])
    for command in commands:
        code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own words
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
