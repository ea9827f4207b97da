"""Small pieces of SQL and Jinja text that the written models share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence

from onefold_core.identifiers import literal, quote

RESERVED = frozenset(
    """
    all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast
    check collate collation column columns concurrently constraint create cross current_date current_user
    default deferrable desc describe distinct do else end except false fetch for foreign freeze from full
    generated glob group having ilike in initially inner intersect into is isnull join lambda lateral leading
    left like limit map natural not notnull null offset on only or order outer overlaps pivot pivot_longer
    pivot_wider placing positional primary qualify references returning right select semi session_user show
    similar some struct summarize symmetric table tablesample then to trailing true try_cast union unique
    unpack unpivot user using variadic verbose when where window with
    """.split()  # noqa: SIM905 - shorter as text
)
"""Words that DuckDB (duckdb_keywords(): reserved, type_function) or PostgreSQL reads as syntax, not as a column."""

INDENT = "    "
_LONG = 60


def ident(name: str) -> str:
    """A column name as it stands in a model: quoted only where it must be."""
    return quote(name) if name in RESERVED else name


def text_literal(text: str) -> str:
    """A string literal that neither SQL nor Jinja reads as anything else."""
    sql = literal(text)
    return "{{ " + jinja_text(sql) + " }}" if "{" in sql else sql


def jinja_text(text: str) -> str:
    """A Jinja string literal."""
    return (
        "'" + text + "'" if text.isprintable() and not set(text) & set("'\\") else json.dumps(text, ensure_ascii=False)
    )


def jinja_list(items: Iterable[str]) -> str:
    """A Jinja list of string literals."""
    return _bracketed([jinja_text(item) for item in items])


def jinja_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    """A Jinja list of two-item lists."""
    return _bracketed([f"[{jinja_text(first)}, {jinja_text(second)}]" for first, second in pairs])


def _bracketed(items: Sequence[str]) -> str:
    """Items between brackets, one a line when they are long."""
    if len(", ".join(items)) < _LONG:
        return "[" + ", ".join(items) + "]"
    inner = f",\n{INDENT}".join(items)
    return f"[\n{INDENT}{inner}\n]"


def macro(name: str, *arguments: str) -> str:
    """A call of one of our macros; `arguments` are Jinja already, one a line when they are long."""
    text = ", ".join(arguments)
    if len(text) <= _LONG or "\n" in text:
        return "{{ onefold." + name + "(" + text + ") }}"
    inner = f",\n{INDENT}".join(arguments)
    return "{{ onefold." + name + f"(\n{INDENT}{inner}\n) }}}}"


def cte(name: str, body: str) -> str:
    """One common table expression, its body indented."""
    lines = [INDENT + line if line else line for line in body.splitlines()]
    return f"{name} as (\n" + "\n".join(lines) + "\n)"


def with_ctes(ctes: Sequence[str], final: str) -> str:
    """A whole query: import CTEs, transformations, and the last select."""
    return "with\n\n" + ",\n\n".join(ctes) + "\n\n" + final + "\n"


def select(items: Sequence[str], rest: str) -> str:
    """A select of one item a line; items that start with `--` are headings of groups."""
    lines: list[str] = []
    last = max((i for i, item in enumerate(items) if not item.startswith("--")), default=-1)
    for i, item in enumerate(items):
        heading = item.startswith("--")
        if heading and lines:
            lines.append("")
        text = item if heading or i == last else f"{item},"
        lines += [INDENT + line if line else line for line in text.splitlines()]
    return "select\n" + "\n".join(lines) + "\n" + rest


def stamped(body: str, edit: str, *, comment: str = "--") -> str:
    """`body` under the header that says who wrote it and lets a later check see whether it was edited by hand."""
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    return (
        f"{comment} written by `onefold source build` from {edit}; edit that file\n{comment} content {digest}\n{body}"
    )


def is_as_written(text: str, *, comment: str = "--") -> bool | None:
    """Whether a file is as `stamped` wrote it: False when edited by hand since, None when it has no such header."""
    lines = text.split("\n", 2)
    if len(lines) < 3 or not lines[0].startswith(f"{comment} written by `onefold source build`"):
        return None
    return lines[1] == f"{comment} content {hashlib.sha256(lines[2].encode()).hexdigest()[:16]}"
