"""The dated table of exchange rates: invented, near the real ones, one for the first day of each month."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from random import Random

HEADER = ("rate_on", "currency", "base_currency", "rate")
_EUROS_PER_UNIT = {"BRL": 0.183, "KZT": 0.00202, "RUB": 0.0113, "USD": 0.931}
_MONTHS = tuple(
    f"{year}-{month:02}-01" for year in (2023, 2024, 2025) for month in range(1, 13) if (year, month) <= (2025, 10)
)


def exchange_rates(seed: int) -> list[tuple[str, str, str, Decimal]]:
    """How many euros one unit of a currency is worth, for each month; a walk of at most 2 % a month."""
    rows = []
    for currency, start in _EUROS_PER_UNIT.items():
        rng = Random(f"{seed}:rates:{currency}")
        rate = start
        for month in _MONTHS:
            rate *= 1 + rng.uniform(-0.02, 0.02)
            rows.append((month, currency, "EUR", Decimal(f"{rate:.6f}")))
    return sorted(rows)


def rates_csv(seed: int) -> str:
    """The table as dbt/seeds/exchange_rates.csv holds it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(exchange_rates(seed))
    return out.getvalue()
