"""Addresses by country, in fields and in one line, with their country and without: CPU µs each on one core, and as a
share of what usaddress.tag takes for an American line in the same run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.addresses import BY_TEMPLATE, FOCUS, Address, addresses
from benchmarks.measure import installed, interleaved, print_table

WAYS = ("fields", "line", "fields, no country", "line, no country")
_YARDSTICK = "usaddress.tag"


def _reader(way: str) -> Callable[[Address], object]:
    from onefold_dedupe.standardise.address import standardise_address

    match way:
        case "fields":
            return lambda one: standardise_address("", one.country, parts={**one.fields, "country": one.country})
        case "fields, no country":
            return lambda one: standardise_address("", parts=one.fields)
        case "line":
            return lambda one: standardise_address(one.line, one.country)
    return lambda one: standardise_address(one.line)


def _tag(one: Address) -> object:
    import usaddress

    try:
        return usaddress.tag(one.line)
    except usaddress.RepeatedLabelError:
        return None


def measure(countries: Sequence[str], values: int, repeats: int) -> dict[tuple[str, str], float]:
    """Median µs an address by country and way; ("US", "usaddress.tag") is the yardstick.

    Every repeat has addresses of its own, the first ones only warm up; all are measured in turn.
    """
    functions = {("US", _YARDSTICK): _tag} | {(country, way): _reader(way) for country in countries for way in WAYS}
    calls = {}
    for (country, way), function in functions.items():
        stock = list(islice(addresses(country, way), values * (repeats + 1)))
        calls[f"{country}/{way}"] = _over(function, stock, values)
    for call in calls.values():
        call(-1)
    taken = interleaved(calls, repeats)
    return {key: 1e6 * taken["/".join(key)] / values for key in functions}


def _over(function: Callable[[Address], object], stock: Sequence[Address], values: int) -> Callable[[int], None]:
    def every(repeat: int) -> None:
        for one in stock[(repeat + 1) * values : (repeat + 2) * values]:
            function(one)

    return every


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=300, help="addresses of a country and way in one repeat")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--countries", nargs="+", default=[*FOCUS, *BY_TEMPLATE])
    chosen = parser.parse_args(arguments)
    taken = measure(chosen.countries, chosen.values, chosen.repeats)
    tag = taken["US", _YARDSTICK]
    rows = []
    for country in chosen.countries:
        own = [taken[country, way] for way in WAYS]
        rows.append((country if country in FOCUS else f"{country}, by template", *own, *(one / tag for one in own)))
    title = (
        f"Addresses, CPU µs each, median of {chosen.repeats}, and as a share of usaddress.tag, {tag:.0f} µs "
        f"({installed('usaddress')})"
    )
    print_table(title, ("country", *WAYS, *(f"{way} / tag" for way in WAYS)), rows)


if __name__ == "__main__":
    main()
