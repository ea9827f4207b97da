"""The documents' examples run and print what the documents say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.app.harness import ROOT, Harbour
from tests.docs.console import Terminal, follow, steps

DOCS = ROOT / "docs"
WITH_A_DATABASE = DOCS / "own-database.md"
EVERYWHERE = [path for path in sorted(DOCS.glob("*.md")) if path != WITH_A_DATABASE and any(steps(path))]

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are written for a POSIX shell")


def test_there_are_examples() -> None:
    assert {path.name for path in EVERYWHERE} >= {"cli.md", "errors.md"}


@pytest.mark.parametrize("document", EVERYWHERE, ids=lambda path: path.name)
def test_examples_of_documents(document: Path, harbour: Harbour) -> None:
    wrong = follow(document, Terminal(harbour.root, "/srv/harbour"))
    assert not wrong, "\n".join(wrong)


def test_examples_of_the_readme(harbour: Harbour, checkout: Path) -> None:
    wrong = follow(ROOT / "README.md", Terminal(checkout, "."))
    assert not wrong, "\n".join(wrong)


def test_readme_commands_without_a_project(tmp_path: Path) -> None:
    """What README says of files alone, on files of the names it gives."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, _, section = readme.partition("## Without a project")
    commands = re.findall(r"^onefold .*", section.partition("\n## ")[0], re.MULTILINE)
    assert len(commands) > 1
    (tmp_path / "in.jsonl").write_text('{"id": 1, "raw": "Hauptstr. 5, 24103 Kiel"}\n', encoding="utf-8")
    (tmp_path / "columns.yml").write_text("full_name: name\nemail: mail\n", encoding="utf-8")
    duckdb.sql(
        "select i as unique_id, 'Anna ' || chr(65 + (i // 2 % 26)::int) || 'berg' || i // 2 as name,"
        " 'mail' || i // 2 || '@firma.example' as mail from range(200) as t(i)"
    ).write_parquet(str(tmp_path / "customers.parquet"))
    terminal = Terminal(tmp_path, ".")
    for command in commands:
        code, said = terminal.run(command)
        assert code == 0, said
    assert {path.name for path in tmp_path.iterdir()} >= {"out.jsonl", "clusters.csv", "pairs.parquet"}
