"""The server comes back from an older copy of its database (protocol section 9)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .database import copy_database, drop_copy, restore_database
from .phone import ScriptedPhone
from .world import World

Pair = tuple[ScriptedPhone, ScriptedPhone]
PAIRS = 3


class Past:
    """The server's database as it was once, to go back to; pairs of phones that knew it then."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pairs = [(world.phone(user=0), world.phone(user=1)) for _ in range(PAIRS)]
        self.pairs[0][0].create("activity", world.activity(note="before the copy"))
        for phone in (phone for pair in self.pairs for phone in pair):
            phone.sync()
        world.server.stop()
        self.copy = copy_database(world.server.database_url, "past")
        world.server.start()

    def come_back(self) -> None:
        self.world.server.stop()
        restore_database(self.copy)
        self.world.server.start()


@pytest.fixture(scope="module")
def past(own_world: World) -> Iterator[Past]:
    past = Past(own_world)
    try:
        yield past
    finally:
        own_world.server.stop()
        drop_copy(past.copy)


@pytest.fixture
def phones(past: Past) -> Pair:
    """Two phones that met before the copy was made, and know what the server knows now."""
    pair = past.pairs.pop()
    for phone in pair:
        phone.sync()
        phone.resets.clear()
    return pair


def test_phones_bring_back_what_a_restored_server_lost(
    own_world: World, phones: Pair, past: Past
) -> None:
    ours, theirs = phones
    lost = f"activity/{ours.create('activity', own_world.activity(note='after the copy'))}"
    for phone in phones:
        phone.sync()
    assert lost in theirs.cells
    past.come_back()
    replies = ours.sync()
    assert replies[0]["reset"] == "timeline"
    assert (ours.resets, ours.outbox) == (["timeline"], {})
    theirs.sync()
    assert theirs.resets == ["timeline"]
    for phone in phones:
        assert phone.values(lost, "note") == ["after the copy"]
    assert ours.cells == theirs.cells


def test_a_server_that_grew_again_past_the_old_position_is_noticed(
    own_world: World, phones: Pair, past: Past
) -> None:
    ours, theirs = phones
    own = f"activity/{ours.create('activity', own_world.activity(note='lost, then back'))}"
    ours.sync()
    theirs.sync()
    past.come_back()
    regrown = own_world.phone(user=1)
    for count in range(5):
        path = f"activity/{regrown.create('activity', own_world.activity(quantity=count))}"
        regrown.sync()
    assert sequence(regrown) > sequence(ours)
    ours.sync()
    assert ours.resets == ["timeline"]
    assert ours.values(path, "quantity") == [4]
    theirs.sync()
    assert theirs.values(own, "note") == ["lost, then back"]
    assert ours.cells == theirs.cells


def test_what_only_a_lost_server_knew_is_swept_from_other_phones(
    own_world: World, phones: Pair, past: Past
) -> None:
    ours, theirs = phones
    lost = f"activity/{ours.create('activity', own_world.activity())}"
    ours.sync()
    theirs.sync()
    past.come_back()
    theirs.sync()
    assert lost not in theirs.cells, "the server no longer has it"
    ours.sync()
    theirs.sync()
    assert lost in theirs.cells, "its author kept it"


def sequence(phone: ScriptedPhone) -> int:
    """The anchor of a cursor: opaque to phones, read here to prove that the test is not empty."""
    assert phone.cursor is not None
    return int(phone.cursor.split(".")[1])


def test_a_cursor_of_another_server_is_a_reset_not_an_error(own_world: World) -> None:
    phone = own_world.phone()
    phone.sync()
    assert phone.cursor is not None
    position, anchor, _, scope = phone.cursor.split(".")
    known = len(phone.cells)
    elsewhere = (f"{position}.{anchor}.0000000000", "9999999.9999999.0123456789")
    for cursor in (f"{place}.{scope}" for place in elsewhere):
        phone.cursor = cursor
        phone.sync()
        assert phone.resets.pop() == "timeline"
        assert len(phone.cells) == known


def test_a_cursor_of_another_scope_is_a_reset(own_world: World) -> None:
    phone = own_world.phone()
    phone.sync()
    assert phone.cursor is not None
    phone.cursor = phone.cursor.rpartition(".")[0] + ".0000"
    phone.sync()
    assert phone.resets == ["scope"]
