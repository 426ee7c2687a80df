"""Signed-in browsers. Thirty minutes of silence end a session, twelve hours end it anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select, update

from server.domain import accounts
from server.domain.errors import BadCredentials
from server.domain.secrets import digest, is_password, new_token
from server.domain.throttle import Limit, attempt
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.people import DeskSession, User

IDLE_MS: Final = 30 * 60 * 1000
LIFE_MS: Final = 12 * 60 * 60 * 1000
# How exactly the idle time is known: a row is written at most this often.
_TOUCH_MS: Final = 60 * 1000


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


def sign_in(email: str, password: str, limits: tuple[Limit, ...], now_ms: int) -> Opened:
    """Open a session, always with a new token.

    Raises BadCredentials, in the same time for unknown accounts; Throttled.
    """
    with attempt(limits, now_ms):
        with reading() as session:
            user = session.scalar(select(User).where(User.email == accounts.read_email(email)))
            found = None if user is None else (user.password_hash, user.active)
            who = None if user is None else accounts.who_is(user)
        fits = is_password(password, found[0] if found else None)
        if not fits or who is None or found is None or not found[1]:
            raise BadCredentials
    token, csrf = new_token(), new_token()
    with writing() as session:
        session.execute(delete(DeskSession).where(DeskSession.created_at_ms < now_ms - LIFE_MS))
        session.add(
            DeskSession(
                token_hash=digest(token),
                user_id=who.user_id,
                csrf=csrf,
                created_at_ms=now_ms,
                last_seen_ms=now_ms,
            )
        )
    return Opened(token, csrf, who)


def find(token: str, now_ms: int) -> Known | None:
    """The session of a cookie, or None when there is none or it has ended."""
    with reading() as session:
        query = select(DeskSession, User).join(User, User.id == DeskSession.user_id)
        row = session.execute(query.where(DeskSession.token_hash == digest(token))).one_or_none()
        if row is None:
            return None
        kept, user = row
        if not user.active or not _is_alive(kept, now_ms):
            return None
        known = Known(accounts.who_is(user), kept.csrf)
        silent_ms = now_ms - kept.last_seen_ms
    if silent_ms >= _TOUCH_MS:
        _touch(token, now_ms)
    return known


def sign_out(token: str) -> None:
    with writing() as session:
        session.execute(delete(DeskSession).where(DeskSession.token_hash == digest(token)))


def _is_alive(kept: DeskSession, now_ms: int) -> bool:
    return now_ms - kept.last_seen_ms < IDLE_MS and now_ms - kept.created_at_ms < LIFE_MS


def _touch(token: str, now_ms: int) -> None:
    with writing() as session:
        mine = DeskSession.token_hash == digest(token)
        session.execute(update(DeskSession).where(mine).values(last_seen_ms=now_ms))
