"""Phone numbers in each country's ranges, and the ways people write them."""

from __future__ import annotations

from random import Random

CALLING_CODES = {"RU": "7", "UA": "380", "KZ": "7", "DE": "49", "GB": "44", "US": "1", "BR": "55"}
TRUNK = {"RU": "8", "UA": "0", "KZ": "8", "DE": "0", "GB": "0", "US": "", "BR": "0"}
_MOBILE_PREFIXES = {
    "RU": ("903", "905", "911", "912", "916", "921", "926", "950", "981", "999"),
    "UA": ("50", "63", "66", "67", "68", "93", "95", "96", "97", "98"),
    "KZ": ("701", "702", "705", "707", "747", "771", "777", "778"),
    "DE": ("1511", "1512", "1521", "1573", "1601", "1701", "1711", "1721", "1741", "1761"),
    "GB": ("7400", "7500", "7712", "7801", "7912", "7935"),
}
_NATIONAL_LENGTH = {"RU": 10, "UA": 9, "KZ": 10, "DE": 11, "GB": 10, "US": 10}


def _digits(rng: Random, count: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(count))


def mobile(rng: Random, country: str, area: str) -> str:
    """A mobile number in E.164; in the United States it looks like any other number of the area."""
    if country == "US":
        return landline(rng, country, area)
    if country == "BR":
        return f"+55{area}9{rng.randrange(6, 10)}{_digits(rng, 7)}"
    prefix = rng.choice(_MOBILE_PREFIXES[country])
    return f"+{CALLING_CODES[country]}{prefix}{_digits(rng, _NATIONAL_LENGTH[country] - len(prefix))}"


def landline(rng: Random, country: str, area: str) -> str:
    """A fixed-line number of the city with `area` in E.164."""
    code = CALLING_CODES[country]
    match country:
        case "US":
            return f"+1{area}{rng.randrange(2, 9)}{rng.randrange(2, 10)}{_digits(rng, 5)}"
        case "BR":
            return f"+55{area}3{rng.randrange(2, 5)}{_digits(rng, 6)}"
        case "DE":
            return f"+49{area}{rng.randrange(2, 9)}{_digits(rng, 6)}"
        case "GB":
            local = {
                2: f"{'20' if area == '29' else '80'}{rng.randrange(2, 10)}{_digits(rng, 5)}",
                3: f"{rng.randrange(2, 8)}{_digits(rng, 6)}",
            }
            return f"+44{area}{local.get(len(area)) or str(rng.randrange(2, 8)) + _digits(rng, 5)}"
    first = 2 if country == "KZ" else rng.randrange(2, 5)
    return f"+{code}{area}{first}{_digits(rng, _NATIONAL_LENGTH[country] - len(area) - 1)}"


def _groups(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return separator.join([*parts, digits[at:]] if at < len(digits) else parts)


def spell(rng: Random, e164: str, country: str) -> str:
    """`e164` as somebody of `country` types it: international or national, with or without punctuation."""
    code = CALLING_CODES[country]
    national = e164.removeprefix(f"+{code}")
    style = rng.randrange(6)
    if style == 0:
        return e164
    if style == 1:
        return e164.removeprefix("+")
    area = 2 if country in ("UA", "BR") else 4 if country in ("DE", "GB") else 3
    rest = national[area:]
    local = _groups(rest, (3, 2, 2), "-") if country in ("RU", "KZ", "UA") else _groups(rest, (len(rest) - 4,), "-")
    if country in ("DE", "GB"):
        local = _groups(rest, (3,), " ")
    if style == 2:
        return f"+{code} ({national[:area]}) {local}" if country != "GB" else f"+44 (0){national[:area]} {local}"
    if style == 3:
        return f"{TRUNK[country]}{national}"
    if style == 4:
        return f"+{code} {national[:area]} {local}"
    return f"{TRUNK[country]}({national[:area]}) {local}" if country != "DE" else f"0{national[:area]}/{rest}"
