"""Sorting on AMD's Zen 4, where numpy's AVX-512 sort takes five times what its AVX2 sort does: this processor needs
microcode for what such a sort sets apart (numpy/x86-simd-sort, issue 6).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_VARIABLE = "NPY_DISABLE_CPU_FEATURES"
_WITH_AVX512 = "X86_V4 AVX512_ICL AVX512_SPR"
"""What numpy 2.4 and later call the sets of instructions that have AVX-512."""
_FIRST_PROCESSOR = 4096
"""Bytes of the list of processors that hold the first one."""


def prefer_fast_sort(processors: Path = Path("/proc/cpuinfo")) -> None:
    """Have numpy do without AVX-512 on Zen 4, in this process and those it starts.

    Does nothing once numpy is imported, and leaves the environment's own choice.
    """
    if "numpy" in sys.modules or _VARIABLE in os.environ:
        return
    try:
        with processors.open("rb") as file:
            first = file.read(_FIRST_PROCESSOR).decode("ascii", "replace")
    except OSError:
        return
    if is_zen4(first):
        os.environ[_VARIABLE] = _WITH_AVX512


def is_zen4(processor: str) -> bool:
    """Whether Linux describes a processor of AMD's family 19h that has AVX-512: Zen 3 has none, Zen 5 is family 1Ah."""
    fields = dict(line.partition(":")[::2] for line in processor.split("\n\n")[0].splitlines())
    found = {name.strip(): value.split() for name, value in fields.items()}
    return (
        found.get("vendor_id") == ["AuthenticAMD"]
        and found.get("cpu family") == ["25"]
        and "avx512f" in found.get("flags", ())
    )
