"""The gate of `security.md` section 8: many short runs, each another schedule of faults.

A run counts when somebody saved something and at least one fault happened; after each, every
invariant is checked: what was saved is on the server once, or waits where its author is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from tests.simulation import desk, hostile, network, people, relays
from tests.simulation.server import Server
from tests.simulation.world import Action, World

RUNS: Final = 1_000
STEPS: Final = 18
PHONES: Final = 3

# What counts as a fault, by the name under which it is counted.
FAULTS: Final = (
    *("lost_request", "lost_reply", "duplicated", "crashed", "phone_full"),
    *("server_full", "server_restored", "all_restored", "phone_restored", "cloned"),
    *("revoked", "envelope_lost", "relayed"),
)
COMMON: Final[Mapping[Action, int]] = {
    people.create: 60,
    people.type_number: 30,
    network.lose: 40,
    network.duplicate: 30,
    network.crash: 15,
    network.phone_full: 6,
    network.clone: 3,
    network.backup: 8,
    network.restore_phone: 8,
    desk.disk_full: 12,
    # The long runs have them.
    hostile.attack: 0,
    network.overlap: 0,
}
# One after the other, so that each has its share.
MIXES: Final[tuple[Mapping[Action, int], ...]] = (
    COMMON,
    {**COMMON, desk.backup_server: 10, desk.restore_server: 10},
    {**COMMON, **relays.OFTEN, relays.seal_some: 160, relays.relay: 100, relays.lose: 40},
    {**COMMON, desk.backup_server: 10, desk.restore_all: 10, desk.revoke: 20, desk.enrol_again: 20},
)


def run(server: Server, seeds: Iterable[int], runs: int) -> Counter[str]:
    """Take seeds until so many runs counted; gives what happened in those."""
    total: Counter[str] = Counter()
    for number, seed in enumerate(seeds):
        world = World(seed, server, often=MIXES[number % len(MIXES)])
        # Of two organisations: some two of them share what they write.
        world.phones = world.dice.sample(world.phones, PHONES)
        try:
            world.run(STEPS)
        except AssertionError as broken:
            broken.add_note(f"seed {seed} of mix {number % len(MIXES)}")
            raise
        counts = world.oracle.counts
        faults = sum(counts[fault] for fault in FAULTS)
        if faults and counts["saves"]:
            total.update({**counts, "runs": 1, "faults": faults})
        if total["runs"] == runs:
            break
    return total
