"""The comparable features of a record: the columns of `match.record`, and how several parts or values share
one text.
"""

from __future__ import annotations

from dataclasses import dataclass

MULTI = "\x1f"
"""Between the values of a feature that has several (phones, e-mail addresses, addresses)."""
PART = "\x1d"
"""Between the parts of one value (house number and street; folded name and name key)."""
COUNT = "\x1e"
"""Before the number of records that share the value; only in the tables that comparison works on."""


@dataclass(frozen=True)
class Feature:
    """One column of `match.record`; `is_multi` features are `varchar[]`, the others `varchar`."""

    name: str
    is_multi: bool = False


FEATURES = (
    Feature("given"),
    Feature("given_key"),
    Feature("middle"),
    Feature("family"),
    Feature("family_key"),
    Feature("name_set"),
    Feature("birth_date"),
    Feature("birth_place"),
    Feature("gender"),
    Feature("national_id"),
    Feature("tax_id"),
    Feature("organization_key"),
    Feature("organization_tokens"),
    Feature("email", is_multi=True),
    Feature("phone", is_multi=True),
    Feature("fax", is_multi=True),
    Feature("website", is_multi=True),
    Feature("street", is_multi=True),
    Feature("place", is_multi=True),
)
"""In this order; features of other roles follow them as `text_<role>`."""

FEATURE_BY_NAME = {feature.name: feature for feature in FEATURES}


def is_multi(name: str) -> bool:
    """Whether a column of `match.record` holds a list."""
    feature = FEATURE_BY_NAME.get(name)
    return feature.is_multi if feature else False
