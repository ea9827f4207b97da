"""HubSpot as its OpenAPI and documentation say: lists with cursors, a capped search, archive, merges, rights."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

VENDOR_FIELDS = ("hs_object_id", "firstname", "lastname", "email", "phone", "lastmodifieddate", "hs_lastmodifieddate")
LINKED = 500
"""Linked records that an answer gives of one record at most; the vendor does not say how many."""
KNOWN = ("archived", "after", "limit", "properties", "propertiesWithHistory", "associations")


LONGEST = 15_000
"""Characters of an address."""


def iso(day: int, second: int = 0) -> str:
    """A moment of January 2026."""
    return f"2026-01-{day:02}T10:{second // 60:02}:{second % 60:02}.000Z"


class HubSpot(Fake):
    """One account: objects by type, what belongs to what, and the token's rights."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, dict[str, Row]] = {}
        self.links: dict[tuple[str, str], dict[str, list[str]]] = {}
        self.own_fields: dict[str, list[str]] = {}
        self.missing_scopes: dict[str, str] = {}
        self.pipelines: dict[str, list[Row]] = {}
        self.forms: list[Row] = []
        self.subscriptions: dict[str, list[Row]] = {}
        self.submissions: dict[str, list[Row]] = {}
        self.lists: list[Row] = []
        self.members: dict[str, list[Row]] = {}
        self.marketing: dict[str, list[Row]] = {"campaigns": [], "marketing-events": [], "emails": []}
        self.participants: dict[str, list[Row]] = {}
        self.events: list[Row] = []
        self.client: tuple[str, str] | None = None
        self.refresh_tokens: set[str] = set()
        self.issued = 0
        self.search_cap = 10_000
        self.events_page = 1000

    def put(self, kind: str, key: str, day: int = 1, second: int = 0, **properties: str | None) -> None:
        """Create a record, or change it at that moment."""
        held = self.objects.setdefault(kind, {})
        before = held.get(key)
        changed = iso(day, second)
        inner = {**(before["properties"] if before else {}), **properties}
        inner |= {"hs_object_id": key, "lastmodifieddate": changed, "hs_lastmodifieddate": changed}
        held[key] = {
            **({"history": before["history"]} if before and "history" in before else {}),
            "id": key,
            "properties": inner,
            "createdAt": before["createdAt"] if before else changed,
            "updatedAt": changed,
            "archived": False,
            "url": f"https://app.example/{kind}/{key}",
        }

    def archive(self, kind: str, key: str, day: int) -> None:
        """Put a record into the recycle bin."""
        self.objects[kind][key] |= {"archived": True, "archivedAt": iso(day)}

    def erase(self, kind: str, key: str) -> None:
        """Take a record away without a trace."""
        del self.objects[kind][key]

    def merge(self, kind: str, winner: str, loser: str, day: int) -> None:
        """Merge two records: the loser is gone from every list, the winner names it."""
        del self.objects[kind][loser]
        known = self.objects[kind][winner]["properties"].get("hs_merged_object_ids") or ""
        self.put(kind, winner, day, hs_merged_object_ids=";".join(filter(None, [known, loser])))

    def link(self, kind: str, key: str, to: str, *keys: str) -> None:
        """Associate a record with others."""
        self.links.setdefault((kind, to), {})[key] = list(keys)

    def is_open(self, request: Request) -> bool:
        return request.path == "/oauth/v1/token"

    def refused(self, request: Request) -> Reply:
        return error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")

    def answer(self, request: Request) -> Reply:
        path = request.path.removeprefix("/crm/v3/").removeprefix("/crm/")
        if request.path == "/oauth/v1/token":
            return self._token(request)
        for name, scope in self.missing_scopes.items():
            if f"/{name}" in request.path:
                return denied(scope)
        match path.removeprefix("objects/2026-03/").removeprefix("objects/").split("/"):
            case ["properties", kind]:
                return Reply(body={"results": self._fields(kind)})
            case ["owners"]:
                return self._owners(request)
            case ["pipelines", kind]:
                return Reply(body={"results": self.pipelines.get(kind, [])})
            case ["associations", kind, to, "batch", "read"]:
                return self._associations(kind, to, request)
            case ["v4", "associations", kind, to, "batch", "read"]:
                return self._long_associations(kind, to, request)
            case ["", "communication-preferences", "v4", "statuses", "batch", "read"]:
                return self._statuses(request)
            case ["", "marketing", "v3", "forms"]:
                return paged(self.forms, request, 50)
            case ["", "form-integrations", "v1", "submissions", "forms", form]:
                return paged(self.submissions.get(form, []), request, 50)
            case ["", "marketing", "v3", ("campaigns" | "marketing-events" | "emails") as kind, *empty] if not any(
                empty
            ):
                is_archived = request.params.get("archived") == "true"
                rows = [row for row in self.marketing[kind] if row.get("archived", False) is is_archived]
                return paged(rows, request, 100)
            case ["", "marketing", "v3", "marketing-events", "participations", event, "breakdown"]:
                return paged(self.participants.get(event, []), request, 100)
            case ["", "email", "public", "v1", "events"]:
                return self._events(request)
            case ["lists", "search"]:
                return self._lists(request)
            case ["lists", key, "memberships"]:
                return paged(self.members.get(key, []), request, 250)
            case [kind, "batch", "read"]:
                return self._batch(kind, request)
            case [kind, "search"]:
                return self._search(kind, request)
            case [kind]:
                return self._list(kind, request)
        return error(404, "OBJECT_NOT_FOUND", "no such address")

    def _token(self, request: Request) -> Reply:
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != self.client or form.get("refresh_token") not in (
            self.refresh_tokens
        ):
            return error(400, "BAD_REFRESH_TOKEN", "missing or unknown refresh token")
        self.refresh_tokens.discard(form["refresh_token"])
        self.issued += 1
        self.token = f"access-{self.issued}-of-fake"
        fresh = f"refresh-{self.issued}-of-fake"
        self.refresh_tokens.add(fresh)
        return Reply(body={"access_token": self.token, "refresh_token": fresh, "expires_in": 1800})

    def _fields(self, kind: str) -> list[Row]:
        usual = {"type": "string", "fieldType": "text", "description": "", "groupName": "information", "options": []}
        made = [{"name": n, "label": n, "hubspotDefined": True, **usual} for n in VENDOR_FIELDS]
        own = [{"name": n, "label": f"Own {n}", **usual} for n in self.own_fields.get(kind, [])]
        return [*made, *own]

    def _list(self, kind: str, request: Request) -> Reply:
        if len(urlencode(request.params)) > LONGEST:
            return Reply(414, None)
        unknown = sorted(request.params.keys() - set(KNOWN))
        most = 50 if request.params.get("propertiesWithHistory") else 100
        if unknown or int(request.params.get("limit", "10")) > most:
            return error(400, "VALIDATION_ERROR", f"unknown {unknown} or limit over {most}")
        is_archived = request.params.get("archived") == "true"
        rows = [row for row in self._ordered(kind) if row["archived"] is is_archived]
        asked = request.params.get("properties", "").split(",")
        made = [only(row, asked) for row in rows]
        for row in made:
            for name in filter(None, request.params.get("propertiesWithHistory", "").split(",")):
                held = self.objects[kind][row["id"]]
                row["propertiesWithHistory"] = {name: held.get("history", {}).get(name, [])}
        return paged(made, request, 10)

    def _ordered(self, kind: str) -> list[Row]:
        return [row for _, row in sorted(self.objects.get(kind, {}).items(), key=lambda item: int(item[0]))]

    def _search(self, kind: str, request: Request) -> Reply:
        body = request.body
        rows = [row for row in self._ordered(kind) if not row["archived"]]
        for group in body["filterGroups"]:
            for one in group["filters"]:
                if not isinstance(one.get("value"), str):
                    return error(400, "VALIDATION_ERROR", "a filter's value is text")
                rows = [row for row in rows if fits(row, one)]
        after, limit = int(body.get("after") or 0), int(body.get("limit", 10))
        if limit > 200 or after >= self.search_cap:
            return error(400, "VALIDATION_ERROR", "over the cap of a search")
        part = rows[after : after + limit]
        made: dict[str, Any] = {"total": len(rows), "results": [only(row, body["properties"]) for row in part]}
        if after + limit < len(rows):
            made["paging"] = {"next": {"after": str(after + limit)}}
        return Reply(body=made)

    def _batch(self, kind: str, request: Request) -> Reply:
        """Records by their key, or by a property that is unique; of those that are not there the answer says so."""
        body = request.body
        asked = [one["id"] for one in body["inputs"]]
        most = 50 if body["propertiesWithHistory"] else 100
        if len(asked) > most or len(set(asked)) < len(asked):
            return error(400, "VALIDATION_ERROR", f"over {most} inputs, or one of them twice")
        by = body.get("idProperty", "hs_object_id")
        known = {row["properties"].get(by): row for row in self._ordered(kind) if not row["archived"]}
        results = []
        for row in (known[key] for key in asked if key in known):
            made = only(row, body["properties"])
            if body["propertiesWithHistory"]:
                held = row.get("history", {})
                made["propertiesWithHistory"] = {name: held.get(name, []) for name in body["propertiesWithHistory"]}
            results.append(made)
        answer: Row = {"status": "COMPLETE", "results": results, "startedAt": iso(1), "completedAt": iso(1)}
        gone = [key for key in asked if key not in known]
        if gone:
            answer |= {"numErrors": len(gone), "errors": [NO_ASSOCIATIONS | {"message": "Could not get some objects"}]}
        return Reply(207 if gone else 200, answer)

    def _lists(self, request: Request) -> Reply:
        body = request.body
        if not isinstance(body.get("offset"), int) or "additionalProperties" not in body or body["count"] > 500:
            return error(400, "VALIDATION_ERROR", "no offset, no additional properties, or over 500")
        end = body["offset"] + body["count"]
        part = self.lists[body["offset"] : end]
        more = end < len(self.lists)
        return Reply(body={"lists": part, "hasMore": more, "offset": end, "total": len(self.lists)})

    def _events(self, request: Request) -> Reply:
        """Events of e-mails, the newest first; the next page's token holds for the same request."""
        since, start = int(request.params.get("startTimestamp", "0")), int(request.params.get("offset") or 0)
        rows = sorted((one for one in self.events if one["created"] >= since), key=lambda one: -one["created"])
        end = start + min(self.events_page, int(request.params.get("limit", "10")))
        return Reply(body={"events": rows[start:end], "hasMore": end < len(rows), "offset": str(end)})

    def history(self, kind: str, key: str, name: str, value: str, day: int) -> None:
        """Change a property whose history is asked for; the newest stands first."""
        self.put(kind, key, day, 0, **{name: value})
        held = self.objects[kind][key].setdefault("history", {}).setdefault(name, [])
        held.insert(0, {"value": value, "timestamp": iso(day), "sourceType": "CRM_UI"})

    def _owners(self, request: Request) -> Reply:
        is_archived = request.params.get("archived") == "true"
        rows = [row for row in self.objects.get("owners", {}).values() if row["archived"] is is_archived]
        return paged(rows, request, 100)

    def _associations(self, kind: str, to: str, request: Request) -> Reply:
        known = self.links.get((kind, to), {})
        asked = [one["id"] for one in request.body["inputs"]]
        results = [
            {"from": {"id": key}, "to": [{"id": other, "type": f"{kind}_to_{to}"} for other in known[key][:LINKED]]}
            | ({"paging": {"next": {"after": "another", "link": "?after=another"}}} if len(known[key]) > LINKED else {})
            for key in asked
            if known.get(key)
        ]
        none = [key for key in asked if not known.get(key)]
        body: Row = {"status": "COMPLETE", "results": results, "startedAt": iso(1), "completedAt": iso(1)}
        if none:
            body |= {"numErrors": len(none), "errors": [NO_ASSOCIATIONS]}
        return Reply(207 if none else 200, body)

    def _long_associations(self, kind: str, to: str, request: Request) -> Reply:
        """The newer addresses: each record's list goes on from where its entry says."""
        results = []
        for one in request.body["inputs"]:
            known, start = self.links.get((kind, to), {}).get(one["id"], []), int(one.get("after", "0"))
            end = start + LINKED
            typed = [{"toObjectId": int(other), "associationTypes": []} for other in known[start:end]]
            more = {"paging": {"next": {"after": str(end), "link": "?"}}} if end < len(known) else {}
            results.append({"from": {"id": one["id"]}, "to": typed, **more})
        return Reply(body={"status": "COMPLETE", "results": results, "startedAt": iso(1), "completedAt": iso(1)})

    def _statuses(self, request: Request) -> Reply:
        asked, known = request.body["inputs"], self.subscriptions
        if request.params.get("channel") != "EMAIL" or len(asked) > 100:
            return error(400, "VALIDATION_ERROR", "no channel, or over 100 addresses")
        results = [{"subscriberIdString": one, "statuses": known.get(one, [])} for one in asked]
        return Reply(body={"status": "COMPLETE", "results": results, "startedAt": iso(1), "completedAt": iso(1)})


def status(address: str, number: int, name: str, state: str, basis: str | None = None) -> Row:
    """What an address said about one type of e-mail."""
    made = {"channel": "EMAIL", "source": "Form", "status": state, "subscriberIdString": address, "timestamp": iso(6)}
    return {**made, "subscriptionId": number, "subscriptionName": name, "legalBasis": basis}


def only(row: Row, properties: list[str]) -> Row:
    """The record with the properties that were asked for, null where it has none."""
    row = {name: value for name, value in row.items() if name != "history"}
    return {**row, "properties": {name: row["properties"].get(name) for name in properties if name}}


def fits(row: Row, one: Row) -> bool:
    """Whether a record passes one filter of a search."""
    held = row["properties"].get(one["propertyName"])
    if held is None:
        return False
    value = one["value"]
    is_time = one["propertyName"].endswith("date")
    left = datetime.fromisoformat(held).timestamp() * 1000 if is_time else float(held)
    return left >= float(value) if one["operator"] == "GTE" else left > float(value)


def paged(rows: list[Row], request: Request, usual: int) -> Reply:
    """A page of a list, with the cursor of the next one."""
    start, limit = int(request.params.get("after") or 0), int(request.params.get("limit", str(usual)))
    body: Row = {"results": rows[start : start + limit]}
    if start + limit < len(rows):
        link = f"https://elsewhere.example{request.path}?after={start + limit}"
        body["paging"] = {"next": {"after": str(start + limit), "link": link}}
    return Reply(body=body)


def error(status: int, category: str, message: str) -> Reply:
    """An error as HubSpot writes it."""
    body = {"status": "error", "category": category, "message": message, "correlationId": CORRELATION}
    return Reply(status, body)


def denied(scope: str) -> Reply:
    """A missing scope."""
    reply = error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes")
    reply.body["errors"] = [{"message": "scopes", "context": {"requiredGranularScopes": [scope]}}]
    return reply


NO_ASSOCIATIONS: Row = {
    "status": "error",
    "category": "OBJECT_NOT_FOUND",
    "message": "No associations",
    "context": {},
    "links": {},
    "errors": [],
}
CORRELATION = "aeb5f871-7f07-4993-9211-075dc63e7cbf"
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
