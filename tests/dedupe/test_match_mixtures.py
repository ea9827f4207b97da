"""Persons and companies mixed in one file, chains over a record between, and files that end in a red verdict."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from onefold.cli import main
from onefold_core.errors import GateError
from onefold_dedupe.report import KindReport
from onefold_dedupe.ruleset import load_rules
from onefold_dedupe.train import Chance, Patterns, train
from onefold_dedupe.verdict import check_clusters

from tests.dedupe.test_match_file import ANNA, clusters_of, company_rows, crowd, person

Row = dict[str, str]
CONTACTS = "phone: phone\nemail: email\nstreet: street\ncity: city\n"
AT_HOME = {"street": "Deichstrasse 9", "city": "Hamburg"}


def company(record_id: str, name: str, phone: str = "", email: str = "", **address: str) -> Row:
    blank = dict.fromkeys(["given", "family", "born", "street", "city"], "")
    return blank | {"id": record_id, "company": name, "phone": phone, "email": email} | address


def mixture() -> list[Row]:
    """A crowd of both kinds; Anna twice, Brackwasser's office twice, and Ilse Brackwasser twice, who lives there."""
    people = [row | {"company": ""} for row in crowd(120)]
    firms = [company(row["id"], row["company"], row["phone"], "", street=row["street"]) for row in company_rows()[:90]]
    office, line = "info@brackwasser.example", "+494012312312"
    ilse = person("i1", given="Ilse", family="Brackwasser", born="1966-02-11", phone=line, **AT_HOME)
    return [
        *people,
        *firms,
        ANNA | {"company": ""},
        ANNA | {"id": "a2", "family": "Weidenhamer", "company": ""},
        company("k1", "Brackwasser Kontor GmbH", line, office, **AT_HOME),
        company("k2", "Brackwasser-Kontor Gesellschaft mbH", line, **AT_HOME),
        ilse | {"company": ""},
        ilse | {"id": "i2", "family": "Brackwaser", "company": ""},
    ]


def is_company(row: Row) -> bool:
    return bool(row["company"])


def without_kind(row: Row) -> Row:
    return row


def with_kind(row: Row) -> Row:
    return row | {"kind": "Company" if is_company(row) else "person"}


def with_some_kinds(row: Row) -> Row:
    """Filled in by some, left out or filled with another word by others; companies in the person's field too."""
    number = sum(map(ord, row["id"])) % 3
    if is_company(row) and number == 0:
        return row | {"family": row["company"], "company": "", "kind": "organization"}
    return row | {"kind": "" if number == 1 else "customer" if number == 2 else with_kind(row)["kind"]}


def with_one_name(row: Row) -> Row:
    return row | {"name": row["company"] or f"{row['given']} {row['family']}"}


def with_name_and_kind(row: Row) -> Row:
    return with_one_name(row) | with_kind(row)


def with_employers(row: Row) -> Row:
    """Ilse works for the office she lives in."""
    return row | {"company": "Brackwasser Kontor GmbH" if row["id"] in ("i1", "i2") else row["company"]}


NAMES = "given_name: given\nfamily_name: family\norganization: company\nbirth_date: born\n"


@pytest.mark.parametrize(
    ("write", "columns"),
    [
        pytest.param(without_kind, NAMES + CONTACTS, id="no column of kind"),
        pytest.param(with_kind, NAMES + "kind: kind\n" + CONTACTS, id="a column of kind"),
        pytest.param(with_some_kinds, NAMES + "kind: kind\n" + CONTACTS, id="some kinds"),
        pytest.param(with_one_name, "full_name: name\n" + CONTACTS, id="one name and no birth date"),
        pytest.param(with_one_name, "full_name: name\nbirth_date: born\n" + CONTACTS, id="one name"),
        pytest.param(with_name_and_kind, "full_name: name\nkind: kind\n" + CONTACTS, id="one name and a kind"),
        pytest.param(with_employers, NAMES + CONTACTS, id="an employer beside a person"),
    ],
)
def test_every_mixture_of_persons_and_companies_stays_right(
    tmp_path: Path, write: Callable[[Row], Row], columns: str
) -> None:
    rows = mixture()
    found = clusters_of(tmp_path, [write(row) for row in rows], columns)
    assert found["a1"] == found["a2"]
    assert found["k1"] == found["k2"]
    assert found["i1"] == found["i2"]
    kinds: dict[str, set[bool]] = {}
    for row in rows:
        kinds.setdefault(found[row["id"]], set()).add(is_company(row))
    assert all(len(kind) == 1 for kind in kinds.values())
    members = [name for name in found if name[0] not in "aki"]
    assert len({found[name] for name in members}) >= len(members) - 2


@pytest.mark.parametrize("order", [(0, 1), (0, 2), (1, 2), (0, 1, 2)], ids=str)
def test_a_record_between_joins_no_two_that_are_unlike(tmp_path: Path, order: tuple[int, ...]) -> None:
    """The one between has the mailbox of Anna and the telephone of Viktor; both are of one surname and one town."""
    ends = [
        person("a", given="Annegret", family="Weidenhammer", email="a.weidenhammer@post.example", city="Berlin"),
        person("b", family="Weidenhammer", email="a.weidenhammer@post.example", phone="+493012345678", city="Berlin"),
        person("c", given="Viktor", family="Weidenhammer", phone="+493012345678", city="Berlin"),
    ]
    found = clusters_of(tmp_path, [*crowd(), *(ends[n] for n in order)])
    clusters = [found[ends[n]["id"]] for n in order]
    if set(order) == {0, 1}:
        assert clusters[0] == clusters[1]
    if {0, 2} <= set(order):
        assert found["a"] != found["c"]


def test_a_cluster_that_swallows_the_file_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fifty test bookings of one person beside thirty customers: no error of matching, and no list of customers."""
    homes = [f"Lindenweg {n}" for n in range(5)]
    copies = [ANNA | {"id": f"t{n}", "street": homes[n % 5], "born": ANNA["born"] if n % 3 else ""} for n in range(50)]
    with pytest.raises(GateError, match="match-one-cluster"):
        clusters_of(tmp_path, [*crowd(30), *copies])
    assert not (tmp_path / "clusters.csv").exists()
    data, columns, out = (str(tmp_path / name) for name in ("data.csv", "columns.yml", "clusters.csv"))
    with pytest.raises(SystemExit) as left:
        main(["match", data, "--id", "id", "--columns", columns, "--out", out])
    assert left.value.code == 4
    assert "one cluster holds 50 of 80 records" in capsys.readouterr().err
    assert clusters_of(tmp_path, [*crowd(60), *copies])["t0"] == "t0"


def test_a_file_whose_weights_do_not_settle_is_refused_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names and telephones that cross: sixty share a name, eighteen a telephone, some pairs both.

    Which of the two tells customers the data do not say, and EM drifts between the answers.
    """
    draw = random.Random(3)
    syllables = ["ba", "ko", "ri", "mu", "te", "lo", "sa", "ni", "ve", "dra", "pol", "kin", "zu", "fe", "gar", "him"]
    size, namesakes, on_one_line, with_both = 8_500, 60, 18, 4_200
    names = ["".join(draw.choice(syllables) for _ in range(5)).title() for _ in range(size // namesakes + 1)]
    lines = [f"+4940{draw.randint(10**6, 10**7 - 1)}" for _ in range(size // on_one_line)]
    line = [row % len(lines) for row in range(size)]
    for pair in range(with_both):
        line[size // with_both * pair + 1] = line[size // with_both * pair]
    rows = [[f"r{row}", names[row // namesakes], lines[line[row]]] for row in range(size)]
    data, columns, out = tmp_path / "data.csv", tmp_path / "columns.yml", tmp_path / "clusters.csv"
    data.write_text("".join(",".join(row) + "\n" for row in [["id", "name", "phone"], *rows]), encoding="utf-8")
    columns.write_text("organization: name\nphone: phone\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["match", str(data), "--id", "id", "--columns", str(columns), "--out", str(out)])
    said = capsys.readouterr().err
    assert (left.value.code, "[match-not-converged]" in said) == (4, True), said
    assert "the weights of organization records did not settle in " in said
    assert not out.exists()


def test_weights_that_do_not_settle_are_told_from_those_that_do() -> None:
    """Three thousand branches of one name beside a few similar ones: EM drifts, round after round, to no end."""
    rules = load_rules("organization")
    name, street = (next(c for c in rules.comparisons if c.name == wanted) for wanted in ("name", "street"))
    records, pairs = 3_000, 3_000 * 2_999 / 2
    seen = {(0, 3): 669, (1, 5): 1_604_607, (3, 1): 3_549, (6, 3): 777, (6, 5): 121_044}
    patterns = Patterns(np.array(list(seen), np.int8), np.array(list(seen.values()), np.float64))
    chances = []
    for place, comparison in enumerate((name, street)):
        size = len(comparison.levels) + 1
        shares = np.bincount(patterns.levels[:, place], weights=patterns.counts, minlength=size)
        both = pairs - shares[0]
        shares[0] = 0
        shares[-1] = both - shares[:-1].sum()
        chances.append(Chance(shares / both, 100_000, records))
    model = train((name, street), patterns, chances, records, rules)
    assert not model.is_converged
    counts = (records, records, 1_730_646, 1_730_646, 0)
    report = KindReport(
        "organization", *counts, ("name", "street"), (), model.iterations, model.is_converged, True, model.as_dict()
    )
    with pytest.raises(GateError, match=r"organization records did not settle in \d+ rounds"):
        check_clusters([report], records, 2, "branches.csv", "more columns that identify")
