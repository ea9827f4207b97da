"""What errors tell of the machine."""

from __future__ import annotations

import errno
import os

from onefold_core.errors import no_room


def test_a_full_disk_is_told_however_deep_it_was_met() -> None:
    full = RuntimeError("could not write")
    full.__context__ = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    told = no_room(full)
    assert told is not None
    assert (told.code, told.exit_code) == ("no-room", 2)
    assert no_room(RuntimeError(f"IO Error: {os.strerror(errno.ENOSPC)}")) is not None
    assert no_room(OSError(errno.EACCES, "no")) is None
