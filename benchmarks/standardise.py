"""Our standardisers beside the libraries people use, one value at a time, one core: CPU µs a value and the ratio; then
the stage on customers, all cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import standardise_stage
from benchmarks.measure import installed, interleaved, print_table
from examples.harbour.generator import companies, noise, phones, places
from examples.harbour.generator.project import SEED
from examples.harbour.generator.world import PEOPLE_AT_SCALE_1, World, build_world

Values = list[tuple[str, str]]
"""A value as somebody typed it, and the country it is of."""


@dataclass(frozen=True)
class Contest:
    """One kind of value: ours and the other's way from a value to its standard form, where there is another. Neither
    may raise.
    """

    kind: str
    peer: str | None
    values: Values
    ours: Callable[[str, str], object]
    theirs: Callable[[str, str], object] | None


def us_addresses(world: World, count: int) -> Values:
    """One-line American addresses as the generator's people type them."""
    rng = world.rng("benchmark addresses")
    lines: Values = []
    while len(lines) < count:
        written = places.write(rng, places.invent(rng, "US", is_office=rng.random() < 0.3))
        tail = " ".join(filter(None, (written.region, written.postcode)))
        lines.append((", ".join(filter(None, (written.street, written.city, tail))), "US"))
    return lines


def contacts(world: World, count: int) -> tuple[Values, Values, Values]:
    """Telephones, e-mail addresses and full Latin names of the generator's people, as typed, typing errors included."""
    rng = world.rng("benchmark contacts")
    numbers, mails, names = [], [], []
    for person in world.people[:count]:
        view = noise.see_person(rng, person, latin_share=1.0)
        numbers.append((phones.spell(rng, person.phones[0], person.country), person.country))
        mails.append((noise.write_email(rng, person.emails[0]), person.country))
        names.append((view.full_name, person.country))
    return numbers, mails, names


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

    world = build_world(SEED, (count + 100) / PEOPLE_AT_SCALE_1)
    numbers, mails, names = contacts(world, count)
    found = [
        Contest("address, US", "usaddress.tag", us_addresses(world, count), standardise_address, tag),
        Contest("phone", "phonenumbers parse + is_valid + format", numbers, standardise_phone, parse_phone),
        Contest(
            "person",
            "nameparser.HumanName",
            names,
            lambda value, country: standardise_person(value, country=country),
            lambda value, country: HumanName(value),
        ),
        Contest("company", None, company_names(world, count), standardise_company, None),
    ]
    if find_spec("email_validator") is None:
        return found, ["e-mail: email-validator is not installed"]
    from email_validator import EmailNotValidError, validate_email

    def validate(value: str, country: str) -> object:
        try:
            return validate_email(value, check_deliverability=False)
        except EmailNotValidError:
            return None

    found.append(Contest("e-mail", "email_validator, no DNS", mails, standardise_email, validate))
    return found, []


def measure(contest: Contest, repeats: int) -> Sequence[object]:
    """A row of the table: both medians in µs a value, and ours over theirs.

    Every repeat has values of its own, so that neither side can answer from a cache of the last; the first share only
    warms up.
    """
    share = len(contest.values) // (repeats + 1)

    def over(function: Callable[[str, str], object]) -> Callable[[int], None]:
        def every(repeat: int) -> None:
            for value, country in contest.values[(repeat + 1) * share : (repeat + 2) * share]:
                function(value, country)

        return every

    functions = {"ours": over(contest.ours)} | ({"theirs": over(contest.theirs)} if contest.theirs else {})
    for warm_up in functions.values():
        warm_up(-1)
    taken = interleaved(functions, repeats)
    ours = 1e6 * taken["ours"] / share
    theirs = 1e6 * taken["theirs"] / share if "theirs" in taken else None
    return contest.kind, contest.peer, share * repeats, ours, theirs, ours / theirs if theirs else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000, help="values of each kind in one repeat")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--customers", type=int, default=20_000, help="of the stage; 0 leaves it out")
    chosen = parser.parse_args(arguments)
    found, missing = contests(chosen.values * (chosen.repeats + 1))
    rows = [measure(contest, chosen.repeats) for contest in found]
    versions = installed("usaddress", "phonenumbers", "nameparser", *(["email-validator"] if not missing else []))
    title = f"Standardise, CPU µs a value, median of {chosen.repeats} ({versions})"
    print_table(title, ("kind", "beside", "values", "ours", "theirs", "ours / theirs"), rows)
    for reason in missing:
        print(f"skipped: {reason}")
    if chosen.customers:
        standardise_stage.main(["--customers", str(chosen.customers)])


if __name__ == "__main__":
    main()
