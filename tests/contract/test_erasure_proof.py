"""What was erased is nowhere, and no road brings it back (SEC-H5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from server.domain import erasure, relay, restoring
from server.settings import settings
from server.store.base import db
from server.store.engine import writing
from server.store.journal import Journal
from server.store.people import Device
from tests.databases import shared_postgres

from .network import TestNetwork, TestPhone, Wire
from .relayed import answer, everything

CANARY = "canary of somebody who asked to be forgotten"


def erased(network: TestNetwork) -> tuple[TestPhone, Wire]:
    """A phone and the change that it made of a record which was erased."""
    phone, desk = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {"note": CANARY})
    phone.sync(made)
    assert CANARY in everything(network)
    path = f"activity/{made['r']}"
    assert erasure.erase(desk.who, [path]) == [path]
    assert CANARY not in everything(network)
    return phone, made


def pushed_again(phone: TestPhone, made: Wire) -> None:
    assert phone.sync(made)["void"] == {made["id"]: "erased"}


def written_again(phone: TestPhone, made: Wire) -> None:
    """A phone that never heard of it."""
    path = f"activity/{made['r']}"
    assert phone.verdict(path, {"note": CANARY}) == "erased"
    assert phone.verdict(path, {"note": CANARY, "review": "reviewed"}) == "erased"


def sealed(phone: TestPhone, made: Wire) -> None:
    late = phone.change(f"activity/{made['r']}", {"note": CANARY})
    assert answer(phone.seal(made, late)) == "ok"


def carried(phone: TestPhone, made: Wire) -> None:
    """By a phone of somebody else, who hears of it nothing."""
    other = phone.network.phone(org=1)
    reply = other.sync(sealed=[phone.seal(made)])
    assert list(reply["sealed"].values()) == ["ok"] and reply["void"] == {}


def of_a_blocked_phone(phone: TestPhone, made: Wire) -> None:
    """What comes out of a blocked phone goes into quarantine; this does not."""
    envelope = phone.seal(made)
    with writing() as session:
        session.get_one(Device, phone.who.device_id).revoked_at_ms = phone.network.now_ms
    assert answer(envelope) == "held"


def kept_closed(phone: TestPhone, made: Wire) -> None:
    """Its phone was unknown when it came; then the phone is known, and it is opened."""
    envelope = phone.seal(made)
    with writing() as session:
        mine = session.get_one(Device, phone.who.device_id)
        columns = [column.key for column in Device.__table__.columns]
        kept = {name: getattr(mine, name) for name in columns}
        session.execute(delete(Device).where(Device.id == phone.who.device_id))
    assert answer(envelope) == "unknown_device"
    with writing() as session:
        session.add(Device(**kept))
    assert relay.reopen() == 1


# Of a backup put back row by row: the people stay, the audit cannot be taken back.
STAYING = ("user", "device", "network", "audit", "audit_horizon")
ROADS = (pushed_again, written_again, sealed, carried, of_a_blocked_phone, kept_closed)


@pytest.mark.parametrize("road", ROADS)
def test_sec_h5_no_road_brings_back_what_was_erased(
    network: TestNetwork, road: Callable[[TestPhone, Wire], None]
) -> None:
    phone, made = erased(network)
    road(phone, made)
    assert CANARY not in everything(network)
    assert made["r"] not in network.phone().pull()


def rows() -> dict[str, list[dict[str, Any]]]:
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in db.metadata.sorted_tables
        }


@pytest.mark.parametrize("road", ROADS)
def test_sec_h5_nor_does_any_road_after_an_older_backup(
    network: TestNetwork, road: Callable[[TestPhone, Wire], None]
) -> None:
    """Restored to before the erasure, then to before the record itself."""
    network.phone()
    empty = rows()
    phone, made = erased(network)
    tables = [table for table in db.metadata.sorted_tables if table.name not in STAYING]
    with db.engine.begin() as connection:
        for table in reversed(tables):
            connection.execute(delete(table))
        for table in tables:
            if empty[table.name]:
                connection.execute(table.insert(), empty[table.name])
    replayed, *_ended = restoring.make_safe(Journal.beside(settings().data_dir), network.now_ms)
    assert replayed.records == 0, "this backup never knew it"
    phone.cursor = None
    road(phone, made)
    assert CANARY not in everything(network)


def test_sec_h5_files_hold_nothing_of_it(network: TestNetwork) -> None:
    """SQLite's file and log at once; PostgreSQL's tables after they were written anew."""
    phone, _made = erased(network)
    phone.pull()
    if db.engine.dialect.name == "sqlite":
        home = Path(str(db.engine.url.database))
        files = list(home.parent.glob(f"{home.name}*"))
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL"))
            connection.execute(text("CHECKPOINT"))
        files = list((shared_postgres()._folder / "data" / "base").rglob("*"))
    assert files
    for path in files:
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def test_the_answer_is_a_proof_for_who_asked(network: TestNetwork) -> None:
    desk = network.phone("coordinator")
    path = network.phone().create("activity", {"note": CANARY})
    at_ms = network.now_ms
    assert erasure.erase(desk.who, [path]) == [path]
    network.later(days=3)
    assert erasure.erase(desk.who, [path]) == [path]
    assert erasure.erased_at_ms(desk.who, [path]) == at_ms
