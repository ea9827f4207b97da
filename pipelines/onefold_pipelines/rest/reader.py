"""A REST source opened: each object's rows page by page, from its cursor or all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from onefold_core.errors import ConfigError
from onefold_core.settings import Source
from onefold_core.settings_read import Fields, Read

from onefold_pipelines.context import ObjectContext, Reading
from onefold_pipelines.kinds.sql_cursor import dump_cursor, load_cursor
from onefold_pipelines.rest.asking import Requests
from onefold_pipelines.rest.auth import TokenStore
from onefold_pipelines.rest.client import HttpClient
from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.given import Paged
from onefold_pipelines.rest.odd import OddValues
from onefold_pipelines.rest.pages import pages
from onefold_pipelines.rest.places import at, root
from onefold_pipelines.rest.rows import Row, as_batch, first_of, found

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 2_000
"""Rows made into one Arrow batch: a few MB, and the cost of a batch is spread over enough rows."""

_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)


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
        request = Read(
            path=asked.path,
            method=asked.method,
            params=asked.params,
            page=asked.page,
            rows=asked.rows,
            bucket=asked.bucket or read.bucket,
            rights=read.rights,
        )
        # A list that is read again gives some of them twice.
        found_fields = {
            field.name: field
            for page in pages(self.client, request, known, where, last_key=lambda rows: None)
            for field in _fields_of(page, asked)
        }
        return [field for field in found_fields.values() if field.type not in asked.without]


def _fields_of(page: Paged, asked: Fields) -> list[Field]:
    """The fields of a page: a list of rows, or an object with a row for each name."""
    value = at(page.answer.body, asked.rows)
    if isinstance(value, dict) and all(isinstance(row, dict) for row in value.values()):
        return [_field(str(name), row, asked) for name, row in value.items()]
    return [_field(str(first_of(row, asked.name)), row, asked) for row in page.rows]


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
        self.fields = reader.fields(self.read, context.name, context.where)
        self.since = self._since()
        self.top: datetime | None = self._last()
        self.started = reader.clock.now()
        self.keyless_at: datetime | None = None
        self.odd = OddValues(context)
        names = {field.name for field in self.fields}
        self.requests = Requests(reader.client, reader.clock, context, self.read, names, self.since)

    def reading(self) -> Reading:
        batches = self._batches()
        first = next(batches, None)
        reading = Reading(
            places=[],
            types={},
            is_complete=self.since is None,
            batches=iter(()),
            is_sparse=True,
            vanished=self._vanished(),
            next_state=self._next_state,
        )
        self._tell_places(reading)
        reading.batches = self._rest(first, batches, reading)
        return reading

    def _vanished(self) -> tuple[str, ...]:
        """Columns in use that the account's list had at the last load and has no more; a row may name them still."""
        used, now, state = self.context.object.used_columns, self._listed(), self.context.state
        if state.is_elsewhere(self.reader.client.home):
            return ()
        return tuple(one for one in state.listed or () if one in used and one not in now)

    @property
    def _is_same_account(self) -> bool:
        return self.context.state.account in ("", self.reader.client.account)

    def _listed(self) -> tuple[str, ...]:
        """Columns in use that the account's list of fields has."""
        names = {field.name for field in self.fields}
        return tuple(one for one in self.context.object.used_columns if one in names or root(one) in names)

    def _rest(self, first: list[Row] | None, others: Iterator[list[Row]], reading: Reading) -> Iterator[pa.RecordBatch]:
        headers = self.context.object.used_columns
        if first is not None:
            yield as_batch(first, headers, self.odd)
            for rows in others:
                yield as_batch(rows, headers, self.odd)
        reading.issues += self.odd.issues()
        # Later pages may hold fields that the first had not.
        self._tell_places(reading)

    def _tell_places(self, reading: Reading) -> None:
        """What fields there are: the account's list, else those seen so far and those seen at the last load."""
        used = self.context.object.used_columns
        listed_names = [field.name for field in self.fields if field.is_own or root(field.name) in self._roots(used)]
        present = dict.fromkeys([*listed_names, *self.requests.seen])
        if not present:
            reading.places[:] = []
            return
        fixed = {*self.read.derived, *(self.read.fixed if self.fields else ())}
        seen_before = self.context.state.headers
        if not self.fields:
            present |= dict.fromkeys(seen_before)
        elif self.since is not None:
            # A list may name the account's own fields only, and an increment may have no row that shows the others.
            present |= dict.fromkeys(one for one in seen_before if one in used)
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
        if last is None or swept is None or not self._is_same_account:
            return None
        # What a field held before it could be seen is in records that did not change since.
        if state.listed is not None and set(self._listed()) - set(state.listed):
            return None
        since_swept = self.reader.clock.now() - datetime.fromisoformat(swept)
        # A sweep of days to come was dated by a clock that went wrong: its cursor is not to be trusted either.
        if not -timedelta(days=1) <= since_swept < timedelta(days=self.rest.full_sweep_days):
            return None
        # Nothing changed before the first day that a system may write as no date.
        return max(last, _FIRST_DAY) - timedelta(minutes=self.rest.overlap_minutes)

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
        client = self.reader.client
        known: dict[str, object] = {"account": client.account, "home": client.home, "listed": self._listed()}
        if not self._can_follow:
            return known
        swept = self.reader.clock.now().isoformat() if self.since is None else self.context.state.swept_at
        # A record from the future (a wrong clock, a date typed in) must not hide what changes until then.
        # Nor may one that changed while others were read hide what changed before it, on a page that was read already,
        # nor a good one what came before it without a key.
        # When it began is told by the system's clock where that goes behind ours: what it dates is dated by that one.
        begun = self.started + min(self.reader.client.clock_ahead, timedelta())
        top = min(self.top, begun, self.keyless_at or begun) if self.top else None
        if self.since is None and self.read.changed is not None and self.read.changed.names is not None:
            # The history tells when a record changed, the list does not.
            top = begun
        cursor = dump_cursor(top.astimezone(UTC).replace(tzinfo=None)) if top else None
        return {**known, "cursor": cursor, "cursor_column": self.context.object.cursor, "swept_at": swept}

    def _batches(self) -> Iterator[list[Row]]:
        """Rows in lists of some thousands; the first page comes alone, so that a look costs one request."""
        gathered: list[Row] = []
        is_first = True
        for rows in self.requests.pages():
            self._follow(rows)
            gathered += rows
            if gathered and (is_first or len(gathered) >= BATCH_ROWS):
                yield gathered
                gathered, is_first = [], False
        if gathered:
            yield gathered

    def _follow(self, rows: list[Row]) -> None:
        """Remember the greatest cursor."""
        if self.context.object.cursor is None:
            return
        for row in rows:
            when = self.requests.moment_of(row)
            if when is None:
                continue
            if self.top is None or when > self.top:
                self.top = when
            if self.requests.key(row) is None and (self.keyless_at is None or when < self.keyless_at):
                self.keyless_at = when
