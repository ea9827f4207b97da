"""Onefold: many customer records, folded into one.

`onefold.standardise(kind, values)`, `onefold.match(data, columns)` and `onefold.run_project(folder)` are the public
Python API; each loads what it needs when it is first called.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onefold.api import run_project as run_project
    from onefold.matching import match as match
    from onefold.values import standardise as standardise

__all__ = ["__version__", "match", "run_project", "standardise"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return metadata.version("onefold")
    if name in __all__:
        from importlib import import_module

        places = {"standardise": "onefold.values", "match": "onefold.matching"}
        return getattr(import_module(places.get(name, "onefold.api")), name)
    raise AttributeError(f"module 'onefold' has no attribute {name!r}")
