"""The dbt package on its own: it builds on an empty warehouse, and its contract is the common model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from onefold.dbt import package_path, run_dbt
from onefold_core.errors import ConfigError, GateError
from onefold_core.model import entities

from tests.dbt.world import INPUT_TABLES, columns_of

GOLDEN = {
    "customer", "attribute", "crosswalk", "customer_identity", "record_state", "contact_point", "address",
    "relation", "organization_membership", "household", "household_member", "consent", "lead", "deal",
    "deal_stage_history", "pipeline_stage", "activity", "owner", "territory", "target", "product", "order",
    "order_line", "shipment", "invoice", "payment", "loyalty_balance", "campaign", "ad_spend_daily",
    "campaign_event", "web_visit", "form_submission", "ticket", "survey_response", "tag", "custom_field",
}  # fmt: skip
MARTS = {
    "customer_360", "funnel", "consent_coverage", "crm_vs_accounting", "service", "rfm", "retention", "attribution",
    "rep_activity", "lead_routing", "sales_journey", "sales_cycle", "open_deal", "revenue_forecast",
    "forecast_backtest", "churn_risk", "churn_backtest", "lead_score", "lead_score_backtest", "churn",
    "lifetime_value", "sale", "sale_campaign",
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("alone")
    path = root / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(INPUT_TABLES)
    target = root / "target"
    run_dbt(package_path(), path, ["tag:pre"], target_path=target)
    result = run_dbt(package_path(), path, ["tag:post"], target_path=target, unit_tests=True)
    assert sum(node.unique_id.startswith("unit_test.") for node in result.nodes) >= len(MARTS)
    assert not result.failed
    assert {node.status for node in result.nodes} <= {"success", "pass"}
    return path


def tables(warehouse: Path, schema: str) -> set[str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(
            "select table_name from information_schema.tables where table_schema = ?", [schema]
        ).fetchall()
    return {name for (name,) in found}


def test_everything_that_the_contract_names_is_built(warehouse: Path) -> None:
    assert tables(warehouse, "golden") == GOLDEN
    assert tables(warehouse, "marts") == MARTS
    assert tables(warehouse, "audit") >= {"issue", "balance"}


def _documents(folder: str) -> list[dict[str, Any]]:
    paths = sorted((package_path() / "models" / folder).glob("*.yml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize(("folder", "tables"), [("golden", GOLDEN), ("marts", MARTS)])
def test_every_published_column_is_described_with_its_privacy_category(folder: str, tables: set[str]) -> None:
    models = {m["name"]: m for document in _documents(folder) for m in document.get("models", [])}
    assert set(models) == tables
    for name, model in models.items():
        assert model["description"], name
        for column in model["columns"]:
            privacy = column.get("config", {}).get("meta", {}).get("privacy", "")
            assert column["description"], f"{name}.{column['name']}"
            assert privacy == "system" or privacy.split(".")[0] == "user", f"{name}.{column['name']}"


def test_every_mart_has_worked_figures() -> None:
    tested = {test["model"] for document in _documents("marts") for test in document.get("unit_tests", [])}
    assert tested >= MARTS


def test_intermediate_models_have_exactly_the_columns_of_the_common_model(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for entity in entities().values():
            described = connection.execute(f"describe intermediate.int_{entity.name}").fetchall()
            found = {name: kind.lower() for name, kind, *_ in described}
            wanted = {name: kind.replace(" ", "") for name, kind in columns_of(entity).items()}
            assert found == wanted, entity.name


def test_golden_records_keep_every_field_of_the_common_model(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name in GOLDEN & set(entities()) - {"contact_point", "address", "relation", "consent"}:
            described = connection.execute(f'describe golden."{name}"').fetchall()
            found = {column for column, *_ in described}
            assert {f.name for f in entities()[name].fields} <= found, name


def test_dbt_leaves_the_warehouse_open_to_others(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), config={"threads": 1}) as connection:
        assert connection.execute("select count(*) from golden.customer").fetchone() == (0,)


def test_a_warehouse_called_like_a_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        run_dbt(package_path(), tmp_path / "golden.duckdb", target_path=tmp_path / "target")
    assert caught.value.code == "warehouse-name"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own with one model still to be written, `models/one.sql`."""
    folder = tmp_path / "dbt"
    (folder / "models").mkdir(parents=True)
    text = "name: single\nversion: 0.1.0\nprofile: single\nflags: {send_anonymous_usage_stats: false}\n"
    (folder / "dbt_project.yml").write_text(text, encoding="utf-8")
    profile = "single: {target: w, outputs: {w: {type: duckdb, path: \"{{ env_var('ONEFOLD_WAREHOUSE') }}\"}}}\n"
    (folder / "profiles.yml").write_text(profile, encoding="utf-8")
    for name in entities():
        (folder / "models" / f"int_{name}.sql").write_text("select null as record_name where false", encoding="utf-8")
    return folder


def test_a_model_that_refers_to_nothing_is_a_configuration_error_naming_the_file(project: Path) -> None:
    (project / "models" / "one.sql").write_text("select * from {{ ref('nowhere') }}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        run_dbt(project, project.parent / "warehouse.duckdb", command="parse", target_path=project.parent / "target")
    assert "one.sql" in str(caught.value)


def test_every_node_that_begins_is_told_and_nothing_is_printed(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (project / "models" / "one.sql").write_text("select 1 as n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    warehouse, target = project.parent / "warehouse.duckdb", project.parent / "target"
    for _ in range(2):
        run_dbt(
            project, warehouse, ["one"], target_path=target, progress=lambda index, total: told.append((index, total))
        )
    assert told == [(1, 1), (1, 1)]
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def test_what_a_database_quotes_reaches_neither_the_error_nor_a_file(project: Path) -> None:
    warehouse, target = project.parent / "warehouse.duckdb", project.parent / "target"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table person as select 'Shevchenko' as name")
    model = "{{ config(materialized='table') }} select cast(name as integer) as n from main.person"
    (project / "models" / "one.sql").write_text(model, encoding="utf-8")
    with pytest.raises(GateError) as caught:
        run_dbt(project, warehouse, ["one"], target_path=target)
    assert "model.single.one" in str(caught.value)
    assert "Conversion Error" in str(caught.value)
    assert "Shevchenko" not in str(caught.value)
    kept = [path for path in project.parent.rglob("*") if path.is_file() and path != warehouse]
    assert not [path for path in kept if b"Shevchenko" in path.read_bytes()]
