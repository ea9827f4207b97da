"""The Netherlands: a line before a town is a street though it has no number (`Achter Sint Pieter, Utrecht`)."""

from __future__ import annotations

from dataclasses import replace

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.facts import places
from onefold_dedupe.standardise.address.general import general_spec
from onefold_dedupe.standardise.address.spec import Spec


def claim_dutch(draft: Draft, spec: Spec) -> None:
    """Label the first of two lines as the road when the second is a town and it has no number."""
    groups = draft.segments()
    if len(groups) != 2 or any(draft.is_number(at) for group in groups for at in group):
        return
    towns = places(spec.code)
    if draft.phrase(groups[1]) in towns and draft.phrase(groups[0]) not in towns:
        draft.claim(groups[0], "road")


SPEC = replace(general_spec("NL"), prepare=claim_dutch)
