"""One source's HTTP client, on dlt's: limits, bounded retries, renewed tokens, errors without secrets or values."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from onefold_core.errors import ConfigError, OnefoldError, SourceTerminalError, SourceTransientError
from onefold_core.settings import Source
from onefold_core.settings_rest import ErrorRule, Rest
from onefold_core.systems import system_url

from onefold_pipelines.rest import masking
from onefold_pipelines.rest.answers import Answer, error_code, failure, missing_rights, pause, told_at
from onefold_pipelines.rest.ask import Ask
from onefold_pipelines.rest.auth import TokenStore, authoriser, no_url, refused_mend
from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.filling import filled, query
from onefold_pipelines.rest.large import table
from onefold_pipelines.rest.limits import TokenBucket, nap
from onefold_pipelines.rest.transport import Transport, checked_url

NO_RULES = Rest()
NO_RULE = ErrorRule(do="retry")
"""What answers of the authorisation server mean: statuses as everywhere, no codes of the vendor's."""
LOGIN_ATTEMPTS = 3
LOGIN_WAIT_SECONDS = 120.0
"""Others wait for the token meanwhile (`onefold_core.state.credentials`): it is asked for less patiently than data."""


class Cancelled(Exception):
    """Another object of the source failed, so this one need not be read on."""


@dataclass(frozen=True)
class _Fault:
    """Why an attempt gave no data: whether to try again, after how many seconds, and the error when it is the last.

    `closes`: nobody else should ask until then; `renewed`: another access token is had, so the next attempt is at once.
    """

    error: OnefoldError
    again: bool
    seconds: float | None = None
    closes: bool = False
    renewed: bool = False


class HttpClient:
    """Sends requests of one source from any number of threads."""

    def __init__(self, source: Source, root: Path, clock: Clock, tokens: TokenStore) -> None:
        if source.file.rest is None:
            raise ConfigError("bad-settings", "the source is not of kind rest", where=f"source {source.name}")
        self.source = source
        self.rest: Rest = source.file.rest
        self.clock = clock
        self.cancelled = threading.Event()
        self.clock_ahead = timedelta()
        """How far the system's clock goes before ours, as its last answer told; negative where it goes behind."""
        masking.install()
        self._authoriser = authoriser(source, root, clock, tokens)
        # A word of an address that nobody gave is found here, before any object is asked for.
        self._authoriser.token_url()
        self._own_url()
        self._buckets = {name: TokenBucket(bucket, clock, self._check) for name, bucket in self.rest.limits.items()}
        self._transport = Transport(self.rest, clock)
        self._base: str | None = None
        self._base_lock = threading.Lock()

    @property
    def base(self) -> str:
        """The source's address without a slash at its end; ConfigError when there is none or it is not safe."""
        with self._base_lock:
            if self._base is None:
                self._base = self._found_base()
            return self._base

    @property
    def account(self) -> str:
        """A text that differs where the secrets or the address do, and tells nothing of them."""
        return self._authoriser.account

    @property
    def home(self) -> str:
        """Whose data stand at the address, whatever the secret; empty where accounts have no addresses of their own."""
        shipped = system_url(self.source.file.system) if self.source.file.system else self._own_url()
        if shipped is not None and "{" not in shipped:
            return ""
        return hashlib.sha256(urlsplit(self.base).netloc.lower().encode()).hexdigest()

    def _found_base(self) -> str:
        self._authoriser.connect(self._exchange)
        text = self._own_url() or self._authoriser.url()
        if not text:
            raise no_url(self.source)
        return checked_url(text.rstrip("/"), f"source {self.source.name}")

    def _own_url(self) -> str:
        file = self.source.file
        return str(filled(file.url or "", file.words, f"source {self.source.name}"))

    def send(self, ask: Ask) -> Answer:
        """The answer to a request, once it is data; a typed error after the last attempt."""
        where = f"{ask.where or 'source ' + self.source.name}, {ask.method} {self._shown(ask.path)}"
        may_renew = self._authoriser.renews

        def attempt() -> Answer | _Fault:
            nonlocal may_renew
            outcome, used = self._attempt(ask, where, may_renew=may_renew)
            if isinstance(outcome, _Fault) and outcome.renewed:
                may_renew = False
                self._authoriser.renew(used, self._exchange)
            return outcome

        rest = self.rest
        return self._patiently(attempt, where, attempts=rest.attempts, longest=rest.longest_wait_seconds, ask=ask)

    def _check(self) -> None:
        if self.cancelled.is_set():
            raise Cancelled

    def _shown(self, path: str) -> str:
        """A path for an error: without host, parameters and whatever is secret in it."""
        return masking.MASKING.mask(urlsplit(path).path or path)

    def _bucket(self, ask: Ask) -> TokenBucket:
        bucket = self._buckets.get(ask.bucket) or self._buckets.get("all")
        if bucket is None:
            raise ConfigError(
                "bad-settings",
                f"there is no limit {ask.bucket[:60]!r}",
                where=f"{self.source.path.name}: rest.limits",
                valid=list(self._buckets),
            )
        return bucket

    def _attempt(self, ask: Ask, where: str, *, may_renew: bool) -> tuple[Answer | _Fault, Mapping[str, str]]:
        headers, params = self._authoriser.parts(self._exchange)
        used = {**headers, **params}
        try:
            with self._bucket(ask).token():
                shown = query(ask.params or {}) | dict(params)
                answer = self._transport.sent(
                    ask.method,
                    self._url(ask.path),
                    shown,
                    ask.body,
                    {**self.rest.headers, **headers},
                    where,
                    kept=params,
                )
        except OnefoldError as failed:
            return _Fault(failed, again=isinstance(failed, SourceTransientError)), used
        if (theirs := told_at(answer)) is not None:
            self.clock_ahead = theirs - self.clock.now()
        rule = failure(self.rest, answer)
        if rule is not None:
            return self._fault(rule, answer, ask, where, may_renew=may_renew), used
        if not answer.is_json and (ask.csv is None or _is_page(answer)):
            return _Fault(_no_data(answer, where), again=True), used
        if ask.csv is not None:
            return _table(answer, ask.csv, where), used
        return answer, used

    def _url(self, path: str) -> str:
        """A path on the source's address; of a whole address only path and query are believed, the host is ours."""
        if "://" in path or path.startswith("//"):
            parts = urlsplit(path)
            origin = urlsplit(self.base)
            return parts._replace(scheme=origin.scheme, netloc=origin.netloc, fragment="").geturl()
        return f"{self.base}/{path.lstrip('/')}" if path else self.base

    def _fault(self, rule: ErrorRule, answer: Answer, ask: Ask, where: str, *, may_renew: bool) -> _Fault:
        code = error_code(self.rest, answer)
        what = f"status {answer.status}" + (f", {code}" if code else "")
        asked = pause(rule, answer, self.clock.now())
        mend = rule.mend or refused_mend(self.source)
        match rule.do:
            case "wait":
                error: OnefoldError = SourceTransientError(
                    "system-throttled", f"the system asks to slow down ({what})", where=where, mend=rule.mend
                )
                return _Fault(error, again=True, seconds=asked, closes=True)
            case "retry":
                met = "answered with an error" if answer.status < 500 else "did not answer"
                error = SourceTransientError(
                    "system-unavailable", f"the system {met} ({what})", where=where, mend=rule.mend
                )
                return _Fault(error, again=True, seconds=asked)
            case "renew" if may_renew:
                return _Fault(_login_refused(what, where, mend), again=True, renewed=True)
            case "renew":
                return _Fault(_login_refused(what, where, mend), again=False)
            case "deny":
                rights = (missing_rights(self.rest, answer) or list(ask.rights)) if rule.rights else []
                name = ", ".join(rights)
                return _Fault(
                    SourceTerminalError(
                        "no-permission",
                        f"the credentials may not read this ({what})" + (f"; missing: {name}" if name else ""),
                        where=where,
                        mend=rule.mend
                        or f"grant {name or 'the right'} to them, or switch the object off in "
                        f"{self.source.path.name}: `objects: {{NAME: off}}`",
                    ),
                    again=False,
                )
            case "split":
                split = SourceTerminalError(
                    "request-too-large",
                    f"the system cannot answer so much at once ({what})",
                    where=where,
                    mend=rule.mend,
                )
                return _Fault(split, again=False)
            case _:
                return _Fault(
                    SourceTerminalError(
                        "request-refused", f"the system refused the request ({what})", where=where, mend=rule.mend
                    ),
                    again=False,
                )

    def _exchange(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        """A form sent to the authorisation server, as patiently as any request."""
        where = f"source {self.source.name}, the authorisation server"
        address = checked_url(url, where)

        def attempt() -> Answer | _Fault:
            try:
                answer = self._transport.posted(address, form, headers, where)
            except OnefoldError as failed:
                return _Fault(failed, again=isinstance(failed, SourceTransientError))
            rule = failure(NO_RULES, answer)
            if rule is None and answer.is_json:
                return answer
            if rule is not None and rule.do not in ("wait", "retry"):
                mend = refused_mend(self.source, form["grant_type"])
                return _Fault(_login_refused(f"status {answer.status}", where, mend), again=False)
            error = SourceTransientError("system-unavailable", "the authorisation server did not answer", where=where)
            return _Fault(error, again=True, seconds=pause(rule or NO_RULE, answer, self.clock.now()))

        return self._patiently(attempt, where, attempts=LOGIN_ATTEMPTS, longest=LOGIN_WAIT_SECONDS).body

    def _patiently(
        self,
        attempt: Callable[[], Answer | _Fault],
        where: str,
        *,
        attempts: int,
        longest: float,
        ask: Ask | None = None,
    ) -> Answer:
        """The answer of an attempt, tried so often and waited for so many seconds altogether."""
        waited = 0.0
        for number in range(1, attempts + 1):
            self._check()
            outcome = attempt()
            if isinstance(outcome, Answer):
                return outcome
            if outcome.renewed:
                continue
            seconds = outcome.seconds if outcome.seconds is not None else float(2 ** (number - 1))
            waited += seconds
            if not outcome.again or number == attempts:
                raise outcome.error
            if waited > longest:
                raise _too_long(seconds, where)
            if outcome.closes and ask is not None:
                self._bucket(ask).close(seconds)
            nap(self.clock, seconds, self._check)
        raise SourceTransientError("system-unavailable", "the system gave no answer", where=where)


def _is_page(answer: Answer) -> bool:
    return answer.content.lstrip().startswith(b"<")


def _no_data(answer: Answer, where: str) -> SourceTransientError:
    if _is_page(answer):
        return SourceTransientError(
            "answer-is-page",
            "a web page came instead of data",
            where=where,
            mend="check `url:` of the source and whether a login or a proxy stands before it, then run it again",
        )
    return SourceTransientError("answer-truncated", "the answer is cut off or is no JSON", where=where)


def _table(answer: Answer, count: str, where: str) -> Answer | _Fault:
    try:
        return table(answer, count, where)
    except OnefoldError as failed:
        return _Fault(failed, again=isinstance(failed, SourceTransientError))


def _too_long(seconds: float, where: str) -> SourceTransientError:
    return SourceTransientError(
        "system-throttled",
        f"the system asks to wait {seconds:.0f} seconds more, which is longer than a run may wait",
        where=where,
        mend="run the same command again later; `rest: {longest_wait_seconds: …}` allows longer waits",
    )


def _login_refused(what: str, where: str, mend: str) -> SourceTerminalError:
    return SourceTerminalError("login-refused", f"the system refused the credentials ({what})", where=where, mend=mend)
