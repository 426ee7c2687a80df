"""Twenty kills of a real browser (`security.md` section 8); `make simulate` has two hundred."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from random import Random

import pytest

from tests.api.world import World

from . import kills
from .in_hand import InHand
from .people import invite

KILLS = 20


# A start of the browser each, and every other one derives a key: minutes on a busy machine.
@pytest.mark.timeout(900)
def test_sec_gate_what_the_screen_said_is_saved_survives_each_kill_and_arrives_once(
    world: World, in_hand: InHand, record_property: Callable[[str, object], None]
) -> None:
    seed = secrets.randbelow(2**32)
    print(f"seed {seed}")
    person = invite(world)
    tally = kills.run(in_hand, person, KILLS, Random(seed))
    entries = kills.check_arrived(world, person, tally)
    assert tally.kills == {"locked": KILLS // 2, "unlocked": KILLS // 2}
    told = f"{tally.kills.total()} kills of a real browser: {entries} entries"
    record_property("gate", f"{told}, none lost, none twice")
