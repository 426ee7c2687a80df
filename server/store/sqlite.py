"""SQLite as a server's database: one writer at a time, readers that never wait.

Python's driver opens transactions on its own and too late: a transaction that begins as a reader
and then writes may fail with "database is locked" at once, whatever the timeout. So the driver's
own BEGIN is switched off, and every transaction says at its first statement what it is.
Source: SQLAlchemy's documentation of the pysqlite dialect, "Serializable isolation".
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

# Above the longest write (a batch of 200 changes takes well under a second).
BUSY_TIMEOUT_S: Final = 15
# Of each connection: enough for the upper pages of every index of a million records.
CACHE_KIB: Final = 8_000
READ_ONLY: Final = "maraude_read_only"


def prepare(engine: Engine) -> None:
    """Make every connection of this engine behave as the module says."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: an acknowledged change survives a power cut, not only a killed process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    # Erased values are overwritten, not only unlinked.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


# Databases whose log still holds what should be gone.
_owing: Final[set[str]] = set()


def owes(engine: Engine) -> bool:
    """Whether the log of this database could not be emptied when it should have been."""
    return str(engine.url) in _owing


def empty_log(engine: Engine, wait_s: float) -> None:
    """Write the log into the database file and empty it, unless readers last longer than this."""
    # The driver's connection: a checkpoint cannot run inside of a transaction.
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    finally:
        connection.close()
    (_owing.add if busy else _owing.discard)(str(engine.url))


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
