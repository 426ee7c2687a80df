"""What people do about their own account, and how they get back into one.

Getting back takes somebody else: a coordinator who looks after the account, or whoever runs the
server. Each step is in the audit, which the coordinators of the organisation read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from server.domain import accounts, audit, second_factor, sessions
from server.domain.accounts import Person
from server.domain.errors import Forbidden, Invalid, NotFound, NotSignedIn, RecoveryInvalid
from server.domain.secrets import hash_password, new_code, read_code
from server.domain.sessions import Opened
from server.domain.team import find_mine
from server.domain.throttle import Limit, attempt
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.people import DeskSession, Recovery, User

RECOVERY_MS: Final = 30 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that waits for its first code: the secret as text, and as an address."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class Made:
    """A recovery code, told once."""

    code: str
    expires_at_ms: int
    user: Person


@dataclass(frozen=True, slots=True)
class Getting:
    """Somebody who wants to get back in; `key` is the secret of the installation."""

    email: str
    code: str
    password: str
    key: str


def spares_left(user_id: str) -> int:
    with reading() as session:
        return second_factor.spares_left(session, user_id)


def offer(who: Who, session_id: str, key: str) -> Offer:
    """A new secret for this session; nothing changes before its first code."""
    secret = second_factor.new_secret()
    with writing() as session:
        user = session.get_one(User, who.user_id)
        sealed = second_factor.seal(key, user.id, secret)
        mine = DeskSession.id == session_id
        session.execute(update(DeskSession).where(mine).values(otp_offered=sealed))
        return Offer(secret, second_factor.address(secret, user.email or user.alias))


def confirm(
    who: Who, session_id: str, typed: str, key: str, limits: tuple[Limit, ...], now_ms: int
) -> list[str]:
    """The second factor works: keep it, end the other sessions; gives spare codes, told once.

    Raises OtpWrong, Throttled; Invalid when nothing was offered to this session.
    """
    with attempt(limits, now_ms), writing() as session:
        user = session.get_one(User, who.user_id)
        kept = session.scalar(select(DeskSession).where(DeskSession.id == session_id))
        if kept is None:
            raise NotSignedIn
        secret = second_factor.unseal(key, user.id, kept.otp_offered) if kept.otp_offered else None
        if secret is None:
            raise Invalid({"otp": ["not_offered"]})
        codes = second_factor.keep(session, user, secret, typed, key, now_ms)
        kept.otp_offered = None
        sessions.end_all(session, user.id, but=session_id)
        audit.note(session, who, "otp_set", f"user/{user.id}", now_ms)
        return codes


def renew_spares(who: Who, key: str, now_ms: int) -> list[str]:
    """Ten other spare codes. Raises Invalid without a second factor."""
    with writing() as session:
        user = session.get_one(User, who.user_id)
        if user.otp_sealed is None:
            raise Invalid({"otp": ["required"]})
        audit.note(session, who, "spare_codes", f"user/{user.id}", now_ms)
        return second_factor.renew_spares(session, user, key)


def change_password(who: Who, session_id: str, password: str, now_ms: int) -> None:
    """Another password; all other sessions end. Raises Invalid."""
    kept = hash_password(password)
    with writing() as session:
        session.get_one(User, who.user_id).password_hash = kept
        session.execute(delete(Recovery).where(Recovery.user_id == who.user_id))
        sessions.end_all(session, who.user_id, but=session_id)
        audit.note(session, who, "password_set", f"user/{who.user_id}", now_ms)


def sign_out_everywhere(who: Who) -> None:
    with writing() as session:
        sessions.end_all(session, who.user_id)


def let_in(who: Who, user_id: str, key: str, now_ms: int) -> Made:
    """A code for somebody who lost password or phone; the one before it is good for nothing.

    Never for oneself, nor for who may do more. Raises NotFound, Forbidden, Invalid.
    """
    with writing() as session:
        user = find_mine(session, who, user_id)
        if not who.may_stand_in_for(user.role, frozenset(user.clearances.split())):
            raise Forbidden
        if not user.active or user.password_hash is None:
            raise Invalid({"user": ["inactive" if not user.active else "no_password"]})
        audit.note(session, who, "recovery_made", f"user/{user.id}", now_ms, about_org=user.org_id)
        return _make(session, user, who.user_id, key, now_ms)


def let_in_by_command(email: str, key: str, now_ms: int) -> Made:
    """The same from the command line, for a coordinator without a second one. Raises NotFound."""
    with writing() as session:
        user = session.scalar(select(User).where(User.email == accounts.read_email(email)))
        if user is None or not user.active:
            raise NotFound
        who = accounts.who_is(user)
        audit.note(session, who, "recovery_by_command", f"user/{user.id}", now_ms)
        return _make(session, user, None, key, now_ms)


def get_in(
    getting: Getting, limits: tuple[Limit, ...], now_ms: int, label: str | None = None
) -> Opened:
    """A new password, no second factor, no other session: as on the first day.

    Raises RecoveryInvalid, the same and in the same time for unknown accounts; Invalid, Throttled.
    """
    with attempt(limits, now_ms):
        kept = hash_password(getting.password)
        with writing() as session:
            user = _spend(session, getting, now_ms)
            user.password_hash = kept
            second_factor.drop(session, user)
            sessions.end_all(session, user.id)
            opened = sessions.open_in(session, user, now_ms, label)
            audit.note(session, opened.who, "recovery_used", f"user/{user.id}", now_ms)
            return opened


def _make(session: Session, user: User, made_by: str | None, key: str, now_ms: int) -> Made:
    code, expires_at_ms = new_code(), now_ms + RECOVERY_MS
    row = Recovery(
        user_id=user.id,
        code_hash=second_factor.hashed(key, code),
        made_by=made_by,
        expires_at_ms=expires_at_ms,
    )
    session.merge(row)
    return Made(code, expires_at_ms, accounts.person(user))


def _spend(session: Session, getting: Getting, now_ms: int) -> User:
    """Raises RecoveryInvalid."""
    code = read_code(getting.code) or ""
    query = select(User, Recovery).join(Recovery, Recovery.user_id == User.id)
    query = query.where(
        User.email == accounts.read_email(getting.email),
        User.active,
        Recovery.code_hash == second_factor.hashed(getting.key, code),
        Recovery.expires_at_ms > now_ms,
    )
    row = session.execute(query.with_for_update(of=Recovery)).one_or_none()
    if row is None:
        raise RecoveryInvalid
    session.delete(row[1])
    return row[0]
