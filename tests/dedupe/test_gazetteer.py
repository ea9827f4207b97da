"""The user's list of places: what it settles, what it leaves, and how a bad one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from onefold_core.errors import ConfigError
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.address.gazetteer import active_gazetteer, load_gazetteer, using_gazetteer
from onefold_dedupe.standardise.files import standardise_file

LIST = """\
name,kind,country,parent,aliases
Thornbury,city,GB,,Thornbury Town
Wibsey,suburb,GB,Thornbury,
Wibsey,city,GB,Rutland,
Segrate,city,IT,,
Brera,suburb,IT,Segrate,
Zarechye,city,RU,,Заречье
Ромашково,suburb,Россия,Заречье,
Little Thornbury,city,GB,,
"""


@pytest.fixture
def places(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("country", "text", "suburb", "city"),
    [
        ("GB", "12 Elm Grove, Wibsey Thornbury", "Wibsey", "Thornbury"),
        ("GB", "12 Elm Grove, Little Thornbury", None, "Little Thornbury"),
        ("GB", "12 Elm Grove, Wibsey, Rutland", None, "Wibsey"),
        ("GB", "12 Elm Grove, Great Thornbury", None, "Great Thornbury"),
        ("IT", "Via Roma 3, 20121 Brera Segrate", "Brera", "Segrate"),
        ("RU", "ул. Лесная, 5, Заречье, Ромашково", "Ромашково", "Заречье"),
        ("DE", "Lindenstr. 3, 50674 Thornbury", None, "Thornbury"),
    ],
)
def test_the_list_tells_a_suburb_from_a_city(
    places: Path, country: str, text: str, suburb: str | None, city: str
) -> None:
    with using_gazetteer(places):
        parts = standardise_address(text, country).parts
    assert (parts.get("suburb"), parts.get("city")) == (suburb, city)


def test_grammar_alone_cannot(places: Path) -> None:
    assert standardise_address("12 Elm Grove, Wibsey Thornbury", "GB").parts["city"] == "Wibsey Thornbury"
    assert active_gazetteer() is None


def test_an_alias_gives_the_listed_name(places: Path) -> None:
    with using_gazetteer(places):
        result = standardise_address("ул. Лесная, 5, Заречье", "RU")
    assert result.parts["city"] == "Заречье"
    assert result.canonical["city"] == "Zarechye"
    assert "city_renamed" in result.changes


def test_no_character_is_lost(places: Path) -> None:
    text = "12 Elm Grove, Upper Wibsey near Thornbury Town, Rutland"
    with using_gazetteer(places):
        result = standardise_address(text, "GB")
    kept = " ".join([*result.parts.values(), result.unparsed])
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, text))


def test_the_version_is_that_of_the_content(places: Path) -> None:
    before = load_gazetteer(places).version
    assert load_gazetteer(places).version == before
    places.write_text(LIST + "Ashby,city,GB,,\n", encoding="utf-8")
    assert load_gazetteer(places).version != before


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        ("name,kind\nBrera,suburb\n", "line 1", "the column country is missing"),
        ("name,kind,country,zip\n", "line 1", "there is no column 'zip'"),
        ("name,kind,country\nBrera,quarter,IT\n", "line 2", "the kind is none of a place's"),
        ("name,kind,country\nBrera,suburb,Narnia\n", "line 2", "the country is not known"),
        ("name,kind,country\n\n,suburb,IT\n", "line 3", "the name is missing"),
        ("name;kind;country\nBrera;suburb;IT\n", "line 1", "there is no column"),
    ],
)
def test_a_bad_list_is_refused_by_line(tmp_path: Path, content: str, where: str, what: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        load_gazetteer(path)
    assert error.value.code == "bad-gazetteer"
    assert what in error.value.what
    assert error.value.where is not None and where in error.value.where
    assert error.value.mend


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="bad-gazetteer"):
        standardise_file("address", None, None, tmp_path / "none.csv")


def test_a_list_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes("name,kind,country\nЗаречье,city,RU\n".encode("cp1251"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_gazetteer(path)


def test_a_file_is_read_with_the_list(places: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "raw": "12 Elm Grove, Wibsey Thornbury", "country": "GB"}\n', encoding="utf-8")
    standardise_file("address", source, out, places)
    assert '"suburb": "Wibsey"' in out.read_text(encoding="utf-8")
    assert active_gazetteer() is None
