"""Pages of figures in a real browser, served and from files: charts are drawn, links lead on, no complaint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from onefold.web.analysis.pages import ANALYSES

from tests.app.harness import Export, Harbour
from tests.app.test_dashboard_browser import ARGUMENTS, CHROMIUM, Served, needs_chromium, start, sync_api

pytestmark = needs_chromium
_INKED = """() => [...document.querySelectorAll("figure.chart canvas")].every(canvas => {
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return data.some((value, at) => at % 4 === 3 && value > 0);
})"""


@pytest.fixture(scope="module")
def served(published: Harbour) -> Iterator[Served]:
    process = start(published.root)
    try:
        yield process
    finally:
        process.process.kill()
        process.process.communicate()


@pytest.fixture
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def watched(browser: Any, **options: Any) -> tuple[Any, list[str], list[str]]:
    """A page, what the browser complains of, and what it asks for."""
    page = browser.new_page(**options)
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    return page, complaints, requests


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_chart_is_drawn_and_nothing_is_wider_than_the_window(
    served: Served, browser: Any, width: int, scheme: str
) -> None:
    page, complaints, requests = watched(browser, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(served.url)
    for name in ANALYSES:
        page.goto(f"{served.origin}/{name}")
        charts = page.locator("figure.chart canvas")
        assert charts.count() >= 2, name
        page.wait_for_function(_INKED)
        assert all(chart.get_attribute("aria-label") for chart in charts.all()), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert complaints == []
    assert all(url.startswith(served.origin) for url in requests)


def test_a_filter_is_chosen_and_a_bar_leads_to_its_rows(served: Served, browser: Any) -> None:
    page, complaints, _ = watched(browser)
    page.goto(served.url)
    page.goto(f"{served.origin}/service")
    page.locator('select[name="team"]').select_option("Parts")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/service?*team=Parts*")
    box = page.locator("canvas").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/rows/service?team=Parts&month=*")
    assert page.get_by_role("status").inner_text().split()[0].isdigit()
    page.go_back()
    page.locator("dl.figures a").first.click()
    page.wait_for_url("**/rows/ticket?team=Parts")
    assert complaints == []


def test_without_scripts_the_tables_say_it(served: Served, browser: Any) -> None:
    page, complaints, _ = watched(browser, java_script_enabled=False)
    page.goto(served.url)
    page.goto(f"{served.origin}/retention?by=year")
    assert not page.locator("figure.chart").first.is_visible()
    assert page.locator("table.grid").first.is_visible() and page.locator("dl.figures").is_visible()
    assert complaints == []


def test_the_export_opens_from_files(exported: Export, browser: Any) -> None:
    folder = exported.folder
    page, complaints, requests = watched(browser)
    page.goto((folder / "index.html").as_uri())
    for name, (title, _) in ANALYSES.items():
        page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
        page.wait_for_url(f"**/{name}.html")
        assert page.locator("figure.chart canvas").count() >= 2, name
        page.wait_for_function(_INKED)

    page.goto((folder / "attribution.html").as_uri())
    row = page.locator("table.grid").first.locator("tbody tr").nth(1)
    amount = row.locator("td").nth(2).inner_text()
    row.locator("td a").nth(2).click()
    page.wait_for_url("**/rows-attribution.html?campaign_key=*")
    assert page.locator('tfoot [data-sum="first_touch_base"]').inner_text() == amount
    shown = page.locator("tbody tr:visible").count()
    assert page.get_by_role("status").inner_text().startswith(f"{shown} of ")
    page.get_by_role("link", name="All rows").click()
    page.wait_for_url("**/rows-attribution.html")
    assert page.locator("tbody tr:visible").count() > shown
    assert complaints == []
    assert all(url.startswith(folder.as_uri()) for url in requests)
