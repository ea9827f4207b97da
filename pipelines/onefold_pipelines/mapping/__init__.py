"""From a source's YAML to staging SQL: targets, checks, models, the dbt scaffold, and proposals from headers."""
