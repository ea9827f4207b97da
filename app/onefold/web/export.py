"""The pages of figures as a folder of HTML files that opens without a server and without a network.

It holds no rows of customers: figures, and the rows of marts that are sums over many. What a mart sums over can still
be one customer in a small group, and owners stand in it by name; docs/dashboard.md says so.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from onefold_core.errors import ConfigError
from onefold_core.settings import Project

import onefold
from onefold.web.analysis import rows
from onefold.web.analysis.filters import owner_names
from onefold.web.analysis.pages import ANALYSES
from onefold.web.analysis.parts import Analysis, Choice, Link
from onefold.web.analysis.row_tables import ROW_TABLES
from onefold.web.published import PublishedModel, Snapshot
from onefold.web.rendering import HERE, STATIC, environment

MARK = "onefold-export.json"
"""Lists the files of an export, so that the next one replaces them and nothing else."""
MOST_ROWS = 20_000
"""Of a mart; a longer one would be a page that no browser likes, and is left out."""
MOST_OPTIONS = 60
"""Of one filter, each of which is a page of its own."""
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none';"
    " form-action 'none'"
)
"""Not every browser takes a file to be of the same origin as the file beside it."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    build: str
    pages: int
    rows: tuple[str, ...]
    """Tables whose rows are part of it."""
    left_out: tuple[str, ...]
    """Tables of sums that were too long."""
    owners: int
    """People of the own house whose names it holds."""


@dataclass
class _Export:
    """One export on its way."""

    project: Project
    snapshot: Snapshot
    files: dict[str, str] = field(default_factory=dict)
    tables: dict[str, rows.Rows] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @cached_property
    def _templates(self) -> Environment:
        made = environment()
        made.globals.update(
            href=self.href, asset=lambda name: f"static/{name}", is_static=True, variants=self.variants,
            home="index.html",
            nav=(("index.html", "Overview"), *((f"{name}.html", title) for name, (title, _) in ANALYSES.items())),
        )  # fmt: skip
        return made

    def href(self, link: Link | None) -> str | None:
        """A file of the folder; None where it leads to what the folder does not hold."""
        if link is None:
            return None
        name = link.page.removeprefix("rows/")
        if link.page.startswith("rows/") and name in self.tables:
            return f"rows-{name}.html" + (f"?{urlencode(link.query)}" if link.query else "")
        return self.href(link.instead)

    def render(self, file: str, template: str, title: str, **values: Any) -> None:
        """Add one file."""
        self.files[file] = self._templates.get_template(f"{template}.html.j2").render(
            title=title, project=self.project.name, target=self.project.target_name, here=file.partition("--")[0],
            policy=POLICY, build=self.snapshot.build, currency=self.project.file.base_currency,
            version=onefold.__version__, **values,
        )  # fmt: skip

    def variants(self, page: Analysis, choice: Choice) -> list[tuple[str, str | None]]:
        """Links to the same page with another value of one filter; None for the one that is open."""
        if choice.name == "to":
            return []
        if choice.name == "from":
            options = [(year, _year(choice, year)) for year in _years(choice)]
        else:
            options = [(label, {choice.name: value}) for value, label in choice.options[:MOST_OPTIONS]]
        if choice.has_all:
            options.insert(0, ("all", {}))
            return [(label, None if dict(page.query) == query else _file(page.name, query)) for label, query in options]
        return [(label, None if label == choice.chosen_label else _file(page.name, query)) for label, query in options]


def write(project: Project, model: PublishedModel, folder: Path) -> Exported:
    """Write the export; ConfigError when the folder holds anything else."""
    _checked(folder)
    with model.reading() as snapshot:
        export = _Export(project, snapshot)
        _read_tables(export)
        for name, (title, read) in ANALYSES.items():
            for query in _queries(read(snapshot, {}, project.file.base_currency)):
                page = read(snapshot, query, project.file.base_currency)
                export.render(_file(name, query), "analysis", title, page=page)
        pages = [read(snapshot, {}, project.file.base_currency) for _, read in ANALYSES.values()]
        export.render("index.html", "export_index", "Overview", pages=pages)
        for name, table in export.tables.items():
            export.render(f"rows-{name}.html", "export_rows", table.table.title, page=table)
        owners = len(owner_names(snapshot))
    _write(folder, export)
    return Exported(
        folder, snapshot.build.build, len(export.files), tuple(sorted(export.tables)), tuple(export.left_out), owners
    )


def _read_tables(export: _Export) -> None:
    for name, table in ROW_TABLES.items():
        if table.is_personal:
            continue
        page = rows.read(export.snapshot, name, (), 1, MOST_ROWS)
        if page is None:
            continue
        if page.pages > 1:
            export.left_out.append(name)
        else:
            export.tables[name] = page.without(table.private)


def _queries(page: Analysis) -> Iterator[dict[str, str]]:
    """No filter, and each value of each filter alone; the period by whole years."""
    yield {}
    for choice in page.choices:
        if choice.name == "from":
            yield from (_year(choice, year) for year in _years(choice))
        elif choice.name != "to":
            yield from ({choice.name: value} for value, _ in choice.options[:MOST_OPTIONS])


def _years(choice: Choice) -> list[str]:
    return sorted({value[:4] for value, _ in choice.options})


def _year(choice: Choice, year: str) -> dict[str, str]:
    months = [value for value, _ in choice.options if value.startswith(year)]
    return {"from": months[0], "to": months[-1]}


def _file(name: str, query: Mapping[str, str]) -> str:
    """The file of a page; values of filters, which can be any text, stand in it as a hash."""
    if not query:
        return f"{name}.html"
    said = hashlib.sha256(json.dumps(dict(query), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return f"{name}--{quote('-'.join(query))}-{said[:12]}.html"


def _checked(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file()):
        raise ConfigError(
            "export-folder", "the folder holds something that is not an export of the dashboard", where=str(folder),
            mend="onefold dashboard --export ANOTHER-FOLDER",
        )  # fmt: skip


def _write(folder: Path, export: _Export) -> None:
    static = folder / "static"
    if (folder / MARK).is_file():
        for name in json.loads((folder / MARK).read_text(encoding="utf-8"))["files"]:
            (folder / Path(name).name).unlink(missing_ok=True)
        shutil.rmtree(static, ignore_errors=True)
    static.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in (*STATIC, *_SCRIPTS):
        shutil.copyfile(HERE / "static" / name, static / name)
    for name, text in export.files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    facts = {"build": export.snapshot.build.build, "files": sorted([*export.files, MARK])}
    (folder / MARK).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8", newline="\n")


_SCRIPTS = ("rows.js",)
"""What only an export needs: in the dashboard the server filters rows."""
