"""Stored changes and the quarantine: what is known of an id, and appending.

The body of a change of a restricted record is sealed, together with its hash: of so few possible
values the hash alone would tell which it is. What waits in quarantine is sealed whatever it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import RowMapping, Table, bindparam, case, select, update
from sqlalchemy.orm import Session

from server.store.at_rest import BODY, HELD, Sealer, is_sealed
from server.store.bulk import insert_rows, one_of
from server.store.engine import scrub_after
from server.store.models import Change, Erased, Held
from server.store.records import Key, by_kind

WAITING: Final = "waiting"
RELEASED: Final = "released"
REFUSED: Final = "refused"
NEVER: Final = "bad"
HASH_BYTES: Final = 32

_OF_CHANGE: Final = (Change.network_id, Change.kind, Change.record_id, Change.id)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What became of one verbatim copy."""

    id: str
    state: str
    reason: str


def known_changes(
    session: Session, network_id: str, ids: Collection[str]
) -> dict[str, bytes | None]:
    """The hash of each stored change among `ids`; None for one of an erased record."""
    sealed = case((Change.sha256.is_(None), Change.body)).label("body")
    told = (Change.network_id, Change.kind, Change.record_id, Change.sha256, sealed)
    rows = _by_ids(session, network_id, ids, Change.id, *told)
    return {row["id"]: hash_of(row) for row in rows}


def quarantined(
    session: Session, network_id: str, ids: Collection[str]
) -> dict[tuple[str, bytes], Quarantined]:
    """What lies in quarantine under these ids, by id and hash."""
    told = (Held.sha256, Held.id, Held.org_id, Held.body, Held.state, Held.reason)
    rows = _by_ids(session, network_id, ids, Held.change_id, *told)
    return {
        (row["change_id"], held_hash(row)): Quarantined(row["id"], row["state"], row["reason"])
        for row in rows
    }


def _by_ids(
    session: Session, network_id: str, ids: Collection[str], column: Any, *columns: Any
) -> list[RowMapping]:
    if not ids:
        return []
    of_network = column.class_.network_id == network_id
    query = select(column, *columns).where(of_network, one_of(column, ids))
    return list(session.execute(query).mappings())


def erased_among(session: Session, network_id: str, keys: Collection[Key]) -> set[Key]:
    """Which of these records were erased."""
    found = set()
    for kind, ids in by_kind(keys):
        query = select(Erased.record_id).where(
            Erased.network_id == network_id, Erased.kind == kind, one_of(Erased.record_id, ids)
        )
        found |= {(kind, record) for record in session.scalars(query)}
    return found


def append_changes(
    session: Session, network_id: str, rows: Sequence[dict[str, Any]], restricted: Collection[Key]
) -> None:
    """Store changes, those of `restricted` records sealed."""
    sealer = Sealer(session, network_id)
    closed = [
        _closed(sealer, row) if (row["kind"], row["record_id"]) in restricted else row
        for row in rows
    ]
    insert_rows(session, Change, closed)


def append_held(session: Session, network_id: str, rows: Sequence[dict[str, Any]]) -> None:
    sealer = Sealer(session, network_id)
    closed = [{**row, **sealed_held(sealer, row, row["sha256"], row["body"])} for row in rows]
    insert_rows(session, Held, closed)


def close_changes(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Seal what is stored in clear of records that are restricted from now on."""
    sealer = Sealer(session, network_id)
    for kind, ids in by_kind(keys):
        query = select(*_OF_CHANGE, Change.sha256, Change.body).where(
            Change.network_id == network_id,
            Change.kind == kind,
            one_of(Change.record_id, ids),
            Change.sha256.is_not(None),
            Change.body.is_not(None),
        )
        rows = [_closed(sealer, row) for row in session.execute(query).mappings()]
        rewrite(session, rows)
    scrub_after(session)


def rewrite(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Other bodies, and the hashes beside them, for stored changes."""
    if rows:
        told = [
            {
                "b_network": row["network_id"],
                "b_id": row["id"],
                "b_sha256": row["sha256"],
                "b_body": row["body"],
            }
            for row in rows
        ]
        session.execute(_REWRITE, told)


def sealed_change(sealer: Sealer, row: Mapping[Any, Any], sha256: bytes, body: bytes) -> bytes:
    """What the column `body` holds of a change that is sealed; `sha256` is then NULL."""
    sealed: bytes = sealer.seal(BODY, row, sha256 + body)
    return sealed


def sealed_held(
    sealer: Sealer, row: Mapping[Any, Any], sha256: bytes, body: bytes
) -> dict[str, bytes]:
    """Both columns of a quarantined copy; the one of the hash tells nothing then."""
    sealed: bytes = sealer.seal(HELD, row, sha256 + body)
    return {"body": sealed, "sha256": hashlib.sha256(sealed).digest()}


def hash_of(row: Mapping[Any, Any]) -> bytes | None:
    """Of a change's canonical body as it came. Raises CannotOpen."""
    if row["sha256"] is not None or row["body"] is None:
        return cast("bytes | None", row["sha256"])
    return bytes(BODY.opened(row, row["body"])[:HASH_BYTES])


def body_of(row: Mapping[Any, Any]) -> bytes:
    """A stored change that is not erased, in clear. Raises CannotOpen."""
    opened: bytes = BODY.opened(row, row["body"])
    return opened if row["sha256"] is not None else opened[HASH_BYTES:]


def held_body(row: Mapping[Any, Any]) -> bytes:
    """A quarantined copy in clear. Raises CannotOpen."""
    opened: bytes = HELD.opened(row, row["body"])
    return opened[HASH_BYTES:] if is_sealed(row["body"]) else opened


def held_hash(row: Mapping[Any, Any]) -> bytes:
    """Of a quarantined copy as it came. Raises CannotOpen."""
    return bytes(
        HELD.opened(row, row["body"])[:HASH_BYTES] if is_sealed(row["body"]) else row["sha256"]
    )


def _closed(sealer: Sealer, row: Mapping[Any, Any]) -> dict[str, Any]:
    sealed = sealed_change(sealer, row, row["sha256"], row["body"])
    return {**row, "sha256": None, "body": sealed}


def decide_held(session: Session, held_id: str, **values: Any) -> None:
    """Write down what became of a quarantined copy."""
    session.execute(
        update(Held)
        .where(Held.id == held_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


_REWRITE: Final = (
    update(cast(Table, Change.__table__))
    .where(Change.network_id == bindparam("b_network"), Change.id == bindparam("b_id"))
    .values(sha256=bindparam("b_sha256"), body=bindparam("b_body"))
)
