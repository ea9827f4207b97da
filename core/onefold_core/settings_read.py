"""How an object of a REST source is asked for: its request, its pages, what is made of its rows.

docs/sources/adding.md explains every key with an example.
"""

from __future__ import annotations

import copy
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from onefold_core.settings_rows import Choice, Explode, Merged, Pick, Spread, Strict, Texts


def laid_over(base: Any, over: Any) -> Any:
    """`over` on top of `base`: mappings are merged by key, a null takes a key out, anything else replaces."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return copy.deepcopy(over)
    merged = copy.deepcopy(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = laid_over(merged.get(key), value)
    return merged


class Page(Strict):
    """How one page leads to the next; `$page` in the request stands for where it starts.

    cursor: the value at `next`; link: the address at `next`, on our host; number and offset: counted from `first`;
    keyset: the rows' greatest `key` (with an empty `first` the first request has no position); header: the value of the
    header `next`, until it is `end`; single: there is one page. Reading ends where `next` is empty, where `more` is
    false or `done` true, after `total_pages`, and for number, offset and keyset at a page without rows. `more`, `done`
    and the place `always` stand in every answer: one without them is not whole. `always` may be null, but not where the
    page is the only one: there it holds something. With `rests` the last page leads to itself: it begins where the one
    before ended, and all its rows hold the same there. Where `next` is `always` or inside of it, only a null there ends
    the reading.

    `total` is how many rows the list has, `count` how many the page has: where fewer come the list is read again.
    With `passes` a list of several pages is read so often anyhow: where rows leave it and nothing tells.
    `size` names the parameter that says how many rows a page has: one with fewer, and the last, are asked for twice,
    and either answer counts. One that has fewer both times and leads on is an error, and so is an empty page that one
    led to, unless `past_end` names the parameter that numbers pages: then a full last page may lead to an empty one,
    and pages of half the size have to tell the same.
    `echo` are places where an answer may repeat words of the request: another word there is another request's answer.
    `$uncounted` in the request is the value `uncounted` on all pages but the first, so that only that one is counted.
    """

    style: Literal["single", "cursor", "link", "header", "number", "offset", "keyset"] = "single"
    next: str | None = None
    end: str | None = None
    more: str | None = None
    done: str | None = None
    always: str | None = None
    echo: dict[str, str] = Field(default_factory=dict)
    first: str | int | None = None
    key: str | None = None
    total_pages: str | None = None
    total: str | None = None
    count: str | None = None
    size: str | None = None
    past_end: str | None = None
    uncounted: int | str | None = None
    passes: int = Field(default=1, ge=1, le=3)
    rests: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.style in ("cursor", "link", "header") and self.next is None:
            raise ValueError(f"pages of style {self.style} need `next`, the place of the next page in an answer")
        if self.style == "keyset" and self.key is None:
            raise ValueError("pages of style keyset need `key`, the field that rows are ordered by")
        return self


class ByKeys(Strict):
    """A request about records whose keys are known: `$keys` is their list, `$records` the same as `[{id: key}]`,
    `{quoted}` as SQL writes a list of texts, `size` at once. Answers of several pages say so by `page`.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    rows: str = ""
    page: Page = Page()
    size: int = Field(default=100, ge=1)
    bucket: str | None = None


class Lookup(Strict):
    """Columns of what a list of the system's (its groups, its stages) says about a value of the row.

    `read` asks for the list, whole and once a run; its row is the one that holds at `key` what this one holds at `of`,
    and `columns` (name to place) take from it. They are empty where the list has no such row.
    """

    of: Texts
    key: Texts
    columns: dict[str, str]
    read: Read


class More(Strict):
    """What a list of one record that goes on has at `at`: such records are asked for by themselves, at `path`, and
    again with what the answer has there as `as` of their entry in `$records`, until it has none.
    """

    at: str
    as_: str = Field(alias="as")
    path: str
    value: str


class Also(ByKeys):
    """A second request for the rows of each page: `$keys` are their keys (or what they hold at `of`), and what it finds
    lands as column `as`.

    The answer's `rows` name their record at `key`; `value` picks what lands (a list is kept as a list, and an empty
    `value` keeps the row itself). `more`: how a list goes on that is longer than an answer's.
    """

    as_: str = Field(alias="as")
    more: More | None = None
    of: str | None = None
    method: Literal["GET", "POST"] = "POST"
    key: str
    value: str


class Names(ByKeys):
    """Rows that only name records that changed (a history, a log of events): each record's `key`, and fields of the
    last row that names it (`with`). The records themselves are asked for by their keys and have them at `id`; one that
    is not given any more lands with its key and `gone` alone (not at all where `explode` makes other rows of it).
    """

    key: str
    id: str = "id"
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    gone: dict[str, str] = Field(default_factory=dict)


class Moved(Strict):
    """A request for what says that a record left the lists (a log of deletions): its rows have the key `key`.

    It is asked before a list of several pages is read and afterwards. With a new row, `$since` a little before the
    reading began, the list is read again: what is deleted moves a counted page's rows up, one out of sight.
    """

    path: str
    params: dict[str, Any] = Field(default_factory=dict)
    rows: str = ""
    key: str = "id"


class Every(Strict):
    """An object that is asked for once for each row of another: its `value` is `{as}` in the request and a column.

    `with` (name to place) are further words and columns of the same row.
    With a `size` it is asked for once for so many rows: `$as` is the list of their values, and no column. Rows that fit
    `without` (place to values) are passed over. `changed`: a change here is one of the other's row too, so an increment
    goes through those that changed. `deep`: its own rows are gone through like the other's, however deep they nest.
    """

    object: str
    value: str
    as_: str = Field(alias="as")
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    size: int | None = Field(default=None, ge=1)
    without: dict[str, Texts] = Field(default_factory=dict)
    changed: bool = False
    deep: bool = False

    @model_validator(mode="after")
    def _one_row(self) -> Self:
        if self.with_ and (self.size is not None or self.deep):
            raise ValueError("`with` is about one row: it goes with neither `size` nor `deep`")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it gives each row."""
        return (self.as_, *self.with_) if self.size is None else ()


class Fields(Strict):
    """Where the account's fields are listed, so that fields of its own can be offered and a vanished one is known.

    Its name is the first of `name` that it has. A field is the account's own when `custom` is true in its row (with
    `custom_is: false`, when it is not). `prepend` is put before the name: the prefix that `spread` gives. `only`: a
    field that is not listed is not asked for, the system would refuse the request; nor are fields of types `without`.
    The list has its `page`s like any other: a field of a later one would seem to have vanished.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    page: Page = Page()
    rows: str = ""
    name: Texts = ("name",)
    label: str = "label"
    type: str = "type"
    custom: str | None = None
    custom_is: bool = True
    prefix: str | None = None
    prepend: str = ""
    only: bool = False
    without: Texts = ()
    bucket: str | None = None


class Window(Strict):
    """A request between two moments: `$since` (all that is read: `from`) and `$until`, which lies ahead.

    A window that the system says is too large is read in halves, down to `smallest_minutes`.
    """

    from_: AwareDatetime = Field(alias="from")
    smallest_minutes: float = Field(default=60, gt=0)


class Job(Strict):
    """Work that the system does on its own before there is anything to fetch: asked for at `path`, looked after at
    `status` until `state` is one of `ready`; the request and its pages then know it as `{job}`.
    """

    path: str
    body: Any = Field(default=None, alias="json")
    id: str = "id"
    status: str
    state: str = "state"
    under_way: Texts
    ready: Texts
    failed: Texts
    longest_seconds: float = Field(default=7200, gt=0)


class Csv(Strict):
    """Pages that are CSV with a line of names; the header `count` says how many rows there are, so none can be lost."""

    count: str


class Large(Strict):
    """Another way for what is large: taken when the first answer counts (at `count`) more rows than `over`, which is a
    number or `never`; 0 takes it at once, and so do parameters of more characters than `longest` (which may be all).
    """

    over: str = ""
    count: str = ""
    longest: int | None = None
    read: Read


class Read(Strict):
    """How an object is asked for. `$since`, `$page` and `$columns` stand for the cursor, the page and the fields used,
    `$begin` for the cursor on the first page only; an entry whose value is not known (no cursor yet, first page) is
    left out. `words` are further `{word}`s. `batch`: what `every` goes through is asked for in batches (`Rest.batch`).

    `only` (place to values, '' for none) are the rows that are wanted; with `gone` an increment's others land with
    their key and that alone: they may have been wanted ones.

    `always` are objects that every row has and that hold something; with `gives_all` a row has every field of
    `$columns`, if only as null. An answer with others is refused, their fields would look empty.

    `changed` and each of `passes` are laid over the rest: the request that knows a cursor, and further requests of
    every run (archived rows). `passes` of `changed` are further requests of increments only.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    page: Page = Page()
    moved: Moved | None = None
    rows: str = ""
    lift: Texts = ()
    always: Texts = ()
    gives_all: bool = False
    spread: dict[str, Spread] = Field(default_factory=dict)
    fixed: Texts = ()
    explode: Explode | None = None
    only: dict[str, Texts] = Field(default_factory=dict)
    gone: dict[str, str] = Field(default_factory=dict)
    compose: dict[str, str] = Field(default_factory=dict)
    set: dict[str, str] = Field(default_factory=dict)
    bucket: str = "all"
    since: str = "iso"
    newest_first: bool = False
    every: Every | None = None
    batch: bool = False
    also: tuple[Also, ...] = ()
    lookup: tuple[Lookup, ...] = ()
    pick: dict[str, Pick] = Field(default_factory=dict)
    first: dict[str, Choice] = Field(default_factory=dict)
    merged: Merged | None = None
    names: Names | None = None
    fields: Fields | None = None
    rights: Texts = ()
    words: dict[str, str] = Field(default_factory=dict)
    prefixes: dict[str, dict[str, str]] = Field(default_factory=dict)
    window: Window | None = None
    job: Job | None = None
    csv: Csv | None = None
    large: Large | None = None
    changed: Read | None = None
    passes: tuple[Read, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _overlays(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        base = {key: inner for key, inner in value.items() if key not in ("changed", "passes", "large")}
        made = dict(base)
        if isinstance(value.get("changed"), dict):
            made["changed"] = laid_over(base, value["changed"])
        large = value.get("large")
        if isinstance(large, dict) and isinstance(large.get("read"), dict):
            made["large"] = {**large, "read": laid_over(base, large["read"])}
        if isinstance(value.get("passes"), list):
            made["passes"] = [laid_over(base, one) for one in value["passes"]]
        return made

    @property
    def explodes_late(self) -> bool:
        """Whether the list to explode is one that a second request gives."""
        return self.explode is not None and self.explode.list_ in {one.as_ for one in self.also}

    @property
    def told(self) -> frozenset[str]:
        """Columns that only the history tells: a full read has nothing to say about them."""
        return frozenset(self.changed.names.with_) if self.changed and self.changed.names else frozenset()

    @property
    def naming(self) -> tuple[Names, ...]:
        """The histories that name records: one that is not given any more lands with its key and `gone` alone."""
        changed = (self.changed, *self.changed.passes) if self.changed else ()
        return tuple(one.names for one in changed if one.names and one.explode is None)

    @property
    def tells_gone(self) -> frozenset[str]:
        """Columns by which rows say that their record is gone and nothing else."""
        return frozenset([*self.gone, *(header for names in self.naming for header in names.gone)])

    @property
    def follows(self) -> bool:
        """Whether it can ask for what changed since a moment."""
        asks = any("since" in repr(one) for one in (self.path, self.params, self.body))
        return bool(asks or self.changed or self.newest_first or (self.every and self.every.changed))

    @property
    def through(self) -> tuple[str, ...]:
        """The objects that it goes through, here and in its further requests."""
        changed = (self.changed, *self.changed.passes) if self.changed else ()
        requests = (self, *self.passes, *changed)
        return tuple(dict.fromkeys(one.every.object for one in requests if one.every))

    @property
    def needed(self) -> tuple[str, ...]:
        """Fields that columns are made of, besides those that are columns themselves."""
        merged = [self.merged.field] if self.merged else []
        chosen = [place for choice in self.first.values() for place in choice.of.values()]
        listed = [*(pick.list_ for pick in self.pick.values()), *(one.of for one in self.also if one.of), *self.only]
        listed += [place for one in self.lookup for place in one.of]
        composed = [place for text in self.compose.values() for place in text.split()]
        return (*merged, *chosen, *listed, *composed, *self.prefixes)

    @property
    def derived(self) -> frozenset[str]:
        """Columns that no answer holds: we make them."""
        names = [one.as_ for one in self.also] + [name for one in self.lookup for name in one.columns]
        names += [name for choice in self.first for name in (choice, f"{choice}_of")]
        names += self.pick
        names += [f"{name}_of" for name in self.prefixes]
        names += [self.merged.into] if self.merged else []
        names += [name for spread in self.spread.values() for name in spread.called.values()]
        names += self.every.columns if self.every else ()
        for one in (self, *((self.changed, *self.changed.passes) if self.changed else ())):
            names += [*one.names.with_, *one.names.gone] if one.names else []
        return frozenset([*names, *self.compose, *self.set])
