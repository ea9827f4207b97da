"""Strict YAML for project files: no tags, anchors, duplicate keys, surprise booleans or octals; errors name a line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from onefold_core.errors import ConfigError

MAX_BYTES = 2_000_000
"""A project file is written by hand; one larger than this is something else."""
MAX_DEPTH = 30
"""Deep enough for any mapping; PyYAML takes minutes for a hundred thousand open brackets."""
MEND = "correct the file, then: onefold doctor"


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses what YAML 1.1 quietly misreads."""


_Quick: Any = type("_Quick", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
"""As _StrictLoader on libyaml, ten times as fast; its errors name other lines, so they are looked for once more."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        if key_node.tag == "tag:yaml.org,2002:merge":
            raise _problem(key_node, "merge keys (<<) are not supported")
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, (list, dict)):
            raise _problem(key_node, "a key must be a plain value")
        if key in seen:
            raise _problem(key_node, f"the key {str(key)[:60]!r} stands twice")
        seen.add(key)
    return {loader.construct_object(k, deep=True): loader.construct_object(v, deep=True) for k, v in node.value}


class _Problem(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what
        super().__init__(what)


def _problem(node: yaml.Node, what: str) -> _Problem:
    return _Problem(node.start_mark.line + 1, what)


_StrictLoader.yaml_implicit_resolvers = _Quick.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _AMBIGUOUS]
    for _AMBIGUOUS in [{"tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# YAML 1.2: only true and false are booleans (NO stays the country), 007 stays text, dates stay text.
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
for _loader in (_StrictLoader, _Quick):
    _loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def load_yaml(path: Path) -> Any:
    """The document in `path` as plain dicts, lists and scalars; None for an empty file.

    ConfigError names the file and the line for a syntax error, a duplicate key, a tag, an anchor or an alias.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError("missing-file", "a project file is missing", where=str(path), mend=MEND) from None
    except OSError as error:
        raise ConfigError(
            "unreadable-file", f"a project file cannot be read: {error.strerror}", where=str(path), mend=MEND
        ) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(
            "yaml-too-large", f"a project file is larger than {MAX_BYTES} bytes", where=str(path), mend=MEND
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError("yaml-encoding", "the file is not UTF-8", where=f"{path}, line {line}", mend=MEND) from None
    return parse_yaml(text, str(path))


def parse_yaml(text: str, where: str) -> Any:
    """As `load_yaml`, for text already read; `where` names it in errors."""
    try:
        return _parsed(text, _Quick)
    except (_Problem, RecursionError, yaml.YAMLError, ValueError):
        pass
    try:
        return _parsed(text, _StrictLoader)
    except _Problem as problem:
        raise ConfigError("bad-yaml", problem.what, where=f"{where}, line {problem.line}", mend=MEND) from None
    except RecursionError:
        raise ConfigError("bad-yaml", "the document is nested too deeply", where=where, mend=MEND) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(
            "bad-yaml", error.problem or "not valid YAML", where=f"{where}, line {line}", mend=MEND
        ) from None
    except (yaml.YAMLError, ValueError):
        raise ConfigError("bad-yaml", "not valid YAML", where=where, mend=MEND) from None


def _parsed(text: str, loader: Any) -> Any:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _Problem(_line(event), f"the document is nested more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Problem(_line(event), "anchors and aliases are not supported")
        if getattr(event, "tag", None):
            raise _Problem(_line(event), "tags are not supported")
    return yaml.load(text, Loader=loader)  # noqa: S506 - a SafeLoader made stricter
