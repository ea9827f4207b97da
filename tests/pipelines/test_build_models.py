"""A source's YAML to SQL to rows: every transformation that a mapping can ask for, run on DuckDB."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError
from onefold_core.identifiers import record_name
from onefold_core.model import entities
from onefold_core.settings import Project
from onefold_pipelines.mapping.build import build_models

from tests.pipelines.mapping_world import Row, land, make_project, rows, run_models

CRM = """\
kind: sql
url: sqlite:///crm.sqlite
trust: 30
timezone: Europe/Berlin
country: DE
currency: EUR
objects:
  users:
    entity: owner
    key: [id]
    map: {name: name, active: is_active}
  accounts:
    entity: organization
    key: [id]
    deleted: deleted = 1
    map:
      name: organization_name
      parent: {as: organization, ref: accounts}
  contacts:
    entity: person
    key: [id]
    deleted: deleted = 1
    set: {lifecycle: customer, consent.email.purpose: news}
    map:
      first_name: given_name
      tax: tax_id
      phone_mobile: {as: phone, label: mobile, country: phone_country}
      phone_home: {as: phone, label: Home phone}
      mail: email
      street: {as: address.street, label: primary}
      country: {as: address.country, label: primary}
      ship_country: {as: address.country, label: shipping}
      ship_city: {as: address.city, label: shipping}
      job: job_title
      account_id: {as: organization, ref: accounts}
      owner_id: {as: owner, ref: users}
      born: birth_date
      entered: created_at
      optout: {as: consent.state, label: email, values: {"1": withdrawn, "0": granted, "9": null}}
      lead_state: lead.status
    keep: [loyalty card, shoe]
  deals:
    entity: deal
    key: [id]
    map:
      title: name
      amount: amount
      us_amount: [{as: probability, format: "."}]
      money: currency
      closed: {as: closes_on, format: ["%d.%m.%Y", "%Y%m%d"]}
      parent_id: {as: party, ref: {by: parent_type, objects: {A: accounts, C: contacts}}}
      stamp: {as: created_at, format: [epoch]}
      changed: {as: updated_at, format: "%d/%m/%Y %H:%M", timezone: America/Sao_Paulo}
  calls:
    entity: activity
    key: [id]
    set: {kind: call}
    map: {at: at, order: subject, seconds: duration_seconds, way: direction, who: {as: party, ref: contacts}}
  lines:
    entity: none
    key: [doc, "no"]
    keep: [record_name, group, qty]
"""

CONTACT_HEADERS = [
    *("id", "deleted", "first_name", "tax", "phone_mobile", "phone_country", "phone_home", "mail", "street", "country"),
    *("ship_country", "ship_city", "job", "account_id", "owner_id", "born", "entered", "optout", "lead_state"),
    *("loyalty card", "shoe"),
]


def contact(**values: str) -> list[str | None]:
    """A raw contact; headers with blanks are given with underscores."""
    return [values.get(h.replace(" ", "_")) for h in CONTACT_HEADERS]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = make_project(tmp_path_factory.mktemp("crm"), crm=CRM)
    build_models(made)
    return made


@pytest.fixture(scope="module")
def db(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        land(db, "crm", "users", ["id", "name", "active"], [["u1", "Nina", "да"], ["u2", "Otto", "maybe"]])
        accounts: list[Row] = [["a 1", "0", "ACME", None], ["a:2", "true", "Sub", "a 1"]]
        land(db, "crm", "accounts", ["id", "deleted", "name", "parent"], accounts)
        land(
            db,
            "crm",
            "contacts",
            CONTACT_HEADERS,
            [
                contact(
                    id="Ж,1",
                    first_name=" \u00a0Ann\t",
                    tax="77",
                    phone_mobile="0171 1",
                    phone_country="AT",
                    phone_home="030 2",
                    mail="",
                    street="Weg 1",
                    ship_country="FR",
                    job="CEO",
                    account_id="a 1",
                    owner_id="u1",
                    born="0000-00-00",
                    entered="2024-07-01 12:00:00",
                    optout="1",
                    lead_state="new",
                    loyalty_card="L'1",
                ),
                contact(
                    id="2", deleted="1", first_name="  ", mail="a@b.de", country="CH", entered="2024-01-01", optout="9"
                ),
                contact(id="3", entered="yesterday", optout="7", born="01.02.1990", shoe="44"),
                contact(id="4", entered="2024-07-01T12:00:00+03:00", optout="0"),
                contact(id="5", entered="0001-01-01T00:00:00"),
                contact(id="5", entered="0001-01-01T00:00:00", first_name="Newer"),
            ],
            deleted=[3],
            loaded={5: "2025-03-01 00:00:00+00"},
        )
        deal = ["id", "title", "amount", "us_amount", "money", "closed", "parent_type", "parent_id", "stamp", "changed"]
        deals: list[Row] = [
            ["1", "One", "1 234,56", "1,234", None, "05.01.2024", "C", "Ж,1", "1700000000", "01/02/2024 10:00"],
            ["2", None, "1.234.567,8", None, "USD", "20240106", "X", "9", None, "1/13/2024"],
            ["3", None, "1,234", None, None, "soon", None, "9", None, None],
            ["4", None, "-12.5", "-1", None, None, "A", "a:2", None, None],
            ["5", None, "1,234,567.89", None, None, None, None, None, None, None],
            ["6", None, "12 EUR", None, None, None, None, None, None, None],
        ]
        land(db, "crm", "deals", deal, deals)
        calls: list[Row] = [
            ["1", "2024-03-31 02:30:00", "x", "60.0", "Inbound", "2"],
            ["2", "2024-10-27T10:00:00Z", "y", "1.5", "sideways", None],
        ]
        land(db, "crm", "calls", ["id", "at", "order", "seconds", "way", "who"], calls)
        land(db, "crm", "lines", ["doc", "no", "record_name", "group", "qty"], [["d,1", "1", "r", " g ", "5"]])
        run_models(db, project)
        yield db


def staged(db: duckdb.DuckDBPyConnection, column: str, table: str = "contacts") -> dict[object, object]:
    """Staging column by source key."""
    return dict(rows(db, f"SELECT source_key, {column} FROM staging.stg_crm__{table}"))  # type: ignore[arg-type]


def test_record_names_are_those_of_the_ground_floor(db: duckdb.DuckDBPyConnection) -> None:
    for source_key, name in staged(db, "record_name").items():
        assert name == record_name("crm", "contacts", str(source_key))
    assert rows(db, "SELECT record_name FROM staging.stg_crm__lines") == [(record_name("crm", "lines", ["d,1", "1"]),)]


@pytest.mark.parametrize("key", ["Иванов И", "a:b@c,d", "100%", "é/ü?=&", "a b", "~x_y-z.", '"q"', "{{ x }}"])
def test_percent_encoding_agrees_with_python(db: duckdb.DuckDBPyConnection, key: str) -> None:
    assert db.execute("SELECT 'crm:contacts:' || url_encode(?)", [key]).fetchone() == (
        record_name("crm", "contacts", key),
    )


def test_one_row_a_key_and_the_newest_wins(db: duckdb.DuckDBPyConnection) -> None:
    assert len(staged(db, "record_name")) == 5
    assert staged(db, "given_name")["5"] == "Newer"


def test_text_is_trimmed_and_blank_is_null(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "given_name") == {"Ж,1": "Ann", "2": None, "3": None, "4": None, "5": "Newer"}


def test_times_become_utc(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "CAST(created_at AS varchar)") == {
        "Ж,1": "2024-07-01 10:00:00",
        "2": "2023-12-31 23:00:00",
        "3": None,
        "4": "2024-07-01 09:00:00",
        "5": None,
    }
    assert staged(db, "CAST(created_at AS varchar)", "deals")["1"] == "2023-11-14 22:13:20"
    assert staged(db, "CAST(updated_at AS varchar)", "deals")["1"] == "2024-02-01 13:00:00"


def test_dates_that_mean_none_are_null_and_no_failure(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "birth_date") == {"Ж,1": None, "2": None, "3": "01.02.1990", "4": None, "5": None}
    assert staged(db, "_type_failures")["5"] is None


def test_failures_name_the_column_and_unknown_codes_too(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "_type_failures") == {"Ж,1": None, "2": None, "3": ["created_at"], "4": None, "5": None}
    assert staged(db, "_unknown_codes") == {
        "Ж,1": None,
        "2": None,
        "3": ["consent__email__state"],
        "4": None,
        "5": None,
    }
    assert staged(db, "_type_failures", "users") == {"u1": None, "u2": ["is_active"]}
    assert staged(db, "_unknown_codes", "calls") == {"1": None, "2": ["direction"]}
    assert staged(db, "_type_failures", "calls") == {"1": None, "2": ["duration_seconds"]}
    assert staged(db, "_type_failures", "deals") == {
        "1": None,
        "2": ["updated_at"],
        "3": ["amount", "closes_on"],
        "4": None,
        "5": None,
        "6": ["amount"],
    }
    assert staged(db, "_unknown_codes", "deals")["2"] == ["party"]
    assert staged(db, "_unknown_codes", "deals")["3"] == ["party"]


def test_decimals_with_point_comma_and_groups(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "amount", "deals") == {
        "1": Decimal("1234.56"),
        "2": Decimal("1234567.8"),
        "3": None,
        "4": Decimal("-12.5"),
        "5": Decimal("1234567.89"),
        "6": None,
    }
    assert staged(db, "probability", "deals")["1"] == Decimal(1234)
    assert staged(db, "duration_seconds", "calls") == {"1": 60, "2": None}


def test_days_by_the_first_format_that_fits(db: duckdb.DuckDBPyConnection) -> None:
    closes = staged(db, "closes_on", "deals")
    assert (closes["1"], closes["2"], closes["3"]) == (date(2024, 1, 5), date(2024, 1, 6), None)


def test_references_are_record_names(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "organization")["Ж,1"] == "crm:accounts:a%201"
    parties = staged(db, "party", "deals")
    assert parties["1"] == record_name("crm", "contacts", "Ж,1")
    assert parties["2"] is None
    assert parties["4"] == "crm:accounts:a%3A2"


def test_deleted_by_condition_or_because_the_row_is_gone(db: duckdb.DuckDBPyConnection) -> None:
    assert staged(db, "is_deleted") == {"Ж,1": False, "2": True, "3": False, "4": True, "5": False}
    assert staged(db, "is_deleted", "accounts") == {"a 1": False, "a:2": True}


def test_constants_kept_columns_and_defaults(db: duckdb.DuckDBPyConnection) -> None:
    assert set(staged(db, "lifecycle").values()) == {"customer"}
    kept = staged(db, "custom_fields")
    assert (kept["2"], json.loads(str(kept["Ж,1"])), json.loads(str(kept["3"]))) == (
        None,
        {"loyalty card": "L'1"},
        {"shoe": "44"},
    )
    assert staged(db, "country") == {"Ж,1": "FR", "2": "CH", "3": "DE", "4": "DE", "5": "DE"}
    assert staged(db, "currency", "deals") == dict.fromkeys("13456", "EUR") | {"2": "USD"}


def test_an_object_without_an_entity_is_staged_as_text(db: duckdb.DuckDBPyConnection) -> None:
    query = 'SELECT is_deleted, doc, "no", record_name_2, "group", qty FROM staging.stg_crm__lines'
    assert rows(db, query) == [(False, "d,1", "1", "r", "g", "5")]


def test_contact_points_are_one_row_each(db: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT source_key, channel, label, value, country, position FROM intermediate.int_contact_point ORDER BY ALL"
    )
    assert rows(db, query) == [
        ("2", "email", "mail", "a@b.de", "CH", 1),
        ("Ж,1", "phone", "Home phone", "030 2", "FR", 2),
        ("Ж,1", "phone", "mobile", "0171 1", "AT", 1),
    ]
    assert rows(db, "SELECT count(*) FROM intermediate.int_contact_point WHERE party <> record_name") == [(0,)]


def test_addresses_take_the_records_country_but_a_country_alone_is_none(db: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT source_key, label, street, city, country FROM intermediate.int_address"
    assert rows(db, query) == [("Ж,1", "primary", "Weg 1", None, "FR")]


def test_consents_leads_and_relations(db: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT source_key, channel, state, purpose FROM intermediate.int_consent ORDER BY ALL"
    assert rows(db, query) == [("4", "email", "granted", "news"), ("Ж,1", "email", "withdrawn", "news")]
    assert rows(db, "SELECT source_key, status FROM intermediate.int_lead") == [("Ж,1", "new")]
    query = "SELECT object, related_party, relation, role FROM intermediate.int_relation ORDER BY ALL"
    assert rows(db, query) == [
        ("accounts", "crm:accounts:a%201", "parent", None),
        ("contacts", "crm:accounts:a%201", "works_for", "CEO"),
    ]


def md5(*parts: str | None) -> str:
    """The id of a value as docs/architecture.md defines it."""
    return hashlib.md5(chr(31).join(p or "" for p in parts).encode(), usedforsecurity=False).hexdigest()


def test_ids_of_values(db: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT name_id, tax_id_id FROM intermediate.int_party WHERE source_key = 'Ж,1'"
    assert rows(db, query) == [(md5("person", None, "Ann", None, None, None, "FR"), md5("77", "FR"))]
    assert rows(db, "SELECT tax_id_id FROM intermediate.int_party WHERE source_key = '2'") == [(None,)]
    assert rows(db, "SELECT value_id FROM intermediate.int_contact_point WHERE label = 'mobile'") == [
        (md5("phone", "0171 1", "AT"),)
    ]
    assert rows(db, "SELECT address_id FROM intermediate.int_address") == [
        (md5(None, "Weg 1", None, None, None, None, None, None, "FR"),)
    ]


def test_every_entity_has_its_table_with_the_contracts_columns(db: duckdb.DuckDBPyConnection) -> None:
    for entity in entities().values():
        found = {name: kind for name, kind, *_ in rows(db, f'DESCRIBE intermediate."int_{entity.name}"')}
        for field in entity.fields:
            assert field.name in found, (entity.name, field.name)
        assert found["created_at"] == "TIMESTAMP"
        assert found["custom_fields"] == "JSON"


def test_a_flag_is_read_as_any_engine_lands_it(tmp_path: Path) -> None:
    source = """\
kind: sql
url: sqlite:///x
objects:
  p:
    entity: person
    key: [id]
    map:
      flag: {as: consent.state, label: email, values: {"1": withdrawn, "0": null}}
      level: {as: lifecycle, values: {"1": lead, "2": customer}}
"""
    project = make_project(tmp_path, flags=source)
    build_models(project)
    with duckdb.connect() as db:
        table: list[Row] = [
            ["a", "1", "1"],
            ["b", "true", "true"],
            ["c", "0", "2"],
            ["d", "false", None],
            ["e", "x", None],
        ]
        land(db, "flags", "p", ["id", "flag", "level"], table)
        run_models(db, project)
        columns = "source_key, consent__email__state, lifecycle, _unknown_codes"
        found = rows(db, f"SELECT {columns} FROM staging.stg_flags__p ORDER BY 1")
    assert found == [
        ("a", "withdrawn", "lead", None),
        ("b", "withdrawn", None, ["lifecycle"]),
        ("c", None, "customer", None),
        ("d", None, None, None),
        ("e", None, None, ["consent__email__state"]),
    ]


CUSTOM = """\
kind: sql
url: sqlite:///x
objects:
  people: {entity: person, key: [id], map: {name: full_name, mail: email}}
  mails: {entity: contact_point, model: custom}
"""
CUSTOM_SQL = """\
select
    'mine:people:1' as record_name, 'mine' as source, 'mails' as object, '1' as source_key, 50 as trust,
    null as created_at, null as updated_at, false as is_deleted, null as custom_fields,
    'mine:people:1' as party, 'email' as channel, 'old' as label, 'x@y.z' as value, null as country, 1 as is_primary
"""


def test_a_hand_written_model_is_required_and_united(tmp_path: Path) -> None:
    project = make_project(tmp_path, mine=CUSTOM)
    with pytest.raises(ConfigError, match="hand-written model is missing"):
        build_models(project)
    file = tmp_path / "dbt/models/staging/mine/stg_mine__mails.sql"
    file.parent.mkdir(parents=True)
    file.write_text(CUSTOM_SQL, encoding="utf-8")
    build_models(project)
    assert file.read_text(encoding="utf-8") == CUSTOM_SQL
    with duckdb.connect() as db:
        land(db, "mine", "people", ["id", "name", "mail"], [["1", "A", "a@b.c"]])
        run_models(db, project)
        found = rows(
            db, "SELECT label, value, is_primary, position FROM intermediate.int_contact_point ORDER BY position"
        )
    assert found == [("mail", "a@b.c", None, 1), ("old", "x@y.z", True, 2)]


def test_building_again_changes_nothing_and_staleness_is_told(tmp_path: Path) -> None:
    project = make_project(tmp_path, crm=CRM)
    first = build_models(project)
    assert first.written and not first.unchanged
    second = build_models(project)
    assert not second.written and second.unchanged == first.written
    build_models(project, check_only=True)
    changed = make_project(tmp_path, crm=CRM.replace("  lines:", "  rows:"))
    with pytest.raises(ConfigError, match="onefold source build") as error:
        build_models(changed, check_only=True)
    assert error.value.code == "stale-models"
    third = build_models(changed)
    assert [p.name for p in third.stale] == ["stg_crm__lines.sql"]
    assert not (tmp_path / "dbt/models/staging/crm/stg_crm__lines.sql").exists()


def test_a_model_edited_by_hand_is_not_overwritten(tmp_path: Path) -> None:
    build_models(make_project(tmp_path, crm=CRM))
    file = tmp_path / "dbt/models/staging/crm/stg_crm__users.sql"
    file.write_text(file.read_text(encoding="utf-8") + "-- mine\n", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        build_models(make_project(tmp_path, crm=CRM.replace("active: is_active", "active: email")))
    assert error.value.code == "edited-model"


def test_hostile_headers_and_codes_stay_text(tmp_path: Path) -> None:
    source = """\
kind: files
objects:
  odd:
    path: x.csv
    entity: person
    key: ["id'; drop table x; --"]
    map:
      '"{{ 1/0 }}"': given_name
      "select": family_name
      state: {as: lifecycle, values: {"{% raw %}'": lead}}
    keep: ["it's {{ odd }} \\\\ \\"q\\""]
"""
    headers = ["id'; drop table x; --", '"{{ 1/0 }}"', "select", "state", 'it\'s {{ odd }} \\ "q"']
    project = make_project(tmp_path, odd=source)
    build_models(project)
    with duckdb.connect() as db:
        land(db, "odd", "odd", headers, [["1", "G", "F", "{% raw %}'", "kept"]])
        run_models(db, project)
        found = rows(db, "SELECT given_name, family_name, lifecycle, custom_fields FROM intermediate.int_party")
    assert found == [("G", "F", "lead", json.dumps({headers[4]: "kept"}, separators=(",", ":")))]
