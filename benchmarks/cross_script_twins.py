"""Twins of one file: the same people and companies with the same errors, once all in Latin letters, once with one side
in Cyrillic ones.

Every entity has two records. The other side's is written in Latin letters by one of five ways, the same in both
twins; this side's is in Cyrillic letters in the one twin and in those letters' passport spelling in the other. Slips of
the pen are made in Cyrillic before anything is romanised, so that both twins have them. Few records have a telephone
or mailbox in common: what finds a pair has mostly to be a name. Same number, same bytes.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

from benchmarks import cross_script_words as words
from benchmarks.cross_script_words import COUNTRY, LEGAL, LEGAL_LATIN, STREET_LATIN, STREET_WORD, WAYS, latin

COLUMNS_YML = """\
kind: kind
given_name: given_name
family_name: family_name
organization: organization
birth_date: birth_date
email: email
phone: phone
street: street
city: city
postcode: postcode
country: country
"""
FIELDS = ("id", "entity_id", *(line.partition(":")[0] for line in COLUMNS_YML.splitlines()))
COMPANIES = 0.3
"""Share of companies among the entities."""
SLIP = 0.06
"""How often a name is misspelt, on either side."""
Row = dict[str, str]


def write_twins(folder: Path, entities: int) -> tuple[Path, Path]:
    """`folder`/latin.csv and cyrillic.csv, two rows an entity (`id`, `entity_id`, those above), and columns.yml."""
    paths = folder / "latin.csv", folder / "cyrillic.csv"
    twins: tuple[list[Row], list[Row]] = ([], [])
    for number in range(entities):
        draw = Random(f"cross-script {number}")
        make = _company if draw.random() < COMPANIES else _person
        in_latin, in_cyrillic, other = make(draw)
        for rows, this in zip(twins, (in_latin, in_cyrillic), strict=True):
            rows.append({"id": f"a{number:06}", "entity_id": f"e{number:06}"} | this)
            rows.append({"id": f"b{number:06}", "entity_id": f"e{number:06}"} | other)
    for path, rows in zip(paths, twins, strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "columns.yml").write_text(COLUMNS_YML, encoding="utf-8", newline="\n")
    return paths


def _person(draw: Random) -> tuple[Row, Row, Row]:
    """This side in Latin, this side in Cyrillic, the other side."""
    language = draw.choice(list(COUNTRY))
    sex = draw.choice("mf")
    stems, ends = words.FAMILY[language]
    end = draw.choice(ends.split()).split("/")[sex == "f"]
    family = draw.choice(stems.split()) + end
    forms = _given_forms(draw, language, sex)
    # Papers and foreign lists often have the Russian form of a Ukrainian's or a Belarusian's name.
    given, given_elsewhere = forms[0], draw.choice(forms)
    of_given = language if given_elsewhere == given else "ru"
    way = draw.choice(WAYS)
    here = {"given_name": _slip(draw, given), "family_name": _slip(draw, family)}
    there = {
        "given_name": latin(_slip(draw, given_elsewhere), of_given, way),
        "family_name": latin(_slip(draw, family), language, way),
    }
    if draw.random() < 0.03:
        there = {"given_name": there["family_name"], "family_name": there["given_name"]}
    elif draw.random() < 0.05:
        there["given_name"] = there["given_name"][0] + "."
    born = f"{draw.randint(1940, 2004)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
    born_elsewhere = born
    if draw.random() < 0.05:
        year, month, day = born.split("-")
        born_elsewhere = f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{day[0]}{draw.choice('08')}"
    if draw.random() < 0.75:
        here |= {"birth_date": born}
        there |= {"birth_date": born_elsewhere} if draw.random() < 0.9 else {}
    return _with_contacts(draw, "person", language, way, here, there)


def _given_forms(draw: Random, language: str, sex: str) -> list[str]:
    if language == "kk":
        return [draw.choice(words.KAZAKH_GIVEN[sex].split())]
    russian, ukrainian, belarusian = draw.choice(words.SHARED_GIVEN[sex].split()).split("/")
    own = {"ru": russian, "uk": ukrainian, "be": belarusian}[language]
    return [own, own, russian] if own != russian else [own]


def _company(draw: Random) -> tuple[Row, Row, Row]:
    language = draw.choice(list(COUNTRY))
    way = draw.choice(WAYS)
    name = [draw.choice(words.LAST_WORDS[language].split())]
    if draw.random() < 0.8:
        name.insert(0, draw.choice(words.FIRST_WORDS[language].split()))
    if draw.random() < 0.6:
        stems, ends = words.FAMILY[language]
        name.append(draw.choice(stems.split()) + ends.split()[0].split("/")[0])
    here = [_slip(draw, word) for word in name]
    there = " ".join(latin(_slip(draw, word), language, way) for word in name)
    quoted = draw.random() < 0.7
    own = {"organization": f"{LEGAL[language]} «{' '.join(here)}»" if quoted else f"{LEGAL[language]} {' '.join(here)}"}
    other = {"organization": f"{there} {draw.choice(words.ABROAD)}"}
    return _with_contacts(draw, "organization", language, way, own, other)


def _with_contacts(draw: Random, kind: str, language: str, way: str, here: Row, there: Row) -> tuple[Row, Row, Row]:
    number = f"+{draw.randint(10**10, 10**11 - 1)}"
    mailbox = f"box{draw.randint(10**6, 10**8)}@mail.example"
    here |= {"phone": number} if draw.random() < 0.5 else {}
    there |= {"phone": number if draw.random() < 0.5 else f"+{draw.randint(10**10, 10**11 - 1)}"}
    here |= {"email": mailbox} if draw.random() < 0.4 else {}
    there |= {"email": mailbox} if draw.random() < 0.3 else {}
    town, town_latin, front = draw.choice(words.TOWNS[language].split()).split("/")
    postcode = f"{front}{draw.randint(0, 9999):04}"
    stems, ends = words.FAMILY[language]
    road = draw.choice(stems.split()) + ends.split()[-1].split("/")[-1]
    house = str(draw.randint(1, 140))
    road_latin = {side: latin(road, language, side) for side in ("passport", way)}
    in_latin, in_cyrillic = {"kind": kind}, {"kind": kind}
    common = {"country": COUNTRY[language]} if draw.random() < 0.6 else {}
    for name, value in here.items():
        in_cyrillic[name] = value
        in_latin[name] = _romanised(value, language) if name.endswith(("name", "organization")) else value
    if draw.random() < 0.7:
        in_cyrillic |= {"city": town, "postcode": postcode, "street": f"{STREET_WORD[language]} {road}, {house}"}
        in_latin |= {"city": town_latin, "postcode": postcode}
        in_latin |= {"street": f"{STREET_LATIN[language]} {road_latin['passport']}, {house}"}
    if draw.random() < 0.6:
        there |= {"city": town_latin, "street": f"{STREET_LATIN[language]} {road_latin[way]}, {house}"}
        there |= {"postcode": postcode} if draw.random() < 0.5 else {}
    return in_latin | common, in_cyrillic | common, {"kind": kind} | there | common


def _romanised(text: str, language: str) -> str:
    legal = LEGAL[language]
    return " ".join(LEGAL_LATIN[language] if word == legal else _word(word, language) for word in text.split())


def _word(word: str, language: str) -> str:
    bare = word.strip("«»")
    return word.replace(bare, latin(bare, language, "passport"))


def _slip(draw: Random, word: str) -> str:
    """Now and then a letter left out, doubled, or exchanged with the next; never the first."""
    lot, kind = draw.random(), draw.random()
    if lot >= SLIP or len(word) < 4:
        return word
    place = draw.randrange(1, len(word) - 1)
    if kind < 0.4:
        return word[:place] + word[place + 1 :]
    if kind < 0.7:
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
