"""Several requests sent as one, where a system takes them so: their answers are held until somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from onefold_core.settings_rest import Batch

from onefold_pipelines.rest.answers import Answer
from onefold_pipelines.rest.ask import Ask, Sender
from onefold_pipelines.rest.places import at


class Ahead:
    """A client that has some answers already: those that a batch gave. Each is given once, to who asks for it first."""

    def __init__(self, client: Sender) -> None:
        self.rest = client.rest
        self.clock = client.clock
        self._client = client
        self._held: dict[str, Answer] = {}

    def send(self, ask: Ask) -> Answer:
        """The answer that is held, else the system's."""
        held = self._held.pop(repr(ask), None)
        return held if held is not None else self._client.send(ask)

    def fetch(self, asks: Sequence[Ask], batch: Batch) -> None:
        """Ask for all of these, at most `batch.size`, at once; one that the batch has no answer to is not held."""
        if len(asks) < 2:
            return
        named = {f"r{number}": ask for number, ask in enumerate(asks)}
        commands = {name: command(ask) for name, ask in named.items()}
        one = asks[0]
        body = {**batch.body, batch.commands: commands}
        answer = self._client.send(Ask(batch.path, "POST", None, body, one.bucket, one.where, one.rights))
        found = {field: at(answer.body, place) for field, place in batch.answers.items()}
        failed = at(answer.body, batch.errors) if batch.errors else None
        first = next(iter(found))
        for name, ask in named.items():
            # PHP writes an object without members as a list.
            given = {field: held[name] for field, held in found.items() if isinstance(held, dict) and name in held}
            if first in given and not (isinstance(failed, dict) and name in failed):
                self._held[repr(ask)] = Answer(answer.status, answer.headers, b"", given, is_json=True)


def command(ask: Ask) -> str:
    """A request as text: its path and, nested as PHP nests them (`filter[ID]=5`), its parameters and its body."""
    flat = [*_flat("", dict(ask.params or {})), *_flat("", ask.body or {})]
    return f"{ask.path.lstrip('/')}?{urlencode(flat)}"


def _flat(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        members = [(f"{name}[{key}]" if name else str(key), inner) for key, inner in value.items()]
    elif isinstance(value, list):
        members = [(f"{name}[{number}]", inner) for number, inner in enumerate(value)]
    else:
        return [(name, str(int(value)) if isinstance(value, bool) else str(value))]
    return [pair for key, inner in members for pair in _flat(key, inner)]
