"""Deleting what was stored of records, so that no value is left in any table.

What stays is the record's id, its scope keys and the date (`erased`), rows that carry the news to
phones (`exit`), and bare change ids, so that a late change is counted once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from server.store.base import db
from server.store.bulk import insert_rows, one_of
from server.store.models import Change, Erased, Exit, Held
from server.store.records import Key, StoredRecord, by_kind, remove
from server.store.sequence import Sequence as NetworkSequence
from sync.canonical import canonical

NOTHING_LEFT: Final = (
    "kind",
    "record_id",
    "user_id",
    "device_id",
    "received_at_ms",
    "sha256",
    "body",
)


def erase_record(
    session: Session, sequence: NetworkSequence, record: StoredRecord, now_ms: int
) -> None:
    """Delete one record and everything that was kept of it; the read models are the caller's."""
    network_id, seq = sequence.network_id, sequence.next_seq()
    named = {"network_id": network_id, "kind": record.kind, "record_id": record.id}
    scope = json.dumps(sorted(record.stored_scope))
    row = {**named, "seq": seq, "scope": scope, "erased_at_ms": now_ms}
    insert_rows(session, Erased, [row])
    _blank_changes(session, network_id, record.key)
    _delete_held(session, sequence, record.key)
    remove(session, network_id, record)
    session.execute(
        update(Exit)
        .where(Exit.network_id == network_id, Exit.kind == record.kind, Exit.record_id == record.id)
        .values(erased=True)
        .execution_options(synchronize_session=False)
    )
    rows = [{**named, "key": key, "seq": seq, "erased": True} for key in record.stored_scope]
    insert_rows(session, Exit, rows)


def remember_erased(
    session: Session, sequence: NetworkSequence, keys: Collection[Key], at_ms: int
) -> None:
    """Refuse these for ever, though this database holds no record of them.

    It may hold what waited in quarantine when the backup was made, and was released afterwards.
    """
    for key in sorted(keys):
        _delete_held(session, sequence, key)
    insert_rows(
        session,
        Erased,
        [
            {
                "network_id": sequence.network_id,
                "kind": kind,
                "record_id": record,
                "seq": sequence.next_seq(),
                "scope": "[]",
                "erased_at_ms": at_ms,
            }
            for kind, record in sorted(keys)
        ],
    )


def erased_scopes(session: Session, network_id: str, keys: Collection[Key]) -> dict[Key, list[str]]:
    """The scope keys that records had when they were erased."""
    found: dict[Key, list[str]] = {}
    for kind, ids in by_kind(keys):
        query = select(Erased.record_id, Erased.scope).where(
            Erased.network_id == network_id, Erased.kind == kind, one_of(Erased.record_id, ids)
        )
        found |= {(kind, row.record_id): json.loads(row.scope) for row in session.execute(query)}
    return found


def _blank_changes(session: Session, network_id: str, key: Key) -> None:
    session.execute(
        update(Change)
        .where(Change.network_id == network_id, Change.kind == key[0], Change.record_id == key[1])
        .values(dict.fromkeys(NOTHING_LEFT))
        .execution_options(synchronize_session=False)
    )


def _delete_held(session: Session, sequence: NetworkSequence, key: Key) -> None:
    """Delete quarantined copies, unreadable ones that name the record too; their ids stay."""
    network_id = sequence.network_id
    query = select(Held.id, Held.change_id, Held.body, Held.record_id).where(
        Held.network_id == network_id, (Held.record_id == key[1]) | Held.record_id.is_(None)
    )
    rows = [
        row
        for row in session.execute(query)
        if row.record_id is not None or key[1].encode("ascii") in row.body
    ]
    if not rows:
        return
    session.execute(
        delete(Held)
        .where(one_of(Held.id, [row.id for row in rows]))
        .execution_options(synchronize_session=False)
    )
    ids = {row.change_id for row in rows}
    known = select(Change.id).where(Change.network_id == network_id, one_of(Change.id, ids))
    left = [
        {
            "network_id": network_id,
            "id": change_id,
            "number": sequence.next_number(),
            "via": "sync",
            **dict.fromkeys(NOTHING_LEFT),
        }
        for change_id in sorted(ids - set(session.scalars(known)))
    ]
    insert_rows(session, Change, left)


def rewrite_bodies(
    session: Session, network_id: str, key: Key, blank: Callable[[dict[str, Any]], bool]
) -> None:
    """Let `blank` take values out of every kept body of a record; hashes stay as they were.

    It is given the parsed change and tells whether it took anything.
    """
    for table in (Change, Held):
        query = select(table.id, table.body).where(
            table.network_id == network_id,
            table.kind == key[0],
            table.record_id == key[1],
            table.body.is_not(None),
        )
        rows = []
        for row in session.execute(query).all():
            body = json.loads(row.body)
            if blank(body):
                rows.append({"b_network": network_id, "b_id": row.id, "body": canonical(body)})
        if rows:
            statement = (
                update(table.__table__)  # type: ignore[arg-type]  # __table__ is typed too widely
                .where(table.network_id == bindparam("b_network"), table.id == bindparam("b_id"))
                .values(body=bindparam("body"))
            )
            session.execute(statement, rows)


def scrub() -> None:
    """Take erased values out of SQLite's write-ahead log, after the commit.

    Pages in the database file are overwritten (`secure_delete`). On PostgreSQL vacuuming does it
    in its own time; the retention of backups is the promise there.
    """
    if db.engine.dialect.name == "sqlite":
        # The driver's connection: a checkpoint cannot run inside of a transaction.
        connection = db.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def keys_of(paths: Sequence[str]) -> list[Key]:
    """("kind", "id") of each "kind/id"."""
    return [(kind, record) for kind, _, record in (path.partition("/") for path in paths)]
