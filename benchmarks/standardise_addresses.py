"""Addresses by country, in fields and in one line, with their country and without: CPU µs each on one core, and as a
share of what usaddress.tag takes for an American line in the same run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from itertools import islice
from operator import truediv
from pathlib import Path
from statistics import median

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.addresses import BY_TEMPLATE, FOCUS, Address, addresses
from benchmarks.measure import in_pieces, installed, print_table

WAYS = ("fields", "line", "fields, no country", "line, no country")
_PIECE, _TAGGED = 10, 5
"""Addresses that are read at once, and American lines that usaddress reads beside them."""


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


def measure(countries: Sequence[str], values: int, repeats: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Median µs an address by country and way, and as a share of what usaddress.tag takes for an American line beside.

    Every repeat has addresses of its own, the first ones only warm up.
    """
    lines = list(islice(addresses("US", "yardstick"), _LINES))
    pieces = -(-values // _PIECE)
    found = {}
    for country in countries:
        for way in WAYS:
            stock = list(islice(addresses(country, way), pieces * _PIECE * (repeats + 1)))
            calls = {"ours": _over(_reader(way), stock, _PIECE), "tag": _over(_tag, lines, _TAGGED)}
            taken = in_pieces(calls, repeats, pieces)
            ours = [seconds / (pieces * _PIECE) for seconds in taken["ours"]]
            tag = [seconds / (pieces * _TAGGED) for seconds in taken["tag"]]
            found[country, way] = 1e6 * median(ours), median(map(truediv, ours, tag))
    return found


_LINES = 600
"""American lines that usaddress reads again and again: it keeps nothing of them."""


def _over(function: Callable[[Address], object], stock: Sequence[Address], piece: int) -> Callable[[int], None]:
    def every(number: int) -> None:
        first = number * piece % len(stock)
        for one in stock[first : first + piece]:
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
    rows = []
    for country in chosen.countries:
        micros, shares = zip(*(taken[country, way] for way in WAYS), strict=True)
        rows.append((country if country in FOCUS else f"{country}, by template", *micros, *shares))
    title = (
        f"Addresses, CPU µs each, median of {chosen.repeats}, and as a share of usaddress.tag beside them "
        f"({installed('usaddress')})"
    )
    print_table(title, ("country", *WAYS, *(f"{way} / tag" for way in WAYS)), rows)


if __name__ == "__main__":
    main()
