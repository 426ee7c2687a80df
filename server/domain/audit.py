"""The trail of who did what, when and why. It holds ids and codes, never content."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.domain.access import looked_after
from server.domain.who import Who
from server.store.engine import reading
from server.store.people import Audit

PAGE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    at_ms: int
    user_id: str
    device_id: str | None
    action: str
    subject: str
    reason: str | None


def note(
    session: Session, who: Who, action: str, subject: str, now_ms: int, reason: str | None = None
) -> None:
    """Append one line, in the transaction of what it tells about. `subject`: "<kind>/<id>"."""
    session.add(
        Audit(
            id=str(uuid.uuid4()),
            network_id=who.network_id,
            at_ms=now_ms,
            user_id=who.user_id,
            org_id=who.org_id,
            device_id=who.device_id,
            action=action,
            subject=subject,
            reason=reason,
        )
    )


def subjects(session: Session, who: Who, action: str, after_ms: int) -> set[str]:
    """What this person did this to since a time."""
    query = select(Audit.subject).where(
        Audit.network_id == who.network_id,
        Audit.at_ms > after_ms,
        Audit.user_id == who.user_id,
        Audit.action == action,
    )
    return set(session.scalars(query))


def listed(who: Who, page: int, per_page: int) -> tuple[list[Entry], int]:
    """What people of the own organisation did (a network coordinator: of all), newest first."""
    query = looked_after(select(Audit), who, Audit)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        ordered = query.order_by(Audit.at_ms.desc(), Audit.id)
        rows = session.scalars(ordered.limit(per_page).offset((page - 1) * per_page)).all()
        return [
            Entry(r.id, r.at_ms, r.user_id, r.device_id, r.action, r.subject, r.reason)
            for r in rows
        ], total
