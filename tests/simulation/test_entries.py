"""Some hundred entries over a bad network, real processes; `make simulate` has thousands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.simulation import entries

ENTRIES = 400


def test_no_entry_is_lost_or_doubled(tmp_path: Path) -> None:
    tally = entries.run(tmp_path, ENTRIES, browsers=0, rounds=0, seed=4)
    assert tally.said.total() >= ENTRIES
    assert (tally.lost, tally.doubled) == (0, 0)
    for fault in ("request lost", "answer lost", "sent twice"):
        assert tally.faults[f"{fault} (scripted)"] > 0, fault


def test_a_missing_and_a_second_record_are_told() -> None:
    said = Counter({("a", "food.hot_meal", 3): 1, ("a", "food.hot_meal", 4): 1})
    stored = Counter({("a", "food.hot_meal", 3): 3})
    tally = entries.Tally(said, stored)
    assert (tally.lost, tally.doubled) == (1, 2)
