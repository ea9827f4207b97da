"""Postal lines: the country's own order, and nothing that is known left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from onefold_dedupe.standardise.address.facts import line_templates
from onefold_dedupe.standardise.address.postal import format_lines
from onefold_dedupe.standardise.address.result import LABELS

STREET = {"house_number": "5", "road": "Hill"}


@pytest.mark.parametrize(
    ("code", "parts", "lines"),
    [
        ("US", {"unit": "Apt 2", "city": "Reno", "state": "Nevada", "postcode": "89501"},
         "5 Hill, Apt 2|Reno, NV 89501"),
        ("GB", {"unit": "Flat 2", "suburb": "Botley", "city": "Oxford", "postcode": "OX2 9AA"},
         "Flat 2, 5 Hill|Botley|Oxford|OX2 9AA"),
        ("DE", {"level": "2. OG", "postcode": "50667", "city": "Köln", "country": "Germany"},
         "Hill 5, 2. OG|50667 Köln|Germany"),
        ("ES", {"unit": "3º B", "postcode": "28013", "city": "Madrid"}, "Hill, 5, 3º B|28013 Madrid"),
        ("BR", {"suburb": "Centro", "city": "Curitiba", "state": "PR", "postcode": "80020-000"},
         "Hill, 5|Centro|Curitiba - PR|80020-000"),
        ("IT", {"postcode": "20121", "city": "Milano", "state": "MI"}, "Hill 5|20121 Milano MI"),
        ("RU", {"unit": "кв. 2", "city": "Казань", "country": "Россия", "postcode": "420111"},
         "Hill, 5, кв. 2|Казань|Россия|420111"),
        ("KZ", {"country": "Қазақстан", "postcode": "050000", "city": "Алматы"}, "Қазақстан|050000 Алматы|Hill, 5"),
        ("NO", {"postcode": "0150", "city": "Oslo", "state": "Oslo"}, "Hill 5|0150 Oslo"),
        (None, {"po_box": "Box 7", "city": "Ur"}, "Hill 5, Box 7|Ur"),
    ],
)  # fmt: skip
def test_order_of_the_country(code: str | None, parts: dict[str, str], lines: str) -> None:
    assert format_lines({**STREET, **parts}, code).split("\n") == lines.split("|")


def test_the_script_chooses_between_a_country_s_two_orders() -> None:
    assert format_lines({"city": "台北市", "road": "民生路", "house_number": "5號"}, "TW") == "台北市 民生路 5號"
    assert (
        format_lines({"city": "Taipei", "road": "Minsheng Rd", "house_number": "5"}, "TW") == "5, Minsheng Rd\nTaipei"
    )


@given(st.sampled_from(sorted(code[:2] for code in line_templates())), st.sets(st.sampled_from(LABELS), min_size=1))
def test_nothing_is_left_out(code: str, labels: set[str]) -> None:
    written = format_lines({label: f"<{label}>" for label in labels}, code)
    assert sorted(label for label in LABELS if f"<{label}>" in written) == sorted(labels)
    assert all(written.count(f"<{label}>") == 1 for label in labels)
