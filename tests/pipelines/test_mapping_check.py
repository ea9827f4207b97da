"""What a mapping must not say: each mistake is refused with the place, what is valid, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_core.settings import Source
from onefold_pipelines.mapping.check import check_source

from tests.pipelines.mapping_world import make_project

HEAD = "kind: sql\nurl: sqlite:///x\nobjects:\n"
OTHERS = """\
  accounts: {entity: organization, key: [id], map: {name: organization_name, changed: updated_at}}
  pairs: {entity: none, key: [a, b]}
"""


def source(tmp_path: Path, people: str) -> Source:
    """A source with an object `people` (flow mapping) beside accounts and pairs."""
    return make_project(tmp_path, crm=f"{HEAD}  people: {people}\n{OTHERS}").source("crm")


MISTAKES = {
    "unknown-entity": "{entity: persn, key: [id]}",
    "unknown-target-field": "{entity: person, key: [id], map: {a: given_nam}}",
    "target-twice": "{entity: person, key: [id], map: {a: given_name, b: given_name}}",
    "no-key": "{entity: person, map: {a: given_name}}",
    "bad-deleted": "{entity: person, key: [id], deleted: gone is true}",
    "bad-ref": "{entity: person, key: [id], map: {a: {as: organization, ref: companies}}}",
    "no-ref": "{entity: person, key: [id], map: {a: organization}}",
    "ref-without-use": "{entity: person, key: [id], map: {a: {as: given_name, ref: accounts}}}",
    "ref-with-values": "{entity: person, key: [id], map: {a: {as: owner, ref: accounts, values: {x: y}}}}",
    "bad-value": "{entity: person, key: [id], map: {a: {as: consent.state, values: {x: yes}}}}",
    "label-without-use": "{entity: person, key: [id], map: {a: {as: given_name, label: x}}}",
    "country-without-use": "{entity: person, key: [id], map: {a: {as: email, country: c}}}",
    "kind-twice": "{entity: person, key: [id], map: {a: kind}}",
    "format-without-use": '{entity: person, key: [id], map: {a: {as: given_name, format: "%Y"}}}',
    "scale-without-use": "{entity: person, key: [id], map: {a: {as: given_name, scale: 0.01}}}",
    "bad-format": "{entity: person, key: [id], map: {a: {as: created_at, format: dd.mm.yyyy}}}",
    "incomplete-entity": "{entity: person, key: [id], map: {a: consent.text}}",
    "used-and-ignored": "{entity: person, key: [id], map: {a: given_name}, ignore: [a]}",
    "mapped-and-kept": "{entity: person, key: [id], map: {a: given_name}, keep: [a]}",
    "map-without-entity": "{entity: none, key: [id], map: {a: given_name}}",
    "custom-without-entity": "{entity: none, model: custom}",
    "custom-without-key": "{entity: person, model: custom, keep: [a]}",
}


@pytest.mark.parametrize("code", MISTAKES)
def test_mistakes_are_refused_by_name(tmp_path: Path, code: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_source(source(tmp_path, MISTAKES[code]))
    assert error.value.code == code
    assert "sources/crm.yml: objects.people" in (error.value.where or "")


def test_a_sound_mapping_passes_with_its_warnings(tmp_path: Path) -> None:
    mapped = "map: {a: [given_name, email], b: {as: owner, ref: people}}"
    good = f"{{entity: person, key: [id], deleted: \"state = 'gone'\", {mapped}}}"
    warnings = check_source(source(tmp_path, good))
    assert len(warnings) == 1
    assert "updated_at" in warnings[0]


def test_the_nearest_target_is_suggested_and_all_are_listed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        check_source(source(tmp_path, "{entity: person, key: [id], map: {a: adress.city}}"))
    assert "address.city" in (error.value.mend or "")
    assert {"given_name", "phone", "address.street", "consent.state", "created_at"} <= set(error.value.valid)


def test_several_mistakes_are_counted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="and 1 more"):
        check_source(source(tmp_path, "{entity: person, key: [id], map: {a: organization, b: owner}}"))


def test_a_reference_to_a_composite_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="key of several columns"):
        check_source(source(tmp_path, "{entity: person, key: [id], map: {a: {as: owner, ref: pairs}}}"))


@pytest.mark.parametrize(
    ("entity", "field", "value"),
    [
        ("deal", "amount", "1,5"),
        ("deal", "closes_on", "soon"),
        ("owner", "is_active", "da"),
        ("activity", "kind", "fax"),
    ],
)
def test_constants_must_fit_their_field(tmp_path: Path, entity: str, field: str, value: str) -> None:
    with pytest.raises(ConfigError) as error:
        check_source(source(tmp_path, f'{{entity: {entity}, key: [id], set: {{{field}: "{value}"}}}}'))
    assert error.value.code == "bad-value"
