"""Millions of people with a known truth, made by SQL alone: what benchmarks/people.py would take hours for.

People are invented from syllables and lists of given names; a fifth live in Cyrillic. Half of them share a household
(surname, address, often the telephone) with one other. A person has one to five records (1.9 on average, 0.7 true pairs
a record), each seen with errors of its own: slips of the pen in names, dates and e-mail addresses, the other script,
initials, names in each other's field, day and month exchanged, a second mailbox or telephone, a move, missing fields.
Every choice is a hash of the person's or the record's number: same number, same bytes. The shares are ours, from no
census; what the file is for is cost and how it grows, not how well anybody matches.
"""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

COLUMNS_YML = """\
given_name: given_name
family_name: family_name
birth_date: birth_date
email: email
phone: phone
street: street
city: city
postcode: postcode
"""
_GIVEN = (
    "ivan anna petr maria roman irina boris marina viktor nina anton vera maksim polina pavel darina sergej galina"
    " andrej larisa denis sofia oleg ksenia egor alina leonid kira mark lidia stepan zoja arsen rita gleb inna timur"
    " ilona saveli dina robert klara david martin laura emma leon elena artur nora felix paula simon sara adam eva"
    " gabriel alma luis rosa bruno stella otto ida hugo emilia"
)
_FIRST = (
    "bar vol gor dem zor kal lem mor nik or pol rad sav tar ul fom har ber var gol dub kor lan mat nov per ras sem ter"
)
_MIDDLE = "a en ov il ur is on al er in od ak ol am ir ad un es ar ig"
_LAST = "ov ev in ski ko man berg er son ara enko ic at es uk"
_CITY_END = "grad bruk stat dorf pole gorod burg ton ville ia"
_LATIN, _CYRILLIC = "abvgdezijklmnoprstufhcy", "абвгдезийклмнопрстуфхцы"


def _share(number: str, salt: str) -> str:
    """A number of [0, 1) for a row's number."""
    return f"(({_lot(number, salt)} >> 11)::double / 9007199254740992)"


def _lot(number: str, salt: str) -> str:
    """DuckDB's hash of two values is not one of each salt, so that the salt becomes part of one number."""
    return f"hash(({number})::bigint + {crc32(salt.encode()) << 31})"


def _draw(words: str, number: str, salt: str, power: float = 1.0) -> str:
    """One of the words; with a power over 1 the first ones more often."""
    listed = words.split()
    items = ", ".join(f"'{word}'" for word in listed)
    return f"([{items}])[1 + floor({len(listed)} * pow({_share(number, salt)}, {power}))::integer]"


def _syllables(number: str, salt: str, *lists: str) -> str:
    return " || ".join(_draw(words, number, f"{salt}{place}", 1.5) for place, words in enumerate(lists))


def _cases(otherwise: str, *cases: tuple[str, str]) -> str:
    """The first value whose condition holds."""
    whens = " ".join(f"when {condition} then {value}" for condition, value in cases)
    return f"case {whens} else {otherwise} end"


def _seldom(share: float, salt: str) -> str:
    """A condition that holds for this share of the records."""
    return f"{_share('n', salt)} < {share}"


def _slip(text: str, salt: str, share: float) -> str:
    """Now and then a letter left out, doubled, or exchanged with the next."""
    place = f"(2 + floor({_share('n', salt + ' place')} * greatest(length({text}) - 2, 0)))::integer"
    kind = _share("n", salt + " kind")
    before, after = f"left({text}, {place} - 1)", f"substr({text}, {place} + 1)"
    exchanged = (
        f"{before} || substr({text}, {place} + 1, 1) || substr({text}, {place}, 1) || substr({text}, {place} + 2)"
    )
    return _cases(
        exchanged,
        (f"{_share('n', salt)} >= {share} or length({text}) < 3", text),
        (f"{kind} < 0.4", f"{before} || {after}"),
        (f"{kind} < 0.6", f"left({text}, {place}) || substr({text}, {place})"),
    )


def _digits(number: str) -> str:
    """A telephone number in Russia's or Kazakhstan's plan."""
    return f"'7' || lpad(({number} % 10000000000)::varchar, 10, '0')"


def _people(count: int) -> str:
    """People by number; two neighbours share a home where their pair's lot says so."""
    home = f"case when {_share('e // 2', 'household')} < 0.5 then (e // 2) * 2 else e end"
    city = f"floor(3000 * pow({_share('h', 'city')}, 2))::bigint"
    road = f"floor(5000 * pow({_share('h', 'street')}, 2))::bigint"
    caller = f"case when {_share('e', 'landline')} < 0.4 then h else e end"
    columns = {
        "e": "e",
        "given": _draw(_GIVEN, "e", "given", 1.7),
        "family": _syllables("h", "family", _FIRST, _MIDDLE, _LAST),
        "is_cyrillic": f"{_share('h', 'script')} < 0.2",
        "born": f"date '1935-01-01' + floor(27000 * {_share('e', 'born')})::integer",
        "phone": _digits(_lot(caller, "phone")),
        "host": _draw("mail.example post.example inbox.example web.example", "e", "host", 2),
        "road": _syllables(road, "road", _FIRST, _MIDDLE, _FIRST),
        "house": f"1 + floor(150 * pow({_share('h', 'house')}, 2))::integer",
        "city": _syllables(city, "town", _FIRST, _MIDDLE, _CITY_END),
        "postcode": f"lpad((10000 + {city} * 29 + floor(29 * {_share('h', 'post')})::bigint)::varchar, 5, '0')",
    }
    selected = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    return f"select {selected} from (select e, {home} as h from (select unnest(range({count})) as e))"


def _records() -> str:
    """How each record of `seen` shows its person."""

    def in_script(text: str) -> str:
        spelled = f"translate({text}, '{_LATIN}', '{_CYRILLIC}')"
        return _cases(text, (f"is_cyrillic <> ({_seldom(0.15, 'other script')})", spelled))

    def with_gaps(expression: str, salt: str, missing: float) -> str:
        return f"case when not {_seldom(missing, salt + ' missing')} then {expression} end"

    moved = _seldom(0.07, "moved")
    given = in_script(_cases(_slip("given", "given slip", 0.05), (_seldom(0.04, "initial"), "left(given, 1) || '.'")))
    family = in_script(_slip("family", "family slip", 0.06))
    mailbox = _slip("given || '.' || family || (e % 1000)::varchar", "email slip", 0.03)
    work = "left(given, 1) || family || (e % 97)::varchar || '@work.example'"
    number = f"({_cases('phone', (_seldom(0.08, 'second phone'), _digits(_lot('n', 'other phone'))))})"
    columns = {
        "id": "'r' || lpad(n::varchar, 9, '0')",
        "entity_id": "'p' || e::varchar",
        "given_name": _cases(given, (_seldom(0.01, "swapped"), family)),
        "family_name": _cases(family, (_seldom(0.01, "swapped"), given)),
        "birth_date": with_gaps(
            _cases(
                "strftime(born, '%Y-%m-%d')",
                (f"{_seldom(0.02, 'exchanged')} and day(born) <= 12", "strftime(born, '%Y-%d-%m')"),
                (_seldom(0.02, "year slip"), "strftime(born + interval 10 year, '%Y-%m-%d')"),
                (_seldom(0.03, "day slip"), "strftime(born + interval 1 day, '%Y-%m-%d')"),
            ),
            "born",
            0.2,
        ),
        "email": with_gaps(_cases(f"{mailbox} || '@' || host", (_seldom(0.1, "second mailbox"), work)), "email", 0.3),
        "phone": with_gaps(f"regexp_replace({number}, '^(.)(...)', '+\\1 \\2 ')", "phone", 0.3),
        "street": with_gaps(
            _cases(
                "road || ' str. ' || house::varchar", (moved, "'ul. ' || road || 'skaja, ' || (house + 3)::varchar")
            ),
            "street",
            0.15,
        ),
        "city": with_gaps(_cases("city", (moved, "'novi ' || city")), "city", 0.1),
        "postcode": with_gaps("postcode", "postcode", 0.2),
    }
    selected = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
    return f"select {selected} from seen join person using (e) order by n"


def write_synthetic(folder: Path, records: int, *, first: int = 0, of: int | None = None) -> Path:
    """`folder`/people.parquet with `records` rows of a world of `of` (as many, if not given) from number `first` on,
    and columns.yml. The records of one person stand anywhere in the world.
    """
    import duckdb

    path, world = folder / "people.parquet", of or records
    people = int(world * 0.56) + 100
    lots = ((f"lot < {limit}", str(copies)) for limit, copies in ((0.45, 1), (0.75, 2), (0.9, 3), (0.97, 4)))
    drawn = f"select e, {_share('e', 'copies')} as lot from person"
    copies = f"select e, unnest(range({_cases('5', *lots)})) as c from ({drawn})"
    with duckdb.connect() as con:
        con.execute(f"create temp table person as {_people(people)}")
        con.execute(
            "create temp table seen as select n, e from (select row_number() over"
            f" (order by {_lot('e * 8 + c', 'order')}) - 1 as n, e from ({copies})) where n >= ? and n < ?",
            [first, first + records],
        )
        con.execute(f"copy ({_records()}) to '{path}' (format parquet)")
    (folder / "columns.yml").write_text(COLUMNS_YML, encoding="utf-8", newline="\n")
    return path
