"""Company names: the legal form off, the name never empty, nothing invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onefold_dedupe.standardise.company import _standardised, standardise_company
from onefold_dedupe.standardise.legal_forms import legal_forms, tight


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        ("ООО «Ромашка»", "Ромашка", "llc"),
        ("ромашка ООО", "ромашка", "llc"),
        ('OOO "Ромашка"', "Ромашка", "llc"),
        ('Общество с ограниченной ответственностью "Торговый дом "Ромашка""', "Торговый дом Ромашка", "llc"),
        ("Общество с ограниченой отвественностью Ромашка", "Ромашка", "llc"),
        ("Товариство з обмеженою відповідальністю «Сонце»", "Сонце", "llc"),
        ("ПрАТ Київстар", "Київстар", "jsc"),
        ("ЖШС Алтын", "Алтын", "llc"),
        ("ZhShS Altyn", "Altyn", "llc"),
        ("TAA Zubr", "Zubr", "llc"),
        ("Siemens AG", "Siemens", "jsc"),
        ("The Company Ltd", "The Company", "llc"),
        ("Société Générale SA", "Société Générale", "jsc"),
        ("SiemensAG", "Siemens", "jsc"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne", "lp"),
        ("Apple Inc.", "Apple", "corp"),
        ("Acme Pty Ltd", "Acme", "llc"),
        ("A.B.C. Corp", "A.B.C.", "corp"),
        ("Porto Lindo S.A. & Co", "Porto Lindo", "jsc"),
        ("Banco do Brasil S/A", "Banco do Brasil", "jsc"),
        ("Padaria Silva Ltda.", "Padaria Silva", "llc"),
        ("Dupont S.à r.l.", "Dupont", "llc"),
        ("Łoś spółka z o.o.", "Łoś", "llc"),
        ("Hello Oy World Ab", "Hello World", "jsc"),
        ("株式会社トヨタ", "トヨタ", "jsc"),
        ("Hassan Trading W.L.L.", "Hassan Trading", "llc"),
        ("D'Artagnan LLC", "D'Artagnan", "llc"),
        ("Муниципальное казённое учреждение «Спорт»", "Спорт", "state"),
    ],
)
def test_form_off(raw: str, name: str, code: str) -> None:
    value = standardise_company(raw).value
    assert (value["name"], value["legal_form_code"]) == (name, code)


@pytest.mark.parametrize(
    "raw",
    [
        "Coop",
        "AMBA",
        "LLC",
        "KB Home",
        "SAS",
        "Союз Маринс Групп",
        "Агро Союз",
        "American Cancer Society",
        "General Motors",
        "Группа компаний ПИК",
        "PA Consulting",
    ],
)
def test_no_form_is_invented(raw: str) -> None:
    value = standardise_company(raw).value
    assert value["name"] == raw
    assert "legal_form" not in value


def test_country_only_when_the_form_decides() -> None:
    assert standardise_company("Сонце ТОВ").value["country"] == "UA"
    assert standardise_company("UAB Lietuva").value["country"] == "LT"
    assert "country" not in standardise_company("Siemens AG").value
    assert "country" not in standardise_company("ООО Ромашка").value


def test_sole_trader_is_a_person() -> None:
    result = standardise_company("ИП Иванов Иван Иванович")
    assert result.value["name"] == "Иванов Иван Иванович"
    assert "person_trading" in result.issues


def test_key_meets_across_scripts_and_spellings() -> None:
    assert standardise_company("ООО «Газпром»").key == standardise_company("Gazprom LLC").key
    assert standardise_company("Smith & Jones Ltd").key == standardise_company("Smith and Jones Limited").key
    assert standardise_company("A.B.C. Corp").key == standardise_company("ABC Corporation").key


@pytest.mark.parametrize("raw", [None, "", "-", "нет", "не указано"])
def test_nothing(raw: str | None) -> None:
    assert standardise_company(raw).status == "empty"


@pytest.mark.parametrize(
    ("raw", "country", "name", "form"),
    [
        ("Alfa Trade AS", None, "Alfa Trade", "AS"),
        ("Alfa Trade as", "NO", "Alfa Trade", "as"),
        ("Nordlys Kraft eierseksjonssameie", "NO", "Nordlys Kraft", "eierseksjonssameie"),
        ("Jansen Stichting", "NL", "Jansen", "Stichting"),
        ("Luz Eléctrica Sociedad del Estado", "AR", "Luz Eléctrica", "Sociedad del Estado"),
        ("Petrol d. o. o.", None, "Petrol", "d. o. o."),
        ("d.o.o. Petrol", None, "Petrol", "d.o.o."),
        ("Norte S.A.B. de C.V.", None, "Norte", "S.A.B. de C.V."),
        ("Yıldız San. ve Tic. Ltd. Şti.", None, "Yıldız", "San. ve Tic. Ltd. Şti."),
        ("ACME S P A", None, "ACME", "S P A"),
        ('אורן בע"מ', None, "אורן", 'בע"מ'),
        ("شركة النور ش.م.ل", None, "شركة النور", "ش.م.ل"),
        ("บริษัท ดาว จำกัด (มหาชน)", None, "ดาว", "บริษัท จำกัด (มหาชน)"),
        ("㈱ミライ", None, "ミライ", "㈱"),
        ("미래주식회사", None, "미래", "주식회사"),
        ("明天有限公司", None, "明天", "有限公司"),
        ("LLC Romashka", None, "Romashka", "LLC"),
        ("PJSC Vostok Bank", None, "Vostok Bank", "PJSC"),
        ("PT Bintang Tbk", None, "Bintang", "PT Tbk"),
        ("SC Munte SRL", "RO", "Munte", "SC SRL"),
        ("Foo B.V. & Co. KG", None, "Foo", "B.V. & Co. KG"),
        ("Обществу с ограниченной ответственностью «Луч»", None, "Луч", "Обществу с ограниченной ответственностью"),
        ("СООО Бета", None, "Бета", "СООО"),
        ("Acme (UK) Limited", None, "Acme (UK)", "Limited"),
    ],
)
def test_form_as_written(raw: str, country: str | None, name: str, form: str) -> None:
    value = standardise_company(raw, country).value
    assert (value["name"], value["legal_form"]) == (name, form)


@pytest.mark.parametrize(
    "raw",
    ["LLC", "GmbH & Co. KG", "ООО", "Общество с ограниченной ответственностью", "株式会社", "Trust", "S.A. de C.V."],
)
def test_a_form_alone_is_the_name(raw: str) -> None:
    value = standardise_company(raw).value
    assert (value["name"].strip("."), "legal_form" in value) == (raw.strip("."), False)


NAMES = [
    name
    for line in Path(__file__).with_name("company_names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split(";")
]


@pytest.mark.parametrize("country", [None, "US", "GB", "DE", "FR", "ES", "IT", "SE", "NL", "CH", "CA", "RU"])
def test_names_without_a_form_stay(country: str | None) -> None:
    # In Sweden AB in front is the form by custom (AB Volvo), whoever else has the initials.
    names = [name for name in NAMES if not (country == "SE" and name.startswith("AB "))]
    read = {name: standardise_company(name, country).value for name in names}
    assert {name: value for name, value in read.items() if value != {"name": name}} == {}


def test_persons_have_no_form() -> None:
    for name in ("Harry Brown, Sr.", "Alec Poitevint, II", "John Smith MD", "Lui Sha", "Josef K.", "Anna van der Berg"):
        assert "legal_form" not in standardise_company(name).value, name


def test_single_quotation_marks_go_in_pairs() -> None:
    assert standardise_company("'Acme' Ltd").value["name"] == "Acme"
    assert standardise_company("Sailors' Rest Ltd").value["name"] == "Sailors' Rest"
    assert standardise_company('ООО "Торговый дом "Луч"').value["name"] == "Торговый дом Луч"


def test_latin_letters_in_a_cyrillic_form() -> None:
    result = standardise_company('OOO "Ромашка"')
    assert result.value["legal_form"] == "ООО"
    assert "lookalikes_repaired" in result.changes
    assert "lookalikes_repaired" not in standardise_company("OOO Romashka").changes


def test_a_branch_is_a_branch() -> None:
    value = standardise_company("Филиал ООО «Ромашка»").value
    assert (value["name"], value["legal_form"], value["legal_form_code"]) == ("Ромашка", "Филиал ООО", "branch")


def test_what_stands_beside_the_name() -> None:
    trading = standardise_company("John Smith t/a Smith Plumbing")
    assert (trading.value["name"], trading.value["trading_name"]) == ("John Smith", "Smith Plumbing")
    assert "trading_name" in trading.issues
    signed = standardise_company("ООО Луч в лице директора Петрова П.П.")
    assert (signed.value["name"], signed.value["unparsed"]) == ("Луч", "директора Петрова П.П.")
    assert standardise_company("Müller GmbH i.L.").value["unparsed"] == "i.L."


def test_elf_code_where_the_list_has_one() -> None:
    assert standardise_company("Siemens AG", "DE").value["elf"] == "6QQB"
    assert standardise_company("Siemens Aktiengesellschaft", "CH").value["elf"] == "MVII"
    assert "elf" not in standardise_company("Siemens AG").value
    assert "elf" not in standardise_company("Acme LLC", "US").value


def test_key_is_neutral_to_order_and_and() -> None:
    keys = [standardise_company(n).key for n in ("Smith & Jones Ltd", "Jones and Smith", "The Jones & Smith Company")]
    assert len(set(keys)) == 1
    assert standardise_company("Рога и Копыта").key == standardise_company("Рога & Копыта ООО").key
    assert standardise_company("Завод 12").key != standardise_company("Завод 21").key


FORMS = [
    "ООО",
    "LLC",
    "GmbH & Co. KG",
    "株式会社",
    "S.A.",
    "ТОВ",
    "Ltd.",
    "AB",
    "d.o.o.",
    "e.V.",
    "ИП",
    "SARL",
    "Trust",
]
WORDS = ["Alfa", "Ромашка", "«Луч»", '"Star"', "Müller", "& Söhne", "(UK)", "12", "trade", "n/a", "t/a", "-", ",", "'"]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    raw=st.one_of(st.lists(st.sampled_from(FORMS + WORDS), max_size=8).map(" ".join), st.text(max_size=40)),
    country=st.sampled_from([None, "RU", "DE", "US", "SE", "JP"]),
)
def test_a_clean_name_stays(raw: str, country: str | None) -> None:
    once = standardise_company(raw, country)
    if once.status == "ok":
        assert once.value["name"]
        again = standardise_company(once.value["name"], country)
        assert (again.value["name"], again.key) == (once.value["name"], once.key)


def test_the_spellings_of_the_lists_are_folded_as_names_are() -> None:
    assert [key for key in legal_forms() if tight(key) != key] == []


def test_every_form_of_the_lists_is_read_totally() -> None:
    for key in list(legal_forms())[::50]:
        assert standardise_company(f"Alfa Trade {key}").value["name"]


@pytest.mark.parametrize(
    ("raw", "country", "name", "code"),
    [
        ("ИП Иванов А.О.", "RU", "Иванов А.О.", "sole"),
        ("Петренко П. П.", "UA", "Петренко П. П.", None),
        ("Ромашка О.О.О.", "RU", "Ромашка", "llc"),
        ("Алфа А.Д.", "BG", "Алфа", "jsc"),
        ("Casa do Pão", "BR", "Casa do Pão", None),
        ("PÃO QUENTE LTDA", "BR", "PÃO QUENTE", "llc"),
        ("Romashka PAO", None, "Romashka", "pjsc"),
        ("Hansen ApS", "DK", "Hansen", "llc"),
    ],
)
def test_initials_and_words_are_no_forms(raw: str, country: str | None, name: str, code: str | None) -> None:
    value = standardise_company(raw, country).value
    assert (value["name"], value.get("legal_form_code")) == (name, code)


_FRAMES = (
    "{}", "ООО «{}»", '"{}", ТОВ', "{} GmbH", "{}, Inc.", "{} Société anonyme", "Общество с ограниченной {}",
    "Акционерное общество {}", "{} (Berlin) S.A.", "{} и {}", "{} Holding", "АО {} - Юг", "The {} Company",
    "{}-{} & Co. KG", "{} t/a Rose", "{} ИНН 7707083893", "{}, VAT GB 980 7806 84", "{} 123 4567", "{} &amp; {}",
)  # fmt: skip


@given(st.sampled_from(_FRAMES), st.sampled_from(NAMES), st.sampled_from([None, "RU", "DE", "US"]))
@settings(max_examples=500)
def test_a_frame_says_what_is_read_of_the_name_itself(frame: str, name: str, country: str | None) -> None:
    text = frame.replace("{}", name)
    assert standardise_company(text, country) == _standardised(text, country)


@pytest.mark.parametrize(
    ("raw", "name", "unparsed"),
    [
        ("ООО Ромашка, ИНН 7707083893", "Ромашка", "ИНН 7707083893"),
        ("ООО «Ромашка» (ИНН 7707083893, КПП 770701001)", "Ромашка", "ИНН 7707083893, КПП 770701001"),
        ("ИНН/КПП 7707083893/770701001 ООО Ромашка", "Ромашка", "ИНН/КПП 7707083893/770701001"),
        ("ТОВ Сонце ЄДРПОУ 32855961", "Сонце", "ЄДРПОУ 32855961"),
        ("Padaria Silva Ltda CNPJ 33.000.167/0001-01", "Padaria Silva", "CNPJ 33.000.167/0001-01"),
        ("Müller GmbH, USt-IdNr. DE136695976", "Müller", "USt-IdNr. DE136695976"),
        ("Acme Ltd (VAT No: GB 980 7806 84)", "Acme", "VAT No: GB 980 7806 84"),
        ("Łoś sp. z o.o. NIP 526-000-12-46", "Łoś", "NIP 526-000-12-46"),
        ("ТОО Алтын БИН 980540000397", "Алтын", "БИН 980540000397"),
    ],
)
def test_numbers_behind_their_labels(raw: str, name: str, unparsed: str) -> None:
    result = standardise_company(raw)
    assert (result.status, result.value["name"], result.value["unparsed"]) == ("partial", name, unparsed)
    assert "tax_id_removed" in result.changes


@pytest.mark.parametrize("raw", ["ИНН 7707083893", "NIP Studio", "VAT Consulting 2000", "Ромашка 7707083893", "Vat 69"])
def test_numbers_that_are_the_name(raw: str) -> None:
    assert standardise_company(raw).value["name"] == raw


def test_markup_is_taken_off() -> None:
    result = standardise_company("<b>Müller &amp; Söhne</b> GmbH")
    assert result.value["name"] == "Müller & Söhne"
    assert result.changes[:2] == ("entities_decoded", "markup_removed")


@pytest.mark.parametrize("raw", ["The Limited Company", "The Company", "The LLC", "Die GmbH", "LES LLC", "S.N.C.F."])
def test_an_article_or_an_initial_is_no_name(raw: str) -> None:
    name = standardise_company(raw).value["name"]
    assert name == raw or (raw, name) == ("LES LLC", "LES")


def test_a_placeholder_in_letters_of_two_scripts_is_none() -> None:
    assert standardise_company("XXXXХ").status == "empty"


def test_no_comma_is_left_before_a_bracket() -> None:
    assert standardise_company("Acme, Inc. (DE)").value["name"] == "Acme (DE)"
    assert standardise_company("Acme, (Delaware)").value["name"] == "Acme, (Delaware)"


_COMMON_WORDS = ("Services", "Port", "Trading", "Partners", "Handel", "Сервис", "Транс", "Инвест", "19", "jet")


@given(
    st.lists(st.sampled_from([*_COMMON_WORDS, "Alfa", "Ромашка", "&", "Inc", "GmbH", "ООО", "as", "of"]), max_size=6),
    st.sampled_from([None, "US", "DE", "RU"]),
)
@settings(max_examples=500)
def test_words_of_forms_in_a_name_are_read_as_without_frames(words: list[str], country: str | None) -> None:
    text = " ".join(words)
    assert standardise_company(text, country) == _standardised(text, country)


@pytest.mark.parametrize(
    ("raw", "country", "name", "form"),
    [
        ("AB Volvo", "SE", "Volvo", "AB"),
        ("AB Lietuvos geležinkeliai", "LT", "Lietuvos geležinkeliai", "AB"),
        ("AS Tallink Grupp", "EE", "Tallink Grupp", "AS"),
        ("NV Bekaert", "BE", "Bekaert", "NV"),
        ("AB Volvo", None, "AB Volvo", None),
        ("AB Sciex", "US", "AB Sciex", None),
        ("Ab Initio Software", "SE", "Ab Initio Software", None),
        ("AB & Söner", "SE", "AB & Söner", None),
    ],
)
def test_two_letters_in_front_by_the_custom_of_a_country(
    raw: str, country: str | None, name: str, form: str | None
) -> None:
    value = standardise_company(raw, country).value
    assert (value["name"], value.get("legal_form")) == (name, form)
