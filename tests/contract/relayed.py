"""What tests of sealed envelopes share: sealing a note, handing it in, and looking everywhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from server.domain import relay
from server.store.base import db
from server.store.engine import reading, writing
from server.store.people import Device

from .network import TestNetwork, TestPhone, Wire

CANARY = "canary in a sealed note"
MIB = 1024 * 1024


def sealed_note(phone: TestPhone, **options: Any) -> tuple[Wire, str]:
    made = phone.change("activity", {"note": CANARY})
    return made, phone.seal(made, **options)


def answer(envelope: str, bearer: TestPhone | None = None) -> str:
    """What is said of one envelope."""
    answers = relay.hand_in([envelope], bearer.who if bearer else None).answers
    (found,) = answers.values()
    return found


def rows_of(table: Any) -> list[Any]:
    with reading() as session:
        found = list(session.scalars(select(table)))
        session.expunge_all()
    return found


def numbers(phone: TestPhone) -> tuple[int, int, int]:
    """made, stored, unsent as coordinators see them."""
    with reading() as session:
        device = session.get_one(Device, phone.who.device_id)
        return device.made, device.stored, device.unsent


def revoke(phone: TestPhone) -> None:
    with writing() as session:
        mine = update(Device).where(Device.id == phone.who.device_id)
        session.execute(mine.values(revoked_at_ms=phone.network.now_ms))


def everything(network: TestNetwork) -> str:
    """Every value of every table, as text."""
    found = []
    with reading() as session:
        for table in db.metadata.sorted_tables:
            for row in session.execute(select(table)):
                found += [
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value in row
                ]
    return "\n".join(found)
