"""Alembic's environment: runs the migrations on the engine that `open_state` hands over."""

from __future__ import annotations

from alembic import context
from onefold_core.state.tables import metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()
