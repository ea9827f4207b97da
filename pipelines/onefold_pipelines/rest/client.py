"""One source's HTTP client, on dlt's: limits, bounded retries, renewed tokens, errors without secrets or values."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from onefold_core.errors import ConfigError, OnefoldError, SourceTerminalError, SourceTransientError
from onefold_core.settings import Source
from onefold_core.settings_rest import ErrorRule, Rest

from onefold_pipelines.rest import masking
from onefold_pipelines.rest.answers import Answer, error_code, failure, missing_rights, pause, read_answer
from onefold_pipelines.rest.auth import TokenStore, authoriser
from onefold_pipelines.rest.clock import Clock
from onefold_pipelines.rest.filling import filled, query
from onefold_pipelines.rest.large import table
from onefold_pipelines.rest.limits import TokenBucket, nap

if TYPE_CHECKING:
    from dlt.sources.helpers.rest_client.client import RESTClient

REDIRECTS = (301, 302, 303, 307, 308)
KEEPING = (307, 308)
"""Redirects that keep the method; the others would turn a POST into a GET and ask for something else."""
MOST_HOPS = 3
LARGEST = 256 * 1024 * 1024
"""Bytes of one answer: a page of ten thousand wide records is a tenth of this."""
SLOWEST = 10
"""An answer may take this many times the timeout altogether, or a server that drips would hold a run for ever."""
CONNECT_SECONDS = 10.0
"""Patience for a connection; a host that is not there should not be waited for as long as a slow answer."""
CHUNK = 256 * 1024


class Cancelled(Exception):
    """Another object of the source failed, so this one need not be read on."""


@dataclass(frozen=True)
class Ask:
    """One request: `path` starts at the source's address, or is a whole one on its host; `csv`: CSV comes, its
    rows counted by the header of that name.
    """

    path: str
    method: str = "GET"
    params: Mapping[str, Any] | None = None
    body: Any = None
    bucket: str = "all"
    where: str = ""
    rights: tuple[str, ...] = ()
    csv: str | None = None


@dataclass(frozen=True)
class _Fault:
    """Why an attempt gave no data: whether to try again, after how many seconds, and the error when it is the last."""

    error: OnefoldError
    again: bool
    seconds: float | None = None
    closes: bool = False
    renews: bool = False


class HttpClient:
    """Sends requests of one source from any number of threads."""

    def __init__(self, source: Source, root: Path, clock: Clock, tokens: TokenStore) -> None:
        if source.file.rest is None:
            raise ConfigError("bad-settings", "the source is not of kind rest", where=f"source {source.name}")
        self.source = source
        self.rest: Rest = source.file.rest
        self.clock = clock
        self.cancelled = threading.Event()
        masking.install()
        self._local = threading.local()
        self._authoriser = authoriser(source, root, clock, tokens)
        self._buckets = {name: TokenBucket(bucket, clock, self._check) for name, bucket in self.rest.limits.items()}
        self._base: str | None = None
        self._base_lock = threading.Lock()

    @property
    def base(self) -> str:
        """The source's address without a slash at its end; ConfigError when there is none or it is not safe."""
        with self._base_lock:
            if self._base is None:
                self._base = self._found_base()
            return self._base

    def _found_base(self) -> str:
        self._authoriser.connect(self._exchange)
        where = f"source {self.source.name}"
        text = self.source.file.url or self._authoriser.url()
        if not text:
            raise ConfigError(
                "no-url", "the source has no url", where=where, mend=f"write `url:` in {self.source.path.name}"
            )
        return checked_url(str(filled(text, self.source.file.words, where)).rstrip("/"), where)

    def send(self, ask: Ask) -> Answer:
        """The answer to a request, once it is data; a typed error after the last attempt."""
        where = f"{ask.where or 'source ' + self.source.name}, {ask.method} {self._shown(ask.path)}"
        waited = 0.0
        has_renewed = False
        for attempt in range(1, self.rest.attempts + 1):
            self._check()
            outcome, used = self._attempt(ask, where, may_renew=self._authoriser.renews and not has_renewed)
            if isinstance(outcome, Answer):
                return outcome
            if outcome.renews:
                has_renewed = True
                self._authoriser.renew(used, self._exchange)
                continue
            seconds = outcome.seconds if outcome.seconds is not None else float(2 ** (attempt - 1))
            waited += seconds
            if not outcome.again or attempt == self.rest.attempts:
                raise outcome.error
            if waited > self.rest.longest_wait_seconds:
                raise _too_long(seconds, where)
            if outcome.closes:
                self._bucket(ask).close(seconds)
            nap(self.clock, seconds, self._check)
        raise SourceTransientError("system-unavailable", "the system gave no answer", where=where)

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
                answer = self._sent(ask, {**self.rest.headers, **headers}, params, where)
        except OnefoldError as failed:
            return _Fault(failed, again=isinstance(failed, SourceTransientError)), used
        rule = failure(self.rest, answer)
        if rule is not None:
            return self._fault(rule, answer, ask, where, may_renew=may_renew), used
        if ask.csv is not None:
            return _table(answer, ask.csv, where), used
        if not answer.is_json:
            error = SourceTransientError("answer-truncated", "the answer is cut off or is no JSON", where=where)
            return _Fault(error, again=True), used
        return answer, used

    def _sent(self, ask: Ask, headers: Mapping[str, str], params: Mapping[str, str], where: str) -> Answer:
        """One exchange with redirects followed on the same host only; transport faults are SourceTransientErrors."""
        from requests import exceptions

        url = self._url(ask.path)
        method, shown = ask.method, query(ask.params or {}) | dict(params)
        try:
            for _ in range(MOST_HOPS + 1):
                answer = self._exchanged(method, url, shown, ask.body, headers, where)
                if answer.status not in REDIRECTS:
                    return answer
                url = self._followed(url, answer, method, where)
                shown = dict(params)
        except exceptions.SSLError:
            raise SourceTerminalError(
                "bad-certificate", "the server's certificate is not trusted", where=where
            ) from None
        except (exceptions.InvalidURL, exceptions.InvalidSchema, exceptions.MissingSchema):
            raise SourceTerminalError("request-refused", "the address cannot be asked", where=where) from None
        except (exceptions.RequestException, OSError) as error:
            raise SourceTransientError(
                "system-unavailable", f"the system did not answer ({type(error).__name__})", where=where
            ) from None
        raise _redirected("the server redirects in circles", where)

    def _exchanged(
        self,
        method: str,
        url: str,
        params: Mapping[str, str | list[str]],
        body: Any,
        headers: Mapping[str, str],
        where: str,
    ) -> Answer:
        started = self.clock.seconds()
        with self._rest_client.request(
            url,
            method=method,  # type: ignore[arg-type]
            params=dict(params) or None,
            json=body,
            headers=dict(headers),
            allow_redirects=False,
            stream=True,
            timeout=self._patience,
        ) as response:
            parts: list[bytes] = []
            size = 0
            for chunk in response.iter_content(CHUNK):
                parts.append(chunk)
                size += len(chunk)
                if size > LARGEST:
                    raise SourceTerminalError("unexpected-answer", "one answer holds over 256 MiB", where=where)
                if self.clock.seconds() - started > SLOWEST * self.rest.timeout_seconds:
                    raise SourceTransientError("system-unavailable", "the answer does not end", where=where)
            return read_answer(response.status_code, response.headers, b"".join(parts))

    @property
    def _patience(self) -> tuple[float, float]:
        """Seconds for a connection, and for each part of an answer."""
        return min(CONNECT_SECONDS, self.rest.timeout_seconds), self.rest.timeout_seconds

    @property
    def _rest_client(self) -> RESTClient:
        """dlt's client, one a thread: sessions are not made to be shared. Retries are ours, they know the limits."""
        client: RESTClient | None = getattr(self._local, "client", None)
        if client is None:
            from dlt.common.configuration.specs import RuntimeConfiguration
            from dlt.sources.helpers.requests import Client
            from dlt.sources.helpers.rest_client.client import RESTClient

            session = Client(
                raise_for_status=False, status_codes=(), exceptions=(), request_max_attempts=1, max_connections=4
            ).session
            # The environment is asked once for proxies and certificates, not at every page. It is not asked for a
            # .netrc: requests would put its password over our header.
            around = session.merge_environment_settings(self.base, {}, False, None, None)
            session.proxies, session.verify, session.trust_env = around["proxies"], around["verify"], False
            client = self._local.client = RESTClient(self.base, session=session, config=RuntimeConfiguration())
        return client

    def _url(self, path: str) -> str:
        """A path on the source's address; of a whole address only path and query are believed, the host is ours."""
        if "://" in path or path.startswith("//"):
            parts = urlsplit(path)
            origin = urlsplit(self.base)
            return parts._replace(scheme=origin.scheme, netloc=origin.netloc, fragment="").geturl()
        return f"{self.base}/{path.lstrip('/')}" if path else self.base

    def _followed(self, url: str, answer: Answer, method: str, where: str) -> str:
        target = next((value for name, value in answer.headers.items() if name.lower() == "location"), "")
        there, here = urlsplit(urljoin(url, target)), urlsplit(url)
        if not target or (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise _redirected("the server redirects to another host", where)
        if method != "GET" and answer.status not in KEEPING:
            raise _redirected("the server redirects what was sent to it", where)
        return there.geturl()

    def _fault(self, rule: ErrorRule, answer: Answer, ask: Ask, where: str, *, may_renew: bool) -> _Fault:
        code = error_code(self.rest, answer)
        what = f"status {answer.status}" + (f", {code}" if code else "")
        asked = pause(rule, answer, self.clock.now())
        match rule.do:
            case "wait":
                error: OnefoldError = SourceTransientError(
                    "system-throttled", f"the system asks to slow down ({what})", where=where, mend=rule.mend
                )
                return _Fault(error, again=True, seconds=asked, closes=True)
            case "retry":
                error = SourceTransientError(
                    "system-unavailable", f"the system did not answer ({what})", where=where, mend=rule.mend
                )
                return _Fault(error, again=True, seconds=asked)
            case "renew" if may_renew:
                return _Fault(_login_refused(what, where, self.source, rule), again=True, renews=True)
            case "renew":
                return _Fault(_login_refused(what, where, self.source, rule), again=False)
            case "deny":
                rights = missing_rights(self.rest, answer) or list(ask.rights)
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
        """A form sent to the authorisation server; it is another host than the source's, so no redirect is followed."""
        from dlt.sources.helpers.requests import Client
        from requests import exceptions

        where = f"source {self.source.name}, the authorisation server"
        url = checked_url(url, where)
        session = Client(raise_for_status=False, status_codes=(), exceptions=(), request_max_attempts=1).session
        session.auth = _keep
        attempts = 3
        for attempt in range(1, attempts + 1):
            try:
                response = session.post(
                    url,
                    data=dict(form),
                    headers=dict(headers),
                    allow_redirects=False,
                    timeout=self._patience,
                )
                answer = read_answer(response.status_code, response.headers, response.content)
                if answer.status < 300 and answer.is_json:
                    return answer.body
                if answer.status < 500 and answer.status != 429:
                    raise _login_refused(f"status {answer.status}", where, self.source, None)
            except (exceptions.RequestException, OSError):
                pass
            if attempt < attempts:
                self.clock.sleep(float(2**attempt))
        raise SourceTransientError("system-unavailable", "the authorisation server did not answer", where=where)


def _table(answer: Answer, count: str, where: str) -> Answer | _Fault:
    try:
        return table(answer, count, where)
    except OnefoldError as failed:
        return _Fault(failed, again=isinstance(failed, SourceTransientError))


def _keep(request: Any) -> Any:
    return request


def checked_url(url: str, where: str) -> str:
    """The address itself, if secrets may be sent there: https, or the machine itself; ConfigError otherwise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("bad-url", "the url is not an address of the web", where=where, valid=["https://HOST/PATH"])
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ConfigError(
            "insecure-url",
            "secrets would go over the net in the clear",
            where=where,
            mend="write the address with https://",
        )
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _too_long(seconds: float, where: str) -> SourceTransientError:
    return SourceTransientError(
        "system-throttled",
        f"the system asks to wait {seconds:.0f} seconds more, which is longer than a run may wait",
        where=where,
        mend="run the same command again later; `rest: {longest_wait_seconds: …}` allows longer waits",
    )


def _redirected(what: str, where: str) -> SourceTerminalError:
    return SourceTerminalError("redirected", what, where=where, mend="write the address it should be in `url:`")


def _login_refused(what: str, where: str, source: Source, rule: ErrorRule | None) -> SourceTerminalError:
    return SourceTerminalError(
        "login-refused",
        f"the system refused the credentials ({what})",
        where=where,
        mend=(rule.mend if rule else None)
        or f"check the secrets sources.{source.name}.*, then: onefold source test {source.name}",
    )
