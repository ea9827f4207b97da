"""Our standardisers beside the libraries people use, one value at a time, one core: CPU µs a value and the ratio; then
the stage on customers, all cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import standardise_addresses, standardise_stage
from benchmarks.measure import in_pieces, installed, print_table
from examples.harbour.generator import companies, noise, phones, places
from examples.harbour.generator.project import SEED
from examples.harbour.generator.world import PEOPLE_AT_SCALE_1, World, build_world

Values = list[tuple[Any, str]]
"""A value as somebody typed it (of a name in fields: given, middle and family name), and the country it is of."""


_PIECE, _TAGGED = 30, 15
"""Values that are read at once, and American lines that usaddress reads beside them."""
_SPARE = 4
"""People of the world for each name that is measured: one in three has Cyrillic letters."""


@dataclass(frozen=True)
class Contest:
    """One kind of value: ours and the other's way from a value to its standard form, where there is another. Neither
    may raise.
    """

    kind: str
    peer: str | None
    values: Values
    ours: Callable[[Any, str], object]
    theirs: Callable[[Any, str], object] | None


def us_addresses(world: World, count: int) -> Values:
    """One-line American addresses as the generator's people type them."""
    rng = world.rng("benchmark addresses")
    lines: Values = []
    while len(lines) < count:
        written = places.write(rng, places.invent(rng, "US", is_office=rng.random() < 0.3))
        tail = " ".join(filter(None, (written.region, written.postcode)))
        lines.append((", ".join(filter(None, (written.street, written.city, tail))), "US"))
    return lines


def contacts(world: World, count: int) -> tuple[Values, Values]:
    """Telephones and e-mail addresses of the generator's people, as typed, typing errors included."""
    rng = world.rng("benchmark contacts")
    numbers, mails = [], []
    for person in world.people[:count]:
        numbers.append((phones.spell(rng, person.phones[0], person.country), person.country))
        mails.append((noise.write_email(rng, person.emails[0]), person.country))
    return numbers, mails


def names(world: World, count: int) -> tuple[Values, Values, Values, Values]:
    """Full names in Latin letters, and half of them in their own; names in fields, of Cyrillic and of Latin letters."""
    rng = world.rng("benchmark names")
    latin: Values = []
    mixed: Values = []
    cyrillic_fields: Values = []
    latin_fields: Values = []
    # The world has more people than are measured: few of them have Cyrillic names.
    for person in world.people:
        seen = noise.see_person(rng, person, latin_share=1.0)
        own = noise.see_person(rng, person, latin_share=0.0)
        latin.append((seen.full_name, person.country))
        mixed.append(((own if len(mixed) % 2 else seen).full_name, person.country))
        fields = cyrillic_fields if any("\u0400" <= letter <= "\u04ff" for letter in own.full_name) else latin_fields
        fields.append(((own.given, own.patronymic, own.family), person.country))
    return latin[:count], mixed[:count], cyrillic_fields[:count], latin_fields[:count]


def company_names(world: World, count: int) -> Values:
    """Companies as sources write them: form before or after, short, long or left out."""
    rng = world.rng("benchmark companies")
    chosen = (rng.choice(world.companies) for _ in range(count))
    return [(companies.write_name(rng, company), company.country) for company in chosen]


def contests(count: int) -> tuple[list[Contest], list[str]]:
    """What can be compared here, and why the rest cannot."""
    import phonenumbers
    import usaddress
    from nameparser import HumanName
    from onefold_dedupe.standardise.address import standardise_address
    from onefold_dedupe.standardise.company import standardise_company
    from onefold_dedupe.standardise.email import standardise_email
    from onefold_dedupe.standardise.person import standardise_person
    from onefold_dedupe.standardise.phone import standardise_phone

    def tag(value: str, country: str) -> object:
        try:
            return usaddress.tag(value)
        except usaddress.RepeatedLabelError:
            return None

    def parse_phone(value: str, country: str) -> object:
        try:
            number = phonenumbers.parse(value, country)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(number):
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def person_of(value: str, country: str) -> object:
        return standardise_person(value, country=country)

    def person_in_fields(value: tuple[str, str, str], country: str) -> object:
        return standardise_person(given=value[0], middle=value[1], family=value[2], country=country)

    world = build_world(SEED, _SPARE * count / PEOPLE_AT_SCALE_1)
    numbers, mails = contacts(world, count)
    latin, mixed, cyrillic_fields, latin_fields = names(world, count)
    found = [
        Contest("address, US", "usaddress.tag", us_addresses(world, count), standardise_address, tag),
        Contest("phone", "phonenumbers parse + is_valid + format", numbers, standardise_phone, parse_phone),
        Contest("person, Latin", "nameparser.HumanName", latin, person_of, lambda value, country: HumanName(value)),
        Contest("person, own letters and Latin", None, mixed, person_of, None),
        Contest("person in fields, Cyrillic", None, cyrillic_fields, person_in_fields, None),
        Contest("person in fields, Latin", None, latin_fields, person_in_fields, None),
        Contest("company", None, company_names(world, count), standardise_company, None),
    ]
    if find_spec("email_validator") is None:
        return [*found, Contest("e-mail", None, mails, standardise_email, None)], [
            "email-validator beside e-mail: it is not installed"
        ]
    from email_validator import EmailNotValidError, validate_email

    def validate(value: str, country: str) -> object:
        try:
            return validate_email(value, check_deliverability=False)
        except EmailNotValidError:
            return None

    found.append(Contest("e-mail", "email_validator, no DNS", mails, standardise_email, validate))
    return found, []


def measure(contest: Contest, yardstick: Contest, repeats: int) -> tuple[int, float, float | None, float | None]:
    """How many values were read; the medians of ours and theirs, in µs a value, and of ours as a share of the
    yardstick's other side.

    Every repeat has values of its own, so that neither side can answer from a cache of the last; the first share only
    warms up. All are measured a piece of each in turn, for a machine's pace changes.
    """
    share = len(contest.values) // (repeats + 1)
    pieces = max(share // _PIECE, 1)
    size = share // pieces

    def over(function: Callable[[Any, str], object], values: Values, piece: int) -> Callable[[int], None]:
        def every(number: int) -> None:
            first = number * piece % (len(values) - piece + 1)
            for value, country in values[first : first + piece]:
                function(value, country)

        return every

    calls = {"ours": over(contest.ours, contest.values, size)}
    if contest.theirs:
        calls["theirs"] = over(contest.theirs, contest.values, size)
    if yardstick.theirs:
        calls["yardstick"] = over(yardstick.theirs, yardstick.values, _TAGGED)
    taken = in_pieces(calls, repeats, pieces)
    sizes = {"ours": size, "theirs": size, "yardstick": _TAGGED}
    micros = {name: [1e6 * one / (pieces * sizes[name]) for one in seconds] for name, seconds in taken.items()}
    beside = median(map(truediv, micros["ours"], micros["yardstick"])) if "yardstick" in micros else None
    return pieces * size * repeats, median(micros["ours"]), median(micros["theirs"]) if contest.theirs else None, beside


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000, help="values of each kind in one repeat")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--customers", type=int, default=20_000, help="of the stage; 0 leaves it out")
    chosen = parser.parse_args(arguments)
    found, missing = contests(chosen.values * (chosen.repeats + 1))
    rows = []
    for contest in found:
        values, ours, theirs, share = measure(contest, found[0], chosen.repeats)
        rows.append((contest.kind, contest.peer, values, ours, theirs, theirs and ours / theirs, share))
    versions = installed("usaddress", "phonenumbers", "nameparser", *(["email-validator"] if not missing else []))
    title = f"Standardise, CPU µs a value, median of {chosen.repeats} ({versions})"
    print_table(title, ("kind", "beside", "values", "ours", "theirs", "ours / theirs", "ours / usaddress.tag"), rows)
    for reason in missing:
        print(f"skipped: {reason}")
    few = max(chosen.values // 4, 10)
    standardise_addresses.main(["--values", str(few), "--repeats", str(chosen.repeats)])
    if chosen.customers:
        standardise_stage.main(["--customers", str(chosen.customers)])


if __name__ == "__main__":
    main()
