"""Standardisers take any object, read their own answers alike, and read files line by line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from onefold_core.errors import ConfigError
from onefold_dedupe.standardise.company import standardise_company
from onefold_dedupe.standardise.date import standardise_date
from onefold_dedupe.standardise.email import standardise_email
from onefold_dedupe.standardise.files import standardise_file
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.phone import standardise_phone
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.tax_id import standardise_tax_id
from onefold_dedupe.standardise.website import standardise_website

COUNTRIES = [None, "RU", "UA", "KZ", "US", "DE", "BR", "ES", "HU", "XX", "ru", ""]
READERS: dict[str, Callable[[Any, str | None], Standardised]] = {
    "phone": standardise_phone,
    "email": standardise_email,
    "person": lambda raw, country: standardise_person(raw, country=country),
    "company": standardise_company,
    "tax-id": standardise_tax_id,
    "date": standardise_date,
    "website": standardise_website,
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "raw", [None, 12, 7.5, 79161234567.0, True, b"x", ["a"], {"a": 1}, float("nan"), "\ud800", "\x00"]
)
def test_any_object(kind: str, raw: object) -> None:
    assert READERS[kind](raw, "RU").status in ("ok", "partial", "empty", "refused")


@pytest.mark.parametrize(
    "name",
    [
        *("ООО «Ромашка»", "Müller & Söhne GmbH & Co. KG", "Acme Trading Pty Ltd", "株式会社トヨタ", "Coop"),
        *("LLC ООО x x x x LLC", 'ОО"ООО:ОО"XX'),
    ],
)
def test_a_cleaned_company_name_stays(name: str) -> None:
    once = standardise_company(name)
    again = standardise_company(once.value["name"])
    assert (again.value["name"], again.key) == (once.value["name"], once.key)


@pytest.mark.parametrize(
    "name", ["Иванов Иван Иванович", "Dr. John Q. Smith Jr.", "SMITH John", "Петрова Саша", "Vincent van Gogh"]
)
def test_a_read_person_reads_the_same_from_its_fields(name: str) -> None:
    value = standardise_person(name).value
    again = standardise_person(
        given=value.get("given"), middle=value.get("middle") or value.get("patronymic"), family=value.get("family")
    ).value
    for field in ("given", "middle", "patronymic", "family", "gender"):
        assert again.get(field) == value.get(field)


def test_file_lines(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [
        {"id": 1, "raw": "8 916 123-45-67", "country": "RU"},
        {"id": "b", "raw": 79161234567.0},
        {"id": 3, "raw": None},
    ]
    source.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    assert standardise_file("phone", source, out) == 3
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [1, "b", 3]
    assert rows[0]["value"]["e164"] == rows[1]["value"]["e164"] == "+79161234567"
    assert set(rows[0]) == {"id", "status", "value", "key", "confidence", "changes", "issues"}
    assert rows[2]["status"] == "empty"


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"raw": "x"}', '{"id": 1}', '{"id": 1, "raw": "x", "country": 7}', "[" * 100_000]
)
def test_a_bad_line_is_named_without_its_content(tmp_path: Path, line: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 0, "raw": "secret"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        standardise_file("email", source, tmp_path / "out.jsonl")
    assert "line 2" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_unknown_kind_and_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="unknown-kind"):
        standardise_file("colour", None, None)
    with pytest.raises(ConfigError, match="unreadable-file"):
        standardise_file("email", tmp_path / "none.jsonl", tmp_path / "out.jsonl")


@pytest.mark.parametrize("kind", ["address", "country", "person", "company", "tax-id", "date"])
def test_every_kind_reads_a_file(tmp_path: Path, kind: str) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "raw": "Hauptstr. 5, 10115 Berlin", "country": "DE"}\n', encoding="utf-8")
    assert standardise_file(kind, source, out) == 1
    assert json.loads(out.read_text(encoding="utf-8"))["id"] == 1


@pytest.mark.parametrize("kind", ["address", "country", *(kind for kind in READERS if kind != "website")])
def test_half_an_emoji_is_read_over_and_can_be_written(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "1", "raw": "Ann \\ud83d Lee"}\n', encoding="utf-8")
    assert standardise_file(kind, tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 1
    assert "\ufffd" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
