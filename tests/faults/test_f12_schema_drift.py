"""F12: column added, removed, renamed, type-changed, case-changed, duplicated header: a named issue each; drift in an
unused column never blocks, in a used column always, and nothing lands half."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from onefold_core.errors import SourceTerminalError

from tests.pipelines.workbench import Workbench, codes

CSV = """
    kind: files
    objects:
      deals:
        entity: deal
        path: in/deals.csv
        key: [id]
        map: {title: name, amount: amount}
        ignore: [spare]
      other: {entity: none, path: in/other.csv, key: [id]}
    """
SQL = """
    kind: sql
    url: sqlite:///crm.sqlite
    objects:
      deals:
        entity: deal
        key: [id]
        map: {title: name, amount: amount}
        ignore: [spare]
      other: {entity: none, key: [id]}
    """
BEFORE = ("id", "title", "amount", "spare")


@dataclass
class Source:
    """The object `deals` with 25 rows, delivered as CSV or kept in SQLite; `other` gets a new row every time."""

    kind: str
    bench: Workbench
    deliveries: int = 0

    def __post_init__(self) -> None:
        self.bench.write("src", CSV if self.kind == "csv" else SQL)

    def deliver(self, headers: Sequence[str], *, amount: str = "{}0.50", amount_type: str = "numeric") -> None:
        """Replace everything by 25 rows under these headers."""
        self.deliveries += 1
        rows = [[amount.format(n) if h == "amount" else str(n) for h in headers] for n in range(1, 26)]
        others = [[str(n)] for n in range(1, 25 + self.deliveries)]
        if self.kind == "csv":
            self.bench.put("deals.csv", "".join(",".join(row) + "\n" for row in [list(headers), *rows]))
            self.bench.put("other.csv", "".join(",".join(row) + "\n" for row in [["id"], *others]))
            return
        with closing(sqlite3.connect(self.bench.root / "crm.sqlite")) as connection:
            connection.executescript("drop table if exists deals; drop table if exists other")
            columns = ", ".join(f'"{h}" {amount_type if h == "amount" else "text"}' for h in headers)
            connection.execute(f"create table deals ({columns})")
            connection.executemany(f"insert into deals values ({', '.join('?' * len(headers))})", rows)
            connection.execute("create table other (id text)")
            connection.executemany("insert into other values (?)", others)
            connection.commit()

    def landed(self) -> tuple[int, int]:
        """Rows of both objects in raw."""
        counts = self.bench.query("select (select count(*) from raw_src.deals), (select count(*) from raw_src.other)")
        return counts[0][0], counts[0][1]


@pytest.fixture(scope="module", params=["csv", "sql"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """A source with one load behind it, for tests to copy."""
    made = Source(request.param, Workbench(tmp_path_factory.mktemp(request.param)))
    made.deliver(BEFORE)
    assert codes(made.bench.sync("src")) == set()
    return made


@pytest.fixture
def source(loaded: Source, tmp_path: Path) -> Source:
    """A copy of `loaded` to change."""
    shutil.copytree(loaded.bench.root, tmp_path, dirs_exist_ok=True)
    return replace(loaded, bench=Workbench(tmp_path))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(("id", "title", "amount", "spare", "colour"), {"unknown-column", "column-added"}, id="added"),
        pytest.param(("id", "title", "amount"), {"column-removed"}, id="removed"),
        pytest.param(
            ("id", "title", "amount", "spares"), {"column-renamed", "unknown-column", "column-added"}, id="renamed"
        ),
        pytest.param(
            ("id", "title", "amount", "Spare"), {"column-case-changed", "unknown-column", "column-added"}, id="case"
        ),
    ],
)
def test_drift_in_an_unused_column_is_an_issue_and_lands(
    source: Source, headers: tuple[str, ...], expected: set[str]
) -> None:
    source.deliver(headers)
    result = source.bench.sync("src")
    assert codes(result) == expected
    assert source.landed() == (25, 26)
    assert all(issue.field in {*headers, *BEFORE} for issue in result.issues)


@pytest.mark.parametrize(
    ("headers", "code", "named"),
    [
        pytest.param(("id", "amount", "spare"), "column-vanished", "title", id="removed"),
        pytest.param(("id", "titel", "amount", "spare"), "column-vanished", "titel", id="renamed"),
        pytest.param(("id", "TITLE", "amount", "spare"), "column-case-changed", "TITLE", id="case"),
        pytest.param(("title", "amount", "spare"), "column-vanished", "id", id="key"),
    ],
)
def test_drift_in_a_used_column_blocks_whole(source: Source, headers: tuple[str, ...], code: str, named: str) -> None:
    source.deliver(headers)
    for full_refresh in (False, True):
        with pytest.raises(SourceTerminalError, match=code) as caught:
            source.bench.sync("src", full_refresh=full_refresh)
        assert repr(named) in caught.value.what
        assert caught.value.exit_code == 3
        assert source.landed() == (25, 25), "the other object must not land without it"


def test_type_change_in_a_used_column_blocks_until_accepted(source: Source) -> None:
    source.deliver(BEFORE, amount="about {}", amount_type="text")
    with pytest.raises(SourceTerminalError, match="column-type-changed") as caught:
        source.bench.sync("src")
    assert "about" not in str(caught.value)
    assert source.landed() == (25, 25)
    accepted = source.bench.sync("src", full_refresh=True)
    assert codes(accepted) == {"column-type-changed"}
    assert source.landed() == (25, 26)
    source.deliver(BEFORE, amount="about {}", amount_type="text")
    assert codes(source.bench.sync("src")) == set(), "accepted once is accepted"


def test_type_change_in_an_unused_column_is_an_issue(tmp_path: Path) -> None:
    source = Source("sql", Workbench(tmp_path))
    source.bench.write("src", SQL.replace(", amount: amount", "").replace("[spare]", "[spare, amount]"))
    source.deliver(BEFORE)
    source.bench.sync("src")
    source.deliver(BEFORE, amount_type="text")
    assert codes(source.bench.sync("src")) == {"column-type-changed"}
    assert source.landed() == (25, 26)


def test_duplicated_header_names_both_positions(tmp_path: Path) -> None:
    source = Source("csv", Workbench(tmp_path))
    source.deliver(("id", "title", "amount", "title"))
    with pytest.raises(SourceTerminalError, match="duplicate-header") as caught:
        source.bench.sync("src")
    assert "2" in caught.value.what
    assert "4" in caught.value.what


def test_a_duplicated_header_that_nobody_uses_is_an_issue(tmp_path: Path) -> None:
    source = Source("csv", Workbench(tmp_path))
    source.deliver((*BEFORE, "note", "note"))
    assert "unknown-column" in codes(source.bench.sync("src"))
    assert source.landed() == (25, 25)


def test_a_replaced_set_of_keys_is_refused(source: Source) -> None:
    from onefold_core.errors import GateError

    path = source.bench.root / "in" / "deals.csv"
    if source.kind == "sql":
        with closing(sqlite3.connect(source.bench.root / "crm.sqlite")) as connection:
            connection.execute("update deals set id = id || '.0'")
            connection.commit()
    else:
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join([lines[0], *(line.replace(",", ".0,", 1) for line in lines[1:])]), encoding="utf-8")
    with pytest.raises(GateError, match="rows-dropped"):
        source.bench.sync("src")
    assert source.landed() == (25, 25)
