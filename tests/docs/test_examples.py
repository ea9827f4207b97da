"""The documents' examples run and print what the documents say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.harness import ROOT, Harbour
from tests.docs.console import Terminal, follow, steps

DOCS = ROOT / "docs"
WITH_A_DATABASE = DOCS / "own-database.md"
EVERYWHERE = [path for path in sorted(DOCS.glob("*.md")) if path != WITH_A_DATABASE and any(steps(path))]

pytestmark = [
    pytest.mark.skipif(shutil.which("sh") is None, reason="the examples are written for a POSIX shell"),
    pytest.mark.xdist_group("docs"),
]


def test_there_are_examples() -> None:
    assert {path.name for path in EVERYWHERE} >= {"cli.md", "errors.md"}


@pytest.mark.parametrize("document", EVERYWHERE, ids=lambda path: path.name)
def test_examples_of_documents(document: Path, harbour: Harbour) -> None:
    wrong = follow(document, Terminal(harbour.root, "/srv/harbour"))
    assert not wrong, "\n".join(wrong)


def test_examples_of_the_readme(harbour: Harbour, checkout: Path) -> None:
    wrong = follow(ROOT / "README.md", Terminal(checkout, "."))
    assert not wrong, "\n".join(wrong)
