"""A night makes again only what is touched, and what it leaves is what a whole build makes, row by row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from onefold.dbt import run_dbt

from tests.dbt.nights_world import ERASED, EVENTS, PLANNED, RATES, customer, erase, fill, happen, person, question
from tests.dbt.world import World

# Eight builds of dbt, one after the other, take minutes of CPU and much longer on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

Rows = list[tuple[object, ...]]
Tables = dict[str, Rows]
FIRST_DAY, SECOND_DAY = "2025-06-02", "2025-09-02"
UNTOUCHED = customer(1)
"""A customer that nothing happens to; a mark on a row of theirs is still there after a night."""


@dataclass(frozen=True)
class Night:
    """Every table after a night and as a whole build makes it, and what the events' questions say."""

    kept: Tables
    whole: Tables
    before: dict[str, Rows]
    after: dict[str, Rows]
    marked: bool


def _tables(warehouse: Path) -> Tables:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('golden', 'marts', 'audit')"
            " or (schema_name = 'intermediate' and not starts_with(table_name, 'int_')) order by all"
        ).fetchall()
        return {
            f"{schema}.{table}": sorted(connection.execute(f'from "{schema}"."{table}"').fetchall(), key=repr)
            for schema, table in found
            # Digests are of rows that a whole build has too, but it remembers no links of the build before.
            if table != "claim_link"
        }


def _answers(warehouse: Path) -> dict[str, Rows]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: connection.execute(question(event)).fetchall() for name, event in EVENTS.items()}


class Nights:
    """A world and the nights it goes through."""

    def __init__(self, root: Path) -> None:
        self.world = World(root)
        fill(self.world)
        self.world.build()
        self.build(FIRST_DAY, "run")

    def build(self, today: str, command: str, *, full_refresh: bool = False, warehouse: Path | None = None) -> None:
        """Both parts of dbt, or only the second on a copy of the warehouse."""
        settings = {"base_currency": "EUR", "today": today}
        for select in ("tag:post",) if warehouse else ("tag:pre", "tag:post"):
            run_dbt(
                self.world.project,
                warehouse or self.world.warehouse,
                [select],
                target_path=self.world.root / "target",
                command=command if select == "tag:post" else "build",
                vars=settings,
                full_refresh=full_refresh,
            )

    def night(self, *, undo: bool, today: str) -> Night:
        """Everything happens, or is undone; then a night, and a whole build beside it."""
        before = _answers(self.world.warehouse)
        rates = self.world.project / "seeds" / "exchange_rates.csv"
        old, new = reversed(RATES) if undo else RATES
        rates.write_text(rates.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        with duckdb.connect(str(self.world.warehouse)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for event in EVENTS.values():
                happen(connection, event, undo=undo)
            if undo:
                erase(connection)
            connection.execute("update golden.customer set gender = 'mark' where customer_id = ?", [UNTOUCHED])
        # With the tests of the models once, which in a night look at what is touched.
        self.build(today, "run" if undo else "build")
        with duckdb.connect(str(self.world.warehouse)) as connection:
            marks = connection.execute("select count(*) from golden.customer where gender = 'mark'").fetchall()
            connection.execute("update golden.customer set gender = null where gender = 'mark'")
        copy = self.world.root / "whole" / self.world.warehouse.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(self.world.warehouse, copy)
        self.build(today, "run", full_refresh=True, warehouse=copy)
        return Night(
            _tables(self.world.warehouse), _tables(copy), before, _answers(self.world.warehouse), marks == [(1,)]
        )


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Night, Night]]:
    """A night in which everything happens, and the next one, months later, in which it is undone and one is erased."""
    nights = Nights(tmp_path_factory.mktemp("nights"))
    yield nights.night(undo=False, today=FIRST_DAY), nights.night(undo=True, today=SECOND_DAY)


@pytest.mark.parametrize("number", [0, 1])
def test_a_night_leaves_what_a_whole_build_makes(nights: tuple[Night, Night], number: int) -> None:
    night = nights[number]
    assert night.kept.keys() == night.whole.keys()
    different = [name for name, rows in night.kept.items() if rows != night.whole[name]]
    assert different == []


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", EVENTS)
def test_every_event_and_its_undoing_is_found(nights: tuple[Night, Night], name: str, number: int) -> None:
    night = nights[number]
    assert night.before[name] != night.after[name]
    if number:
        assert night.after[name] == nights[0].before[name]


def test_who_is_not_touched_is_not_made_again(nights: tuple[Night, Night]) -> None:
    assert nights[0].marked


def test_what_was_planned_has_happened_when_its_day_has_come(nights: tuple[Night, Night]) -> None:
    last = [{str(row[0]): row for row in night.kept["marts.customer_360"]}[customer(PLANNED)][-3] for night in nights]
    assert str(last[0]) < "2025-07-01" <= str(last[1])


def test_an_erased_customer_is_in_no_table(nights: tuple[Night, Night]) -> None:
    names = (person(ERASED), customer(ERASED), f"p{ERASED}@mail.example", f"Family{ERASED}", f"Street {ERASED}")
    first, second = nights
    assert any(name in repr(rows) for rows in first.kept.values() for name in names)
    holding = [table for table, rows in second.kept.items() if any(f"'{name}" in repr(rows) for name in names)]
    assert holding == []
