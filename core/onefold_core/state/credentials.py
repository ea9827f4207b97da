"""Tokens that systems replace at every use: encrypted in the state database, written before anybody uses them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError, LockedError
from onefold_core.privacy import project_key, subkey
from onefold_core.state.tables import credential

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

WAIT_SECONDS = 330
"""A renewal may be tried three times with a minute's patience each and two minutes' waits; whoever waits gets its
result."""

LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's state for a lock that was not had within `lock_timeout`."""


class Credentials:
    """The encrypted texts of a project's sources; the key is derived from the project's own and never stored."""

    def __init__(self, engine: Engine, root: Path, folder: Path) -> None:
        self._engine = engine
        self._root = root
        self._folder = folder

    @contextmanager
    def lock(self, source: str) -> Iterator[None]:
        """Hold a source's credentials against other processes, and on PostgreSQL against other machines."""
        from filelock import FileLock, Timeout

        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{source}.credentials.lock"
        try:
            with FileLock(path, timeout=WAIT_SECONDS), self._engine.connect() as connection:
                if self._engine.dialect.name == "postgresql":
                    number = int.from_bytes(hashlib.sha256(source.encode()).digest()[:8], signed=True)
                    self._wait_for(connection, number, path)
                    try:
                        yield
                    finally:
                        connection.execute(text("select pg_advisory_unlock(:number)"), {"number": number})
                    return
                connection.close()
                yield
        except Timeout:
            raise _held(path) from None

    @staticmethod
    def _wait_for(connection: Connection, number: int, path: Path) -> None:
        """Take the database's lock, in no longer than the file's: a machine that hangs with it must not hang all."""
        connection.execute(text("select set_config('lock_timeout', :wait, true)"), {"wait": f"{WAIT_SECONDS}s"})
        try:
            connection.execute(text("select pg_advisory_lock(:number)"), {"number": number})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            raise _held(path) from None

    def load(self, source: str) -> str | None:
        """What was saved last of a source, decrypted; None before the first time."""
        from cryptography.fernet import InvalidToken

        with self._engine.connect() as connection:
            sealed = connection.execute(select(credential.c.sealed).where(credential.c.source == source)).scalar()
        if sealed is None:
            return None
        try:
            return self._box().decrypt(str(sealed).encode()).decode()
        except InvalidToken:
            raise ConfigError(
                "sealed-with-another-key",
                "the stored credentials of this source were encrypted with another project key",
                where=f"source {source}",
                mend="give the project its key back, or authorise the application again and give the new secret",
            ) from None

    def save(self, source: str, value: str) -> None:
        """Keep a text; it is encrypted and on disk when this returns."""
        sealed = self._box().encrypt(value.encode()).decode()
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(credential).where(credential.c.source == source))
                connection.execute(insert(credential).values(source=source, sealed=sealed, changed_at=utc_now()))
        except DBAPIError as error:
            raise ConfigError(
                "credentials-not-kept",
                f"the new credentials of this source could not be written ({type(error.orig).__name__})",
                where=f"source {source}",
                mend="make room for the state database, authorise the application again and give the new secret",
            ) from None

    def forget(self, source: str) -> None:
        """Keep nothing of a source any more."""
        with self._engine.begin() as connection:
            connection.execute(delete(credential).where(credential.c.source == source))

    def _box(self) -> Fernet:
        from cryptography.fernet import Fernet

        key = subkey(project_key(self._root, create=True), "credentials")
        return Fernet(base64.urlsafe_b64encode(key))


def _held(path: Path) -> LockedError:
    return LockedError(
        "locked", "another command renews the credentials of this source", where=str(path), mend="run it again"
    )
