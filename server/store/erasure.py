"""Deleting what was stored of records, so that no value is left in any table.

What stays is the record's id, its scope keys and the date (`erased`), rows that carry the news to
phones (`exit`), and bare change ids, so that a late change is counted once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.store.at_rest import Sealer
from server.store.bulk import insert_rows, one_of
from server.store.changes import (
    body_of,
    decide_held,
    hash_of,
    held_body,
    held_hash,
    rewrite,
    sealed_change,
    sealed_held,
)
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


def erased_times(session: Session, network_id: str, keys: Collection[Key]) -> dict[Key, int]:
    """When records were erased."""
    found: dict[Key, int] = {}
    for kind, ids in by_kind(keys):
        query = select(Erased.record_id, Erased.erased_at_ms).where(
            Erased.network_id == network_id, Erased.kind == kind, one_of(Erased.record_id, ids)
        )
        found |= {(kind, row.record_id): row.erased_at_ms for row in session.execute(query)}
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
    told = (Held.id, Held.change_id, Held.org_id, Held.body, Held.record_id)
    query = select(*told).where(
        Held.network_id == network_id, (Held.record_id == key[1]) | Held.record_id.is_(None)
    )
    rows = [
        row
        for row in session.execute(query).mappings()
        if row["record_id"] is not None or key[1].encode("ascii") in held_body(row)
    ]
    if not rows:
        return
    session.execute(
        delete(Held)
        .where(one_of(Held.id, [row["id"] for row in rows]))
        .execution_options(synchronize_session=False)
    )
    ids = {row["change_id"] for row in rows}
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
    sealer = Sealer(session, network_id)
    of_change = (Change.network_id, Change.kind, Change.record_id, Change.id, Change.sha256)
    query = select(*of_change, Change.body).where(
        Change.network_id == network_id,
        Change.kind == key[0],
        Change.record_id == key[1],
        Change.body.is_not(None),
    )
    changed = []
    for row in session.execute(query).mappings().all():
        body = json.loads(body_of(row))
        if blank(body):
            kept = canonical(body)
            if row["sha256"] is None:
                kept = sealed_change(sealer, row, hash_of(row) or b"", kept)
            changed.append({**row, "body": kept})
    rewrite(session, changed)
    _rewrite_held(session, sealer, key, blank)


def _rewrite_held(
    session: Session, sealer: Sealer, key: Key, blank: Callable[[dict[str, Any]], bool]
) -> None:
    query = select(Held.id, Held.org_id, Held.sha256, Held.body).where(
        Held.network_id == sealer.network_id, Held.kind == key[0], Held.record_id == key[1]
    )
    for row in session.execute(query).mappings().all():
        body = json.loads(held_body(row))
        if blank(body):
            values = sealed_held(sealer, row, held_hash(row), canonical(body))
            decide_held(session, row["id"], **values)


def keys_of(paths: Sequence[str]) -> list[Key]:
    """("kind", "id") of each "kind/id"."""
    return [(kind, record) for kind, _, record in (path.partition("/") for path in paths)]
