"""The files that make a project's `dbt/` folder a dbt project with ours as its package."""

from __future__ import annotations

from pathlib import Path

from onefold_core.settings import Project

_PROJECT = """\
name: {name}
version: 0.1.0
config-version: 2
profile: {name}
# Our package is copied there before every run; `data/` is not committed.
packages-install-path: ../data/dbt_packages

flags:
  send_anonymous_usage_stats: false

vars:
  # For dbt by hand; `onefold run` takes the currency of onefold.yml.
  base_currency: {currency}

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

_PACKAGES = """\
packages:
  - local: "{{ env_var('ONEFOLD_DBT_PROJECT', '../data/dbt_packages/onefold') }}"
"""

_PROFILES = """\
{name}:
  target: warehouse
  outputs:
    warehouse:
      type: duckdb
      path: "{{{{ env_var('ONEFOLD_WAREHOUSE', '../data/warehouse.duckdb') }}}}"
      threads: 2
      settings: {{TimeZone: UTC}}
      config_options:
        # What does not fit is spilled beside the warehouse.
        memory_limit: "{{{{ env_var('ONEFOLD_MEMORY', '3GB') }}}}"
        preserve_insertion_order: false
"""

_SCHEMA_MACRO = """\
{# Schemas have exact names: staging, intermediate, marts. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ onefold.generate_schema_name(custom_schema_name, node) }}
{%- endmacro %}
"""


_EXCHANGE_RATES = "rate_on,currency,base_currency,rate\n"


def write_dbt_scaffold(project: Project) -> tuple[Path, ...]:
    """Write the project's dbt files that are absent; returns those written, as paths below the project."""
    files = {
        "dbt_project.yml": _PROJECT.format(name=project.name, currency=project.file.base_currency),
        "packages.yml": _PACKAGES,
        "profiles.yml": _PROFILES.format(name=project.name),
        "macros/generate_schema_name.sql": _SCHEMA_MACRO,
        "seeds/exchange_rates.csv": _EXCHANGE_RATES,
    }
    written = []
    for name, text in files.items():
        path = project.dbt / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            written.append(path.relative_to(project.root))
    return tuple(written)
