"""What a reader may not be sure of, what it leaves over, and what reads the same again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from onefold_dedupe.standardise.company import standardise_company
from onefold_dedupe.standardise.email import standardise_email
from onefold_dedupe.standardise.files import standardiser
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.phone import standardise_phone
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.tax_id import standardise_tax_id


@pytest.mark.parametrize(
    ("raw", "country", "given", "family"),
    [
        ("Сейтова Маратқызы Динара", "KZ", "Динара", "Сейтова"),
        ("БОНДАРЕНКО ВАСИЛЬОВИЧ ТАРАС", "UA", "Тарас", "Бондаренко"),
        ("Тарас Васильович Бондаренко", "UA", "Тарас", "Бондаренко"),
        ("Динара Сейтова Маратқызы", "KZ", "Динара", "Сейтова"),
        ("Виктор Бондаренко Петрович", "UA", "Виктор", "Бондаренко"),
        ("Виктор Иванович Павел", "RU", "Виктор", "Павел"),
    ],
)
def test_a_patronymic_may_stand_in_any_place(raw: str, country: str, given: str, family: str) -> None:
    once = standardise_person(raw, country=country)
    assert (once.value["given"], once.value["family"]) == (given, family)
    again = standardise_person(given=given, middle=once.value["patronymic"], family=family, country=country)
    assert (again.value["given"], again.value["family"], again.key) == (given, family, once.key)


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("тел. 1234567, моб. +49 1512 3456123", "DE", "+4915123456123"),
        ("mob.89201234567,tel.84957654512", "AT", "+84957654512"),
    ],
)
def test_a_made_up_number_beside_a_real_one_takes_nothing_from_it(raw: str, country: str, e164: str) -> None:
    once = standardise_phone(raw, country)
    assert (once.value["e164"], once.key) == (e164, e164)
    assert "placeholder_number" in once.issues
    assert standardise_phone(e164, country).key == e164


@pytest.mark.parametrize(
    ("raw", "country"), [("0665551290", "RU"), ("+7 066 555 12 90", None), ("0665551290", "US"), ("0005963812", "AT")]
)
def test_no_number_starts_with_a_trunk_prefix_that_is_not_its_own(raw: str, country: str | None) -> None:
    result = standardise_phone(raw, country)
    assert (result.status, result.key, result.issues) == ("refused", None, ("no_such_number",))


@pytest.mark.parametrize("raw", ["89161230945", "79031230945"])
def test_digits_that_are_a_mobile_number_abroad_as_well_are_not_sure(raw: str) -> None:
    result = standardise_phone(raw, "DE")
    assert (result.status, result.key) == ("ok", f"+49{raw}")
    assert (result.confidence, result.issues) == (0.8, ("country_conflict",))
    assert standardise_phone(f"0{raw}", "DE").confidence == 1


@pytest.mark.parametrize("hint", ["XX", "zz", "Narnia"])
def test_a_hint_that_is_no_country_decides_no_tax_number(hint: str) -> None:
    read = standardiser("tax-id")
    for raw in ("UNP 190275968", "DE 136695976", "136695976"):
        without = read(raw, None, None)
        assert read(raw, hint, None) == replace(without, issues=(*without.issues, "unknown_hint"))
    assert standardise_tax_id("DE136695976", hint).issues == ()


def test_the_union_s_own_codes_of_countries_are_hints() -> None:
    assert standardiser("phone")("210 3214567", "EL", None).key == "+302103214567"


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("немає, Олена Гончар", {"given": "Олена", "family": "Гончар", "unparsed": "немає"}),
        ("unknown, Martha", {"given": "Martha", "unparsed": "unknown"}),
        ("7 Haziran 1990, Keller, Martha", {"given": "Martha", "family": "Keller", "unparsed": "7 Haziran 1990"}),
        ("Keller, Martha, 7 Haziran 1990", {"given": "Martha", "family": "Keller", "unparsed": "7 Haziran 1990"}),
        ("Warehouse; O'Malley, Brendan", {"given": "Brendan", "family": "O'Malley", "unparsed": "Warehouse"}),
        ("отдел, Зуева Анна", {"given": "Анна", "family": "Зуева", "unparsed": "отдел"}),
        ("Keller 25b, Martha", {"given": "Martha", "family": "Keller", "unparsed": "25b"}),
        ("Martha Keller lg4 7xx", {"given": "Martha", "family": "Keller", "unparsed": "lg4 7xx"}),
    ],
)
def test_what_is_no_name_between_commas_is_left_over(raw: str, parts: dict[str, str]) -> None:
    result = standardise_person(raw)
    value = dict(result.value)
    value.pop("gender", None)
    assert (result.status, value) == ("partial", parts)
    assert "extra_text" in result.issues


@pytest.mark.parametrize("raw", ["unit 34, leeds ls9 8xx", "Accounts Receivable"])
def test_what_names_nobody_is_refused(raw: str) -> None:
    assert standardise_person(raw).issues == ("not_a_name",)


@pytest.mark.parametrize("raw", ["n/a; n/a", "n/a, 7 Haziran 1990"])
def test_placeholders_and_a_date_name_nobody(raw: str) -> None:
    assert standardise_person(raw).status == "empty"


@pytest.mark.parametrize("raw", ["Leiter, Martha", "Null, Martha", "Kim, Na", "Sales, Martha"])
def test_a_surname_that_is_a_word_too_stays(raw: str) -> None:
    assert standardise_person(raw).value["family"] == raw.partition(",")[0]


def _as_fields(result: Standardised) -> tuple[str | None, str | None, str | None]:
    value = result.value
    return value.get("given"), value.get("patronymic") or value.get("middle"), value.get("family")


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Müller Abdul", ("Abdul", None, "Müller")),
        ("Charles and jean dukes", ("Charles", None, "dukes")),
        ("Jur van den Berg", ("Jur", None, "van den Berg")),
        ("И.И. SMITH", ("И.", "И.", "Smith")),
        ("Abdel Fattah el-Sirri", ("Abdel Fattah", None, "el-Sirri")),
        ("Ivanov, Anna xx", ("Anna", None, "Ivanov")),
        ("von Abramovich, Ivan", ("Ivan", None, "von Abramovich")),
        ("Thomas di Иванов", ("Thomas", None, "di Иванов")),
        ("John of Prince Prof.", (None, None, "John of Prince")),
        ("di Rossi Bianchi, Anna", ("Anna", None, "di Rossi Bianchi")),
    ],
)
def test_a_name_is_given_as_its_parts_read_again(raw: str, names: tuple[str | None, str | None, str | None]) -> None:
    once = standardise_person(raw)
    assert _as_fields(once) == names
    again = standardise_person(given=names[0], middle=names[1], family=names[2])
    assert (_as_fields(again), again.key) == (names, once.key)


def test_how_sure_a_name_is_that_reads_otherwise_again() -> None:
    exchanged, moved = standardise_person("Müller Abdul"), standardise_person("Thomas di Иванов")
    assert (exchanged.confidence, exchanged.issues) == (0.7, ())
    assert (moved.confidence, moved.issues) == (0.5, ("order_unsure",))
    beside = standardise_person("Ivanov, Anna xx")
    assert (beside.status, beside.value["unparsed"], beside.issues) == ("partial", "xx", ("extra_text",))


@pytest.mark.parametrize(
    ("raw", "name"), [("Acme (in liquidation) Ltd", "Acme"), ("Sonnenhof, (in Liquidation), GmbH", "Sonnenhof")]
)
def test_a_company_is_read_until_nothing_is_taken_off(raw: str, name: str) -> None:
    once = standardise_company(raw)
    assert (once.value["name"], once.value["legal_form_code"], once.status) == (name, "llc", "partial")
    assert standardise_company(name).key == once.key


def test_an_apostrophe_joins_a_company_s_words() -> None:
    assert standardise_company("C`oAOMüller & Söhne").key == standardise_company("C'oAOMüller & Söhne ").key


def test_a_number_that_reads_otherwise_again_is_none() -> None:
    assert standardise_phone("+86 0129 23 8477110").issues == ("no_such_number",)
    made_up = standardise_phone("+FLOWERS +49 30 12345678 12345678", "HU")
    assert (made_up.key, "placeholder_number" in made_up.issues) == (None, True)


def test_a_number_that_counts_up_is_made_up_with_its_zeros_too() -> None:
    assert standardise_tax_id("01234567", "RU", "ru.snils").key is None
    assert standardise_tax_id("00001234567", "RU", "ru.snils").key is None


def test_look_alikes_of_a_domain_are_repaired_behind_quotes_too() -> None:
    assert standardise_email('"q-q"@yandeх.ru').key == "q-q@yandex.ru"


@pytest.mark.parametrize("mark", ["in administration", "in receivership", "in liquidation"])
def test_how_a_british_company_ends_is_no_part_of_its_name(mark: str) -> None:
    once = standardise_company(f"Acorn Stores Ltd ({mark})", "GB")
    assert (once.value["name"], once.value["unparsed"]) == ("Acorn Stores", mark)
    assert once.key == standardise_company("Acorn Stores Ltd", "GB").key
    assert standardise_company("Public Administration Ltd", "GB").value["name"] == "Public Administration"


@pytest.mark.parametrize("raw", ["Kazlauskienė Rasa", "Petrauskaitė Ona", "Kazlauskaite Ona"])
def test_endings_of_lithuanian_women_are_family_names(raw: str) -> None:
    assert standardise_person(raw, country="LT").value["family"] == raw.split()[0]


def test_greek_ou_is_one_sound() -> None:
    assert standardise_person(family="Παπαδόπουλος").key == standardise_person(family="Papadopoulos").key


def test_what_a_russian_company_is_stays_in_its_name_whatever_the_quotes() -> None:
    bare, quoted = standardise_company("АО НПО Заря", "RU"), standardise_company("АО «НПО «Заря»»", "RU")
    assert (bare.value["name"], bare.value["legal_form"], bare.key) == ("НПО Заря", "АО", quoted.key)
    assert standardise_company("АО НПП Заря", "RU").key != bare.key
    assert standardise_company("ООО ТД Щит", "RU").key == standardise_company("ООО «ТД «Щит»»", "RU").key
