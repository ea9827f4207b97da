"""Credentials of a REST source: which way of authorising its secrets allow, and access tokens that are renewed."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.settings import Source
from onefold_core.settings_rest import Auth, OAuth

from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.filling import filled
from onefold_pipelines.rest.masking import MASKING

EARLY_SECONDS = 60.0
"""A token that ends within a minute is renewed first: the request may wait for its turn that long. A tenth of its life
where that is less."""
LONGEST_TOKEN_SECONDS = 10 * 365 * 86_400.0
"""A token that says it lasts longer than ten years says nothing that can be reckoned with."""


@dataclass(frozen=True)
class Tokens:
    """What an authorisation server gave; `seed` is the hash of the secret that the chain of tokens began with."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    url: str | None = None
    seed: str = ""


class TokenStore(Protocol):
    """Where refresh tokens that rotate are kept between runs."""

    def lock(self, source: str) -> AbstractContextManager[object]:
        """Hold the source's tokens for the block, against other threads and processes."""

    def load(self, source: str) -> Tokens | None:
        """What was saved last; None before the first time."""

    def save(self, source: str, tokens: Tokens) -> None:
        """Keep the tokens; they are on disk when this returns."""


class MemoryTokens:
    """Tokens kept for as long as the process lives: for systems whose refresh tokens do not rotate, and for tests."""

    def __init__(self) -> None:
        self._kept: dict[str, Tokens] = {}

    def lock(self, source: str) -> AbstractContextManager[object]:
        """Nothing to hold: the authoriser has a lock of its own."""
        return nullcontext()

    def load(self, source: str) -> Tokens | None:
        """What was saved last."""
        return self._kept.get(source)

    def save(self, source: str, tokens: Tokens) -> None:
        """Keep the tokens."""
        self._kept[source] = tokens


class SealedStore(Protocol):
    """Texts kept encrypted, by source (`onefold_core.state.credentials`)."""

    def lock(self, source: str) -> AbstractContextManager[object]:
        """Hold the source's text for the block."""

    def load(self, source: str) -> str | None:
        """The text."""

    def save(self, source: str, value: str) -> None:
        """Keep the text."""


class SealedTokens:
    """Tokens in a store of encrypted texts."""

    def __init__(self, store: SealedStore) -> None:
        self._store = store

    def lock(self, source: str) -> AbstractContextManager[object]:
        """Hold the source's tokens against other threads and processes."""
        return self._store.lock(source)

    def load(self, source: str) -> Tokens | None:
        """What was saved last."""
        text = self._store.load(source)
        if text is None:
            return None
        facts = json.loads(text)
        ends = facts.pop("expires_at")
        return Tokens(**facts, expires_at=datetime.fromisoformat(ends) if ends else None)

    def save(self, source: str, tokens: Tokens) -> None:
        """Keep the tokens; they are on disk when this returns."""
        facts = asdict(tokens) | {"expires_at": tokens.expires_at.isoformat() if tokens.expires_at else None}
        self._store.save(source, json.dumps(facts))


Exchange = Callable[[str, Mapping[str, str], Mapping[str, str]], Any]
"""Sends a form to an address with headers and gives the answer's body."""


class Authoriser:
    """What a source's secrets make of its requests; one for all threads of a source."""

    def __init__(self, source: Source, secrets: Mapping[str, str], auth: Auth, clock: Clock, store: TokenStore) -> None:
        self._source = source
        self._secrets = dict(secrets)
        self._auth = auth
        self._clock = clock
        self._store = store
        self._lock = threading.Lock()
        self._tokens: Tokens | None = None
        for value in secrets.values():
            MASKING.add(value)
            if "://" in value:
                # A log line has an address without its host.
                MASKING.add(value.split("://", 1)[1].partition("/")[2].partition("?")[0].strip("/"))

    @property
    def where(self) -> str:
        """The place that errors name."""
        return f"source {self._source.name}"

    @property
    def renews(self) -> bool:
        """Whether an access token can be had anew."""
        return self._auth.oauth is not None

    @cached_property
    def account(self) -> str:
        """A text that differs where secrets or address do; slow to make, so that a short one cannot be guessed."""
        url = self._source.file.url
        told = repr([url.rstrip("/") if url else url, *sorted(self._secrets.items())]).encode()
        return hashlib.scrypt(told, salt=self._source.name.encode(), n=2**14, r=8, p=1).hex()

    def url(self) -> str | None:
        """The address that the secrets or the authorisation server name."""
        if self._auth.url is not None:
            return str(filled(self._auth.url, {**self._source.file.words, **self._secrets}, self.where))
        return self._tokens.url if self._tokens else None

    def token_url(self) -> str:
        """Where access tokens are had, empty where none are; ConfigError for a word of it that nobody gave."""
        if self._auth.oauth is None:
            return ""
        text, url = self._auth.oauth.token_url, self._source.file.url
        if "{url}" in text and not url:
            raise no_url(self._source)
        known = {**self._source.file.words, "url": (url or "").rstrip("/"), **self._secrets}
        return str(filled(text, known, self.where))

    def parts(self, exchange: Exchange) -> tuple[dict[str, str], dict[str, str]]:
        """Headers and parameters that authorise a request, with an access token that still holds."""
        known: dict[str, Any] = {**self._source.file.words, **self._secrets}
        if self._auth.oauth is not None:
            known["access_token"] = self._access(exchange).access_token
        headers = {name: str(filled(value, known, self.where)) for name, value in self._auth.headers.items()}
        params = {name: str(filled(value, known, self.where)) for name, value in self._auth.params.items()}
        if self._auth.basic:
            user, password = (str(filled(part, known, self.where)) for part in self._auth.basic)
            headers["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        return headers, params

    def connect(self, exchange: Exchange) -> None:
        """Have an access token, so that the address it comes with is known."""
        if self._auth.oauth is not None:
            self._access(exchange)

    def renew(self, used: Mapping[str, str], exchange: Exchange) -> None:
        """Have another access token than the one in `used`, unless another thread had one already."""
        with self._lock:
            held = self._tokens
            if held is not None and any(held.access_token in value for value in used.values()):
                self._tokens = self._exchanged(self._oauth, exchange, spent=held.access_token)

    @property
    def _oauth(self) -> OAuth:
        if self._auth.oauth is None:
            raise KeyError("oauth")
        return self._auth.oauth

    def _access(self, exchange: Exchange) -> Tokens:
        with self._lock:
            if self._tokens is None or self._is_over(self._tokens):
                self._tokens = self._exchanged(self._oauth, exchange, spent=None)
            return self._tokens

    def _is_over(self, tokens: Tokens) -> bool:
        return tokens.expires_at is not None and tokens.expires_at <= self._clock.now()

    def _exchanged(self, oauth: OAuth, exchange: Exchange, *, spent: str | None) -> Tokens:
        """Tokens that hold: those another process just stored, else new ones, stored before anybody uses them."""
        name = self._source.name
        secret = self._secrets.get("refresh_token") or self._secrets.get("client_secret", "")
        seed = hashlib.sha256(secret.encode()).hexdigest()
        with self._store.lock(name):
            stored = self._store.load(name)
            # Another secret than the chain began with: somebody authorised anew, so the stored chain is over.
            stored = stored if stored is not None and stored.seed == seed else None
            if stored is not None and stored.access_token != spent and not self._is_over(stored):
                self._mask(stored)
                return stored
            refresh = (stored.refresh_token if stored else None) or self._secrets.get("refresh_token")
            body = self._ask(oauth, exchange, refresh)
            made = self._made(oauth, body, refresh, seed)
            self._store.save(name, made)
        self._mask(made)
        return made

    def _mask(self, tokens: Tokens) -> None:
        for value in (tokens.access_token, tokens.refresh_token):
            if value:
                MASKING.add(value)

    def _ask(self, oauth: OAuth, exchange: Exchange, refresh: str | None) -> Any:
        known = {**self._source.file.words, **self._secrets}
        form = {"grant_type": oauth.grant, **{k: str(filled(v, known, self.where)) for k, v in oauth.params.items()}}
        if oauth.grant == "refresh_token" and refresh:
            form["refresh_token"] = refresh
        headers: dict[str, str] = {}
        client_id, client_secret = self._secrets.get("client_id", ""), self._secrets.get("client_secret", "")
        if oauth.client == "basic":
            headers["Authorization"] = "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        else:
            form |= {"client_id": client_id, "client_secret": client_secret}
        return exchange(self.token_url(), form, headers)

    def _made(self, oauth: OAuth, body: Any, refresh: str | None, seed: str) -> Tokens:
        if not isinstance(body, dict) or not (isinstance(body.get("access_token"), str) and body["access_token"]):
            raise SourceTerminalError(
                "login-refused",
                "the authorisation server gave no access token",
                where=self.where,
                mend=refused_mend(self._source, self._oauth.grant),
            )
        lasts = lasting(body.get("expires_in"))
        early = min(EARLY_SECONDS, lasts / 10)
        ends = self._clock.now() + timedelta(seconds=lasts - early) if lasts else None
        rotated = body.get("refresh_token")
        url = body.get(oauth.url_from) if oauth.url_from else None
        return Tokens(
            access_token=body["access_token"],
            refresh_token=rotated if rotated and isinstance(rotated, str) else refresh,
            expires_at=ends,
            url=url if isinstance(url, str) else None,
            seed=seed,
        )


def lasting(value: Any) -> float:
    """How long a token lasts; 0 where the server says nothing that can be read, and the token is used until refused."""
    try:
        lasts = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return lasts if 0 < lasts <= LONGEST_TOKEN_SECONDS else 0.0


def refused_mend(source: Source, grant: str = "") -> str:
    """What mends refused credentials; of the grant `refresh_token`, the token may be the one that is over."""
    check = f"check the secrets sources.{source.name}.*, then: onefold source test {source.name}"
    if grant != "refresh_token":
        return check
    secret = f"SOURCES__{source.name.upper()}__REFRESH_TOKEN"
    return (
        f"authorise the application again and give the new refresh token as {secret}, since one that was used up or "
        f"taken back cannot be mended; if it is new, {check}"
    )


def no_url(source: Source) -> ConfigError:
    """The error of a source whose address nobody gave."""
    return ConfigError(
        "no-url",
        "the source has no url",
        where=f"source {source.name}",
        mend=f"write `url:` in {source.path.name}",
    )


def authoriser(source: Source, root: Path, clock: Clock, store: TokenStore) -> Authoriser:
    """The first way of authorising whose secrets are all there; ConfigError names those that are missing."""
    from onefold_pipelines.runtime import secret

    rest = source.file.rest
    ways = rest.auth if rest else ()
    if not ways:
        return Authoriser(source, {}, Auth(secrets=()), clock, store)
    missing: list[str] = []
    for way in ways:
        found = {name: secret(root, f"sources.{source.name}.{name}") for name in way.secrets}
        held = {name: value for name, value in found.items() if value}
        if len(held) == len(way.secrets):
            return Authoriser(source, held, way, clock, store)
        missing.append(" and ".join(name for name in way.secrets))
    first = next(iter(ways[0].secrets))
    raise ConfigError(
        "no-credentials",
        "the source has no credentials",
        where=f"source {source.name}",
        valid=missing,
        mend=f"set SOURCES__{source.name.upper()}__{first.upper()} in the environment, "
        f"or {first} under [sources.{source.name}] in .dlt/secrets.toml",
    )
