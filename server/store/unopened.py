"""Envelopes that could not be opened: kept as they came, within bounds.

Whoever brings them may be anybody, so what is kept is bounded by number and bytes: for each phone
and day, and for all together who prove nothing; and by age.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.store.bulk import insert_rows, one_of
from server.store.engine import one_at_a_time
from server.store.models import Network, Unopened

DAY_MS: Final = 24 * 3600 * 1000
KEPT_DAYS: Final = 35
NUMBER_MAX: Final = 400
BYTES_MAX: Final = 4 * 1024 * 1024
# Of all together who prove nothing, on all days: the day's bounds alone would add up.
UNPROVEN_NUMBER_MAX: Final = 4_000
UNPROVEN_BYTES_MAX: Final = 32 * 1024 * 1024
NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """One envelope to be kept; see `Unopened`."""

    body: bytes
    reason: str
    network_id: str | None = None
    device_id: str | None = None
    counted_for: str = NOBODY

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.body).digest()


def known_among(session: Session, hashes: Collection[bytes]) -> set[bytes]:
    """Which of these are kept already."""
    if not hashes:
        return set()
    return set(session.scalars(select(Unopened.sha256).where(Unopened.sha256.in_(hashes))))


def keep(session: Session, closed: Collection[Closed], now_ms: int) -> int:
    """Keep as many as there is room for, and forget what is too old; gives how many had none."""
    one_at_a_time(session, Unopened)
    old = Unopened.received_at_ms < now_ms - KEPT_DAYS * DAY_MS
    session.execute(delete(Unopened).where(old))
    fresh = {one.sha256: one for one in closed}
    for sha256 in known_among(session, fresh):
        del fresh[sha256]
    here = set(session.scalars(select(Network.id).where(one_of(Network.id, _networks(fresh)))))
    rooms = {name: _Room.of(session, name, now_ms) for name in {c.counted_for for c in closed}}
    kept = {sha256: one for sha256, one in fresh.items() if rooms[one.counted_for].take(one)}
    rows = [
        {
            "sha256": sha256,
            "network_id": one.network_id if one.network_id in here else None,
            "device_id": one.device_id,
            "counted_for": one.counted_for,
            "reason": one.reason,
            "body": one.body,
            "received_at_ms": now_ms,
        }
        for sha256, one in kept.items()
    ]
    insert_rows(session, Unopened, rows)
    return len(fresh) - len(kept)


def of_device(session: Session, device_id: str | None, limit: int) -> Sequence[Unopened]:
    """Those that name a phone, or any, the oldest first."""
    query = select(Unopened).order_by(Unopened.received_at_ms, Unopened.sha256).limit(limit)
    if device_id is not None:
        query = query.where(Unopened.device_id == device_id)
    return session.scalars(query).all()


def forget(session: Session, hashes: Collection[bytes]) -> None:
    session.execute(delete(Unopened).where(Unopened.sha256.in_(hashes)))


@dataclass(slots=True)
class _Room:
    """What is left for one phone today, or for all that prove nothing."""

    number: int
    size: int

    @classmethod
    def of(cls, session: Session, counted_for: str, now_ms: int) -> _Room:
        used = select(func.count(), func.coalesce(func.sum(func.length(Unopened.body)), 0)).where(
            Unopened.counted_for == counted_for
        )
        today = used.where(Unopened.received_at_ms > now_ms - DAY_MS)
        number, size = session.execute(today).one()
        room = cls(NUMBER_MAX - number, BYTES_MAX - int(size))
        if counted_for == NOBODY:
            number, size = session.execute(used).one()
            room.number = min(room.number, UNPROVEN_NUMBER_MAX - number)
            room.size = min(room.size, UNPROVEN_BYTES_MAX - int(size))
        return room

    def take(self, one: Closed) -> bool:
        if self.number < 1 or self.size < len(one.body):
            return False
        self.number -= 1
        self.size -= len(one.body)
        return True


def _networks(fresh: dict[bytes, Closed]) -> set[str]:
    return {one.network_id for one in fresh.values() if one.network_id is not None}
