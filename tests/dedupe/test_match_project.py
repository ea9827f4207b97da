"""A project's tables through `run_match`: every table of schema `match`, human decisions, ids over runs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import duckdb
import pytest
from onefold_core.identifiers import quote
from onefold_dedupe.decisions import Decision
from onefold_dedupe.engine import AUTO_MERGE, REVIEW_FROM, run_match
from onefold_dedupe.evaluate import evaluate_clusters
from onefold_dedupe.explain import explain_customer, explain_pair
from onefold_dedupe.identity import mint

PARTY = [
    "record_name",
    "source",
    "object",
    "source_key",
    "created_at",
    "kind",
    "full_name",
    "given_name",
    "middle_name",
    "family_name",
    "organization_name",
    "birth_date",
    "gender",
    "tax_id",
    "national_id",
    "converted_to",
    "country",
    "name_id",
    "tax_id_id",
]
NOW = datetime(2026, 11, 1, tzinfo=UTC)
THRESHOLDS = (AUTO_MERGE, REVIEW_FROM)
LATER = datetime(2026, 11, 2, tzinfo=UTC)

_TABLES = """
create schema intermediate; create schema standardised;
create table intermediate.int_contact_point (party varchar, channel varchar, value varchar, value_id varchar,
    is_deleted boolean);
create table intermediate.int_address (party varchar, full_address varchar, street varchar, street_2 varchar,
    house_number varchar,
    postcode varchar, city varchar, state varchar, country varchar, address_id varchar, is_deleted boolean);
create table standardised.name (name_id varchar, status varchar, kind varchar, given varchar, middle varchar,
    patronymic varchar,
    family varchar, gender varchar, company_name varchar);
create table standardised.contact_point (value_id varchar, status varchar, value varchar, key varchar, flags
    varchar[], others varchar[]);
create table standardised.address (address_id varchar, status varchar, house_number varchar, road varchar,
    postcode varchar, city varchar,
    state varchar);
create table standardised.tax_id (tax_id_id varchar, status varchar, value varchar, type varchar, valid boolean);
create table standardised.birth_date (source varchar, object varchar, raw varchar, status varchar, value date);
"""


class Project:
    """A warehouse that tests fill row by row, as the stages before would."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute(_TABLES)
        columns = ", ".join(f"{quote(c)} {'timestamptz' if c == 'created_at' else 'varchar'}" for c in PARTY)
        self.con.execute(f"create table intermediate.int_party ({columns}, is_deleted boolean)")

    def person(self, key: str, given: str, family: str, **fields: str) -> str:
        return self._party(f"crm:contacts:{key}", "person", fields | {"given_name": given, "family_name": family})

    def company(self, key: str, name: str, **fields: str) -> str:
        return self._party(f"erp:firms:{key}", "organization", fields | {"organization_name": name})

    def _party(self, record: str, kind: str, fields: dict[str, str]) -> str:
        source, object_name, key = record.split(":")
        contacts = {channel: fields.pop(channel) for channel in ("email", "phone") if channel in fields}
        address = {part: fields.pop(part) for part in ("street", "city") if part in fields}
        row = {"record_name": record, "source": source, "object": object_name, "source_key": key, "kind": kind}
        row |= {"created_at": f"2024-01-{int(key) % 27 + 1:02} 00:00:00+00"} | fields
        self._insert("intermediate.int_party", row | {"is_deleted": "false"})
        for channel, value in contacts.items():
            self._insert("intermediate.int_contact_point", {"party": record, "channel": channel, "value": value})
        if address:
            self._insert("intermediate.int_address", {"party": record} | address)
        return record

    def _insert(self, table: str, row: dict[str, str]) -> None:
        marks = ", ".join("?" * len(row))
        self.con.execute(f"insert into {table} ({', '.join(map(quote, row))}) values ({marks})", list(row.values()))

    def delete(self, record: str) -> None:
        self.con.execute("update intermediate.int_party set is_deleted = true where record_name = ?", [record])

    def run(self, decisions: Sequence[Decision] = (), now: datetime = NOW) -> dict[str, str]:
        run_match(self.con, project="harbour", decisions=decisions, now=now)
        return dict(self.con.execute("select record_name, customer_id from match.identity").fetchall())


GIVEN = ["Adele", "Bruno", "Carla", "Dieter", "Edith", "Fritz", "Gisela", "Hugo", "Inge", "Jonas"]
FAMILY = [
    "Ackermann",
    "Bergmann",
    "Cordes",
    "Dorn",
    "Ebert",
    "Falke",
    "Giese",
    "Hahn",
    "Ingwer",
    "Jahn",
    "Kranz",
    "Lamm",
    "Maurer",
    "Nolte",
    "Opitz",
]


@pytest.fixture
def project() -> Iterator[Project]:
    made = Project()
    draw = random.Random(5)
    for number in range(100, 250):
        born = f"{draw.randint(1940, 2000)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        phone = f"+49301{draw.randint(10**5, 10**6 - 1)}"
        made.person(str(number), draw.choice(GIVEN), draw.choice(FAMILY), birth_date=born, phone=phone)
    yield made
    made.con.close()


PETRA = {
    "birth_date": "1977-06-05",
    "phone": "+49301555000",
    "email": "petra@kessler.example",
    "street": "Am Wall 3",
    "city": "Bremen",
}


def test_records_of_one_person_share_a_customer(project: Project) -> None:
    first = project.person("2", "Petra", "Kesselring", **PETRA)
    second = project.person("1", "Petra", "Kesselringg", **PETRA)
    found = project.run()
    assert found[first] == found[second] == mint("harbour", second)
    assert len(set(found.values())) == len(found) - 1
    founder = project.con.execute(
        "select record_name, rule, founded_by from match.identity where is_founder and customer_id = ?", [found[first]]
    )
    assert founder.fetchall() == [(second, "founder", second)]


def test_placeholders_that_standardise_found_are_no_evidence(project: Project) -> None:
    records = [
        project.person(str(n), "", "", email="nobody@nowhere.example", birth_date="1900-01-01") for n in range(1, 20)
    ]
    project.con.execute("update intermediate.int_contact_point set value_id = 'e' where channel = 'email'")
    project.con.execute("insert into standardised.contact_point values ('e', 'empty', null, null, [], [])")
    project.con.execute("insert into standardised.birth_date values ('crm', 'contacts', '1900-01-01', 'empty', null)")
    found = project.run()
    assert len({found[record] for record in records}) == len(records)


def test_standardised_values_replace_what_was_received(project: Project) -> None:
    one = project.person("1", "", "", full_name="Kesselring, Dr. Petra", name_id="n1", phone="(030) 155-5000")
    two = project.person("2", "Petra", "Kesselring", phone="+49301555000", birth_date="1977-06-05")
    project.con.execute(
        "insert into standardised.name values ('n1', 'ok', 'person', 'Petra', null, null, 'Kesselring', 'f', null)"
    )
    project.con.execute("update intermediate.int_contact_point set value_id = 'p1' where value = '(030) 155-5000'")
    project.con.execute(
        "insert into standardised.contact_point values ('p1', 'ok', '+49301555000', '+49301555000', [], [])"
    )
    found = project.run()
    assert found[one] == found[two]
    assert project.con.execute(
        "select given, family, phone from match.record where record_name = ?", [one]
    ).fetchall() == [("petra", "kesselring", ["49301555000"])]


def test_two_valid_tax_numbers_never_meet(project: Project) -> None:
    shared = {"phone": "+74951234567", "street": "Тверская 1", "city": "Москва"}
    one = project.company("1", "Ромашка", tax_id="7707083893", tax_id_id="t1", **shared)
    two = project.company("2", "Ромашка", tax_id="7728168971", tax_id_id="t2", **shared)
    same = project.company("3", "Ромашка", tax_id="7707083893", tax_id_id="t1", **shared)
    project.con.execute(
        "insert into standardised.tax_id values ('t1', 'ok', '7707083893', 'ru.inn', true), ('t2', 'ok',"
        " '7728168971', 'ru.inn', true)"
    )
    found = project.run()
    assert found[one] == found[same] != found[two]
    assert explain_pair(project.con, one, two, THRESHOLDS).decided_by == "rule"


def test_household_is_a_relation_not_a_customer(project: Project) -> None:
    home = {"phone": "+49421987654", "street": "Am Wall 3", "city": "Bremen"}
    one = project.person("1", "Petra", "Kesselring", birth_date="1977-06-05", **home)
    two = project.person("2", "Holger", "Kesselring", birth_date="1974-02-01", **home)
    found = project.run()
    assert found[one] != found[two]
    assert project.con.execute("select record_l, record_r, relation from match.relation").fetchall() == [
        (one, two, "household")
    ]


def test_human_decisions_win(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    other = project.person("3", "Wolfram", "Zander", birth_date="1950-01-02")
    decisions = [Decision(second, first, "different"), Decision(first, other, "same")]
    found = project.run(decisions)
    assert found[first] == found[other] != found[second]
    assert explain_pair(project.con, first, other, THRESHOLDS).decided_by == "human"
    assert dict(project.con.execute("select record_name, rule from match.identity").fetchall())[other] == "human"


def test_converted_lead_is_its_contact_unless_a_person_objects(project: Project) -> None:
    contact = project.person("1", "Petra", "Kesselring", phone="+49421987654")
    lead = project.person("2", "Peti", "", converted_to=contact)
    found = project.run()
    assert found[lead] == found[contact]
    assert explain_pair(project.con, lead, contact, THRESHOLDS).decided_by == "rule"
    apart = project.run([Decision(lead, contact, "different")])
    assert apart[lead] != apart[contact]


def test_ids_survive_runs_merges_and_deletions(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    before = project.run()
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    grown = project.run(now=LATER)
    assert {record: grown[record] for record in before} == before
    assert grown[second] == before[first]
    dated = dict(project.con.execute("select record_name, valid_from from match.identity").fetchall())
    assert (dated[first], dated[second]) == (NOW, LATER)
    project.delete(first)
    left = project.run(now=LATER)
    assert left[second] == before[first]
    assert first not in left


def test_split_is_recorded_and_explained(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    together = project.run()[first]
    apart = project.run([Decision(first, second, "different")], now=LATER)
    assert apart[first] == together
    assert apart[second] == mint("harbour", second)
    history = explain_customer(project.con, apart[second], THRESHOLDS).history
    assert len(history) == 1
    assert history[0].endswith(f"split {together}")


def test_same_input_same_tables(project: Project) -> None:
    project.person("1", "Petra", "Kesselring", **PETRA)
    project.person("2", "Petra", "Kesselringg", **PETRA)
    tables = ("score", "candidate", "cluster", "identity", "review", "diagnostic")

    def snapshot() -> list[object]:
        project.run()
        return [project.con.execute(f"select * from match.{table} order by all").fetchall() for table in tables]

    first = snapshot()
    project.con.execute("drop schema match cascade; drop schema match_kept cascade")
    project.con.execute("set threads = 1")
    assert snapshot() == first


def test_projects_with_few_or_no_records() -> None:
    empty = Project()
    assert empty.run() == {}
    only = empty.person("1", "Petra", "Kesselring", **PETRA)
    assert empty.run() == {only: mint("harbour", only)}
    again = empty.person("2", "Petra", "Kesselring", **PETRA)
    found = empty.run()
    assert found[only] == found[again]


def test_evaluation_counts_pairs_and_records() -> None:
    con = duckdb.connect()
    con.execute(
        "create table p as select * from (values ('a', 1), ('b', 1), ('c', 2), ('d', 2)) v (record_name, cluster_id)"
    )
    con.execute(
        "create table t as select * from (values ('a', 1), ('b', 1), ('c', 1), ('d', 2)) v (record_name, cluster_id)"
    )
    found = evaluate_clusters(con, "p", "t")
    assert (found.true_pairs, found.found_pairs) == (3, 2)
    assert found.precision == 0.5
    assert found.recall == pytest.approx(1 / 3)
    assert found.b3_precision == pytest.approx(0.75)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_every_minted_id_is_an_event_of_the_run(project: Project) -> None:
    project.run()
    found = project.con.execute(
        "select event, customer_id, other_id from match.identity_event where happened_at = ? order by all", [NOW]
    ).fetchall()
    minted = project.con.execute("select 'minted', customer_id, null from match.customer order by all").fetchall()
    assert found == minted
    assert len(found) > 100


def test_a_decision_waits_again_when_its_evidence_changes(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselringg", birth_date="1977-06-05", phone="+49301555000")
    project.run()
    query = "select fingerprint from match.score where id_l = ? and id_r = ?"
    seen = project.con.execute(query, [first, second]).fetchall()[0][0]
    decided = [Decision(first, second, "same", evidence=seen)]

    def waiting() -> list[tuple[str, ...]]:
        query = "select reason from match.review where id_l = ? and id_r = ?"
        return project.con.execute(query, [first, second]).fetchall()

    found = project.run(decided)
    assert found[first] == found[second]
    assert not waiting()
    project.con.execute("update intermediate.int_contact_point set value = '+49301999888' where party = ?", [second])
    found = project.run(decided)
    assert found[first] == found[second], "it holds all the same"
    assert waiting() == [("evidence changed since the decision",)]


def test_decisions_hold_when_their_records_vanish_and_come_back(project: Project) -> None:
    first = project.person("1", "Petra", "Kesselring", **PETRA)
    second = project.person("2", "Petra", "Kesselring", **PETRA)
    other = project.person("3", "Wolfram", "Zander", birth_date="1950-01-02")
    decisions = [Decision(second, first, "different"), Decision(first, other, "same")]
    before = project.run(decisions)
    project.delete(first)
    project.delete(other)
    without = project.run(decisions, now=LATER)
    assert without == {record: before[record] for record in without}
    project.con.execute("update intermediate.int_party set is_deleted = false")
    assert project.run(decisions, now=LATER) == before
