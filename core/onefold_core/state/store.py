"""Opening the state database: pragmas, migrations, clear errors."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from onefold_core.errors import ConfigError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_state(url: str, root: Path) -> Engine:
    """An engine on the state database at `url`, migrated to the newest revision; SQLite paths start at `root`."""
    parsed = _parsed(url, root)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
    _migrate(engine, parsed)
    return engine


def _parsed(url: str, root: Path) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise ConfigError(
            "bad-state-url",
            "the state database's URL is not understood or its driver is missing",
            where="onefold.yml: targets.<name>.state",
            valid=["sqlite:///data/state.sqlite", "postgresql+psycopg://user:password@host/name"],
            mend="pip install 'onefold[postgres]'",
        ) from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).is_absolute():
        parsed = parsed.set(database=str(root / parsed.database))
    return parsed


def _sqlite_pragmas(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy's recipe: BEGIN is ours, see _sqlite_begin
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: object) -> None:
    # IMMEDIATE: a reader that turns writer halfway would fail with "database is locked" instead of waiting.
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


def _migrate(engine: Engine, url: URL) -> None:
    try:
        current = _current_revision(engine)
        if current == newest_revision():
            return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["engine"] = engine
        command.upgrade(config, "head")
    except OperationalError:
        raise ConfigError(
            "state-unreachable",
            "the state database cannot be opened",
            where=url.render_as_string(hide_password=True),
            mend="onefold doctor",
        ) from None


def _current_revision(engine: Engine) -> str | None:
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def newest_revision() -> str:
    """The newest revision: versions are numbered files, so the last name is the head."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
