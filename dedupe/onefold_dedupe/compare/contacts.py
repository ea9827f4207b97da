"""Phones, e-mail addresses, numbers and codes."""

from __future__ import annotations

import numpy as np

from onefold_dedupe.compare.base import Comparator, Levels, Pairs, Texts, first_true

_NATIONAL = 7
"""Digits that must agree from the right before a number without country code is taken for the same as one with it: the
shortest full subscriber number that is unique in its area."""


def compare_phones(texts: Texts, pairs: Pairs) -> Levels:
    """Digits of phone numbers, with or without country code."""
    from rapidfuzz.distance import OSA

    ends = texts.last(_NATIONAL)
    long_enough = pairs.shortest(texts) >= _NATIONAL
    same = pairs.same(texts)
    suffix = pairs.where(pairs.same(ends) & long_enough & ~same, lambda a, b: a.endswith(b) or b.endswith(a), texts)
    slip = long_enough & ~same
    return first_true(same | suffix, slip & (pairs.score(OSA.distance, texts, among=slip, cutoff=1) <= 1))


def compare_emails(texts: Texts, pairs: Pairs) -> Levels:
    """Folded addresses; `local` is the same name at another host, `typo` a near miss of the whole, `elsewhere` one at a
    provider of mailboxes and one at a domain of somebody's own, which many people have beside one another.

    Hosts below two countries' domains are two, not one misspelt. Numbers behind a name tell namesakes apart (ivanov48,
    ivanov57): where they differ it is no slip. A function is nobody's name: info@ at two hosts says nothing.
    """
    from rapidfuzz.distance import OSA, JaroWinkler

    from onefold_dedupe.standardise.email import is_role
    from onefold_dedupe.standardise.mail_domains import is_provider

    names, hosts = texts.parts("@", from_right=True)
    numbers = names.replaced(r"\P{Nd}+")
    countries = hosts.map(_country)
    abroad = pairs.both(countries) & ~pairs.same(countries)
    perhaps = pairs.same(numbers) & ~pairs.same(texts) & ~abroad
    slip = perhaps & (pairs.score(OSA.distance, texts, among=perhaps, cutoff=2) <= 2)
    perhaps &= pairs.same(hosts) & ~slip
    alike = perhaps & (pairs.score(JaroWinkler.similarity, names, among=perhaps, cutoff=0.92) >= 0.92)
    same_name = pairs.same(names) & ~pairs.same(texts) & (names.lengths[pairs.left] >= 5)
    same_name &= ~pairs.where(same_name, lambda left, _: is_role(left), names)
    own = hosts.map(lambda host: "" if is_provider(host) else host)
    is_elsewhere = (own.codes[pairs.left] == 0) != (own.codes[pairs.right] == 0)
    return first_true(pairs.same(texts), same_name, slip | alike, is_elsewhere)


def _country(host: str) -> str:
    """The top-level domain, if it is a country's: those have two letters, all others more."""
    top = host.rpartition(".")[2]
    return top if len(top) == 2 else ""


def compare_identifiers(texts: Texts, pairs: Pairs) -> Levels:
    """Numbers and codes; one slip, or two exchanged characters, is a typo from five characters on."""
    from rapidfuzz.distance import OSA

    slip = ~pairs.same(texts) & (pairs.shortest(texts) >= 5)
    return first_true(pairs.same(texts), slip & (pairs.score(OSA.distance, texts, among=slip, cutoff=1) <= 1))


def compare_tax_ids(texts: Texts, pairs: Pairs) -> Levels:
    """Values `type PART number`, the type only where check digits prove it: numbers of two types say nothing about each
    other.
    """
    types, numbers = texts.parts()
    levels = compare_identifiers(numbers, pairs)
    proven = (levels == 3) & pairs.both(types)
    return np.where(proven, np.where(pairs.same(types), 4, 0), levels).astype(np.int8)


def compare_codes(texts: Texts, pairs: Pairs) -> Levels:
    """Codes of a short list: the same or not."""
    return first_true(pairs.same(texts))


PHONE = Comparator("phone", ("exact", "typo", "differs"), compare_phones)
EMAIL = Comparator("email", ("exact", "local", "typo", "elsewhere", "differs"), compare_emails)
IDENTIFIER = Comparator("identifier", ("exact", "typo", "differs"), compare_identifiers)
TAX_ID = Comparator("tax_id", ("exact", "typo", "differs", "conflict"), compare_tax_ids)
CODE = Comparator("code", ("same", "differs"), compare_codes)
