"""Who people and firms are, over merges, time and households."""

from __future__ import annotations

from tests.dbt.full_world import ANNA, BORIS, CARL, FIRM, Query, at, issues


def test_merged_records_belong_to_whom_they_were_merged_into(query: Query) -> None:
    found = query(
        "select source_key, customer_id, rule, record_state from golden.crosswalk where rule in ('merged', 'deleted')"
    )
    assert sorted(found) == [
        ("11", ANNA, "merged", "merged"),
        ("12", ANNA, "merged", "merged"),
        ("20", None, "deleted", "merged"),
        ("21", None, "deleted", "merged"),
        ("22", None, "deleted", "merged"),
        ("23", None, "deleted", "merged"),
    ]
    assert query("select source_key, master from golden.record_state where entity = 'party' order by 1") == [
        ("10", None),
        ("11", "crm:people:1"),
        ("12", "crm:people:1"),
        ("20", None),
        ("21", None),
        ("22", None),
        ("23", "crm:people:404"),
    ]
    assert query("select entity, source_key from golden.record_state where record_state = 'archived' order by 1") == [
        ("deal", "d3"),
        ("party", "10"),
    ]
    # What was sold to a record that was merged away is its master's.
    assert query("select customer_id from golden.order where source_key = 'o1'") == [(ANNA,)]


def test_circles_of_merged_records_are_named(query: Query) -> None:
    assert issues(query, "merge-cycle") == [
        ("crm", "party.merged_into", f"crm:people:{key}", 1) for key in (20, 21, 22)
    ]
    assert ("crm", "party.merged_into", "crm:people:23", 1) in issues(query, "dangling-reference")


def test_a_merged_record_that_lives_keeps_what_matching_found(query: Query) -> None:
    assert query("select customer_id, rule, record_state from golden.crosswalk where source_key = '14'") == [
        (CARL, "model", "active")
    ]


def test_identity_has_its_periods_and_nothing_of_who_is_gone(query: Query) -> None:
    found = query(
        "select customer_id, valid_from, valid_to, is_current from golden.customer_identity"
        " where record_name = 'crm:people:1' order by valid_from"
    )
    first, second = at("2025-01-01T00:00"), at("2025-06-01T00:00")
    assert found == [(BORIS, first, second, False), (ANNA, second, None, True)]
    assert query("select count(*) from golden.customer_identity where record_name = 'crm:people:99'") == [(0,)]
    assert query("select count(*) from golden.customer_identity where is_current") == [(6,)]


def test_a_household_is_everybody_who_is_linked(query: Query) -> None:
    assert query("select household_id, head_customer_id, name, member_count from golden.household") == [
        ("h_anna", ANNA, "Berg", 3)
    ]
    assert query("select customer_id from golden.household_member order by 1") == [(ANNA,), (BORIS,), (CARL,)]


def test_memberships_say_who_works_where_and_how_that_is_known(query: Query) -> None:
    assert query(
        "select customer_id, organization_id, role, found_by from golden.organization_membership order by 1"
    ) == [(ANNA, FIRM, "Captain", "stated"), (CARL, FIRM, None, "matched")]
    assert query(
        "select customer_id, related_customer_id from golden.relation where relation = 'works_for' order by 1"
    ) == [
        (ANNA, FIRM),
        (CARL, FIRM),
    ]
