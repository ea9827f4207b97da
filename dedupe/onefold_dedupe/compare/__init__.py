"""Comparators: how alike two values are, as levels. One file a kind of evidence."""

from __future__ import annotations

from onefold_dedupe.compare.address import PLACE, STREET
from onefold_dedupe.compare.base import Comparator
from onefold_dedupe.compare.company import COMPANY
from onefold_dedupe.compare.contacts import CODE, EMAIL, IDENTIFIER, PHONE, TAX_ID
from onefold_dedupe.compare.dates import DATE
from onefold_dedupe.compare.names import FAMILY_NAME, GIVEN_NAME
from onefold_dedupe.compare.text import TEXT

COMPARATORS: dict[str, Comparator] = {
    comparator.name: comparator
    for comparator in (
        GIVEN_NAME,
        FAMILY_NAME,
        DATE,
        PHONE,
        EMAIL,
        IDENTIFIER,
        TAX_ID,
        CODE,
        STREET,
        PLACE,
        COMPANY,
        TEXT,
    )
}
"""By the name that rules/*.yml uses."""
