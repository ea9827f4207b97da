"""Write standardise/address/data/postal_lines.tsv from OpenCage's templates; run by hand when they change.

    git clone github.com/OpenCageData/address-formatting
    python tools/address_lines.py address-formatting/conf/countries/worldwide.yaml

Source: OpenCageData/address-formatting (MIT), the snapshot of July 2026. What becomes of a template: its components go
by our labels (village and town are the `city`, county is the `state_district`), of alternatives with one label the
first is kept, and lines that only OpenCage's map data have (archipelago, place) are left out.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/address/data/postal_lines.tsv"
LABELS = {
    "house": "house", "house_number": "house_number", "road": "road", "postcode": "postcode", "country": "country",
    "suburb": "suburb", "neighbourhood": "suburb", "quarter": "suburb", "city_district": "city_district",
    "village": "city", "town": "city", "city": "city", "municipality": "city", "hamlet": "city", "postal_city": "city",
    "county": "state_district", "state_district": "state_district", "county_code": "state_district_code",
    "state": "state", "state_code": "state_code", "region": "state", "province": "state",
}  # fmt: skip
FIELD = re.compile(r"\{\{\{(\w+)\}\}\}")
FIRST = re.compile(r"\{\{#first\}\}(.*?)\{\{/first\}\}")
TOWNS = {"city", "town", "postal_city", "municipality"}


def labels_of(names: list[str], has_suburb: bool) -> list[str]:
    """Our labels of OpenCage's components; a village beside no town is a part of one, as is a quarter."""
    small = {} if TOWNS & set(names) else {"village": "suburb", "hamlet": "suburb"}
    found = [small.get(name, LABELS.get(name, "")) for name in names if name != "quarter" or not has_suburb]
    return list(dict.fromkeys(filter(None, found)))


def field(text: str, has_suburb: bool) -> str:
    """`{{{town}}} || {{{county}}}` as `{city|state_district}`; '' when none of them is a label of ours."""
    options = [FIELD.findall(option) for option in text.split("||")]
    if "road" in (names := [name for option in options for name in option]):
        return " ".join(f"{{{label}}}" for label in labels_of(options[0], True) if "place" not in label)
    found = labels_of(names, has_suburb)
    for coded in ("state", "state_district"):
        if f"{coded}_code" in found and coded in found:
            found.remove(coded)
    if "state_district_code" in found:
        found.append("state_code")  # In Italy a province is our `state`.
    return f"{{{'|'.join(found)}}}" if found else ""


def convert(template: str) -> str:
    """One template as lines parted by ` / `, each label in its own place once."""
    has_suburb = re.search(r"suburb|city_district|neighbourhood", template) is not None
    lines: list[str] = []
    seen: set[str] = set()
    for line in template.strip().splitlines():
        line = FIRST.sub(lambda match: field(match[1], has_suburb), line.strip())
        line = FIELD.sub(lambda match: field(match[0], has_suburb), line)
        for text in re.findall(r"\{[\w|]+\}", line):
            left = [name for name in text[1:-1].split("|") if name not in seen]
            line = line.replace(text, f"{{{'|'.join(left)}}}" if left else "", 1)
            # Only the first alternative has its place here; the others stand in for it.
            seen.update(left[:1])
        line = re.sub(r"\s+", " ", re.sub(r"(, )+(?=,|$)", "", line)).strip(" ,-")
        if "{" in line:
            lines.append(line)
    return " / ".join(lines)


def main(path: Path) -> None:
    templates: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = []
    for code in sorted(templates):
        entry = templates[code]
        if not re.fullmatch("[A-Z]{2}(_(en|zh|ja|ko))?", code):
            continue
        while "address_template" not in entry:
            entry = templates[entry["use_country"]]
        rows.append(f"{code}\t{convert(entry['address_template'])}")
    rows.insert(0, f"ZZ\t{convert(templates['default']['address_template'])}")
    head = "# Postal lines by country, made by tools/address_lines.py from OpenCageData/address-formatting (MIT)."
    TARGET.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
