"""Sealed envelopes on their way: carried by others, posted twice, late or never, by blocked phones.

Whoever hands one in learns nothing but its answer; its author's outbox is settled by the author's
own replies alone. Each hand-over checks itself against what the server then has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.replica import FROZEN, HELD
from tests.sealing import id_of, seal
from tests.simulation import desk, network
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

CARRIED_MAX = 3
ON_THE_WAY_MAX = 40


@dataclass(frozen=True, slots=True)
class Carried:
    """An envelope, and what only its author knows: who made what is inside."""

    text: str
    device: str
    user: str
    ids: frozenset[str]


def seal_some(world: World, phone: Phone) -> None:
    """Some of what waits is sealed, whatever else becomes of it."""
    rows = [row for row in phone.rows.outbox.values() if row.state in (FROZEN, HELD)]
    rows.sort(key=lambda row: row.change.id)
    if not rows or len(world.envelopes) >= ON_THE_WAY_MAX:
        return
    some = world.dice.sample(rows, world.dice.randint(1, min(len(rows), 20)))
    identity = world.server.identities[phone.token]
    text = seal(
        {"push": [row.change.to_wire() for row in some]},
        to=identity.sealing,
        key=identity.key,
        network=world.server.network,
        device=identity.device,
        envelope=world.uuid(),
    )
    ids = frozenset(row.change.id for row in some)
    world.envelopes.append(Carried(text, identity.device, phone.user, ids))
    world.oracle.count("sealed")


def relay(world: World, _phone: Phone) -> None:
    """Somebody unknown hands one in; it may come again, or be gone."""
    if not world.envelopes:
        return
    carried = world.dice.choice(world.envelopes)
    status, answer = world.server.post("/api/relay", {"sealed": [carried.text]})
    assert status == 200, answer
    _check(world, carried, answer["sealed"])
    if world.dice.random() < 0.3:
        world.envelopes.remove(carried)
    world.oracle.count("relayed")


def carry(world: World, phone: Phone) -> None:
    """A phone brings what others sealed, and its own, with an exchange of its own."""
    if not world.envelopes or phone.blocked:
        return
    some = world.dice.sample(world.envelopes, min(len(world.envelopes), CARRIED_MAX))
    flight = phone.request(world.now_ms)
    flight.body["sealed"] = [one.text for one in some]
    if not world.deliver(flight):
        return
    reply = flight.replies[0]
    for one in some:
        _check(world, one, reply["sealed"])
    own = world.server.identities[phone.token].device
    told = {*reply["ack"], *reply["held"], *reply["bad"], *reply["void"]}
    pushed = {change["id"] for change in flight.body["push"]}
    mine = set().union(*(one.ids for one in some if one.device == own))
    assert told == pushed | mine, "a carrier was told what became of the work of others"
    phone.receive(flight, reply, world.now_ms)
    world.oracle.count("carried")


def lose(world: World, _phone: Phone) -> None:
    """One never arrives."""
    if world.envelopes:
        world.envelopes.pop(world.dice.randrange(len(world.envelopes)))
        world.oracle.count("envelope_lost")


def _check(world: World, carried: Carried, answers: dict[str, str]) -> None:
    """The answer is right, all of it is accounted for, in its author's name, once."""
    answer = answers[id_of(carried.text)]
    known = world.server.devices().get(carried.device)
    right = "unknown_device" if known is None else "held" if known.revoked_at_ms else "ok"
    assert answer == right, f"{answer} for an envelope that is {right}"
    if answer == "unknown_device":
        return
    stored = world.server.changes()
    waiting = world.server.held()
    lost = carried.ids - stored.keys() - waiting
    assert not lost, f"I1: {lost} came in an envelope and is nowhere"
    # What waited, or waits, a coordinator may have released, or the id is somebody else's.
    for change_id in carried.ids & (stored.keys() - waiting):
        row = stored[change_id]
        if row.body is None:
            continue
        free = answer == "ok" or row.via != "relay" or change_id in world.relayed
        assert free, "what a blocked phone sealed was stored"
        assert row.user_id == carried.user, "a change was stored in the name of its bearer"
    if answer == "ok":
        world.relayed |= carried.ids
    world.oracle.count(f"envelope_{answer}")


# How often all this happens where it is what a run is about.
OFTEN: dict[Callable[[World, Phone], None], int] = {
    seal_some: 60,
    relay: 60,
    carry: 40,
    lose: 8,
    desk.revoke: 10,
    desk.enrol_again: 12,
    network.sync: 12,
}
