"""The whole database as a stream of bytes, taken while others write, and put back.

SQLite: a compact copy made inside one read transaction (VACUUM INTO), which neither waits for
writers nor makes them wait; putting back replaces the file in one step. PostgreSQL: `pg_dump`, in
its custom format; putting back is one transaction of `psql`. Either way the database is the old
one or the new one at any moment, and the old one is put aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from server.store import copy_postgresql, copy_sqlite
from server.store.base import db
from server.store.copying import CannotCopy, InUse
from server.store.models import Network

__all__ = ["CannotCopy", "InUse"]


def kind() -> str:
    """`sqlite` or `postgresql`: a copy goes back only into the kind that it came from."""
    return db.engine.dialect.name


def is_empty() -> bool:
    """Whether there is nothing to lose: no network in it. Raises CannotCopy."""
    with _asking() as connection:
        if not inspect(connection).has_table(Network.__tablename__):
            return True
        return connection.execute(select(Network.id).limit(1)).first() is None


def schema_head() -> str | None:
    """The newest migration that this database had; None for one without. Raises CannotCopy."""
    with _asking() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


@contextmanager
def _asking() -> Iterator[Connection]:
    try:
        with db.engine.connect() as connection:
            yield connection
    except (DBAPIError, sqlite3.Error) as error:
        why = getattr(error, "orig", None) or error
        raise CannotCopy(f"The database cannot be read: {why}") from error
    finally:
        db.engine.dispose()


def take(folder: Path) -> Iterator[bytes]:
    """Everything in the database, as of one moment. Raises CannotCopy.

    SQLite's copy lies in `folder` while it is read: unencrypted, as the database is, for its own
    user only, and without a name as soon as it is whole.
    """
    return copy_postgresql.take() if kind() == "postgresql" else copy_sqlite.take(folder)


def put(pieces: Iterable[bytes], now_ms: int) -> str | None:
    """Replace the database by one that was taken; gives where the old one is, if there was one.

    Raises CannotCopy, InUse; the old one is then as it was.
    """
    db.engine.dispose()
    if kind() == "postgresql":
        return copy_postgresql.put(pieces, str(now_ms))
    return copy_sqlite.put(pieces, str(now_ms))


def clear_temporary(folder: Path) -> int:
    """Delete what killed commands left; gives how many files."""
    found = list(folder.glob(f"{copy_sqlite.TEMPORARY}*"))
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def forget_aside(before_ms: int, *, dry_run: bool = False) -> int:
    """Delete the databases that restores put aside before a time; gives how many are due.

    They hold what was erased since: they are kept no longer than backups are.
    """
    if kind() == "postgresql":
        return copy_postgresql.forget_aside(before_ms, dry_run=dry_run)
    return copy_sqlite.forget_aside(before_ms, dry_run=dry_run)
