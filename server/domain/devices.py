"""Enrolled phones: who a token is, which phones there are, blocking one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.domain import accounts, audit
from server.domain.access import looked_after
from server.domain.errors import DeviceRevoked, Invalid, NotFound, UnknownToken
from server.domain.secrets import TOKEN_LENGTH_MAX, digest
from server.domain.who import Who
from server.settings import settings
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.people import Device, User

# What a browser that keeps nothing says as its version: `online.py`.
ONLINE: Final = "online"


@dataclass(frozen=True, slots=True)
class Phone:
    """One line of the list of phones; the counts are of changes, as the phone last told them."""

    id: str
    user_id: str
    alias: str
    org_id: str
    label: str | None
    app: str | None
    enrolled_at_ms: int
    last_seen_ms: int | None
    revoked_at_ms: int | None
    made: int
    stored: int
    unsent: int

    @property
    def missing(self) -> int:
        """Changes that were made, but are neither here nor waiting on the phone."""
        return max(0, self.made - self.stored - self.unsent)


def find(token: str) -> Who:
    """Whose phone this token belongs to. Raises UnknownToken, DeviceRevoked."""
    if len(token) > TOKEN_LENGTH_MAX:
        raise UnknownToken
    with reading() as session:
        query = select(Device, User).join(User, User.id == Device.user_id)
        row = session.execute(query.where(Device.token_hash == digest(token))).one_or_none()
        if row is None:
            raise UnknownToken
        device, user = row
        if device.revoked_at_ms is not None or not user.active:
            raise DeviceRevoked
        return accounts.who_is(user, device.id)


def set_key(who: Who, key: str) -> None:
    """Remember the signing key of a phone that enrolled without one: a JWK as checked.

    Raises Invalid when it has another one: whoever has its token must not sign for it as well.
    """
    with writing() as session:
        mine = update(Device).where(Device.id == who.device_id, Device.public_key.is_(None))
        session.execute(mine.values(public_key=key))
        known = session.scalar(select(Device.public_key).where(Device.id == who.device_id))
    if known != key:
        raise Invalid({"public_key": ["key_known"]})


def listed(who: Who) -> list[Phone]:
    """The phones that `who` looks after, the newest first."""
    with reading() as session:
        query = looked_after(select(Device, User).join(User, User.id == Device.user_id), who, User)
        rows = session.execute(query.order_by(Device.created_at_ms.desc(), Device.id)).all()
        return [line(device, user) for device, user in rows]


def one(who: Who, device_id: str) -> Phone:
    """A phone that `who` looks after. Raises NotFound."""
    with reading() as session:
        query = looked_after(select(Device, User).join(User, User.id == Device.user_id), who, User)
        row = session.execute(query.where(Device.id == device_id)).one_or_none()
        if row is None:
            raise NotFound
        return line(*row)


def revoke(who: Who, device_id: str, now_ms: int) -> Phone:
    """Block a phone; it acts at the phone's next request. Raises NotFound."""
    with writing() as session:
        query = looked_after(select(Device, User).join(User, User.id == Device.user_id), who, User)
        row = session.execute(query.where(Device.id == device_id)).one_or_none()
        if row is None:
            raise NotFound
        device, user = row
        _block(session, who, device, user, now_ms)
        return line(device, user)


def give_up(who: Who, now_ms: int) -> None:
    """The phone that asks is done for good: it is blocked as by a coordinator."""
    with writing() as session:
        device = session.get_one(Device, who.device_id)
        _block(session, who, device, session.get_one(User, who.user_id), now_ms)


def _block(session: Session, who: Who, device: Device, user: User, now_ms: int) -> None:
    if device.revoked_at_ms is not None:
        return
    # First the journal: a restored backup must not bring the phone back.
    journal = Journal.beside(settings().data_dir)
    journal.append(who.network_id, now_ms, [device.id], "devices")
    blocking = update(Device).where(Device.id == device.id)
    session.execute(blocking.values(revoked_at_ms=now_ms))
    about = f"device/{device.id}"
    audit.note(session, who, "device_revoked", about, now_ms, about_org=user.org_id)
    session.refresh(device)


def line(device: Device, user: User) -> Phone:
    return Phone(
        id=device.id,
        user_id=user.id,
        alias=user.alias,
        org_id=user.org_id,
        label=device.label,
        app=device.app,
        enrolled_at_ms=device.created_at_ms,
        last_seen_ms=device.last_seen_ms,
        revoked_at_ms=device.revoked_at_ms,
        made=device.made,
        stored=device.stored,
        unsent=device.unsent,
    )
