"""Each guard that is taken away is noticed by a test (`security.md` section 8).

The slow ones are left to `make simulate`, which prints the table of all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.guards.__main__ import GUARDS

ROOT = Path(__file__).parents[2]
QUICK = [guard for guard in GUARDS if not guard.slow]
Take = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def take_away() -> Iterator[Take]:
    """A process that has everything loaded, and takes one guard away in each fork of it."""
    command = [sys.executable, "-m", "tests.guards", "--serve"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        asked, answers = server.stdin, server.stdout

        def ask(guard: str) -> dict[str, Any]:
            asked.write(f"{guard}\n")
            asked.flush()
            found: dict[str, Any] = json.loads(answers.readline())
            return found

        yield ask
        asked.close()


@pytest.mark.parametrize("guard", [guard.name for guard in QUICK])
def test_a_guard_that_is_taken_away_is_noticed(take_away: Take, guard: str) -> None:
    told = take_away(guard)
    assert told["verdict"] == "noticed", told


def test_every_guard_has_a_name_of_its_own() -> None:
    assert len({guard.name for guard in GUARDS}) == len(GUARDS) > 55
