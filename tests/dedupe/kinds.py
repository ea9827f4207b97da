"""What the property tests need of every kind: how it is read, texts of it, and what reading its own answer means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from onefold_dedupe.standardise.address import standardise_address
from onefold_dedupe.standardise.company import standardise_company
from onefold_dedupe.standardise.country import standardise_country
from onefold_dedupe.standardise.date import standardise_date
from onefold_dedupe.standardise.email import standardise_email
from onefold_dedupe.standardise.person import standardise_person
from onefold_dedupe.standardise.phone import standardise_phone
from onefold_dedupe.standardise.result import Standardised
from onefold_dedupe.standardise.tax_id import standardise_tax_id
from onefold_dedupe.standardise.website import standardise_website

COUNTRIES = [
    None,
    *("RU", "UA", "KZ", "BY", "US", "GB", "DE", "FR", "BR", "ES", "IT", "PL", "NL", "JP", "HU", "CN"),
    *("XX", "ru", ""),
]


@dataclass(frozen=True)
class Kind:
    """`again` reads the answer as if it were the text; None when the answer holds no value. `kept` must not change.

    `texts` are well formed or nearly so; `MIXED` ones come on top.
    """

    read: Callable[[Any, str | None], Standardised]
    again: Callable[[Standardised, str | None], Standardised | None]
    kept: tuple[str, ...]
    texts: st.SearchStrategy[str]

    @property
    def any_text(self) -> st.SearchStrategy[str]:
        """Well formed, nearly so, and anything else."""
        return st.builds(lambda mixed, text, which: text if which else mixed, MIXED, self.texts, st.integers(0, 3))


def _by(read: Callable[[Any, str | None], Standardised], *names: str) -> Callable[..., Standardised | None]:
    """The answer's text is the value of the first name, then those of the others found, a space between."""

    def again(result: Standardised, country: str | None) -> Standardised | None:
        if not result.value.get(names[0]):
            return None
        return read(" ".join(str(result.value[name]) for name in names if result.value.get(name)), country)

    return again


def _person_again(result: Standardised, country: str | None) -> Standardised | None:
    value = result.value
    names = {"given": value.get("given"), "middle": value.get("patronymic") or value.get("middle")}
    names["family"] = value.get("family")
    return standardise_person(**names, country=country) if any(names.values()) else None


def _phone_again(result: Standardised, country: str | None) -> Standardised | None:
    value = result.value
    extension = f" ext. {value['extension']}" if value.get("extension") else ""
    return standardise_phone(f"{value['e164']}{extension}", country) if value.get("e164") else None


def _tax_id_again(result: Standardised, country: str | None) -> Standardised | None:
    value = result.value
    return standardise_tax_id(value["value"], country, value["type"]) if value.get("valid") else None


def _address_again(result: Standardised, country: str | None) -> Standardised | None:
    """Its canonical parts as the fields of a source that keeps them apart, where the country is known."""
    value = result.value
    if "canonical" not in value or "country_code" not in value:
        return None
    # The country is the code; the word that named it need not.
    return standardise_address(
        "", value["country_code"], parts={**value["canonical"], "country": value["country_code"]}
    )


def _country_again(result: Standardised, country: str | None) -> Standardised | None:
    """Namibia's code is what programs write for no value; a field that says NA says nothing."""
    code = result.value.get("code")
    return standardise_country(code, country) if code and code != "NA" else None


def _words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *text.split("|")])


def _one(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split("|"))


def _joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Some of the parts, in their order or another, with commas, spaces or nothing between."""
    some = st.tuples(*parts)
    return st.builds(
        lambda chosen, glue, upside, case: case(glue.join(filter(None, reversed(chosen) if upside else chosen))),
        some,
        st.sampled_from([", ", " ", ", ", "; ", "\n", ""]),
        st.sampled_from([False, False, True]),
        st.sampled_from([str, str, str.upper, str.lower]),
    )


def _spaced(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda chosen: " ".join(filter(None, chosen)))


NOISE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789+-() ./,xE#@:", max_size=30),
    st.text(alphabet="абвгґйієїАИЄ .,-«»\"'abcIXÄßıİſK\u0301\u200d", max_size=30),
)
PIECES = _words(
    "ООО|LLC|GmbH|&|Co.|KG|«Ромашка»|ИП|株式会社|Ltd|limited|\"|'|,|.|;|/|-|+|<|>|(|)|№|#|x|@| |8|916|1234567|"
    "доб.|12|00|E+10|1985|марта|05.03|7707083893|Иванов|Иван|Иванович|И.И.|van|der|оглы|Dr.|Jr.|and|и|Ваня|Smith|"
    "田中|김|mail.ru|mailto:|https://|www.|нет|n/a|ул.|д.|кв|Street|Str.|Berlin|Москва|10115|SW1A 1AA|NY|rua|nº|s/n"
)
MIXED = st.one_of(NOISE, st.lists(PIECES, max_size=10).map(" ".join), st.lists(PIECES, max_size=10).map("".join))
_NUMBER = st.one_of(
    st.integers(10**6, 10**8).map(str), st.integers(10**8, 10**9).map(str), st.integers(0, 10**13).map(str)
)
_HOUSE = st.one_of(
    st.integers(1, 300).map(str), _words("12a|5/7|д. 4|д.12 корп. 3|10к2|буд. 7|nº 15|s/n|№ 8|Unit 5|92-10")
)
_FLAT = _words("кв. 5|кв 12|Apt 4B|оф. 301|Flat 2|Whg. 3|apto 21|#7|Suite 100|3º B|bloco 2|эт. 4|FL 3|под'їзд 2")
_STREET = _words(
    "ул. Садовая|Ленинский пр-кт|пр. Мира|наб. реки Фонтанки|2-я линия В.О.|ул. 8 Марта|"
    "вул. Шевченка|пров. Тихий|пр-т Абая|мкр. Самал-2|Main St|Maple Ridge Drive|N 5th Ave|"
    "Baker Street|Mill Lane|Hauptstr.|Am Alten Ring|Straße des 17. Juni|rue de la Paix|"
    "12 bis rue Victor Hugo|Avenida Paulista|R. das Flores|Calle Mayor|Via Roma|ul. Długa|"
    "Kerkstraat|P.O. Box 12|а/я 45|Postfach 1234|Váci utca"
)
_CITY = _words(
    "Москва|г. Казань|с. Покровское|м. Київ|Алматы|Минск|Boise|New York|London|Leeds|Köln|"
    "Frankfurt (Main)|Paris|Lyon Cedex 03|São Paulo|Recife - PE|Madrid|Milano (MI)|Kraków|"
    "Amsterdam|東京都|Budapest"
)
_REGION = _words(
    "Московская обл.|Респ. Татарстан|Київська обл.|ID|NY|California|SP|West Yorkshire|Bayern|д. Ивановка|Centro"
)
_POSTCODE = _words(
    "101000|01001|050000|83702|LS1 4AB|10115|75002|01310-100|28013|20121|31-001|1012 AB|〒100-0001|12345-6789"
)
_LAND = _words("Россия|Україна|USA|United Kingdom|Deutschland|France|Brasil|España|KZ|Беларусь")
_GIVEN_CYRILLIC = _one("Иван|ИВАН|Саша|Олексій|Ганна|Нурсултан|Мария|Фёдор|Айгүл")
_PATRONYMIC = _words("Иванович|Петровна|Гусейн оглы|Қайратқызы|Ильич|Миколайович")
_FAMILY_CYRILLIC = _one("Иванов|Петрова|Шевченко|Абрамович|Назарбаев|Мамин-Сибиряк|Черных|Дюма|Сидоренко|Бабич")
_GIVEN_LATIN = _one("John|Mary Ann|Jean-Pierre|José|Ludwig|Mehmet|Bob|Anna|Olena|Sergey")
_FAMILY_LATIN = _one(
    "Smith|van Gogh|von Beethoven|García López|da Silva|O'Neill|Müller|Yılmaz|McDonald|Ivanova|Shevchenko"
)
_OF_A_NAME = _one(
    "Иван|Мария|Ким|Вера|Роман|John|Anna|Martin|Thomas|Abdul|An|Wei|Min-jun|José|Rose|Van|محمد|花子|민준|Μαρία|गौरव|"
    "Иванов|Петрова|Бабич|Мицкевич|Дюма|Smith|Müller|O'Neill|Kowalski|Nguyễn|King|Abramovich|欧阳|김|כהן|"
    "Иванович|Петровна|Қайратұлы|Гусейн оглы|Ivanovich|Ilyich|кызы|И.|И.И.|И|Ж|J.R.|Yu.|Q|V|E|"
    "van|der|van der|de la|von|di|al|ibn|O'|d'|y|e|и|та|and|&|und|+|Mr|Dr.|Herr|pan|Pan|г-н|Семья|Family|Ing.|Don|St|"
    "Jr.|III|PhD|MBA|мл.|Neto|Filho|2nd|さん|(водитель)|(Чернова)|née|geb.|урожд.|†|умер|1990|12|1.4|n/a|нет|xx|null|"
    '+7 916 123-45-67|a@b.cd|ООО|GmbH|c/o|"Bob"|«Вася»|<b>|&amp;|;|/|-|—|,|.|(|)|\u0301|ª|😀|the|не|Sales|директор'
)
_BROKEN = st.builds(
    lambda words, glue, at, mark, case: case(f"{(text := glue.join(words))[:at]}{mark}{text[at + len(mark) // 2 :]}"),
    st.lists(_OF_A_NAME, min_size=1, max_size=7),
    st.sampled_from([" ", " ", " ", ", ", "", "-"]),
    st.integers(0, 30),
    st.sampled_from(["", "", ",", ".", "-", "'", "(", "1", " ", "И. ", "oо", "\u0301"]),
    st.sampled_from([str, str, str, str.upper, str.lower, str.title]),
)
"""Words of names in any order, with a character lost, doubled or put between."""
_FORM = _words(
    "ООО|ОАО|ТОВ|ЖШС|ИП|LLC|Ltd.|GmbH & Co. KG|S.A.|Pty Ltd|S.p.A.|株式会社|"
    "Общество с ограниченной ответственностью|Inc.|e.V."
)
_FIRM = _words(
    '«Ромашка»|Ромашка|"Сонце"|Acme Trading|Müller & Söhne|Coop|AMBA|Иванов И.И.|Alfa-Trade|3M|Союз|トヨタ|L\'Oréal'
)
_LOCAL = _one('ivan|I.Petrov+news|info|a.b_c-d|иван|x|"q q"|test|no-reply|o\'neil')
_DOMAIN = _one(
    "gmail.com|gmial.com|Firma.DE|mail.ru|почта.рф|example.org|googlemail.com|yandex.ru|münchen.de|firma|a..de|test.com"
)
_MONTH = _words("марта|March|März|05|3|12|13|янв.|de março de|лютого")
_YEAR = st.one_of(st.integers(1850, 2035).map(str), st.integers(0, 99).map(lambda n: f"{n:02}"))


def _dated(day: int, month: str, year: str, glue: str, order: int) -> str:
    parts = ([str(day), month, year], [year, month, str(day)], [month, str(day), year])[order]
    return glue.join(filter(None, parts))


KINDS: Mapping[str, Kind] = {
    "address": Kind(
        standardise_address,
        _address_again,
        ("canonical", "country_code"),
        st.one_of(_joined(_STREET, _HOUSE, _FLAT, _CITY, _REGION, _POSTCODE, _LAND)),
    ),
    "phone": Kind(
        standardise_phone,
        _phone_again,
        ("e164", "extension", "country", "type", "validity"),
        st.one_of(
            st.builds(
                "{}{}{}".format,
                _one("+|00|+7 9|+4930|+4420|8 9|tel. +38044|+1 201 555|+33 6"),
                _NUMBER,
                _words(" доб. 12|x5|;|/68| ext. 7"),
            ),
            st.lists(st.integers(0, 9999).map(str), min_size=2, max_size=5).map("-".join),
        ),
    ),
    "email": Kind(
        standardise_email,
        _by(standardise_email, "address"),
        ("address", "local", "domain", "key", "flags"),
        st.one_of(st.builds("{}{}{}{}".format, _words("mailto:|E-mail: | "), _LOCAL, _one("@|@@|(at)| @ "), _DOMAIN)),
    ),
    "person": Kind(
        lambda raw, country: standardise_person(raw, country=country),
        _person_again,
        ("given", "middle", "patronymic", "family"),
        st.one_of(
            _spaced(_words("г-н|г-жа"), _GIVEN_CYRILLIC, _PATRONYMIC, _FAMILY_CYRILLIC),
            _spaced(_FAMILY_CYRILLIC, _GIVEN_CYRILLIC, _PATRONYMIC),
            _spaced(_words("Dr.|Mr|Herr Dr."), _GIVEN_LATIN, _words("Q.|Maria|J."), _FAMILY_LATIN, _words("Jr.|III")),
            _spaced(_FAMILY_LATIN.map("{},".format), _GIVEN_LATIN),
            _spaced(_FAMILY_CYRILLIC, _one("И. И.|П.С.|А.")),
            _BROKEN,
            _BROKEN,
            _BROKEN,
        ),
    ),
    "company": Kind(
        standardise_company,
        _by(standardise_company, "name"),
        ("name",),
        st.one_of(_joined(_FORM, _FIRM), _joined(_FIRM, _FORM)),
    ),
    "tax-id": Kind(
        lambda raw, country: standardise_tax_id(raw, country),
        _tax_id_again,
        ("value", "type", "country", "valid"),
        st.one_of(
            st.builds("{}{}".format, _words("ИНН |DE|RU|ЄДРПОУ: |BIN |NIP PL|CNPJ "), _NUMBER),
            st.sampled_from(
                ["7707083893", "274062111", "DE136695976", "33.000.167/0001-01", "112-233-445 95", "32855961"]
            ),
        ),
    ),
    "date": Kind(
        standardise_date,
        _by(standardise_date, "date"),
        ("date", "precision"),
        st.one_of(
            st.builds(
                _dated, st.integers(0, 32), _MONTH, _YEAR, st.sampled_from([".", "/", "-", " "]), st.integers(0, 2)
            ),
            st.integers(0, 60_000).map(str),
            st.datetimes().map(str),
        ),
    ),
    "country": Kind(
        standardise_country,
        _country_again,
        ("code",),
        st.one_of(_LAND, st.text(alphabet="ABCDEFGILNRSTUZ", min_size=2, max_size=3)),
    ),
    "website": Kind(
        lambda raw, country: standardise_website(raw),
        _by(lambda raw, country: standardise_website(raw), "url"),
        ("url",),
        st.one_of(
            st.builds(
                "{}{}{}".format, _words("https://|http://|www.|HTTPS://WWW."), _DOMAIN, _words("/|/a?b=c|:8080/")
            ),
        ),
    ),
}
