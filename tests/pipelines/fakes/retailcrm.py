"""RetailCRM as its own client shows it: counted pages of set sizes, histories that name what changed, local times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
LISTS = {
    "customers": ("customers", "customer"),
    "customers-corporate": ("customersCorporate", "customer"),
    "orders": ("orders", "order"),
}
CALLED = {
    "accounts": "loyaltyAccounts",
    "shipments": "deliveryShipments",
    "dictionaries": "customDictionaries",
    "product-groups": "productGroup",
    "user-groups": "groups",
    "inventories": "offers",
}
"""Plain lists whose rows stand elsewhere than the last part of their path says."""
"""Path of a list: where its rows stand, and what a row of its history calls the record."""


def local(day: int, second: int = 0) -> str:
    """A moment of January 2026 as the account's clock (Moscow) shows it: no zone."""
    return f"2026-01-{day:02} {13 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


class RetailCrm(Fake):
    """One account: lists with their histories, and the rest as plain lists."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[int, Row]] = {kind: {} for kind in LISTS}
        self.histories: dict[str, list[Row]] = {kind: [] for kind in LISTS}
        self.others: dict[str, list[Row]] = {}
        self.references: dict[str, Any] = {}
        self.interactions: dict[str, Any] = {}
        self.fields: list[Row] = []
        self.steps = 0

    def is_authorised(self, request: Request) -> bool:
        return request.headers.get("X-API-KEY") == self.token

    def refused(self, request: Request) -> Reply:
        return failed(403, 'Wrong "apiKey" value.')

    def put(self, kind: str, key: int, day: int = 1, second: int = 0, **fields: object) -> None:
        """Create a record, or change it: the history names it, the record itself does not tell when."""
        before = self.records[kind].get(key)
        made = before or {"id": key, "createdAt": local(day, second), "customFields": []}
        self.records[kind][key] = {**made, **fields}
        self._logged(kind, key, day, second, {"created": True} if before is None else {})

    def delete(self, kind: str, key: int, day: int) -> None:
        """Delete a record: the history tells it."""
        del self.records[kind][key]
        self._logged(kind, key, day, 0, {"deleted": True})

    def _logged(self, kind: str, key: int, day: int, second: int, more: Row) -> None:
        self.steps += 1
        named = {LISTS[kind][1]: {"id": key, "site": "shop"}}
        row = {"id": self.steps, "createdAt": local(day, second), "source": "user", "field": "x", **more, **named}
        self.histories[kind].append(row)

    def answer(self, request: Request) -> Reply:
        match request.path.removeprefix("/api/v5/").split("/"):
            case ["custom-fields"]:
                entity = request.params["filter[entity]"]
                return self._page([one for one in self.fields if one["entity"] == entity], "customFields", request)
            case ["customer-interaction", _, _, key] if int(key) not in self.records["customers"]:
                return failed(404, "Not found")
            case ["customer-interaction", _, name, _] if (request.params["by"], request.params["siteBy"]) == (
                "id",
                "code",
            ):
                held = self.interactions.get(request.path.removeprefix("/api/v5/customer-interaction/"))
                # What is answered about a customer without a cart, nobody recorded.
                return Reply(
                    body={"success": True, **({name: held} if held is not None or name == "cart" else {name: []})}
                )
            case ["loyalty", "bonus", "operations"]:
                return self._operations(request)
            case ["reference", "countries"]:
                return Reply(body={"success": True, "countriesIso": self.references.get("countries", [])})
            case ["reference", name]:
                words = name.split("-")
                called = words[0] + "".join(word.title() for word in words[1:])
                # A dictionary without entries is a list, as PHP writes it.
                return Reply(body={"success": True, called: self.references.get(name) or []})
            case ["customers-corporate", key, _] if int(key) not in self.records["customers-corporate"]:
                return failed(404, "Not found")
            case [kind, "history"] if kind in LISTS:
                return self._history(kind, request)
            case [kind] if kind in LISTS:
                ids = request.params.get("filter[ids][]")
                wanted = {int(one) for one in ids.split(",")} if ids else None
                rows = [
                    row for key, row in sorted(self.records[kind].items(), reverse=True) if not wanted or key in wanted
                ]
                return self._page(rows, LISTS[kind][0], request)
            case path:
                return self._page(self.others.get("/".join(path), []), CALLED.get(path[-1], path[-1]), request)

    def _history(self, kind: str, request: Request) -> Reply:
        since, start = int(request.params.get("filter[sinceId]", "0")), request.params.get("filter[startDate]", "")
        if "page" in request.params or (since and start):
            return failed(400, "sinceId goes with neither a page nor a day")
        rows = [row for row in self.histories[kind] if row["id"] > since and row["createdAt"] >= start]
        return self._page(rows, "history", request)

    def _operations(self, request: Request) -> Reply:
        """A page by cursor; the recorded answer names the next one, and a last page is not recorded."""
        limit, start = int(request.params.get("limit", 20)), int(request.params.get("cursor", "0"))
        rows = self.others.get("operations", [])
        pagination = {"nextCursor": str(start + limit) if start + limit < len(rows) else None}
        return Reply(body={"success": True, "pagination": pagination, "bonusOperations": rows[start : start + limit]})

    def _page(self, rows: list[Row], name: str, request: Request) -> Reply:
        limit, number = int(request.params.get("limit", 20)), int(request.params.get("page", 1))
        if limit not in (20, 50, 100):
            return failed(400, "Errors in the input parameters")
        part = rows[(number - 1) * limit : number * limit]
        counted = {"limit": limit, "totalCount": len(rows), "currentPage": number}
        counted["totalPageCount"] = -(-len(rows) // limit)
        return Reply(body={"success": True, "pagination": counted, name: part})


def failed(status: int, message: str, errors: Mapping[str, str] | None = None) -> Reply:
    """An error as RetailCRM writes it."""
    return Reply(status, {"success": False, "errorMsg": message, **({"errors": dict(errors)} if errors else {})})


def account() -> RetailCrm:
    """An account with 250 customers."""
    fake = RetailCrm()
    for number in range(1, 251):
        fake.put("customers", number, 1, number, firstName=f"Имя{number}", phones=[{"number": f"+7900{number:07}"}])
    return fake
