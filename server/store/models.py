"""Tables of the records and of how they travel. `sync.md` section 7.

`record.state` is the merged wire fragment, so a pull joins stored bytes without parsing them.
What is derived from it, one table per kind, is in `read_models.py`; people and phones are in
`people.py`. Ids are text, times milliseconds since 1970, bodies canonical JSON as bytes.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.store.base import Base, db

__all__ = [
    "TARGET_LENGTH_MAX",
    "Base",
    "Change",
    "Erased",
    "Exit",
    "Held",
    "Link",
    "Network",
    "PastReferral",
    "Record",
    "Scope",
    "Tick",
    "Unopened",
    "db",
]

KEY_LENGTH_MAX: Final = 120
TARGET_LENGTH_MAX: Final = 64


class Network(Base):
    """One tenant, one sequence. Its row is the lock that every writing exchange takes first."""

    __tablename__ = "network"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last sequence number given to a record."""
    changes: Mapped[int] = mapped_column(BigInteger, default=0)
    """How many changes were ever stored; numbers `change.number`."""
    content_keys: Mapped[str | None] = mapped_column(Text)
    """Ids of the keys under which something of it may be sealed, with spaces between."""
    unsealed_seq: Mapped[int | None] = mapped_column(BigInteger)
    """Records up to this number were written before there were such keys and are not sealed yet;
    NULL when all are, see `resealing.py`."""


class Record(Base):
    """The merged state of one record, and what is derived from it for readers.

    `stub` is what those see who may only know that the record exists: NULL while nobody is in
    that position, empty when they are told that it is gone. `scope` is the list of
    `[key, grade]` that `scope` holds as rows.
    """

    __tablename__ = "record"
    __table_args__ = (Index(None, "network_id", "seq", unique=True),)

    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    org_id: Mapped[str] = mapped_column(String(36))
    author_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    org_declared: Mapped[bool]
    """Whether a write has set `org`; until then it is that of the first who pushed."""
    made_at_ms: Mapped[int] = mapped_column(BigInteger)
    received_at_ms: Mapped[int] = mapped_column(BigInteger)
    changed_at_ms: Mapped[int] = mapped_column(BigInteger)
    """When the last change reached the server."""
    visibility: Mapped[str] = mapped_column(String(20))
    deleted: Mapped[bool]
    state: Mapped[bytes] = mapped_column(LargeBinary)
    stub: Mapped[bytes | None] = mapped_column(LargeBinary)
    scope: Mapped[str] = mapped_column(Text)
    derived: Mapped[str | None] = mapped_column(Text)
    """What follows from other records, as JSON: the status of a referral, from its steps."""


class Scope(Base):
    """Who may read a record: one row per key, found by key and sequence alone.

    A record's sequence number names it, because every change of a record gives it a new one.
    `size` is that of the fragment which a phone gets; `window_ms` and `until_ms` say until when
    a first pull still brings it.
    """

    __tablename__ = "scope"
    __table_args__ = ({"sqlite_with_rowid": False},)

    network_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH_MAX), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    grade: Mapped[int] = mapped_column(SmallInteger)
    size: Mapped[int] = mapped_column(Integer)
    window_ms: Mapped[int] = mapped_column(BigInteger)
    until_ms: Mapped[int] = mapped_column(BigInteger)


class Exit(Base):
    """A record that left the scope of a key, or was erased under it."""

    __tablename__ = "exit"
    __table_args__ = (
        Index(None, "network_id", "record_id"),
        {"sqlite_with_rowid": False},
    )

    network_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH_MAX), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[str] = mapped_column(String(36))
    erased: Mapped[bool]


class Link(Base):
    """A live reference that decides erasure or scope: `target` is a record id or a case code."""

    __tablename__ = "link"
    # The whole row: SQLite, which counts no rows, would rather read all of the primary key.
    __table_args__ = (Index(None, "network_id", "target", "kind", "record_id", "field"),)

    network_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    target: Mapped[str] = mapped_column(String(TARGET_LENGTH_MAX), primary_key=True)


class Change(Base):
    """Every change that was ever stored, as it came: the audit trail.

    Of an erased record only the id is left, so that a change is counted once. `number` is the
    order of storing.
    """

    __tablename__ = "change"
    __table_args__ = (
        # With the order: to have no rows to sort SQLite would rather read all of a network.
        Index(None, "network_id", "kind", "record_id", "number"),
        Index(None, "network_id", "number", unique=True),
    )

    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(String(36))
    user_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    via: Mapped[str] = mapped_column(String(20))
    received_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the canonical body as it came; stays when a value inside is blanked later."""
    body: Mapped[bytes | None] = mapped_column(LargeBinary)


class Tick(Base):
    """One row per transaction that moved the sequence; the tag tells two timelines apart."""

    __tablename__ = "tick"

    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    tag: Mapped[str] = mapped_column(String(10))


class Held(Base):
    """Quarantine: verbatim copies of held and of bad changes. `reason` is the verdict's.

    `state` is waiting, released, refused or bad; `org_id` that of the user who pushed,
    `record_org_id` that of the record when it existed.
    """

    __tablename__ = "held"
    __table_args__ = (
        Index(None, "network_id", "change_id", "sha256", unique=True),
        Index(None, "network_id", "state", "received_at_ms"),
        Index(None, "network_id", "record_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"))
    change_id: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[str] = mapped_column(String(36))
    org_id: Mapped[str] = mapped_column(String(36))
    record_org_id: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    via: Mapped[str] = mapped_column(String(20))
    received_at_ms: Mapped[int] = mapped_column(BigInteger)
    decided_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    decided_by: Mapped[str | None] = mapped_column(String(36))


class Erased(Base):
    """What is left of an erased record: that it was erased, when, and who was in its scope."""

    __tablename__ = "erased"

    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    scope: Mapped[str] = mapped_column(Text)
    erased_at_ms: Mapped[int] = mapped_column(BigInteger)


class PastReferral(Base):
    """What reports count of a referral that was erased when its time was over.

    Nothing leads back to the person: no code, no id of a record, `when_ms` is the beginning of a
    day. Times it took are in days.
    """

    __tablename__ = "past_referral"
    __table_args__ = (Index(None, "network_id", "when_ms"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"))
    when_ms: Mapped[int] = mapped_column(BigInteger)
    org_id: Mapped[str] = mapped_column(String(36))
    to_org: Mapped[str] = mapped_column(String(36))
    referral_type: Mapped[str] = mapped_column(String(40))
    urgency: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(40))
    overdue: Mapped[bool]
    answer_days: Mapped[float | None]
    close_days: Mapped[float | None]
    reviewed: Mapped[bool]


class Unopened(Base):
    """A sealed envelope that could not be opened, as it came; kept for a while.

    `device_id` is the phone that its header names, true or not; `counted_for` whose share of the
    room it takes: a phone's that signed or brought it, or nobody's, empty.
    """

    __tablename__ = "unopened"

    sha256: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    network_id: Mapped[str | None] = mapped_column(String(36), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36), index=True)
    counted_for: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(20))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at_ms: Mapped[int] = mapped_column(BigInteger, index=True)
