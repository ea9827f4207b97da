"""What the connector asks and what its fake answers, against HubSpot's own OpenAPI (../shared/fixtures)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.clock import SteppedClock

from tests.app.harness import ROOT
from tests.pipelines.fakes.hubspot import NOON, HubSpot
from tests.pipelines.fakes.server import Reply, Request, serving
from tests.pipelines.workbench import Workbench

jsonschema = pytest.importorskip("jsonschema")
FOLDER = ROOT.parent / "shared" / "fixtures" / "hubspot" / "openapi_v3"
SEARCHED = ("contacts", "companies", "deals", "tickets", "calls", "notes")
SPECS = (*SEARCHED, "crmOwners", "pipelines", "properties", "associations")
OFF = ("emails", "meetings", "tasks", "communications", "products")


@cache
def operations() -> list[tuple[re.Pattern[str], str, dict[str, Any], dict[str, Any]]]:
    """(path, method, operation, specification) of everything the vendor describes."""
    found = []
    for name in SPECS:
        spec = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        for path, methods in spec["paths"].items():
            # The vendor wrote deals down by the number of their type.
            known = path.replace("/objects/0-3", "/objects/deals")
            pattern = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", known) + "$")
            found += [(pattern, method.upper(), operation, spec) for method, operation in methods.items()]
    # An address without a parameter in it is meant before one with.
    return sorted(found, key=lambda one: "[^/]" in one[0].pattern)


def operation(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    """The vendor's description of a request; LookupError when there is none."""
    for pattern, method, found, spec in operations():
        if method == request.method and pattern.match(request.path):
            return found, spec
    raise LookupError(f"HubSpot describes no {request.method} {request.path}")


def valid(value: Any, schema: dict[str, Any], spec: dict[str, Any]) -> list[str]:
    """What is wrong with a value, by place."""
    whole = {**nullable(schema), "components": nullable(spec["components"])}
    validator = jsonschema.Draft202012Validator(whole)
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]


def nullable(schema: Any) -> Any:
    """The schema with a null allowed for properties: HubSpot writes one for a property that a record has not."""
    if isinstance(schema, dict):
        made = {key: nullable(inner) for key, inner in schema.items() if key != "example"}
        if made.get("additionalProperties") == {"type": "string"}:
            made["additionalProperties"] = {"type": ["string", "null"]}
        return made
    return [nullable(one) for one in schema] if isinstance(schema, list) else schema


def request_faults(request: Request) -> list[str]:
    """What the vendor would not understand: unknown or missing parameters, a body of another shape."""
    found, spec = operation(request)
    described = {one["name"]: one for one in found.get("parameters", []) if one["in"] == "query"}
    faults = [f"unknown parameter {name}" for name in request.params if name not in described]
    for name, text in request.params.items():
        kind = described.get(name, {}).get("schema", {}).get("type")
        if (kind == "integer" and not text.isdigit()) or (kind == "boolean" and text not in ("true", "false")):
            faults.append(f"{name} is no {kind}")
    if request.body is not None:
        schema = found["requestBody"]["content"]["application/json"]["schema"]
        faults += [fault for fault in valid(request.body, schema, spec) if not is_looser(fault)]
    return faults


def is_looser(fault: str) -> bool:
    """Where the documentation is looser than the OpenAPI: `after` may be left out, a sort may be an object."""
    return "'after' is a required property" in fault or fault.startswith("sorts.0:")


class Checked(HubSpot):
    """The fake, every exchange of which is held against the vendor's description."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.checked: set[str] = set()

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        try:
            found, spec = operation(request)
        except LookupError as error:
            self.wrong.append(str(error))
            return reply
        responses = found["responses"]
        described = responses.get(str(reply.status), responses.get("default"))
        schema = described["content"]["application/json"]["schema"] if "content" in described else None
        faults = request_faults(request)
        if schema is not None and reply.status < 300:
            faults += valid(json.loads(json.dumps(reply.body)), schema, spec)
        self.checked.add(f"{request.method} {request.path}")
        self.wrong += [f"{request.method} {request.path}: {fault}" for fault in faults]
        return reply


@pytest.mark.skipif(not FOLDER.is_dir(), reason="HubSpot's OpenAPI is not beside the checkout (../shared/fixtures)")
def test_every_exchange_is_one_the_vendor_describes(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Checked()
    for number in range(1, 131):
        fake.put("contacts", str(number), 1, firstname="Ann")
    for kind in ("companies", "deals", "tickets", "calls", "notes"):
        fake.put(kind, "9", 1)
    fake.history("deals", "9", "dealstage", "won", 1)
    fake.link("deals", "9", "contacts", "1", "2")
    fake.own_fields["contacts"] = ["loyalty_card"]
    fake.objects["owners"] = {"5": owner("5")}
    fake.pipelines["deals"] = [PIPELINE]
    off = ", ".join(f"{name}: off" for name in OFF)
    with serving(fake):
        monkeypatch.setenv("SOURCES__HUBSPOT__TOKEN", fake.token)
        bench.write("hubspot", f"kind: hubspot\nurl: {fake.url}\nobjects: {{{off}}}\n")
        outside = Outside(clock=SteppedClock(NOON))
        result = bench.sync("hubspot", outside=outside)
        assert {one.name for one in result.objects} == {*SEARCHED, "deal_stages", "stages", "owners"}
        for kind in SEARCHED:
            fake.put(kind, "9", 20)
        assert bench.sync("hubspot", outside=outside).object("contacts").mode == "incremental"
    assert sorted(set(fake.wrong)) == []
    searched = {f"POST /crm/v3/objects/{kind}/search" for kind in SEARCHED}
    assert searched <= fake.checked
    assert {"GET /crm/v3/owners", "GET /crm/v3/pipelines/deals", "GET /crm/v3/properties/contacts"} <= fake.checked
    assert {"GET /crm/v3/pipelines/tickets", "POST /crm/v3/objects/deals/batch/read"} <= fake.checked
    assert "POST /crm/v3/associations/deals/contacts/batch/read" in fake.checked


def owner(key: str) -> dict[str, Any]:
    """An owner with every required field."""
    at = "2026-01-01T10:00:00.000Z"
    return {"id": key, "firstName": "O", "archived": False, "type": "PERSON", "createdAt": at, "updatedAt": at}


AT = "2026-01-01T10:00:00.000Z"
STAGE = {
    "id": "won", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true"}, "archived": False,
    "createdAt": AT, "updatedAt": AT,
}  # fmt: skip
PIPELINE = {
    "id": "default", "label": "Sales", "displayOrder": 0, "archived": False, "createdAt": AT, "updatedAt": AT,
    "stages": [STAGE],
}  # fmt: skip


@pytest.mark.skipif(not FOLDER.is_dir(), reason="HubSpot's OpenAPI is not beside the checkout (../shared/fixtures)")
def test_the_check_sees_what_is_wrong() -> None:
    bad = Request("GET", "/crm/v3/objects/contacts", {"limit": "many", "page": "2"}, {}, None)
    assert request_faults(bad) == ["unknown parameter page", "limit is no integer"]
    body = {"filterGroups": [{"filters": [{"propertyName": "x", "operator": "OVER", "value": 5}]}], "limit": 1}
    faults = request_faults(Request("POST", "/crm/v3/objects/contacts/search", {}, {}, body))
    assert len(faults) >= 3, faults
