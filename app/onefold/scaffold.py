"""A new project's files."""

from __future__ import annotations

from pathlib import Path

from onefold_core import privacy
from onefold_core.errors import ConfigError
from onefold_core.identifiers import checked_name
from onefold_core.settings import PROJECT_FILE, load_project

_PROJECT = """# What every key means: docs/architecture.md of onefold
project: {name}
base_currency: {currency}
{country}targets:
  dev: {{warehouse: data/warehouse.duckdb, state: sqlite:///data/state.sqlite}}
match: {{auto_merge: 0.95, review_from: 0.70}}
publish: {{require: [contracts, quality, balance], keep_builds: 7}}
"""
_IGNORED = """data/
.dlt/*secrets.toml
dbt/target/
dbt/logs/
dbt/dbt_packages/
"""
_DLT_CONFIG = """[runtime]
dlthub_telemetry = false
"""


def create_project(root: Path, name: str, *, currency: str = "EUR", country: str | None = None) -> list[str]:
    """Make a project in `root` and return the files written; ConfigError when one is there already."""
    from onefold_pipelines.mapping.build import build_models
    from onefold_pipelines.mapping.scaffold import write_dbt_scaffold

    checked_name(name, "project")
    if (root / PROJECT_FILE).exists():
        raise ConfigError(
            "project-exists",
            "there is a project in this folder already",
            where=str(root),
            mend="onefold init NAME --folder ANOTHER",
        )
    country_line = f"default_country: {country}\n" if country else ""
    _write(root / PROJECT_FILE, _PROJECT.format(name=name, currency=currency, country=country_line))
    _write(root / ".gitignore", _IGNORED)
    _write(root / ".dlt" / "config.toml", _DLT_CONFIG)
    for folder in ("sources", "rules"):
        (root / folder).mkdir(exist_ok=True)
    privacy.project_key(root, create=True)
    project = load_project(root)
    write_dbt_scaffold(project)
    build_models(project)
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
