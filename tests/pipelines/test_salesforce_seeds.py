"""Rows recorded from real orgs (../shared/fixtures): every field is decided about, and what the mapping uses lands."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from onefold_core.settings_source import SourceFile, SourceObject
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.app.harness import ROOT
from tests.pipelines.fakes.salesforce import NOON, Salesforce
from tests.pipelines.fakes.server import serving
from tests.pipelines.workbench import Workbench
from tools.source_pages import shipped

FOLDER = ROOT.parent / "shared" / "fixtures" / "salesforce" / "fivetran_seeds"
SEEDS = {
    "sf_account_data": "accounts",
    "sf_account_history_data": "accounts",
    "sf_contact_data": "contacts",
    "sf_contact_history_data": "contacts",
    "sf_event_data": "events",
    "sf_lead_data": "leads",
    "sf_opportunity_data": "opportunities",
    "sf_opportunity_history_data": "opportunities",
    "sf_opportunity_line_item_data": "opportunity_lines",
    "sf_order_data": "orders",
    "sf_product_2_data": "products",
    "sf_task_data": "tasks",
    "sf_user_data": "users",
}
WHOLE = {seed: name for seed, name in SEEDS.items() if "history" not in seed}
"""Files that hold each record once; the others hold versions of it."""
FIXED = {"is_recurrence_2": "IsRecurrence2", "last_curequest_date": "LastCURequestDate"}
FIXED |= {"last_cuupdate_date": "LastCUUpdateDate"}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no ../shared/fixtures beside the checkout")


def api_name(column: str) -> str:
    """A column as Salesforce calls the field: billing_street is BillingStreet, region_c Region__c."""
    if column.endswith("_c"):
        return "".join(part.capitalize() for part in column[:-2].split("_")) + "__c"
    return FIXED.get(column) or "".join(part.capitalize() for part in column.split("_"))


def records(seed: str) -> list[dict[str, Any]]:
    """The file's rows as records; fivetran's own columns are left out."""
    with (FOLDER / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {api_name(name): value_of(text) for name, text in row.items() if not name.startswith("_fivetran")}
        for row in rows
    ]


def value_of(text: str) -> Any:
    """A cell as REST gives it."""
    if text == "" or text.casefold() in ("true", "false"):
        return None if text == "" else text.casefold() == "true"
    return f"{text[:10]}T{text[11:]}.000+0000" if text[4:5] == "-" and text[13:14] == ":" else text


def settings(name: str) -> SourceObject:
    """The shipped object."""
    file: SourceFile = shipped("salesforce")[1]
    return file.objects[name]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_field_is_decided_about(seed: str) -> None:
    found = settings(SEEDS[seed])
    assert found.read is not None
    decided = {*found.used_columns, *found.read.needed}
    names = records(seed)[0]
    open_ones = [name for name in names if not name.endswith("__c") and name not in decided and not found.ignores(name)]
    assert open_ones == []
    assert len(decided & set(names)) > 3, "the file is of another object"


def test_recorded_rows_land(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Salesforce()
    kinds = {name: settings(name).read.words["sobject"] for name in WHOLE.values()}  # type: ignore[union-attr]
    held: dict[str, list[dict[str, Any]]] = {}
    for seed, name in WHOLE.items():
        held[name] = records(seed)
        fake.own_fields[kinds[name]] = list(held[name][0])
        for row in held[name]:
            when = row.get("SystemModstamp") or "2020-01-01T00:00:00.000+0000"
            row |= {"SystemModstamp": when, "IsDeleted": bool(row.get("IsDeleted"))}
            fake.records.setdefault(kinds[name], {})[row["Id"]] = row
    off = [name for name in shipped("salesforce")[1].objects if name not in WHOLE.values()]
    on = [name for name in WHOLE.values() if name in ("orders", "opportunity_lines")]
    objects = ", ".join([*(f"{name}: off" for name in off), *(f"{name}: {{}}" for name in on)])
    monkeypatch.setenv("SOURCES__SALESFORCE__TOKEN", fake.token)
    with serving(fake):
        bench.write("salesforce", f"kind: salesforce\nurl: {fake.url}\nobjects: {{{objects}}}\n")
        result = bench.sync("salesforce", outside=Outside(clock=SteppedClock(NOON)))
    for name, rows in held.items():
        distinct = {row["Id"] for row in rows}
        assert result.object(name).rows_landed == len(distinct) > 0, name
        own = {field for field in rows[0] if field.endswith("__c")}
        told = {issue.field for issue in result.issues if issue.code == "unknown-column" and issue.object == name}
        assert told == own, "fields of the org's own are told of, and none of the vendor's"
