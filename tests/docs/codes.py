"""Every code the sources can say, read from their syntax trees: errors with exit code, issues, quarantine reasons."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from onefold_core import errors
from onefold_core.readers.spec import REASONS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "pipelines", "dedupe", "quality", "app")
EXIT_CODES = {
    name: kind.exit_code
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.OnefoldError)
}
_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*")


def error_codes() -> set[tuple[int, str]]:
    """(exit code, code) of every error that is raised anywhere."""
    found: set[tuple[int, str]] = set()
    for module in _modules():
        for function, call in _calls(module):
            exit_code = EXIT_CODES.get(_name(call.func))
            if exit_code is not None and call.args:
                found |= {(exit_code, code) for code in _slugs(call.args[0], function, module)}
    return found


def issue_codes() -> set[str]:
    """Codes of audit.issue: those of the extraction, and those of the dbt models."""
    found = set()
    for module in _modules():
        for function, call in _calls(module):
            if _name(call.func) == "issue" and call.args:
                found |= _slugs(call.args[0], function, module)
    sql = _text("dbt_project/models/audit/issue.sql") + _text("dbt_project/macros/issues.sql")
    for expression in re.findall(r"^(.*| *case\n(?: {8,}.*\n)+.*) as code,$", sql, re.MULTILINE):
        found |= set(re.findall(r"'([a-z]+-[a-z-]+)'", expression))
    kinds = re.findall(r"\('(\w+)', '\w+', '\w+', '\w+', '\w+'\)", sql)
    assert kinds
    return found | {f"{kind.replace('_', '-')}-{status}" for kind in kinds for status in ("partial", "refused")}


def quarantine_reasons() -> set[str]:
    """Reasons of quarantine.row: what readers refuse, and what the landing refuses."""
    landing = re.findall(r"'([a-z]+-[a-z]+)', json_object", _text("pipelines/onefold_pipelines/land.py"))
    assert landing
    return {*REASONS, *landing}


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def _modules() -> tuple[ast.Module, ...]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in paths)


def _calls(module: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call with the function it stands in, or the module."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)]
    inside: dict[int, ast.AST] = {}
    for function in functions:  # from outside to inside, so that the innermost remains
        inside |= {id(node): function for node in ast.walk(function)}
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield inside.get(id(node), module), node


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _slugs(code: ast.expr, function: ast.AST, module: ast.Module) -> set[str]:
    """Slugs an expression may be: written there, assigned in the function, or given to its parameter."""
    if not isinstance(code, ast.Name):
        return _constants(code)
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_name(target) == code.id for target in node.targets):
            found |= _constants(node.value)
    if isinstance(function, ast.FunctionDef):
        parameters = [argument.arg for argument in function.args.args]
        if code.id in parameters:
            place = parameters.index(code.id)
            for _, call in _calls(module):
                if _name(call.func) == function.name and len(call.args) > place:
                    found |= _constants(call.args[place])
    return found


def _constants(expression: ast.expr) -> set[str]:
    if isinstance(expression, ast.IfExp):
        return _constants(expression.body) | _constants(expression.orelse)
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return {expression.value} if is_text and _SLUG.fullmatch(expression.value) else set()  # type: ignore[attr-defined]
