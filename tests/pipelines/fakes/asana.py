"""Asana as its documentation says: lists by limit and a token for the next page, only the fields asked for, boards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
BASE = "/api/1.0"


def stamp(day: int, second: int = 0) -> str:
    """A moment of January 2026 as Asana writes it."""
    return f"2026-01-{day:02}T10:{second // 60:02}:{second % 60:02}.000Z"


def ref(kind: str, gid: str, **fields: Any) -> Row:
    """Another record as it stands inside one."""
    return {"gid": gid, "resource_type": kind, **fields}


class Asana(Fake):
    """One user's view: an organization and a workspace of their own, boards and their tasks."""

    def __init__(self) -> None:
        super().__init__()
        self.has_plan = True
        self.rows: dict[str, dict[str, Row]] = {}
        self.stories: dict[str, list[Row]] = {}
        self.attachments: dict[str, list[Row]] = {}
        self.settings: dict[str, list[Row]] = {}
        self.positions: dict[str, tuple[str, int]] = {}
        self.client: tuple[str, str] | None = None
        self.refresh_token = ""
        self.issued = 0
        self.put("workspaces", "1", name="Nordhafen", is_organization=True, email_domains=["nordhafen.example"])
        self.put("workspaces", "2", name="Mine", is_organization=False, email_domains=[])

    def put(self, kind: str, gid: str, **fields: Any) -> Row:
        """Create a record, or change it."""
        held = self.rows.setdefault(kind, {}).setdefault(gid, ref(kind.removesuffix("s"), gid))
        held.update(fields)
        return held

    def project(self, gid: str, *sections: str, workspace: str = "1", **fields: Any) -> None:
        """A board with its sections."""
        at = stamp(1)
        facts = {"name": f"Board {gid}", "archived": False, "completed": False, "created_at": at, "modified_at": at}
        facts |= {"start_on": None, "due_on": None, "owner": ref("user", "55"), "team": ref("team", "9", name="Sales")}
        self.put("projects", gid, **(facts | {"workspace": ref("workspace", workspace)} | fields))
        for section in sections:
            board = ref("project", gid)
            self.put("sections", section, name=f"Section {section}", created_at=at, project=board, projects=[board])

    def task(self, gid: str, *places: tuple[str, str], day: int = 1, second: int = 0, **fields: Any) -> None:
        """Create a task in sections of boards, or change it at that moment."""
        at = stamp(day, second)
        if gid not in self.rows.get("tasks", {}):
            blank: Row = {"completed": False, "completed_at": None, "due_on": None, "due_at": None}
            blank |= {"start_on": None, "assignee": None, "parent": None, "tags": [], "custom_fields": []}
            self.put("tasks", gid, created_at=at, resource_subtype="default_task", name=f"Task {gid}", **blank)
            self.put("tasks", gid, num_subtasks=0, memberships=[])
        if places:
            self.put("tasks", gid, memberships=[self._place(project, section) for project, section in places])
        self.put("tasks", gid, modified_at=at, **fields)

    def _place(self, project: str, section: str) -> Row:
        there = self.rows["sections"][section]["name"]
        board = ref("project", project, name=self.rows["projects"][project]["name"])
        return {"project": board, "section": ref("section", section, name=there)}

    def story(self, gid: str, task: str, subtype: str, day: int, second: int = 0, **fields: Any) -> None:
        """What happened to a task; it counts as a change of it."""
        kind = "comment" if subtype == "comment_added" else "system"
        facts = {"type": kind, "resource_subtype": subtype, "created_at": stamp(day, second), "text": "secret text"}
        made = ref("story", gid, **facts, created_by=ref("user", "55"), **fields)
        self.stories.setdefault(task, []).append(made)
        self.task(task, day=day, second=second)

    def is_open(self, request: Request) -> bool:
        return request.path == "/-/oauth_token"

    def refused(self, request: Request) -> Reply:
        return error(401, "Not Authorized")

    def answer(self, request: Request) -> Reply:
        if request.path == "/-/oauth_token":
            return self._token(request)
        if not request.path.startswith(f"{BASE}/") or request.method != "GET":
            return error(404, "No matching route for request")
        match request.path.removeprefix(f"{BASE}/").split("/"):
            case ["workspaces"]:
                return self._listed(self._all("workspaces"), request)
            case [("users" | "tags" | "projects") as kind] if "workspace" in request.params:
                return self._listed(self._of_workspace(kind, request.params["workspace"]), request)
            case ["workspaces", workspace, "teams"] if self.rows["workspaces"][workspace]["is_organization"]:
                return self._listed(self._of_workspace("teams", workspace), request)
            case ["workspaces", workspace, "custom_fields"] if self.has_plan:
                return self._listed(self._of_workspace("custom_fields", workspace), request)
            case ["workspaces", _, "custom_fields"]:
                return error(402, "Custom Fields are not available for free users or guests.")
            case ["projects", project, "sections"] if project in self.rows["projects"]:
                return self._listed([one for one in self._all("sections") if one["project"]["gid"] == project], request)
            case ["projects", project, "custom_field_settings"] if project in self.rows["projects"]:
                return self._listed(self.settings.get(project, []), request)
            case ["tasks"]:
                return self._tasks(request)
            case ["tasks", task, "subtasks"] if task in self.rows["tasks"]:
                inside = [one for one in self._all("tasks") if (one["parent"] or {}).get("gid") == task]
                return self._listed(inside, request)
            case ["tasks", task, "stories"] if task in self.rows["tasks"]:
                return self._listed(self.stories.get(task, []), request)
            case ["attachments"] if request.params.get("parent") in self.rows["tasks"]:
                return self._listed(self.attachments.get(request.params["parent"], []), request)
        return error(404, "Not Found")

    def _all(self, kind: str) -> list[Row]:
        return list(self.rows.get(kind, {}).values())

    def _of_workspace(self, kind: str, workspace: str) -> list[Row]:
        return [one for one in self._all(kind) if one.get("workspace", ref("workspace", "1"))["gid"] == workspace]

    def _tasks(self, request: Request) -> Reply:
        project, assignee = request.params.get("project"), request.params.get("assignee")
        if project is None and assignee is not None and "workspace" in request.params:
            theirs = [one for one in self._all("tasks") if (one["assignee"] or {}).get("gid") == assignee]
            workspace = request.params["workspace"]
            return self._since([one for one in theirs if one.get("workspace", workspace) == workspace], request)
        if project is None or assignee is not None:
            return error(400, "You should specify one of project, tag, section, user_task_list, assignee + workspace")
        if project not in self.rows["projects"]:
            return error(404, f"project: Not a recognized ID: {project}")
        inside = [one for one in self._all("tasks") if any(m["project"]["gid"] == project for m in one["memberships"])]
        return self._since(inside, request)

    def _since(self, inside: list[Row], request: Request) -> Reply:
        if (since := request.params.get("modified_since")) is not None:
            start = datetime.fromisoformat(since)
            inside = [one for one in inside if datetime.fromisoformat(one["modified_at"]) >= start]
        return self._listed(inside, request)

    def _listed(self, rows: list[Row], request: Request) -> Reply:
        """A page; the token of the next one holds for the same request only."""
        if not request.params.get("limit", "").isdigit() or not 1 <= int(request.params["limit"]) <= 100:
            return error(400, "limit: Value is not between 1 and 100")
        asked = f"{request.path}?{sorted(item for item in request.params.items() if item[0] != 'offset')}"
        start = 0
        if (offset := request.params.get("offset")) is not None:
            known, start = self.positions.get(offset, ("", 0))
            if known != asked:
                return error(400, "offset: Your pagination token has expired or is invalid.")
        end = start + int(request.params["limit"])
        following = None
        if end < len(rows):
            token = f"eyJ0eXAi{len(self.positions)}"
            self.positions[token] = (asked, end)
            path = f"{request.path.removeprefix(BASE)}?offset={token}"
            following = {"offset": token, "path": path, "uri": f"https://elsewhere.example{BASE}{path}"}
        wanted = [field.split(".") for field in request.params.get("opt_fields", "name").split(",")]
        return Reply(body={"data": [shown(row, wanted) for row in rows[start:end]], "next_page": following})

    def _token(self, request: Request) -> Reply:
        form = request.form
        if (form.get("client_id"), form.get("client_secret")) != self.client or form.get(
            "refresh_token"
        ) != self.refresh_token:
            return Reply(400, {"error": "invalid_grant"})
        self.issued += 1
        self.token = f"access-{self.issued}-of-fake"
        return Reply(body={"access_token": self.token, "token_type": "bearer", "expires_in": 3600})


def shown(value: Any, wanted: list[list[str]]) -> Any:
    """A record with its gid and the fields asked for; of a field that is asked for as a whole, gid and type."""
    if isinstance(value, list):
        return [shown(one, wanted) for one in value]
    if not isinstance(value, dict):
        return value
    made = {"gid": value["gid"]} if "gid" in value else {}
    for name in dict.fromkeys(path[0] for path in wanted if path):
        if name not in value:
            continue
        inner = [path[1:] for path in wanted if path and path[0] == name and len(path) > 1]
        if not inner and isinstance(value[name], dict) and "gid" in value[name]:
            inner = [["resource_type"]]
        made[name] = shown(value[name], inner) if inner else value[name]
    return made


def custom(gid: str, kind: str, shows: str | None, **value: Any) -> Row:
    """A field of a board with its value."""
    return {"gid": gid, "name": f"Field {gid}", "type": kind, "display_value": shows, **value}


def setting(gid: str, name: str, kind: str, project: str) -> Row:
    """That a board has a field."""
    field = ref("custom_field", gid, name=name, type=kind)
    return ref("custom_field_setting", f"{project}{gid}", custom_field=field, project=ref("project", project))


def error(status: int, message: str) -> Reply:
    """An error as Asana writes it."""
    headers = {"Retry-After": "30"} if status == 429 else {}
    return Reply(
        status, {"errors": [{"message": message, "help": "For more information on API status codes"}]}, headers
    )


FIELDS = (
    ("71", "Email", "text"),
    ("72", "Debt", "number"),
    ("73", "Tier", "enum"),
    ("74", "Needs", "multi_enum"),
    ("75", "Since", "date"),
    ("76", "Knows", "people"),
    ("77", "Phone", "text"),
)
"""The customers' own fields: number, name, type."""


def harbour() -> Asana:
    """An organization with a board of customers (10), one of deals (20) and one that is put away (30)."""
    fake = Asana()
    fake.put("users", "55", name="Olga B", email="olga@example.org")
    fake.put("teams", "9", name="Sales", visibility="public")
    fake.put("tags", "8", name="vip", color="dark-pink", created_at=stamp(1))
    options = [ref("enum_option", "1", name="Gold", enabled=True)]
    fake.put("custom_fields", "71", name="Email", type="text")
    fake.put("custom_fields", "73", name="Tier", type="enum", enum_options=options)
    fake.project("10", "101")
    fake.project("20", "201", "202")
    fake.project("30", "301", workspace="2", archived=True)
    fake.settings["10"] = [setting(gid, name, kind, "10") for gid, name, kind in FIELDS]
    olga, vip = ref("user", "55", name="Olga B"), ref("tag", "8", name="vip")
    for number in range(1, 6):
        fake.task(f"1{number}", ("10", "101"), name=f"Given{number} Family{number}", second=number)
    # Anna is a customer whose card lies among the deals too.
    fake.task("11", ("10", "101"), ("20", "202"), day=2, name="Anna K", assignee=olga, tags=[vip])
    fake.task(
        "11",
        day=2,
        custom_fields=[
            custom("71", "text", "anna@example.com", text_value="anna@example.com"),
            custom("72", "number", "12.50", number_value=12.5),
            custom("73", "enum", "Gold", enum_value=ref("enum_option", "1", name="Gold")),
            custom("74", "multi_enum", "a, b", multi_enum_values=[ref("enum_option", str(n), name=n) for n in "ab"]),
            custom("75", "date", "2026-03-01", date_value={"date": "2026-03-01", "date_time": None}),
            custom("76", "people", "Olga B", people_value=[olga]),
            custom("77", "text", None, text_value=None),
        ],
    )
    fake.task("21", ("30", "301"), ("20", "202"), day=3, name="Ropes", assignee=olga, due_on="2026-02-01")
    fake.task("22", ("20", "201"), day=3, name="Sails", completed=True, completed_at=stamp(3))
    fake.task("31", ("30", "301"), day=4, name="Old", num_subtasks=1, approval_status="approved")
    fake.task("32", day=4, name="Part of it", parent=ref("task", "31", name="Old"))
    sections = {"old_section": ref("section", "201", name="Open"), "new_section": ref("section", "202", name="Won")}
    fake.story("901", "21", "section_changed", 3, 30, **sections)
    fake.story("902", "21", "comment_added", 3, 40)
    fake.story("903", "11", "comment_added", 3, 50)
    file = ref("attachment", "801", name="offer.pdf", created_at=stamp(3), host="asana", size=1200)
    fake.attachments["21"] = [file | {"resource_subtype": "asana"}]
    return fake
