"""docs/sources is what the shipped systems' YAML says."""

from __future__ import annotations

import pytest
from onefold_core.systems import system_names

from tests.app.harness import ROOT
from tools.source_pages import pages

FOLDER = ROOT / "docs" / "sources"


@pytest.mark.parametrize("name", ["index.md", *(f"{system}.md" for system in system_names())])
def test_pages_are_what_the_yaml_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name], "run: python tools/source_pages.py"


def test_no_page_of_a_system_that_is_not_shipped() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {*pages(), "adding.md"}
