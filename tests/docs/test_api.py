"""The Python examples of the documents are doctests; they run in the scratch checkout."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.app.harness import ROOT
from tests.docs.console import blocks

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples(path: Path) -> str:
    """All Python examples of a document as one text with its line numbers, so that later blocks see earlier names."""
    lines: list[str] = []
    for line, language, _, content in blocks(path.read_text(encoding="utf-8")):
        if language == "python" and ">>> " in content:
            lines += [""] * (line - len(lines)) + content.splitlines()
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if examples(path).strip()], ids=lambda path: path.name)
def test_python_examples(document: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout / "examples" / "harbour")
    test = doctest.DocTestParser().get_doctest(examples(document), {}, document.name, str(document), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    result = runner.run(test, out=said.append)
    assert result.attempted and not result.failed, "".join(said)
