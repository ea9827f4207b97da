"""A REST source opened: each object's rows page by page, from its cursor or all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.settings import Source
from onefold_core.settings_rest import Also, ByKeys, Fields, Names, Pick, Read

from onefold_pipelines.context import ObjectContext, Reading
from onefold_pipelines.kinds.sql_cursor import dump_cursor, load_cursor
from onefold_pipelines.rest.answers import moment
from onefold_pipelines.rest.auth import TokenStore
from onefold_pipelines.rest.client import Ask, HttpClient
from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.filling import filled
from onefold_pipelines.rest.large import by_size, halved
from onefold_pipelines.rest.pages import Paged, pages
from onefold_pipelines.rest.places import at, getter, root
from onefold_pipelines.rest.rows import (
    Row,
    as_batch,
    choose,
    exploded_late,
    first_of,
    fits,
    found,
    listed,
    merged_away,
    pick_members,
    rows_at,
    shaped,
    tell_apart,
)

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 2_000
"""Rows made into one Arrow batch: a few MB, and the cost of a batch is spread over enough rows."""


@dataclass(frozen=True)
class Field:
    """One field of an object as the account lists it; `is_own`: the account made it, not the vendor."""

    name: str
    label: str
    type: str
    is_own: bool


class RestReader:
    """One source's client; objects opened through it may be read in threads of their own."""

    def __init__(self, source: Source, root_folder: Path, clock: Clock, tokens: TokenStore) -> None:
        self.client = HttpClient(source, root_folder, clock, tokens)
        self.source = source
        self.clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.client.cancelled.set()

    @property
    def workers(self) -> int:
        """How many objects are read at once."""
        return self.client.rest.workers

    def open(self, context: ObjectContext) -> Reading:
        """The object's rows; its first page is asked for at once, so that its fields are known."""
        return _Opened(self, context).reading()

    def fields(self, read: Read, name: str, where: str) -> list[Field]:
        """The object's fields as the account lists them; none when the system has no such list."""
        if read.fields is None:
            return []
        asked: Fields = read.fields
        known = {**self.source.file.words, "name": name, **read.words}
        answer = self.client.send(
            Ask(
                path=str(filled(asked.path, known, where)),
                method=asked.method,
                params=filled(asked.params, known, where),
                bucket=asked.bucket or read.bucket,
                where=where,
                rights=read.rights,
            )
        )
        rows = _field_rows(answer.body, asked, where, self.client.rest.empty)
        listed_fields = [_field(name, row, asked) for name, row in rows]
        return [field for field in listed_fields if field.type not in asked.without]


def _field_rows(body: Any, asked: Fields, where: str, empty: Collection[str]) -> Iterable[tuple[str, Row]]:
    """(name, row) of each field: a list of rows, or an object with a row for each name."""
    value = at(body, asked.rows)
    if isinstance(value, dict) and all(isinstance(row, dict) for row in value.values()):
        return [(str(name), row) for name, row in value.items()]
    rows = rows_at(body, asked.rows, where, empty)
    return [(str(first_of(row, asked.name)), row) for row in rows]


def _field(name: str, row: Row, asked: Fields) -> Field:
    name = f"{asked.prepend}{name}"
    is_own = bool(row.get(asked.custom)) is asked.custom_is if asked.custom else False
    own = is_own or bool(asked.prefix and name.startswith(asked.prefix))
    return Field(name, str(found(row, asked.label) or name), str(found(row, asked.type) or ""), own)


class _Opened:
    """One object while it is read."""

    def __init__(self, reader: RestReader, context: ObjectContext) -> None:
        if context.object.read is None:
            raise ConfigError("bad-settings", "the object has no `read`", where=context.where)
        self.reader = reader
        self.context = context
        self.read: Read = context.object.read
        self.rest = reader.client.rest
        self.since = self._since()
        self.top: datetime | None = self._last()
        self.started = reader.clock.now()
        self.seen: dict[str, None] = {}
        self.fields = reader.fields(self.read, context.name, context.where)
        self.key = getter(context.object.key[0])
        self.changed_at = getter(context.object.cursor or "")

    def reading(self) -> Reading:
        batches = self._batches()
        first = next(batches, None)
        reading = Reading(
            places=[],
            types={},
            is_complete=self.since is None,
            batches=iter(()),
            is_sparse=True,
            next_state=self._next_state,
        )
        self._tell_places(reading)
        reading.batches = self._rest(first, batches, reading)
        return reading

    def _rest(self, first: list[Row] | None, others: Iterator[list[Row]], reading: Reading) -> Iterator[pa.RecordBatch]:
        headers = self.context.object.used_columns
        if first is not None:
            yield as_batch(first, headers)
            for rows in others:
                yield as_batch(rows, headers)
        # Later pages may hold fields that the first had not.
        self._tell_places(reading)

    def _tell_places(self, reading: Reading) -> None:
        """What fields there are: the account's list, else those seen so far and those seen at the last load."""
        used = self.context.object.used_columns
        listed_names = [field.name for field in self.fields if field.is_own or root(field.name) in self._roots(used)]
        present = dict.fromkeys([*listed_names, *self.seen])
        if not present:
            reading.places[:] = []
            return
        fixed = {*self.read.derived, *(self.read.fixed if self.fields else ())}
        if not self.fields:
            present |= dict.fromkeys(self.context.state.headers)
        roots = set(present) | fixed
        headers = [header for header in used if header in present or root(header) in roots]
        read_roots = self._roots(used)
        others = [name for name in present if name not in read_roots and name not in fixed]
        reading.places[:] = [(self.context.name, tuple(dict.fromkeys([*headers, *others])))]

    @staticmethod
    def _roots(headers: Iterable[str]) -> set[str]:
        return {root(header) for header in headers} | set(headers)

    def _since(self) -> datetime | None:
        """Where to read on from; None when everything is to be read."""
        state = self.context.state
        if not self._can_follow or self.context.is_full or state.cursor_column != self.context.object.cursor:
            return None
        last, swept = self._last(), state.swept_at
        if last is None or swept is None:
            return None
        if datetime.fromisoformat(swept) + timedelta(days=self.rest.full_sweep_days) <= self.reader.clock.now():
            return None
        return last - timedelta(minutes=self.rest.overlap_minutes)

    @property
    def _can_follow(self) -> bool:
        """Whether the system can be asked for what changed since a moment."""
        return self.context.object.cursor is not None and self.read.follows

    def _last(self) -> datetime | None:
        state = self.context.state
        if state.cursor is None or state.cursor_column != self.context.object.cursor:
            return None
        last = load_cursor(state.cursor)
        return last.replace(tzinfo=UTC) if isinstance(last, datetime) else None

    def _next_state(self) -> dict[str, object]:
        if not self._can_follow:
            return {}
        swept = self.reader.clock.now().isoformat() if self.since is None else self.context.state.swept_at
        # A record from the future (a wrong clock, a date typed in) must not hide what changes until then.
        top = min(self.top, self.reader.clock.now()) if self.top else None
        if self.since is None and self.read.changed is not None and self.read.changed.names is not None:
            # The history tells when a record changed, the list does not.
            top = self.started
        cursor = dump_cursor(top.astimezone(UTC).replace(tzinfo=None)) if top else None
        return {"cursor": cursor, "cursor_column": self.context.object.cursor, "swept_at": swept}

    def _batches(self) -> Iterator[list[Row]]:
        """Rows in lists of some thousands; the first page comes alone, so that a look costs one request."""
        gathered: list[Row] = []
        is_first = True
        for rows in self._pages():
            self._follow(rows)
            gathered += rows
            if gathered and (is_first or len(gathered) >= BATCH_ROWS):
                yield gathered
                gathered, is_first = [], False
        if gathered:
            yield gathered

    def _pages(self) -> Iterator[list[Row]]:
        read = self.read
        main = read.changed if read.changed is not None and self.since is not None else read
        further = main.passes if main is not read else ()
        for request in (main, *read.passes, *further):
            for known in self._every(request, self._known(request)):
                yield from self._request(request, known)

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
        parent, size = parents.read, every.size
        words = {**self._words(parent), "name": every.object}
        if since is not None:
            parent = parent.changed or parent
            words["since"] = self._written(since, parent.since)
        for around in self._every(parent, words):
            for rows in self._raw_pages(parent, around, since):
                wanted = (row for row in rows if not (every.without and fits(row, every.without)))
                values = [value for row in wanted if (value := found(row, every.value)) not in (None, "")]
                parts = values if size is None else [values[at : at + size] for at in range(0, len(values), size)]
                for part in parts:
                    yield {**known, every.as_: part}

    def _words(self, read: Read) -> dict[str, Any]:
        return {**self.context.source.file.words, "name": self.context.name, **read.words}

    def _known(self, read: Read) -> dict[str, Any]:
        known = self._words(read)
        made = {*self.read.derived, *self.read.fixed}
        wanted = [*self.context.object.used_columns, *read.needed]
        columns = [column for column in dict.fromkeys(map(root, wanted)) if column not in made]
        if read.fields is not None and read.fields.only:
            has = {field.name for field in self.fields}
            columns = [column for column in columns if column in has]
        known["columns"] = columns
        if self.since is not None:
            known["since"] = self._written(self.since, read.since)
        return known

    def _written(self, at_time: datetime, form: str) -> str:
        if form == "iso":
            return at_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        if form in ("epoch", "epoch_ms"):
            seconds = at_time.timestamp()
            return str(int(seconds * 1000 if form == "epoch_ms" else seconds))
        here = at_time.astimezone(ZoneInfo(self.context.source.file.timezone))
        return here.isoformat(timespec="seconds") if form == "iso_offset" else here.strftime(form)

    def _raw_pages(self, read: Read, known: dict[str, Any], since: datetime | None) -> Iterator[list[Row]]:
        for page in self._windowed(read, known, since):
            yield page.rows if read.names is not None else list(shaped(page.rows, read))

    def _windowed(self, read: Read, known: dict[str, Any], since: datetime | None) -> Iterator[Paged]:
        if read.window is None:
            return self._sized(read, known)

        def between(start: datetime, end: datetime) -> Iterator[Paged]:
            inside = {"since": self._written(start, read.since), "until": self._written(end, read.since)}
            return self._sized(read, {**known, **inside})

        # It ends tomorrow: by a clock of the system's that goes before ours nothing may be left out.
        end = self.reader.clock.now() + timedelta(days=1)
        return halved(between, since or read.window.from_, end, timedelta(minutes=read.window.smallest_minutes))

    def _sized(self, read: Read, known: dict[str, Any]) -> Iterator[Paged]:
        def ask(one: Read) -> Iterator[Paged]:
            key = getter(one.page.key or "")
            where = self.context.where
            return pages(self.reader.client, one, known, where, last_key=lambda rows: _last(rows, key))

        return ask(read) if read.large is None else by_size(read.large, ask, read, known, self.context.where)

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
            for record in self._about(part, names, read, known):
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
            if read.every is not None and read.every.size is None:
                for row in rows:
                    row[read.every.as_] = known[read.every.as_]
            for also in read.also:
                self._add(rows, also, read, known)
            if read.explodes_late:
                rows = exploded_late(rows, read)
            for row in rows:
                if not row.keys() <= self.seen.keys():
                    self.seen |= dict.fromkeys(row)
            pick_members(rows, {name: self._pick(pick) for name, pick in read.pick.items()})
            choose(rows, read.first)
            tell_apart(rows, read.prefixes)
            fresh = self._newer(rows) if read.newest_first and self.since is not None else rows
            if read.merged is not None:
                fresh = [*fresh, *merged_away(fresh, read.merged, self.context.object.key[0])]
            yield fresh
            if read.newest_first and self.since is not None and len(fresh) < len(rows):
                return

    def _pick(self, pick: Pick) -> Pick:
        """The pick with the source's words in what it compares with."""
        words, where = self.context.source.file.words, self.context.where
        only = {place: filled(list(values), words, where) for place, values in pick.only.items()}
        return pick.model_copy(update={"only": only})

    def _newer(self, rows: list[Row]) -> list[Row]:
        """The rows at or past the cursor of a list that has the newest first."""
        return [row for row in rows if (when := self._moment(row)) is None or self.since is None or when >= self.since]

    def _add(self, rows: list[Row], also: Also, read: Read, known: dict[str, Any]) -> None:
        """Ask for what belongs to these rows and put it beside them."""
        key = getter(also.of) if also.of else self.key
        keys = list(dict.fromkeys(str(key(row)) for row in rows if key(row) not in (None, "")))
        held: dict[str, list[Any]] = {}
        for start in range(0, len(keys), also.size):
            part = keys[start : start + also.size]
            for one in self._about(part, also, read, known):
                held.setdefault(str(found(one, also.key)), []).extend(listed(at(one, also.value)))
        for row in rows:
            row[also.as_] = held.get(str(key(row))) or None

    def _about(self, keys: list[str], asked: ByKeys, read: Read, known: dict[str, Any]) -> Iterator[Row]:
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
        inside = {**known, "keys": keys, "records": [{"id": key} for key in keys]}
        for rows in self._raw_pages(request, inside, None):
            yield from rows

    def _follow(self, rows: list[Row]) -> None:
        """Remember the greatest cursor."""
        if self.context.object.cursor is None:
            return
        for row in rows:
            when = self._moment(row)
            if when is not None and (self.top is None or when > self.top):
                self.top = when

    def _moment(self, row: Row) -> datetime | None:
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
        return (naive if naive.tzinfo else naive.replace(tzinfo=zone)).astimezone(UTC)


def _last(rows: list[Row], key: Any) -> str:
    """The greatest key of a page, as a number where keys are numbers; what is not ordered so cannot be paged so."""
    values = [str(key(row)) for row in rows if key(row) not in (None, "")]
    if len(values) != len(rows):
        raise SourceTerminalError("unexpected-answer", "records without a key cannot be read page by page")
    return max(values, key=lambda text: (len(text), text) if text.isdigit() else (0, text))
