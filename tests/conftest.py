"""Fixtures every test may use: real database servers, started once per session and only when a test asks."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.servers import mariadb_server, missing_mariadb, missing_postgres, postgres_server

# As the command line: thousands of tests and what they imported are looked through for garbage seldom.
gc.set_threshold(100_000, 50, 100)

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


LONGEST = (
    # The first two workers begin here: what the second does needs nothing that the first makes for all.
    "tests/app/test_run.py",
    "tests/dbt/test_nights.py",
    "tests/app/test_bad_input.py",
    "tests/benchmarks/test_benchmarks.py",
    "tests/app/test_analysis_browser.py",
    "tests/app/test_databases.py",
    "tests/docs/test_examples.py",
    "tests/app/test_interrupted.py",
    "tests/app/test_dbt_postgres.py",
    "tests/docs/test_api.py",
    "tests/app/test_evaluate.py",
    "tests/app/test_dashboard.py",
    "tests/faults/test_f44_install.py",
    "tests/dedupe/test_match_nights.py",
    "tests/docs/test_own_database.py",
    "tests/app/test_analysis.py",
    "tests/app/test_export.py",
    "tests/app/test_real_data.py",
    "tests/dbt/test_dbt_package.py",
    "tests/dbt/test_full_commerce.py",
    "tests/dbt/test_golden.py",
    "tests/pipelines/test_build_dbt.py",
)
"""Files of minutes, in the order they are begun: one that comes last keeps a worker busy while the other has none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others as they are."""
    place = {name: at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


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
