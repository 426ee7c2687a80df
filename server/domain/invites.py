"""Invites: ten characters that turn a phone into a member's phone, once.

The phone gives itself an id before it asks, so that it may ask again when the answer got lost.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import accounts, audit
from server.domain.access import looked_after
from server.domain.accounts import NewUser, Person, Place
from server.domain.errors import Forbidden, InviteInvalid, NotFound
from server.domain.secrets import digest, new_code, new_token, read_code
from server.domain.throttle import Limit, attempt
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.people import Device, Invite, User

MINUTES_DEFAULT: Final = 15
MINUTES_MAX: Final = 30 * 24 * 60
# How long a phone whose answer got lost may ask again with the code that it spent.
RETRY_MS: Final = 24 * 60 * 60 * 1000
LISTED_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Made:
    """A new invite. `code` is told once and kept nowhere."""

    code: str
    expires_at_ms: int
    user: Person


@dataclass(frozen=True, slots=True)
class Open:
    """One line of the list of invites; `expires_at_ms` of one that was withdrawn is when it was."""

    id: str
    user: Person
    made_by: str | None
    created_at_ms: int
    expires_at_ms: int
    used_at_ms: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """What a code promises, told before it is spent: names, for a person to read."""

    network: str
    org: str
    alias: str
    role: str
    expires_at_ms: int
    lock_words: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """A phone that wants to join; `device` is the id that it made for itself."""

    code: str
    device: str | None = None
    label: str | None = None
    public_key: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    device: str
    token: str
    user: Person
    network: Place


def invite_new(who: Who, new: NewUser, minutes: int, now_ms: int) -> Made:
    """Invite somebody who is not a user yet. Raises NotFound, Forbidden, Invalid."""
    with writing() as session:
        added = accounts.create_in(session, who, new, now_ms)
        return make(session, added, minutes, now_ms, who)


def invite_known(who: Who, user_id: str, minutes: int, now_ms: int) -> Made:
    """Invite a new phone of a user. Raises NotFound, Forbidden."""
    with writing() as session:
        user = session.scalar(looked_after(select(User).where(User.id == user_id), who, User))
        if user is None or not user.active:
            raise NotFound
        clearances = frozenset(user.clearances.split())
        if user.id != who.user_id and not who.may_stand_in_for(user.role, clearances):
            raise Forbidden
        return make(session, accounts.person(user), minutes, now_ms, who)


def invite_by_command(user_id: str, minutes: int, now_ms: int) -> Made:
    """Invite from the command line, where everything is allowed. Raises NotFound."""
    with writing() as session:
        user = session.get(User, user_id)
        if user is None or not user.active:
            raise NotFound
        return make(session, accounts.person(user), minutes, now_ms)


def make(session: Session, user: Person, minutes: int, now_ms: int, who: Who | None = None) -> Made:
    """Insert an invite inside the caller's transaction; `who` is None for a command."""
    code, expires_at_ms = new_code(), now_ms + minutes * 60_000
    invite = Invite(
        id=str(uuid.uuid4()),
        network_id=session.get_one(User, user.id).network_id,
        user_id=user.id,
        code_hash=digest(code),
        made_by=who.user_id if who else None,
        created_at_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )
    session.add(invite)
    if who is not None:
        audit.note(session, who, "invited", f"user/{user.id}", now_ms, about_org=user.org)
    return Made(code, expires_at_ms, user)


def listed(who: Who) -> list[Open]:
    """The invites that `who` looks after, the newest first."""
    query = select(Invite, User).join(User, User.id == Invite.user_id)
    query = looked_after(query, who, User)
    query = query.order_by(Invite.created_at_ms.desc(), Invite.id).limit(LISTED_MAX)
    with reading() as session:
        return [_line(invite, user) for invite, user in session.execute(query)]


def revoke(who: Who, invite_id: str, now_ms: int) -> Open:
    """End an open invite; one that was used or is too old stays as it is. Raises NotFound.

    Whoever has its code is told what is told of any old one. The person stays, for another invite.
    """
    with writing() as session:
        query = select(Invite, User).join(User, User.id == Invite.user_id)
        query = looked_after(query.where(Invite.id == invite_id), who, User)
        # A phone that spends it at this moment comes before or after, never in between.
        row = session.execute(query.with_for_update(of=Invite)).one_or_none()
        if row is None:
            raise NotFound
        invite, user = row
        if invite.used_at_ms is None and invite.expires_at_ms > now_ms:
            invite.expires_at_ms = now_ms
            about = f"user/{user.id}"
            audit.note(session, who, "invite_revoked", about, now_ms, about_org=user.org_id)
        return _line(invite, user)


def look(code: str, limits: tuple[Limit, ...], now_ms: int) -> Look:
    """What a code would do, without spending it. Raises InviteInvalid, Throttled."""
    with attempt(limits, now_ms), reading() as session:
        invite, user = _find(session, code)
        if invite.used_at_ms is not None or invite.expires_at_ms <= now_ms:
            raise InviteInvalid
        network = accounts.place(session, invite.network_id).name
        org = accounts.org_name(session, invite.network_id, user.org_id)
        words = accounts.wants_words(session, invite.network_id, user.org_id)
        return Look(network, org, user.alias, user.role, invite.expires_at_ms, words)


def enrol(asking: Asking, limits: tuple[Limit, ...], now_ms: int) -> Enrolled:
    """Spend a code and enrol the phone. Raises InviteInvalid, Throttled."""
    with attempt(limits, now_ms), writing() as session:
        # Two phones with one code come one after the other; on SQLite they do anyway.
        invite, user = _find(session, asking.code, lock=True)
        token = new_token()
        if invite.used_at_ms is None:
            if invite.expires_at_ms <= now_ms:
                raise InviteInvalid
            device = _add_device(session, asking, user, token, now_ms)
            invite.used_at_ms, invite.asked_device = now_ms, asking.device
            invite.device_id = device.id
        else:
            device = _ask_again(session, asking, invite, now_ms)
            device.token_hash = digest(token)
        network = accounts.place(session, user.network_id)
        return Enrolled(device.id, token, accounts.person(user), network)


def _line(invite: Invite, user: User) -> Open:
    return Open(
        id=invite.id,
        user=accounts.person(user),
        made_by=invite.made_by,
        created_at_ms=invite.created_at_ms,
        expires_at_ms=invite.expires_at_ms,
        used_at_ms=invite.used_at_ms,
    )


def _find(session: Session, typed: str, *, lock: bool = False) -> tuple[Invite, User]:
    code = read_code(typed)
    if code is None:
        raise InviteInvalid
    query = select(Invite, User).join(User, User.id == Invite.user_id)
    query = query.where(Invite.code_hash == digest(code), User.active)
    query = query.with_for_update(of=Invite) if lock else query
    row = session.execute(query).one_or_none()
    if row is None:
        raise InviteInvalid
    return row[0], row[1]


def _add_device(session: Session, asking: Asking, user: User, token: str, now_ms: int) -> Device:
    """The phone's own id, if it is free; enrolled again, the same user's phone keeps its row.

    Somebody else's id, or that of a blocked phone, is not given away: the phone gets another.
    """
    known = session.get(Device, asking.device) if asking.device else None
    if known is not None and known.user_id == user.id and known.revoked_at_ms is None:
        known.token_hash = digest(token)
        known.public_key = asking.public_key or known.public_key
        return known
    device = Device(
        id=asking.device if asking.device and known is None else str(uuid.uuid4()),
        network_id=user.network_id,
        user_id=user.id,
        token_hash=digest(token),
        label=asking.label,
        public_key=asking.public_key,
        created_at_ms=now_ms,
    )
    session.add(device)
    session.flush()
    return device


def _ask_again(session: Session, asking: Asking, invite: Invite, now_ms: int) -> Device:
    """The phone that spent this code, if it is the one that asks. Raises InviteInvalid."""
    same = asking.device is not None and asking.device == invite.asked_device
    if not same or now_ms - (invite.used_at_ms or 0) > RETRY_MS:
        raise InviteInvalid
    device = session.get_one(Device, invite.device_id)
    if device.revoked_at_ms is not None:
        raise InviteInvalid
    return device
