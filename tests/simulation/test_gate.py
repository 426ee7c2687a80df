"""The fault runs that `security.md` section 8 asks for, on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import fresh_database
from tests.simulation import gate
from tests.simulation.server import Server
from tests.simulation.world import START_MS

# PostgreSQL takes its time for each; the rules are the same code.
PARTS = (("sqlite", 800), ("postgresql", 200))
# Among so many, each fault happens.
MANY = 500


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("database", "runs"), PARTS)
def test_sec_gate_every_record_shown_saved_arrives_once_in_every_fault_run(
    database: str, runs: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with fresh_database(database, tmp_path) as url:
        server = Server.start(url, tmp_path, START_MS)
        total = gate.run(server, itertools.count(1), runs)
    assert total["runs"] == runs
    for fault in gate.FAULTS if runs >= MANY else ():
        assert total[fault] > 0, fault
    told = f"{runs} fault runs on {database}: {total['saves']} saves, {total['faults']} faults"
    record_property("gate", f"{told}, none lost, none twice")


def test_the_parts_make_as_many_runs_as_the_gate_asks_for() -> None:
    assert sum(runs for _, runs in PARTS) == gate.RUNS
