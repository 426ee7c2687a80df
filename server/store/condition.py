"""How the database itself is: version, clock, size; asked by `flask doctor`."""

from __future__ import annotations

import time

from sqlalchemy import func, select, text

from server.store import at_rest, resealing
from server.store.base import db
from server.store.copy_sqlite import database_file
from server.store.engine import reading
from server.store.keyring import UnreadableKeys
from server.store.models import Change, Network, Unopened
from server.store.snapshot import kind


def postgresql_major() -> int | None:
    """The server's major version; None on SQLite."""
    if kind() != "postgresql":
        return None
    with db.engine.connect() as connection:
        return int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000


def clock_ahead_ms() -> int:
    """How far this machine's clock is before the database server's; 0 on SQLite."""
    if kind() != "postgresql":
        return 0
    with db.engine.connect() as connection:
        there = connection.scalar(text("SELECT extract(epoch FROM clock_timestamp()) * 1000"))
    return time.time_ns() // 1_000_000 - int(there or 0)


def newest_change_ms() -> int:
    """When the last change arrived, by the clock of then."""
    with reading() as session:
        return session.scalar(select(func.max(Change.received_at_ms))) or 0


def unopened() -> dict[str, int]:
    """How many envelopes could not be opened, by reason."""
    with reading() as session:
        query = select(Unopened.reason, func.count()).group_by(Unopened.reason)
        return dict(session.execute(query).all())


def missing_keys() -> list[str]:
    """The keys without which something restricted cannot be opened."""
    with reading() as session:
        return at_rest.missing(session)


def given_up_keys() -> set[str]:
    """The keys that are gone for good, and seal something."""
    try:
        return resealing.given_up()
    except UnreadableKeys:
        return set()


def unsealed() -> bool:
    """Whether something restricted may still lie in clear, `resealing.py`."""
    with reading() as session:
        left = select(Network.id).where(Network.unsealed_seq.is_not(None))
        return session.scalars(left.limit(1)).first() is not None


def is_rotating() -> bool:
    """Whether something may be sealed under a key that is not the newest."""
    try:
        newest = at_rest.ring().newest
    except UnreadableKeys:
        return False
    with reading() as session:
        used = [told for told in session.scalars(select(Network.content_keys)) if told]
    return newest is not None and any(told != newest.id for told in used)


def size_bytes() -> int:
    """How much room a copy of the database needs where copies are made."""
    if kind() == "postgresql":
        with db.engine.connect() as connection:
            query = text("SELECT pg_database_size(current_database())")
            return int(connection.scalar(query) or 0)
    path = database_file()
    return path.stat().st_size if path.exists() else 0
