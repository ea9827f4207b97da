"""What a REST source says about its system: credentials, limits, errors, and how each object is asked for and paged.

docs/sources/adding.md explains every key with an example.
"""

from __future__ import annotations

import copy
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _as_list(value: object) -> object:
    return [] if value is None else value if isinstance(value, (list, tuple)) else [value]


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Statuses = Annotated[tuple[int, ...], BeforeValidator(_as_list)]


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


class Bucket(_Strict):
    """A token bucket: `rate` requests a second, `burst` at once, `parallel` under way at any moment."""

    rate: float = Field(gt=0)
    burst: float = Field(default=1, ge=1)
    parallel: int = Field(default=4, ge=1, le=64)


Action = Literal["wait", "retry", "renew", "deny", "split", "stop"]


class ErrorRule(_Strict):
    """What an answer means: it applies when its status and the vendor's code are among those listed (none: any).

    `wait` is a throttle (`until`: place of the moment to wait for, `after`: seconds), `retry` a passing fault, `renew`
    an access token that is over, `deny` a missing right, `split` a window that is too wide to be answered, `stop`
    something that no repetition mends.
    """

    status: Statuses = ()
    code: Texts = ()
    do: Action
    until: str | None = None
    after: float | None = Field(default=None, gt=0)
    mend: str | None = None


class OAuth(_Strict):
    """How an access token is had from a refresh token or from the client's own credentials."""

    token_url: str
    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"
    client: Literal["body", "basic"] = "body"
    params: dict[str, str] = Field(default_factory=dict)
    url_from: str | None = None


class Auth(_Strict):
    """One way of authorising: the secrets it needs and what they make of a request (`{token}` stands for a secret).

    With `oauth`, `{access_token}` is the token that was had with the secrets.
    """

    secrets: Texts
    headers: dict[str, str] = Field(default_factory=dict)
    params: dict[str, str] = Field(default_factory=dict)
    basic: tuple[str, str] | None = None
    oauth: OAuth | None = None
    url: str | None = None


class Page(_Strict):
    """How one page leads to the next; `$page` in the request stands for where it starts.

    cursor: the value at `next`; link: the address at `next`, on our host; number and offset: counted from `first`;
    keyset: the rows' greatest `key` (with an empty `first` the first request has no position); header: the value of the
    header `next`, until it is `end`; single: there is one page. Reading ends where `next` is empty, where `more` is
    false or `done` true, after `total_pages`, and for number, offset and keyset at a page without rows. `more`, `done`
    and the place `always` stand in every answer (the last may be null): one without them is not whole.
    """

    style: Literal["single", "cursor", "link", "header", "number", "offset", "keyset"] = "single"
    next: str | None = None
    end: str | None = None
    more: str | None = None
    done: str | None = None
    always: str | None = None
    first: str | int | None = None
    key: str | None = None
    total_pages: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.style in ("cursor", "link", "header") and self.next is None:
            raise ValueError(f"pages of style {self.style} need `next`, the place of the next page in an answer")
        if self.style == "keyset" and self.key is None:
            raise ValueError("pages of style keyset need `key`, the field that rows are ordered by")
        return self


class ByKeys(_Strict):
    """A request about records whose keys are known: `$keys` is their list, `$records` the same as `[{id: key}]`, `size`
    at once. Answers of several pages say so by `page`.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    rows: str = ""
    page: Page = Page()
    size: int = Field(default=100, ge=1)
    bucket: str | None = None


class Also(ByKeys):
    """A second request for the rows of each page: `$keys` are their keys (or what they hold at `of`), and what it finds
    lands as column `as`.

    The answer's `rows` name their record at `key`; `value` picks what lands (a list is kept as a list, and an empty
    `value` keeps the row itself).
    """

    as_: str = Field(alias="as")
    of: str | None = None
    method: Literal["GET", "POST"] = "POST"
    key: str
    value: str


class Choice(_Strict):
    """A column filled from the first place that holds something; `<column>_of` says which place that was."""

    of: dict[str, str]


class Pick(_Strict):
    """A column of those members of the list at `list` that fit `only` (place to values), or of each one's `value`."""

    list_: str = Field(alias="list")
    only: dict[str, Texts]
    value: str = ""


class Spread(_Strict):
    """A list of named values (`[{code: PHONE, values: …}]`) as fields of the row: each member's `value` under the first
    of `name` that it has. An object's members are fields under their own names.

    `of` names another place of the value for kinds of members; a member's kind is what stands at the first place of
    `by` that `of` knows.
    """

    name: Texts = ()
    value: str = ""
    prefix: str = ""
    by: Texts = ()
    of: dict[str, str] = Field(default_factory=dict)


class Explode(_Strict):
    """A row for each member of the list at `list`, with fields of the record around it (`with`: name to place)."""

    list_: str = Field(alias="list")
    with_: dict[str, str] = Field(default_factory=dict, alias="with")


class Merged(_Strict):
    """Losers of merges that the winner names in `field`: each lands as a row of its own that says where it went."""

    field: str
    into: str = "merged_into"
    split: str = ";"
    set: dict[str, str] = Field(default_factory=dict)


class Names(ByKeys):
    """Rows that only name records that changed (a history, a log of events): each record's `key`, and fields of the
    last row that names it (`with`). The records themselves are asked for by their keys and have them at `id`; one that
    is not given any more lands with its key and `gone` alone (not at all where `explode` makes other rows of it).
    """

    key: str
    id: str = "id"
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    gone: dict[str, str] = Field(default_factory=dict)


class Every(_Strict):
    """An object that is asked for once for each row of another: its `value` is `{as}` in the request and a column.

    With a `size` it is asked for once for so many rows: `$as` is the list of their values, and no column. Rows that fit
    `without` (place to values) are passed over. `changed`: a change here is one of the other's row too, so an increment
    goes through those that changed.
    """

    object: str
    value: str
    as_: str = Field(alias="as")
    size: int | None = Field(default=None, ge=1)
    without: dict[str, Texts] = Field(default_factory=dict)
    changed: bool = False


class Fields(_Strict):
    """Where the account's fields are listed, so that fields of its own can be offered and a vanished one is known.

    Its name is the first of `name` that it has. A field is the account's own when `custom` is true in its row (with
    `custom_is: false`, when it is not). `prepend` is put before the name: the prefix that `spread` gives. `only`: a
    field that is not listed is not asked for, the system would refuse the request; nor are fields of types `without`.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
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


class Window(_Strict):
    """A request between two moments: `$since` (all that is read: `from`) and `$until`, which lies ahead.

    A window that the system says is too large is read in halves, down to `smallest_minutes`.
    """

    from_: AwareDatetime = Field(alias="from")
    smallest_minutes: float = Field(default=60, gt=0)


class Job(_Strict):
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


class Csv(_Strict):
    """Pages that are CSV with a line of names; the header `count` says how many rows there are, so none can be lost."""

    count: str


class Large(_Strict):
    """Another way for what is large: taken when the first answer counts (at `count`) more rows than `over`, which is a
    number or `never`; 0 takes it at once.
    """

    over: str
    count: str
    read: Read


class Read(_Strict):
    """How an object is asked for. `$since`, `$page` and `$columns` stand for the cursor, the page and the fields used;
    an entry whose value is not known (no cursor yet, first page) is left out. `words` are further `{word}`s.

    `changed` and each of `passes` are laid over the rest: the request that knows a cursor, and further requests of
    every run (archived rows). `passes` of `changed` are further requests of increments only.
    """

    path: str
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, Any] = Field(default_factory=dict)
    body: Any = Field(default=None, alias="json")
    page: Page = Page()
    rows: str = ""
    lift: Texts = ()
    spread: dict[str, Spread] = Field(default_factory=dict)
    fixed: Texts = ()
    explode: Explode | None = None
    only: dict[str, Texts] = Field(default_factory=dict)
    compose: dict[str, str] = Field(default_factory=dict)
    set: dict[str, str] = Field(default_factory=dict)
    bucket: str = "all"
    since: str = "iso"
    newest_first: bool = False
    every: Every | None = None
    also: tuple[Also, ...] = ()
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
    def follows(self) -> bool:
        """Whether it can ask for what changed since a moment."""
        asks = any("since" in repr(one) for one in (self.path, self.params, self.body))
        return bool(asks or self.changed or self.newest_first or (self.every and self.every.changed))

    @property
    def needed(self) -> tuple[str, ...]:
        """Fields that columns are made of, besides those that are columns themselves."""
        merged = [self.merged.field] if self.merged else []
        chosen = [place for choice in self.first.values() for place in choice.of.values()]
        listed = [*(pick.list_ for pick in self.pick.values()), *(one.of for one in self.also if one.of), *self.only]
        composed = [place for text in self.compose.values() for place in text.split()]
        return (*merged, *chosen, *listed, *composed, *self.prefixes)

    @property
    def derived(self) -> frozenset[str]:
        """Columns that no answer holds: we make them."""
        names = [one.as_ for one in self.also]
        names += [name for choice in self.first for name in (choice, f"{choice}_of")]
        names += self.pick
        names += [f"{name}_of" for name in self.prefixes]
        names += [self.merged.into] if self.merged else []
        names += [self.every.as_] if self.every and self.every.size is None else []
        for one in (self, *((self.changed, *self.changed.passes) if self.changed else ())):
            names += [*one.names.with_, *one.names.gone] if one.names else []
        return frozenset([*names, *self.compose, *self.set])


class Partial(_Strict):
    """Errors (at `errors`, each with its `code`) in an answer that holds the rest of what was asked for: those that are
    `harmless` say that there is nothing, an answer with any other is not whole and asked for again.
    """

    errors: str
    code: str
    harmless: Texts = ()


class Rest(_Strict):
    """A system as a whole. `reads` are requests that objects refer to by `like`; `versions` give `{name}`s their text.

    `code` and `rights` are the places of the vendor's error code and of missing rights in an error's body, `says` those
    of sentences that rules may list among the codes (they are compared and never repeated); an answer
    with status 200 is an error too where `failed` holds something. `empty` are the shapes that a page without rows may
    have besides an empty list: no body at all, `[]` or null where an object stands, or the list left out.
    """

    auth: tuple[Auth, ...] = ()
    limits: dict[str, Bucket] = Field(default_factory=lambda: {"all": Bucket(rate=5)})
    errors: tuple[ErrorRule, ...] = ()
    code: Texts = ()
    says: Texts = ()
    rights: Texts = ()
    failed: Texts = ()
    partial: Partial | None = None
    empty: Annotated[tuple[Literal["no_body", "list", "null", "missing"], ...], BeforeValidator(_as_list)] = ()
    headers: dict[str, str] = Field(default_factory=dict)
    reads: dict[str, dict[str, Any]] = Field(default_factory=dict)
    versions: dict[str, dict[str, str]] = Field(default_factory=dict)
    workers: int = Field(default=4, ge=1, le=32)
    overlap_minutes: float = Field(default=10, ge=0)
    full_sweep_days: float = Field(default=7, gt=0)
    attempts: int = Field(default=6, ge=1, le=20)
    longest_wait_seconds: float = Field(default=900, gt=0)
    timeout_seconds: float = Field(default=60, gt=0)


class About(_Strict):
    """What a shipped system's page says besides its facts."""

    title: str
    reads: str
    credentials: str
    proven: str
    limits: str = ""
    deletes: str = ""
    notes: tuple[str, ...] = ()
