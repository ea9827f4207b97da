"""The files that make a folder a dbt project with ours as a local package: `onefold init` writes them once."""

from __future__ import annotations

from pathlib import Path

from onefold_core.identifiers import checked_name

DBT_PROJECT = """\
name: {name}
version: 0.1.0
config-version: 2
profile: {name}
# Our package is copied there before every run; `data/` is not committed.
packages-install-path: ../data/dbt_packages

flags:
  send_anonymous_usage_stats: false

models:
  {name}:
    +materialized: table
    staging: {{+schema: staging, +tags: [pre]}}
    intermediate: {{+schema: intermediate, +tags: [pre]}}
    marts: {{+schema: marts, +tags: [post]}}

seeds:
  {name}:
    +schema: intermediate
    +tags: [pre]
    exchange_rates:
      # Text, so that a rate is read as the decimal it was written as.
      +column_types: {{rate_on: varchar, currency: varchar, base_currency: varchar, rate: varchar}}
"""

PROFILES = """\
{name}:
  target: warehouse
  outputs:
    warehouse:
      type: duckdb
      path: "{{{{ env_var('ONEFOLD_WAREHOUSE') }}}}"
      threads: 2
      settings: {{TimeZone: UTC}}
"""

PACKAGES = """\
packages:
  - local: "{{ env_var('ONEFOLD_DBT_PROJECT') }}"
"""

SCHEMA_MACRO = """\
{# Schemas have exact names: staging, intermediate, marts. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ onefold.generate_schema_name(custom_schema_name, node) }}
{%- endmacro %}
"""

EXCHANGE_RATES = "rate_on,currency,base_currency,rate\n"


def dbt_files(name: str) -> dict[str, str]:
    """Path below `dbt/` to content, for a project called `name`."""
    checked_name(name, "project")
    return {
        "dbt_project.yml": DBT_PROJECT.format(name=name),
        "profiles.yml": PROFILES.format(name=name),
        "packages.yml": PACKAGES,
        "macros/generate_schema_name.sql": SCHEMA_MACRO,
        "seeds/exchange_rates.csv": EXCHANGE_RATES,
    }


def write_profile(project_dir: Path, name: str) -> list[Path]:
    """Write those of `dbt_files` that are not yet in `project_dir` (the `dbt` folder); returns the written paths."""
    written = []
    for path, content in dbt_files(name).items():
        target = project_dir / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8", newline="\n")
            written.append(target)
    return written
