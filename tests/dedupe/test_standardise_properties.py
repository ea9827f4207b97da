"""Every standardiser, whatever the text: total, repeatable, the same again on its own answer, and linear in length.

300 cases a kind and property; `ONEFOLD_HYPOTHESIS=thorough` makes them 10,000.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.codes import CHANGES, ISSUES
from onefold_dedupe.standardise.values import typed_value

from tests.dedupe.kinds import COUNTRIES, KINDS


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), country=st.sampled_from(COUNTRIES))
def test_total(kind: str, data: st.DataObject, country: str | None) -> None:
    raw = data.draw(KINDS[kind].texts)
    result = KINDS[kind].read(raw, country)
    assert result.status in ("ok", "partial", "empty", "refused")
    assert 0.0 <= result.confidence <= 1.0
    assert set(result.changes) <= set(CHANGES)
    assert set(result.issues) <= set(ISSUES)
    assert result.status in ("ok", "partial") or not result.key
    assert result.status != "empty" or not result.value
    json.dumps(result.as_dict())
    if kind != "website":
        typed_value(kind, result.value)
    assert KINDS[kind].read(raw, country) == result


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), country=st.sampled_from(COUNTRIES))
def test_idempotent(kind: str, data: st.DataObject, country: str | None) -> None:
    raw = data.draw(KINDS[kind].texts)
    first = KINDS[kind].read(raw, country)
    again = KINDS[kind].again(first, country)
    if first.status == "ok" and again is not None:
        kept = KINDS[kind].kept
        assert {n: again.value.get(n) for n in kept} == {n: first.value.get(n) for n in kept}
        assert again.key == first.key
