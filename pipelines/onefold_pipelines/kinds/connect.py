"""Connections to SQL sources: URLs, drivers, and errors without passwords or values."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from onefold_core.errors import ConfigError, OnefoldError, SourceTerminalError, SourceTransientError
from onefold_core.settings import Source

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

DRIVERS = {
    "postgresql": ("postgresql+psycopg", "psycopg", "postgres"),
    "postgres": ("postgresql+psycopg", "psycopg", "postgres"),
    "mysql": ("mysql+pymysql", "pymysql", "mysql"),
    "mariadb": ("mariadb+pymysql", "pymysql", "mysql"),
}
"""Dialect to the SQLAlchemy driver we test with, the module it needs, and our extra that installs it."""

CONNECT_SECONDS = 10
"""Long enough for a VPN, short enough that three attempts end within a minute."""

REFUSED_LOGIN = re.compile(r"authentication failed|no password supplied|access denied|\brole\b.*does not exist", re.I)
NO_DATABASE = re.compile(r"database .*does not exist|unknown database", re.I)
PASSING = re.compile(
    r"connection refused|timed? ?out|could not connect|can't connect|lost connection|gone away|server closed"
    r"|connection .*(reset|failed|closed|lost)|too many (connections|clients)|starting up|shutting down|deadlock"
    r"|could not serialize|database is locked|temporar|recovery mode",
    re.I,
)
PASSING_MYSQL_CODES = {1040, 1205, 1213, 2002, 2003, 2006, 2013}
"""Too many connections, lock wait timeout, deadlock, cannot connect (2), gone away, lost connection."""


def source_url(source: Source, root: Path) -> URL:
    """The source's SQLAlchemy URL: `url` of its YAML, else the secret `sources.<name>.url`; relative SQLite paths
    start at `root`. ConfigError when there is none or it is not a URL; the URL itself is never repeated."""
    from onefold_pipelines.runtime import secret

    text = source.file.url or secret(root, f"sources.{source.name}.url")
    if not text:
        raise ConfigError(
            "no-url",
            "the source has no url",
            where=f"source {source.name}",
            mend=f"write `url:` in {source.path.name}, or the secret as SOURCES__{source.name.upper()}__URL "
            f"in the environment or [sources.{source.name}] url in .dlt/secrets.toml",
        )
    return parse_url(text, root, f"source {source.name}")


def parse_url(text: str, root: Path, where: str) -> URL:
    """`text` as a URL with a driver we know; ConfigError names `where`, never the text."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "bad-url",
            "the url is not one that SQLAlchemy understands",
            where=where,
            valid=["sqlite:///data/crm.sqlite", "postgresql://user@host/db", "mysql://user@host/db"],
        ) from None
    if url.drivername in DRIVERS:
        url = url.set(drivername=DRIVERS[url.drivername][0])
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str((root / url.database).resolve()))
    return url


def open_engine(url: URL, where: str) -> Engine:
    """An engine that connects lazily, reads only, and shows neither SQL nor values; nothing is created by it."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    backend = url.get_backend_name()
    arguments: dict[str, object] = {}
    if backend == "sqlite":
        path = Path(url.database or "")
        if not url.database or not path.is_file():
            raise SourceTerminalError(
                "missing-database", "the SQLite file does not exist", where=f"{where}, {path}", mend="check its url"
            )
        url = url.set(database=f"{path.as_uri()}?mode=ro", query={"uri": "true"})
    elif backend in ("postgresql", "mysql", "mariadb"):
        arguments["connect_timeout"] = CONNECT_SECONDS
    try:
        return create_engine(
            url,
            connect_args=arguments,
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level=None if backend == "sqlite" else "REPEATABLE READ",
        )
    except (ImportError, NoSuchModuleError):
        known = DRIVERS.get(backend)
        extra = f'pip install "onefold[{known[2]}]"' if known else "install the SQLAlchemy dialect of this database"
        raise ConfigError("no-driver", f"no driver for {backend} is installed", where=where, mend=extra) from None


def source_error(error: Exception, where: str) -> OnefoldError:
    """A driver's error as one of ours: which family decides whether a retry can help. The text is not repeated,
    because drivers quote values and connection strings in it."""
    original = getattr(error, "orig", None) or error
    text = str(original)
    state = str(getattr(original, "sqlstate", None) or "")
    code = original.args[0] if original.args and isinstance(original.args[0], int) else None
    name = type(original).__name__
    label = f"{name} {state or code or ''}".strip()
    if state.startswith("28") or code in (1044, 1045, 1698) or REFUSED_LOGIN.search(text):
        return SourceTerminalError(
            "login-refused",
            "the database refused the user or the password",
            where=where,
            mend="check the secret of the source's url, then: onefold source test",
        )
    if state == "3D000" or code == 1049 or NO_DATABASE.search(text):
        return SourceTerminalError("missing-database", "the server has no such database", where=where)
    if state == "42501" or code in (1142, 1143):
        return SourceTerminalError(
            "no-permission", "the database user may not read this", where=where, mend="grant it SELECT"
        )
    if state[:2] in ("08", "53", "57", "40") or code in PASSING_MYSQL_CODES or PASSING.search(text):
        return SourceTransientError(
            "database-unavailable", f"the database did not answer ({label})", where=where, mend="try again later"
        )
    if "not a database" in text or "malformed" in text:
        return SourceTerminalError("not-a-database", "the file is not a SQLite database, or damaged", where=where)
    return SourceTerminalError("database-error", f"the database reported an error ({label})", where=where)
