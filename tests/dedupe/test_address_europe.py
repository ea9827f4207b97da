"""Conventions of western and southern Europe and of Brazil, and the country of an address that names none."""

from __future__ import annotations

import re

import pytest
from onefold_dedupe.standardise.address import standardise_address

# country | text, then the labels, one address after another
CONVENTIONS = """
DE | Tannenhof 8, 83646 Bad Tölz am Isarufer
    road=Tannenhof; house_number=8; postcode=83646; city=Bad Tölz am Isarufer
AT | Feldweg 12, 8962 Mitterberg im Burgenland
    road=Feldweg; house_number=12; postcode=8962; city=Mitterberg im Burgenland
IT | Via Verdi 4, 40016 San Giorgio di Bologna
    road=Via Verdi; house_number=4; postcode=40016; city=San Giorgio di Bologna
"""


def _cases() -> list[tuple[str, str, dict[str, str]]]:
    cases = []
    for block in re.split(r"\n(?=\S)", CONVENTIONS.strip()):
        head, _, labels = block.partition("\n")
        country, text = head.split(" | ", 1)
        cases.append((country, text, dict(pair.strip().split("=") for pair in labels.replace("\n", " ").split(";"))))
    return cases


@pytest.mark.parametrize(("country", "text", "labels"), _cases(), ids=lambda case: case if len(str(case)) < 60 else "")
def test_convention(country: str, text: str, labels: dict[str, str]) -> None:
    assert standardise_address(text, country).parts == labels


# text | the country it is in, `?` where nothing tells it
WITHOUT_COUNTRY = """
14 route de la Plage, 06230 Villefranche | FR
7 impasse du Moulin, 44600 Saint-Nazaire | FR
Chemin des Prés 9, 1950 Sion | CH
Lindenstrasse 4, 8400 Winterthur | CH
Birkengasse 12, 4600 Wels | AT
Wiesenweg 3, 57392 Schmallenberg | DE
Avenida del Puerto 12, 11006 Cádiz | ES
Rua das Laranjeiras 40, Campinas - SP | BR
Rua do Sol 5, 4000-123 Porto | PT
Via delle Rose 8, 09045 Quartu Sant'Elena | IT
ul. Polna 3, 00-625 Warszawa | PL
Eikenlaan 12, 2514 GA 's-Gravenhage | NL
Borgergade 14, 1300 København | DK
18 Station Road, Cambridge CB1 2JW | GB
1200 Oak Street, Austin, TX 78701 | US
Via Roma 3, 24121 Bergamo BG | IT
ул. Мира 3, 1000 София | BG
улица Лесная, 5 | ?
12 Main Street | ?
"""


@pytest.mark.parametrize("line", WITHOUT_COUNTRY.strip().splitlines())
def test_country_without_a_hint(line: str) -> None:
    text, country = line.split(" | ")
    assert (standardise_address(text).country_code or "?") == country


def test_an_unsure_country_still_reads_the_street() -> None:
    result = standardise_address("улица Лесная, 5")
    assert result.parts == {"road": "улица Лесная", "house_number": "5"}
    assert "unknown_country" in result.issues
