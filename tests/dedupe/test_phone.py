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
        ("06 87654329", "IT", "+390687654329"),
        ("011 49 30 901820", "US", "+4930901820"),
        ("8 10 49 30 901820", "RU", "+4930901820"),
        ("0049 30 901820", None, "+4930901820"),
        ("7.9161234567E+10", "RU", "+79161234567"),
        ("79161234567.0", "RU", "+79161234567"),
        ("'+79161234567", None, "+79161234567"),
        ("+8 916 123 45 67", "RU", "+79161234567"),
        ("380441234567", "UA", "+380441234567"),
        ("(11) 96123-4567", "BR", "+5511961234567"),
        ("(11) 8123-4567", "BR", "+5511981234567"),
        ("0xx11 3123-4567", "BR", "+551131234567"),
        ("8-044-234-56-79", "UA", "+380442345679"),
        ("8 029 623 45 67", "BY", "+375296234567"),
        ("8 050 623 45 67", "UA", "+380506234567"),
        ("8 727 250 12 34", "KZ", "+77272501234"),
        ("+39 (0)6 4621 0009", None, "+390646210009"),
        ("+34 (0)912 345 679", None, "+34912345679"),
        ("٠٥٠ ١٢٣ ٤٥٦٩", "SA", "+966501234569"),
        ("＋７ ９１６ １２３ ４５ ６９", None, "+79161234569"),
        ("8 9l6 l23 45 6O", "RU", "+79161234560"),
        ("0800 FLOWERS", "GB", "+448003569377"),
        ("8~10 44 20 7946 0958", "KZ", "+442079460958"),
        ("0-22 123 45 67", "PL", "+48221234567"),
        ("0601 234 568", "PL", "+48601234568"),
        ("4917012006824", "DE", "+4917012006824"),
        ("030 901820", "Germany", "+4930901820"),
        ("030 901820", "Німеччина", "+4930901820"),
        ("020 7946 0958", "UK", "+442079460958"),
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
        ("+7 495 123-45-69 добавочный номер 77", "77"),
        ("+7 495 123-45-69 #77", "77"),
        ("+7 495 123-45-69,0077", "0077"),
        ("+380 44 234 56 79 внутр. 77", "77"),
        ("+49 89 123456 Durchwahl -77", "77"),
        ("+55 11 3123-4569 ramal 77", "77"),
        ("+33 1 42 68 53 01 poste 77", "77"),
        ("+39 06 4621 0009 int. 77", "77"),
        ("+48 22 345 67 81 wew. 77", "77"),
        ("+31 20 123 4569 toestel 77", "77"),
        ("+420 224 123 459 linka 77", "77"),
    ],
)
def test_extension(raw: str, extension: str) -> None:
    result = standardise_phone(raw)
    assert (result.status, result.value["validity"], result.value["extension"]) == ("ok", "valid", extension)


@pytest.mark.parametrize(
    "raw",
    [
        "+7 495 123-45-67, 8 916 123-45-67",
        "+7 495 123-45-67; +7 916 123-45-67",
        "+7 495 123-45-67 / +7 916 123-45-67",
        "+7 495 123-45-67 и +7 916 123-45-67",
        "+7 495 123-45-67 +7 916 123-45-67",
        "495 123 45 67 916 123 45 67",
        "8495123456789161234567",
        "раб: 8 495 123-45-67 моб: 8 916 123-45-67",
        "8 495 123-45-67 (раб.), 8 916 123-45-67 (моб.)",
        "+7 495 123-45-67\n+7 916 123-45-67",
        "(495)1234567(916)1234567",
    ],
)
def test_two_numbers(raw: str) -> None:
    result = standardise_phone(raw, "RU")
    assert result.value["e164"] == "+74951234567"
    assert [other["e164"] for other in result.value["others"]] == ["+79161234567"]
    assert "several_numbers" in result.issues


@pytest.mark.parametrize(
    ("raw", "others"),
    [
        ("+7 (495) 223-45-67/68", ["+74952234568"]),
        ("(495) 223-45-67, 68, 69", ["+74952234568", "+74952234569"]),
        ("(495) 223-45-67/223-45-79", ["+74952234579"]),
    ],
)
def test_the_end_of_a_second_number_continues_the_first(raw: str, others: list[str]) -> None:
    result = standardise_phone(raw, "RU")
    assert result.value["e164"] == "+74952234567"
    assert [other["e164"] for other in result.value["others"]] == others
    assert "number_continued" in result.changes


def test_the_record_says_which_metadata_decided() -> None:
    assert standardise_phone("+7 916 123-45-67").value["metadata_version"] == phonenumbers.__version__


def test_digits_that_only_fit_abroad_are_said_to_be_assumed() -> None:
    result = standardise_phone("380442345679", "RU")
    assert (result.value["e164"], result.issues) == ("+380442345679", ("assumed_international",))
    assert result.confidence < 1


@pytest.mark.parametrize(
    "raw",
    [
        "",
        None,
        "-",
        "нет",
        "1111111",
        "999 999 99 99",
        "n/a",
        "0000000",
        "none",
        "000-00-00",
        "111111",
        "+7 (___) ___-__-__",
        "xxx-xxxx",
    ],
)
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
        ("+7 123 456 78 90", None, "placeholder_number"),
        ("123456", "RU", "placeholder_number"),
        ("12345", "DE", "placeholder_number"),
        ("111-22-33", "RU", "placeholder_number"),
        ("1112223344", "US", "placeholder_number"),
        ("(555) 123-4567", "US", "placeholder_number"),
        ("555-0143", "US", "no_area_code"),
        ("2020-03-15 12:30", "RU", "wrong_length"),
        ("12" * 13, "RU", "too_many_digits"),
    ],
)
def test_refused(raw: str, country: str | None, issue: str) -> None:
    result = standardise_phone(raw, country)
    assert result.status == "refused"
    assert issue in result.issues
    assert "e164" not in result.value


def test_a_range_nobody_has_is_possible_not_valid() -> None:
    result = standardise_phone("+7 200 223 45 67")
    assert result.value["validity"] == "possible"
    assert result.issues == ("unknown_range",)


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("+7 999 999-99-99", None),
        ("8 900 000-00-00", "RU"),
        ("06 12 34 56 78", "FR"),
        ("01 02 03 04 05", "FR"),
        ("01234 567890", "GB"),
        ("(11) 99999-9999", "BR"),
    ],
)
def test_a_number_typed_to_pass_a_form_may_be_somebodys_but_identifies_nobody(raw: str, country: str | None) -> None:
    result = standardise_phone(raw, country)
    assert (result.status, result.value["validity"], result.key) == ("ok", "valid", None)
    assert "placeholder_number" in result.issues


def test_a_real_number_beside_a_placeholder_leads() -> None:
    result = standardise_phone("+7 999 999-99-99, +7 916 123-45-67")
    assert result.key == "+79161234567"
    assert standardise_phone("+7 916 777 77 73").key == "+79167777773"


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


def test_a_plus_before_the_trunk_prefix_of_a_toll_free_number() -> None:
    assert standardise_phone("+8 800 555 35 35", "RU").value["e164"] == "+78005553535"
    assert standardise_phone("+880 2 9551234", "RU").value["country"] == "BD"


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("+49 171/1234567", "+491711234567"),
        ("+49 (0) 171/1234567", "+491711234567"),
        ("+49 7071/29-12345", "+4970712912345"),
        ("+43 1/712 34 56", "+4317123456"),
    ],
)
def test_a_stroke_behind_an_area_code_parts_nothing(raw: str, e164: str) -> None:
    result = standardise_phone(raw, "DE")
    assert result.value["e164"] == e164
    assert "others" not in result.value


def test_a_stroke_between_two_international_numbers_parts_them() -> None:
    value = standardise_phone("+49 30 901820 / +49 30 901821", "DE").value
    assert [value["e164"], *(other["e164"] for other in value["others"])] == ["+4930901820", "+4930901821"]
