"""PostgreSQL by its own programs: `pg_dump` reads it, one transaction of `psql` puts it back."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO, Final

from sqlalchemy import inspect, text

from server.store.base import db
from server.store.copying import PIECE_BYTES, CannotCopy, InUse

ASIDE: Final = "before_restore_"
# Of what a program says on stderr; its end tells what went wrong.
_SAID_MAX: Final = 2000


def take() -> Iterator[bytes]:
    """Everything but what an earlier restore put aside. Raises CannotCopy."""
    command = [program("pg_dump"), "--format=custom", "--compress=0", "--no-owner"]
    command += ["--no-privileges", f"--exclude-schema={ASIDE}*", f"--dbname={_conninfo()}"]
    with tempfile.TemporaryFile() as said:
        process = _start(command, said)
        try:
            assert process.stdout is not None
            while piece := process.stdout.read(PIECE_BYTES):
                yield piece
            if process.wait() != 0:
                raise CannotCopy(f"pg_dump could not copy the database: {_end_of(said)}")
        finally:
            _end(process)


def put(pieces: Iterable[bytes], aside: str) -> str | None:
    """Rename the schema and fill a new one, all in one transaction.

    `pg_restore` makes SQL of the copy, which follows our own first line. The last line, COMMIT,
    is ours too: psql's `--single-transaction` commits when its input ends, also when it ends
    because this process was killed.
    """
    programs = program("pg_restore"), program("psql")
    _refuse_others()
    with db.engine.connect() as connection:
        had = bool(inspect(connection).get_table_names(schema="public"))
    db.engine.dispose()
    with tempfile.TemporaryFile() as said:
        reader = _start([programs[0], "--file=-", "--no-owner", "--no-privileges"], said)
        client = [programs[1], "--no-psqlrc", "--quiet", "--file=-", "--output=/dev/null"]
        runner = _start([*client, "--set=ON_ERROR_STOP=1", f"--dbname={_conninfo()}"], said)
        try:
            whole = _pipe(pieces, reader, runner, f"{ASIDE}{aside}")
            if runner.wait() != 0 or not whole:
                raise CannotCopy(f"The copy could not be put back: {_end_of(said)}")
        finally:
            _end(reader)
            _end(runner)
    return f"the schema {ASIDE}{aside} of the database" if had else None


def forget_aside(before_ms: int, *, dry_run: bool) -> int:
    """Drop the schemas put aside before a time; gives how many are due."""
    with db.engine.begin() as connection:
        names = inspect(connection).get_schema_names()
        due = [name for name in names if name.startswith(ASIDE)]
        due = [
            name for name in due if (at := name[len(ASIDE) :]).isdecimal() and int(at) < before_ms
        ]
        for name in due if not dry_run else ():
            quoted = db.engine.dialect.identifier_preparer.quote(name)
            connection.execute(text(f"DROP SCHEMA {quoted} CASCADE"))
    return len(due)


def _pipe(
    pieces: Iterable[bytes],
    reader: subprocess.Popen[bytes],
    runner: subprocess.Popen[bytes],
    aside: str,
) -> bool:
    """The pieces through both programs; whether all went well, and was committed."""
    failed: list[Exception] = []
    feeding = threading.Thread(target=_feed, args=(reader, pieces, failed), daemon=True)
    assert reader.stdout is not None and runner.stdin is not None
    try:
        runner.stdin.write(f'BEGIN; ALTER SCHEMA public RENAME TO "{aside}";\n'.encode("ascii"))
        runner.stdin.write(b"CREATE SCHEMA public;\n")
        feeding.start()
        shutil.copyfileobj(reader.stdout, runner.stdin, PIECE_BYTES)
        feeding.join()
        whole = reader.wait() == 0 and not failed
        if whole:
            runner.stdin.write(b"\nCOMMIT;\n")
        runner.stdin.close()
    except BrokenPipeError:
        # psql gave up; what it said tells why.
        return False
    if failed:
        raise failed[0]
    return whole


def _feed(
    process: subprocess.Popen[bytes], pieces: Iterable[bytes], failed: list[Exception]
) -> None:
    assert process.stdin is not None
    try:
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        pass
    except Exception as error:  # noqa: BLE001  # of another thread: raised again in `_pipe`
        failed.append(error)
        process.kill()


def program(name: str) -> str:
    """Where a program of PostgreSQL's is. Raises CannotCopy, telling where it comes from."""
    found = shutil.which(name)
    if found is None:
        raise CannotCopy(
            f"{name} was not found on PATH. It comes with PostgreSQL's client programs, of the "
            "server's version or newer: apt install postgresql-client"
        )
    return found


def _start(command: list[str], said: BinaryIO) -> subprocess.Popen[bytes]:
    password = db.engine.url.password
    secret = {"PGPASSWORD": str(password)} if password else {}
    return subprocess.Popen(
        command,
        env={**os.environ, **secret},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=said,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()


def _end_of(said: BinaryIO) -> str:
    size = said.seek(0, os.SEEK_END)
    said.seek(max(0, size - _SAID_MAX))
    return said.read().decode("utf-8", "replace").strip()


def _refuse_others() -> None:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with db.engine.connect() as connection:
        if connection.scalar(query):
            raise InUse


def _conninfo() -> str:
    """Where the database is, without the password: other users can read a command line."""
    url = db.engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string(hide_password=False)
