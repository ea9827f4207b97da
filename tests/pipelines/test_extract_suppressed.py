"""Erased people do not come back by a sync: neither by record, nor by a phone or e-mail in any row."""

from __future__ import annotations

from onefold_core.privacy import Suppression, keyed_hash

from tests.pipelines.workbench import Workbench

SOURCE = """
    kind: files
    objects:
      people:
        entity: person
        path: in/people.csv
        key: [id]
        map: {name: full_name, tel: phone, mail: {as: email, label: work}}
      addresses: {entity: none, path: in/addresses.csv, key: [id], keep: [address]}
    """

KEYED_BY_MAIL = """
    kind: files
    objects:
      subscribers: {entity: person, path: in/subscribers.csv, key: [mail], map: {name: full_name}}
      opened:
        entity: campaign_event
        path: in/opened.csv
        key: [id]
        map: {mail: {as: party, ref: subscribers}, at: at}
    """


def suppression(*entries: tuple[str, str]) -> Suppression:
    """A list of these kinds and folded values."""
    key = b"k" * 32
    return Suppression(key, frozenset(keyed_hash(key, f"{kind}:{value}") for kind, value in entries))


def test_erased_rows_are_dropped_and_counted(bench: Workbench) -> None:
    bench.write("web", SOURCE)
    bench.put(
        "people.csv",
        "id,name,tel,mail\n1,A,+7 916 123-45-67,a@x.de\n2,B,,Gone@X.de\n3,C,030 1; 8 (999) 765-43-21,c@x.de\n"
        "4,D,,d@x.de\n,E,,gone@x.de\n6,F,,gone@x.de,ragged\n7,G,,g@x.de,ragged\n",
    )
    bench.put("addresses.csv", "id,address\n1,gone@x.de\n2,stay@x.de\n")
    listed = suppression(("email", "gone@x.de"), ("phone", "9997654321"), ("record", "web:people:4"))
    result = bench.sync("web", suppression=listed)
    people = result.object("people")
    assert (people.rows_read, people.rows_landed, people.rows_suppressed) == (7, 1, 5)
    assert bench.alive("raw_web.people", "id") == ["1"]
    assert bench.alive("raw_web.addresses", "address") == ["stay@x.de"]
    quarantined = bench.query("select line from quarantine.row")
    assert quarantined == [(8,)], "an erased row must not hide in quarantine"
    assert b"gone@x" not in bench.warehouse.read_bytes().lower()


def test_an_empty_list_drops_nothing(bench: Workbench) -> None:
    bench.write("web", SOURCE)
    bench.put("people.csv", "id,name,tel,mail\n1,A,,a@x.de\n")
    bench.put("addresses.csv", "id,address\n1,a@x.de\n")
    result = bench.sync("web", suppression=suppression())
    assert result.rows_landed == 2


def test_what_landed_before_is_erased_though_the_source_did_not_change(bench: Workbench) -> None:
    bench.write("web", SOURCE)
    bench.put("people.csv", "id,name,tel,mail\n1,A,,a@x.de\n2,B,,Gone@X.de\n3,C,,c@x.de\n4,D,,gone@x.de,ragged\n")
    bench.put("addresses.csv", "id,address\n1,gone@x.de\n2,stay@x.de\n")
    bench.sync("web")
    listed = suppression(("email", "gone@x.de"), ("record", "web:people:3"))
    result = bench.sync("web", suppression=listed)
    assert bench.query("select id from raw_web.people") == [("1",)]
    assert bench.query("select address from raw_web.addresses") == [("stay@x.de",)]
    assert bench.query("select count(*) from quarantine.row") == [(0,)]
    erased = {(issue.object, issue.rows) for issue in result.issues if issue.code == "rows-erased"}
    assert erased == {("people", 3), ("addresses", 1)}
    again = bench.sync("web", suppression=listed)
    assert [issue for issue in again.issues if issue.code == "rows-erased"] == []


def test_a_key_and_a_reference_may_be_a_mailbox(bench: Workbench) -> None:
    bench.write("web", KEYED_BY_MAIL)
    bench.put("subscribers.csv", "mail,name\nGone@x.de,A\nstay@x.de,B\n")
    bench.put("opened.csv", "id,mail,at\n1,gone@x.de,2026-01-01\n2,stay@x.de,2026-01-02\n")
    bench.sync("web")
    listed = suppression(("email", "gone@x.de"))
    erased = {issue.object: issue.rows for issue in bench.sync("web", suppression=listed).issues}
    assert erased == {"subscribers": 1, "opened": 1}
    assert bench.query("select mail from raw_web.subscribers") == [("stay@x.de",)]
    assert bench.query("select id from raw_web.opened") == [("2",)]
    again = bench.sync("web", suppression=listed, full_refresh=True)
    assert [one.rows_suppressed for one in again.objects] == [1, 1]
