"""Customer ids: minted from the founding record, stable through growth, merge, split and return."""

from __future__ import annotations

import hashlib
import random

from onefold_dedupe.identity import Assignment, Customer, Event, Member, Past, assign, mint

P = "harbour"
DAYS = {"s:c:1": "2020-01-01", "s:c:2": "2021-01-01", "s:c:3": "2022-01-01", "s:c:4": "2023-01-01", "s:c:5": None}


def members(*groups: str) -> list[Member]:
    """'12' is a cluster of the records s:c:1 and s:c:2."""
    return [
        Member(f"s:c:{digit}", f"s:c:{min(group)}", "person", DAYS[f"s:c:{digit}"])
        for group in groups
        for digit in group
    ]


def first(*groups: str) -> Assignment:
    return assign(P, members(*groups), Past())


def then(before: Assignment, *groups: str) -> Assignment:
    return assign(P, members(*groups), past(before))


def past(before: Assignment) -> Past:
    return Past(before.customer_ids, before.customers, current=frozenset(before.customer_ids.values()))


def test_mint_is_crockford_base32_of_sha256() -> None:
    digest = hashlib.sha256(b"harbour\x1fs:c:1").digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert mint(P, "s:c:1") == "c_" + "".join(alphabet[int(bits[i : i + 5], 2)] for i in range(0, 100, 5))
    assert mint("other", "s:c:1") != mint(P, "s:c:1")


def test_founding_record_is_the_oldest_then_by_name() -> None:
    found = first("32")
    assert found.customer_ids == dict.fromkeys(["s:c:2", "s:c:3"], mint(P, "s:c:2"))
    unknown_age = first("45")
    assert unknown_age.customer_ids["s:c:5"] == mint(P, "s:c:4")


def test_order_of_members_does_not_matter() -> None:
    rows = members("12", "3", "45")
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    assert assign(P, rows, Past()) == assign(P, shuffled, Past())


def test_id_survives_growth_even_by_an_older_record() -> None:
    grown = then(first("2"), "12")
    assert set(grown.customer_ids.values()) == {mint(P, "s:c:2")}


def test_merge_keeps_the_id_with_the_oldest_member_and_records_the_other() -> None:
    merged = then(first("1", "23"), "123")
    old, new = mint(P, "s:c:1"), mint(P, "s:c:2")
    assert set(merged.customer_ids.values()) == {old}
    assert merged.customers[new].superseded_by == old
    assert Event("merged", new, old) in merged.events


def test_split_part_with_the_founding_record_keeps_the_id() -> None:
    split = then(first("123"), "13", "2")
    assert split.customer_ids["s:c:1"] == split.customer_ids["s:c:3"] == mint(P, "s:c:1")
    assert split.customer_ids["s:c:2"] == mint(P, "s:c:2")
    assert split.events == (Event("split", mint(P, "s:c:2"), mint(P, "s:c:1")),)


def test_undoing_a_merge_brings_the_old_id_back() -> None:
    merged = then(first("1", "2"), "12")
    undone = then(merged, "1", "2")
    assert undone.customer_ids == first("1", "2").customer_ids
    assert undone.customers[mint(P, "s:c:2")].superseded_by is None


def test_id_stays_when_its_founding_record_is_gone() -> None:
    assert then(first("12"), "2").customer_ids == {"s:c:2": mint(P, "s:c:1")}


def test_id_of_others_is_not_minted_again_for_a_returning_founder() -> None:
    """Record 1 founded the id, vanished and came back alone while its id lives on in record 2's customer."""
    alone = then(first("12"), "2")
    before = {"s:c:2": alone.customer_ids["s:c:2"]}
    back = assign(P, members("1", "2"), Past(before, alone.customers))
    assert back.customer_ids["s:c:2"] == mint(P, "s:c:1")
    assert back.customer_ids["s:c:1"] == mint(P, "s:c:1", 1)


def test_id_without_members_is_retired_once() -> None:
    gone = then(first("1", "2"), "1")
    assert gone.events == (Event("retired", mint(P, "s:c:2")),)


def test_customer_knows_its_founder() -> None:
    assert first("12").customers[mint(P, "s:c:1")] == Customer(mint(P, "s:c:1"), "person", "s:c:1")
