"""Tables of people, their phones and how they come in. Not records: nothing here is synced.

Times are milliseconds since 1970. Secrets are kept as hashes only.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.store import append_only
from server.store.base import Base


class User(Base):
    """A member of one organisation. The record of kind `member` with this id names them.

    `org_id` is the id of a record of kind `org`. `clearances` are codes with spaces between.
    `otp_sealed` is the secret of the second factor, which the database alone cannot open;
    `otp_step` the time step of the newest code that was taken, so that none is taken twice.
    """

    __tablename__ = "user"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), index=True)
    org_id: Mapped[str] = mapped_column(String(36), index=True)
    alias: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    clearances: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    otp_sealed: Mapped[str | None] = mapped_column(String(120))
    otp_step: Mapped[int | None] = mapped_column(BigInteger)


class SpareCode(Base):
    """One of ten codes that stand in for the second factor, once; kept as a keyed hash."""

    __tablename__ = "spare_code"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class Recovery(Base):
    """A code with which somebody gets back into their account, made by somebody else.

    One for each account at most. `made_by` is None for the command on the server.
    """

    __tablename__ = "recovery"

    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)


class Device(Base):
    """One enrolled phone. A blocked phone stays blocked; enrolled again it is a new device.

    `made`, `unsent` and `app` are what the phone last said of itself; `stored` counts its changes
    that ever got a verdict. `looked_missing` is how many were missing when a coordinator looked.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str | None] = mapped_column(String(60))
    public_key: Mapped[str | None] = mapped_column(Text)
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    last_seen_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    made: Mapped[int] = mapped_column(BigInteger, default=0)
    unsent: Mapped[int] = mapped_column(BigInteger, default=0)
    stored: Mapped[int] = mapped_column(BigInteger, default=0)
    app: Mapped[str | None] = mapped_column(String(40))
    looked_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    looked_missing: Mapped[int | None] = mapped_column(BigInteger)


class Invite(Base):
    """A code that enrols one phone of one user, once.

    `asked_device` is the id that the phone gave itself, `device_id` the one it got: with both, a
    phone whose answer was lost may ask again.
    """

    __tablename__ = "invite"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"), index=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger)
    used_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    asked_device: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))


class AnswerLink(Base):
    """A link by which a receiver without an account answers one referral, once.

    `form_hash` is of the form that was sent with it: the same form may ask again when the answer
    got lost. `successor_id` is the link that was given with that answer.
    """

    __tablename__ = "answer_link"
    __table_args__ = (Index(None, "network_id", "referral_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"))
    referral_id: Mapped[str] = mapped_column(String(36))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    expires_at_ms: Mapped[int] = mapped_column(BigInteger, index=True)
    used_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at_ms: Mapped[int | None] = mapped_column(BigInteger)
    form_hash: Mapped[str | None] = mapped_column(String(64))
    event_id: Mapped[str | None] = mapped_column(String(36))
    successor_id: Mapped[str | None] = mapped_column(String(36))


class DeskSession(Base):
    """A signed-in browser; its cookie is kept as a hash.

    `proved_at_ms` is when the password was typed last, `otp_offered` the sealed secret of a second
    factor that waits for its first code. With `device_id` it is no session of the desk: nobody
    typed a password, it counts on the page without storage as that phone, and does nothing else.
    """

    __tablename__ = "desk_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at_ms: Mapped[int] = mapped_column(BigInteger)
    last_seen_ms: Mapped[int] = mapped_column(BigInteger)
    proved_at_ms: Mapped[int] = mapped_column(BigInteger)
    otp_offered: Mapped[str | None] = mapped_column(String(120))
    label: Mapped[str | None] = mapped_column(String(60))
    device_id: Mapped[str | None] = mapped_column(ForeignKey("device.id"))


class Failure(Base):
    """One failed attempt to come in; `subject` is a keyed hash of an account or an address."""

    __tablename__ = "failure"
    __table_args__ = (Index(None, "subject", "at_ms"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    subject: Mapped[str] = mapped_column(String(64))
    at_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class Audit(Base):
    """Who did what to which object, when and why; appended to, never changed, no content.

    `org_id` is the organisation of who did it, `about_org_id` of what it was done to. The database
    itself refuses changes: `append_only.py`.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "network_id", "at_ms"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    network_id: Mapped[str] = mapped_column(ForeignKey("network.id"))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[str] = mapped_column(String(36))
    org_id: Mapped[str] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(280))
    about_org_id: Mapped[str | None] = mapped_column(String(36))


class AuditHorizon(Base):
    """Lines of the audit before this time may be deleted; no row, or 0: none."""

    __tablename__ = "audit_horizon"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    before_ms: Mapped[int] = mapped_column(BigInteger)


append_only.protect(Audit.__table__)
