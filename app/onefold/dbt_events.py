"""dbt's events without those that nobody hears: writing each out as a message takes an eighth of what dbt takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import cleanup_event_logger, ctx_set_event_manager, get_event_manager

_QUIET = frozenset({EventLevel.DEBUG, EventLevel.INFO})


class _Heard(EventManager):
    """Warnings and errors are dbt's own matter, as ever; of the rest only the events called `name` are told."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def fire_event(
        self, e: Any, level: Any = None, node: Any = None, force_warn_or_error_handling: bool = False
    ) -> None:
        """Tell the event to callbacks, or drop it."""
        is_quiet = not force_warn_or_error_handling and (level or e.level_tag()) in _QUIET
        if not is_quiet or type(e).__name__ == self._name:
            super().fire_event(e, level, node, force_warn_or_error_handling)


@contextmanager
def only_what_is_heard(name: str) -> Iterator[None]:
    """While the block runs, dbt tells its callbacks of events called `name`, warnings and errors, no others."""
    before = get_event_manager()
    ctx_set_event_manager(_Heard(name))
    try:
        yield
    finally:
        ctx_set_event_manager(before)
        # As dbt itself leaves it: before its first command it would print.
        cleanup_event_logger()
