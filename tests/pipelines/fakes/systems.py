"""Every shipped system with a fake: what the matrix of faults needs to know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.pipelines.fakes import amocrm, asana, bitrix24, hubspot, retailcrm, salesforce, shelf, zendesk
from tests.pipelines.fakes.server import Fake, Reply


@dataclass(frozen=True)
class System:
    """A system under test: how to make an account with more than two pages of `object`, and its own odd answers.

    `path` is part of the address of the object's pages; `keys` are the keys that a whole read must give. Where the
    system has such answers, `failure` is an error with status 200, and `throttle_until` a throttle whose body names the
    moment it is over. `leads_on`: a page tells whether another follows, or how many rows there are; else nothing tells
    an empty page in the middle from the end. `fills`: its pages are counted, or full unless they are the last.
    """

    name: str
    make: Callable[[], Fake]
    object: str
    path: str
    keys: frozenset[str]
    secrets: dict[str, Callable[[Fake], str]]
    throttle: Reply
    denial: Reply
    now: datetime
    settings: dict[str, Any] = field(default_factory=dict)
    url: Callable[[Fake], str] = lambda fake: fake.url
    failure: Reply | None = None
    throttle_until: Callable[[datetime], Reply] | None = None
    leads_on: bool | None = True
    fills: bool | None = True


def _hubspot() -> Fake:
    fake = hubspot.HubSpot()
    for number in range(1, 251):
        fake.put("contacts", str(number), 1, number, firstname=f"Given{number}")
    return fake


def _zendesk() -> Fake:
    fake = zendesk.Zendesk()
    for number in range(1, 251):
        fake.put("users", number, 1, number, name=f"Name{number}")
    fake.put("users", 900, 1, 40, name="Who answers", role="agent")
    return fake


def _bitrix24() -> Fake:
    fake = bitrix24.Bitrix24()
    for number in range(1, 131):
        fake.put("contact", str(number), 1, number, NAME=f"Given{number}")
    return fake


def _salesforce() -> Fake:
    fake = salesforce.Salesforce()
    fake.page = 10
    for number in range(1, 26):
        fake.put("Contact", number, 1, number, FirstName=f"Given{number}", LastName='One, or\n"two"')
    return fake


def _asana() -> Fake:
    fake = asana.Asana()
    fake.project("10", "101")
    for number in range(1, 251):
        fake.task(f"9{number:03}", ("10", "101"), second=number)
    return fake


SALESFORCE = System(
    name="salesforce",
    make=_salesforce,
    object="contacts",
    path="/query",
    keys=frozenset(salesforce.record_id("Contact", number) for number in range(1, 26)),
    secrets={"token": lambda fake: fake.token},
    throttle=salesforce.error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    denial=salesforce.error(403, "INSUFFICIENT_ACCESS", "insufficient access"),
    now=salesforce.NOON,
)

SYSTEMS = (
    System(
        name="asana",
        make=_asana,
        object="tasks",
        path="/tasks",
        keys=frozenset(f"9{number:03}" for number in range(1, 251)),
        secrets={"token": lambda fake: fake.token},
        throttle=asana.error(429, "You have made too many requests recently."),
        denial=asana.error(403, "Forbidden"),
        now=asana.NOON,
        url=lambda fake: f"{fake.url}{asana.BASE}",
    ),
    SALESFORCE,
    replace(
        SALESFORCE,
        name="salesforce_bulk",
        path="/results",
        settings={"kind": "salesforce", "options": {"bulk_over": "0"}},
    ),
    System(
        name="amocrm",
        make=amocrm.account(600),
        object="contacts",
        path="/api/v4/contacts$",
        keys=frozenset(str(number) for number in range(1, 601)),
        secrets={"token": lambda fake: fake.token},
        throttle=amocrm.problem(429, "Too Many Requests"),
        denial=amocrm.problem(403, "Forbidden"),
        now=amocrm.NOON,
    ),
    System(
        name="bitrix24",
        make=_bitrix24,
        object="contacts",
        path="/crm.contact.list",
        keys=frozenset(str(number) for number in range(1, 131)),
        secrets={"url": lambda fake: f"{fake.url}/rest/1/{fake.token}"},
        throttle=bitrix24.QUERY_LIMIT,
        denial=bitrix24.error(403, "insufficient_scope", "The request requires higher privileges"),
        now=bitrix24.NOON,
        url=lambda fake: "",
        failure=bitrix24.error(200, "ERROR_CORE", "Internal error"),
        throttle_until=bitrix24.busy_until,
    ),
    System(
        name="hubspot",
        make=_hubspot,
        object="contacts",
        path="/objects/contacts",
        keys=frozenset(str(number) for number in range(1, 251)),
        secrets={"token": lambda fake: fake.token},
        throttle=Reply(
            429,
            {"status": "error", "errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"},
            {"Retry-After": "3"},
        ),
        denial=hubspot.denied("crm.objects.contacts.read"),
        now=hubspot.NOON,
    ),
    *(
        System(
            name=f"shelf_{style}",
            make=shelf.Shelf,
            object="things",
            path=f"/{style}",
            keys=shelf.KEYS,
            secrets={"token": lambda fake: fake.token},
            throttle=Reply(503, {"error": {"code": "SLOW_DOWN"}}),
            denial=Reply(403, {"error": {"code": "FORBIDDEN"}}),
            now=shelf.NOON,
            settings=shelf.settings(style),
            failure=Reply(200, {"error": {"code": "BROKEN"}}),
            throttle_until=lambda end: Reply(200, {"error": {"code": "SLOW_DOWN", "until": end.timestamp()}}),
            fills=None,
            leads_on=None if style in ("number", "offset", "keyset") else True,
        )
        for style in shelf.PAGES
    ),
    System(
        name="zendesk",
        make=_zendesk,
        object="users",
        path="/incremental/users",
        keys=frozenset(str(number) for number in range(1, 251)),
        secrets={"token": lambda fake: fake.token},
        throttle=Reply(
            429,
            {
                "error": "APIRateLimitExceeded",
                "description": "Number of allowed incremental export API requests exceeded",
            },
            {"Retry-After": "35"},
        ),
        denial=zendesk.denied(),
        now=zendesk.NOON,
        settings={"objects": {"users": {"read": {"params": {"per_page": 100}}}}},
    ),
    System(
        name="retailcrm",
        make=retailcrm.account,
        object="customers",
        path="/api/v5/customers$",
        keys=frozenset(str(number) for number in range(1, 251)),
        secrets={"api_key": lambda fake: fake.token},
        throttle=Reply(503, None),
        denial=retailcrm.failed(403, "Access denied."),
        now=retailcrm.NOON,
    ),
)
