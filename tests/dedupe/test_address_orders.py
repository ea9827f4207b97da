"""Postcode, town and region without the comma that a form would put between them, and the text that no model reads."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.address import standardise_address


@pytest.mark.parametrize("country", [None, "US", "DE", "JP", "RU", "BR"])
@pytest.mark.parametrize("sign", ["\ud800", "\udfff"])
def test_half_a_surrogate_pair_is_read_over(country: str | None, sign: str) -> None:
    found = standardise_address(f"77 Pine Hollow Pkwy Salem OR 97301 Uni{sign}ted Sta\u0345tes", country)
    assert found.status in ("ok", "partial")


@pytest.mark.parametrize("country", ["BR", None])
@pytest.mark.parametrize(
    ("line", "city", "state"),
    [
        ("Campinas - SP 13010-001", "Campinas", "SP"),
        ("Vitória - ES CEP 29010-120", "Vitória", "ES"),
        ("Brasília - DF 70843-060", "Brasília", "DF"),
        ("Belém/PA 66010-000", "Belém", "PA"),
    ],
)
@pytest.mark.parametrize("seam", [", ", " - "])
def test_a_cep_stands_beside_the_state(line: str, city: str, state: str, seam: str, country: str | None) -> None:
    found = standardise_address(f"Rua das Acácias, 31{seam}Jardim Novo{seam}{line}", country)
    assert {"suburb": "Jardim Novo", "city": city, "state": state}.items() <= found.parts.items()
