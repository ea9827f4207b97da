"""What a REST source says about its system: credentials, limits, errors; how each object is asked for is settings_read.

docs/sources/adding.md explains every key with an example.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from onefold_core.settings_rows import Strict, Texts, as_list

Statuses = Annotated[tuple[int, ...], BeforeValidator(as_list)]


class Bucket(Strict):
    """A token bucket: `rate` requests a second, `burst` at once, `parallel` under way at any moment."""

    rate: float = Field(gt=0)
    burst: float = Field(default=1, ge=1)
    parallel: int = Field(default=4, ge=1, le=64)


Action = Literal["wait", "retry", "renew", "deny", "split", "stop"]


class ErrorRule(Strict):
    """What an answer means: it applies when its status and the vendor's code are among those listed (none: any).

    `wait` is a throttle (`until`: place of the moment to wait for, `after`: seconds), `retry` a passing fault, `renew`
    an access token that is over, `deny` a missing right (with `rights: false` it is not the credentials' own: who
    made them may not see this), `split` a window that is too wide to be answered, `stop` what no repetition mends.
    """

    status: Statuses = ()
    code: Texts = ()
    do: Action
    until: str | None = None
    after: float | None = Field(default=None, gt=0)
    rights: bool = True
    mend: str | None = None


class OAuth(Strict):
    """How an access token is had from a refresh token or from the client's own credentials."""

    token_url: str
    grant: Literal["refresh_token", "client_credentials"] = "refresh_token"
    client: Literal["body", "basic"] = "body"
    params: dict[str, str] = Field(default_factory=dict)
    url_from: str | None = None


class Auth(Strict):
    """One way of authorising: the secrets it needs and what they make of a request (`{token}` stands for a secret).

    With `oauth`, `{access_token}` is the token that was had with the secrets.
    """

    secrets: Texts
    headers: dict[str, str] = Field(default_factory=dict)
    params: dict[str, str] = Field(default_factory=dict)
    basic: tuple[str, str] | None = None
    oauth: OAuth | None = None
    url: str | None = None


class Partial(Strict):
    """Errors (at `errors`, each with its `code`) in an answer that holds the rest of what was asked for: those that are
    `harmless` say that there is nothing, an answer with any other is not whole and asked for again.
    """

    errors: str
    code: str
    harmless: Texts = ()


class Batch(Strict):
    """Several requests sent as one: POSTed to `path` as addresses with their parameters, by names of ours under
    `commands` beside `json`, `size` at once.

    `answers` says where, by those names, the batch has each field of an answer: `{rows: all.rows, next: all.next}`. A
    request that has not the first of them there, or that `errors` names, is asked for alone, so that its error is met
    like any other.
    """

    path: str
    body: dict[str, Any] = Field(default_factory=dict, alias="json")
    commands: str
    answers: dict[str, str] = Field(min_length=1)
    errors: str | None = None
    size: int = Field(default=50, ge=2)


class Rest(Strict):
    """A system as a whole. `reads` are requests that objects refer to by `like`; `versions` give `{name}`s their text.

    `code` and `rights` are the places of the vendor's error code and of missing rights in an error's body, `says` those
    of sentences that rules may list among the codes (they are compared and never repeated); an answer with status 200
    is an error too where `failed` holds something or `succeeded` is false. `empty` are the shapes that a page without
    rows may have besides an empty list: no body at all, `[]` or null where an object stands, or the list left out.
    """

    auth: tuple[Auth, ...] = ()
    limits: dict[str, Bucket] = Field(default_factory=lambda: {"all": Bucket(rate=5)})
    errors: tuple[ErrorRule, ...] = ()
    code: Texts = ()
    says: Texts = ()
    rights: Texts = ()
    failed: Texts = ()
    succeeded: Texts = ()
    partial: Partial | None = None
    batch: Batch | None = None
    empty: Annotated[tuple[Literal["no_body", "list", "null", "missing"], ...], BeforeValidator(as_list)] = ()
    headers: dict[str, str] = Field(default_factory=dict)
    reads: dict[str, dict[str, Any]] = Field(default_factory=dict)
    versions: dict[str, dict[str, str]] = Field(default_factory=dict)
    workers: int = Field(default=4, ge=1, le=32)
    overlap_minutes: float = Field(default=10, ge=0)
    full_sweep_days: float = Field(default=7, gt=0)
    attempts: int = Field(default=6, ge=1, le=20)
    longest_wait_seconds: float = Field(default=900, gt=0)
    timeout_seconds: float = Field(default=60, gt=0)


class About(Strict):
    """What a shipped system's page says besides its facts; `asks` are settings that a project's file should have
    (`options.NAME` is one of its options), and why.
    """

    title: str
    reads: str
    credentials: str
    proven: str
    limits: str = ""
    deletes: str = ""
    asks: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


def asked_setting(name: str) -> str:
    """A setting of `About.asks` as a file has it, to be filled in."""
    outer, dot, inner = name.partition(".")
    return f"{outer}: {{{inner}: …}}" if dot else f"{name}: …"
