"""One exchange over HTTP on dlt's client: patience, the size of an answer, redirects, no secrets to strangers."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from onefold_core.errors import ConfigError, SourceTerminalError, SourceTransientError
from onefold_core.settings_rest import Rest

from onefold_pipelines.rest.answers import Answer, read_answer
from onefold_pipelines.rest.clock import Clock

if TYPE_CHECKING:
    from dlt.sources.helpers.rest_client.client import RESTClient
    from requests import Response, Session

REDIRECTS = (301, 302, 303, 307, 308)
KEEPING = (307, 308)
"""Redirects that keep the method; the others would turn a POST into a GET and ask for something else."""
MOST_HOPS = 3
LARGEST = 256 * 1024 * 1024
"""Bytes of one answer: a page of ten thousand wide records is a tenth of this."""
LARGEST_LOGIN = 1024 * 1024
"""Bytes of an answer that holds a token or two."""
SLOWEST = 10
"""An answer may take this many times the timeout altogether, or a server that drips would hold a run for ever."""
CONNECT_SECONDS = 10.0
"""Patience for a connection; a host that is not there should not be waited for as long as a slow answer."""
CHUNK = 256 * 1024


class Transport:
    """Sends what it is given, once, and gives the answer; used by any number of threads."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self.rest = rest
        self.clock = clock
        self._local = threading.local()

    def sent(
        self,
        method: str,
        url: str,
        params: Mapping[str, str | list[str]],
        body: Any,
        headers: Mapping[str, str],
        where: str,
        *,
        kept: Mapping[str, str],
    ) -> Answer:
        """The answer, redirects followed on the same host only, with the parameters `kept`.

        SourceTransientError for faults of the net, SourceTerminalError for what no repetition mends.
        """
        with _told(where):
            client = self._client(url)
            for _ in range(MOST_HOPS + 1):
                with client.request(
                    url,
                    method=method,  # type: ignore[arg-type]
                    params=dict(params) or None,
                    json=body,
                    headers=dict(headers),
                    allow_redirects=False,
                    stream=True,
                    timeout=self._patience,
                ) as response:
                    answer = self._read(response, LARGEST, SLOWEST * self.rest.timeout_seconds, where)
                if answer.status not in REDIRECTS:
                    return answer
                url = _followed(url, answer, method, where)
                params = kept
        raise _redirected("the server redirects in circles", where)

    def posted(self, url: str, form: Mapping[str, str], headers: Mapping[str, str], where: str) -> Answer:
        """The answer to a form with secrets in it; no redirect is followed, wherever it leads."""
        with (
            _told(where),
            self._session(url) as session,
            session.post(
                url,
                data=dict(form),
                headers=dict(headers),
                allow_redirects=False,
                stream=True,
                timeout=self._patience,
            ) as response,
        ):
            return self._read(response, LARGEST_LOGIN, self.rest.timeout_seconds, where)

    def _read(self, response: Response, largest: int, longest: float, where: str) -> Answer:
        """The answer whole, unless it is larger or slower than anything that this system would say."""
        started = self.clock.seconds()
        parts: list[bytes] = []
        size = 0
        for chunk in response.iter_content(CHUNK):
            parts.append(chunk)
            size += len(chunk)
            if size > largest:
                raise SourceTerminalError(
                    "unexpected-answer", f"one answer holds over {largest >> 20} MiB", where=where
                )
            if self.clock.seconds() - started > longest:
                raise SourceTransientError("system-unavailable", "the answer does not end", where=where)
        return read_answer(response.status_code, response.headers, b"".join(parts))

    @property
    def _patience(self) -> tuple[float, float]:
        """Seconds for a connection, and for each part of an answer."""
        return min(CONNECT_SECONDS, self.rest.timeout_seconds), self.rest.timeout_seconds

    def _client(self, url: str) -> RESTClient:
        """dlt's client, one a thread: sessions are not made to be shared. Retries are ours, they know the limits."""
        client: RESTClient | None = getattr(self._local, "client", None)
        if client is None:
            from dlt.common.configuration.specs import RuntimeConfiguration
            from dlt.sources.helpers.rest_client.client import RESTClient

            client = self._local.client = RESTClient(url, session=self._session(url), config=RuntimeConfiguration())
        return client

    def _session(self, url: str) -> Session:
        from dlt.sources.helpers.requests import Client

        session = Client(
            raise_for_status=False, status_codes=(), exceptions=(), request_max_attempts=1, max_connections=4
        ).session
        # The environment is asked once for proxies and certificates, not at every page. It is not asked for a
        # .netrc: requests would put its password over our header.
        around = session.merge_environment_settings(url, {}, False, None, None)
        session.proxies, session.verify, session.trust_env = around["proxies"], around["verify"], False
        # Even where it follows none, requests looks for a redirect's target, having read its body whatever the size.
        session.get_redirect_target = _no_target  # type: ignore[method-assign, assignment]
        return session


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Faults of the net as errors of ours, which say nothing that an address or a header held."""
    from requests import exceptions

    try:
        yield
    except exceptions.SSLError:
        raise SourceTerminalError("bad-certificate", "the server's certificate is not trusted", where=where) from None
    except (exceptions.RequestException, OSError, ValueError) as error:
        # HTTP has no such address or header: a space, a letter of another script, a port that is none.
        if isinstance(error, ValueError) and not isinstance(error, exceptions.JSONDecodeError):
            raise SourceTerminalError(
                "request-refused",
                "the request cannot be written: its address or a secret in it has characters that HTTP does not allow",
                where=where,
                mend="check the source's `url:` and its secrets",
            ) from None
        raise SourceTransientError(
            "system-unavailable", f"the system did not answer ({type(error).__name__})", where=where
        ) from None


def _no_target(response: Response) -> None:
    """Redirects are ours to follow."""


def _followed(url: str, answer: Answer, method: str, where: str) -> str:
    target = next((value for name, value in answer.headers.items() if name.lower() == "location"), "")
    there, here = urlsplit(urljoin(url, target)), urlsplit(url)
    if not target or (there.scheme, there.netloc) != (here.scheme, here.netloc):
        raise _redirected("the server redirects to another host", where)
    if method != "GET" and answer.status not in KEEPING:
        raise _redirected("the server redirects what was sent to it", where)
    return there.geturl()


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


def _redirected(what: str, where: str) -> SourceTerminalError:
    return SourceTerminalError("redirected", what, where=where, mend="write the address it should be in `url:`")
