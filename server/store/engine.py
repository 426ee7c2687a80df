"""Opening the database, and the two kinds of transaction that exist: reading and writing.

They never nest. A function that opens one says so; a function that takes a `session` runs inside
its caller's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from server.config import Config, make_private
from server.store import sqlite
from server.store.base import Base, db


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
        raise


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
