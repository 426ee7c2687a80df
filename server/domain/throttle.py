"""Limits on guessing: so many failures in a quarter of an hour, for an account or an address.

An attempt is counted as failed before it is judged and forgiven when it succeeds, so that many
attempts at once cannot slip through. Accounts that do not exist are counted like others.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.domain.errors import (
    AnswerLinkUnknown,
    BadCredentials,
    InviteInvalid,
    OtpWrong,
    RecoveryInvalid,
    Throttled,
)
from server.store.engine import one_at_a_time, writing
from server.store.people import Failure

WINDOW_MS: Final = 15 * 60 * 1000
ACCOUNT_MAX: Final = 5
ADDRESS_MAX: Final = 20
# How often one link is opened or answered, whoever holds it.
LINK_MAX: Final = 60
# Locked phones have no other way in, and a team may share one address.
RELAY_MAX: Final = 300
# What anybody may read: enough for a whole directory page by page, for many behind one address.
PUBLIC_MAX: Final = 1500
_COUNTED: Final = (BadCredentials, OtpWrong, InviteInvalid, RecoveryInvalid, AnswerLinkUnknown)


@dataclass(frozen=True, slots=True)
class Limit:
    """`subject` is a keyed hash; `forgiving`: one success forgives all earlier failures."""

    subject: str
    failures_max: int
    forgiving: bool = False


def account_limit(email: str, key: str) -> Limit:
    return Limit(_keyed(f"account:{email}", key), ACCOUNT_MAX, forgiving=True)


def address_limit(address: str, key: str) -> Limit:
    """One limit for the whole block that a client may pick addresses from."""
    return Limit(_keyed(f"address:{address_block(address)}", key), ADDRESS_MAX)


def relay_limit(address: str, key: str) -> Limit:
    return Limit(_keyed(f"relay:{address_block(address)}", key), RELAY_MAX)


def public_limit(address: str, key: str) -> Limit:
    return Limit(_keyed(f"public:{address_block(address)}", key), PUBLIC_MAX)


def link_limit(token: str, key: str) -> Limit:
    return Limit(_keyed(f"link:{token}", key), LINK_MAX)


def address_block(address: str) -> str:
    """The /24 (IPv4) or /56 (IPv6) around an address; what is no address stands for itself."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    length = 24 if read.version == 4 else 56
    return str(ipaddress.ip_network(f"{read}/{length}", strict=False))


@contextmanager
def attempt(limits: Sequence[Limit], now_ms: int) -> Iterator[None]:
    """Judge one attempt inside. Opens transactions of its own before and after.

    Raises Throttled when a limit is reached. Only wrong credentials, invites and links count.
    """
    with writing() as session:
        counted = _count_in(session, limits, now_ms)
    try:
        yield
    except _COUNTED:
        raise
    except BaseException:
        _forgive(counted, ())
        raise
    _forgive(counted, [limit.subject for limit in limits if limit.forgiving])


def spend(limit: Limit, now_ms: int) -> None:
    """Count one use that nothing forgives, in a transaction of its own. Raises Throttled."""
    with writing() as session:
        _count_in(session, (limit,), now_ms)


def _count_in(session: Session, limits: Sequence[Limit], now_ms: int) -> list[int]:
    one_at_a_time(session, Failure)
    session.execute(delete(Failure).where(Failure.at_ms <= now_ms - WINDOW_MS))
    for limit in limits:
        query = select(func.count(), func.min(Failure.at_ms))
        failures, first_ms = session.execute(query.where(Failure.subject == limit.subject)).one()
        if failures >= limit.failures_max:
            raise Throttled(max(1, (first_ms + WINDOW_MS - now_ms) // 1000))
    rows = [Failure(subject=limit.subject, at_ms=now_ms) for limit in limits]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _forgive(counted: Sequence[int], subjects: Sequence[str]) -> None:
    with writing() as session:
        session.execute(delete(Failure).where(Failure.id.in_(counted)))
        session.execute(delete(Failure).where(Failure.subject.in_(subjects)))


def _keyed(subject: str, key: str) -> str:
    return hmac.new(key.encode(), subject.encode("utf-8"), hashlib.sha256).hexdigest()
