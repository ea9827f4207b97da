"""Requests as settings write them, with what is known at the moment put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from onefold_core.errors import ConfigError

_WORD = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
LATER = ("since", "begin", "page")
"""Words that are not known at the first request; an entry that needs one is left out then."""


class _Unknown(Exception):
    """A word that is not known yet."""


def filled(value: Any, known: Mapping[str, Any], where: str) -> Any:
    """`value` with `$name` replaced by what is known of that name and `{name}` inside texts by its text (a list's
    members joined by commas).

    Entries of mappings and lists whose value is not known yet are left out. ConfigError for a word nobody gave.
    """
    try:
        return _filled(value, known, where)
    except _Unknown:
        return None


def _filled(value: Any, known: Mapping[str, Any], where: str) -> Any:
    if isinstance(value, str):
        return _text(value, known, where)
    if isinstance(value, dict):
        made = {}
        for key, inner in value.items():
            try:
                made[_text(key, known, where)] = _filled(inner, known, where)
            except _Unknown:
                continue
        return made
    if isinstance(value, list):
        items = []
        for inner in value:
            try:
                items.append(_filled(inner, known, where))
            except _Unknown:
                continue
        return items
    return value


def _text(text: str, known: Mapping[str, Any], where: str) -> Any:
    if text.startswith("$"):
        value = known.get(text[1:])
        if value is None:
            raise _Unknown
        return value

    def word(found: re.Match[str]) -> str:
        name = found[1]
        value = known.get(name)
        if value is None:
            if name in LATER:
                raise _Unknown
            raise ConfigError(
                "no-option",
                f"the system needs to know its {name}",
                where=where,
                mend=f"options: {{{name}: …}} in the source's YAML",
            )
        return _query_text(value)

    return _WORD.sub(word, text)


def query(params: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Parameters of an address: lists joined by commas, booleans as true and false; `ids[]` stands once a member."""
    return {name: _query_value(name, value) for name, value in params.items()}


def _query_value(name: str, value: Any) -> str | list[str]:
    if name.endswith("[]") and isinstance(value, (list, tuple)):
        return [_query_text(one) for one in value]
    return _query_text(value)


def _query_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(_query_text(one) for one in value)
    return str(value)
