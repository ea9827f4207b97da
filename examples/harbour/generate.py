"""Write the harbour example's sources and their truth; same arguments, same bytes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Run as a script from a checkout: the generator is found from its root.
sys.path.insert(0, str(HERE.parents[1]))

from examples.harbour.generator.nextday import advance  # noqa: E402
from examples.harbour.generator.project import SEED, observe, write_sources  # noqa: E402


def main() -> None:
    """Read the arguments, write the files, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "data", help="folder for sources/ and truth/")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is about 6,000 party records of 3,500 entities")
    parser.add_argument("--day", type=int, choices=(1, 2), default=1, help="2: the same sources a day later")
    parser.add_argument("--crm-url", help="write the CRM to this SQLAlchemy URL instead of a SQLite file")
    arguments = parser.parse_args()
    sources = observe(arguments.seed, arguments.scale)
    if arguments.day == 2:
        advance(sources)
    write_sources(sources, arguments.out, day=arguments.day, crm_url=arguments.crm_url)
    expected = sources.truth.expected()
    print(
        f"{expected['party_records']} party records of {expected['entities']} people and companies in {arguments.out}"
    )


if __name__ == "__main__":
    main()
