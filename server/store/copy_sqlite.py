"""SQLite's file copied inside one read transaction, and replaced in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from server.config import make_private
from server.store.base import db
from server.store.copying import PIECE_BYTES, CannotCopy, InUse
from server.store.journal import sync_folder

# Files of copies that a killed command left behind begin so.
TEMPORARY: Final = ".maraude-copy-"
ASIDE: Final = ".before-restore-"


def database_file() -> Path:
    """Raises CannotCopy for a database that is in memory only."""
    name = db.engine.url.database
    if not name or name == ":memory:":
        raise CannotCopy("A database in memory cannot be copied.")
    return Path(name)


def take(folder: Path) -> Iterator[bytes]:
    make_private(folder)
    path = folder / f"{TEMPORARY}{os.getpid()}"
    path.unlink(missing_ok=True)
    # Created first, so that it is never readable by others.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection = sqlite3.connect(database_file(), isolation_level=None)
        try:
            connection.execute("VACUUM INTO ?", (str(path),))
        finally:
            connection.close()
        with path.open("rb") as file:
            path.unlink()
            while piece := file.read(PIECE_BYTES):
                yield piece
    except sqlite3.Error as error:
        raise CannotCopy(f"The database cannot be copied: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def put(pieces: Iterable[bytes], aside: str) -> str | None:
    home = database_file()
    make_private(home.parent)
    fresh = home.with_name(f"{TEMPORARY}{os.getpid()}")
    try:
        _write(fresh, pieces)
        _check_file(fresh)
        kept = _close_file(home, home.with_name(f"{home.name}{ASIDE}{aside}"))
        fresh.replace(home)
    except OSError as error:
        raise CannotCopy(f"The database cannot be written: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(home.parent)
    return str(kept) if kept else None


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _check_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        (said,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    finally:
        connection.close()
    if said != "ok":
        raise CannotCopy(f"What was read is no sound database: {said}")


def _close_file(home: Path, aside: Path) -> Path | None:
    """Take what is in the write-ahead log into the file, and give the file a second name.

    A log left beside a database that it does not belong to would destroy that one. Leaving
    SQLite's log mode needs the file for oneself, so this also finds out who else has it open.
    """
    if not home.exists():
        return None
    connection = sqlite3.connect(home, timeout=1, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise InUse from error
    except sqlite3.DatabaseError:
        # No database any more: that is why somebody restores. It is put aside all the same.
        for beside in (f"{home}-wal", f"{home}-shm"):
            if Path(beside).exists():
                Path(beside).replace(f"{aside}{beside[-4:]}")
    finally:
        connection.close()
    aside.unlink(missing_ok=True)
    try:
        os.link(home, aside)
    except OSError:  # a file system without second names
        shutil.copy2(home, aside)
    return aside


def forget_aside(before_ms: int, *, dry_run: bool) -> int:
    """Delete the files put aside before a time; gives how many are due."""
    home = database_file()
    due = []
    for path in home.parent.glob(f"{home.name}{ASIDE}*"):
        at = path.name.removeprefix(f"{home.name}{ASIDE}").partition("-")[0]
        if at.isdecimal() and int(at) < before_ms:
            due.append(path)
    for path in due if not dry_run else ():
        path.unlink()
    return len(due)
