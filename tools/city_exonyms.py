"""Write standardise/address/data/city_exonyms.tsv: the cities that time zones are named by, in many languages.

    pip install babel
    python tools/city_exonyms.py

Source: Unicode CLDR through Babel (Unicode-3.0). A town that the hand-kept city_aliases.tsv has goes by the name there.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from onefold_dedupe.standardise.country import fold_name

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/address/data"
LANGUAGES = ("en", "ru", "uk", "be", "kk", "de", "pt", "es", "fr", "it", "pl", "nl", "cs", "sk", "hu", "tr", "sv", "fi")
OWN = {"KZ": "ru", "BY": "ru", "KG": "ru", "UZ": "ru", "TJ": "ru", "BE": "fr", "IN": "en", "CA": "en", "IE": "en"}
"""Countries whose everyday spelling on envelopes is not that of the first official language."""
REGIONS = frozenset({"America/Bahia", "America/Noronha", "Asia/Sakhalin", "Asia/Kamchatka"})
"""Zones that are named by a land rather than a town; so are most of the oceans'."""
LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0370-\u052f .'’()-]+")
HEADER = """\
# The cities that time zones are named by: country, the name in its own language, the names in other languages by |.
# Unicode CLDR through Babel (Unicode-3.0); written by tools/city_exonyms.py.
"""


def _by_hand() -> dict[tuple[str, str], str]:
    found = {}
    for line in (HERE / "city_aliases.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, name, aliases = line.split("\t")[:3]
            for spelled in (name, *aliases.split("|")):
                found[code, fold_name(spelled)] = name
    return found


def _named(language: str, zone: str) -> str:
    facts = Locale.parse(language).time_zones.get(zone)
    name = str(facts["city"]) if facts and "city" in facts else ""
    return name if LETTERS.fullmatch(name) else ""


def main() -> None:
    """Write the table."""
    kept = _by_hand()
    lines = []
    for zone, code in sorted(get_global("zone_territories").items(), key=lambda pair: (pair[1], pair[0])):
        if not re.fullmatch("[A-Z]{2}", code) or zone.count("/") != 1 or zone in REGIONS:
            continue
        if zone.startswith(("Antarctica/", "Atlantic/", "Indian/", "Pacific/")):
            continue
        official = OWN.get(code) or next(iter(get_official_languages(code)), "en")
        english = zone.split("/")[1].replace("_", " ")
        local = (_named(official, zone) if Locale.negotiate([official], LANGUAGES) or code in OWN else "") or english
        spellings = dict.fromkeys([english, *(_named(language, zone) for language in LANGUAGES)])
        name = next((kept[code, fold_name(s)] for s in (local, *spellings) if (code, fold_name(s)) in kept), local)
        known = {key for key in kept if key[0] == code}
        others = [s for s in spellings if s and (code, fold_name(s)) not in known and fold_name(s) != fold_name(name)]
        if others:
            lines.append(f"{code}\t{name}\t{'|'.join(others)}")
    (HERE / "city_exonyms.tsv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
