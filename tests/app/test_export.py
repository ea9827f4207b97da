"""`onefold dashboard --export`: the same figures in files, no row of a customer, no other file touched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from onefold.web.analysis.pages import ANALYSES
from onefold.web.export import MARK
from onefold_core.settings import load_project
from onefold_core.state.store import open_state
from onefold_core.state.tables import ledger
from sqlalchemy import select

from tests.app.dashboard_world import World
from tests.app.harness import Export, Harbour, leaked, onefold
from tests.app.page_parts import parts_of
from tests.app.test_dashboard import page, signed_in


def test_it_says_what_it_wrote_and_what_it_holds(exported: Export) -> None:
    folder, done = exported.folder, exported.done
    facts = done.json()
    assert done.returncode == 0, done.said
    assert facts["pages"] == len(list(folder.glob("*.html"))) > 30
    assert {"retention", "funnel", "issue"} <= set(facts["rows"]) and "customer" not in facts["rows"]
    ((owners,),) = exported.project.query("select count(*) from golden.owner where name is not null")
    assert facts["owners"] == owners and "no rows of customers" in done.stderr and f"{owners} owners" in done.stderr
    project = load_project(exported.project.root)
    with open_state(project.target.state, project.root).connect() as connection:
        subjects = connection.execute(select(ledger.c.subject).where(ledger.c.action == "dashboard.exported")).all()
    assert (facts["build"],) in subjects


@pytest.mark.parametrize("name", ANALYSES)
def test_every_figure_is_that_of_the_dashboard(exported: Export, published: Harbour, name: str) -> None:
    project = load_project(published.root)
    client = signed_in(World(project, open_state(project.target.state, project.root)))
    served, written = (
        parts_of(html)
        for html in (page(client, f"/{name}"), (exported.folder / f"{name}.html").read_text(encoding="utf-8"))
    )
    assert {k: v.text for k, v in served.figures.items()} == {k: v.text for k, v in written.figures.items()}
    assert [[[c.text for c in row] for row in table] for table in served.tables] == [
        [[c.text for c in row] for row in table] for table in written.tables
    ]
    assert [chart["series"] for chart in served.charts] == [chart["series"] for chart in written.charts]


def test_a_filter_is_a_page_of_its_own(exported: Export, published: Harbour) -> None:
    project = load_project(published.root)
    client = signed_in(World(project, open_state(project.target.state, project.root)))
    html = (exported.folder / "service.html").read_text(encoding="utf-8")
    (file,) = re.findall(r'<a href="([^"]+)">Parts</a>', html)
    written = parts_of((exported.folder / file).read_text(encoding="utf-8"))
    served = parts_of(page(client, "/service?team=Parts"))
    assert {k: v.text for k, v in served.figures.items()} == {k: v.text for k, v in written.figures.items()}
    assert written.figures["opened"].number != parts_of(html).figures["opened"].number


def test_every_link_leads_to_a_file_of_the_folder(exported: Export) -> None:
    for file in exported.folder.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        drawn = [link for chart in parts_of(text).charts for link in chart["links"] if link]
        for target in (*re.findall(r'(?:href|src)="([^"#]+)"', text), *drawn):
            parts = urlsplit(target.replace("&amp;", "&"))
            assert not parts.scheme and not parts.netloc and (exported.folder / parts.path).is_file(), (
                file.name,
                target,
            )


def test_it_holds_no_customer(exported: Export, published: Harbour) -> None:
    owners = " ".join(name for (name,) in published.query("select name from golden.owner where name is not null"))
    values = [value for value in published.values() if value not in owners]
    for file in exported.folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"c_[0-9A-HJKMNP-TV-Z]{20}", text), file.name
        assert leaked(re.sub(r"<[^>]+>", " ", text), values) == [], file.name


def test_every_page_binds_the_browser(exported: Export) -> None:
    for file in exported.folder.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        assert len(policy) == 1 and "default-src" in policy[0] and "unsafe" not in policy[0] and "http" not in policy[0]
        assert not re.search(r"<script(?! src)| style=|<style|\son\w+=", text), file.name


def test_a_second_export_replaces_the_first_and_nothing_else(exported: Export, tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    shutil.copytree(exported.folder, folder)
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "retention--gone.html").write_text("of an older build", encoding="utf-8")
    mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    (folder / MARK).write_text(
        json.dumps({**mark, "files": [*mark["files"], "retention--gone.html"]}), encoding="utf-8"
    )
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    assert exported.write(folder).returncode == 0
    second = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert second.pop(Path("mine.txt")) == b"mine"
    assert second == first, "the same build gives the same files"


def test_a_folder_of_something_else_is_left_alone(published: Harbour, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    done = onefold("dashboard", "--project", str(published.root), "--export", str(tmp_path))
    assert done.returncode == 2 and "export-folder" in done.stderr and "--export ANOTHER-FOLDER" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
