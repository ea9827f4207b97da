"""Fixtures of the extraction tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipelines.fakes.bitrix24 import Bitrix24
from tests.pipelines.fakes.retailcrm import RetailCrm, account
from tests.pipelines.fakes.server import serving
from tests.pipelines.fakes.zendesk import Zendesk
from tests.pipelines.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """An empty project folder."""
    return Workbench(tmp_path)


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bitrix24]:
    """A portal with 120 contacts of two companies."""
    fake = Bitrix24()
    for number in range(1, 121):
        fake.put("contact", str(number), 1, number, NAME=f"Given{number}", COMPANY_ID="0")
    fake.put("company", "71", 1, TITLE="Nordhafen", IS_MY_COMPANY="N")
    fake.put("company", "72", 1, TITLE="We ourselves", IS_MY_COMPANY="Y")
    with serving(fake):
        monkeypatch.setenv("SOURCES__BITRIX__URL", f"{fake.url}/rest/1/{fake.token}")
        yield fake


@pytest.fixture
def retail(monkeypatch: pytest.MonkeyPatch) -> Iterator[RetailCrm]:
    """An account with 250 customers."""
    with serving(account()) as fake:
        assert isinstance(fake, RetailCrm)
        monkeypatch.setenv("SOURCES__RETAILCRM__API_KEY", fake.token)
        yield fake


@pytest.fixture
def zendesk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Zendesk]:
    """An account with 250 end users, an agent and an administrator, on pages of a hundred."""
    fake = Zendesk()
    fake.calls_page = 100
    for number in range(1, 251):
        fake.put("users", number, 1, number, name=f"Name{number}", email=f"u{number}@example.com")
    fake.put("users", 900, 1, 40, name="Olga B", email="olga@example.org", role="agent")
    fake.put("users", 901, 1, 41, name="Chief", email="chief@example.org", role="admin")
    with serving(fake):
        monkeypatch.setenv("SOURCES__ZENDESK__TOKEN", fake.token)
        yield fake
