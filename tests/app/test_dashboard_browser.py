"""The real command in a real browser: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.app.dashboard_world import ANNA, EVIL, RUN, make_world
from tests.app.harness import COMMAND

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

needs_chromium = pytest.mark.skipif(
    shutil.which(CHROMIUM) is None, reason="not installed: chromium (Debian: apt-get install chromium)"
)


@dataclass(frozen=True)
class Served:
    """The command, serving."""

    process: subprocess.Popen[str]
    url: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    world = make_world(tmp_path_factory.mktemp("browser") / "quay")
    world.state.dispose()
    process = start(world.root)
    try:
        yield process
    finally:
        process.process.kill()
        process.process.communicate()


def start(root: Path) -> Served:
    """`onefold dashboard --json` until it has printed its URL."""
    process = subprocess.Popen(
        [*COMMAND, "dashboard", "--project", str(root), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("}"):
            break
    assert printed, process.communicate()[1]
    facts = json.loads(printed)
    return Served(process, facts["url"], facts["port"])


def test_only_this_machine_can_connect(served: Served) -> None:
    socket.create_connection(("127.0.0.1", served.port), timeout=5).close()
    others = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in (a for a in others if not a.startswith("127.")):
        with pytest.raises(OSError):
            socket.create_connection((address, served.port), timeout=2)


@needs_chromium
def test_a_customer_is_found_and_read_with_the_keyboard_and_nothing_else_happens(served: Served) -> None:
    requests, dialogs, complaints = [], [], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.on("console", lambda message: complaints.append(message.text))

        page.goto(served.url)
        assert page.url == f"{served.origin}/", "the token is not left in the address"
        page.get_by_role("link", name="Customers", exact=True).click()
        page.get_by_label("Find a customer").fill("muller")
        page.keyboard.press("Enter")
        page.wait_for_url("**/customers?q=muller*")
        assert page.get_by_role("status").inner_text() == "1 customer found"

        link = page.get_by_role("link", name="Анна Мюллер")
        for _ in range(30):
            page.keyboard.press("Tab")
            if link.evaluate("node => node === document.activeElement"):
                break
        else:
            pytest.fail("Tab does not reach the customer")
        outline = link.evaluate("node => [getComputedStyle(node).outlineStyle, getComputedStyle(node).outlineWidth]")
        assert outline == ["solid", "3px"], "the focus is to be seen"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/customers/{ANNA}")
        assert page.get_by_role("heading", level=1).inner_text() == "Анна Мюллер"
        assert not page.get_by_text("A. Mueller").is_visible()
        page.get_by_text("1 runner-up").click()
        assert page.get_by_text("A. Mueller").is_visible()
        assert not complaints, complaints

        for path in (f"/customers/{EVIL}", "/customers", "/marts/customer_360", f"/reports/{RUN}"):
            page.goto(served.origin + path)
        # Only the script in the report may be complained about: the sandbox stopped it.
        assert all("script" in text.lower() for text in complaints), complaints
        for path in ("/", f"/customers/{ANNA}", "/marts/funnel", "/runs"):
            page.set_viewport_size({"width": 360, "height": 640})
            page.goto(served.origin + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{path} is wider than the window"
        browser.close()
    assert dialogs == []
    assert requests and all(url.startswith(served.origin + "/") for url in requests), requests


@needs_chromium
def test_a_browser_without_the_token_sees_a_refusal(served: Served) -> None:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page()
        answer = page.goto(f"{served.origin}/customers")
        assert answer is not None and answer.status == 403
        assert page.get_by_role("heading", level=1).inner_text() == "Not allowed"
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "the style is there"
        browser.close()


def test_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no SIGINT for one process")
    world = make_world(tmp_path / "quay")
    world.state.dispose()
    served = start(world.root)
    served.process.send_signal(signal.SIGINT)
    _, errors = served.process.communicate(timeout=20)
    assert served.process.returncode == 0, errors
    assert "Traceback" not in errors


def test_the_command_without_a_project_says_what_to_type(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "dashboard", "--project", str(tmp_path), "--no-open"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "onefold init" in done.stderr


def test_nothing_of_the_server_is_loaded_for_help() -> None:
    code = (
        "import onefold.cli, sys; print([m for m in ('starlette', 'uvicorn', 'jinja2', 'duckdb') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
