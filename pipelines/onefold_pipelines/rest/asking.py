"""What is asked for about one object: its own request, those it goes through, those about the rows that came."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.settings_read import Every, Moved, Names, Read
from onefold_core.settings_rows import Pick

from onefold_pipelines.context import ObjectContext
from onefold_pipelines.rest.answers import moment
from onefold_pipelines.rest.batch import Ahead
from onefold_pipelines.rest.beside import Beside
from onefold_pipelines.rest.client import HttpClient
from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.filling import filled
from onefold_pipelines.rest.given import Paged
from onefold_pipelines.rest.large import by_size, halved
from onefold_pipelines.rest.pages import PASSES, first_ask, pages
from onefold_pipelines.rest.places import getter, root
from onefold_pipelines.rest.rows import (
    Row,
    choose,
    exploded_late,
    fits,
    found,
    merged_away,
    pick_members,
    shaped,
    tell_apart,
    whole,
)


class Requests:
    """The requests about one object and the rows that they give; `since` is None when everything is to be read.

    `known_fields` are the names of the account's fields; `seen` are the names of those that rows held so far.
    """

    def __init__(
        self,
        client: HttpClient,
        clock: Clock,
        context: ObjectContext,
        read: Read,
        known_fields: Collection[str],
        since: datetime | None,
    ) -> None:
        self.client = Ahead(client)
        self.http = client
        self.clock = clock
        self.context = context
        self.read = read
        self.known_fields = known_fields
        self.since = since
        self.seen: dict[str, None] = {}
        self.key = getter(context.object.key[0])
        self.changed_at = getter(context.object.cursor or "")
        self.beside = Beside(context, self._raw_pages, self._words)

    def pages(self) -> Iterator[list[Row]]:
        """The object's rows as the mapping sees them: of its request, of the further ones of this run, page by page."""
        read = self.read
        main = read.changed if read.changed is not None and self.since is not None else read
        further = main.passes if main is not read else ()
        for request in (main, *read.passes, *further):
            for known in self._ahead(request, self._every(request, self._known(request))):
                yield from self._nested(request, known)

    def _nested(self, read: Read, known: dict[str, Any]) -> Iterator[list[Row]]:
        """The request's rows, and where it goes deep those below them, each asked about once."""
        every = read.every
        waiting, met = [known], set()
        while waiting:
            around = waiting.pop()
            for rows in self._request(read, around):
                yield rows
                if every is None or not every.deep:
                    continue
                for row in rows:
                    value = found(row, every.value)
                    if (
                        value not in (None, "")
                        and value not in met
                        and not (every.without and fits(row, every.without))
                    ):
                        met.add(value)
                        waiting.append({**known, every.as_: value})

    def _ahead(self, read: Read, fillings: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same fillings; where requests go in batches, with the answers to their first pages already there."""
        batch = self.client.rest.batch if read.batch else None
        if batch is None:
            yield from fillings
            return
        while part := list(islice(fillings, batch.size)):
            self.client.fetch([first_ask(read, known, self.context.where) for known in part], batch)
            yield from part

    def _every(self, read: Read, known: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What fills the request: once, or once for each row of the object it goes through (which may go on)."""
        every = read.every
        if every is None:
            yield known
            return
        parents = self.context.source.file.objects.get(every.object)
        if parents is None or parents.read is None:
            raise ConfigError(
                "bad-settings",
                f"there is no object {every.object!r} to go through",
                where=f"{self.context.where}, read.every",
                valid=list(self.context.source.file.objects),
            )
        since = self.since if every.changed else None
        parent = parents.read
        # Further requests that go through objects themselves list more of it; the others give what is archived.
        further = [one for one in parent.passes if one.every is not None]
        met: set[str] = set()
        for one in (parent, *further):
            asked, words = one, {**self._words(one), "name": every.object}
            if since is not None:
                asked = one.changed or one
                words["since"] = self._written(since, asked.since)
            for around, told in self._valued(asked, words, every, since):
                if further:
                    told = [one for one in told if str(one[every.as_]) not in met]
                    met.update(str(one[every.as_]) for one in told)
                if every.size is not None:
                    values = [one[every.as_] for one in told]
                    told = [{every.as_: values[at : at + every.size]} for at in range(0, len(values), every.size)]
                # What belongs to nobody (no shop) has no address to be asked for at.
                needed = [name for name in every.with_ if f"{{{name}}}" in read.path]
                for one_told in told:
                    if all(one_told[name] not in (None, "") for name in needed):
                        yield {**around, **known, **one_told}

    def _valued(
        self, read: Read, words: dict[str, Any], every: Every, since: datetime | None
    ) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """The words that each row of a page of the object gone through gives, and what that one went through."""
        above = (read.every.as_, *read.every.with_) if read.every else ()
        places = {every.as_: every.value, **every.with_}
        for around in self._every(read, words):
            inherited = {name: around[name] for name in above}
            for rows in self._raw_pages(read, around, since):
                wanted = (row for row in rows if not (every.without and fits(row, every.without)))
                told = [{name: found(row, place) for name, place in places.items()} for row in wanted]
                yield inherited, [one for one in told if one[every.as_] not in (None, "")]

    def _words(self, read: Read) -> dict[str, Any]:
        return {**self.context.source.file.words, "name": self.context.name, **read.words}

    def _known(self, read: Read) -> dict[str, Any]:
        known = self._words(read)
        made = {*self.read.derived, *self.read.fixed}
        wanted = [*self.context.object.used_columns, *read.needed]
        columns = [column for column in dict.fromkeys(map(root, wanted)) if column not in made]
        if read.fields is not None and read.fields.only:
            columns = [column for column in columns if column in self.known_fields]
        known["columns"] = columns
        if self.since is not None:
            known["since"] = known["begin"] = self._written(self.since, read.since)
        return known

    def _written(self, at_time: datetime, form: str) -> str:
        if form == "iso":
            return at_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        if form in ("epoch", "epoch_ms"):
            seconds = at_time.timestamp()
            return str(int(seconds * 1000 if form == "epoch_ms" else seconds))
        here = at_time.astimezone(ZoneInfo(self.context.source.file.timezone))
        if form != "iso_offset" and here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset():
            # The hour comes twice when summer time ends, and the text does not say which one it is.
            here -= timedelta(hours=1)
        return here.isoformat(timespec="seconds") if form == "iso_offset" else here.strftime(form)

    def _raw_pages(self, read: Read, known: dict[str, Any], since: datetime | None) -> Iterator[list[Row]]:
        for page in self._windowed(read, known, since):
            if read.names is not None:
                yield page.rows
            else:
                rows = whole(page.rows, read, frozenset(known.get("columns", ())), self.context.where)
                made = list(shaped(rows, read))
                if read.gone and since is not None:
                    own = self.context.object.key[0]
                    made += [{own: found(row, own), **read.gone} for row in rows if not fits(row, read.only)]
                yield made

    def _windowed(self, read: Read, known: dict[str, Any], since: datetime | None) -> Iterator[Paged]:
        if read.window is None:
            return self._sized(read, known)

        def between(start: datetime, end: datetime) -> Iterator[Paged]:
            inside = {"since": self._written(start, read.since), "until": self._written(end, read.since)}
            return self._sized(read, {**known, **inside})

        # It ends tomorrow: by a clock of the system's that goes before ours nothing may be left out.
        end = self.clock.now() + max(self.http.clock_ahead, timedelta()) + timedelta(days=1)
        return halved(between, since or read.window.from_, end, timedelta(minutes=read.window.smallest_minutes))

    def _sized(self, read: Read, known: dict[str, Any]) -> Iterator[Paged]:
        def ask(one: Read) -> Iterator[Paged]:
            key = getter(one.page.key or "")
            where = self.context.where
            listing = partial(pages, self.client, one, known, where, last_key=lambda rows: _last(rows, key))
            return listing() if one.moved is None else self._unmoved(one, one.moved, listing)

        return ask(read) if read.large is None else by_size(read.large, ask, read, known, self.context.where)

    def _unmoved(self, read: Read, moved: Moved, listing: Callable[[], Iterator[Paged]]) -> Iterator[Paged]:
        """The list's pages, from its start again where something left it meanwhile (`pages` says how often)."""
        begun = self.clock.now() + min(self.http.clock_ahead, timedelta())
        begun -= timedelta(minutes=self.client.rest.overlap_minutes)
        request = Read(path=moved.path, params=moved.params, rows=moved.rows, bucket=read.bucket, rights=read.rights)
        words = {**self._words(read), "since": self._written(begun, read.since)}

        def told() -> set[str]:
            found_pages = pages(self.client, request, words, self.context.where, last_key=lambda rows: None)
            return {str(found(row, moved.key)) for page in found_pages for row in page.rows}

        for _ in range(PASSES):
            before, number = told(), 0
            for page in listing():
                number += 1
                yield page
            if number < 2 or told() <= before:
                return

    def _named(self, read: Read, known: dict[str, Any], names: Names) -> Iterator[list[Row]]:
        """The records that a history names, each once and as it is after the last change that was read."""
        told: dict[str, Row] = {}
        for rows in self._raw_pages(read, known, self.since):
            for row in rows:
                key = found(row, names.key)
                if key not in (None, ""):
                    told[str(key)] = {name: found(row, place) for name, place in names.with_.items()}
        keys = list(told)
        for start in range(0, len(keys), names.size):
            part = keys[start : start + names.size]
            made: list[Row] = []
            given = set()
            for record in self.beside.about(part, names, read, known):
                key = str(found(record, names.id))
                if key not in told:
                    # An answer about others says nothing of these: they must not be taken for gone.
                    raise SourceTerminalError(
                        "unexpected-answer",
                        "the system gives other records than those asked for",
                        where=self.context.where,
                    )
                given.add(key)
                made += [row | told.get(key, {}) for row in shaped([record], read)]
            if read.explode is None:
                own = self.context.object.key[0]
                made += [{own: key, **told[key], **names.gone} for key in part if key not in given]
            yield made

    def _request(self, read: Read, known: dict[str, Any]) -> Iterator[list[Row]]:
        shown = self._raw_pages(read, known, self.since) if read.names is None else self._named(read, known, read.names)
        for rows in shown:
            if read.every is not None:
                for row in rows:
                    row.update({name: known[name] for name in read.every.columns})
            for also in read.also:
                self.beside.add(rows, also, read, known)
            for number, lookup in enumerate(read.lookup):
                self.beside.look_up(rows, lookup, number, known)
            if read.explodes_late:
                rows = exploded_late(rows, read)
            for row in rows:
                if not row.keys() <= self.seen.keys():
                    self.seen |= dict.fromkeys(row)
            pick_members(rows, {name: self._pick(pick) for name, pick in read.pick.items()})
            choose(rows, read.first)
            tell_apart(rows, read.prefixes)
            fresh = self._newer(rows) if read.newest_first and self.since is not None else rows
            self._check_keys(fresh)
            if read.merged is not None:
                fresh = [*fresh, *merged_away(fresh, read.merged, self.context.object.key[0])]
            yield fresh
            if read.newest_first and self.since is not None and len(fresh) < len(rows):
                return

    def _check_keys(self, rows: list[Row]) -> None:
        """A key that is no text or whole number is none: its row goes to quarantine, not under a new key."""
        for name in self.context.object.key:
            for row in rows:
                value = row.get(name)
                if isinstance(value, (bool, list, dict)):
                    row[name] = value = None
                if value is None and self.context.source.file.system and self.read.explode is None:
                    # A vendor's record always has its key: what it says without one is no news of any record.
                    raise SourceTerminalError(
                        "unexpected-answer", f"a record came without its {name}", where=self.context.where
                    )
                if isinstance(value, (float, Decimal)) and value % 1 == 0:
                    row[name] = int(value)

    def _pick(self, pick: Pick) -> Pick:
        """The pick with the source's words in what it compares with."""
        words, where = self.context.source.file.words, self.context.where
        only = {place: filled(list(values), words, where) for place, values in pick.only.items()}
        return pick.model_copy(update={"only": only})

    def _newer(self, rows: list[Row]) -> list[Row]:
        """The rows at or past the cursor of a list that has the newest first."""
        since = self.since
        return [row for row in rows if since is None or (when := self.moment_of(row)) is None or when >= since]

    def moment_of(self, row: Row) -> datetime | None:
        """When the row changed, by the object's cursor; None where it does not say."""
        value = self.changed_at(row)
        if value is None:
            return None
        when = moment(value)
        if when is not None or not isinstance(value, str):
            return when
        try:
            naive = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
        zone = ZoneInfo(self.context.source.file.timezone)
        try:
            return (naive if naive.tzinfo else naive.replace(tzinfo=zone)).astimezone(UTC)
        except OverflowError:
            return None


def _last(rows: list[Row], key: Any) -> str:
    """The greatest key of a page, as a number where keys are numbers; what is not ordered so cannot be paged so."""
    values = [str(key(row)) for row in rows if key(row) not in (None, "")]
    if len(values) != len(rows):
        raise SourceTerminalError("unexpected-answer", "records without a key cannot be read page by page")
    return max(values, key=lambda text: (len(text), text) if text.isdigit() else (0, text))
