"""Phones: ordinary fields of a customer list, and the fast plans held against libphonenumber's own parser."""

from __future__ import annotations

import random

import phonenumbers
import pytest
from onefold_dedupe.standardise.phone import standardise_phone
from onefold_dedupe.standardise.phone_plan import international, national


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("8 (916) 123-45-67", "RU", "+79161234567"),
        ("+7 916 123-45-67", None, "+79161234567"),
        ("8 701 123 45 67", "KZ", "+77011234567"),
        ("(044) 123-45-67", "UA", "+380441234567"),
        ("тел. 8-495-123-45-67", "RU", "+74951234567"),
        ("495/123-45-67", "RU", "+74951234567"),
        ("030 901820", "DE", "+4930901820"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("06 87654321", "IT", "+390687654321"),
        ("011 49 30 901820", "US", "+4930901820"),
        ("8 10 49 30 901820", "RU", "+4930901820"),
        ("0049 30 901820", None, "+4930901820"),
        ("7.9161234567E+10", "RU", "+79161234567"),
        ("79161234567.0", "RU", "+79161234567"),
        ("'+79161234567", None, "+79161234567"),
        ("+8 916 123 45 67", "RU", "+79161234567"),
        ("380441234567", "UA", "+380441234567"),
        ("(11) 96123-4567", "BR", "+5511961234567"),
    ],
)
def test_one_number(raw: str, country: str | None, e164: str) -> None:
    result = standardise_phone(raw, country)
    assert (result.status, result.value["e164"], result.value["validity"]) == ("ok", e164, "valid")
    assert result.key == e164


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("+7 495 123-45-67 доб. 123", "123"),
        ("+7 495 123-45-67 (вн. 12)", "12"),
        ("+1 201 555 0123 ext. 7", "7"),
        ("+1-201-555-0123x44", "44"),
        ("tel:+1-201-555-0123;ext=12", "12"),
    ],
)
def test_extension(raw: str, extension: str) -> None:
    assert standardise_phone(raw).value["extension"] == extension


@pytest.mark.parametrize(
    "raw",
    [
        "+7 495 123-45-67, 8 916 123-45-67",
        "+7 495 123-45-67; +7 916 123-45-67",
        "+7 495 123-45-67 / +7 916 123-45-67",
        "+7 495 123-45-67 и +7 916 123-45-67",
        "+7 495 123-45-67 +7 916 123-45-67",
    ],
)
def test_two_numbers(raw: str) -> None:
    result = standardise_phone(raw, "RU")
    assert result.value["e164"] == "+74951234567"
    assert [other["e164"] for other in result.value["others"]] == ["+79161234567"]
    assert "several_numbers" in result.issues


@pytest.mark.parametrize("raw", ["", None, "-", "нет", "n/a", "0000000", "none"])
def test_nothing(raw: str | None) -> None:
    assert standardise_phone(raw, "RU").status == "empty"


@pytest.mark.parametrize(
    ("raw", "country", "issue"),
    [
        ("7.9161E+10", "RU", "digits_lost"),
        ("916 123 45 67", None, "no_country"),
        ("1234567", "RU", "placeholder_number"),
        ("Иван", "RU", "not_a_phone"),
        ("12", "RU", "too_short"),
    ],
)
def test_refused(raw: str, country: str | None, issue: str) -> None:
    result = standardise_phone(raw, country)
    assert result.status == "refused"
    assert issue in result.issues
    assert "e164" not in result.value


def test_a_range_nobody_has_is_possible_not_valid() -> None:
    result = standardise_phone("+7 200 123 45 67")
    assert result.value["validity"] == "possible"
    assert result.issues == ("unknown_range",)


def test_words_beside_the_number_are_said() -> None:
    result = standardise_phone("+7 916 123 45 67 спросить Ивана")
    assert result.status == "partial"
    assert "extra_text" in result.issues


def test_shared_calling_code_follows_the_hint() -> None:
    assert standardise_phone("+44 7781 123456").value["country"] == "GG"
    assert standardise_phone("+7 701 123 45 67").value["country"] == "KZ"
    assert standardise_phone("+7 916 123 45 67", "KZ").value["country"] == "RU"


def test_plans_agree_with_libphonenumber() -> None:
    """Twins: the compiled plans and the library's parser on example numbers, with slips, written both ways."""
    rng = random.Random(7)
    kinds = {v: k.lower() for k, v in vars(phonenumbers.PhoneNumberType).items() if isinstance(v, int)}
    seen = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for type_ in (0, 1, 3):
            example = phonenumbers.example_number_for_type(region, type_)
            if example is None:
                continue
            digits = phonenumbers.national_significant_number(example)
            place = rng.randrange(len(digits))
            slip = f"{digits[:place]}{rng.randrange(10)}{digits[place + 1 :]}"
            for text in (digits, slip, f"0{digits}", f"{example.country_code}{digits}"):
                for number, ours in (
                    (f"+{example.country_code}{text}", international(f"{example.country_code}{text}")),
                    (text, national(text, region)),
                ):
                    try:
                        parsed = phonenumbers.parse(number, region)
                    except phonenumbers.NumberParseException:
                        assert ours is None or ours.validity != "valid"
                        continue
                    seen += 1
                    valid = phonenumbers.is_valid_number(parsed)
                    assert (ours is not None and ours.validity == "valid") == valid, (region, number)
                    if valid:
                        assert ours is not None
                        assert ours.e164 == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                        assert ours.type == kinds[phonenumbers.number_type(parsed)]
    assert seen > 3_000
