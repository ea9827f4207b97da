"""Write standardise/data/country_numbers.txt, ISO 3166-1 numeric codes; run by hand when ISO adds one.

    pip install pycountry
    python tools/country_facts.py

Source: ISO 3166-1 through pycountry's database (LGPL-2.1; the codes are public fact).
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/data"


def main() -> None:
    """Write the file: `number alpha-2` a line."""
    import pycountry

    rows = sorted((country.numeric, country.alpha_2) for country in pycountry.countries)
    head = "# ISO 3166-1: numeric code, alpha-2 code. Public fact. Written by tools/country_facts.py.\n"
    body = "".join(f"{number} {code}\n" for number, code in rows)
    (HERE / "country_numbers.txt").write_text(head + body, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
