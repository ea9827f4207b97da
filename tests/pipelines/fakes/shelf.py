"""A system that nobody sells: a list for every style of pages that connectors know, and odd answers of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)
SIZE = 4
KEYS = frozenset(str(number) for number in range(1, 12))

PAGES: dict[str, dict[str, Any]] = {
    "cursor": {"style": "cursor", "next": "next"},
    "link": {"style": "link", "next": "links.next"},
    "number": {"style": "number"},
    "counted": {"style": "number", "total_pages": "pages"},
    "offset": {"style": "offset", "more": "more"},
    "keyset": {"style": "keyset", "key": "id"},
}
"""How each list is paged, as a source says it; `counted` says how many pages there are, `offset` whether more come."""


def settings(style: str) -> dict[str, Any]:
    """A project's source that reads the list of that style."""
    return {
        "kind": "rest",
        "rest": {
            "auth": [{"secrets": ["token"], "headers": {"Authorization": "Bearer {token}"}}],
            "limits": {"all": {"rate": 100}},
            "code": ["error.code"],
            "failed": ["error"],
            "errors": [{"code": "SLOW_DOWN", "do": "wait", "until": "error.until"}],
        },
        "objects": {
            "things": {
                "entity": "party",
                "key": ["id"],
                "read": {
                    "path": f"/{style}",
                    "params": {"at": "$page", "changed_after": "$since"},
                    "page": PAGES[style],
                    "rows": "rows",
                },
                "map": {"name": "name"},
            }
        },
    }


class Shelf(Fake):
    """Eleven things in three pages, listed at `/STYLE`."""

    def __init__(self) -> None:
        super().__init__()
        self.things: list[Row] = [{"id": int(key), "name": f"Thing {key}"} for key in sorted(KEYS, key=int)]

    def answer(self, request: Request) -> Reply:
        at = request.params.get("at")
        match request.path.removeprefix("/"):
            case "cursor" | "link" as style:
                start = int(at or 0)
                body: Row = self._page(start)
                if start + SIZE < len(self.things):
                    # The host is a stranger's: whoever asks it has lost the token.
                    link = f"https://elsewhere.example/link?at={start + SIZE}&size={SIZE}"
                    if style == "cursor":
                        body["next"] = str(start + SIZE)
                    else:
                        body["links"] = {"next": link}
                return Reply(body=body)
            case "number" | "counted" as style:
                pages = -(-len(self.things) // SIZE)
                if style == "counted" and int(at or 0) not in range(1, pages + 1):
                    return Reply(400, {"error": {"code": "NO_SUCH_PAGE"}})
                return Reply(body=self._page((int(at or 0) - 1) * SIZE) | {"pages": pages})
            case "offset":
                start = int(at or 0)
                return Reply(body=self._page(start) | {"more": start + SIZE < len(self.things)})
            case "keyset":
                later = [thing for thing in self.things if thing["id"] > int(at or 0)]
                return Reply(body={"rows": later[:SIZE]})
        return Reply(404, {"error": {"code": "NOT_FOUND"}})

    def _page(self, start: int) -> Row:
        return {"rows": self.things[start : start + SIZE]}
