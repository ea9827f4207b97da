"""Addresses are read by their shape: a number's stand-in must be read as the number is."""

from __future__ import annotations

import re
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address import labelling
from onefold_dedupe.standardise.address.draft import fold
from onefold_dedupe.standardise.address.evidence_tables import RANGES, countries_of_postcode
from onefold_dedupe.standardise.address.facts import POSTCODES, all_postcodes, all_regions, no_addresses
from onefold_dedupe.standardise.address.shape import WHOLE_STOREYS, shape_of

from benchmarks.addresses import BY_TEMPLATE, FOCUS, addresses

PATTERNS = [re.compile(core) for core in {*all_postcodes().values(), *POSTCODES.values(), *RANGES.values()} if core]
NUMBERS = [
    *(str(number) for number in range(10_000)),
    *(f"{number:0{size}}" for size in (2, 3, 4) for number in range(10 ** (size - 1))),
    *(f"{number:05}" for number in range(0, 100_000, 7)),
    *(f"{Random(number).randrange(1_000_000):06}" for number in range(4000)),
    *(f"{number:03} {number % 97:02}" for number in range(1000)),
]


def test_a_stand_in_is_a_postcode_of_the_same_countries() -> None:
    for number in NUMBERS:
        other = shape_of(number, None)
        assert len(other) == len(number)
        assert countries_of_postcode(other) == countries_of_postcode(number), (number, other)


def test_a_stand_in_fits_the_same_patterns_of_postcodes() -> None:
    told_by_every_figure = {all_postcodes()[code] for code in WHOLE_STOREYS if code in all_postcodes()}
    for number in NUMBERS[::5]:
        other = shape_of(number, None)
        for pattern in PATTERNS:
            if pattern.pattern not in told_by_every_figure:
                assert (pattern.fullmatch(other) is None) == (pattern.fullmatch(number) is None), (number, other)


@pytest.mark.parametrize(
    ("code", "postcode"),
    [("GB", one) for one in ("L1 4JB", "CF40 8WU", "SO11 0FF", "W1A 9HQ", "EC1M 2PQ", "BT9 6XY", "E1 0AA", "G7 6UF")]
    + [("CA", one) for one in ("M5V 3A8", "K0A 1B0", "V6B4N7", "H2X 1Y4", "X1A 2L9")],
)
def test_a_lettered_postcode_has_a_stand_in_of_its_kind(code: str, postcode: str) -> None:
    for hint in (code, None):
        other = shape_of(postcode, hint)
        assert other == shape_of(other, hint) and len(other) == len(postcode)
        assert [sign.isdigit() for sign in other] == [sign.isdigit() for sign in postcode]
        assert other[0] == postcode[0]
        assert [sign == "0" for sign in other[:3]] == [sign == "0" for sign in postcode[:3]]
        for pattern in PATTERNS:
            assert (pattern.fullmatch(other) is None) == (pattern.fullmatch(postcode) is None), (other, pattern)


def test_a_stand_in_is_a_code_of_regions_in_the_same_countries() -> None:
    for number in [*map(str, range(10)), *(f"{number:02}" for number in range(100))]:
        other = shape_of(number, None)
        for code, table in all_regions().items():
            assert (number in table) == (other in table), (number, other, code)
            own = shape_of(number, code)
            assert (number in table) == (own in table), (number, own, code)


@given(st.text(alphabet="0123456789 ,-/aAнк.", max_size=40), st.sampled_from([None, "US", "FR", "NL", "DK"]))
def test_a_shape_has_the_length_of_the_text_and_is_its_own_shape(text: str, country: str | None) -> None:
    shape = shape_of(text, country)
    assert len(shape) == len(text)
    assert [sign.isdigit() for sign in shape] == [sign.isdigit() for sign in text]
    assert shape_of(shape, country) == shape


def test_a_number_that_comes_again_comes_again_in_the_shape() -> None:
    one, other, again = shape_of("44 Oak St, 46 Oak St, 44 Oak St", "US").split(", ")
    assert one == again != other


@pytest.mark.parametrize("country", [*FOCUS, *BY_TEMPLATE])
def test_an_address_is_read_as_its_shape_is(country: str) -> None:
    for one in islice(addresses(country, "shape"), 60):
        for text, hint in ((one.line, country), (one.line, None), (one.street, country)):
            plain, read = (
                labelling._refuted(labelling._label(text, hint, ()), text, hint, False),
                labelling.label_text(text, hint),
            )
            assert (read.draft.label, read.code, read.evidence) == (plain.draft.label, plain.code, plain.evidence)
            assert (read.draft.text, read.draft.fold) == (plain.draft.text, [*map(fold, plain.draft.text)])


def test_no_phrase_that_says_there_is_no_address_has_a_figure() -> None:
    assert not any(sign.isdigit() for phrase in no_addresses() for sign in phrase)
