"""Real databases for the tests: SQLite files and a PostgreSQL server of their own.

The server runs in a temporary folder, listens on 127.0.0.1 and a socket there, and ends with the
process that started it, however that process ends.
"""

from __future__ import annotations

import atexit
import functools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psycopg
from psycopg import sql

from tests.ports import held_port, number_of

DATABASES: Final = ("sqlite", "postgresql")

START_SECONDS_MAX: Final = 30.0
SUPERUSER: Final = "maraude"

# Nothing here outlives the tests, so nothing needs to survive a power cut.
SETTINGS: Final = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}

# `read` returns when the pipe from the tests closes, so a killed test run leaves no server behind.
WATCHED: Final = '"$@" & read -r _; kill -QUIT $!; wait $!'


class PostgresMissingError(Exception):
    """No PostgreSQL server programs on this machine."""


class PostgresStartError(Exception):
    """The server did not come up; the message carries the end of its log."""


@contextmanager
def fresh_database(database: str, folder: Path) -> Iterator[str]:
    """Give the URL of a new, empty database of one of DATABASES; SQLite files go to `folder`.

    Raises PostgresMissingError.
    """
    if database == "sqlite":
        yield sqlite_url(folder)
        return
    assert database == "postgresql", database
    server = shared_postgres()
    url = server.fresh_url()
    try:
        yield url
    finally:
        server.drop(url)


def sqlite_url(folder: Path) -> str:
    """Return the URL of a new, not yet existing SQLite file in `folder`."""
    return f"sqlite:///{folder / f'{uuid.uuid4().hex}.sqlite3'}"


@functools.cache
def shared_postgres() -> PostgresServer:
    """Return this process's one server, started at the first call and stopped at exit."""
    server = PostgresServer()
    server.__enter__()
    atexit.register(server.__exit__, None, None, None)
    return server


def postgres_programs() -> Path:
    """Return the folder of `initdb` and `postgres`, the newest version first.

    Raises PostgresMissingError.
    """
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("postgres")
    folders = [*debian, *([Path(on_path).parent] if on_path else [])]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissingError("PostgreSQL is not installed: apt-get install postgresql")


class PostgresServer:
    """A PostgreSQL server in a temporary folder; a context manager.

    >>> with PostgresServer() as server:
    ...     url = server.fresh_url()
    """

    def __init__(self) -> None:
        self._programs = postgres_programs()
        self._owner = _owner()
        self._folder = _own_folder(self._owner)
        self._log_path = self._folder / "log"
        self._held = held_port()
        self._port = number_of(self._held)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._init()
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of `database`."""
        return f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{self._port}/{database}"

    def fresh_url(self, template: str = "template1", encoding: str = "UTF8") -> str:
        """Create an empty database (or a copy of the database `template`) and return its URL.

        A template may have no open connection while it is copied: dispose of the engine first.
        """
        name = f"t{uuid.uuid4().hex}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template), sql.Literal(encoding)
            )
        )
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop the database behind `url`, closing whatever is still connected to it."""
        name = url.rpartition("/")[2]
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host="127.0.0.1", port=self._port, user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _init(self) -> None:
        command = [str(self._programs / "initdb"), "-D", str(self._folder / "data")]
        command += ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run(
            command,
            cwd=self._folder,
            user=self._owner.pw_uid if self._owner else None,
            group=self._owner.pw_gid if self._owner else None,
            extra_groups=[] if self._owner else None,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgresStartError(done.stderr[-2000:])

    def _start(self) -> None:
        self._process = self._launch()
        if not self._answers():
            raise PostgresStartError(self._log()[-2000:])

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [str(self._programs / "postgres"), "-D", str(self._folder / "data")]
        command += ["-h", "127.0.0.1", "-p", str(self._port), "-k", str(self._folder)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with self._log_path.open("wb") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", WATCHED, "sh", *command],
                cwd=self._folder,
                user=self._owner.pw_uid if self._owner else None,
                group=self._owner.pw_gid if self._owner else None,
                extra_groups=[] if self._owner else None,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def _answers(self) -> bool:
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end and "FATAL:  could not" not in self._log():
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _log(self) -> str:
        return self._log_path.read_text(errors="replace") if self._log_path.exists() else ""

    def _end_process(self) -> None:
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=START_SECONDS_MAX)
        self._process = None

    def _stop(self) -> None:
        self._end_process()
        self._held.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Return who runs the server: PostgreSQL refuses root. None means ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _own_folder(owner: pwd.struct_passwd | None) -> Path:
    # Not below TMPDIR: another user must get in, and a socket's path may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="maraude-pg-", dir="/tmp"))
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder
