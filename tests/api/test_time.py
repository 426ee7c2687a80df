"""What the passing of time changes: the window of a first pull, invitations, sessions."""

from __future__ import annotations

from pathlib import Path

from .phone import ScriptedPhone
from .world import World, utc

CLOCK = Path(__file__).with_name("clock")
DAY_S = 86_400


def move_clock(world: World, shift_s: int) -> None:
    """Restart the server with its clock moved by `shift_s` seconds."""
    world.server.restart(PYTHONPATH=str(CLOCK), CLOCK_SHIFT_S=str(shift_s))


def test_a_first_pull_leaves_out_what_is_older_than_the_window(own_world: World) -> None:
    world = own_world
    author = world.phone()
    author.sync()
    coming = {"planned_end": utc(40 * DAY_S), "status": "planned"}
    old = {
        "activity": author.create("activity", world.activity()),
        "round": author.create("round", world.round()),
    }
    ahead = author.create("round", world.round(**coming))
    author.sync()
    late_code = world.invite()
    code = world.invite(minutes=60 * 24 * 30)
    desk = world.new_desk()

    move_clock(world, 29 * DAY_S)
    fresh = ScriptedPhone(world.server.wire())
    assert fresh.enrol(code).status == 201
    fresh.sync()
    assert f"site/{world.site()}" in fresh.cells, "a site is never too old"
    assert f"round/{ahead}" in fresh.cells, "a round that is still to come is never hidden"
    for kind, record in old.items():
        path = f"{kind}/{record}"
        assert path not in fresh.cells
        fresh.sync(want=[path])
        assert path in fresh.cells, "want brings back what the window left out"

    expired = ScriptedPhone(world.server.wire("127.0.15.1")).enrol(late_code)
    assert (expired.status, expired.code) == (403, "invite_invalid")
    assert desk.get("/api/records/activity").status == 401, "the session is over"
    assert world.new_desk().ids("activity") == [], "the list shows the last 28 days"

    author.write("activity", old["activity"], {"note": "still known here"})
    author.sync()
    newest = phone_again(world)
    newest.sync()
    assert f"activity/{old['activity']}" in newest.cells, "a late change brings it back"
    assert author.values(f"activity/{old['activity']}", "quantity") == [10]


def phone_again(world: World) -> ScriptedPhone:
    """A new phone after the sessions of the coordinators have ended."""
    world.forget_desks()
    return world.phone()


def test_a_phone_that_was_away_longer_than_the_window_misses_nothing(own_world: World) -> None:
    world = own_world
    world.forget_desks()
    author, away = world.phone(user=0), world.phone(user=1)
    away.sync()
    record = author.create("activity", world.activity())
    author.sync()
    move_clock(world, 70 * DAY_S)
    away.sync()
    assert f"activity/{record}" in away.cells
