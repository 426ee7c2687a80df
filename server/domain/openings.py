"""What the trail tells of changes that let more people read: a record made wider, an agreement
that nobody gave and why not, and that somebody saw it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.domain import audit
from server.domain.dossier import EXCEPTIONS
from server.domain.permission import SERVER
from server.domain.scope import shown
from server.domain.who import Who
from server.store.records import StoredRecord
from sync.merge import CLASSES


def note(session: Session, who: Who, moved: Iterable[StoredRecord], now_ms: int) -> None:
    """Tell the trail what changes to these records opened; before they are stored."""
    if who.role == SERVER:
        return
    for record in moved:
        told = _of_known(record) if record.stored_seq else _of_new(record)
        if told is not None:
            path = "/".join(record.key)
            audit.note(session, who, told[0], path, now_ms, told[1], record.org_id)


def _of_new(record: StoredRecord) -> tuple[str, str | None] | None:
    # A phone may write anything there, a list too. Why nobody agreed is told by the agreement
    # alone, sealed: it is about a person.
    if record.kind == "consent" and str(shown(record, "basis")) in EXCEPTIONS:
        return "exception", None
    if record.kind == "consent_approval":
        return "exception_seen", "agreed" if shown(record, "agreed") else "refused"
    return None


def _of_known(record: StoredRecord) -> tuple[str, str | None] | None:
    """From one restricted class to another it is read by other people: that is wider too."""
    was, now = record.stored_visibility, record.visibility
    wider = was != now and _rank(now) <= _rank(was)
    return ("widened", f"{was} → {now}") if wider else None


def _rank(visibility: str) -> int:
    return CLASSES.index(visibility) if visibility in CLASSES else len(CLASSES)
