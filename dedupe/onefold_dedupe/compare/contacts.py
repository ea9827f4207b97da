"""Phones, e-mail addresses, numbers and codes."""

from __future__ import annotations

from collections.abc import Sequence

from onefold_dedupe.compare.base import Comparator, Levels, booleans, first_true, pairwise
from onefold_dedupe.features import PART

_NATIONAL = 7
"""Digits that must agree from the right before a number without country code is taken for the same as one with it: the
shortest full subscriber number that is unique in its area."""


def compare_phones(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Digits of phone numbers, with or without country code."""
    from rapidfuzz.distance import OSA

    def same(a: str, b: str) -> bool:
        return a == b or (min(len(a), len(b)) >= _NATIONAL and (a.endswith(b) or b.endswith(a)))

    exact = booleans((same(a, b) for a, b in zip(left, right, strict=True)), len(left))
    distance = pairwise(OSA.distance, left, right)
    long_enough = booleans((min(len(a), len(b)) >= _NATIONAL for a, b in zip(left, right, strict=True)), len(left))
    return first_true(exact, (distance <= 1) & long_enough)


def compare_emails(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Folded addresses; `local` is the same name at another host, `typo` a near miss of the whole."""
    from rapidfuzz.distance import OSA, JaroWinkler

    size = len(left)
    exact = booleans((a == b for a, b in zip(left, right, strict=True)), size)
    locals_l = [value.partition("@")[0] for value in left]
    locals_r = [value.partition("@")[0] for value in right]
    same_local = booleans((a == b and len(a) >= 5 for a, b in zip(locals_l, locals_r, strict=True)), size)
    distance = pairwise(OSA.distance, left, right)
    similarity = pairwise(JaroWinkler.similarity, locals_l, locals_r)
    same_host = booleans(
        (a.partition("@")[2] == b.partition("@")[2] for a, b in zip(left, right, strict=True)), size
    )
    return first_true(exact, same_local, (distance <= 2) | (same_host & (similarity >= 0.92)))


def compare_identifiers(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Numbers and codes; one slip, or two exchanged characters, is a typo from five characters on."""
    from rapidfuzz.distance import OSA

    size = len(left)
    exact = booleans((a == b for a, b in zip(left, right, strict=True)), size)
    distance = pairwise(OSA.distance, left, right)
    long_enough = booleans((min(len(a), len(b)) >= 5 for a, b in zip(left, right, strict=True)), size)
    return first_true(exact, (distance <= 1) & long_enough)


def compare_tax_ids(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Values `type PART number`, the type only where check digits prove it: numbers of two types say nothing about each other."""
    types_l, numbers_l = zip(*(value.split(PART) for value in left), strict=True) if left else ((), ())
    types_r, numbers_r = zip(*(value.split(PART) for value in right), strict=True) if right else ((), ())
    levels = compare_identifiers(numbers_l, numbers_r)
    for row, (a, b) in enumerate(zip(types_l, types_r, strict=True)):
        if levels[row] == 3 and a and b:
            levels[row] = 4 if a == b else 0
    return levels


def compare_codes(left: Sequence[str], right: Sequence[str]) -> Levels:
    """Codes of a short list: the same or not."""
    return first_true(booleans((a == b for a, b in zip(left, right, strict=True)), len(left)))


PHONE = Comparator("phone", ("exact", "typo", "differs"), compare_phones)
EMAIL = Comparator("email", ("exact", "local", "typo", "differs"), compare_emails)
IDENTIFIER = Comparator("identifier", ("exact", "typo", "differs"), compare_identifiers)
TAX_ID = Comparator("tax_id", ("exact", "typo", "differs", "conflict"), compare_tax_ids)
CODE = Comparator("code", ("same", "differs"), compare_codes)
