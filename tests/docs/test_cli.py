"""docs/cli.md has every verb, argument and option, and no other; no document names one that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from onefold.cli import app

from tests.app.harness import ROOT
from tests.docs.console import blocks

COMMON = {"--project", "-p", "--target", "-t", "--json", "--help", "-h", "--version"}
WITHOUT_A_PROJECT = {"init", "source catalog", "match", "standardise"}
DOCUMENTS = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
_CALL = re.compile(r"(?<![\w/.-])onefold ((?:[a-z][a-z-]* ?)+)([^`|;>]*)")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command typer knows, by the words that call it."""
    for name, command in group.commands.items():
        here = (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, here)
        else:
            yield " ".join(here), command


KNOWN = dict(commands(typer.main.get_command(app)))


def options(command: Any) -> set[str]:
    """The command's own options, and its arguments in capitals."""
    found = set()
    for parameter in command.params:
        dashed = [name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-")]
        found |= set(dashed) if dashed else {parameter.name.upper()}
    return found


def documented() -> dict[str, set[str]]:
    """Verb → what the first cells of its tables name."""
    found: dict[str, set[str]] = {}
    verb = ""
    for line in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            verb = match[1] if (match := re.fullmatch(r"### `onefold ([a-z ]+)`", line)) else ""
            if verb:
                found[verb] = set()
        elif verb and line.startswith("| `"):
            found[verb] |= {name.rstrip(" …") for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    return found


def test_every_verb_is_documented() -> None:
    assert set(documented()) == set(KNOWN)


@pytest.mark.parametrize("verb", sorted(KNOWN))
def test_options_are_documented(verb: str) -> None:
    assert documented()[verb] == options(KNOWN[verb]) - COMMON


@pytest.mark.parametrize("verb", sorted(KNOWN))
def test_common_options_stand_where_the_document_says(verb: str) -> None:
    assert "--json" in options(KNOWN[verb])
    assert ({"--project", "--target"} <= options(KNOWN[verb])) == (verb not in WITHOUT_A_PROJECT)


def calls(text: str) -> Iterator[tuple[str, list[str]]]:
    """(words, options) of every call of onefold in code: fenced shell blocks and inline code."""
    code = [
        content for _, language, _, content in blocks(text) if language in ("", "console", "sh", "bash", "ini", "cron")
    ]
    code += re.findall(r"`(onefold [^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    for place in code:
        for line in place.splitlines():
            is_call = line.startswith(("$ ", "onefold ", "  onefold ")) or "bin/onefold" in line
            for words, rest in _CALL.findall(line) if is_call and "No such command" not in line else []:
                yield words.strip(), re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", f" {rest}")


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.exists()], ids=lambda path: path.name)
def test_documents_name_real_verbs_and_options(document: Path) -> None:
    wrong = []
    groups = {verb.split()[0] for verb in KNOWN if " " in verb}
    for words, used in calls(document.read_text(encoding="utf-8")):
        verb = next((v for v in sorted(KNOWN, key=len, reverse=True) if f"{words} ".startswith(f"{v} ")), None)
        if verb is None:
            wrong += [] if words in groups or words.split()[0] == "frobnicate" else [words]
        else:
            wrong += [f"{verb} {name}" for name in used if name not in options(KNOWN[verb]) | COMMON]
    assert wrong == []
