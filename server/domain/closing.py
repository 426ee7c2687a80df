"""When somebody's follow-up has ended, and what stays of it: a line for the statistics.

Such a line is what a report counts (`referral_counts.py`) and nothing else: no code, no id, no
time but the day. Meetings, steps, messages and agreements leave no line: nothing counts them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy.orm import Session

from server.clock import from_wire_time
from server.domain.days import day_of, start_ms
from server.domain.referrals import EVENT, REASONS
from server.domain.scope import shown
from server.store import ageing
from server.store.bulk import insert_rows
from server.store.models import Network, PastReferral
from server.store.records import StoredRecord
from sync.merge import RESTRICTED, holds
from sync.schema import KINDS

FINAL: Final = (*REASONS, "error")
ANSWERS: Final = ("accepted", "in_progress", "completed", "not_completed", "declined")
CODE_LENGTH_MAX: Final = 40
_DAY_MS: Final = 24 * 60 * 60_000


def closed_at_ms(session: Session, network_id: str, family: Iterable[StoredRecord]) -> int | None:
    """When the last of a case's records was closed, by the server's clock; None while one is open.

    What was deleted or voided is closed since its last change.
    """
    records = list(family)
    closed: list[int] = []
    for record in records:
        if record.kind not in ("case", "referral"):
            continue
        ids = _closing_ids(record, records)
        if ids is None:
            return None
        times = ageing.received_at(session, network_id, ids).values() if ids else ()
        closed.append(max(times, default=record.changed_at_ms))
    return max(closed, default=None)


def _closing_ids(record: StoredRecord, family: Iterable[StoredRecord]) -> set[str] | None:
    """The changes that closed a case or referral, none when it was deleted; None: it is open."""
    if record.deleted or holds(shown(record, "voided")):
        return set()
    if record.kind == "case":
        if shown(record, "status") != "closed":
            return None
        return set(record.cells.heads("status"))
    status = record.derived.get("status")
    if status not in FINAL:
        return None
    return {
        wid
        for step in _steps(record, family)
        if shown(step, "to") == status
        for wid in step.cells.heads("to")
    }


def remember(session: Session, network_id: str, family: Iterable[StoredRecord]) -> None:
    """Keep the line of every referral among these that a report counts."""
    records = list(family)
    time_zone = session.get_one(Network, network_id).time_zone
    rows = [
        _line(record, list(_steps(record, records)), network_id, time_zone)
        for record in records
        if record.kind == "referral"
        and record.derived.get("status") in REASONS
        and not record.deleted
        and not holds(shown(record, "voided"))
    ]
    insert_rows(session, PastReferral, rows)


def _steps(referral: StoredRecord, family: Iterable[StoredRecord]) -> Iterable[StoredRecord]:
    return (
        record
        for record in family
        if record.kind == EVENT
        and shown(record, "referral") == referral.id
        and not record.derived.get("ignored")
    )


def _line(
    referral: StoredRecord, steps: list[StoredRecord], network_id: str, time_zone: str
) -> dict[str, Any]:
    """Of a restricted referral neither reason nor times: what those see who are not cleared."""
    status = str(referral.derived["status"])
    restricted = referral.visibility in RESTRICTED
    sent = min(
        (s.made_at_ms for s in steps if shown(s, "to") == "sent"), default=referral.made_at_ms
    )
    answered = min((s.made_at_ms for s in steps if shown(s, "to") in ANSWERS), default=None)
    last = max(
        (step for step in steps if shown(step, "to") == status),
        key=lambda step: (step.made_at_ms, step.id),
        default=None,
    )
    closed = last.made_at_ms if last is not None else None
    due = from_wire_time(str(referral.derived.get("respond_by")))
    acted = answered or closed
    reason = _told(last, REASONS[status]) if last is not None else None
    return {
        "id": str(uuid.uuid4()),
        "network_id": network_id,
        "when_ms": start_ms(day_of(referral.made_at_ms, time_zone), time_zone),
        "org_id": referral.org_id,
        **{name: _told(referral, name) or "" for name in ("to_org", "referral_type", "urgency")},
        "status": status,
        "reason": None if restricted else reason,
        "overdue": not restricted and None not in (due, acted) and (acted or 0) > (due or 0),
        "answer_days": None if restricted else _days(sent, answered),
        "close_days": None if restricted else _days(sent, closed),
        "reviewed": not restricted and shown(referral, "review") == "reviewed",
    }


def _told(record: StoredRecord, name: str) -> str | None:
    """What a field shows, unless it is something that does not belong there."""
    value, declared = shown(record, name), KINDS[record.kind].field(name)
    sound = isinstance(value, str) and declared is not None and declared.check(value) is None
    return str(value) if sound and len(str(value)) <= CODE_LENGTH_MAX else None


def _days(from_ms: int, to_ms: int | None) -> float | None:
    return None if to_ms is None else max(0, to_ms - from_ms) / _DAY_MS
