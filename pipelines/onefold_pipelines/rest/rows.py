"""Rows of answers: found in whatever shape an empty page has, lifted flat, and made into columns of text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onefold_core.errors import SourceTerminalError
from onefold_core.settings_read import Read
from onefold_core.settings_rows import Choice, Explode, Merged, Pick, Spread

from onefold_pipelines.rest.places import EACH, MISSING, at, getter, steps, values
from onefold_pipelines.text import column_text, value_text

if TYPE_CHECKING:
    import pyarrow as pa

    from onefold_pipelines.rest.odd import OddValues

Row = dict[str, Any]


def rows_at(body: Any, place: str, where: str, empty: Collection[str] = ()) -> list[Row]:
    """The rows of an answer; none for an empty list and for the shapes of `empty` (`Rest.empty`).

    SourceTerminalError when the answer has another shape: what is not data must never be taken for the last page.
    """
    value, is_inside = body, False
    for step in steps(place):
        if value is None and ("null" if is_inside else "no_body") in empty:
            return []
        if is_inside and value == [] and "list" in empty:
            return []
        if not isinstance(value, dict):
            raise _unexpected(f"it has no {place}", where)
        if step == EACH or step not in value:
            if "missing" in empty:
                return []
            raise _unexpected(f"it has no {place}", where)
        value, is_inside = value[step], True
    if value is None and ("null" if is_inside else "no_body") in empty:
        return []
    if isinstance(value, dict) and value and all(key.isdigit() for key in value):
        # PHP writes a list with a gap in its numbers as an object.
        value = list(value.values())
    if isinstance(value, dict):
        value = [value] if value else []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise _unexpected(f"{place or 'it'} is no list of records", where)
    return value


def _unexpected(what: str, where: str) -> SourceTerminalError:
    return SourceTerminalError(
        "unexpected-answer",
        f"the answer has another shape than the system's contract says: {what}",
        where=where,
        mend="check `url:` and `version:` of the source",
    )


def whole(rows: list[Row], read: Read, asked: frozenset[str], where: str) -> list[Row]:
    """The rows, if each has what the system always gives; SourceTerminalError otherwise: fields would look empty."""
    for name in read.always:
        if not all(isinstance(row.get(name), dict) and row[name] for row in rows):
            raise _unexpected(f"a record has no {name}", where)
    explode = read.explode
    if explode is not None and (explode.always or (explode.always is None and not read.rows)):
        for row in rows:
            if at(row, explode.list_) in (MISSING, None):
                raise _unexpected(f"it has no {explode.list_}", where)
    if read.gives_all:
        for row in rows:
            if not row.keys() >= asked:
                raise _unexpected("a record lacks fields that it was asked for", where)
    return rows


def shaped(rows: Iterable[Row], read: Read) -> Iterator[Row]:
    """Rows as the mapping sees them: lists exploded, inner objects lifted, named values spread, texts composed; those
    that do not fit `only` left out. A list that a second request gives is exploded when it is there (`exploded_late`).
    """
    if read.explode is not None and not read.explodes_late:
        rows = _exploded(rows, read.explode)
    rows = _lifted(rows, read)
    if read.only and not read.explodes_late:
        rows = (row for row in rows if fits(row, read.only))
    if not read.compose:
        return rows
    return _composed(rows, {name: text.split() for name, text in read.compose.items()})


def exploded_late(rows: Iterable[Row], read: Read) -> list[Row]:
    """The members of the list that a second request gave, those that fit `only`."""
    made = _exploded(rows, read.explode) if read.explode is not None else rows
    return [row for row in made if fits(row, read.only)]


def _exploded(rows: Iterable[Row], explode: Explode) -> Iterator[Row]:
    for row in rows:
        around = {name: found(row, place) for name, place in explode.with_.items()}
        for member in _members(at(row, explode.list_)):
            yield (member if isinstance(member, dict) else {"value": member}) | around


def _members(value: Any) -> list[Any]:
    """A list's members; an object of objects is a list that its keys number or name."""
    if isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()):
        return list(value.values())
    return listed(value)


def _composed(rows: Iterable[Row], texts: dict[str, list[str]]) -> Iterator[Row]:
    for row in rows:
        for name, places in texts.items():
            parts = [
                str(value) for place in places if (value := found(row, place)) not in (None, "") and value is not False
            ]
            row[name] = " ".join(parts) or None
        yield row


def _lifted(rows: Iterable[Row], read: Read) -> Iterator[Row]:
    """The members of `lift` objects as the row's own fields, which win."""
    if not read.lift and not read.set and not read.spread:
        yield from rows
        return
    for row in rows:
        made: Row = dict(read.set)
        for name in read.lift:
            inner = row.get(name)
            if isinstance(inner, dict):
                made |= inner
        made |= row
        for name in read.lift:
            if not isinstance(row.get(name), list):
                made.pop(name, None)
        for name, spread in read.spread.items():
            if isinstance(row.get(name), (list, dict)):
                made |= _spread(made.pop(name), spread)
            elif row.get(name) is None:
                made.pop(name, None)
        yield made


def _spread(members: list[Any] | Row, spread: Spread) -> Row:
    """Named values of a list as fields; members without a name stay out, there is nothing to call them."""
    if isinstance(members, dict):
        return {f"{spread.prefix}{name}": value for name, value in members.items()}
    fields: Row = {}
    for member in members:
        named = first_of(member, spread.name)
        if named is not None:
            kind = next((k for place in spread.by if (k := str(found(member, place))) in spread.of), None)
            value = found(member, spread.of[kind] if kind else spread.value)
            fields[f"{spread.prefix}{named}"] = value
            if kind in spread.called:
                fields.setdefault(spread.called[kind], value)
    return fields


def fits(row: Row, only: Mapping[str, Collection[str]]) -> bool:
    """Whether the row holds one of the listed values at each place."""
    return all(_said(found(row, place)) in values for place, values in only.items())


def _said(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def pick_members(rows: Sequence[Row], picks: Mapping[str, Pick]) -> None:
    """Fill each picked column with the members that fit, null where none does."""
    for name, pick in picks.items():
        for row in rows:
            members = [one for one in listed(found(row, pick.list_)) if isinstance(one, dict) and fits(one, pick.only)]
            values = [value for one in members if (value := found(one, pick.value)) not in (None, "")]
            row[name] = values or None


def choose(rows: Sequence[Row], choices: dict[str, Choice]) -> None:
    """Fill each chosen column from the first place that holds something, and say which one that was."""
    for name, choice in choices.items():
        places = [(label, getter(place)) for label, place in choice.of.items()]
        for row in rows:
            row[name] = row[f"{name}_of"] = None
            for label, get in places:
                value = get(row)
                if value not in (None, "", [], 0, "0"):
                    row[name], row[f"{name}_of"] = value, label
                    break


def tell_apart(rows: Sequence[Row], prefixes: dict[str, dict[str, str]]) -> None:
    """Say of each field whose keys begin differently for records of different objects which object it names."""
    for name, kinds in prefixes.items():
        get = getter(name)
        for row in rows:
            key = str(get(row) or "")
            row[f"{name}_of"] = next((kind for prefix, kind in kinds.items() if key.startswith(prefix)), None)


def merged_away(rows: Iterable[Row], merged: Merged, key: str) -> Iterator[Row]:
    """A row for each record that one of `rows` swallowed: its key, and where it went."""
    for row in rows:
        losers = row.get(merged.field)
        if not losers:
            continue
        names = losers if isinstance(losers, list) else str(losers).split(merged.split)
        for name in names:
            loser = str(name).strip()
            if loser and loser != str(row[key]):
                yield {key: loser, merged.into: row[key], **merged.set}


def as_batch(rows: Sequence[Row], headers: Sequence[str], odd: OddValues | None = None) -> pa.RecordBatch:
    """The used headers as text columns: nested values as JSON, numbers with every digit, absent and odd ones null."""
    import pyarrow as pa

    columns = []
    for header in headers:
        found_values = values(rows, header)
        columns.append(_column(odd.without(header, found_values) if odd else found_values))
    return pa.record_batch(columns, names=list(headers))


def _column(found_values: Sequence[object]) -> pa.Array:
    """JSON may hold half of a character that UTF-16 writes in two; alone it becomes U+FFFD, as Unicode advises."""
    try:
        return column_text(found_values)
    except UnicodeEncodeError:
        texts = [value_text(value) for value in found_values]
        return column_text(
            [text and text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
        )


def listed(value: Any) -> list[Any]:
    """What a place holds as a list: nothing, the one value, or the list itself."""
    if value is MISSING or value is None:
        return []
    return value if isinstance(value, list) else [value]


def first_of(row: Row, places: Iterable[str]) -> Any:
    """The first of the places that holds something."""
    return next((value for place in places if (value := found(row, place)) not in (None, "")), None)


def found(row: Row, place: str) -> Any:
    """The value at a place of a row, None where there is none."""
    value = at(row, place)
    return None if value is MISSING else value
