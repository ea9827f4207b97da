"""F15: dangerous XML is refused before it expands; nothing is fetched and no file is read."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.readers import FileSpec, read_table

from tests.faults.probe_reader import probe

ROOT = "КоммерческаяИнформация"
SPEC = FileSpec(record="counterparties")


def _document(path: Path, doctype: str, body: str) -> Path:
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<{ROOT}>{body}</{ROOT}>', encoding="utf-8")
    return path


def _counterparty(name: str) -> str:
    return f"<Контрагенты><Контрагент><Ид>1</Ид><Наименование>{name}</Наименование></Контрагент></Контрагенты>"


def _refused(path: Path) -> SourceTerminalError:
    with pytest.raises(SourceTerminalError) as raised:
        read_table(path, SPEC).read_all()
    return raised.value


def test_billion_laughs(tmp_path: Path) -> None:
    entities = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = _document(tmp_path / "laughs.xml", f"<!DOCTYPE x [{entities}]>", _counterparty("&l9;"))
    reading = probe(path, record="counterparties")
    assert reading.error == "unsafe-xml"
    assert reading.seconds < 2
    assert reading.peak_mb < 512


def test_quadratic_blow_up(tmp_path: Path) -> None:
    doctype = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'
    path = _document(tmp_path / "quadratic.xml", doctype, _counterparty("&a;" * 50_000))
    reading = probe(path, record="counterparties")
    assert reading.error == "unsafe-xml"
    assert reading.seconds < 2
    assert reading.peak_mb < 512


def test_external_entity_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("canary", encoding="utf-8")
    uri = (tmp_path / "secret.txt").as_uri()
    path = _document(tmp_path / "xxe.xml", f'<!DOCTYPE x [<!ENTITY s SYSTEM "{uri}">]>', _counterparty("&s;"))
    error = _refused(path)
    assert error.code == "unsafe-xml"
    assert "canary" not in str(error)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">',
        '<!DOCTYPE x [<!ENTITY s SYSTEM "http://127.0.0.1:{port}/s">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/p"> %p;]>',
    ],
)
def test_nothing_is_fetched(tmp_path: Path, doctype: str) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        port = server.getsockname()[1]
        path = _document(tmp_path / "net.xml", doctype.format(port=port), _counterparty("&s;"))
        assert _refused(path).code == "unsafe-xml"
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("wrapper", ["<a>", "<Контрагенты><Контрагент>"])
def test_a_million_levels(tmp_path: Path, wrapper: str) -> None:
    path = _document(tmp_path / "deep.xml", "", wrapper * 1_000_000)
    reading = probe(path, record="counterparties")
    assert reading.error == "unsafe-xml"
    assert reading.seconds < 2
    assert reading.peak_mb < 512


@pytest.mark.parametrize(
    "body",
    [
        "<!--" + "x" * 50_000_000 + "-->",
        '<a b="' + "x" * 50_000_000 + '"/>',
        _counterparty("x" * 50_000_000),
        "<Контрагенты><Контрагент>" + "<a/>" * 1_000_000 + "</Контрагент></Контрагенты>",
    ],
    ids=["comment", "attribute", "text", "children"],
)
def test_large_pieces_stay_bounded(tmp_path: Path, body: str) -> None:
    reading = probe(_document(tmp_path / "large.xml", "", body), record="counterparties")
    assert reading.error in ("unsafe-xml", None)
    assert reading.seconds < 10
    assert reading.peak_mb < 512


def test_cut_off_document_lands_nothing_and_names_the_line(tmp_path: Path) -> None:
    path = _document(tmp_path / "cut.xml", "", "\n" + _counterparty("Ромашка") + "\n<Контрагенты>")
    path.write_text(path.read_text(encoding="utf-8").removesuffix(f"</{ROOT}>"), encoding="utf-8")
    error = _refused(path)
    assert error.code == "xml-cut-off"
    assert (error.where or "").endswith("line 4")


def test_bytes_outside_the_declared_encoding(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    good = f'<?xml version="1.0" encoding="windows-1251"?>\n<{ROOT}>\n{_counterparty("Ромашка")}</{ROOT}>'
    path.write_bytes(good.encode("cp1251").replace("Ромашка".encode("cp1251"), b"\x98"))
    error = _refused(path)
    assert error.code == "wrong-encoding"
    assert "line 3" in (error.where or "")


def test_utf8_under_a_windows_1251_declaration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="windows-1251"?>\n<{ROOT}>{_counterparty("Ромашка")}</{ROOT}>', encoding="utf-8"
    )
    assert _refused(path).code == "wrong-encoding"
    table = read_table(path, FileSpec(record="counterparties", encoding="utf-8"))
    assert table.read_all()["Наименование"].to_pylist() == ["Ромашка"]
