"""Where the state database names source records and holds people's values, and how they go when a person is erased.

A record name holds the source's key, which may be a mailbox. Whoever adds a column of record names or of values adds it
here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Engine, delete, or_, select

from onefold_core.errors import ConfigError
from onefold_core.identifiers import parse_record_name
from onefold_core.privacy import Suppression
from onefold_core.state import corrections, identities, ledger
from onefold_core.state.tables import correction, customer, decision, identity, ledger_detail
from onefold_core.state.tables import ledger as ledger_table


def is_erased(suppression: Suppression, name: str, erased: Collection[str] = ()) -> bool:
    """Whether a record was erased: it is on the list, its key is a contact on it, or its digest is in `erased`."""
    if suppression.is_suppressed_record(name) or (erased and suppression.record_digest(name) in erased):
        return True
    try:
        key = parse_record_name(name)[2]
    except ConfigError:
        return False
    return any(suppression.is_suppressed(channel, part) for part in key for channel in ("email", "phone"))


def erase_names(
    engine: Engine, suppression: Suppression, gone: Iterable[str], erased: Collection[str] = ()
) -> frozenset[str]:
    """Take erased records' names out of identity, decisions and the ledger's detail, and with them what stewards set
    for the customers that the records ever were; the names that were there.

    Looked at are the records of decisions and those that are `gone` from every source: whoever is on the list was kept
    out on the way in. A correction that sets a contact on the list goes too, whomever it is about. `erased` are digests
    of records whose rows were deleted after they had landed. The ids of the customers stay known, so that none is
    minted again.
    """
    if not suppression.digests:
        return frozenset()
    with engine.connect() as connection:
        rows = connection.execute(select(decision.c.id_l).union(select(decision.c.id_r))).all()
    names = {*gone, *(str(row[0]) for row in rows)}
    found = frozenset(name for name in names if is_erased(suppression, name, erased))
    with engine.begin() as connection:
        customers = _customers_of(connection, found)
        count = identities.forget(connection, sorted(found))
        count += sum(_forget_decisions(connection, name) for name in sorted(found))
        count += _forget_corrections(connection, suppression, customers)
        if found or count:
            ledger.append_within(connection, identities.ERASED, "records", {"rows": count}, actor="onefold")
    return found


def _customers_of(connection: Connection, names: Collection[str]) -> set[str]:
    """The ids that the records ever had or founded."""
    found: set[str] = set()
    for name in names:
        found.update(connection.execute(select(identity.c.customer_id).where(identity.c.record_name == name)).scalars())
        found.update(connection.execute(select(customer.c.customer_id).where(customer.c.founded_by == name)).scalars())
    return found


def _forget_corrections(connection: Connection, suppression: Suppression, customers: Collection[str]) -> int:
    """Those about the customers or about ids that no record is known to have had, those that set a contact on the
    list, and what the ledger keeps beside its chain about them.
    """
    held = connection.execute(select(correction)).all()
    if not held:
        return 0
    about_ids = identity.c.customer_id.in_({row.customer_id for row in held})
    known: set[str] = set(connection.execute(select(identity.c.customer_id).where(about_ids).distinct()).scalars())
    gone = {
        row.correction_id: row.customer_id
        for row in held
        if row.customer_id in customers
        or row.customer_id not in known
        or suppression.is_suppressed(row.attribute, row.value)
    }
    entries = select(ledger_table.c.seq, ledger_table.c.facts).where(
        ledger_table.c.action == corrections.MADE, ledger_table.c.subject.in_(set(gone.values()))
    )
    about = [row.seq for row in connection.execute(entries) if json.loads(row.facts)["correction"] in gone]
    connection.execute(delete(ledger_detail).where(ledger_detail.c.seq.in_(about)))
    connection.execute(delete(correction).where(correction.c.correction_id.in_(gone)))
    return len(gone)


def _forget_decisions(connection: Connection, name: str) -> int:
    about = or_(decision.c.id_l == name, decision.c.id_r == name)
    ids = [row[0] for row in connection.execute(select(decision.c.decision_id).where(about))]
    entries = select(ledger_table.c.seq).where(ledger_table.c.subject.in_(ids))
    connection.execute(delete(ledger_detail).where(ledger_detail.c.seq.in_(entries)))
    return connection.execute(delete(decision).where(about)).rowcount
