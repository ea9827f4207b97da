"""docs/standardise.md lists every code and its examples are what the readers really give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from onefold_dedupe.standardise.codes import CHANGES, ISSUES
from onefold_dedupe.standardise.files import KINDS, standardiser

DOC = Path(__file__).parents[2] / "docs" / "standardise.md"
_EXAMPLE = re.compile(r"\| `(.+?)` \| ([\w.]*) \| (ok|partial|empty|refused) \| (.*?) \| ?([\w -]*) \|")


Example = tuple[str, str, str, str, str, str]


def examples() -> list[Example]:
    found: list[Example] = []
    kind = ""
    for line in DOC.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line[3:].split(",")[-1].strip()
        match = _EXAMPLE.fullmatch(line)
        if match and kind in KINDS:
            raw, hint, status, value, codes = match.groups()
            found.append((kind, raw, hint, status, value, codes))
    return found


def test_every_code_is_listed() -> None:
    text = DOC.read_text(encoding="utf-8")
    for code, meaning in {**CHANGES, **ISSUES}.items():
        assert f"| `{code}` | {meaning} |" in text


def test_there_are_examples_of_all_kinds() -> None:
    assert {kind for kind, *_ in examples()} == set(KINDS)


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example[0]}-{example[1][:20]}")
def test_examples_are_real(example: Example) -> None:
    kind, raw, hint, status, value, codes = example
    country, type_ = (hint or None, None) if hint.isupper() or not hint else (None, hint)
    result = standardiser(kind)(raw, country, type_)
    assert result.status == status
    assert [*result.changes, *result.issues] == codes.split()
    for name, part in result.value.items():
        if isinstance(part, str) and name != "metadata_version":
            assert f"{name}: {part}".replace("\n", " / ") in value
