"""What one object's load commits together with its rows, inside dlt's own state."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class FileState(BaseModel):
    """One file as it was when its rows landed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    path: str
    size: int
    sha256: str
    refused: int = 0


class ObjectState(BaseModel):
    """Headers, types, cursor and files as of the last committed load; the default is an object never read.

    `cursor` is tagged text (`datetime:2024-01-31T10:00:00.000000`), see kinds/sql_cursor.py. Of a REST object,
    `swept_at` is when all of it was last read, `account` and `home` tell with whose secrets and where it was read
    (`HttpClient`), and `listed` are the columns in use that the account's list of fields had. `keys` are the headers
    that told rows apart at any time, the last ones today's.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    headers: tuple[str, ...] = ()
    types: dict[str, str] = Field(default_factory=dict)
    settings: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    cursor: str | None = None
    cursor_column: str | None = None
    swept_at: str | None = None
    account: str = ""
    home: str = ""
    listed: tuple[str, ...] | None = None
    files: tuple[FileState, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether nothing of the object was ever committed."""
        return not self.headers

    def is_elsewhere(self, home: str) -> bool:
        """Whether it was certainly read at another account's address."""
        return bool(self.home and home and self.home != home)

    def is_whose(self, home: str, account: str) -> bool:
        """Whether it was certainly read from the same account: by its address, else by the secrets."""
        return self.home == home if self.home and home else self.account in ("", account)

    def as_json(self) -> dict[str, Any]:
        """The state as dlt keeps it."""
        return self.model_dump(mode="json")
