"""What goes wrong outside onefold: its exit code, a message that helps, and what was published stays."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.harness import Done, Harbour, leaked, onefold
from tests.servers import PASSWORD

SOURCE, USAGE, GATE = 3, 2, 4


def _assert_refused(project: Harbour, before: tuple[str, str], done: Done, exit_code: int, *says: str) -> None:
    """Refused in words that help, and readers see what they saw."""
    _assert_says(done, project.values(), exit_code, *says)
    assert project.fingerprint() == before


def _assert_says(done: Done, values: Sequence[str], exit_code: int, *says: str) -> None:
    """The exit code; what, where and mend; and none of the customers' values."""
    assert done.returncode == exit_code, done.said
    assert re.search(r"^error: .+ \[[a-z0-9-]+\]$", done.stderr, re.M), done.stderr
    for part in ("  where: ", "  mend:  ", *says):
        assert part in done.stderr, f"{part!r} is missing in: {done.stderr}"
    assert "Traceback" not in done.said
    assert leaked(done.said, values) == []


def _read(path: Path, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


def _write(path: Path, rows: list[list[str]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def _without_column(path: Path, delimiter: str, header: str) -> None:
    rows = _read(path, delimiter)
    place = rows[0].index(header)
    _write(path, [row[:place] + row[place + 1 :] for row in rows], delimiter)


def _missing_file(project: Harbour) -> None:
    (project.sources / "subscribers.csv").unlink()


def _missing_database(project: Harbour) -> None:
    (project.sources / "legacy_crm.sqlite").unlink()


def _used_csv_column_gone(project: Harbour) -> None:
    _without_column(project.sources / "subscribers.csv", ";", "language")


def _used_sql_column_gone(project: Harbour) -> None:
    connection = sqlite3.connect(project.sources / "legacy_crm.sqlite")
    with connection:
        connection.execute("alter table contacts rename column birthdate to birth_day")
    connection.close()


def _truncated_xml(project: Harbour) -> None:
    path = project.sources / "1c_export.xml"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])


def _wrong_declared_encoding(project: Harbour) -> None:
    project.edit(
        "sources/web_forms.yml",
        "path: data/sources/google_form.csv",
        "path: data/sources/google_form.csv\n    encoding: koi8-r",
    )


def _not_in_declared_encoding(project: Harbour) -> None:
    path = project.sources / "google_form.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251", errors="ignore"))
    project.edit(
        "sources/web_forms.yml",
        "path: data/sources/google_form.csv",
        "path: data/sources/google_form.csv\n    encoding: utf-8",
    )


def _undetectable_encoding(project: Harbour) -> None:
    """One byte above ASCII, in one surname, could be a letter of several alphabets."""
    path = project.sources / "subscribers.csv"
    rows = [[cell.encode("ascii", errors="ignore").decode() for cell in row] for row in _read(path, ";")]
    _write(path, rows, ";")
    content = path.read_bytes()
    place = content.index(b";", content.index(b"\n") + 1) + 1
    path.write_bytes(content[:place] + b"\x81" + content[place:])


def _merged_header(project: Harbour) -> None:
    path = project.sources / "ledger.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook["Клиенты"].merge_cells("B3:C3")
    workbook.save(path)


def _truncated_workbook(project: Harbour) -> None:
    path = project.sources / "ledger.xlsx"
    path.write_bytes(path.read_bytes()[:2000])


def _nearly_all_rows_gone(project: Harbour) -> None:
    path = project.sources / "subscribers.csv"
    rows = _read(path, ";")
    kept = len(rows) // 12
    assert kept >= 5  # above the object's own floor, so that it is the drop that is refused
    _write(path, rows[: kept + 1], ";")


def _below_the_floor(project: Harbour) -> None:
    path = project.sources / "subscribers.csv"
    _write(path, _read(path, ";")[:3], ";")


def _stale_models(project: Harbour) -> None:
    project.edit("sources/mailing.yml", "language: language", "language: status")


def _broken_yaml(project: Harbour) -> None:
    project.edit("sources/mailing.yml", "trust: 50", "trust: [50")


def _unknown_setting(project: Harbour) -> None:
    project.edit("sources/mailing.yml", "trust: 50", "thrust: 50")


def _duplicate_setting(project: Harbour) -> None:
    project.edit("sources/mailing.yml", "trust: 50", "trust: 50\ntrust: 60")


CASES: dict[str, tuple[Callable[[Harbour], None], int, tuple[str, ...]]] = {
    "missing-file": (_missing_file, SOURCE, ("no-files", "subscribers.csv", "source mailing")),
    "missing-database": (_missing_database, SOURCE, ("missing-database", "legacy_crm.sqlite")),
    "csv-column": (_used_csv_column_gone, SOURCE, ("column-vanished", "'language'", "source mailing")),
    "sql-column": (_used_sql_column_gone, SOURCE, ("column-vanished", "'birthdate'", "'birth_day'", "contacts")),
    "truncated-xml": (_truncated_xml, SOURCE, ("1c_export.xml",)),
    "wrong-encoding": (_wrong_declared_encoding, SOURCE, ("wrong-encoding", "google_form.csv", "encoding: utf-8")),
    "not-in-encoding": (_not_in_declared_encoding, SOURCE, ("wrong-encoding", "google_form.csv", "encoding: cp1251")),
    "unknown-encoding": (_undetectable_encoding, SOURCE, ("unknown-encoding", "subscribers.csv", "encoding: ")),
    "merged-header": (_merged_header, SOURCE, ("merged-header", "ledger.xlsx", "B3:C3")),
    "truncated-workbook": (_truncated_workbook, SOURCE, ("broken-archive", "ledger.xlsx")),
    "rows-dropped": (_nearly_all_rows_gone, GATE, ("rows-dropped", "subscribers", "--accept-drop")),
    "too-few-rows": (_below_the_floor, GATE, ("too-few-rows", "subscribers", "min_rows")),
    "stale-models": (_stale_models, USAGE, ("onefold source build",)),
    "broken-yaml": (_broken_yaml, USAGE, ("bad-yaml", "mailing.yml, line ")),
    "unknown-setting": (_unknown_setting, USAGE, ("bad-settings", "mailing.yml: thrust", "trust")),
    "duplicate-setting": (_duplicate_setting, USAGE, ("bad-yaml", "mailing.yml, line 4", "'trust'")),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_and_what_was_published_stays(harbour: Harbour, case: str) -> None:
    spoil, exit_code, says = CASES[case]
    before = harbour.fingerprint()
    spoil(harbour)
    _assert_refused(harbour, before, harbour.run(), exit_code, *says)


def test_a_drop_that_a_person_accepts_lands(harbour: Harbour) -> None:
    _nearly_all_rows_gone(harbour)
    refused = harbour.run()
    mend = re.search(r"onefold (sync mailing .*)$", refused.stderr, re.M)
    assert mend is not None
    accepted = onefold(*mend.group(1).split(), "--json", cwd=harbour.root)
    assert accepted.returncode == 0, accepted.said
    gone = next(o["gone"] for o in accepted.json()["objects"] if o["object"] == "subscribers")
    assert gone > 20


@pytest.mark.postgres
def test_a_wrong_password_is_named_but_never_shown(harbour: Harbour, postgres_url: str) -> None:
    before = harbour.fingerprint()
    harbour.edit("sources/legacy_crm.yml", "url: sqlite:///data/sources/legacy_crm.sqlite\n", "")
    from sqlalchemy import make_url

    wrong = make_url(postgres_url).set(password=f"{PASSWORD}no")
    url = wrong.render_as_string(hide_password=False)
    for arguments in (["run"], ["run", "--json"], ["source", "test", "legacy_crm"]):
        done = onefold(*arguments, cwd=harbour.root, env={"SOURCES__LEGACY_CRM__URL": url})
        assert done.returncode == SOURCE, done.said
        assert "refused the user or the password" in done.said
        assert PASSWORD not in done.said
        assert url.split("@", maxsplit=1)[0] not in done.said
        assert "SOURCES__LEGACY_CRM__URL" in done.said or "secret" in done.said
    assert harbour.fingerprint() == before
    logs = [p for p in (harbour.root / "data").rglob("*") if p.is_file() and PASSWORD.encode() in p.read_bytes()]
    assert logs == []


@dataclass(frozen=True)
class Mended:
    """A run that a rule refused, and the next one, without that rule but with a dirty export of `count` rows."""

    project: Harbour
    values: list[str]
    before: tuple[str, str]
    between: tuple[str, str]
    refused: Done
    html: str
    listed: dict[str, Any]
    count: int
    done: Done


@pytest.fixture(scope="module")
def mended(copied: Callable[[], Harbour], tmp_path_factory: pytest.TempPathFactory) -> Mended:
    project = copied()
    values, before = project.values(), project.fingerprint()
    rules = project.root / "rules"
    rules.mkdir(exist_ok=True)
    (rules / "ours.yml").write_text(
        "nobody_is_called_anything:\n"
        "  says: No customer has a name.\n"
        "  dimension: consistency\n"
        "  severity: block\n"
        '  "on": golden.customer\n'
        "  ref: customer_id\n"
        "  failed: display_name is not null\n"
        "  at_most: 0\n"
        "  why: It cannot pass.\n",
        encoding="utf-8",
    )
    refused = project.run()
    between = project.fingerprint()
    listed = onefold("runs", "--json", cwd=project.root).json()[0]
    html = (project.root / "data" / "reports" / f"{listed['run_id']}.html").read_text(encoding="utf-8")
    (rules / "ours.yml").unlink()
    count = _dirty(project.sources / "subscribers.csv")
    done = project.run("--json")
    # Out of the way of the next copy.
    kept = Harbour(project.root.rename(tmp_path_factory.mktemp("mended") / "harbour"), project.result)
    return Mended(kept, values, before, between, refused, html, listed, count, done)


def _dirty(path: Path) -> int:
    """A column gone and one added, a key twice, two broken lines; the rows it had before."""
    rows = _read(path, ";")
    count = len(rows) - 1
    confirmed = rows[0].index("confirmed_at")
    rows = [[*row[:confirmed], *row[confirmed + 1 :], "new" if i else "segment"] for i, row in enumerate(rows)]
    twice = [*rows[1][:1], "Second Spelling", *rows[1][2:]]
    _write(path, [*rows, twice], ";")
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.write("ragged@example.test;only;three\n")
        stream.write('"unclosed@example.test;Never Closed;DE;de;news;subscribed;2024-01-01 00:00:00\n')
    return count


def test_a_dirty_but_readable_export_is_published_and_every_fault_told(mended: Mended) -> None:
    harbour, done, count = mended.project, mended.done, mended.count
    assert done.returncode == 0, done.stderr
    read = next(o for o in done.json()["steps"]["extract"]["objects"] if o["object"] == "subscribers")
    assert (read["read"], read["duplicate"], read["quarantined"]) == (count + 3, 1, 2)
    held = harbour.working("select file, line, reason from quarantine.row where source = 'mailing' order by line")
    assert [(file, line) for file, line, _ in held] == [
        ("data/sources/subscribers.csv", count + 3),
        ("data/sources/subscribers.csv", count + 4),
    ]
    assert [reason for *_, reason in held] == ["ragged-row", "unclosed-quote"]
    issues = {
        (code, field): number
        for code, field, number in harbour.query(
            "select code, field, \"rows\" from audit.issue where source = 'mailing' and layer = 'raw'"
        )
    }
    assert ("unknown-column", "segment") in issues
    assert ("column-removed", "confirmed_at") in issues
    assert issues["duplicate-key", "email"] == 1
    assert issues["rows-quarantined", None] == 2
    balance = harbour.query(
        "select rows_in, rows_out, merged, quarantined, difference from audit.balance"
        " where layer = 'source' and source = 'mailing' and object = 'subscribers'"
    )
    assert balance == [(count + 3, count, 1, 2, 0)]
    names = harbour.query("select count(distinct record_name) from golden.crosswalk where source = 'mailing'")
    assert names == [(count,)]


def test_a_rule_that_fails_refuses_and_leaves_a_report(mended: Mended) -> None:
    _assert_says(mended.refused, mended.values, GATE, "nobody_is_called_anything", "audit-failed")
    assert mended.between == mended.before
    assert mended.listed["status"] == "refused"
    assert "Publishable: no" in mended.html
    assert "nobody_is_called_anything" in mended.html
    assert leaked(mended.html, mended.values) == []
    assert mended.done.returncode == 0, mended.done.stderr
    assert mended.project.fingerprint() != mended.before


def test_who_is_suppressed_leaves_every_published_table(harbour: Harbour) -> None:
    from onefold_core.privacy import suppress
    from onefold_core.settings import load_project
    from onefold_core.state import ledger
    from onefold_core.state.corrections import active_corrections, correct
    from onefold_core.state.decisions import decide
    from onefold_core.state.store import open_state

    # Somebody known under one address to the mailing list, to a form on the website and to the old CRM.
    ((email,),) = harbour.working(
        "select lower(value) from intermediate.int_contact_point where channel = 'email' group by 1"
        " having count(distinct source) filter (source in ('mailing', 'web_forms', 'legacy_crm')) = 3"
        " order by 1 limit 1"
    )
    project = load_project(harbour.root)
    engine = open_state(project.target.state, project.root)
    ((mailed,),) = harbour.working(
        f"select record_name from match.identity where source = 'mailing' and lower(source_key) = '{email}'"
    )
    decide(engine, mailed, "web_forms:site_posts:post-000003", "different", why="a test", actor="test")
    ((customer_id,),) = harbour.working(f"select customer_id from match.identity where record_name = '{mailed}'")
    others = [row[0] for row in harbour.working("select distinct customer_id from match.identity order by all limit 9")]
    other, another = [one for one in others if one != customer_id][:2]
    for name in ("Quisquiliana Erasmus", "Quisquiliana Erased"):
        correct(engine, customer_id, "display_name", name, why="quisquilia phoned", actor="test")
    correct(engine, other, "email", email.upper(), why="typed at the wrong customer", actor="test")
    correct(engine, another, "display_name", "Somebody Else", why="a test", actor="test")
    assert suppress(engine, project.root, "email", email, "request 7", actor="test")
    refused = onefold("correct", another, "email", email, "--why", "again", cwd=harbour.root)
    assert (refused.returncode, "[erased-contact]" in refused.stderr, email in refused.said) == (2, True, False)
    done = harbour.run("--full", "--json")
    assert done.returncode == 0, done.stderr
    objects = done.json()["steps"]["extract"]["objects"]
    assert sum(o["suppressed"] for o in objects if o["object"] == "subscribers") == 1
    balance = harbour.query("select sum(suppressed), sum(abs(difference)) from audit.balance where layer = 'source'")
    assert balance == [(sum(o["suppressed"] for o in objects), 0)]
    assert _places(harbour.query, ("golden", "marts", "audit"), email) == []
    layers = ("raw_mailing", "raw_web_forms", "raw_legacy_crm", "staging", "intermediate", "standardised", "quarantine")
    assert _places(harbour.working, (*layers, "match", "match_kept"), email) == []
    spellings = [email.encode(), email.replace("@", "%40").encode()]
    dump = b"".join(line.encode() for line in sqlite3.connect(harbour.root / "data" / "state.sqlite").iterdump())
    assert [spelling for spelling in (*spellings, b"quisquilia") if spelling in dump.lower()] == []
    assert [one.customer_id for one in active_corrections(engine)] == [another]
    assert ledger.verify(engine) is None
    engine.dispose()
    for name in ("quisquiliana", "somebody else"):
        held = [_places(ask, (*schemas,), name) for ask, schemas in (
            (harbour.query, ("golden", "marts", "audit")), (harbour.working, (*layers, "audit_input")))]  # fmt: skip
        assert any(held) == (name == "somebody else"), held
    assert b"identity.erased" in dump
    assert email not in done.said
    report = (harbour.root / "data" / "reports" / f"{done.json()['run_id']}.html").read_text(encoding="utf-8")
    assert email not in report


def _places(ask: Callable[[str], list[tuple[Any, ...]]], schemas: tuple[str, ...], value: str) -> list[str]:
    """Every table of these schemas that holds the value, also inside a longer text and as part of a record's name."""
    tables = ask(f"select table_schema, table_name from information_schema.tables where table_schema in {schemas}")
    assert len({schema for schema, _ in tables}) == len(schemas)
    spellings = {value.lower(), value.lower().replace("@", "%40")}
    holds = " or ".join(f"contains(lower(to_json(r)::varchar), '{spelling}')" for spelling in sorted(spellings))
    counts = [
        f"select '{schema}.{table}', count(*) from {schema}.\"{table}\" r where {holds}" for schema, table in tables
    ]
    return sorted(name for name, rows in ask(" union all ".join(counts)) if rows)
