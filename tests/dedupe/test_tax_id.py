"""Tax numbers by type and by country; zeros come back only when the check digit proves them."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.tax_id import known_type, standardise_tax_id
from onefold_dedupe.standardise.tax_id_own import is_bin, is_iin, is_kpp, is_snils
from onefold_dedupe.standardise.tax_types import tax_types


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
        ("ИНН 7707083893", None, "ru.inn", "7707083893"),
        ("КПП 773601001", None, "ru.kpp", "773601001"),
        ("773601001", "RU", "ru.kpp", "773601001"),
        ("ОГРНИП 304500116000157", None, "ru.ogrn", "304500116000157"),
        ("7.707083893E+09", "RU", "ru.inn", "7707083893"),
        ("Partita IVA: 743110157", None, "it.iva", "00743110157"),
        ("NIP 526-000-12-46", None, "pl.nip", "5260001246"),
        ("428759497", "BE", "be.vat", "0428759497"),
        ("CHE-107.787.577 IVA", None, "ch.vat", "CHE107787577IVA"),
        ("GB 980 7806 84", None, "gb.vat", "980780684"),
        ("12.ABC.345/01DE-35", "BR", "br.cnpj", "12ABC34501DE35"),
        ("ATU13585627", None, "eu.vat", "ATU13585627"),
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


@pytest.mark.parametrize(
    ("vat", "national", "country"),
    [
        ("FR40303265045", "303265045", "FR"),
        ("SE123456789701", "1234567897", "SE"),
        ("PL5260001246", "526-000-12-46", "PL"),
        ("BE0428759497", "428759497", "BE"),
        ("NO995525828MVA", "995525828", "NO"),
        ("CHE107787577MWST", "CHE-107.787.577", "CH"),
        ("DE136695976", "136695976", "DE"),
    ],
)
def test_a_vat_number_and_the_number_inside_it_have_one_key(vat: str, national: str, country: str) -> None:
    assert standardise_tax_id(vat).key == standardise_tax_id(national, country).key is not None


def test_a_kpp_identifies_nobody() -> None:
    assert standardise_tax_id("773601001", "RU").key is None


def test_another_country_than_the_record_is_said() -> None:
    assert standardise_tax_id("DE136695976", "PL").issues == ("country_conflict",)
    assert standardise_tax_id("XI980780684", "GB").issues == ()


def test_dummies_are_said_and_never_match() -> None:
    result = standardise_tax_id("12-3456789", "US")
    assert (result.issues, result.key) == (("placeholder_number",), None)
    assert standardise_tax_id("11-1111111", "US").status == "empty"


def test_a_rounded_number_is_refused() -> None:
    assert standardise_tax_id("7.7E+09", "RU").issues == ("digits_lost",)


def test_a_country_without_known_numbers() -> None:
    assert standardise_tax_id("123456789", "GE").issues == ("unknown_type",)


def test_the_fewest_zeros_win() -> None:
    cpf = "01234567890"
    assert standardise_tax_id(cpf, "BR").value["type"] == "br.cpf"
    assert standardise_tax_id(cpf[1:], "BR").value["value"] == cpf


def test_every_type_of_the_table_can_be_checked() -> None:
    assert all(map(known_type, tax_types().by_name))


def test_inn_and_kpp_in_one_field() -> None:
    for raw in ("7707083893/773601001", "ИНН/КПП: 7707083893 / 773601001", "ИНН 7707083893, КПП 773601001"):
        value = standardise_tax_id(raw).value
        assert (value["value"], value["kpp"]) == ("7707083893", "773601001")


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


@pytest.mark.parametrize(
    ("raw", "country", "kind", "value"),
    [
        ("USt-IdNr. DE 136 695 976", None, "eu.vat", "DE136695976"),
        ("St.-Nr. 181/815/08155", "DE", "de.stnr", "18181508155"),
        ("SIREN 732 829 320", "FR", "fr.siren", "732829320"),
        ("C.F. RCCMNL83S18D969H", "IT", "it.codicefiscale", "RCCMNL83S18D969H"),
        ("CIF: B-58378431", "ES", "es.nif", "B58378431"),
        ("TVA FR 40 303 265 045", "FR", "eu.vat", "FR40303265045"),
    ],
)
def test_a_label_is_no_part_of_the_number(raw: str, country: str | None, kind: str, value: str) -> None:
    result = standardise_tax_id(raw, country)
    assert (result.value["type"], result.value["value"], result.changes) == (kind, value, ("label_removed",))
