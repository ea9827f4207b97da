"""Zendesk as its documentation says: exports by cursor and by time, lists with cursors, soft and hard deletes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
ELSEWHERE = "https://elsewhere.example"
EXPORTED = ("users", "organizations", "tickets", "ticket_events")
LISTED = ("groups", "organization_memberships", "group_memberships", "brands", "suspended_tickets")
BY_CURSOR = ("users", "tickets")


def epoch(day: int, second: int = 0) -> int:
    """A moment of January 2026."""
    return int(datetime(2026, 1, day, 10, tzinfo=UTC).timestamp()) + second


def iso(moment: int) -> str:
    """The moment as Zendesk writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Zendesk(Fake):
    """One account: records by type, what users are reached at, who may do what."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[int, Row]] = {}
        self.changed: dict[tuple[str, int], int] = {}
        self.identities: list[Row] = []
        self.erased: list[Row] = []
        self.own_fields: dict[str, list[Row]] = {}
        self.own_objects: dict[str, list[Row]] = {}
        self.api_token: tuple[str, str] | None = None
        self.client: tuple[str, str] | None = None
        self.refresh_token = ""
        self.issued = 0
        self.calls_page = 1000
        self.now = NOON

    def put(self, kind: str, key: int, day: int = 1, second: int = 0, **fields: Any) -> None:
        """Create a record, or change it at that moment."""
        at = epoch(day, second)
        held = self.records.setdefault(kind, {}).get(key, {"id": key, "created_at": iso(at)})
        if kind == "users":
            held = {"role": "end-user", "active": True, "user_fields": {}, **held}
        if kind == "tickets":
            held |= {"generated_timestamp": at}
        self.records[kind][key] = {**held, **fields, "updated_at": iso(at)}
        self.changed[kind, key] = at

    def event(self, key: int, ticket: int, day: int, *children: Row, second: int = 0, updater: int = 900) -> None:
        """An event of a ticket."""
        self.put("ticket_events", key, day, second, ticket_id=ticket, timestamp=epoch(day, second), via="Web form")
        self.records["ticket_events"][key] |= {"child_events": list(children), "updater_id": updater}

    def delete_user(self, key: int, day: int, *, for_good: bool = False) -> None:
        """Delete a user; for good, nothing but the list of deleted users knows it any more."""
        self.put("users", key, day, active=False)
        if for_good:
            gone = self.records["users"].pop(key)
            self.erased.append({**gone, "name": "Permanently Deleted User", "email": None, "phone": None})

    def vanish(self, kind: str, key: int) -> None:
        """Take a record away without a trace."""
        del self.records[kind][key]

    def is_open(self, request: Request) -> bool:
        return request.path == "/oauth/tokens"

    def is_authorised(self, request: Request) -> bool:
        if super().is_authorised(request):
            return True
        if self.api_token is None:
            return False
        known = "{}/token:{}".format(*self.api_token).encode()
        return request.headers.get("Authorization") == "Basic " + base64.b64encode(known).decode()

    def refused(self, request: Request) -> Reply:
        return Reply(401, {"error": "Couldn't authenticate you"})

    def answer(self, request: Request) -> Reply:
        if request.path == "/oauth/tokens":
            return self._token(request)
        path = request.path.removeprefix("/api/v2/").removesuffix(".json")
        match path.split("/"):
            case ["incremental", kind, "cursor"] if kind in BY_CURSOR:
                return self._by_cursor(kind, request)
            case ["incremental", kind] if kind in EXPORTED:
                return self._by_time(kind, request)
            case [kind, "show_many"] if kind in ("users", "tickets"):
                return self._many(kind, request)
            case ["incremental", "ticket_metric_events"]:
                if (wrong := self._too_recent(request)) is not None:
                    return wrong
                start = int(request.params["start_time"])
                rows = [row for at, _, row in self._exported("ticket_metric_events") if at >= start]
                return listed("ticket_metric_events", rows, request)
            case ["users"]:
                role = request.params.get("role")
                rows = [row for row in self._rows("users") if row["active"] and role in (None, row["role"])]
                return listed("users", rows, request)
            case ["deleted_users"]:
                soft = [row for row in self._rows("users") if not row["active"]]
                return listed("deleted_users", [*soft, *self.erased], request)
            case ["satisfaction_ratings"]:
                start = int(request.params.get("start_time", "0"))
                rows = [row for row in self._rows("ratings") if self.changed["ratings", row["id"]] >= start]
                return listed("satisfaction_ratings", rows, request)
            case [("user_fields" | "organization_fields" | "ticket_fields") as kind]:
                return listed(kind, self.own_fields.get(kind, []), request)
            case ["custom_statuses"]:
                return Reply(body={"custom_statuses": self._rows("custom_statuses")})
            case ["ticket_forms"]:
                return self._counted("ticket_forms", request)
            case ["channels", "voice", "stats", "incremental", "calls"]:
                return self._calls(request)
            case ["custom_objects"]:
                return Reply(body={"custom_objects": [{"key": key, "title": key} for key in self.own_objects]})
            case ["custom_objects", key, "records"] if key in self.own_objects:
                return listed("custom_object_records", self.own_objects[key], request)
            case [kind] if kind in LISTED:
                return listed(kind, self._rows(kind), request)
        return Reply(404, {"error": "InvalidEndpoint", "description": "Not found"})

    def _rows(self, kind: str) -> list[Row]:
        return [row for _, row in sorted(self.records.get(kind, {}).items())]

    def _exported(self, kind: str) -> list[tuple[int, int, Row]]:
        """(moment, key, record) in the order of change."""
        return sorted(
            ((self.changed[kind, key], key, row) for key, row in self.records.get(kind, {}).items()),
            key=lambda one: one[:2],
        )

    def _too_recent(self, request: Request) -> Reply | None:
        if int(request.params.get("start_time", "0")) > self.now.timestamp() - 60:
            return Reply(422, {"error": "StartTimeTooRecent", "description": "Too recent start_time."})
        return None

    def _calls(self, request: Request) -> Reply:
        """Talk's export: the next page begins in the last second of this one, and there always is one."""
        if (wrong := self._too_recent(request)) is not None:
            return wrong
        start = int(request.params["start_time"])
        rows = [one for one in self._exported("calls") if one[0] >= start][: self.calls_page]
        end = rows[-1][0] if rows else start
        link = f"{ELSEWHERE}{request.path}?start_time={end}"
        found = [row for _, _, row in rows]
        return Reply(body={"calls": found, "count": len(found), "end_time": end, "next_page": link})

    def _by_cursor(self, kind: str, request: Request) -> Reply:
        """A page of an export with cursors; the link has the whole host of the account and no start any more."""
        cursor = request.params.get("cursor")
        if (cursor is None) == ("start_time" not in request.params):
            return Reply(400, {"error": "InvalidValue", "description": "either a start or a cursor"})
        if (wrong := self._too_recent(request)) is not None:
            return wrong
        rows = self._exported(kind)
        if cursor is None:
            rows = [one for one in rows if one[0] >= int(request.params["start_time"])]
        else:
            at, key = map(int, cursor.split("-"))
            rows = [one for one in rows if one[:2] > (at, key)]
        size = int(request.params.get("per_page", "1000"))
        part = rows[:size]
        last = f"{part[-1][0]}-{part[-1][1]}" if part else (cursor or f"{request.params['start_time']}-0")
        return Reply(
            body={
                kind: [row for _, _, row in part],
                "after_cursor": last,
                "after_url": f"{ELSEWHERE}{request.path}?cursor={last}&per_page={size}",
                "before_cursor": None,
                "before_url": None,
                "end_of_stream": len(rows) <= size,
            }
        )

    def _by_time(self, kind: str, request: Request) -> Reply:
        """A page of an export by time: the records of the last second begin the next page too."""
        if "start_time" not in request.params:
            return Reply(400, {"error": "InvalidValue", "description": "no start"})
        if (wrong := self._too_recent(request)) is not None:
            return wrong
        rows = [one for one in self._exported(kind) if one[0] >= int(request.params["start_time"])]
        if kind == "ticket_events" and request.params.get("include") != "comment_events":
            rows = [(at, key, without_comments(row)) for at, key, row in rows]
        size = int(request.params.get("per_page", "1000"))
        part = rows[:size]
        ends = part[-1][0] if part else None
        kept = "&".join(f"{name}={value}" for name, value in request.params.items() if name != "start_time")
        return Reply(
            body={
                kind: [row for _, _, row in part],
                "next_page": f"{ELSEWHERE}{request.path}?start_time={ends}&{kept}" if part else None,
                "end_time": ends,
                "count": len(part),
                "end_of_stream": len(rows) <= size,
            }
        )

    def _counted(self, kind: str, request: Request) -> Reply:
        """A page of a list that counts them, a hundred at a time."""
        rows, number = self._rows(kind), int(request.params.get("page", "1"))
        link = f"{ELSEWHERE}{request.path}?page={number + 1}" if number * 100 < len(rows) else None
        body = {kind: rows[number * 100 - 100 : number * 100], "count": len(rows)}
        return Reply(body={**body, "next_page": link, "previous_page": None})

    def _many(self, kind: str, request: Request) -> Reply:
        keys = [int(one) for one in request.params["ids"].split(",")]
        if len(keys) > 100:
            return Reply(400, {"error": "TooManyIds", "description": "100 at most"})
        known = self.records.get(kind, {})
        body: Row = {kind: [known[key] for key in keys if key in known], "count": len(keys)}
        if request.params.get("include") == "identities":
            body["identities"] = [one for one in self.identities if one["user_id"] in keys]
        if request.params.get("include") == "metric_sets":
            body["metric_sets"] = [one for one in self._rows("metrics") if one["ticket_id"] in keys]
        return Reply(body=body)

    def _token(self, request: Request) -> Reply:
        form = request.form
        by_client = form.get("grant_type") == "client_credentials" and form.get("scope") == "read"
        by_refresh = form.get("grant_type") == "refresh_token" and form.get("refresh_token") == self.refresh_token
        if (form.get("client_id"), form.get("client_secret")) != self.client or not (by_client or by_refresh):
            return Reply(400, {"error": "invalid_grant"})
        self.issued += 1
        self.token = f"access-{self.issued}-of-fake"
        self.refresh_token = f"refresh-{self.issued}-of-fake"
        body = {"access_token": self.token, "token_type": "bearer", "scope": "read", "expires_in": 1800}
        return Reply(body=body | ({"refresh_token": self.refresh_token} if by_refresh else {}))


def listed(name: str, rows: list[Row], request: Request) -> Reply:
    """A page of a list with cursors; what is asked for without one is refused, so that nothing is capped unseen."""
    if not 1 <= int(request.params.get("page[size]", "0")) <= 100:
        return Reply(400, {"error": "InvalidPaginationParameter", "description": "page[size] is 1 to 100"})
    start, size = int(request.params.get("page[after]", "0")), int(request.params["page[size]"])
    more = start + size < len(rows)
    meta = {"has_more": more, "after_cursor": str(start + size), "before_cursor": str(start)}
    links = {"next": f"{ELSEWHERE}{request.path}" if more else None, "prev": None}
    return Reply(body={name: rows[start : start + size], "meta": meta, "links": links})


def without_comments(event: Row) -> Row:
    """An event as those see it who do not ask for comments: that there is one, and whether it is public."""
    seen = [
        {"id": one["id"], "event_type": "Comment", "comment_present": True, "comment_public": one["public"]}
        if one["event_type"] == "Comment"
        else one
        for one in event["child_events"]
    ]
    return {**event, "child_events": seen}


def denied() -> Reply:
    """What a user who is no administrator is told."""
    return Reply(403, {"error": "Forbidden", "description": "You do not have access to this page."})
