"""Every page of the dashboard on a tiny published build: what it shows, what it finds, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from onefold.web.application import create_application
from onefold.web.guard import Access
from onefold_core.lock import project_lock
from onefold_core.published import publish_build, rollback
from onefold_core.settings import load_project
from onefold_core.state.store import open_state
from starlette.testclient import TestClient

from tests.app.dashboard_world import ANNA, FAILED_RUN, FIRM, GONE, RUN, World, make_world, publish
from tests.app.harness import Harbour


def signed_in(world: World) -> TestClient:
    """A browser that has opened the printed URL."""
    access = Access(port=8123)
    client = TestClient(create_application(world.project, world.state, access), base_url="http://127.0.0.1:8123")
    assert client.get(access.url).status_code == 200
    return client


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("dashboard") / "quay")


@pytest.fixture(scope="module")
def client(world: World) -> Iterator[TestClient]:
    with signed_in(world) as client:
        yield client


def page(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def test_overview_says_what_is_published_and_how_it_was_judged(client: TestClient) -> None:
    html = page(client, "/")
    assert "quay-1" in html and RUN in html
    assert "<dd>3</dd>" in html, "customers"
    assert ">1 of 2</dd>" in html, "rules"
    assert "Phones can be dialled." in html and "Every customer has a name." not in html
    assert 'href="/marts/customer_360"' in html and 'href="/marts/empty_mart"' in html
    assert "contact-point-refused" in html
    assert "was refused" in html, "the last run did not publish, and the page says so"


@pytest.mark.parametrize(
    "query",
    ["анна", "Anna", "mulLer", "muller anna", "köln Anna", "koln anna", "ANNA@example", "second@example.net",
     "ANNÀ Köl", "+4915123456789", "0151 2345-6789", "crm:contacts:1", ANNA],
)  # fmt: skip
def test_search_finds_by_name_contact_id_and_record(client: TestClient, query: str) -> None:
    html = client.get("/customers", params={"q": query}).text
    assert f'href="/customers/{ANNA}"' in html
    assert "1 customer found" in html


@pytest.mark.parametrize(
    "query", ["anna berlin", "%", "_nna", ".*", "[", "(?i)anna", r"\x{41}nna", "' or 1=1 --", "0151 999", "c_ANN_"]
)
def test_search_finds_nothing_that_is_not_there(client: TestClient, query: str) -> None:
    assert f"/customers/{ANNA}" not in client.get("/customers", params={"q": query}).text


def test_search_takes_wildcards_as_plain_characters(client: TestClient) -> None:
    assert f"/customers/{FIRM}" in client.get("/customers", params={"q": "100%_werft"}).text


def test_kind_filters_and_an_unknown_kind_does_not(client: TestClient) -> None:
    html = client.get("/customers", params={"kind": "organization"}).text
    assert f"/customers/{FIRM}" in html and f"/customers/{ANNA}" not in html
    assert "3 customers" in client.get("/customers", params={"kind": "'; drop"}).text


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 40, "²"])
def test_a_page_that_is_not_there_is_the_nearest_one(client: TestClient, number: str) -> None:
    assert "3 customers" in page(client, f"/customers?page={number}")


def test_customers_come_in_pages(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay")
    with duckdb.connect(str(world.project.warehouse)) as connection:
        connection.execute(
            "insert into marts.customer_360 (customer_id, kind, display_name)"
            " select 'c_' || i, 'person', 'Zoë ' || lpad(i::varchar, 3, '0') from range(120) as r(i)"
        )
    publish_build(world.project.warehouse, world.published, build="quay-many", run_id=RUN, keep=3)
    client = signed_in(world)
    first = page(client, "/customers?q=zoe")
    assert "120 customers found" in first and "page 1 of 3" in first and "Zoë 049" in first and "Zoë 050" not in first
    assert 'href="/customers?q=zoe&amp;kind=&amp;page=2"' in first
    last = page(client, "/customers?q=zoe&page=3")
    assert "Zoë 119" in last and 'rel="next"' not in last


def test_customer_shows_winners_runners_up_and_what_belongs_to_it(client: TestClient) -> None:
    html = page(client, f"/customers/{ANNA}")
    for text in ("Анна Мюллер", "A. Mueller", "lost by recency", "Olga Owner", "forms:posts:7", "second@example.net"):
        assert text in html
    for text in ("newsletter", "granted", "Refit of a sloop", "1,200.00", "1,104.50", "2026-01-02 03:04"):
        assert text in html
    assert "Invoices" not in html, "a kind of record that the build does not have is left out"


def test_a_merged_customer_leads_to_the_one_that_holds_its_records(client: TestClient) -> None:
    html = page(client, f"/customers/{GONE}", 404)
    assert f'href="/customers/{ANNA}"' in html


def test_an_unknown_customer_is_not_found(client: TestClient) -> None:
    assert "no customer by that id" in page(client, "/customers/c_NOBODY", 404)


def test_marts_are_listed_and_shown(client: TestClient) -> None:
    assert 'href="/marts/funnel"' in page(client, "/marts")
    html = page(client, "/marts/funnel")
    assert '<rect width="100.0%"' in html and '<rect width="20.0%"' in html, "bars in proportion to the longest"
    assert "80.0 %" in html and "Olga Owner" in html
    assert "This mart is empty" in page(client, "/marts/empty_mart")


@pytest.mark.parametrize("name", ["nope", "customer", 'funnel" union select 1 --', "golden.customer"])
def test_only_marts_are_shown_as_marts(client: TestClient, name: str) -> None:
    assert client.get(f"/marts/{name}").status_code == 404


def test_runs_and_builds(client: TestClient) -> None:
    html = page(client, "/runs")
    assert RUN in html and FAILED_RUN in html and "gate-failed" in html
    assert "3 records are 2 customers" in html
    assert html.count(">current</span>") == 1


@pytest.mark.parametrize("path", ["/", "/runs"])
def test_the_model_card_of_a_run_is_one_click_away(client: TestClient, path: str) -> None:
    assert f'href="/reports/{RUN}#model"' in page(client, path)
    assert page(client, path).count("#model") == page(client, path).count(f"{RUN}#model"), "of runs that matched"


def test_a_report_is_served_in_a_sandbox(client: TestClient) -> None:
    assert f'href="/reports/{RUN}"' in page(client, "/reports")
    answer = client.get(f"/reports/{RUN}")
    assert "The report" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy and "allow-" not in policy and "script-src" not in policy
    assert "default-src 'none'" in policy


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("/nope", "/reports/nope", "/static/nope.css", "/customers/a/b"):
        assert "There is no such page." in page(client, path, 404)


def test_a_new_build_and_a_rollback_show_at_once(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay")
    client = signed_in(world)
    assert "Newcomer" not in page(client, "/customers")
    publish(world, "quay-2", RUN, newcomer="Newcomer")
    assert "Newcomer" in page(client, "/customers")
    rollback(world.published, "quay-1")
    assert "Newcomer" not in page(client, "/customers")


def test_pages_work_while_a_run_holds_project_and_warehouse(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay")
    client = signed_in(world)
    with project_lock(world.project.data, "run"), duckdb.connect(str(world.project.warehouse)) as connection:
        connection.execute("begin")
        connection.execute("delete from golden.customer")
        assert "Анна Мюллер" in page(client, f"/customers/{ANNA}")


def test_pages_change_no_published_file(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay")
    before = {path.name: path.read_bytes() for path in world.published.iterdir()}
    client = signed_in(world)
    for path in ("/", "/customers?q=a", f"/customers/{ANNA}", "/marts/funnel", "/runs"):
        page(client, path)
    assert {path.name: path.read_bytes() for path in world.published.iterdir()} == before


def test_before_the_first_run_every_page_says_what_to_type(tmp_path: Path) -> None:
    client = signed_in(make_world(tmp_path / "quay", is_published=False))
    for path in ("/", "/customers", f"/customers/{ANNA}", "/marts", "/marts/funnel", "/runs", "/reports"):
        assert "<code>onefold run</code>" in page(client, path)


def test_a_damaged_build_is_a_page_with_a_way_out(tmp_path: Path) -> None:
    world = make_world(tmp_path / "quay")
    for path in world.published.glob("*.duckdb"):
        path.chmod(0o600)
        path.write_bytes(b"not a database")
    html = page(signed_in_without_page(world), "/customers", 500)
    assert "cannot be read" in html and "onefold rollback" in html


def test_a_defect_shows_its_place_and_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Анна Мюллер")

    monkeypatch.setattr("onefold.web.customers.read", fail)
    client = signed_in(make_world(tmp_path / "quay"))
    html = page(client, f"/customers/{ANNA}", 500)
    assert "ValueError" in html and "Анна" not in html
    assert "Анна" not in capsys.readouterr().err


def signed_in_without_page(world: World) -> TestClient:
    """A browser that has the cookie, where the first page cannot be shown."""
    access = Access(port=8123)
    client = TestClient(create_application(world.project, world.state, access), base_url="http://127.0.0.1:8123")
    assert client.get(access.url, follow_redirects=False).status_code == 303
    return client


def test_every_page_of_a_real_run(published: Harbour) -> None:
    project = load_project(published.root)
    client = signed_in(World(project, open_state(project.target.state, project.root)))
    ((customer, name),) = published.query(
        "select customer_id, display_name from golden.customer where display_name is not null"
        " order by record_count desc, customer_id limit 1"
    )
    marts = [row[0] for row in published.query("select table_name from duckdb_tables() where schema_name = 'marts'")]
    assert marts
    for path in ("/", "/runs", "/reports", "/marts", *(f"/marts/{mart}" for mart in marts), f"/customers/{customer}"):
        page(client, path)
    assert customer in client.get("/customers", params={"q": name}).text
