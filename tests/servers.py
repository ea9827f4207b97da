"""Real database servers for tests: started on a free loopback port in a temporary folder, stopped afterwards.

Debian's packages `postgresql` and `mariadb-server` (or any other installation in PATH) bring the binaries. Both
servers refuse to run as root, so as root they run as the user their package made.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "p@ss:word/1"
"""Characters that a careless URL would break on, so that tests notice when a password is printed or cut."""

START_SECONDS = 60
POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
MARIADB_FOLDERS = [Path("/usr/sbin"), Path("/usr/local/sbin"), Path("/opt/homebrew/bin")]


def find_binary(name: str, folders: list[Path]) -> str | None:
    """The binary's path from PATH or the folders packages put it in; None when it is not installed."""
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    return shutil.which(name, path=places)


def missing_postgres() -> str | None:
    """Why PostgreSQL cannot be started here, or None."""
    names = ["initdb", "postgres"]
    absent = [name for name in names if find_binary(name, POSTGRES_FOLDERS) is None]
    return f"not installed: {', '.join(absent)} (Debian: apt-get install postgresql)" if absent else None


def missing_mariadb() -> str | None:
    """Why MariaDB cannot be started here, or None."""
    names = ["mariadbd", "mariadb-install-db", "mariadb"]
    absent = [name for name in names if find_binary(name, MARIADB_FOLDERS) is None]
    return f"not installed: {', '.join(absent)} (Debian: apt-get install mariadb-server)" if absent else None


def free_port() -> int:
    """A loopback port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server with an empty database `source`; gives its SQLAlchemy URL."""
    initdb, postgres = find_binary("initdb", POSTGRES_FOLDERS), find_binary("postgres", POSTGRES_FOLDERS)
    if initdb is None or postgres is None:
        raise RuntimeError(missing_postgres())
    port = free_port()
    with _server_folder("postgres") as (folder, user):
        data, secret = folder / "data", folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if user:
            shutil.chown(secret, user)
        arguments = ["-D", str(data), "-U", "onefold", "--auth=scram-sha-256", f"--pwfile={secret}"]
        _run([initdb, *arguments, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], user, folder)
        options = ["-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
        with _running([postgres, *options], user, folder, port):
            import psycopg

            def connect() -> None:
                with psycopg.connect(
                    host="127.0.0.1", port=port, user="onefold", password=PASSWORD, dbname="postgres", autocommit=True
                ) as connection:
                    connection.execute("create database source")

            _until(connect, psycopg.OperationalError)
            yield _url("postgresql+psycopg", port)


@contextmanager
def mariadb_server() -> Iterator[str]:
    """A MariaDB server with an empty database `source`; gives its SQLAlchemy URL."""
    install = find_binary("mariadb-install-db", MARIADB_FOLDERS)
    mariadbd, client = find_binary("mariadbd", MARIADB_FOLDERS), find_binary("mariadb", MARIADB_FOLDERS)
    if install is None or mariadbd is None or client is None:
        raise RuntimeError(missing_mariadb())
    port = free_port()
    with _server_folder("mysql") as (folder, user):
        data, sock = folder / "data", folder / "s.sock"
        arguments = ["--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        _run([install, *arguments, "--skip-test-db"], user, folder)
        options = [f"--datadir={data}", f"--socket={sock}", f"--port={port}", "--bind-address=127.0.0.1"]
        durability = ["--innodb-flush-log-at-trx-commit=0", f"--pid-file={folder / 'pid'}"]
        collation = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin"]
        with _running([mariadbd, "--no-defaults", *options, *durability, *collation], user, folder, port):
            statements = (
                "create database source; "
                f"create user onefold@'127.0.0.1' identified by '{PASSWORD}'; "
                "grant all on *.* to onefold@'127.0.0.1';"
            )

            def create() -> None:
                command = [client, "--no-defaults", f"--socket={sock}", "--user=root", "-e", statements]
                subprocess.run(command, check=True, capture_output=True, timeout=30)

            _until(create, subprocess.CalledProcessError)
            yield _url("mysql+pymysql", port)


def _url(driver: str, port: int) -> str:
    from sqlalchemy import URL

    url = URL.create(driver, "onefold", PASSWORD, "127.0.0.1", port, "source")
    return url.render_as_string(hide_password=False)


@contextmanager
def _server_folder(user: str) -> Iterator[tuple[Path, str | None]]:
    """A folder short enough for a socket's path, and the user to run as (None unless we are root)."""
    folder = Path(tempfile.mkdtemp(prefix="of_"))
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        if is_root:
            shutil.chown(folder, user)
        yield folder, user if is_root else None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    """Ours, but for TMPDIR: it may be a folder that the server's user may not write to."""
    return {**os.environ, "TMPDIR": str(folder)}


def _run(command: list[str], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        command, user=user, cwd=folder, env=_environment(folder), capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr[-2000:]}")


@contextmanager
def _running(command: list[str], user: str | None, folder: Path, port: int) -> Iterator[None]:
    """The server as a child process, ended with the block."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, user=user, cwd=folder, env=_environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _until(lambda: _listening(port, process, folder), ConnectionError)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _listening(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    if process.poll() is not None:
        raise RuntimeError((folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        return


def _until(action: object, failure: type[Exception]) -> None:
    """Call `action` until it does not raise `failure`; its last error after START_SECONDS."""
    assert callable(action)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            action()
            return
        except failure:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
