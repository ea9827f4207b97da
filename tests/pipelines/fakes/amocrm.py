"""amoCRM as its documentation of API v4 says: pages of HAL, 204 past the end, a bin of leads, a log of events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
USUAL, MOST, MOST_EVENTS = 50, 250, 100
LINKED = {"contacts": ("companies",), "companies": (), "leads": ("companies",)}
"""What a record tells of its links unasked; the rest only on `with`."""


def at(day: int, second: int = 0) -> int:
    """A moment of a day in seconds; day 1 is the first of January 2026."""
    return int((datetime(2026, 1, 1, 10, tzinfo=UTC) + timedelta(days=day - 1)).timestamp()) + second


class AmoCrm(Fake):
    """One account: records by kind, the bin, the log, and the fields that the account made."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[int, Row]] = {
            "contacts": {},
            "companies": {},
            "leads": {},
            "tasks": {},
            "customers": {},
        }
        self.notes: dict[str, list[Row]] = {}
        self.bin: dict[int, Row] = {}
        self.log_of_events: list[Row] = []
        self.fields: dict[str, list[Row]] = {}
        self.users: list[Row] = []
        self.pipelines: list[Row] = []
        self.unsorted: list[Row] = []
        self.leads_past_end = False
        self.lists: dict[str, list[Row]] = {}
        self.client: tuple[str, str, str] | None = None
        self.refresh_token = ""
        self.issued = 0
        self.ignores_ids = False

    def put(self, kind: str, key: int, day: int = 1, second: int = 0, **fields: object) -> None:
        """Create a record, or change it at that moment."""
        before = self.records[kind].get(key)
        named = {} if kind == "tasks" else {"name": f"{kind} {key}"}
        made = before or {"id": key, **named, "created_at": at(day, second), "account_id": 31}
        self.records[kind][key] = {**made, **fields, "updated_at": at(day, second)}

    def link(self, kind: str, key: int, to: str, *others: Row, day: int) -> None:
        """Link a record to others: its updated_at stays, the log tells it."""
        held = self.records[kind][key]
        held["links"] = {**held.get("links", {}), to: list(others)}
        self._logged("entity_linked", kind, key, day)

    def delete(self, kind: str, key: int, day: int) -> None:
        """Delete a record: a lead goes into the bin, anything else is gone; the log tells it."""
        record = self.records[kind].pop(key)
        if kind == "leads":
            self.bin[key] = {**record, "is_deleted": True}
        self._logged(f"{_one(kind)}_deleted", kind, key, day)

    def restore(self, kind: str, record: Row, day: int) -> None:
        """Bring a deleted record back as it was."""
        self.records[kind][record["id"]] = record
        self._logged(f"{_one(kind)}_restored", kind, record["id"], day)

    def move(self, key: int, before: int, after: int, day: int) -> None:
        """Move a lead to another stage."""
        self.put("leads", key, day, status_id=after)
        values = [[{"lead_status": {"id": one, "pipeline_id": 9}}] for one in (before, after)]
        self._logged("lead_status_changed", "leads", key, day, before=values[0], after=values[1])

    def _logged(self, event: str, kind: str, key: int, day: int, before: object = (), after: object = ()) -> None:
        made = {"id": f"01e{len(self.log_of_events)}", "type": event, "entity_id": key, "entity_type": _one(kind)}
        made |= {"created_at": at(day), "created_by": 1, "value_before": before or [], "value_after": after or []}
        self.log_of_events.insert(0, {**made, "account_id": 31})

    def is_open(self, request: Request) -> bool:
        return request.path == "/oauth2/access_token"

    def refused(self, request: Request) -> Reply:
        return problem(401, "Unauthorized")

    def answer(self, request: Request) -> Reply:
        match request.path.strip("/").removeprefix("api/v4/").split("/"):
            case ["oauth2", "access_token"]:
                return self._token(request)
            case ["events"]:
                return self._events(request)
            case ["users"]:
                return self._page(self.users, "users", request)
            case ["leads", "pipelines"]:
                return Reply(body={"_total_items": len(self.pipelines), "_embedded": {"pipelines": self.pipelines}})
            case ["leads", "unsorted"]:
                return self._page(self.unsorted, "unsorted", request)
            case [*_, name] as path if "/".join(path) in self.lists:
                return self._page(self.lists["/".join(path)], name, request)
            case ["catalogs" | "sources"] | ["leads", "loss_reasons"]:
                return Reply(204)
            case [kind, "custom_fields"]:
                return self._page(self.fields.get(kind, []), "custom_fields", request)
            case [kind, "notes"]:
                return self._page(self._filtered(self.notes.get(kind, []), request), "notes", request)
            case [kind] if kind in self.records:
                return self._list(kind, request)
        return problem(404, "Not Found")

    def _token(self, request: Request) -> Reply:
        form = request.form
        given = (form.get("client_id"), form.get("client_secret"), form.get("redirect_uri"))
        if given != self.client or form.get("refresh_token") != self.refresh_token:
            return problem(400, "Bad Request")
        self.issued += 1
        self.token, self.refresh_token = f"access-{self.issued}-of-amo", f"refresh-{self.issued}-of-amo"
        made = {"access_token": self.token, "refresh_token": self.refresh_token}
        return Reply(body={"token_type": "Bearer", "expires_in": 86400, **made})

    def _list(self, kind: str, request: Request) -> Reply:
        asked = request.params.get("with", "").split(",")
        rows = [row for _, row in sorted(self.records[kind].items())]
        if kind == "leads" and "only_deleted" in asked:
            rows = [row for _, row in sorted(self.bin.items())]
        shown = (*LINKED.get(kind, ()), *asked)
        found = self._filtered(rows, request)
        return self._page(found if kind == "tasks" else [_shown(row, shown) for row in found], kind, request)

    def _filtered(self, rows: list[Row], request: Request) -> list[Row]:
        since = request.params.get("filter[updated_at][from]")
        ids = None if self.ignores_ids else request.params.get("filter[id][]")
        wanted = {int(one) for one in ids.split(",")} if ids else None
        return [
            row
            for row in rows
            if (since is None or row["updated_at"] >= int(since)) and (wanted is None or row["id"] in wanted)
        ]

    def _events(self, request: Request) -> Reply:
        types = request.params.get("filter[type]", "").split(",")
        kind, since = request.params.get("filter[entity]"), int(request.params.get("filter[created_at][from]", "0"))
        rows = [
            row
            for row in self.log_of_events
            if row["type"] in types and row["created_at"] >= since and kind in (None, row["entity_type"])
        ]
        return self._page(rows, "events", request, most=MOST_EVENTS)

    def _page(self, rows: list[Row], name: str, request: Request, most: int = MOST) -> Reply:
        limit, number = int(request.params.get("limit", USUAL)), int(request.params.get("page", 1))
        if limit > most:
            return problem(400, "Bad Request")
        part = rows[(number - 1) * limit : number * limit]
        if not part:
            return Reply(204)
        links = {"self": {"href": f"https://elsewhere.example{request.path}"}}
        if number * limit < len(rows) or (self.leads_past_end and len(part) == limit):
            query = urlencode({**request.params, "page": number + 1})
            links["next"] = {"href": f"https://elsewhere.example{request.path}?{query}"}
        return Reply(body={"_page": number, "_links": links, "_embedded": {name: part}})


def _one(kind: str) -> str:
    return {"companies": "company"}.get(kind, kind.removesuffix("s"))


def _shown(row: Row, asked: tuple[str, ...]) -> Row:
    """The record with the links that it tells; fields without a value are null, not an empty list."""
    links = row.get("links", {})
    made = {key: value for key, value in row.items() if key not in ("links", "tags", "loss_reason", "source")}
    embedded: Row = {"tags": row.get("tags", [])} | {to: links.get(to, []) for to in asked if to in LINKED}
    if "loss_reason" in asked:
        embedded["loss_reason"] = row.get("loss_reason", [])
    if "source" in asked:
        embedded["source"] = row.get("source")
    return {"is_deleted": False, "custom_fields_values": None, **made, "_embedded": embedded}


def several(code: str, *values: tuple[str, str], number: int = 1) -> Row:
    """A field of several values, each with what it is (WORK, MOB)."""
    members = [{"value": value, "enum_id": place, "enum_code": what} for place, (value, what) in enumerate(values)]
    return {"field_id": number, "field_name": code, "field_code": code, "field_type": "multitext", "values": members}


def single(number: int, value: object, kind: str = "text", code: str | None = None) -> Row:
    """A field of one value."""
    return {"field_id": number, "field_name": "?", "field_code": code, "field_type": kind, "values": [{"value": value}]}


def problem(status: int, title: str) -> Reply:
    """An error as amoCRM writes it."""
    body = {"title": title, "type": "https://httpstatus.example", "status": status, "detail": "no"}
    return Reply(status, body, {"Content-Type": "application/problem+json"})


def account(contacts: int) -> Callable[[], AmoCrm]:
    """Makes an account with so many contacts."""

    def make() -> AmoCrm:
        fake = AmoCrm()
        for number in range(1, contacts + 1):
            phone = several("PHONE", (f"+7900{number:07}", "WORK"))
            fake.put("contacts", number, 1, number, name=f"Имя {number}", custom_fields_values=[phone])
        return fake

    return make
