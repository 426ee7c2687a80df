"""Links by which a receiver without an account answers a referral: made, listed, taken back.

A link is 256 random bits, told once; it is good for one answer, until it ends or is taken back.
It shows nothing to who makes it. What opens behind it is in `answering.py`. `docs/protocol.md`
points 55 to 59.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.domain import audit, dossier, sharing
from server.domain.access import may_read
from server.domain.errors import Forbidden, Invalid, NotFound, ReferralsOff
from server.domain.scope import shown
from server.domain.secrets import digest, new_token
from server.domain.who import CLEARANCES, Who
from server.store.engine import reading, writing
from server.store.people import AnswerLink
from server.store.records import StoredRecord, load
from server.store.sequence import lock
from sync.ids import is_record_id
from sync.merge import holds

DAYS_DEFAULT: Final = 14
DAYS_MAX: Final = 60
DAY_MS: Final = 24 * 60 * 60 * 1000
# How long an ended link still says so; afterwards it is as unknown as any other.
KEPT_MS: Final = 90 * DAY_MS
LISTED_MAX: Final = 200
# While a referral stands here, its receiver can still answer.
OPEN: Final = ("sent", "received", "accepted", "in_progress")

State = Literal["open", "used", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class Made:
    """A new link. `token` is told once and kept nowhere."""

    id: str
    token: str
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class Line:
    """One link in the list of a referral."""

    id: str
    state: State
    made_by: str
    created_at_ms: int
    expires_at_ms: int
    used_at_ms: int | None
    successor: str | None


def make(who: Who, referral_id: str, days: int, now_ms: int) -> Made:
    """A new link, by the author or a coordinator of the sender.

    Whoever makes it can open it: of a restricted referral somebody who is cleared. A receiver whose
    people have accounts gets one from a coordinator only. Raises NotFound, Forbidden, Invalid.
    """
    with writing() as session:
        lock(session, who.network_id)
        referral = _of_sender(session, who, referral_id)
        if may_read(who, referral) != "full":
            raise Forbidden
        if who.role != "coordinator" and not _is_outside(session, who.network_id, referral):
            raise Forbidden
        if not sharing.is_on_in(session, who.network_id):
            raise ReferralsOff
        if not is_answerable(referral):
            raise Invalid({"referral": ["not_open"]})
        if force_of(session, who.network_id, referral) != "in_force":
            raise Invalid({"consent": ["not_in_force"]})
        forget(session, now_ms)
        made = add(session, who, referral_id, new_token(), now_ms, days * DAY_MS)
        audit.note(session, who, "link_made", referral.path, now_ms, f"link/{made.id}")
        return made


def add(
    session: Session, who: Who, referral_id: str, token: str, now_ms: int, lasts_ms: int
) -> Made:
    """Insert a link inside the caller's transaction."""
    link = AnswerLink(
        id=str(uuid.uuid4()),
        network_id=who.network_id,
        referral_id=referral_id,
        token_hash=digest(token),
        made_by=who.user_id,
        created_at_ms=now_ms,
        expires_at_ms=now_ms + lasts_ms,
    )
    session.add(link)
    session.flush()
    return Made(link.id, token, link.expires_at_ms)


def listed(who: Who, referral_id: str, now_ms: int) -> list[Line]:
    """The links of a referral, the newest first. Raises NotFound, Forbidden."""
    with reading() as session:
        _of_sender(session, who, referral_id)
        query = select(AnswerLink).where(
            AnswerLink.network_id == who.network_id, AnswerLink.referral_id == referral_id
        )
        query = query.order_by(AnswerLink.created_at_ms.desc(), AnswerLink.id).limit(LISTED_MAX)
        return [_line(link, now_ms) for link in session.scalars(query)]


def revoke(who: Who, referral_id: str, link_id: str, now_ms: int) -> Line:
    """Take a link back; one that ended in another way stays as it is. Raises NotFound, Forbidden.

    What was answered with it stays.
    """
    with writing() as session:
        lock(session, who.network_id)
        referral = _of_sender(session, who, referral_id)
        link = session.get(AnswerLink, link_id)
        if link is None or (link.network_id, link.referral_id) != (who.network_id, referral_id):
            raise NotFound
        if state_of(link, now_ms) == "open":
            link.revoked_at_ms = now_ms
            audit.note(session, who, "link_revoked", referral.path, now_ms, f"link/{link_id}")
        return _line(link, now_ms)


def forget(session: Session, now_ms: int) -> int:
    """Delete the links that ended 90 days ago or earlier, of every network; gives how many."""
    ended = select(AnswerLink.id).where(AnswerLink.expires_at_ms <= now_ms - KEPT_MS)
    ids = list(session.scalars(ended))
    session.execute(delete(AnswerLink).where(AnswerLink.id.in_(ids)))
    return len(ids)


def state_of(link: AnswerLink, now_ms: int) -> State:
    if link.used_at_ms is not None:
        return "used"
    if link.revoked_at_ms is not None:
        return "revoked"
    return "expired" if link.expires_at_ms <= now_ms else "open"


def is_answerable(referral: StoredRecord) -> bool:
    gone = referral.deleted or holds(shown(referral, "voided"))
    return not gone and referral.derived.get("status") in OPEN


def receiver(network_id: str, referral: StoredRecord) -> Who:
    """The receiver as a reader: a party, cleared for what the person agreed to send it."""
    org = str(shown(referral, "to_org"))
    return Who("", network_id, org, "handler", frozenset(CLEARANCES))


def force_of(session: Session, network_id: str, referral: StoredRecord) -> dossier.Force:
    """Whether the person agrees that the receiver is told of it; to nobody else: `none`."""
    org = shown(referral, "to_org")
    if not is_record_id(org) or org == referral.org_id:
        return "none"
    return dossier.force_of(session, network_id, referral)


def _of_sender(session: Session, who: Who, referral_id: str) -> StoredRecord:
    key = ("referral", referral_id)
    referral = load(session, who.network_id, {key}).get(key)
    if referral is None or may_read(who, referral) is None:
        raise NotFound
    author = referral.author_id == who.user_id
    if referral.org_id != who.org_id or not (author or who.role == "coordinator"):
        raise Forbidden
    return referral


def _is_outside(session: Session, network_id: str, referral: StoredRecord) -> bool:
    """Whether the receiver has no accounts, so that nobody there can answer otherwise."""
    key = ("org", str(shown(referral, "to_org")))
    org = load(session, network_id, {key}).get(key)
    return org is not None and shown(org, "external") is True


def _line(link: AnswerLink, now_ms: int) -> Line:
    return Line(
        id=link.id,
        state=state_of(link, now_ms),
        made_by=link.made_by,
        created_at_ms=link.created_at_ms,
        expires_at_ms=link.expires_at_ms,
        used_at_ms=link.used_at_ms,
        successor=link.successor_id,
    )
