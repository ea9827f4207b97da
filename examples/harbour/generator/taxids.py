"""Tax numbers with right check digits; the algorithms are those of the tax offices as python-stdnum documents them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_EIN_PREFIXES = (
    "04",
    "05",
    "13",
    "20",
    "26",
    "27",
    "33",
    "36",
    "45",
    "46",
    "47",
    "52",
    "56",
    "58",
    "74",
    "81",
    "82",
    "83",
    "84",
    "91",
)


def _digits(rng: Random, count: int) -> list[int]:
    return [rng.randrange(10) for _ in range(count)]


def _weighted(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=True))


def _text(digits: Sequence[int]) -> str:
    return "".join(map(str, digits))


def ru_inn_company(rng: Random, region: str) -> str:
    """ИНН of a company, 10 digits."""
    body = [int(c) for c in region] + _digits(rng, 7)
    return _text([*body, _weighted(body, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10])


def ru_inn_person(rng: Random, region: str) -> str:
    """ИНН of a person, 12 digits."""
    body = [int(c) for c in region] + _digits(rng, 8)
    body.append(_weighted(body, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    body.append(_weighted(body, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    return _text(body)


def ru_kpp(inn: str) -> str:
    """КПП of a head office: the tax office that gave the ИНН, reason 01, first entry."""
    return f"{inn[:4]}01001"


def ua_edrpou(rng: Random) -> str:
    """ЄДРПОУ of a company, 8 digits, in the range given out since the nineties."""
    body = [int(c) for c in str(rng.randrange(3_000_000, 4_500_000))]
    weights = (7, 1, 2, 3, 4, 5, 6)
    check = _weighted(body, weights) % 11
    if check > 9:
        check = _weighted(body, [w + 2 for w in weights]) % 11
    return _text([*body, check % 10])


def ua_rntrc(rng: Random) -> str:
    """РНОКПП of a person, 10 digits."""
    body = [int(c) for c in str(rng.randrange(200_000_000, 380_000_000))]
    return _text([*body, _weighted(body, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10])


def _kz(body: list[int]) -> int:
    check = _weighted(body, range(1, 12)) % 11
    return _weighted(body, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11 if check == 10 else check


def kz_bin(rng: Random) -> str:
    """БИН of a company: year and month of registration, 4 for a resident, 0 for a head office, number, check digit."""
    while True:
        start = f"{rng.randrange(5, 24):02}{rng.randrange(1, 13):02}40"
        body = [int(c) for c in start] + _digits(rng, 5)
        if (check := _kz(body)) < 10:
            return _text([*body, check])


def kz_iin(rng: Random, birth_date: str, is_male: bool) -> str:
    """ИИН of a person born on `birth_date` (ISO): date, century and sex, number, check digit."""
    century = (3 if is_male else 4) if birth_date < "2000" else (5 if is_male else 6)
    while True:
        body = [int(c) for c in birth_date[2:].replace("-", "")] + [century, *_digits(rng, 4)]
        if (check := _kz(body)) < 10:
            return _text([*body, check])


def de_vat(rng: Random) -> str:
    """USt-IdNr, DE and 9 digits, ISO 7064 Mod 11,10."""
    body = [rng.randrange(1, 10), *_digits(rng, 7)]
    product = 10
    for digit in body:
        product = ((digit + product) % 10 or 10) * 2 % 11
    return "DE" + _text([*body, (11 - product) % 10])


def gb_vat(rng: Random) -> str:
    """VAT number, GB and 9 digits, modulus 97."""
    body = [rng.randrange(1, 9), *_digits(rng, 6)]
    return f"GB{_text(body)}{97 - _weighted(body, (8, 7, 6, 5, 4, 3, 2)) % 97:02}"


def _br_check(body: Sequence[int], weights: Sequence[int]) -> int:
    rest = _weighted(body, weights) % 11
    return 0 if rest < 2 else 11 - rest


def br_cnpj(rng: Random) -> str:
    """CNPJ of a head office, written with its punctuation."""
    body = [*_digits(rng, 8), 0, 0, 0, 1]
    weights = (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    body.append(_br_check(body, weights))
    body.append(_br_check(body, (6, *weights)))
    text = _text(body)
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}"


def br_cpf(rng: Random) -> str:
    """CPF of a person, written with its punctuation."""
    body = _digits(rng, 9)
    body.append(_br_check(body, range(10, 1, -1)))
    body.append(_br_check(body, range(11, 1, -1)))
    text = _text(body)
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def us_ein(rng: Random) -> str:
    """EIN with a prefix that is in use; it has no check digit."""
    return f"{rng.choice(_EIN_PREFIXES)}-{_text(_digits(rng, 7))}"


def company_tax_id(rng: Random, country: str, region: str) -> str:
    """The number a company of `country` is registered under; `region` is the RU tax region."""
    match country:
        case "RU":
            return ru_inn_company(rng, region)
        case "UA":
            return ua_edrpou(rng)
        case "KZ":
            return kz_bin(rng)
        case "DE":
            return de_vat(rng)
        case "GB":
            return gb_vat(rng)
        case "BR":
            return br_cnpj(rng)
        case "US":
            return us_ein(rng)
    raise ValueError(f"no tax number for {country}")


def person_tax_id(rng: Random, country: str, region: str, birth_date: str, is_male: bool) -> str:
    """The number a person of `country` pays taxes under, '' where the shop never asks for it."""
    match country:
        case "RU":
            return ru_inn_person(rng, region)
        case "UA":
            return ua_rntrc(rng)
        case "KZ":
            return kz_iin(rng, birth_date, is_male)
        case "BR":
            return br_cpf(rng)
    return ""
