"""The actions of the simulation in an order that Hypothesis chooses, and makes short when it fails.

It stands beside the weighted driver of `world.py`: that one finds what needs long runs and rare
faults, this one the shortest story that breaks a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.databases import fresh_database
from tests.simulation import desk, network, people
from tests.simulation.server import Server
from tests.simulation.world import ACTIONS, START_MS, Action, World

EXAMPLES = 12
STEPS = 40

# Those that need a thread of their own, or the clock of a wall, are left to the weighted driver.
OTHERS = [action for action in ACTIONS if action is not network.overlap]
numbers = st.integers(0, 2**32 - 1)
someone = st.integers(0, 8)


class Network(RuleBasedStateMachine):
    """One network; every rule is one action by one phone, its choices drawn from a number."""

    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(1, self.server)

    def _step(self, action: Action, who: int, number: int) -> None:
        self.world.dice.setstate(Random(number).getstate())
        self.world.step(action, self.world.phones[who % len(self.world.phones)])

    @rule(who=someone, number=numbers)
    def count(self, who: int, number: int) -> None:
        self._step(people.create, who, number)

    @rule(who=someone, number=numbers)
    def correct(self, who: int, number: int) -> None:
        self._step(people.type_number, who, number)

    @rule(who=someone, number=numbers)
    def exchange(self, who: int, number: int) -> None:
        self._step(network.sync, who, number)

    @rule(who=someone, number=numbers)
    def meet(self, who: int, number: int) -> None:
        self._step(people.meet, who, number)

    @rule(who=someone, number=numbers)
    def restore_server(self, who: int, number: int) -> None:
        self._step(desk.restore_server, who, number)

    @rule(action=st.sampled_from(OTHERS), who=someone, number=numbers)
    def anything(self, action: Action, who: int, number: int) -> None:
        self._step(action, who, number)

    def teardown(self) -> None:
        self.world.finish()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("stateful")
    with fresh_database("sqlite", folder) as url:
        yield Server.start(url, Path(folder), START_MS)


def test_no_order_of_actions_breaks_a_rule(server: Server) -> None:
    Network.server = server
    run_state_machine_as_test(
        Network,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
