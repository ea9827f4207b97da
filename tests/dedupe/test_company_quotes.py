"""Forms and quotes: what a quote holds behind a form is the name, and which of two forms says the group."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.company import standardise_company


@pytest.mark.parametrize(
    ("text", "country", "name", "form"),
    [
        ("ООО «Союз»", "RU", "Союз", "ООО"),
        ("«Союз» ООО", "RU", "Союз", "ООО"),
        ("Некоммерческое партнерство «Ассоциация»", "RU", "Ассоциация", "Некоммерческое партнерство"),
        ("Товарищество собственников жилья «Кооператив»", "RU", "Кооператив", "Товарищество собственников жилья"),
        ('ТОВ "Спілка"', "UA", "Спілка", "ТОВ"),
        ("ТОО „Фонд“", "KZ", "Фонд", "ТОО"),
        ('GmbH "Verein"', "DE", "Verein", "GmbH"),
        ('UAB "Siena LT"', "LT", "Siena LT", "UAB"),
    ],
)
def test_what_a_quote_holds_behind_a_form_is_the_name(text: str, country: str, name: str, form: str) -> None:
    found = standardise_company(text, country)
    assert (found.value["name"], found.value["legal_form"]) == (name, form)
    assert standardise_company(name, country).key == found.key, "two firms of other names share no key"


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("SC Mobila SRL", "RO", "llc"),
        ("S.C. Mobila S.A.", "RO", "jsc"),
        ("PT Kayu Jati Tbk", "ID", "jsc"),
        ("PT Kayu Jati", "ID", "llc"),
        ("Частное предприятие «Заря»", "BY", "company"),
        ("ГК «Заря»", "RU", "company"),
    ],
)
def test_the_form_that_says_most_gives_the_group(text: str, country: str, code: str) -> None:
    assert standardise_company(text, country).value["legal_form_code"] == code
