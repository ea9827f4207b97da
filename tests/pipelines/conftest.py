"""Fixtures of the extraction tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.workbench import Workbench


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """An empty project folder."""
    return Workbench(tmp_path)
