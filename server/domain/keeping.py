"""Keeping the follow-up of a minor for longer than others: a protection focal point says until
when and why. `domain.md` section 6 rule 6, `docs/protocol.md` point 110.

Both are fields of the case, so its history tells who said so, and the reason lies sealed like the
rest of a minor's record. `retention.py` asks here before it takes a closed case or its referrals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from server.domain import audit
from server.domain.days import day_of, end_ms, months_after
from server.domain.scope import shown
from server.domain.who import Who
from server.store import ageing
from server.store.models import Network
from server.store.records import StoredRecord, linked, load
from sync.canonical import Value
from sync.change import Change
from sync.schema import KINDS

CASE: Final = "case"
UNTIL: Final = "keep_until"
REASON: Final = "keep_reason"
# Who may write these, see `records.json`: a coordinator or handler with this clearance.
FOCAL_POINT: Final = "protection"
# How far one saying reaches, from when it arrived; then somebody says so again, or it ends.
MONTHS_MAX: Final = 24


def is_refused(change: Change, minor_status: Value) -> bool:
    """Whether a change keeps a case longer that is no minor's, or does not say why."""
    until = change.writes.get(UNTIL)
    if until is None or until.value is None:
        return False
    reason = change.writes.get(REASON)
    declared = KINDS[CASE].fields["minor_status"]
    stated = reason is not None and isinstance(reason.value, str) and bool(reason.value.strip())
    return not stated or declared.implied_class(minor_status, None) is None


def note(session: Session, who: Who, change: Change, record: StoredRecord, now_ms: int) -> None:
    """Tell the trail that a case is kept for longer, until when, or no longer."""
    write = change.writes.get(UNTIL)
    if change.kind != CASE or write is None or who.role not in ("coordinator", "handler"):
        return
    action = "kept_longer" if write.value is not None else "kept_no_longer"
    reason = None if write.value is None else str(write.value)[:10]
    audit.note(session, who, action, record.path, now_ms, reason, record.org_id)


def until_ms(session: Session, network_id: str, record: StoredRecord) -> int:
    """Until when a case or referral is kept because somebody said so; 0: nobody did.

    Of several values, the latest. A referral is kept as long as the case of its organisation is.
    """
    zone = session.get_one(Network, network_id).time_zone
    found = [
        _until_ms(session, network_id, zone, case)
        for case in _cases(session, network_id, record)
        if not case.deleted
    ]
    return max(found, default=0)


def _cases(session: Session, network_id: str, record: StoredRecord) -> Iterable[StoredRecord]:
    if record.kind == CASE:
        return (record,)
    code = shown(record, "case")
    rows = linked(session, network_id, {code}) if isinstance(code, str) else []
    keys = {(kind, id_) for kind, id_, field, _code in rows if (kind, field) == (CASE, "code")}
    cases = load(session, network_id, keys).values()
    return [case for case in cases if case.org_id == record.org_id]


def _until_ms(session: Session, network_id: str, zone: str, case: StoredRecord) -> int:
    heads: dict[str, Any] = {
        wid: value for wid, value in case.cells.heads(UNTIL).items() if _is_day(value)
    }
    arrived = ageing.received_at(session, network_id, heads)
    return max(
        (
            min(end_ms(date.fromisoformat(value), zone), _latest_ms(arrived[wid], zone))
            for wid, value in heads.items()
            if wid in arrived
        ),
        default=0,
    )


def _is_day(value: Value) -> bool:
    return value is not None and KINDS[CASE].fields[UNTIL].check(value) is None


def _latest_ms(arrived_ms: int, zone: str) -> int:
    return end_ms(months_after(day_of(arrived_ms, zone), MONTHS_MAX), zone)
