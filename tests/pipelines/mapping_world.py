"""A project on disk, its raw tables in DuckDB, and its written models run there without dbt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
from onefold_core.identifiers import column_name, quote_path
from onefold_core.settings import Project, load_project

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros" / "staging.sql"
Row = Sequence[str | None]


def make_project(root: Path, **sources: str) -> Project:
    """A project called demo with these sources' YAML."""
    (root / "sources").mkdir(parents=True, exist_ok=True)
    (root / "onefold.yml").write_text("project: demo\n", encoding="utf-8")
    for name, text in sources.items():
        (root / "sources" / f"{name}.yml").write_text(text, encoding="utf-8")
    return load_project(root)


def land(
    db: duckdb.DuckDBPyConnection,
    source: str,
    name: str,
    headers: Sequence[str],
    rows: Sequence[Row],
    *,
    deleted: Sequence[int] = (),
    loaded: Mapping[int, str] | None = None,
) -> None:
    """A raw table as the load leaves it; `deleted` and `loaded` are by row number."""
    path = quote_path(f"raw_{source}", name)
    columns = ", ".join(f'"{column_name(h)}" varchar' for h in headers)
    db.execute(f'CREATE SCHEMA IF NOT EXISTS "raw_{source}"')
    db.execute(f"CREATE TABLE {path} ({columns}, _of_loaded_at timestamptz, _of_deleted_at timestamptz)")
    for number, row in enumerate(rows):
        at = (loaded or {}).get(number, "2025-01-01 00:00:00+00")
        gone = "2025-02-01 00:00:00+00" if number in deleted else None
        marks = ", ".join("?" for _ in range(len(row) + 2))
        db.execute(f"INSERT INTO {path} VALUES ({marks})", [*row, at, gone])


def environment() -> jinja2.Environment:
    """Jinja with our macros under the package's name, as dbt has them."""
    made = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701 - SQL, not HTML
    package = SimpleNamespace()
    made.globals["onefold"] = package
    package.__dict__.update(vars(made.from_string(MACROS.read_text(encoding="utf-8")).module))
    made.globals["source"] = quote_path
    made.globals["ref"] = lambda model: quote_path("staging" if model.startswith("stg_") else "intermediate", model)
    return made


def run_models(db: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Render every written model as dbt would and make it a table: staging first, then the intermediate ones."""
    jinja = environment()
    for schema in ("staging", "intermediate"):
        db.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        for file in sorted((project.dbt / "models" / schema).rglob("*.sql")):
            sql = jinja.from_string(file.read_text(encoding="utf-8")).render()
            db.execute(f"CREATE OR REPLACE TABLE {quote_path(schema, file.stem)} AS {sql}")


def rows(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    """Rows of a query."""
    return db.execute(query).fetchall()
