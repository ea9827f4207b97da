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
