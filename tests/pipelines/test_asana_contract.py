"""What the connector asks and what its fake answers, against Asana's own OpenAPI (../shared/fixtures)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from onefold_core.settings import Source, load_source
from onefold_core.settings_source import SourceFile
from onefold_core.systems import is_ignored, load_system, resolved
from onefold_pipelines.context import ObjectContext
from onefold_pipelines.kinds import Outside, open_source
from onefold_pipelines.kinds.sql_cursor import dump_cursor
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.places import root
from onefold_pipelines.state import ObjectState

from tests.app.harness import ROOT
from tests.pipelines.fakes.asana import BASE, NOON, Asana, harbour
from tests.pipelines.fakes.server import Request, serving

jsonschema = pytest.importorskip("jsonschema")
FILE = ROOT.parent / "shared" / "fixtures" / "asana" / "asana_oas.yaml"
BESIDE = pytest.mark.skipif(
    not FILE.is_file(), reason="Asana's OpenAPI is not beside the checkout (../shared/fixtures)"
)
OFF = [name for name, body in load_system("asana")["objects"].items() if body.get("off")]
NOTED = ("/workspaces/{workspace_gid}/teams", "/tasks/{task_gid}/stories", "/attachments", "/tasks", "/projects")


@cache
def spec() -> dict[str, Any]:
    """The vendor's description; a null is allowed where it says so."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a SafeLoader
    document["components"]["schemas"] = nullable(document["components"]["schemas"])
    return document


def nullable(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON schema has it; one part of `allOf` that may be null lets the whole be null."""
    if isinstance(schema, list):
        return [nullable(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    parts = schema.get("allOf", [])
    is_null = schema.get("nullable") is True or any(one.get("nullable") is True for one in parts)
    made = {key: nullable(inner) for key, inner in schema.items() if key not in ("nullable", "example")}
    return {"anyOf": [made, {"type": "null"}]} if is_null else made


@cache
def properties(name: str) -> frozenset[str]:
    """The names of the fields of a record."""
    return frozenset(_properties(spec()["components"]["schemas"][name]))


def _properties(schema: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from properties(schema["$ref"].rsplit("/", 1)[-1])
    yield from schema.get("properties", {})
    for part in [*schema.get("allOf", []), *schema.get("anyOf", [])]:
        yield from _properties(part)


@cache
def operation(path: str) -> tuple[str, dict[str, Any]]:
    """(path, operation) of the vendor's description of a GET; LookupError when there is none."""
    # An address without a parameter in it is meant before one with.
    for known in sorted(spec()["paths"], key=lambda one: "{" in one):
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", known), path) and "get" in spec()["paths"][known]:
            return known, spec()["paths"][known]["get"]
    raise LookupError(f"Asana describes no GET {path}")


@cache
def parameters(path: str) -> dict[str, dict[str, Any]]:
    """The parameters of a query by name."""
    known, found = operation(path)
    described = [*spec()["paths"][known].get("parameters", []), *found.get("parameters", [])]
    listed = [
        spec()["components"]["parameters"][one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
        for one in described
    ]
    return {one["name"]: one["schema"] for one in listed if one["in"] == "query"}


def request_faults(request: Request) -> list[str]:
    """What the vendor would not understand: unknown parameters, numbers that are none, fields that nobody has."""
    described = parameters(request.path.removeprefix(BASE))
    faults = [f"unknown parameter {name}" for name in request.params if name not in described]
    if not 1 <= int(request.params.get("limit", "1")) <= 100:
        faults.append("limit is none")
    wanted = [one for one in request.params.get("opt_fields", "").split(",") if one]
    allowed = described.get("opt_fields", {}).get("items", {}).get("enum", [])
    return faults + [f"unknown field {one}" for one in wanted if one not in allowed]


def answer_faults(request: Request, body: Any) -> list[str]:
    """Where an answer is none that the vendor would give."""
    _, found = operation(request.path.removeprefix(BASE))
    answers = {str(status): one for status, one in found["responses"].items()}
    items = answers["200"]["content"]["application/json"]["schema"]["properties"]["data"]["items"]
    # A list describes compact records; with `opt_fields` they have the fields of whole ones.
    name = items["$ref"].rsplit("/", 1)[-1].replace("Compact", "Response")
    faults = [f"unknown field {field}" for row in body["data"] for field in row if field not in properties(name)]
    return faults + [f"{'.'.join(map(str, one.path))}: {one.message}" for one in validator(name).iter_errors(body)]


@cache
def validator(name: str) -> Any:
    """What says whether a page of such records is one."""
    page = {"anyOf": [{"$ref": "#/components/schemas/NextPage"}, {"type": "null"}]}
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    schema = {"type": "object", "properties": {"data": rows, "next_page": page}, "required": ["data"]}
    return jsonschema.Draft202012Validator({**schema, "components": spec()["components"]})


def checked(fake: Asana) -> tuple[set[str], set[str]]:
    """(faults, paths) of everything that the fake was asked and answers."""
    faults, seen = set(), set()
    for request in {f"{one.path}?{one.params}": one for one in fake.log}.values():
        known, _ = operation(request.path.removeprefix(BASE))
        reply = fake.answer(request)
        assert reply.status == 200, reply.body
        found = request_faults(request) + answer_faults(request, reply.body)
        seen.add(known)
        faults |= {f"{known}: {fault}" for fault in found}
    return faults, seen


def read_all(source: Source, folder: Path, since: datetime | None) -> int:
    """The rows of every object, from the cursor where it has one."""
    count = 0
    cursor = dump_cursor(since) if since else None
    with open_source(source, folder, Outside(clock=SteppedClock(NOON))) as opened:
        for name, settings in source.file.objects.items():
            state = ObjectState(cursor=cursor, cursor_column=settings.cursor, swept_at=NOON.isoformat())
            opened_object = opened.open(ObjectContext(source, name, settings, folder, state, is_full=since is None))
            count += sum(batch.num_rows for batch in opened_object.batches)
    return count


@BESIDE
def test_every_exchange_is_one_the_vendor_describes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = harbour()
    with serving(fake):
        monkeypatch.setenv("SOURCES__ASANA__TOKEN", fake.token)
        path = tmp_path / "asana.yml"
        named = ", ".join(f"{name}: {{}}" for name in OFF)
        options = '{contacts_project: "10", deals_project: "20"}'
        path.write_text(
            f"kind: asana\nurl: {fake.url}{BASE}\noptions: {options}\nobjects: {{{named}}}\n", encoding="utf-8"
        )
        source = load_source(path)
        assert read_all(source, tmp_path, None) > 40
        assert not [one for one in fake.log if "modified_since" in one.params]
        assert read_all(source, tmp_path, datetime(2026, 1, 3, 10)) > 20  # noqa: DTZ001 - UTC, as cursors are kept
        assert [one for one in fake.log if "modified_since" in one.params]
    faults, seen = checked(fake)
    assert sorted(faults) == []
    assert set(NOTED) <= seen


@BESIDE
@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("workspaces", "WorkspaceResponse"),
        ("users", "UserResponse"),
        ("teams", "TeamResponse"),
        ("tags", "TagResponse"),
        ("projects", "ProjectResponse"),
        ("sections", "SectionResponse"),
        ("custom_fields", "CustomFieldResponse"),
        ("tasks", "TaskResponse"),
        ("contacts", "TaskResponse"),
        ("deals", "TaskResponse"),
        ("attachments", "AttachmentResponse"),
        ("stages", "SectionResponse"),
    ],
)
def test_every_field_is_decided_about(name: str, schema: str) -> None:
    document = {"kind": "asana", "objects": {one: {} for one in OFF}}
    settings = SourceFile.model_validate(resolved(document, Path("asana.yml"))).objects[name]
    assert settings.read is not None
    decided = {root(header) for header in settings.used_columns} | {*settings.read.spread}
    left = {one for one in properties(schema) if one not in decided and not is_ignored(one, settings.ignore)}
    assert sorted(left) == []


@BESIDE
def test_the_check_sees_what_is_wrong() -> None:
    bad = Request("GET", f"{BASE}/tasks", {"limit": "500", "page": "2", "opt_fields": "name,nickname"}, {}, None)
    assert request_faults(bad) == ["unknown parameter page", "limit is none", "unknown field nickname"]
    row = {"gid": 7, "approval_status": "perhaps", "assignee": {"gid": "5"}, "nickname": "x"}
    faults = answer_faults(bad, {"data": [row], "next_page": {"offset": 4}})
    assert len(faults) == 4, faults
    with pytest.raises(LookupError):
        operation("/workspaces/1/everything")
