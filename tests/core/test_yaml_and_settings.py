"""Project files are read strictly, and every error names the place and what is valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_core.settings import load_project
from onefold_core.yamlio import parse_yaml

PROJECT = "project: shop\n"
SOURCE = "kind: sql\nurl: sqlite:///a.sqlite\nobjects:\n  contacts:\n    entity: person\n    key: [id]\n"


def _project(root: Path, project: str = PROJECT, source: str = SOURCE) -> Path:
    (root / "sources").mkdir()
    (root / "onefold.yml").write_text(project, encoding="utf-8")
    (root / "sources" / "crm.yml").write_text(source, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2", 2),
        ("a: 1\nb: !!python/object/apply:os.system [ls]", 2),
        ("a: &x [1]\nb: *x", 1),
        ("a: 1\nb: {<<: {c: 1}}", 2),
        ("a: [1,\nb: 2", 2),
    ],
)
def test_what_yaml_misreads_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, "here.yml")
    assert f"line {line}" in str(caught.value.where)


def test_a_yaml_bomb_is_refused() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    with pytest.raises(ConfigError, match="anchors"):
        parse_yaml(bomb, "here.yml")


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ConfigError):
        parse_yaml("[" * 100_000, "here.yml")


def test_norway_zeros_and_dates_stay_text() -> None:
    assert parse_yaml("a: NO\nb: 007\nc: 2024-01-01\nd: true\ne: 12", "x") == {
        "a": "NO",
        "b": "007",
        "c": "2024-01-01",
        "d": True,
        "e": 12,
    }


def test_a_project_is_read(tmp_path: Path) -> None:
    project = load_project(_project(tmp_path))
    assert project.name == "shop"
    assert project.warehouse == tmp_path / "data" / "warehouse.duckdb"
    assert [source.name for source in project.sources] == ["crm"]


def test_an_unknown_key_names_its_place_and_the_valid_ones(tmp_path: Path) -> None:
    _project(tmp_path, source=SOURCE + "    map: {name: {as: given_name, lable: x}}\n")
    with pytest.raises(ConfigError) as caught:
        load_project(tmp_path)
    assert "objects.contacts.map.name.0.lable" in str(caught.value.where)
    assert "label" in caught.value.valid


@pytest.mark.parametrize(
    "project",
    [
        "project: Shop\n",
        "project: a__b\n",
        "project: shop\nbase_currency: euro\n",
        "project: shop\nmatch: {auto_merge: 0.6, review_from: 0.9}\n",
        "- shop\n",
    ],
)
def test_bad_settings_are_configuration_errors(tmp_path: Path, project: str) -> None:
    _project(tmp_path, project=project)
    with pytest.raises(ConfigError):
        load_project(tmp_path)


def test_a_missing_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="onefold init"):
        load_project(tmp_path)


def test_unknown_target_and_source_list_the_valid_ones(tmp_path: Path) -> None:
    project = load_project(_project(tmp_path))
    with pytest.raises(ConfigError) as target:
        load_project(tmp_path, "prod")
    with pytest.raises(ConfigError) as source:
        project.source("erp")
    assert target.value.valid == ("dev",)
    assert source.value.valid == ("crm",)


def test_a_bad_time_zone_is_refused(tmp_path: Path) -> None:
    _project(tmp_path, source="timezone: Moscow/Russia\n" + SOURCE)
    with pytest.raises(ConfigError, match="IANA"):
        load_project(tmp_path)
