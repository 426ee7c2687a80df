"""Entries whose time lies outside their round, in whatever order the two arrive."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from server.clock import to_wire_time
from server.store.engine import reading, writing
from server.store.read_models import Issue, rebuild
from server.store.read_rows import wire_ms

from .network import TestNetwork

AT = "2026-09-21T14:00:00Z"
FOUND = [("implausible_time", "started_at")]
ROUND = {"round_kind": "maraude", "started_at": AT}


def count(**more: Any) -> dict[str, Any]:
    return {"service_type": "food.hot_meal", "quantity": 10, "unit": "portion", **more}


def rows() -> list[dict[str, Any]]:
    with reading() as session:
        return [dict(row) for row in session.execute(select(Issue.__table__)).mappings()]


def issues(path: str) -> list[tuple[str, str | None]]:
    record = path.partition("/")[2]
    return [(one["issue"], one["field"]) for one in rows() if one["record_id"] == record]


def time_of(shift_hours: float) -> str:
    at_ms = wire_ms(AT)
    assert at_ms is not None
    return to_wire_time(at_ms + int(shift_hours * 3_600_000))


@pytest.mark.parametrize("round_first", [True, False], ids=["round first", "entry first"])
@pytest.mark.parametrize(
    ("shift_hours", "found"), [(-3.1, True), (-2.9, False), (13.9, False), (14.1, True)]
)
def test_an_entry_far_outside_its_round_has_a_time_that_cannot_be(
    network: TestNetwork, round_first: bool, shift_hours: float, found: bool
) -> None:
    """Whichever arrives first: three hours before it began, twelve after it ended."""
    phone, other = network.phone(), network.phone()
    outing = str(uuid.uuid4())
    began = phone.change("round", {**ROUND, "ended_at": time_of(2)})
    began["r"] = outing
    made = other.change("activity", count(round=outing, started_at=time_of(shift_hours)))
    network.later(days=3)
    pushes = [(phone, began), (other, made)]
    for who, change in pushes if round_first else reversed(pushes):
        who.sync(change)
    entry = f"activity/{made['r']}"
    assert issues(entry) == (FOUND if found else [])
    before = sorted(rows(), key=str)
    with writing() as session:
        rebuild(session, network.id)
    assert sorted(rows(), key=str) == before


def test_a_time_outside_its_round_is_over_when_either_is_put_right(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    outing = phone.create("round", ROUND)
    early = count(round=outing.partition("/")[2], started_at=time_of(-30))
    mended, stood, moved = (phone.create("activity", early) for _ in range(3))
    assert [issues(path) for path in (mended, stood, moved)] == [FOUND] * 3

    def put_right(path: str, at: str) -> None:
        coordinator.pull()
        writes = coordinator.seen[path]["w"]
        covers = {"started_at": [write[0] for write in writes if "started_at" in write[2]]}
        coordinator.write(path, {"started_at": at}, covers=covers)

    put_right(mended, AT)
    coordinator.write(stood, {"accepted/implausible_time": True})
    assert [issues(path) for path in (mended, stood, moved)] == [[], [], FOUND]
    put_right(outing, time_of(-31))
    assert [issues(path) for path in (mended, stood, moved)] == [[], [], []]
    put_right(outing, AT)
    assert [issues(path) for path in (mended, stood, moved)] == [[], [], FOUND]
    coordinator.write(outing, {"voided": "mistake"})
    assert issues(moved) == []


def test_a_round_whose_own_time_cannot_be_says_nothing_of_its_entries(network: TestNetwork) -> None:
    phone = network.phone()
    outing = phone.create("round", {**ROUND, "started_at": "2099-01-01T20:00:00Z"})
    entry = phone.create("activity", count(round=outing.partition("/")[2]))
    assert issues(outing) == FOUND
    assert issues(entry) == []
