"""Fixtures every test may use: real database servers, started once per session and only when a test asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.servers import mariadb_server, missing_mariadb, missing_postgres, postgres_server

# Slow draws on a busy machine are no finding; the same cases every time, so that a failure is everybody's.
settings.register_profile(
    "standard",
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", settings.get_profile("standard"), max_examples=10_000)
settings.load_profile(os.environ.get("ONEFOLD_HYPOTHESIS", "standard"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this test session share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    if reason := missing_postgres():
        pytest.skip(reason)
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def _mariadb() -> Iterator[str]:
    if reason := missing_mariadb():
        pytest.skip(reason)
    with mariadb_server() as url:
        yield url


@pytest.fixture(scope="module")
def postgres_url(_postgres: str, request: pytest.FixtureRequest) -> str:
    """SQLAlchemy URL of a PostgreSQL database of the test module's own; skips when PostgreSQL is not installed."""
    return _own_database(_postgres, request)


@pytest.fixture(scope="module")
def mariadb_url(_mariadb: str, request: pytest.FixtureRequest) -> str:
    """SQLAlchemy URL of a MariaDB database of the test module's own; skips when MariaDB is not installed."""
    return _own_database(_mariadb, request)


def _own_database(server_url: str, request: pytest.FixtureRequest) -> str:
    """Tables that one module leaves behind must not meet another's."""
    name = str(request.node.name).removesuffix(".py").replace("/", "_")
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)
