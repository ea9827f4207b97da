"""Bitrix24 as its documentation says: keyset lists of 50, select by name, multifields, requisites, two throttles."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

PAGE = 50
MULTIPLE = ("PHONE", "EMAIL", "WEB", "IM", "LINK")
"""What a list gives only to those who name it."""
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
OAUTH = "/oauth/token/"
UNIVERSAL = {"1": "lead", "2": "deal", "3": "contact", "7": "quote", "31": "invoice"}
LINKS = {"lead": "contactIds", "deal": "contactIds", "contact": "companyIds"}
"""What the universal list tells of a record's links, and the classic one does not."""
MOST = 50
"""Commands of a batch."""
MOST_LINES = 200
CLASSIC = {
    "crm.contact.list": "contact",
    "crm.company.list": "company",
    "crm.lead.list": "lead",
    "crm.deal.list": "deal",
    "crm.requisite.list": "requisite",
    "crm.address.list": "address",
    "crm.activity.list": "activity",
    "crm.product.list": "product",
    "crm.status.list": "status",
    "crm.currency.list": "currency",
    "crm.timeline.comment.list": "comment",
    "voximplant.statistic.get": "call",
    "user.get": "user",
}


def at(day: int, second: int = 0) -> str:
    """A moment of January 2026 as a portal in Moscow writes it."""
    return f"2026-01-{day:02}T10:{second // 60:02}:{second % 60:02}+03:00"


def multifield(key: int, value: str, kind: str = "WORK") -> Row:
    """One phone, address or site."""
    return {"ID": str(key), "VALUE_TYPE": kind, "VALUE": value, "TYPE_ID": "PHONE"}


class Bitrix24(Fake):
    """One portal: rows by kind, fields of its own, and the rights of the webhook."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, Row]] = {}
        self.own_fields: dict[str, list[str]] = {}
        self.denied: set[str] = set()
        self.closed_sessions: set[str] = set()
        self.untold_sessions: set[str] = set()
        self.swapped_sessions: dict[str, int] = {}
        self.client: tuple[str, str] | None = None
        self.refresh_tokens: set[str] = set()
        self.issued = 0

    def put(self, kind: str, key: str, day: int = 1, second: int = 0, **fields: Any) -> None:
        """Create a record, or change it at that moment."""
        held = self.rows.setdefault(kind, {})
        before = held.get(key, {"ID": key, "DATE_CREATE": at(day, second)})
        held[key] = {**before, "DATE_MODIFY": at(day, second), **fields}

    def erase(self, kind: str, key: str) -> None:
        """Delete a record; nothing says so."""
        del self.rows[kind][key]

    def is_open(self, request: Request) -> bool:
        return request.path == OAUTH

    def is_authorised(self, request: Request) -> bool:
        if self.client is not None:
            return request.params.get("auth") == self.token
        return request.path.startswith(f"/rest/1/{self.token}/")

    def refused(self, request: Request) -> Reply:
        code = "expired_token" if self.client is not None else "NO_AUTH_FOUND"
        return error(401, code, "The access token provided has expired.")

    def answer(self, request: Request) -> Reply:
        if request.path == OAUTH:
            return self._token(request)
        method = request.path.rpartition("/")[2]
        body = request.body or {}
        if method in self.denied:
            return error(403, "insufficient_scope", "The request requires higher privileges")
        if method == "batch":
            return self._batch(request, body)
        if method in CLASSIC:
            return self._classic(method, body)
        match method:
            case "crm.item.list":
                return self._items(body)
            case "crm.item.fields":
                return answered({"fields": self._fields(UNIVERSAL[request.params["entityTypeId"]])})
            case "crm.contact.fields" | "crm.company.fields" | "crm.lead.fields" | "crm.deal.fields":
                return answered(self._fields(method.split(".")[1]))
            case "crm.category.list":
                return answered({"categories": list(self.rows.get("category", {}).values())})
            case "crm.stagehistory.list":
                kind = {1: "lead_stage", 2: "stage", 31: "invoice_stage"}[int(body["entityTypeId"])]
                return listed(self._found(kind, body.get("filter", {})), body, inside="items")
            case "imopenlines.config.list.get":
                return self._lines(body["PARAMS"], body.get("OPTIONS", {}))
            case "imopenlines.session.history.get":
                return self._history(body)
            case "crm.item.productrow.list":
                if not {"=ownerType", "=ownerId"} <= body["filter"].keys():
                    return error(400, "REQUIRED_FILTER", "the owner is to be named")
                return listed(self._found("row", body["filter"]), body, inside="productRows", key="id")
            case "crm.item.payment.list":
                found = self._found("payment", {"entityId": str(body["entityId"]), **body.get("filter", {})})
                return answered([without(row, "entityId") for row in found])
        return error(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")

    def _classic(self, method: str, body: Row) -> Reply:
        wanted = body.get("filter") or body.get("FILTER") or {}
        rows = self._found(CLASSIC[method], wanted)
        select = body.get("select")
        if select is not None:
            rows = [{name: row[name] for name in row if name in select or name == "ID"} for row in rows]
        elif method.startswith("crm."):
            rows = [without(row, *MULTIPLE) for row in rows]
        return listed(rows, body)

    def _items(self, body: Row) -> Reply:
        kind = UNIVERSAL[str(body["entityTypeId"])]
        known = self.rows.get(kind, {})
        if kind in LINKS:
            known = {key: {"id": int(key), LINKS[kind]: row.get("links", [])} for key, row in known.items()}
        for one in body.get("filter", {}):
            name = one.lstrip("@><=!")
            if name not in ("id", "updatedTime"):
                return error(400, "INVALID_ARG_VALUE", f"Invalid filter: field '{name}' is not allowed in filter")
        rows = matching(list(known.values()), body.get("filter", {}))
        wanted = body.get("select", ["*"])
        made = [{name: row[name] for name in row if name in wanted or name == "id" or "*" in wanted} for row in rows]
        return listed(made, body, inside="items", key="id")

    def _lines(self, wanted: Row, options: Row) -> Reply:
        """Open lines: the fields of `select`, counted pages, the queue only to those who ask for it."""
        first, size = int(wanted.get("offset", 0)), int(wanted.get("limit", PAGE))
        if not 0 < size <= MOST_LINES:
            return error(400, "INVALID_FORMAT", "A non-negative integer is expected in the PARAMS field 'limit'")
        names = {*wanted["select"], *(["QUEUE", "QUEUE_USERS_FIELDS"] if options.get("QUEUE") == "Y" else [])}
        lines = sorted(self.rows.get("line", {}).values(), key=lambda line: int(line["ID"]))[first : first + size]
        return answered([{name: line[name] for name in line if name in names} for line in lines])

    def _history(self, body: Row) -> Reply:
        """A conversation's messages by their numbers, with everybody who wrote."""
        session = str(body.get("SESSION_ID", ""))
        if not session:
            return error(400, "MISSING_REQUIRED_PARAM", "Session ID or Chat ID must be provided")
        if session in self.closed_sessions:
            return error(400, "ACCESS_DENIED", "You cannot open this conversation")
        if session in self.untold_sessions:
            return answered([])
        said = {key: row for key, row in self.rows.get("message", {}).items() if row["session"] == session}
        chat = f"7{session}"
        messages = {
            key: {**without(row, "session"), "chatid": chat, "recipientid": f"chat{chat}", "params": []}
            for key, row in said.items()
        }
        users = {row["senderid"]: {"id": row["senderid"], "connector": True} for row in said.values()}
        # PHP writes an empty object as a list.
        told: Row = {
            "chatId": int(chat),
            "sessionId": self.swapped_sessions.get(session, int(session)),
            "message": messages or [],
            "users": users or [],
        }
        return answered({**told, "usersMessage": {f"chat{chat}": list(messages)}, "files": []})

    def _batch(self, request: Request, body: Row) -> Reply:
        """Each command as a request of its own; what failed stands apart, and all of it is status 200."""
        commands: Row = body["cmd"]
        if len(commands) > MOST:
            return error(400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded")
        parts: dict[str, Row] = {"result": {}, "result_error": {}, "result_total": {}, "result_next": {}}
        for name, text in commands.items():
            method, _, query = text.partition("?")
            one = replace(request, path=f"{request.path.rpartition('/')[0]}/{method}", body=nested(query))
            reply = self.struck(one, error(405, "ERROR_BATCH_METHOD_NOT_ALLOWED", "") if method == "batch" else None)
            if reply.status != 200:
                parts["result_error"][name] = reply.body
                continue
            for field, value in reply.body.items():
                parts.get("result" if field == "result" else f"result_{field}", {})[name] = value
        # PHP writes an empty object as a list.
        return answered({name: part or [] for name, part in parts.items()})

    def _found(self, kind: str, wanted: Row) -> list[Row]:
        return matching([without(row, "links") for row in self.rows.get(kind, {}).values()], wanted)

    def _fields(self, kind: str) -> Row:
        names = dict.fromkeys(name for row in self.rows.get(kind, {}).values() for name in row)
        made: Row = {name: {"type": "string", "isDynamic": False, "title": name} for name in names}
        for name in self.own_fields.get(kind, []):
            made[name] = {"type": "string", "isDynamic": True, "title": name, "formLabel": f"Own {name}"}
        return made

    def _token(self, request: Request) -> Reply:
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != self.client or form.get("refresh_token") not in (
            self.refresh_tokens
        ):
            return error(400, "invalid_grant", "no such token")
        self.refresh_tokens.discard(form["refresh_token"])
        self.issued += 1
        self.token = f"access-{self.issued}-of-fake"
        fresh = f"refresh-{self.issued}-of-fake"
        self.refresh_tokens.add(fresh)
        body = {"access_token": self.token, "refresh_token": fresh, "expires_in": 3600}
        return Reply(body={**body, "client_endpoint": f"{self.url}/rest/", "domain": "oauth.example"})


def nested(query: str) -> Row:
    """Parameters as PHP reads them: `filter[ID]=5` is an object in an object, numbered members are a list."""
    made: Row = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        first, *inner = name.replace("]", "").split("[")
        at_place = made
        for before, after in zip([first, *inner], inner, strict=False):
            at_place = at_place.setdefault(before, {})
            first = after
        at_place[first] = value
    return {name: _listed(value) for name, value in made.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(one) for name, one in value.items()}
    return list(inner.values()) if inner and all(name.isdigit() for name in inner) else inner


def without(row: Row, *names: str) -> Row:
    """The row without these fields."""
    return {name: value for name, value in row.items() if name not in names}


def matching(rows: list[Row], wanted: Row) -> list[Row]:
    """The rows that a filter leaves; a field that no row has is ignored, as the classic lists do."""
    known = {name for row in rows for name in row}
    for condition, value in wanted.items():
        name = condition.lstrip("@><=!")
        if name in known:
            rows = [row for row in rows if fits(row.get(name), condition[: -len(name)], value)]
    return rows


def fits(held: Any, operator: str, value: Any) -> bool:
    """Whether a value meets one condition."""
    if isinstance(value, list):
        return str(held) in [str(one) for one in value]
    if operator in ("", "="):
        return str(held) == str(value)
    is_time = "T" in str(value)
    left: Any = datetime.fromisoformat(held) if is_time else int(held)
    right: Any = datetime.fromisoformat(value) if is_time else int(value)
    return bool(left >= right if operator == ">=" else left > right)


def listed(rows: list[Row], body: Row, *, inside: str | None = None, key: str = "ID") -> Reply:
    """Fifty rows of a list: from the filter's key with `start: -1`, else from `start`, with the next one's."""
    if rows and key in rows[0]:
        rows = sorted(rows, key=lambda row: int(row[key]))
    start = int(body.get("start") or 0)
    part = rows[max(start, 0) : max(start, 0) + PAGE]
    # PHP writes an empty object as a list.
    result: Any = part if inside is None else {inside: part} if part else []
    reply = answered(result)
    if start >= 0:
        reply.body["total"] = len(rows)
        if start + PAGE < len(rows):
            reply.body["next"] = start + PAGE
    return reply


def answered(result: Any) -> Reply:
    """An answer as every method writes it."""
    return Reply(body={"result": result, "time": {"start": 1769947200.1, "duration": 0.02, "operating": 0.1}})


def error(status: int, code: str, description: str) -> Reply:
    """An error as Bitrix24 writes it."""
    return Reply(status, {"error": code, "error_description": description})


def busy_until(moment: datetime) -> Reply:
    """A method's computing time is used up until that moment."""
    reply = error(429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.")
    reply.body["time"] = {"operating": 480.5, "operating_reset_at": int(moment.timestamp())}
    return reply


LATER = timedelta(minutes=9)
QUERY_LIMIT = error(503, "QUERY_LIMIT_EXCEEDED", "Too many requests")
