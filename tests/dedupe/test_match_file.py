"""Whole files through `match_file`: who must meet, who must not, and that order does not matter."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError, GateError
from onefold_dedupe.engine import match_file

PERSON_COLUMNS = """
given_name: given
family_name: family
birth_date: born
email: email
phone: phone
street: street
city: city
"""
FIELDS = ["id", "given", "family", "born", "email", "phone", "street", "city"]
GIVEN = [
    "Anna",
    "Boris",
    "Clara",
    "David",
    "Elena",
    "Felix",
    "Greta",
    "Henrik",
    "Irina",
    "Jakob",
    "Karin",
    "Lukas",
    "Maria",
    "Nikolai",
    "Olga",
    "Pavel",
    "Rosa",
    "Stefan",
    "Tamara",
    "Viktor",
]
FAMILY = [
    "Abel",
    "Baumann",
    "Conrad",
    "Dietrich",
    "Engel",
    "Fischer",
    "Gruber",
    "Hartmann",
    "Imhof",
    "Jansen",
    "Keller",
    "Lorenz",
    "Moser",
    "Neumann",
    "Otto",
    "Peters",
    "Quandt",
    "Richter",
    "Schubert",
    "Thoma",
    "Ulrich",
    "Vogel",
    "Wagner",
    "Xander",
    "Yilmaz",
    "Zimmer",
    "Sidorov",
    "Petrenko",
    "Kovalenko",
    "Morozov",
]
CITIES = ["Berlin", "Hamburg", "Bremen", "Kassel", "Mainz"]


def crowd(count: int = 240) -> list[dict[str, str]]:
    """Unrelated people, made up the same way every time."""
    draw = random.Random(7)
    return [
        {
            "id": f"crowd{number}",
            "given": draw.choice(GIVEN),
            "family": draw.choice(FAMILY),
            "born": f"{draw.randint(1940, 2004)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "email": f"user{draw.randint(10**6, 10**7)}@mail{draw.randint(1, 9)}.example",
            "phone": f"+49{draw.randint(10**9, 10**10 - 1)}",
            "street": f"{draw.choice(FAMILY)}strasse {draw.randint(1, 90)}",
            "city": draw.choice(CITIES),
        }
        for number in range(count)
    ]


def person(record_id: str, **fields: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {"id": record_id} | fields


def clusters_of(folder: Path, rows: list[dict[str, str]], columns: str = PERSON_COLUMNS) -> dict[str, str]:
    data, roles, out = folder / "data.csv", folder / "columns.yml", folder / "clusters.csv"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    roles.write_text(columns, encoding="utf-8")
    match_file(data, "id", roles, out)
    with out.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["cluster_id"] for row in csv.DictReader(file)}


ANNA = person(
    "a1",
    given="Annegret",
    family="Weidenhammer",
    born="1971-03-09",
    email="a.weidenhammer@post.example",
    phone="+493023125461",
    street="Lindenweg 4",
    city="Berlin",
)
DUPLICATES = [
    pytest.param(ANNA | {"id": "a2", "family": "Weidenhamer", "born": "1971-03-90"}, id="typos"),
    pytest.param(ANNA | {"id": "a2", "born": "1971-09-03", "email": ""}, id="day and month exchanged"),
    pytest.param(ANNA | {"id": "a2", "given": "Weidenhammer", "family": "Annegret", "phone": ""}, id="names swapped"),
    pytest.param(ANNA | {"id": "a2", "street": "", "city": "", "email": "", "phone": ""}, id="contacts missing"),
    pytest.param(ANNA | {"id": "a2", "street": "Am Markt 1", "city": "Kassel", "phone": "+4956112345"}, id="moved"),
]


@pytest.mark.parametrize("duplicate", DUPLICATES)
def test_duplicate_is_found(tmp_path: Path, duplicate: dict[str, str]) -> None:
    found = clusters_of(tmp_path, [*crowd(), ANNA, duplicate])
    assert found["a1"] == found["a2"]
    assert sum(cluster == found["a1"] for cluster in found.values()) == 2


def test_cyrillic_meets_latin(tmp_path: Path) -> None:
    rows = [
        person("r1", given="Александр", family="Щербаков", born="1980-05-17", phone="+79161234567", city="Москва"),
        person("r2", given="Aleksandr", family="Shcherbakov", born="1980-05-17", phone="+79161234567", city="Moskva"),
    ]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert found["r1"] == found["r2"]


def test_nickname_meets_full_name(tmp_path: Path) -> None:
    rows = [
        person("r1", given="Robert", family="Ashdown", born="1962-11-30", phone="+442079460123"),
        person("r2", given="Bob", family="Ashdown", born="1962-11-30", phone="+442079460123"),
    ]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert found["r1"] == found["r2"]


HOUSEHOLD = [
    ANNA | {"id": "h1", "given": "Annegret", "born": "1971-03-09", "email": "annegret@post.example"},
    ANNA | {"id": "h2", "given": "Wolfgang", "born": "1968-12-24", "email": "wolfgang@post.example"},
    ANNA | {"id": "h3", "given": "Leonie", "born": "2001-07-01", "email": ""},
]


def test_household_is_kept_apart(tmp_path: Path) -> None:
    found = clusters_of(tmp_path, [*crowd(), *HOUSEHOLD])
    assert len({found["h1"], found["h2"], found["h3"]}) == 3


def test_father_and_son_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    rows = [
        ANNA | {"id": "f1", "given": "Otto", "born": "1941-02-03", "email": ""},
        ANNA | {"id": "f2", "given": "Otto", "born": "1973-10-21", "email": ""},
    ]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert found["f1"] != found["f2"]


def test_father_and_son_who_share_name_phone_and_mailbox_wait_for_a_person(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "id,given,family,born,email,phone,street,city\n"
        "1,Александр,Орлов,1950-01-01,orlov@post.example,+79161234567,,\n"
        "2,Александр,Орлов,1980-07-11,orlov@post.example,+79161234567,,\n"
        "3,Пётр,Иванов,1970-05-05,petr@post.example,+79161234500,,\n"
        "4,Петр,Иванов,1970-05-05,petr@post.example,89161234500,,\n",
        encoding="utf-8",
    )
    columns = tmp_path / "columns.yml"
    columns.write_text(PERSON_COLUMNS, encoding="utf-8")
    report = match_file(path, "id", columns, tmp_path / "out.csv")
    clusters = dict(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1:]))
    assert clusters["1"] != clusters["2"]
    assert clusters["3"] == clusters["4"]
    assert report.review_pairs == 1


def test_address_or_phone_alone_does_not_join(tmp_path: Path) -> None:
    rows = [
        person("s1", given="Ottilie", street="Hafenallee 77", city="Bremen"),
        person("s2", family="Brandstetter", street="Hafenallee 77", city="Bremen"),
        person("p1", given="Kunibert", phone="+494211112223"),
        person("p2", family="Oberhuber", phone="+494211112223"),
    ]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert found["s1"] != found["s2"]
    assert found["p1"] != found["p2"]


def test_common_name_alone_does_not_join(tmp_path: Path) -> None:
    rows = [person("n1", given="Anna", family="Keller"), person("n2", given="Anna", family="Keller")]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert found["n1"] != found["n2"]


def test_whole_names_are_split_and_companies_among_them_found(tmp_path: Path) -> None:
    rows = [
        {"id": f"w{number}", "name": f"{row['given']} {row['family']}", "phone": row["phone"], "city": row["city"]}
        for number, row in enumerate(crowd())
    ]
    rows += [
        {"id": "p1", "name": "Weidenhammer, Annegret", "phone": "+493023125461", "city": "Berlin"},
        {"id": "p2", "name": "Frau Annegret Weidenhammer", "phone": "+49 30 23125461", "city": "Berlin"},
        {"id": "p3", "name": "Weidenhammer Druckerei GmbH", "phone": "+493023125461", "city": "Berlin"},
    ]
    found = clusters_of(tmp_path, rows, "full_name: name\nphone: phone\ncity: city\n")
    assert found["p1"] == found["p2"] != found["p3"]


def test_placeholders_are_no_evidence(tmp_path: Path) -> None:
    hollow = {
        "given": "test",
        "family": "n/a",
        "phone": "0000000",
        "email": "-",
        "street": "unknown",
        "born": "0000-00-00",
    }
    rows = [person(f"x{number}", **hollow) for number in range(30)]
    found = clusters_of(tmp_path, [*crowd(), *rows])
    assert len({found[f"x{number}"] for number in range(30)}) == 30


def test_order_of_rows_and_threads_does_not_matter(tmp_path: Path) -> None:
    rows = [*crowd(), ANNA, *(ANNA | {"id": f"b{n}", "family": f"Weidenhamm{n}r"} for n in range(3)), *HOUSEHOLD]
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)
    assert clusters_of(tmp_path, rows) == clusters_of(tmp_path, shuffled)


COMPANY_COLUMNS = (
    "given_name: given\nfamily_name: family\norganization: company\nphone: phone\nstreet: street\ncity: city\n"
)


def company_rows() -> list[dict[str, str]]:
    draw = random.Random(11)
    words = [
        "Nord",
        "Hansa",
        "Delta",
        "Rhein",
        "Alster",
        "Titan",
        "Orion",
        "Lotos",
        "Merkur",
        "Vega",
        "Atlas",
        "Globus",
    ]
    trades = ["Logistik", "Metallbau", "Druckerei", "Handel", "Software", "Bau", "Energie", "Medien"]
    rows = []
    for number in range(200):
        name = f"{draw.choice(words)} {draw.choice(trades)} {draw.choice(FAMILY)} GmbH"
        street = f"{draw.choice(FAMILY)}weg {draw.randint(1, 99)}"
        rows.append(
            {
                "id": f"c{number}",
                "given": "",
                "family": "",
                "company": name,
                "phone": f"+49{draw.randint(10**9, 10**10 - 1)}",
            }
            | {"street": street, "city": draw.choice(CITIES)}
        )
    return rows


def test_companies_meet_over_legal_forms_and_persons_stay_persons(tmp_path: Path) -> None:
    kontor = {"id": "k1", "given": "", "family": "", "company": "Brackwasser Kontor GmbH", "phone": "+494012312312"}
    kontor |= {"street": "Deichstrasse 9", "city": "Hamburg"}
    rows = [
        *company_rows(),
        kontor,
        kontor | {"id": "k2", "company": "Brackwasser-Kontor Gesellschaft mit beschränkter Haftung"},
        kontor | {"id": "k3", "given": "Ilse", "family": "Brackwasser"},
    ]
    found = clusters_of(tmp_path, rows, COMPANY_COLUMNS)
    assert found["k1"] == found["k2"]
    assert found["k3"] != found["k1"]


def test_pairs_hold_weight_probability_and_evidence(tmp_path: Path) -> None:
    clusters_of(tmp_path, [*crowd(), ANNA, ANNA | {"id": "a2", "family": "Weidenhasmer"}])
    match_file(tmp_path / "data.csv", "id", tmp_path / "columns.yml", tmp_path / "c.csv", tmp_path / "pairs.parquet")
    found = duckdb.sql(
        "select id_l, id_r, probability, decided_by, json_extract_string(evidence, '$.family.level')"
        f" from '{(tmp_path / 'pairs.parquet').as_posix()}' where id_l = 'a1' or id_r = 'a1' order by"
        f" probability desc limit 1"
    ).fetchall()[0]
    assert found[:2] == ("a1", "a2")
    assert found[2] > 0.999
    assert found[3:] == ("model", "typo")


def test_truth_column_is_measured_but_not_used(tmp_path: Path) -> None:
    rows = [row | {"entity": row["id"]} for row in crowd()]
    rows += [ANNA | {"entity": "anna"}, ANNA | {"id": "a2", "family": "Weidenhamer", "entity": "anna"}]
    clusters_of(tmp_path, rows)
    report = match_file(tmp_path / "data.csv", "id", tmp_path / "columns.yml", tmp_path / "c.csv", truth="entity")
    assert report.evaluation is not None
    assert (report.evaluation.precision, report.evaluation.recall) == (1.0, 1.0)
    assert "F1 1.0000" in report.text


def test_repeated_ids_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="bad-ids"):
        clusters_of(tmp_path, [ANNA, ANNA])


def test_unknown_column_is_named_with_the_valid_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        clusters_of(tmp_path, [ANNA], "email: mail")
    assert caught.value.code == "unknown-column"
    assert "email" in caught.value.valid


def test_data_without_anything_identifying_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="nothing-identifies"):
        clusters_of(tmp_path, crowd(), "city: city\n")


def test_column_that_is_always_the_same_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = [row | {"given": "Kunde", "family": "Kunde"} for row in crowd()]
    found = clusters_of(tmp_path, rows)
    assert len(set(found.values())) == len(rows)


def test_empty_and_single_row_files(tmp_path: Path) -> None:
    assert clusters_of(tmp_path, [ANNA]) == {"a1": "a1"}


def test_a_quoted_value_far_down_in_a_csv_is_read(tmp_path: Path) -> None:
    """DuckDB guesses how a file quotes from its first 20,480 rows."""
    data, roles, out = tmp_path / "data.csv", tmp_path / "columns.yml", tmp_path / "clusters.csv"
    plain = [f"r{number},Anna,a{number}@post.example" for number in range(21_000)]
    data.write_text("\n".join(["id,given,email", *plain, '"r,last",Anna,last@post.example', ""]), encoding="utf-8")
    roles.write_text("given_name: given\nemail: email\n", encoding="utf-8")
    match_file(data, "id", roles, out)
    assert duckdb.execute("select count(*) from read_csv(?) where id = 'r,last'", [str(out)]).fetchall() == [(1,)]
