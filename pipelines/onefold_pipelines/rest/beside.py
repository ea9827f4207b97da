"""What is asked for about rows that came: second requests by their keys, and lists of the system's that name codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from onefold_core.errors import SourceTransientError
from onefold_core.settings_read import Also, ByKeys, Lookup, More, Read

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.rest.pages import Loops, loop_error
from onefold_pipelines.rest.places import at, getter
from onefold_pipelines.rest.rows import Row, found, listed


class Beside:
    """What stands beside an object's rows; `rows` gives those of a request, `words` what fills it."""

    def __init__(
        self,
        context: ObjectContext,
        rows: Callable[[Read, dict[str, Any], datetime | None], Iterator[list[Row]]],
        words: Callable[[Read], dict[str, Any]],
    ) -> None:
        self._context = context
        self._rows = rows
        self._words = words
        self._key = getter(context.object.key[0])
        self._lists: dict[int, dict[tuple[str, ...], Row]] = {}

    def add(self, rows: list[Row], also: Also, read: Read, known: dict[str, Any]) -> None:
        """Ask for what belongs to these rows and put it beside them."""
        key = getter(also.of) if also.of else self._key
        keys = list(dict.fromkeys(str(key(row)) for row in rows if key(row) not in (None, "")))
        held: dict[str, list[Any]] = {}
        for start in range(0, len(keys), also.size):
            long: dict[str, int] = {}
            for one in self.about(keys[start : start + also.size], also, read, known):
                key_of_one, given = str(found(one, also.key)), listed(at(one, also.value))
                if also.more is not None and at(one, also.more.at):
                    long[key_of_one] = len(given)
                else:
                    held.setdefault(key_of_one, []).extend(given)
            if also.more is not None:
                held |= self._long(long, also, also.more, read, known)
        for row in rows:
            row[also.as_] = held.get(str(key(row))) or None

    def _long(
        self, known_of: dict[str, int], also: Also, more: More, read: Read, known: dict[str, Any]
    ) -> dict[str, list[Any]]:
        """The lists that are longer than an answer's, of records of which so many members are known."""
        held: dict[str, list[Any]] = {key: [] for key in known_of}
        asked = also.model_copy(update={"path": more.path})
        places: dict[str, Any] = dict.fromkeys(known_of)
        loops = {key: Loops() for key in known_of}
        while places:
            records = [{"id": key} | ({more.as_: place} if place else {}) for key, place in places.items()]
            following: dict[str, Any] = {}
            for one in self.about(list(places), asked, read, known, records):
                key = str(found(one, also.key))
                held.setdefault(key, []).extend(listed(at(one, more.value)))
                if place := at(one, more.at):
                    following[key] = place
            if any(loops[key].is_back(place) for key, place in following.items()):
                raise loop_error(self._context.where)
            places = following
        if any(len(held[key]) <= number for key, number in known_of.items()):
            raise SourceTransientError(
                "rows-missing",
                "a list that goes on was given no further",
                where=self._context.where,
                mend="run the same command again",
            )
        return held

    def look_up(self, rows: list[Row], lookup: Lookup, number: int, known: dict[str, Any]) -> None:
        """Put beside these rows what the list says about them; the list is asked for at the first of them."""
        if rows and number not in self._lists:
            own = {**self._words(lookup.read), "name": known["name"]}
            listed_rows = (row for page in self._rows(lookup.read, own, None) for row in page)
            self._lists[number] = {
                _told(row, lookup.key): {name: found(row, place) for name, place in lookup.columns.items()}
                for row in listed_rows
            }
        nothing = dict.fromkeys(lookup.columns)
        for row in rows:
            row.update(self._lists[number].get(_told(row, lookup.of), nothing))

    def about(
        self,
        keys: list[str],
        asked: ByKeys,
        read: Read,
        known: dict[str, Any],
        records: Sequence[Row] | None = None,
    ) -> Iterator[Row]:
        """What the system says about the records of these keys, as it comes."""
        request = Read(
            path=asked.path,
            method=asked.method,
            params=asked.params,
            json=asked.body,
            page=asked.page,
            rows=asked.rows,
            bucket=asked.bucket or read.bucket,
            rights=read.rights,
        )
        texts = ("'" + key.replace("\\", "\\\\").replace("'", "\\'") + "'" for key in keys)
        inside = {**known, "keys": keys, "records": records or [{"id": key} for key in keys], "quoted": ",".join(texts)}
        for rows in self._rows(request, inside, None):
            yield from rows


def _told(row: Row, places: Iterable[str]) -> tuple[str, ...]:
    """What a row holds at the places, as text: numbers and the texts of them are the same key."""
    return tuple(str(found(row, place) or "") for place in places)
