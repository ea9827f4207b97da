"""Refresh tokens that rotate: stored before they are used, taken up by the next run, renewed once by many threads."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from onefold_core.errors import SourceError, SourceTerminalError, SourceTransientError
from onefold_core.settings import load_source
from onefold_core.state.credentials import Credentials
from onefold_core.state.store import open_state
from onefold_pipelines.rest import transport
from onefold_pipelines.rest.ask import Ask
from onefold_pipelines.rest.auth import MemoryTokens, SealedTokens, Tokens
from onefold_pipelines.rest.client import HttpClient
from onefold_pipelines.rest.clock import SteppedClock
from requests import Response

from tests.pipelines.fakes.server import Fake, Reply, Request, serving

SOURCE = """
kind: rest
url: {url}
rest:
  limits: {{all: {{rate: 1000, burst: 100, parallel: 8}}}}
  auth:
    - secrets: [client_id, client_secret, refresh_token]
      headers: {{Authorization: "Bearer {{access_token}}"}}
      oauth: {{token_url: "{url}/token"}}
objects: {{}}
"""


class Rotating(Fake):
    """Every refresh token works once; `lasts` is how long an access token does."""

    def __init__(self) -> None:
        super().__init__()
        self.token = "nobody-has-this"
        self.good, self.issued, self.lasts = "refresh-0", 0, 3600
        self.dies_after_issuing = False

    def is_open(self, request: Request) -> bool:
        return request.path == "/token"

    def answer(self, request: Request) -> Reply:
        if request.path != "/token":
            return Reply(body={"rows": []})
        if request.form.get("refresh_token") != self.good:
            return Reply(400, {"error": "invalid_grant"})
        self.issued += 1
        self.good, self.token = f"refresh-{self.issued}", f"access-{self.issued}"
        return Reply(body={"access_token": self.token, "refresh_token": self.good, "expires_in": self.lasts})


def client(
    fake: Fake, root: Path, tokens: Any, monkeypatch: pytest.MonkeyPatch, given: str = "refresh-0", day: int = 1
) -> HttpClient:
    """A client of the fake, as one run has it on that day."""
    for name, value in {"CLIENT_ID": "app", "CLIENT_SECRET": "pass-of-app", "REFRESH_TOKEN": given}.items():
        monkeypatch.setenv(f"SOURCES__CRM__{name}", value)
    path = root / "crm.yml"
    path.write_text(SOURCE.format(url=fake.url), encoding="utf-8")
    return HttpClient(load_source(path), root, SteppedClock(datetime(2026, 1, day, tzinfo=UTC)), tokens)


def sealed(root: Path) -> SealedTokens:
    """The store as a run has it."""
    return SealedTokens(Credentials(open_state("sqlite:///state.sqlite", root), root, root))


def test_the_next_run_goes_on_with_the_token_the_last_one_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        fake.lasts = 30  # so short that every run needs a new one
        for run in range(1, 4):
            client(fake, tmp_path, sealed(tmp_path), monkeypatch, day=run).send(Ask("/rows"))
            assert fake.issued == run
        kept = sealed(tmp_path).load("crm")
        assert kept is not None
        assert kept.refresh_token == "refresh-3"


def test_an_access_token_that_holds_is_not_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        for _ in range(3):
            client(fake, tmp_path, sealed(tmp_path), monkeypatch).send(Ask("/rows"))
        assert fake.issued == 1


def test_many_threads_renew_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        ours = client(fake, tmp_path, sealed(tmp_path), monkeypatch)
        ours.send(Ask("/rows"))
        fake.token = "somebody-took-it-back"
        with ThreadPoolExecutor(8) as pool:
            assert [answer.status for answer in pool.map(lambda _: ours.send(Ask("/rows")), range(16))] == [200] * 16
        assert fake.issued == 2


class Dying(MemoryTokens):
    """A process that is killed right after the tokens are on disk."""

    is_dying = False

    def save(self, source: str, tokens: Tokens) -> None:
        super().save(source, tokens)
        if self.is_dying:
            raise KeyboardInterrupt


def test_a_run_that_dies_after_receiving_has_lost_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Dying()
    with serving(Rotating()) as fake:
        store.is_dying = True
        with pytest.raises(KeyboardInterrupt):
            client(fake, tmp_path, store, monkeypatch).send(Ask("/rows"))
        assert not fake.asked("/rows"), "nothing is used before it is stored"
        store.is_dying = False
        client(fake, tmp_path, store, monkeypatch).send(Ask("/rows"))


def test_a_new_secret_ends_the_stored_chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        client(fake, tmp_path, sealed(tmp_path), monkeypatch).send(Ask("/rows"))
        fake.good, fake.token = "given-anew", "none"
        with pytest.raises(SourceTerminalError) as error:
            client(fake, tmp_path, sealed(tmp_path), monkeypatch).send(Ask("/rows"))
        assert error.value.code == "login-refused"
        assert "give the new refresh token as SOURCES__CRM__REFRESH_TOKEN" in (error.value.mend or "")
        client(fake, tmp_path, sealed(tmp_path), monkeypatch, "given-anew").send(Ask("/rows"))


def test_credentials_of_a_client_have_no_refresh_token_to_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = '{url}/token", grant: client_credentials'
    monkeypatch.setattr(sys.modules[__name__], "SOURCE", SOURCE.replace('{url}/token"', own))
    with serving(Rotating()) as fake:
        with pytest.raises(SourceTerminalError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch, "none").send(Ask("/rows"))
        assert fake.asked("/token")[0].form["grant_type"] == "client_credentials"
        assert error.value.code == "login-refused"
        assert error.value.mend == "check the secrets sources.crm.*, then: onefold source test crm"


def test_an_answer_that_is_an_error_was_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = SOURCE.replace("rest:\n", "rest:\n  failed: [errors]\n  errors: [{{status: 200, do: retry}}]\n")
    monkeypatch.setattr(sys.modules[__name__], "SOURCE", failing)
    with serving(Rotating()) as fake:
        ours = client(fake, tmp_path, MemoryTokens(), monkeypatch)
        replies = iter([Reply(200, {"errors": [{"message": "x"}]})] * 6 + [Reply(503)] * 6)
        fake.plan(lambda f, q, r: next(replies), "/rows", times=12)
        with pytest.raises(SourceTransientError) as met:
            ours.send(Ask("/rows"))
        assert met.value.what == "the system answered with an error (status 200)"
        with pytest.raises(SourceTransientError) as silent:
            ours.send(Ask("/rows"))
        assert silent.value.what == "the system did not answer (status 503)"


def test_an_empty_refresh_token_is_no_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        client(fake, tmp_path, sealed(tmp_path), monkeypatch).send(Ask("/rows"))
        healthy = fake.answer

        def without(request: Request) -> Reply:
            reply = healthy(request)
            if request.path == "/token" and reply.status == 200:
                fake.good = str(request.form["refresh_token"])
                reply.body["refresh_token"] = ""
            return reply

        monkeypatch.setattr(fake, "answer", without)
        for day in (2, 3):
            assert client(fake, tmp_path, sealed(tmp_path), monkeypatch, day=day).send(Ask("/rows")).status == 200
        assert len(fake.asked("/token")) == 3


def test_a_token_that_comes_back_as_a_code_is_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        fake.plan(lambda f, q, r: Reply(400, {"error": f.token}), "/rows", times=99)
        with pytest.raises(SourceError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch).send(Ask("/rows"))
        assert fake.token not in str(error.value)


@pytest.mark.parametrize("place", ["http://[::1", "http://127.0.0.1:999999/x"])
def test_a_redirect_to_no_address_is_an_error(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        fake.plan(lambda f, q, r: Reply(302, None, {"Location": place}), "/rows", times=99)
        with pytest.raises(SourceTerminalError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch).send(Ask("/rows"))
        assert error.value.code in ("redirected", "request-refused")


def test_the_body_of_a_redirect_is_no_larger_than_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST", 1 << 20)
    whole = property(lambda response: pytest.fail("read whole, whatever its size"))
    monkeypatch.setattr(Response, "content", whole)
    with serving(Rotating()) as fake:
        large = Reply(302, None, {"Location": f"{fake.url}/elsewhere"}, raw=b" " * (3 << 20))
        fake.plan(lambda f, q, r: large, "/rows", times=99)
        with pytest.raises(SourceTerminalError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch).send(Ask("/rows"))
        assert error.value.code == "unexpected-answer"


def test_no_token_in_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Rotating()) as fake:
        fake.plan(lambda f, q, r: Reply(500, {"token": "refresh-0"}), "/token", times=99)
        with pytest.raises(SourceError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch).send(Ask("/rows"))
        for secret in ("refresh-0", "pass-of-app"):
            assert secret not in str(error.value)


def test_the_authorisation_server_is_asked_as_patiently_as_it_wants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Rotating()) as fake:
        assert isinstance(fake, Rotating)
        busy = [Reply(429, {"error": "slow_down"}, {"Retry-After": "45"}), Reply(503, raw=b"<html>")]
        healthy = fake.answer
        # What is throttled makes no token, so the one that is held stays good.
        monkeypatch.setattr(fake, "answer", lambda request: busy.pop(0) if busy else healthy(request))
        ours = client(fake, tmp_path, MemoryTokens(), monkeypatch)
        started = ours.clock.now()
        assert ours.send(Ask("/rows")).status == 200
        assert len(fake.asked("/token")) == 3
        assert (ours.clock.now() - started).total_seconds() >= 45 + 2


@pytest.mark.parametrize(
    ("reply", "code", "times"),
    [
        (Reply(429, None, {"Retry-After": "600"}), "system-throttled", 1),
        (Reply(200, {"access_token": "x" * 2_000_000}), "unexpected-answer", 1),
        (Reply(200, raw=b"{"), "system-unavailable", 3),
        (Reply(302, None, {"Location": "https://elsewhere.example/"}), "login-refused", 1),
    ],
)
def test_an_authorisation_server_that_gives_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply, code: str, times: int
) -> None:
    with serving(Rotating()) as fake:
        fake.plan(lambda f, q, r: reply, "/token", times=99)
        with pytest.raises(SourceError) as error:
            client(fake, tmp_path, MemoryTokens(), monkeypatch).send(Ask("/rows"))
        assert (error.value.code, len(fake.asked("/token"))) == (code, times)
