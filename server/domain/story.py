"""The story of a record: every value that stands, and every change that was ever stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.store.changes import body_of
from server.store.models import Change
from server.store.records import StoredRecord
from sync.canonical import Value
from sync.ids import wid_ms


@dataclass(frozen=True, slots=True)
class Step:
    """One stored change. `set` is as it came: each field with its value, then what it covered."""

    id: str
    user: str | None
    device: str | None
    at_ms: int
    received_at_ms: int
    via: str
    set: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """One value that stands, who wrote it, by which road it came, and what its author saw."""

    wid: str
    value: Value
    user: str | None
    at_ms: int
    device: str | None
    received_at_ms: int | None
    via: str | None
    saw: Sequence[str]


def history_of(session: Session, network_id: str, kind: str, record_id: str) -> list[Step]:
    """The changes of a record, in the order in which they were stored. Raises CannotOpen."""
    query = (
        select(Change.id, Change.user_id, Change.device_id, Change.received_at_ms)
        .add_columns(Change.network_id, Change.kind, Change.record_id)
        .add_columns(Change.via, Change.sha256, Change.body)
        .where(
            Change.network_id == network_id,
            Change.kind == kind,
            Change.record_id == record_id,
        )
        .order_by(Change.number)
    )
    return [
        Step(
            id=row["id"],
            user=row["user_id"],
            device=row["device_id"],
            at_ms=min(wid_ms(row["id"]), row["received_at_ms"]),
            received_at_ms=row["received_at_ms"],
            via=row["via"],
            set=json.loads(body_of(row))["set"],
        )
        for row in session.execute(query).mappings()
    ]


def heads_of(record: StoredRecord, history: Sequence[Step]) -> dict[str, list[Head]]:
    """Every live value of a record by field, unknown and reserved fields included."""
    steps = {step.id: step for step in history}
    return {
        name: [_head(record, name, wid, heads[wid], steps.get(wid)) for wid in sorted(heads)]
        for name, heads in sorted(record.cells.live.items())
    }


def _head(record: StoredRecord, name: str, wid: str, value: Value, step: Step | None) -> Head:
    written = step.set.get(name, ()) if step is not None else ()
    return Head(
        wid=wid,
        value=value,
        user=record.cells.users.get(wid),
        at_ms=step.at_ms if step is not None else min(wid_ms(wid), record.changed_at_ms),
        device=step.device if step is not None else None,
        received_at_ms=step.received_at_ms if step is not None else None,
        via=step.via if step is not None else None,
        saw=list(written[1:]),
    )
