"""Phones that a coordinator should look at: silent ones, and those from which something is missing.

Nothing is stored about this but that somebody looked; the rest follows from what phones tell.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from server.domain import audit, devices
from server.domain.access import looked_after
from server.domain.devices import Phone
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.people import Device, User

SILENT: Final = "silent_phone"
MISSING: Final = "lost_changes"
ISSUES: Final = (MISSING, SILENT)
KIND: Final = "device"

DAY_MS: Final = 24 * 60 * 60_000
# With entries that it said it had not sent, a day is long; otherwise its owner is just not on
# rounds, until the phone empties itself (security P9).
UNSENT_MS: Final = DAY_MS
UNUSED_MS: Final = 14 * DAY_MS


@dataclass(frozen=True, slots=True)
class Worry:
    """One phone and why; `since_ms` is its last contact."""

    issue: str
    phone: Phone
    since_ms: int

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.UUID(self.phone.id), self.issue))


def worries(who: Who, now_ms: int, issue: str | None = None) -> list[Worry]:
    """The phones that `who` looks after and should look at, what is missing first."""
    with reading() as session:
        query = looked_after(select(Device, User).join(User, User.id == Device.user_id), who, User)
        query = query.where(Device.revoked_at_ms.is_(None), User.active)
        rows = session.execute(query.order_by(Device.last_seen_ms.desc(), Device.id)).all()
        found = [
            Worry(code, devices.line(device, user), device.last_seen_ms or device.created_at_ms)
            for device, user in rows
            for code in _codes(device, now_ms)
        ]
    return sorted(
        (one for one in found if issue in (None, one.issue)), key=lambda one: one.issue != MISSING
    )


def look(who: Who, device_id: str, looked: bool, now_ms: int) -> Phone:
    """A coordinator looked at a phone, or takes that back. Raises NotFound.

    It comes up again when more is missing, or when it was in contact and then fell silent.
    """
    phone = devices.one(who, device_id)
    with writing() as session:
        device = session.get_one(Device, device_id)
        device.looked_at_ms = now_ms if looked else None
        device.looked_missing = phone.missing if looked else None
        action = "device_looked" if looked else "device_unlooked"
        audit.note(session, who, action, f"device/{device_id}", now_ms, about_org=phone.org_id)
    return phone


def _codes(device: Device, now_ms: int) -> Sequence[str]:
    if device.app == devices.ONLINE:
        # It keeps nothing that could wait or be lost.
        return ()
    found = []
    missing = device.made - device.stored - device.unsent
    if missing > (device.looked_missing or 0):
        found.append(MISSING)
    seen_ms = device.last_seen_ms
    if seen_ms is None or (device.looked_at_ms or 0) >= seen_ms:
        return found
    if now_ms - seen_ms > (UNSENT_MS if device.unsent > 0 else UNUSED_MS):
        found.append(SILENT)
    return found


def as_entry(worry: Worry) -> Mapping[str, Any]:
    """What the phone last told, in the place where an issue of a record tells its fields."""
    phone = worry.phone
    return {
        "label": phone.label,
        "made": phone.made,
        "stored": phone.stored,
        "unsent": phone.unsent,
        "missing": phone.missing,
    }
