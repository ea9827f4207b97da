"""Write standardise/address/data/towns from public lists of municipalities and post towns; run by hand.

    git clone https://github.com/datagouv/decoupage-administratif
    git clone https://github.com/ministryofjustice/hmpps-external-movements-ui
    python tools/town_lists.py decoupage-administratif hmpps-external-movements-ui

Sources: communes of France by INSEE, code officiel géographique and populations légales, as Etalab publishes them
(Licence Ouverte 2.0); post towns of the United Kingdom from the Ministry of Justice's address form (MIT, Crown
copyright), as of commit a553c58, whose later versions have no list.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from onefold_dedupe.standardise.address.spec import STREET
from onefold_dedupe.standardise.address.vocabulary import vocabulary
from onefold_dedupe.standardise.country import fold_name

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/address/data/towns"
SMALLEST = 500
"""Inhabitants of a commune that is listed: 16,600 of 34,900 communes, where 97 in 100 people live."""
POST_TOWNS = "a553c58519df9d4fcf72b13c3e47c610356324c2:server/data/address/city.ts"


def shown(repository: str, object_name: str) -> str:
    """A file of a repository at a commit."""
    done = subprocess.run(["git", "-C", repository, "show", object_name], capture_output=True, check=True)  # noqa: S603, S607
    return done.stdout.decode("utf-8")


def communes(repository: str) -> set[str]:
    """Folded names of the communes of France that are not too small."""
    rows = csv.DictReader(shown(repository, "HEAD:sources/donnees_communes.csv").splitlines(), delimiter=";")
    return {fold_name(row["Commune"]) for row in rows if int(row["PTOT"]) >= SMALLEST}


def post_towns(repository: str) -> set[str]:
    """Folded names of the post towns of the United Kingdom.

    Left out: the boroughs of London, and Street and Broadway, which end more roads than addresses.
    """
    found = re.findall(r"""code: '(\w+)',\s*description: (['"])(.+?)\2""", shown(repository, POST_TOWNS))
    names = {fold_name(name) for code, _, name in found if not code.startswith("LOND")}
    return names - {word for word, role in vocabulary("en").words.items() if role == STREET}


def write(code: str, source: str, names: Iterable[str]) -> None:
    """One town a line under a line that says where the list is from."""
    lines = [f"# {source}", *sorted(filter(None, names))]
    HERE.mkdir(exist_ok=True)
    (HERE / f"{code}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main(etalab: str, justice: str) -> None:
    source = f"Communes of {SMALLEST} inhabitants and more: INSEE through Etalab, Licence Ouverte 2.0."
    write("FR", source, communes(etalab))
    write("GB", "Post towns: Ministry of Justice, MIT, Crown copyright 2020-2024.", post_towns(justice))


if __name__ == "__main__":
    main(*sys.argv[1:])
