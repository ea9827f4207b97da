"""docs/errors.md lists every error, issue and quarantine reason of the sources, and no other."""

from __future__ import annotations

import re

from tests.docs.codes import ROOT, error_codes, issue_codes, quarantine_reasons

LINES = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8").splitlines()


def listed(heading: str) -> set[str]:
    """Codes in the first cells of the tables below a second-level heading."""
    found: set[str] = set()
    is_inside = False
    for line in LINES:
        if line.startswith("## "):
            is_inside = line.startswith(f"## {heading}")
        elif is_inside and line.startswith("| `"):
            found |= set(re.findall(r"`([a-z-]+)`", line.split("|")[1]))
    return found


def test_errors_are_listed_under_their_exit_code() -> None:
    documented = {(number, code) for number in range(1, 6) for code in listed(f"Exit code {number}:")}
    assert documented == error_codes()


def test_issues_are_listed() -> None:
    assert listed("Issues") == issue_codes()


def test_quarantine_reasons_are_listed() -> None:
    assert listed("Quarantine reasons") == quarantine_reasons()


def test_the_sources_have_codes_to_compare() -> None:
    assert len(error_codes()) > 100
    assert (5, "locked") in error_codes()
    assert "rows-quarantined" in issue_codes()
    assert "ragged-row" in quarantine_reasons()
