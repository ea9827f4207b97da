"""Tax numbers by type and by country; zeros come back only when the check digit proves them."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.tax_id import known_type, standardise_tax_id
from onefold_dedupe.standardise.tax_id_own import is_bin, is_iin, is_kpp, is_snils


@pytest.mark.parametrize(
    ("raw", "country", "type_", "value"),
    [
        ("7707083893", "RU", "ru.inn", "7707083893"),
        ("ИНН: 7707 083 893", "RU", "ru.inn", "7707083893"),
        ("1027700132195", "RU", "ru.ogrn", "1027700132195"),
        ("112-233-445 95", "RU", "ru.snils", "11223344595"),
        ("14360570", "UA", "ua.edrpou", "14360570"),
        ("DE 136 695 976", None, "eu.vat", "DE136695976"),
        ("33.000.167/0001-01", "BR", "br.cnpj", "33000167000101"),
        ("940140000385", "KZ", "kz.bin", "940140000385"),
    ],
)
def test_by_country(raw: str, country: str | None, type_: str, value: str) -> None:
    result = standardise_tax_id(raw, country)
    assert result.status == "ok"
    assert (result.value["type"], result.value["value"], result.value["valid"]) == (type_, value, True)


def test_an_inn_with_its_zero_cut_off() -> None:
    number = "0274062111"
    assert standardise_tax_id(number, "RU").value["valid"] is True
    cut = standardise_tax_id(number[1:], "RU")
    assert cut.value["value"] == number
    assert cut.changes == ("leading_zeros_restored",)
    wrong = standardise_tax_id(f"{number[1:-1]}{(int(number[-1]) + 1) % 10}", "RU")
    assert wrong.value["valid"] is False


def test_inn_and_kpp_in_one_field() -> None:
    result = standardise_tax_id("7707083893/773601001")
    assert (result.value["value"], result.value["kpp"]) == ("7707083893", "773601001")


def test_a_wrong_digit_is_kept_and_said() -> None:
    result = standardise_tax_id("7707083894", "RU")
    assert result.status == "partial"
    assert (result.value["value"], result.value["valid"], result.key) == ("7707083894", False, None)
    assert result.issues == ("check_failed",)


def test_no_country_no_guess() -> None:
    assert standardise_tax_id("7707083893").issues == ("no_country",)


def test_a_type_that_is_no_type() -> None:
    assert not known_type("os.path")
    assert not known_type("../../etc")
    assert standardise_tax_id("1", None, "xx.nothing").issues == ("unknown_type",)


def test_own_types() -> None:
    assert is_kpp("773601001") and not is_kpp("003601001") and not is_kpp("77360100")
    assert is_snils("11223344595") and not is_snils("11223344596")
    assert is_bin("940140000385") and not is_bin("940140000386")
    assert is_iin("880101300123") and not is_iin("881301300123")
