"""Opening the database, and the two kinds of transaction that exist: reading and writing.

They never nest. A function that opens one says so; a function that takes a `session` runs inside
its caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from flask import Flask
from sqlalchemy import event, make_url, text
from sqlalchemy.orm import Session

from server.config import Config, make_private
from server.store import sqlite
from server.store.base import Base, db

_SCRUB: Final = "maraude_scrub"
# Whoever reads for long, an export, may keep the log from being emptied: others do not wait for
# that, the next transaction tries again.
SCRUB_WAIT_S: Final = 0.2
WRONG_ENCODING: Final = (
    "this database is in {}, which not every language fits into. Make one with"
    " createdb --template template0 --encoding UTF8: docs/running.md, Install."
)


def configure(app: Flask, config: Config) -> None:
    """Bind `db` to the database of this configuration; nothing is opened yet."""
    url = make_url(config.database_url)
    options: dict[str, Any] = {"pool_pre_ping": url.get_backend_name() != "sqlite"}
    if url.get_backend_name() == "sqlite":
        make_private(config.data_dir)
        options["connect_args"] = {"timeout": sqlite.BUSY_TIMEOUT_S, "check_same_thread": False}
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            sqlite.prepare(db.engine)
        else:
            event.listen(db.engine, "connect", _prepare_postgresql, insert=True)


def _prepare_postgresql(connection: Any, _record: object) -> None:
    """PostgreSQL compiles what it thinks will take long: half a second for a list of 20 ms.

    A database in another encoding than UTF-8 is refused like one that does not answer.
    """
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise psycopg.OperationalError(WRONG_ENCODING.format(encoding))
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


@contextmanager
def reading() -> Iterator[Session]:
    """One unchanging view of the database, without waiting for any writer.

    SQLite: a snapshot of the write-ahead log; PostgreSQL: REPEATABLE READ, READ ONLY.
    """
    session = _fresh_session()
    if db.engine.dialect.name == "sqlite":
        session.connection(execution_options={sqlite.READ_ONLY: True})
    else:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        session.connection(execution_options=options)
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def writing() -> Iterator[Session]:
    """All or nothing: committed at the end, rolled back when anything is raised.

    SQLite takes the one write lock here (BEGIN IMMEDIATE). On PostgreSQL the caller locks the row
    of its network first.
    """
    session = _fresh_session()
    session.begin()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        session.info.pop(_SCRUB, None)
        raise
    if session.info.pop(_SCRUB, False) or sqlite.owes(db.engine):
        scrub(SCRUB_WAIT_S)


def scrub_after(session: Session) -> None:
    """What this transaction overwrites in clear must not stay in the log either: see `scrub`."""
    session.info[_SCRUB] = True


def scrub(wait_s: float = sqlite.BUSY_TIMEOUT_S) -> None:
    """Take overwritten values out of SQLite's write-ahead log, after the commit.

    Pages in the database file are overwritten (`secure_delete`). On PostgreSQL vacuuming does it
    in its own time; the retention of backups is the promise there.
    """
    if db.engine.dialect.name == "sqlite":
        sqlite.empty_log(db.engine, wait_s)


def one_at_a_time(session: Session, table: type[Base]) -> None:
    """Let this transaction alone write to a table until it ends, so that it may count first.

    On SQLite every writing transaction is alone anyway.
    """
    if db.engine.dialect.name == "postgresql":
        name = db.engine.dialect.identifier_preparer.quote(table.__tablename__)
        session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def _fresh_session() -> Session:
    session = db.session()
    assert not session.in_transaction(), "transactions do not nest"
    return session
