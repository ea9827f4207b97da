"""Write the dbt package's typed empty models of the common model: what it is built with where no project feeds it."""

from __future__ import annotations

from pathlib import Path

from onefold_core.model import Entity, entities
from onefold_pipelines.mapping.intermediate_sql import intermediate_sql

FOLDER = Path(__file__).resolve().parent.parent / "dbt_project" / "models" / "intermediate"
ENABLED = "{{ config(enabled=(project_name == 'onefold')) }}\n\n"


def empty_model(entity: Entity) -> str:
    """The model of an entity that no source feeds; a project's own `int_<entity>` takes its place."""
    return ENABLED + intermediate_sql(entity, [])


def main() -> None:
    """Write one file an entity."""
    for entity in entities().values():
        path = FOLDER / f"int_{entity.name}.sql"
        path.write_text(empty_model(entity), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
