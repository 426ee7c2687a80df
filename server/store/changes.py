"""Stored changes and the quarantine: what is known of an id, and appending."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from server.store.bulk import insert_rows, one_of
from server.store.models import Change, Erased, Held
from server.store.records import Key, by_kind

WAITING: Final = "waiting"
RELEASED: Final = "released"
REFUSED: Final = "refused"
NEVER: Final = "bad"


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
    rows = _by_ids(session, network_id, ids, Change.id, Change.sha256)
    return {row.id: row.sha256 for row in rows}


def quarantined(
    session: Session, network_id: str, ids: Collection[str]
) -> dict[tuple[str, bytes], Quarantined]:
    """What lies in quarantine under these ids, by id and hash."""
    rows = _by_ids(
        session, network_id, ids, Held.change_id, Held.sha256, Held.id, Held.state, Held.reason
    )
    return {(row.change_id, row.sha256): Quarantined(row.id, row.state, row.reason) for row in rows}


def _by_ids(
    session: Session, network_id: str, ids: Collection[str], column: Any, *columns: Any
) -> list[Row[Any]]:
    if not ids:
        return []
    of_network = column.class_.network_id == network_id
    query = select(column, *columns).where(of_network, one_of(column, ids))
    return list(session.execute(query))


def erased_among(session: Session, network_id: str, keys: Collection[Key]) -> set[Key]:
    """Which of these records were erased."""
    found = set()
    for kind, ids in by_kind(keys):
        query = select(Erased.record_id).where(
            Erased.network_id == network_id, Erased.kind == kind, one_of(Erased.record_id, ids)
        )
        found |= {(kind, record) for record in session.scalars(query)}
    return found


def append_changes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    insert_rows(session, Change, rows)


def append_held(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    insert_rows(session, Held, rows)


def decide_held(session: Session, held_id: str, **values: Any) -> None:
    """Write down what became of a quarantined copy."""
    session.execute(
        update(Held)
        .where(Held.id == held_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
