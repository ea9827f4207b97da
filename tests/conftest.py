"""Fixtures every test may use: real database servers, started once per session and only when a test asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import mariadb_server, missing_mariadb, missing_postgres, postgres_server


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database; skips when PostgreSQL is not installed."""
    if reason := missing_postgres():
        pytest.skip(reason)
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """SQLAlchemy URL of an empty MariaDB database; skips when MariaDB is not installed."""
    if reason := missing_mariadb():
        pytest.skip(reason)
    with mariadb_server() as url:
        yield url
