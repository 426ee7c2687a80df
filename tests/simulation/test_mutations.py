"""Each rule of the protocol, broken on purpose, turns the simulation red; unbroken it is green.

The runs are short: each has a pinned seed and more of the faults that show its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.databases import fresh_database
from tests.simulation.broken import BROKEN, STEPS, Broken
from tests.simulation.server import Server
from tests.simulation.world import START_MS, World

# The second of two pushes must be stopped by the lock alone, however slow the machine.
PATIENCE_S = 1.0
NAMED_BY_THE_DESIGN = 9


@pytest.fixture(scope="module")
def server_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    with ExitStack() as stack:

        @cache
        def start(database: str) -> Server:
            folder = tmp_path_factory.mktemp("broken")
            url = stack.enter_context(fresh_database(database, folder))
            return Server.start(url, folder, START_MS)

        yield start


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.rule.replace(" ", "-"))
def test_a_broken_rule_is_noticed(
    server_on: Callable[[str], Server], broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_on(broken.database)
    World(broken.seed, server, often=broken.often).run(STEPS)
    broken.apply(monkeypatch)
    monkeypatch.setattr(server, "patience_s", PATIENCE_S)
    with pytest.raises(AssertionError):
        World(broken.seed, server, often=broken.often).run(STEPS)


def test_every_rule_that_the_design_names_is_broken_once() -> None:
    rules = [broken.rule for broken in BROKEN]
    assert len(set(rules)) == len(rules) > NAMED_BY_THE_DESIGN
