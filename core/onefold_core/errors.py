"""One family of errors: each says what happened, where, what is valid, and the command that mends it.

An error never carries a value from a customer's row; it names the place (source, object, file, line, column) instead.
The family decides the exit code and whether a retry can help.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Self


class OnefoldError(Exception):
    """Root of every error this project raises on purpose.

    `code` is a stable slug documented in docs/errors.md; `exit_code` is what the command line returns. `mend` is the
    family's own when the raiser knows no better.
    """

    exit_code = 1
    family = "internal"
    usual_mend: str | None = None

    def __init__(
        self,
        code: str,
        what: str,
        *,
        where: str | None = None,
        valid: Iterable[str] | None = None,
        mend: str | None = None,
    ) -> None:
        self.code = code
        self.what = what
        self.where = where
        self.valid = tuple(valid) if valid is not None else ()
        self.mend = mend or self.usual_mend
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [f"{self.what} [{self.code}]"]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.valid:
            lines.append(f"  valid: {', '.join(self.valid)}")
        if self.mend:
            lines.append(f"  mend:  {self.mend}")
        return "\n".join(lines)

    def of(self, source: str) -> Self:
        """The error itself, with the source's name in its family's mend."""
        if self.mend is not None and self.mend == self.usual_mend:
            self.mend = self.mend.replace("SOURCE", source)
        return self

    def as_dict(self) -> dict[str, object]:
        """The error as `--json` prints it."""
        return {
            "error": self.code,
            "family": self.family,
            "what": self.what,
            "where": self.where,
            "valid": list(self.valid),
            "mend": self.mend,
        }


class ConfigError(OnefoldError):
    """Usage or configuration is wrong; nothing was read or written."""

    exit_code = 2
    family = "configuration"
    usual_mend = "correct it, then run the same command again"


class SourceError(OnefoldError):
    """A source could not be read. Raise one of the two kinds below, so that retry policy is a type check."""

    exit_code = 3
    family = "source"


class SourceTransientError(SourceError):
    """Trying again later can help: a timeout, a throttle, a server restart."""

    usual_mend = "run the same command again later"


class SourceTerminalError(SourceError):
    """Trying again cannot help: a missing file, a wrong password, a column that vanished, a truncated document."""

    usual_mend = "mend the source, then: onefold source test SOURCE"


def no_room(error: BaseException | None) -> ConfigError | None:
    """The error to tell where this one, or what led to it, is a full disk; None where it is not."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        met.add(id(error))
        if (isinstance(error, OSError) and error.errno == errno.ENOSPC) or os.strerror(errno.ENOSPC) in str(error):
            return ConfigError(
                "no-room",
                "the disk is full",
                mend="make room where the project's data folder is, then run the same command again",
            )
        error = error.__cause__ or error.__context__
    return None


class GateError(OnefoldError):
    """A gate refused: a failed audit, a floor undercut, a red verdict. What was published stays up."""

    exit_code = 4
    family = "gate"


class LockedError(OnefoldError):
    """Another run holds the project."""

    exit_code = 5
    family = "locked"


class InvariantError(OnefoldError):
    """Something that must always hold did not; a defect in onefold itself."""

    exit_code = 1
    family = "invariant"
