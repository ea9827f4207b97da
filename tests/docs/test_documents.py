"""Documents hang together: links lead somewhere, everything is reachable, nothing names a machine or a registry."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.app.harness import ROOT
from tests.docs.console import blocks

DOCS = sorted((ROOT / "docs").rglob("*.md"))
FACES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_OUTSIDE = re.compile(r"[a-z]+:")
# Paths of the machines it is written on: a document must be true anywhere.
_MACHINE_PATH = re.compile("|".join(f"/{name}/" for name in ("work", "tmp", "root", "home", "Users")))
_ADDRESS = re.compile(r"https?://([^/\s)`'\"]+)")
# Whatever is not among these (where packages come from, above all) has no business in a document.
_KNOWN_HOSTS = {"keepachangelog.com", "semver.org", "127.0.0.1", "127.0.0.1:PORT", "db.example"}


def links(path: Path) -> list[str]:
    """Links of a document that lead into the repository."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [link for link in _LINK.findall(text) if not _OUTSIDE.match(link)]


def anchors(path: Path) -> set[str]:
    """What a heading is called in a link."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [unicodedata.normalize("NFC", heading.lower()) for heading in headings]
    return {re.sub(r"[^\w -]", "", heading).strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", [*DOCS, *FACES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    broken = []
    for link in links(document):
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_document_is_reachable_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        here = waiting.pop()
        if here not in seen and here.suffix == ".md" and here.exists():
            seen.add(here)
            waiting += [(here.parent / link.partition("#")[0]).resolve() for link in links(here)]
    assert [path.name for path in DOCS if path not in seen] == []


@pytest.mark.parametrize("document", [*DOCS, *FACES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_machine_and_no_registry_is_named(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert _MACHINE_PATH.findall(text) == []
    assert set(_ADDRESS.findall(text)) <= _KNOWN_HOSTS


@pytest.mark.parametrize("document", [*DOCS, *FACES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_fences_are_closed(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert text.count("\n```") + text.startswith("```") == 2 * len(list(blocks(text)))


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert re.search(r"^## \[Unreleased\]$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
