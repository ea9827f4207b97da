"""One request, and who gives its answer: the system, or what it has answered already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from onefold_core.settings_rest import Rest

    from onefold_pipelines.rest.answers import Answer
    from onefold_pipelines.rest.clock import Clock


@dataclass(frozen=True)
class Ask:
    """One request: `path` starts at the source's address, or is a whole one on its host; `csv`: CSV comes, its
    rows counted by the header of that name.
    """

    path: str
    method: str = "GET"
    params: Mapping[str, Any] | None = None
    body: Any = None
    bucket: str = "all"
    where: str = ""
    rights: tuple[str, ...] = ()
    csv: str | None = None


class Sender(Protocol):
    """Who gives the answer to a request, of the system that `rest` describes."""

    rest: Rest
    clock: Clock

    def send(self, ask: Ask) -> Answer:
        """The answer, once it is data; a typed error after the last attempt."""
        ...
