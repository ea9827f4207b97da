"""What counts as evidence and how often: placeholders, things said twice, conflicts, relations, chains."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onefold_core.errors import GateError
from onefold_dedupe.cluster import cluster
from onefold_dedupe.compare.implied import silence_implied
from onefold_dedupe.decisions import resolve
from onefold_dedupe.engine import match_file
from onefold_dedupe.link import link
from onefold_dedupe.prepare import values
from onefold_dedupe.prepare.file import prepare_file
from onefold_dedupe.prepare.source import open_file
from onefold_dedupe.ruleset import load_rules

from tests.dedupe.test_match_file import ANNA, COMPANY_COLUMNS, PERSON_COLUMNS, clusters_of, company_rows, crowd, person


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (values.fold, "test test"),
        (values.fold, "asdf"),
        (values.fold, "n/a"),
        (values.iso_date, "1900-01-01"),
        (values.email, "noreply@shop.example"),
        (values.email, "no@mail.ru"),
        (values.own_domain, "noreply@shop.example"),
        (values.phone, "0000000"),
        (values.phone, "+79999999999"),
        (values.phone, "1234567"),
        (values.phone, "111-22-33"),
        (values.phone, "123456"),
        (values.phone, "+7 900 000-00-00"),
        (values.identifier, "123456789"),
        (values.organization_key, "ООО Тест"),
        (values.organization_key, "Частное лицо"),
        (values.organization_key, "N/A GmbH"),
    ],
)
def test_a_placeholder_is_no_value(read: Any, raw: str) -> None:
    assert read(raw) is None


def test_a_house_number_without_a_street_is_no_address() -> None:
    assert values.street("12", "unknown", None) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("д. 52", "Якорный пер."), ("52", "Yakornyy pereulok")),
        (("nº 1898", "Rua das Palmeiras"), ("1898", "das Palmeiras")),
        (("100 корп. 1", "ул. Ленина"), ("100-1", "Lenina")),
    ],
)
def test_streets_meet_over_ways_of_writing(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert values.street(*one, None) == values.street(*other, None)


def test_towns_meet_over_scripts_and_languages() -> None:
    assert values.place(None, "г. Москва", None) == values.place(None, "Moscow", None)
    assert values.place("50667", "Köln", None) == values.place("50667", "Cologne", None)


def test_mailboxes_and_pages_of_one_domain_meet_and_providers_do_not() -> None:
    assert values.own_domain("sales@passat.example") == values.own_domain("https://www.passat.example/kontakt")
    assert values.own_domain("anna@gmail.com") is None


def test_what_another_comparison_has_said_counts_as_missing() -> None:
    comparisons = [c for c in load_rules("person").comparisons if c.name in ("given", "gender", "street", "place")]
    levels = {
        "given": np.array([1, 7], np.int8),
        "gender": np.array([2, 2], np.int8),
        "street": np.array([1, 5], np.int8),
        "place": np.array([1, 1], np.int8),
    }
    silence_implied(levels, comparisons)
    assert levels["gender"].tolist() == [0, 2]
    assert levels["place"].tolist() == [0, 1]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_chain_joins_what_must_be_apart(data: st.DataObject) -> None:
    size = data.draw(st.integers(3, 9))
    pairs = list(combinations(range(size), 2))
    weights = [data.draw(st.sampled_from([-100.0, -8.0, 3.0, 6.0, 30.0])) for _ in pairs]
    left, right = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    labels = cluster(size, left, right, np.array(weights), 4.25)
    assert all(labels[a] != labels[b] for (a, b), weight in zip(pairs, weights, strict=True) if weight == -100.0)


def test_two_proven_tax_numbers_are_never_one_customer_by_way_of_a_third_record(tmp_path: Path) -> None:
    """The two ends share nothing that blocking looks for; the record between shares mailbox and phone with each."""

    def company(record_id: str, name: str, tax: str, contacts: list[tuple[str, str]]) -> dict[str, str]:
        (mail, phone), (mail2, phone2) = (*contacts, ("", ""))[:2]
        row = {"id": record_id, "name": name, "tax": tax, "mail": mail, "mail2": mail2, "country": "RU"}
        return row | {"phone": phone, "phone2": phone2}

    one, other = ("chef@brackwasser.example", "+494011122233"), ("leitung@seegras.example", "+494955566677")
    columns = "organization: name\ncountry: country\ntax_id: tax\nemail: [mail, mail2]\nphone: [phone, phone2]\n"
    crowded = [company(f"o{n}", row["company"], "", [("", row["phone"])]) for n, row in enumerate(company_rows())]
    between = company("b", "", "", [one, other])
    ends = [company("a", "Brackwasser", "7707083893", [one]), company("c", "Seegras", "7736050003", [other])]
    for end in ends:
        found = clusters_of(tmp_path, [*crowded, end, between], columns)
        assert found[end["id"]] == found["b"]
    found = clusters_of(tmp_path, [*crowded, *ends, between], columns)
    assert found["a"] != found["c"]


def test_another_name_and_birth_date_are_another_person_whatever_lies_between(tmp_path: Path) -> None:
    rows = [
        *crowd(),
        ANNA | {"id": "a", "born": "1971-03-09"},
        ANNA | {"id": "b", "given": "", "born": ""},
        ANNA | {"id": "c", "given": "Wolfgang", "born": "1968-12-24"},
    ]
    found = clusters_of(tmp_path, rows)
    assert found["a"] != found["c"]


def test_a_couple_with_one_mailbox_and_phone_waits_for_a_person(tmp_path: Path) -> None:
    rows = [
        *crowd(),
        ANNA | {"id": "w1", "born": ""},
        ANNA | {"id": "w2", "given": "Wolfgang", "born": "", "street": "", "city": ""},
    ]
    found = clusters_of(tmp_path, rows)
    assert found["w1"] != found["w2"]


def test_a_branch_at_another_address_waits_for_a_person(tmp_path: Path) -> None:
    def company(record_id: str, name: str, phone: str, street: str) -> dict[str, str]:
        row = {"id": record_id, "given": "", "family": "", "company": name, "phone": phone, "street": street}
        return row | {"city": "Hamburg"}

    rows = [
        *company_rows(),
        company("b1", "Brackwasser Kontor Altona", "+494012312312", "Deichstrasse 9"),
        company("b2", "Brackwasser Kontor Wandsbek", "+494012312312", "Lindenallee 70"),
        company("n1", "Seegras Reederei", "+494055555501", "Ankerplatz 3"),
        company("n2", "Seegras Reederei", "+494077777702", "Am Markt 44"),
    ]
    found = clusters_of(tmp_path, rows, COMPANY_COLUMNS)
    assert found["b1"] != found["b2"]
    assert found["n1"] != found["n2"]


def test_one_telephone_at_two_addresses_joins_unless_branches_share_telephones(tmp_path: Path) -> None:
    """Whether a moved company or another branch is seen, what the others of the file do with telephones tells."""

    def firm(record_id: str, name: str, phone: str, street: str) -> dict[str, str]:
        row = {"id": record_id, "given": "", "family": "", "company": name, "phone": phone, "street": street}
        return row | {"city": "Hamburg"}

    twice = [*company_rows(), *(row | {"id": f"again {row['id']}"} for row in company_rows()[:100])]
    moved = [
        firm(f"m{n}", "Brackwasser Kontor", "+494012312312", f"{road} 9")
        for n, road in enumerate(("Deichweg", "Amtsgasse"))
    ]
    sites = ("Altona Ahornweg", "Wandsbek Birkenallee", "Bergedorf Marktplatz", "Harburg Deichgasse")
    chains = [
        firm(f"b{chain}{n}", f"{name} Kindergarten {quarter}", f"+49405555{chain:04}", f"{road} {3 + n + 17 * chain}")
        for chain, name in enumerate(("Seestern", "Muschelgrund", "Regenbogen", "Sonnenblume"))
        for n, (quarter, road) in enumerate(map(str.split, sites))
    ]
    found = clusters_of(tmp_path, [*twice, *moved], COMPANY_COLUMNS)
    assert found["m0"] == found["m1"]
    found = clusters_of(tmp_path, [*twice, *moved, *chains], COMPANY_COLUMNS)
    assert found["m0"] != found["m1"]
    assert len({found[row["id"]] for row in chains}) == len(chains)


def relations(folder: Path, rows: list[dict[str, str]], columns: str) -> set[tuple[str, str, str]]:
    data, roles = folder / "data.csv", folder / "columns.yml"
    with data.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    roles.write_text(columns, encoding="utf-8")
    with duckdb.connect() as con:
        link(con, prepare_file(con, open_file(con, data), "id", roles), resolve(()), 0.95, 0.7)
        return set(con.execute("select record_l, record_r, relation from match.relation").fetchall())


def test_a_household_is_kept_as_a_relation_and_a_crowd_behind_one_phone_is_none(tmp_path: Path) -> None:
    family = [ANNA | {"id": "h1"}, ANNA | {"id": "h2", "given": "Wolfgang", "born": "1968-12-24", "email": ""}]
    crowded = [row | {"phone": "+493099988877", "family": "Abel"} for row in crowd(60)]
    found = relations(tmp_path, [*family, *crowded], PERSON_COLUMNS)
    assert ("h1", "h2", "household") in found
    assert not any(left.startswith("crowd") for left, _, relation in found if relation == "household")


def test_a_person_and_their_company_stay_apart_and_the_relation_is_kept(tmp_path: Path) -> None:
    blank = dict.fromkeys(["given", "family", "company", "phone", "email"], "")
    rows = [blank | {"id": row["id"], "company": row["company"], "phone": row["phone"]} for row in company_rows()]
    rows += [
        blank | {"id": "k1", "company": "Brackwasser Kontor GmbH", "email": "info@brackwasser.example"},
        blank | {"id": "p1", "given": "Ilse", "family": "Engel", "company": "Brackwasser-Kontor"},
        blank | {"id": "p2", "given": "Otto", "family": "Vogel", "email": "o.vogel@brackwasser.example"},
    ]
    columns = "given_name: given\nfamily_name: family\norganization: company\nphone: phone\nemail: email\n"
    found = relations(tmp_path, rows, columns)
    assert {("p1", "k1", "works_for"), ("p2", "k1", "works_for")} <= found
    clusters = clusters_of(tmp_path, rows, columns)
    assert len({clusters[name] for name in ("k1", "p1", "p2")}) == 3


def test_one_phone_in_thousands_of_records_neither_joins_nor_explodes(tmp_path: Path) -> None:
    rows = [row | {"phone": "+493012312399"} for row in crowd(3_000)]
    clusters_of(tmp_path, rows)
    report = match_file(tmp_path / "data.csv", "id", tmp_path / "columns.yml", tmp_path / "c.csv")
    assert report.candidates < 60 * report.records
    assert report.largest_cluster <= 2


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([person(str(n), given="Anna", family="Abel", phone="+493012345678") for n in range(60)], PERSON_COLUMNS),
        ([person(str(n), given=f"Anna{n % 7}") for n in range(60)], "given_name: given\n"),
        ([person(str(n), email="office@firma.example") for n in range(60)], "email: email\n"),
    ],
    ids=["all equal", "a given name alone", "one mailbox"],
)
def test_what_tells_nobody_apart_is_refused_and_nothing_is_written(
    tmp_path: Path, rows: list[dict[str, str]], columns: str
) -> None:
    with pytest.raises(GateError, match="nothing-identifies"):
        clusters_of(tmp_path, rows, columns)
    assert not (tmp_path / "clusters.csv").exists()
