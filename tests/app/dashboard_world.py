"""A tiny project with two published builds, made without a run: the tables by SQL, published by the real publisher."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
from onefold_core.published import publish_build
from onefold_core.settings import Project, load_project
from onefold_core.state.runs import finish_run, finish_step, start_run, start_step
from onefold_core.state.store import open_state
from sqlalchemy import Engine

ANNA, EVIL, FIRM, GONE = "c_ANNA", "c_EVIL", "c_FIRM", "c_GONE"
EVIL_NAME = "<script>alert('name')</script>"
EVIL_LINK = "javascript:alert('link')"
EVIL_IMAGE = '"><img src="https://evil.example/x.png" onerror=alert(1)><svg onload=alert(2)>'
RUN, FAILED_RUN = "20261122T010203-aaaa", "20261122T020304-bbbb"

_RECORD = "record_name varchar, source varchar, object varchar, source_key varchar, customer_id varchar"
_TIMES = "created_at timestamp, updated_at timestamp"
_TABLES = {
    "golden.customer": "customer_id varchar, owner varchar, kind varchar, display_name varchar,"
    " display_name_latin varchar, email varchar, phone varchar, city varchar, country varchar, lifecycle varchar,"
    " record_count bigint, source_count bigint, first_seen_at timestamp, last_seen_at timestamp",
    "golden.attribute": "customer_id varchar, attribute varchar, record_name varchar, source varchar, value varchar,"
    " reason varchar, rank bigint, trust bigint, is_winner boolean, updated_at timestamp",
    "golden.crosswalk": f"{_RECORD}, rule varchar, weight double, is_founder boolean, is_deleted boolean,"
    " valid_from timestamp, valid_to timestamp",
    "golden.contact_point": "customer_id varchar, channel varchar, record_name varchar, source varchar, value varchar,"
    " label varchar, validity varchar, kind varchar, is_primary boolean",
    "golden.consent": "customer_id varchar, channel varchar, purpose varchar, record_name varchar, source varchar,"
    " state varchar, legal_basis varchar, text_version varchar, reason varchar, has_proof boolean,"
    ' is_conflict boolean, "at" timestamp',
    "golden.deal": f"{_RECORD}, name varchar, stage varchar, outcome varchar, currency varchar, amount decimal(18, 4),"
    f" amount_base decimal(18, 2), closes_on date, {_TIMES}",
    "golden.activity": f'{_RECORD}, kind varchar, direction varchar, subject varchar, status varchar, "at" timestamp',
    "golden.owner": "record_name varchar, name varchar",
    "marts.customer_360": "customer_id varchar, owner varchar, kind varchar, display_name varchar,"
    " display_name_latin varchar, email varchar, phone varchar, city varchar, country varchar, record_count bigint,"
    " source_count bigint",
    "marts.funnel": "lead_source varchar, owner varchar, stage varchar, stage_order bigint, reached bigint,"
    " amount_base decimal(18, 2), conversion_to_next decimal(9, 4)",
    "marts.empty_mart": "name varchar",
    "audit.rule_result": "rule varchar, says varchar, severity varchar, status varchar, failed bigint, tested bigint",
    "audit.balance": "layer varchar, source varchar, object varchar, difference bigint",
    "audit.issue": 'code varchar, severity varchar, source varchar, object varchar, field varchar, "rows" bigint',
}
_AT = "2026-01-02 03:04:05"
_ROWS: dict[str, list[tuple[object, ...]]] = {
    "golden.customer": [
        (ANNA, "crm:users:1", "person", "Анна Мюллер", "Anna Müller", "anna@example.org", "+4915123456789", "Köln",
         "DE", "customer", 2, 2, _AT, _AT),
        (EVIL, None, "person", EVIL_NAME, None, EVIL_LINK, None, EVIL_IMAGE, None, None, 1, 1, None, None),
        (FIRM, None, "organization", "100%_Werft GmbH", None, None, None, None, "DE", None, 0, 0, None, None),
    ],
    "golden.attribute": [
        (ANNA, "display_name", "crm:contacts:1", "crm", "Анна Мюллер", "trust", 1, 60, True, _AT),
        (ANNA, "display_name", "forms:posts:7", "forms", "A. Mueller", "recency", 2, 40, False, _AT),
        (ANNA, "owner", "crm:contacts:1", "crm", "crm:users:1", "only_value", 1, 60, True, _AT),
        (EVIL, "display_name", "forms:posts:9", "forms", EVIL_NAME, "only_value", 1, 40, True, _AT),
        (EVIL, "city", "forms:posts:9", "forms", EVIL_IMAGE, "only_value", 1, 40, True, _AT),
    ],
    "golden.crosswalk": [
        ("crm:contacts:1", "crm", "contacts", "1", ANNA, "founder", None, True, False, _AT, None),
        ("forms:posts:7", "forms", "posts", "7", ANNA, "model", 12.5, False, False, _AT, None),
        ("forms:posts:7", "forms", "posts", "7", GONE, "founder", None, True, False, _AT, _AT),
        ("forms:posts:9", "forms", "posts", "9", EVIL, "founder", None, True, False, _AT, None),
    ],
    "golden.contact_point": [
        (ANNA, "email", "crm:contacts:1", "crm", "anna@example.org", "primary", "valid", None, True),
        (ANNA, "email", "forms:posts:7", "forms", "second@example.net", "other", "valid", None, False),
        (ANNA, "phone", "crm:contacts:1", "crm", "+4915123456789", "mobile", "valid", "mobile", True),
        (EVIL, "website", "forms:posts:9", "forms", EVIL_LINK, "website", "invalid", None, True),
    ],
    "golden.consent": [
        (ANNA, "email", "newsletter", "forms:posts:7", "forms", "granted", "consent", "v2", None, True, False, _AT)
    ],
    "golden.deal": [
        ("crm:deals:5", "crm", "deals", "5", ANNA, "Refit of a sloop", "Won", "won", "USD", "1200", "1104.50", None,
         _AT, _AT)
    ],
    "golden.activity": [
        ("crm:calls:3", "crm", "calls", "3", ANNA, "call", "out", f"about {EVIL_NAME}", "held", _AT)
    ],
    "golden.owner": [("crm:users:1", "Olga Owner")],
    "marts.customer_360": [],
    "marts.funnel": [
        ("web", "crm:users:1", "lead", 1, 40, None, "0.25"),
        ("web", "crm:users:1", "proposal", 5, 10, "5000", "0.8"),
        ("web", "crm:users:1", "won", 7, 8, "4000", None),
    ],
    "audit.rule_result": [
        ("has_name", "Every customer has a name.", "block", "passed", 0, 3),
        ("phone_valid", "Phones can be dialled.", "warn", "failed", 1, 2),
    ],
    "audit.balance": [("golden", "crm", "contacts", 0), ("golden", "forms", "posts", 0)],
    "audit.issue": [("contact-point-refused", "warning", "forms", "posts", "contact_point.value", 1)],
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The project, its state, and where its data lie."""

    project: Project
    state: Engine

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.project.root

    @property
    def published(self) -> Path:
        """The folder of the published builds."""
        return self.project.data / "published"


def make_world(root: Path, *, is_published: bool = True) -> World:
    """A project in `root`; with one build, two runs and a report when it is published."""
    root.mkdir(parents=True)
    (root / "onefold.yml").write_text("project: quay\n", encoding="utf-8")
    project = load_project(root)
    world = World(project, open_state(project.target.state, project.root))
    if is_published:
        publish(world, "quay-1", RUN)
        _record_runs(world.state)
        reports = project.data / "reports"
        reports.mkdir()
        (reports / f"{RUN}.html").write_text(
            "<!doctype html><title>report</title><h1>The report</h1><script>alert('report')</script>", encoding="utf-8"
        )
        (project.data / "secret.html").write_text("a secret beside the reports", encoding="utf-8")
    return world


def publish(world: World, build: str, run_id: str, *, newcomer: str | None = None) -> None:
    """Write the tables to the working warehouse and publish them; `newcomer` adds a customer of that name."""
    world.project.warehouse.unlink(missing_ok=True)
    world.project.data.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(world.project.warehouse)) as connection:
        for schema in ("golden", "marts", "audit"):
            connection.execute(f"create schema {schema}")
        for table, columns in _TABLES.items():
            connection.execute(f"create table {table} ({columns})")
            for row in _ROWS.get(table, []):
                connection.execute(f"insert into {table} values ({', '.join('?' * len(row))})", list(row))
        if newcomer:
            connection.execute(
                "insert into golden.customer (customer_id, kind, display_name) values ('c_NEW', 'person', ?)",
                [newcomer],
            )
        connection.execute(f"insert into marts.customer_360 by name select {_SHARED} from golden.customer")
    publish_build(world.project.warehouse, world.published, build=build, run_id=run_id, keep=3)


_SHARED = ", ".join(column.split()[0] for column in _TABLES["marts.customer_360"].split(", "))


def _record_runs(state: Engine) -> None:
    start_run(state, RUN, project="quay", target="dev", config_hash="x", version="0")
    start_step(state, RUN, "match", 1)
    finish_step(state, RUN, "match", "done", {"headline": "3 records are 2 customers"})
    finish_run(state, RUN, "published", build="quay-1")
    start_run(state, FAILED_RUN, project="quay", target="dev", config_hash="x", version="0")
    finish_run(state, FAILED_RUN, "refused", error_code="gate-failed")
