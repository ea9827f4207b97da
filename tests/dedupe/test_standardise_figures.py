"""A spelling that is kept for all numbers is the one that each would get."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address import key, parse
from onefold_dedupe.standardise.address.figures import by_figures
from onefold_dedupe.standardise.address.labelling import spec_for
from onefold_dedupe.standardise.memo import memo

WORDS = [
    "д.",
    "кв",
    "корп. ",
    "к",
    "стр ",
    "лит А",
    "apto ",
    "nº",
    "III",
    "ii",
    "Box ",
    "2. OG",
    "º B",
    "/",
    "-",
    " ",
    ",",
]
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.integers(0, 12_000).map(str)), min_size=1, max_size=7).map(
    "".join
)


@given(TEXTS)
def test_the_key_of_a_number_and_of_a_unit_is_its_own(text: str) -> None:
    assert key._number(text) == key._folded_number(text)
    assert key._unit(text) == key._folded_unit(text)


@given(TEXTS, st.sampled_from(["RU", "UA", "DE", "BR", "US", "ES"]), st.sampled_from(sorted(parse.FIGURED)))
def test_the_spelling_of_a_number_is_its_own(text: str, code: str, label: str) -> None:
    is_slavic = spec_for(code).slavic
    for is_cyrillic in (False, True):
        kept = parse._spellers(code, is_slavic, is_cyrillic)[label](text)
        assert kept == parse._settled(label, text, code, is_slavic, is_cyrillic)


def test_numbers_that_meet_or_are_read_from_letters_are_not_taken_for_those_of_another_text() -> None:
    read = by_figures(lambda text: text.replace(" ", "").replace("III", "3"), 10)
    assert [read("1 2"), read("3 4"), read("7 III"), read("3 III"), read("x")] == ["12", "34", "73", "33", "x"]


def test_what_is_kept_is_bounded() -> None:
    asked: list[int] = []

    @memo(2)
    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    assert [double(number) for number in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert asked == [1, 2, 3, 1]
