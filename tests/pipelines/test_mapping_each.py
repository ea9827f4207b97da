"""Lists in one field: several phones, e-mails and addresses of a record, each a row with its own label."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from onefold_core.errors import ConfigError
from onefold_core.privacy import Suppression, keyed_hash
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.suppress import is_erased

from tests.pipelines.mapping_world import Row, land, make_project, rows, run_models

CRM = """\
kind: files
country: DE
objects:
  contacts:
    path: contacts.jsonl
    entity: person
    key: [ID]
    map:
      NAME: full_name
      PHONE: {as: phone, each: {value: VALUE, label: VALUE_TYPE, is_primary: MAIN}}
      MOBILE: {as: phone, label: mobile}
      MAILS: {as: email, label: more, each: "."}
      PLACES: {as: address, each: {street: where.line, city: where.city, label: kind}}
"""
HEADERS = ["ID", "NAME", "PHONE", "MOBILE", "MAILS", "PLACES"]


def test_every_member_is_a_row_in_the_order_of_its_list(tmp_path: Path) -> None:
    project = make_project(tmp_path, crm=CRM)
    build_models(project)
    phones = (
        '[{"ID": "7", "VALUE": "+49 30 1", "VALUE_TYPE": "WORK", "MAIN": "N"}, {"VALUE": " ", "VALUE_TYPE": "HOME"}, '
    )
    phones += '{"VALUE": "+49 30 2", "MAIN": true}]'
    places = '[{"kind": "billing", "where": {"line": "Kai 1", "city": "Kiel"}}, {"kind": "empty", "where": {}}]'
    contacts: list[Row] = [
        ["1", "Ann", phones, "0171 3", "a@x.example; b@x.example", places],
        ["2", "Bob", '{"VALUE": "5"}', None, '["c@x.example"]', "[]"],
        ["3", "Cid", "false", None, "", None],
        ["4", "Dan", '[{"VALUE": "cut off', None, None, None],
    ]
    with duckdb.connect() as db:
        land(db, "crm", "contacts", HEADERS, contacts)
        run_models(db, project)
        points = rows(
            db,
            "select source_key, channel, label, value, country, is_primary, position "
            "from intermediate.int_contact_point order by source_key, position",
        )
        addresses = rows(
            db, "select source_key, label, street, city, country from intermediate.int_address order by all"
        )
    assert points == [
        ("1", "phone", "WORK", "+49 30 1", "DE", False, 1),
        ("1", "phone", "phone", "+49 30 2", "DE", True, 2),
        ("1", "phone", "mobile", "0171 3", "DE", None, 3),
        ("1", "email", "more", "a@x.example", "DE", None, 4),
        ("1", "email", "more", "b@x.example", "DE", None, 5),
        ("2", "phone", "phone", "5", "DE", None, 1),
        ("2", "email", "more", "c@x.example", "DE", None, 2),
    ]
    assert addresses == [("1", "billing", "Kai 1", "Kiel", "DE")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("NAME: {as: full_name, each: VALUE}", "each-without-use"),
        ("NAME: {as: phone, each: {numer: VALUE}}", "unknown-target-field"),
    ],
)
def test_what_cannot_be_a_list_is_refused(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(ConfigError) as error:
        build_models(make_project(tmp_path, crm=CRM.replace("NAME: full_name", line)))
    assert error.value.code == code
    assert error.value.valid


def test_an_erased_contact_is_known_inside_a_list() -> None:
    key = b"k"
    list_ = Suppression(key, frozenset({keyed_hash(key, "email:b@x.example"), keyed_hash(key, "phone:4930123456")}))
    assert is_erased('[{"VALUE": "a@x.example"}, {"VALUE": "B@x.example"}]', "email", list_)
    assert is_erased('[{"VALUE": "+49 30 123456"}]', "phone", list_)
    assert not is_erased('[{"VALUE": "a@x.example"}]', "email", list_)
