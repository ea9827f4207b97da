"""Where the state database names source records, and how those names go when the person behind one is erased.

A record name holds the source's key, which may be a mailbox. Whoever adds a column of record names adds it here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Engine, delete, or_, select

from onefold_core.errors import ConfigError
from onefold_core.identifiers import parse_record_name
from onefold_core.privacy import Suppression
from onefold_core.state import identities, ledger
from onefold_core.state.tables import decision, ledger_detail
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
    """Take erased records' names out of identity, decisions and the ledger's detail; the names that were there.

    Looked at are the records of decisions and those that are `gone` from every source: whoever is on the list was kept
    out on the way in. `erased` are digests of records whose rows were deleted after they had landed. The ids of the
    customers stay known, so that none is minted again.
    """
    if not suppression.digests:
        return frozenset()
    with engine.connect() as connection:
        rows = connection.execute(select(decision.c.id_l).union(select(decision.c.id_r))).all()
    names = {*gone, *(str(row[0]) for row in rows)}
    found = frozenset(name for name in names if is_erased(suppression, name, erased))
    if found:
        with engine.begin() as connection:
            count = identities.forget(connection, sorted(found))
            count += sum(_forget_decisions(connection, name) for name in sorted(found))
            ledger.append_within(connection, identities.ERASED, "records", {"rows": count}, actor="onefold")
    return found


def _forget_decisions(connection: Connection, name: str) -> int:
    about = or_(decision.c.id_l == name, decision.c.id_r == name)
    ids = [row[0] for row in connection.execute(select(decision.c.decision_id).where(about))]
    entries = select(ledger_table.c.seq).where(ledger_table.c.subject.in_(ids))
    connection.execute(delete(ledger_detail).where(ledger_detail.c.seq.in_(entries)))
    return connection.execute(delete(decision).where(about)).rowcount
