"""Stages, deals, owners, goals and words on records."""

from __future__ import annotations

from tests.dbt.full_world import ANNA, Query, at, issues


def test_a_stage_has_the_meaning_of_the_source_then_of_its_line_then_of_everybodys(query: Query) -> None:
    found = query(
        "select kind, source, pipeline, stage, semantic, outcome, answered_by from golden.pipeline_stage order by all"
    )
    assert found == [
        ("deal", "crm", "", "closed won", "won", "won", "default"),
        ("deal", "crm", "", "offer", "negotiation", "open", "default"),
        ("deal", "crm", "", "wibble", None, "unknown", "unknown"),
        ("deal", "crm", "yards", "s1", "first_contact", "open", "source"),
        ("deal", "crm", "yards", "s2", "negotiation", "open", "default"),
        ("lead", "crm", "", "new", "lead", "open", "default"),
        ("lead", "crm", "", "odd", None, "unknown", "unknown"),
    ]
    assert query("select stage from audit.pipeline_stage_default where source = 'crm'") == [("offer",)]
    assert issues(query, "unknown-stage") == [("crm", "deal.stage", None, 1), ("crm", "lead.status", None, 1)]


def test_a_deal_was_won_when_the_source_its_history_or_its_day_says(query: Query) -> None:
    found = query("select source_key, semantic, outcome, won_at from golden.deal order by 1")
    assert found == [
        ("d1", "won", "won", at("2026-01-09T12:00")),
        ("d2", "first_contact", "open", None),
        ("d3", "negotiation", "open", None),
        ("d4", None, "unknown", None),
        ("d5", "won", "won", at("2026-01-04T10:00")),
        ("d6", "won", "won", at("2026-01-20T00:00")),
    ]
    assert query(
        "select department, company from golden.deal where source_key in ('d1', 'd4') order by source_key"
    ) == [
        ("Deck", "Online"),
        ("Paint", None),
    ]
    assert query("select to_semantic from golden.deal_stage_history order by source_key") == [
        ("negotiation",),
        ("won",),
        ("negotiation",),
        ("won",),
    ]


def test_users_of_several_systems_are_one_by_their_mailbox(query: Query) -> None:
    assert query("select distinct owner_key from golden.owner") == [("olga@firm.example",)]
    assert query("select owner, country from golden.territory") == [("crm:users:u1", "DE")]
    assert query("select source_key, owner, territory, is_dangling from golden.target order by 1") == [
        ("1", "crm:users:u1", "plan:territories:1", False),
        ("2", None, "plan:territories:1", False),
        ("3", None, "plan:territories:1", True),
        ("4", None, "plan:territories:1", False),
    ]


def test_a_word_stands_once_on_a_record(query: Query) -> None:
    assert query("select record, name, customer_id, is_dangling from golden.tag order by 1") == [
        ("crm:deals:404", "lost", None, True),
        ("crm:deals:d1", "vip", ANNA, False),
    ]
