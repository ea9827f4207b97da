"""Who gets a page of the dashboard and who does not, and that a value of a record never becomes markup or a link."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from onefold.web.application import create_application
from onefold.web.guard import Access
from onefold.web.server import listen
from onefold_core.errors import ConfigError
from onefold_core.state.tables import ledger
from sqlalchemy import select
from starlette.testclient import TestClient

from tests.app.dashboard_world import ANNA, EVIL, EVIL_IMAGE, EVIL_NAME, RUN, World, make_world

ACCESS = Access(port=8123)
BASE = "http://127.0.0.1:8123"
PATHS = ("/", "/customers", f"/customers/{ANNA}", "/marts", "/marts/funnel", "/runs", "/reports", f"/reports/{RUN}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("guard") / "quay")


@pytest.fixture
def stranger(world: World) -> Iterator[TestClient]:
    """A browser without the token."""
    application = create_application(world.project, world.state, ACCESS)
    with TestClient(application, base_url=BASE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(stranger: TestClient) -> TestClient:
    """A browser that has opened the printed URL."""
    assert stranger.get(ACCESS.url).status_code == 303
    return stranger


@pytest.mark.parametrize("path", PATHS)
def test_nobody_sees_a_page_without_the_token(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 403
    assert "Анна" not in answer.text and "quay-1" not in answer.text


@pytest.mark.parametrize(
    "token",
    ["", "x", ACCESS.token[:-1], ACCESS.token + "x", "é", "\udcff"],
    ids=["none", "short", "cut", "longer", "accented", "surrogate"],
)
def test_a_wrong_token_opens_nothing(stranger: TestClient, token: str) -> None:
    query = token.encode(errors="surrogatepass")
    assert stranger.get("/", params={"token": query}).status_code == 403
    assert not stranger.cookies


def test_the_session_is_not_the_token(stranger: TestClient) -> None:
    assert stranger.get("/", headers={"cookie": f"{ACCESS.cookie}={ACCESS.token}"}).status_code == 403


def test_the_token_becomes_a_cookie_and_leaves_the_address(stranger: TestClient) -> None:
    answer = stranger.get(f"/customers?q=anna&token={ACCESS.token}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BASE}/customers?q=anna"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    assert ACCESS.token.lower() not in cookie


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "//evil.example/%2f.."])
def test_the_token_never_redirects_to_another_host(stranger: TestClient, path: str) -> None:
    answer = stranger.get(f"{BASE}{path}?token={ACCESS.token}")
    assert answer.headers["location"].startswith(f"{BASE}/")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8123", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8123", "[::1]:8123", ""],
)
def test_another_host_name_is_refused_even_with_cookie_and_token(client: TestClient, host: str) -> None:
    assert client.get("/customers", headers={"host": host}).status_code == 403
    assert client.get(f"/customers?token={ACCESS.token}", headers={"host": host}).status_code == 403
    assert client.get("/static/dashboard.css", headers={"host": host}).status_code == 403


def test_two_host_headers_are_refused(client: TestClient) -> None:
    headers = [("host", "127.0.0.1:8123"), ("host", "evil.example")]
    assert client.get("/customers", headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_sent(client: TestClient, method: str) -> None:
    answer = client.request(method, "/customers", headers={"origin": "https://evil.example"})
    assert answer.status_code == 405


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_embed_a_page(client: TestClient, site: str) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-dest": "image"}
    assert client.get(f"/customers/{ANNA}", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/reports/..%2Fsecret", "/reports/%2e%2e%2fsecret", "/reports/..%5Csecret", "/reports/secret",
        f"/reports/{RUN}.html", "/reports/%2Fetc%2Fpasswd", "/reports/..%2F..%2Fonefold", "/reports/x%00",
        "/static/..%2Fguard.py", "/static/guard.py", "/static/..%2F..%2F..%2Fonefold.yml",
        "/static/%2e%2e/templates/base.html.j2", "/marts/..%2F..%2Fonefold.yml",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_its_folder(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "secret beside" not in answer.text and "project: quay" not in answer.text


@pytest.mark.parametrize("path", [*PATHS, "/nope", "/customers/c_NOBODY", "/static/dashboard.css"])
def test_every_answer_binds_the_browser(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
    assert "http" not in policy and "*" not in policy
    if not path.startswith("/reports/"):
        assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_a_refusal_is_noted_once_a_session_without_its_address(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay", is_published=False)
    stranger = TestClient(create_application(world.project, world.state, ACCESS), base_url=BASE)
    for _ in range(3):
        stranger.get(f"/customers/{ANNA}", headers={"host": "evil.example"})
        stranger.post("/customers")
    query = select(ledger.c.subject, ledger.c.facts).where(ledger.c.action == "dashboard.refused")
    with world.state.connect() as connection:
        notes = connection.execute(query).all()
    assert [note.subject for note in notes] == ["foreign-host", "method"]
    assert not any(ANNA in note.facts for note in notes)


@pytest.mark.parametrize("path", [f"/customers/{EVIL}", "/customers", "/marts/customer_360", f"/customers/{ANNA}"])
def test_markup_in_a_record_is_text(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert html.escape(EVIL_NAME, quote=False).replace("'", "&#39;") in text
    assert EVIL_NAME not in text and EVIL_IMAGE not in text
    assert not re.search(r"<(script|img|iframe|object|embed|style)\b", text)
    assert not re.search(r"\son\w+\s*=\s*[\"'a-z]", re.sub(r"&[#\w]+;[^<]*", "", text))


def test_only_our_own_addresses_are_links(client: TestClient) -> None:
    for path in (*PATHS[:-1], f"/customers/{EVIL}", "/customers?q=javascript:alert(1)"):
        for target in re.findall(r"(?:href|src|action)=\"([^\"]*)\"", client.get(path).text):
            assert re.match(r"(/(?!/)|#)", target), target


def test_the_query_comes_back_as_text(client: TestClient) -> None:
    text = client.get("/customers", params={"q": '"><script>alert(1)</script>', "kind": '"><b>'}).text
    assert "<script" not in text and "<b>" not in text


def test_it_listens_on_this_machine_only() -> None:
    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_an_error_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ConfigError, match="--port 0"):
            listen(other.getsockname()[1])
