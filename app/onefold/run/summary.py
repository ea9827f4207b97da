"""What a run prints at its end: in, merged, published, balance, truth, report, and what to type next."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

from onefold_core.settings import Project

from onefold.cli.common import table
from onefold.run.graph import RunResult


def render_summary(project: Project, result: RunResult) -> str:
    """The closing text of a run."""
    steps: dict[str, Any] = result.steps
    extract, match, audit, publish = (steps[name] for name in ("extract", "match", "audit", "publish"))
    headers = ("source", "object", "read", "landed", "unchanged", "duplicate", "quarantined", "suppressed", "gone")
    rows = [tuple(row[h] for h in headers) for row in extract["objects"]]
    lines = ["", "What came in", table(headers, rows), ""]
    lines += ["What was merged", *_merged(match), ""]
    lines += ["What was published", f"  build {result.build}", *_published(publish["tables"]), ""]
    lines += ["How the sums balance", *_balance(audit), ""]
    if match.get("truth"):
        lines += ["How precise and complete the matching was (against the known truth)", *_truth(match["truth"]), ""]
    lines += [f"report     {result.report}", f"published  {project.data / 'published' / 'current.duckdb'}"]
    lines += [f"{result.seconds} s in all", "", "Next"]
    command, option = _command(), _option(project)
    lines += [f"  {command} explain{option} {_example(publish)}", f"  {command} decisions queue{option}"]
    lines += [f"  {command} report{option} --open", f"  {command} dashboard{option}"]
    return "\n".join(lines)


def _merged(match: dict[str, Any]) -> list[str]:
    lines = [
        f"  {match['records']:,} records of people and companies are {match['clusters']:,} customers",
        f"  {match['records'] - match['clusters']:,} records were merged into another",
        f"  {match['review_pairs']:,} pairs wait for a decision",
    ]
    if match["households"]:
        lines.append(f"  {match['households']:,} pairs share a household and were kept apart")
    return lines


def _published(tables: dict[str, int]) -> list[str]:
    wanted = [(name, rows) for name, rows in tables.items() if name.startswith(("golden.", "marts."))]
    return [f"  {name:<28} {rows:>9,} rows" for name, rows in wanted if rows]


def _balance(audit: dict[str, Any]) -> list[str]:
    rules = audit["rules"].values()
    states = ("passed", "failed", "not_evaluated", "not_applicable")
    counted = ", ".join(f"{sum(r['status'] == s for r in rules)} {s.replace('_', ' ')}" for s in states)
    open_layers = audit["unbalanced"]
    balance = "every layer balances: nothing was lost" if not open_layers else f"not balanced: {'; '.join(open_layers)}"
    return [f"  {balance}", f"  rules: {counted}"]


def _truth(truth: dict[str, Any]) -> list[str]:
    return [f"  {k.replace('_', ' '):<14} {f'{v:.4f}' if isinstance(v, float) else f'{v:,}'}" for k, v in truth.items()]


def _example(publish: dict[str, Any]) -> str:
    return str(publish.get("example") or "CUSTOMER")


def _command() -> str:
    """How this onefold is called from here: its name when the shell finds it, its path in the environment otherwise."""
    found = shutil.which("onefold")
    script = Path(sys.executable).parent / "onefold"
    if found and Path(found).resolve() == script.resolve():
        return "onefold"
    return str(_from_here(script)) if script.exists() else "python -m onefold"


def _option(project: Project) -> str:
    return "" if project.root == Path.cwd() else f" --project {_from_here(project.root)}"


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
