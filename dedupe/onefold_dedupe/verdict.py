"""Whether data supports matching at all: a red verdict stops, instead of delivering nonsense with exit code 0."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_core.errors import GateError

from onefold_dedupe.report import KindReport

SWALLOW_RECORDS = 50
"""In a smaller file one cluster of half the records is possible."""
SWALLOW_SHARE = 0.5
IDENTIFYING = (
    *(frozenset([name]) for name in ("national_id", "tax_id", "email", "phone", "fax", "name", "website")),
    frozenset(["given", "family"]),
)
"""Comparisons of which a kind needs at least one set; a given name, a place, a birth date or free text alone identify
nobody.
"""


def check_identifying(kinds: Sequence[KindReport], where: str, mend: str) -> None:
    """GateError when no kind of record has a feature that can identify. One value in every record is none."""
    found = [set(kind.comparisons) for kind in kinds]
    if any(kind.records > 1 for kind in kinds) and not any(needed <= has for needed in IDENTIFYING for has in found):
        raise GateError(
            "match-nothing-identifies",
            "no column can identify anybody: there is none, it is empty, or all records have one value",
            where=where,
            valid=sorted(" and ".join(sorted(needed, reverse=True)) for needed in IDENTIFYING),
            mend=mend,
        )


def check_clusters(kinds: Sequence[KindReport], records: int, largest: int, where: str, mend: str) -> None:
    """GateError when the clusters cannot be trusted: weights did not settle, or one cluster swallows the records."""
    for kind in kinds:
        if not kind.is_converged:
            raise GateError(
                "match-not-converged",
                f"the weights of {kind.kind} records did not settle in {kind.iterations} rounds",
                where=where,
                mend=mend,
            )
    if records >= SWALLOW_RECORDS and largest > records * SWALLOW_SHARE:
        raise GateError(
            "match-one-cluster",
            f"one cluster holds {largest} of {records} records: what the columns hold does not tell them apart",
            where=where,
            mend=mend,
        )
