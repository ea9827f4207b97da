"""The pictures of explanations: whole in one file, inert whatever the records hold, readable on a narrow screen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from onefold.explanation import CustomerAccount, GoldenValue, PairAccount
from onefold.picture.render import customer_page, pair_page, write_picture
from onefold_core.errors import ConfigError
from onefold_core.state.decisions import RecordedDecision
from onefold_dedupe.explain import explain_customer, explain_pair

from tests.app.test_dashboard_browser import ARGUMENTS, CHROMIUM
from tests.dedupe.test_match_project import FAMILY, GIVEN, THRESHOLDS, Project

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
EVIL = "<img src=x onerror=alert(1)>"
SHARED = {"birth_date": "1977-06-05", "phone": "+79161234567", "email": "p.shch@post.example"}


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    made = Project()
    for number in range(100, 160):
        made.person(
            str(number),
            GIVEN[number % 10],
            FAMILY[number % 7],
            birth_date=f"19{number % 60 + 30}-03-{number % 27 + 1:02}",
        )
    made.person("1", "Пётр", "Щербаков", street=f"Am Wall 3 {EVIL}", city="Bremen", **SHARED)
    made.person("2", "Pyotr", "Shcherbakov", street=f"Am Wall 3 {EVIL}", city="Bremen", **SHARED)
    made.person("3", "Petr", "Shcherbakov", birth_date="1977-06-05", email="p.shch@post.example")
    made.run()
    yield made
    made.con.close()


@pytest.fixture(scope="module")
def pair(project: Project) -> PairAccount:
    found = explain_pair(project.con, "crm:contacts:1", "crm:contacts:2", THRESHOLDS)
    said = RecordedDecision("d_1", "a", "b", "same", EVIL, "Eve", "2026-11-01T00:00:00Z", None, None, None)
    return PairAccount(found, ("c_1", "c_1"), (said,))


@pytest.fixture(scope="module")
def customer(project: Project) -> CustomerAccount:
    query = "select customer_id from match.identity where record_name = 'crm:contacts:1'"
    found = explain_customer(project.con, project.con.execute(query).fetchall()[0][0], THRESHOLDS)
    value = GoldenValue("display_name", EVIL, "crm", "crm:contacts:1", "trust", True)
    return CustomerAccount(found, (value,), ())


class _Reader(HTMLParser):
    """Tags, and every attribute that could load or run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.active: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.active += [(n, v) for n, v in attrs if n.startswith("on") or n in ("src", "href", "action", "data")]


def test_a_picture_is_one_inert_file(pair: PairAccount, customer: CustomerAccount) -> None:
    for html in (pair_page(pair), customer_page(customer)):
        read = _Reader(html)
        assert "svg" in read.tags
        assert not read.tags & {"script", "img", "link", "iframe", "object", "foreignobject", "image"}
        assert read.active == []
        assert "default-src 'none'" in html
        assert not re.search(r"url\(|@import|https?:", html)
        assert "&lt;img" in html


def test_a_pair_shows_every_step_and_both_values(pair: PairAccount) -> None:
    html = pair_page(pair)
    assert pair.pair.sum is not None
    for text in ("Щербаков", "Shcherbakov", "family name:", "before comparing: one person against", "together"):
        assert text in html
    bars = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="3" width="([\d.]+)"', html)
    compared = [piece for piece in pair.pair.sum.pieces if piece.level != "missing"]
    assert len(bars) >= len(compared) + 2
    assert all(float(x) >= 0 and float(x) + float(width) <= 100.1 for _, x, width in bars)


def test_a_customer_shows_every_record_and_link(customer: CustomerAccount) -> None:
    html = customer_page(customer)
    assert len(customer.customer.members) == 3
    assert html.count("<circle") == 3
    assert html.count("<line") == len(customer.customer.edges) == 3


def test_a_picture_that_cannot_be_written_is_an_error(pair: PairAccount, tmp_path: Path) -> None:
    write_picture(pair, tmp_path / "pair.html")
    assert [path.name for path in tmp_path.iterdir()] == ["pair.html"]
    with pytest.raises(ConfigError, match="unwritable-file"):
        write_picture(pair, tmp_path / "nowhere" / "pair.html")


@pytest.mark.skipif(shutil.which(CHROMIUM) is None, reason="not installed: chromium (Debian: apt-get install chromium)")
def test_pictures_fit_a_browser(pair: PairAccount, customer: CustomerAccount, tmp_path: Path) -> None:
    """Nothing is asked of a network, nothing runs off a narrow screen, text stands out in both schemes."""
    write_picture(pair, tmp_path / "pair.html")
    write_picture(customer, tmp_path / "customer.html")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in ("pair", "customer"):
            for width, scheme in ((1200, "light"), (1200, "dark"), (360, "light")):
                context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
                page = context.new_page()
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.on("console", lambda message, asked=asked: asked.append(message.text))
                page.goto((tmp_path / f"{name}.html").as_uri())
                assert asked == [(tmp_path / f"{name}.html").as_uri()]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.evaluate(_LEAST_CONTRAST) >= 4.5
                context.close()
        browser.close()


# WCAG 2.2, 1.4.3: the contrast of every element's own text with the page behind it.
_LEAST_CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = colour => { const [r, g, b] = parts(colour).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  let least = 99;
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    if (element.tagName === 'title') continue;
    const style = getComputedStyle(element);
    const own = light(element instanceof SVGElement ? style.fill : style.color);
    least = Math.min(least, (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05));
  }
  return least;
}"""
