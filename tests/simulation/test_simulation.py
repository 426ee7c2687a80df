"""The pinned seeds and a fresh one, on both databases; each prints the line that replays it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES, fresh_database
from tests.simulation.__main__ import run
from tests.simulation.server import Server
from tests.simulation.world import START_MS

STEPS = 250
SEEDS = [
    int(line)
    for line in (Path(__file__).parent / "seeds.txt").read_text("ascii").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module", params=DATABASES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("simulation")
    with fresh_database(request.param, folder) as url:
        yield Server.start(url, folder, START_MS)


def test_nothing_is_lost_under_the_pinned_seeds(server: Server) -> None:
    total: Counter[str] = Counter()
    for seed in SEEDS:
        print(f"make simulate ARGS='--seed {seed} --steps {STEPS}'")
        total.update(run(seed, STEPS, server))
    # Faults that never happened would prove nothing.
    for fault in ("lost_request", "lost_reply", "duplicated", "moved", "erased", "server_restored"):
        assert total[fault] > 0, fault
    assert total["conflicts"] > 0


def test_nothing_is_lost_under_a_fresh_seed(server: Server) -> None:
    seed = secrets.randbelow(2**32)
    print(f"make simulate ARGS='--seed {seed} --steps {STEPS}'")
    run(seed, STEPS, server)
