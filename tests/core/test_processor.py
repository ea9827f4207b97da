"""numpy's AVX-512 sort is not used where the processor has it but not its speed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from onefold_core.processor import is_zen4

ZEN4 = """processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model\t\t: 17
model name\t: AMD EPYC 9R14
flags\t\t: fpu sse4_2 avx2 avx512f avx512dq
"""
SPEEDS = "import os, sys, pathlib; from onefold_core.processor import prefer_fast_sort; {}; print(os.environ.get({!r}))"
VARIABLE = "NPY_DISABLE_CPU_FEATURES"


def test_zen4_is_told_from_its_neighbours() -> None:
    assert is_zen4(ZEN4)
    assert is_zen4(f"{ZEN4}\nprocessor\t: 1\nvendor_id\t: AuthenticAMD\n")
    assert not is_zen4(ZEN4.replace("avx512f avx512dq", ""))  # Zen 3
    assert not is_zen4(ZEN4.replace(": 25", ": 26"))  # Zen 5
    assert not is_zen4(ZEN4.replace("AuthenticAMD", "GenuineIntel"))
    assert not is_zen4("processor : 0\nFeatures : fp asimd\n")
    assert not is_zen4("")


@pytest.mark.parametrize(
    ("statement", "given", "expected"),
    [
        ("prefer_fast_sort(pathlib.Path(sys.argv[1]))", None, "X86_V4 AVX512_ICL AVX512_SPR"),
        ("prefer_fast_sort(pathlib.Path(sys.argv[1]))", "AVX512_SPR", "AVX512_SPR"),
        ("prefer_fast_sort(pathlib.Path('no such file'))", None, "None"),
        ("import numpy; prefer_fast_sort(pathlib.Path(sys.argv[1]))", None, "None"),
    ],
)
def test_numpy_is_told_before_it_is_there(tmp_path: Path, statement: str, given: str | None, expected: str) -> None:
    processors = tmp_path / "cpuinfo"
    processors.write_text(ZEN4)
    statement = statement if given else f"os.environ.pop({VARIABLE!r}, None); {statement}"
    environment = {**os.environ, VARIABLE: given} if given else dict(os.environ)
    found = subprocess.run(
        [sys.executable, "-c", SPEEDS.format(statement, VARIABLE), processors],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (found.stdout.strip(), found.stderr) == (expected, "")


def test_numpy_knows_the_names() -> None:
    """A name that it does not know would be a warning, and sorting would stay slow."""
    command = [sys.executable, "-W", "always", "-c", "import numpy"]
    environment = {**os.environ, VARIABLE: "X86_V4 AVX512_ICL AVX512_SPR"}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "dispatched" not in found.stderr
