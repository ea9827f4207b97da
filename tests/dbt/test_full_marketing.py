"""Campaigns, visits, tickets and answers."""

from __future__ import annotations

from decimal import Decimal

from tests.dbt.full_world import ANNA, BORIS, CARL, Query, at


def test_a_campaign_has_one_key_in_every_system(query: Query) -> None:
    for table in ("campaign", "ad_spend_daily", "campaign_event", "deal", "lead", "order"):
        keys = {key for (key,) in query(f'select campaign_key from golden."{table}" where campaign_key is not null')}
        assert "spring_rope" in keys, table
    assert query("select campaign_key from golden.ad_spend_daily where source_key = '2'") == [("яхты_2026",)]


def test_a_visitor_is_known_in_all_visits_unless_two_share_the_cookie(query: Query) -> None:
    assert query("select source_key, customer_id, is_dangling from golden.web_visit order by 1") == [
        ("1", CARL, False),
        ("2", CARL, False),
        ("3", ANNA, False),
        ("4", BORIS, False),
        ("5", None, False),
        ("6", None, True),
    ]


def test_a_tickets_first_answer_comes_as_time_or_as_minutes(query: Query) -> None:
    assert query("select first_reply_at from golden.ticket order by source_key") == [
        (at("2026-01-05T11:30"),),
        (at("2026-01-05T09:00"),),
    ]
    assert query("select score_share from golden.survey_response where source_key = '1'") == [(Decimal("0.9000"),)]
