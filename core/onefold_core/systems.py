"""Shipped systems: each is the YAML of a source of kind `rest`, and a project's file is laid over it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from copy import deepcopy
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from onefold_core.errors import ConfigError
from onefold_core.settings_read import laid_over
from onefold_core.settings_rest import About
from onefold_core.yamlio import MEND, load_yaml

KINDS = ("sql", "files", "rest")
OFF = (False, "off")
_UNITED = ("keep", "ignore")


def systems_folder() -> Path:
    """Where the shipped systems lie: data beside the room that reads them, found without importing it."""
    spec = importlib.util.find_spec("onefold_pipelines")
    return Path(spec.origin).parent / "sources" if spec and spec.origin else Path("sources")


def system_names() -> tuple[str, ...]:
    """The systems this version ships, in order of name."""
    return tuple(sorted(path.stem for path in systems_folder().glob("*.yml")))


def load_system(name: str) -> dict[str, Any]:
    """A shipped system's document; ConfigError lists the valid kinds when there is none of that name."""
    if name not in system_names():
        raise ConfigError(
            "unknown-kind",
            f"{name[:60]!r} is neither a kind of source nor a shipped system",
            where="kind",
            valid=[*KINDS, *system_names()],
            mend="onefold source catalog",
        )
    return deepcopy(_shipped(systems_folder() / f"{name}.yml"))


def system_url(name: str) -> str | None:
    """A shipped system's address, with a word in braces where every account has its own."""
    url: str | None = _shipped(systems_folder() / f"{name}.yml").get("url")
    return url


@cache
def _shipped(path: Path) -> dict[str, Any]:
    """The document as it lies there, read once: each has a thousand lines, and a load asks for it at every object."""
    document: dict[str, Any] = load_yaml(path)
    return document


def resolved(document: dict[str, Any], path: Path) -> dict[str, Any]:
    """The document of a source as it is meant: a shipped system's laid under it, requests written out.

    The project's `map` goes over the shipped one by column, `keep` and `ignore` add to it and a column has the fate
    that the project gives it; `off` takes an object out, and references to it with it.
    """
    kind = document.get("kind")
    if isinstance(kind, str) and kind not in KINDS:
        try:
            base = load_system(kind)
        except ConfigError as error:
            raise ConfigError(error.code, error.what, where=f"{path}: kind", valid=error.valid, mend=MEND) from None
        base.pop("about", None)
        document = {**_over(base, document, path), "kind": "rest", "system": kind}
    if document.get("kind") != "rest" or not isinstance(document.get("objects"), dict):
        return document
    rest = document.get("rest")
    reads = rest.get("reads", {}) if isinstance(rest, dict) else {}
    objects = {name: _written_out(name, body, reads, path) for name, body in document["objects"].items()}
    return {**document, "objects": objects}


def _over(base: dict[str, Any], over: dict[str, Any], path: Path) -> dict[str, Any]:
    wanted = over.get("objects") or {}
    if not isinstance(wanted, dict):
        return over
    merged: dict[str, Any] = laid_over({k: v for k, v in base.items() if k != "objects"}, _without(over, "objects"))
    for name, body in wanted.items():
        if name not in base["objects"] and not (isinstance(body, dict) and "read" in body):
            raise ConfigError(
                "unknown-object",
                f"the system has no object {str(name)[:60]!r}, and the project does not say how to read one",
                where=f"{path}: objects.{str(name)[:60]}",
                valid=list(base["objects"]),
                mend=MEND,
            )
    objects: dict[str, Any] = {}
    off = {name for name, body in wanted.items() if body in OFF}
    off |= {name for name, body in base["objects"].items() if body.get("off") and name not in wanted}
    for name, body in base["objects"].items():
        if name not in off:
            own = wanted.get(name)
            own = own if isinstance(own, dict) else {}
            if "key" in own and not _reads_elsewhere(own) and _headers(own["key"]) != _headers(body.get("key")):
                raise _shipped_key(name, body, path)
            objects[name] = _object_over(_without(body, "off"), own)
    objects |= {name: body for name, body in wanted.items() if name not in base["objects"] and name not in off}
    for body in objects.values():
        _drop_references(body, off)
    return {**merged, "objects": objects}


def _without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != key}


def _reads_elsewhere(own: dict[str, Any]) -> bool:
    """Whether a project asks at an address of its own, and does not only mend how the shipped one is asked."""
    return isinstance(own.get("read"), dict) and "path" in own["read"]


def _shipped_key(name: str, body: dict[str, Any], path: Path) -> ConfigError:
    """Records are asked for, and said to be gone, by the key that the system gives them."""
    return ConfigError(
        "shipped-key",
        f"the system tells the records of {name!r} apart by a key of its own",
        where=f"{path}: objects.{name}.key",
        valid=[", ".join(_headers(body.get("key")))],
        mend="leave `key` out; a key of your own is a column to `map` or `keep`",
    )


def _object_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    decided = {fate: _headers(own.get(fate)) for fate in ("map", *_UNITED)}
    merged: dict[str, Any] = laid_over(base, {k: v for k, v in own.items() if k not in ("map", *_UNITED)})
    shipped = base.get("map", {})
    taken = {*decided["keep"], *decided["ignore"]}
    kept = {header: target for header, target in shipped.items() if header not in taken}
    merged["map"] = {**kept, **own["map"]} if isinstance(own.get("map"), dict) else kept
    merged["map"] = {header: target for header, target in merged["map"].items() if target is not None}
    for fate in _UNITED:
        others = {h for other, headers in decided.items() if other != fate for h in headers}
        united = [*(h for h in _headers(base.get(fate)) if h not in others), *decided[fate]]
        merged[fate] = list(dict.fromkeys(united))
    return merged


def _headers(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(header) for header in value] if isinstance(value, (list, dict)) else [str(value)]


def _drop_references(body: Any, off: set[str]) -> None:
    """A reference to an object that is not read leads nowhere; the column is left out with it."""
    mapping = body.get("map") if isinstance(body, dict) else None
    if not off or not isinstance(mapping, dict):
        return
    for header, targets in list(mapping.items()):
        many = targets if isinstance(targets, list) else [targets]
        kept = [target for target in (_kept(one, off) for one in many) if target is not None]
        if kept:
            mapping[header] = kept
        else:
            del mapping[header]
            body["ignore"] = [*_headers(body.get("ignore")), header]


def _kept(target: Any, off: set[str]) -> Any:
    ref = target.get("ref") if isinstance(target, dict) else None
    if isinstance(ref, str):
        return None if ref in off else target
    if isinstance(ref, dict) and isinstance(ref.get("objects"), dict):
        objects = {code: name for code, name in ref["objects"].items() if name not in off}
        return {**target, "ref": {**ref, "objects": objects}} if objects else None
    return target


def _written_out(name: str, body: Any, reads: Any, path: Path) -> Any:
    """The object with its request in full: `like` names one of the system's, which may be like another."""
    read = body.get("read") if isinstance(body, dict) else None
    if not isinstance(read, dict):
        return body
    return {**body, "read": _request(read, reads, f"{path}: objects.{name}.read")}


def _request(read: dict[str, Any], reads: Any, where: str) -> dict[str, Any]:
    known = dict(reads) if isinstance(reads, dict) else {}
    while (like := read.get("like")) is not None:
        if not isinstance(known.get(like), dict):
            raise ConfigError(
                "bad-settings",
                f"there is no read {str(like)[:60]!r}",
                where=f"{where}.like",
                valid=[str(one) for one in known],
                mend=MEND,
            )
        # Popped, so that reads that are like one another end as an error and not never.
        read = laid_over(known.pop(like), _without(read, "like"))
    lookups = read.get("lookup")
    if isinstance(lookups, list):
        read = {**read, "lookup": [_looked_up(one, reads, f"{where}.lookup") for one in lookups]}
    return read


def _looked_up(lookup: Any, reads: Any, where: str) -> Any:
    inner = lookup.get("read") if isinstance(lookup, dict) else None
    return {**lookup, "read": _request(inner, reads, where)} if isinstance(inner, dict) else lookup


def is_ignored(header: str, patterns: tuple[str, ...]) -> bool:
    """Whether one of the `ignore` entries is the header or a pattern with `*` that fits it."""
    return any(header == one or ("*" in one and fnmatchcase(header, one)) for one in patterns)


def about_systems() -> Iterator[tuple[str, About]]:
    """Every shipped system and what it says about itself."""
    for name in system_names():
        yield name, About.model_validate(load_system(name)["about"])
