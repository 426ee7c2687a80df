"""Signed-in browsers. Thirty minutes of silence end a session, twelve hours end it anyway.

What can do much harm asks for a proof that it is still the same person: a password, and a code
where there is a second factor, typed within ten minutes. The cookie changes with each proof.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from server.domain import accounts, second_factor
from server.domain.errors import BadCredentials, NotFound, NotSignedIn
from server.domain.secrets import digest, is_password, new_token
from server.domain.throttle import Limit, attempt
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.people import DeskSession, Device, User

IDLE_MS: Final = 30 * 60 * 1000
LIFE_MS: Final = 12 * 60 * 60 * 1000
# How long a typed password counts as a proof.
PROOF_MS: Final = 10 * 60 * 1000
# How exactly the idle time is known: a row is written at most this often.
_TOUCH_MS: Final = 60 * 1000
# No other session opens anything of the desk: what begins with an invite proved no password.
OF_DESK: Final = DeskSession.device_id.is_(None)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody types to show who they are; `key` is the secret of the installation."""

    password: str
    otp: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session; `token` goes into the cookie and is kept nowhere."""

    token: str
    csrf: str
    who: Who


@dataclass(frozen=True, slots=True)
class Known:
    """The session of a request."""

    who: Who
    csrf: str
    id: str
    proved_at_ms: int
    has_otp: bool

    def proof_left_ms(self, now_ms: int) -> int:
        """How long what needs a proof may still be done."""
        return max(0, self.proved_at_ms + PROOF_MS - now_ms)


@dataclass(frozen=True, slots=True)
class Line:
    """One of somebody's sessions, for them to recognise: `label` is browser and system."""

    id: str
    label: str | None
    created_at_ms: int
    last_seen_ms: int


def sign_in(
    email: str, proof: Proof, limits: tuple[Limit, ...], now_ms: int, label: str | None = None
) -> Opened:
    """Open a session, always with a new token.

    Raises BadCredentials, in the same time for unknown accounts; OtpRequired, OtpWrong, Throttled.
    """
    with attempt(limits, now_ms):
        with reading() as session:
            user = session.scalar(select(User).where(User.email == accounts.read_email(email)))
            found = None if user is None else _Account(user.id, user.password_hash, user.active)
        user_id = _checked(found, proof)
        with writing() as session:
            user = session.get_one(User, user_id)
            second_factor.spend(session, user, proof.otp, proof.key, now_ms)
            return open_in(session, user, now_ms, label)


def open_in(
    session: Session, user: User, now_ms: int, label: str | None, device_id: str | None = None
) -> Opened:
    """A new session, inside the caller's transaction; forgets those that ended.

    With `device_id` it is one of the page without storage, and none of the desk.
    """
    session.execute(delete(DeskSession).where(DeskSession.created_at_ms < now_ms - LIFE_MS))
    token, csrf = new_token(), new_token()
    session.add(
        DeskSession(
            token_hash=digest(token),
            id=str(uuid.uuid4()),
            user_id=user.id,
            csrf=csrf,
            created_at_ms=now_ms,
            last_seen_ms=now_ms,
            proved_at_ms=now_ms,
            label=label,
            device_id=device_id,
        )
    )
    return Opened(token, csrf, accounts.who_is(user, device_id))


def prove(token: str, proof: Proof, limits: tuple[Limit, ...], now_ms: int) -> Opened:
    """It is still the same person: the session goes on under another token, no longer than before.

    Raises NotSignedIn, BadCredentials, OtpRequired, OtpWrong, Throttled.
    """
    with attempt(limits, now_ms):
        with reading() as session:
            query = select(User).join(DeskSession, DeskSession.user_id == User.id)
            user = session.scalar(query.where(DeskSession.token_hash == digest(token), OF_DESK))
            found = None if user is None else _Account(user.id, user.password_hash, user.active)
        user_id = _checked(found, proof)
        with writing() as session:
            user = session.get_one(User, user_id)
            second_factor.spend(session, user, proof.otp, proof.key, now_ms)
            opened = Opened(new_token(), new_token(), accounts.who_is(user))
            renewed = {"token_hash": digest(opened.token), "csrf": opened.csrf}
            renewed_at = {"proved_at_ms": now_ms, "last_seen_ms": now_ms}
            mine = DeskSession.token_hash == digest(token)
            moved = session.execute(update(DeskSession).where(mine).values(**renewed, **renewed_at))
            if getattr(moved, "rowcount", 0) != 1:
                raise NotSignedIn
            return opened


def find(token: str, now_ms: int, *, background: bool = False) -> Known | None:
    """The session of a cookie, or None when there is none or it has ended.

    What a page asks in the `background` keeps no session from ending.
    """
    return _find(token, now_ms, OF_DESK, background)


def find_online(token: str, now_ms: int) -> Known | None:
    """As `find`, of the page without storage; it has ended too when its phone is blocked."""
    return _find(token, now_ms, and_(~OF_DESK, Device.revoked_at_ms.is_(None)), False)


def _find(token: str, now_ms: int, of: ColumnElement[bool], background: bool) -> Known | None:
    with reading() as session:
        query = select(DeskSession, User).join(User, User.id == DeskSession.user_id)
        query = query.outerjoin(Device, Device.id == DeskSession.device_id)
        query = query.where(DeskSession.token_hash == digest(token), of)
        row = session.execute(query).one_or_none()
        if row is None:
            return None
        kept, user = row
        if not user.active or not _is_alive(kept, now_ms):
            return None
        has_otp = user.otp_sealed is not None
        who = accounts.who_is(user, kept.device_id)
        known = Known(who, kept.csrf, kept.id, kept.proved_at_ms, has_otp)
        silent_ms = now_ms - kept.last_seen_ms
    if silent_ms >= _TOUCH_MS and not background:
        _touch(token, now_ms)
    return known


def listed(user_id: str, now_ms: int) -> list[Line]:
    """Where somebody is signed in now, the latest seen first."""
    with reading() as session:
        query = select(DeskSession).where(DeskSession.user_id == user_id, OF_DESK)
        rows = session.scalars(query.order_by(DeskSession.last_seen_ms.desc(), DeskSession.id))
        return [
            Line(row.id, row.label, row.created_at_ms, row.last_seen_ms)
            for row in rows
            if _is_alive(row, now_ms)
        ]


def sign_out(token: str) -> None:
    with writing() as session:
        session.execute(delete(DeskSession).where(DeskSession.token_hash == digest(token)))


def end(user_id: str, session_id: str) -> None:
    """End one session of this user. Raises NotFound."""
    with writing() as session:
        mine = (DeskSession.user_id == user_id, DeskSession.id == session_id, OF_DESK)
        ended = session.execute(delete(DeskSession).where(*mine))
        if getattr(ended, "rowcount", 0) != 1:
            raise NotFound


def end_all(session: Session, user_id: str, but: str | None = None) -> None:
    """Sign somebody out everywhere, `but` in one session, inside the caller's transaction."""
    theirs = delete(DeskSession).where(DeskSession.user_id == user_id)
    session.execute(theirs if but is None else theirs.where(DeskSession.id != but))


@dataclass(frozen=True, slots=True)
class _Account:
    id: str
    password_hash: str | None
    active: bool


def _checked(found: _Account | None, proof: Proof) -> str:
    """The id of the account with this password, checked also where there is no account.

    Raises BadCredentials.
    """
    fits = is_password(proof.password, found.password_hash if found else None)
    if found is None or not fits or not found.active:
        raise BadCredentials
    return found.id


def _is_alive(kept: DeskSession, now_ms: int) -> bool:
    return now_ms - kept.last_seen_ms < IDLE_MS and now_ms - kept.created_at_ms < LIFE_MS


def _touch(token: str, now_ms: int) -> None:
    with writing() as session:
        mine = DeskSession.token_hash == digest(token)
        session.execute(update(DeskSession).where(mine).values(last_seen_ms=now_ms))
