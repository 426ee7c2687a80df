"""`python -m tests.guards`: take away each guard in turn; is it noticed?

Everything is loaded once; each guard is taken away in a fork of this process, and its tests run
there. With `--serve` the names come one a line from stdin, each answered by one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.guards.door import ANSWERS, DOOR
from tests.guards.seals import SEALS
from tests.guards.taking import Guard
from tests.guards.walls import READERS, WRITERS

GUARDS: Final = (*DOOR, *ANSWERS, *READERS, *WRITERS, *SEALS)
NOT_THERE: Final = 70
PYTEST: Final = ("-q", "-x", "-p", "pytest_timeout", "-p", "no:cacheprovider", "--tb=short")
QUICK: Final = ("-k", "not postgresql")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said` is the line by which the tests noticed, or what went wrong."""

    guard: str
    verdict: str
    seconds: float
    said: str


def take_away(guard: Guard | None, tests: list[str]) -> Outcome:
    """Run the tests in a fork, without the guard; None leaves all guards."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        child = os.fork()
        if child == 0:
            _in_fork(guard, tests, told)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        lines = told.read_text("utf-8", "replace").splitlines() if told.exists() else []
    verdict = {0: "not noticed", 1: "noticed"}.get(code, "cannot be taken away")
    why = [line for line in lines if line.startswith("E  ")] or lines[-1:]
    name = guard.name if guard else "no guard"
    return Outcome(name, verdict, time.monotonic() - began, why[0].strip() if why else "")


def _in_fork(guard: Guard | None, tests: list[str], told: Path) -> None:
    code = NOT_THERE
    try:
        with told.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        with pytest.MonkeyPatch.context() as patch:
            if guard is not None:
                guard.remove(patch)
            code = int(pytest.main([*PYTEST, *QUICK, *tests]))
    except AttributeError as moved:
        sys.stderr.write(f"E  {moved}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve() -> None:
    known = {guard.name: guard for guard in GUARDS}
    for line in sys.stdin:
        guard = known[line.rstrip("\n")]
        print(json.dumps(asdict(take_away(guard, list(guard.tests)))), flush=True)


def main() -> None:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--only", help="guards with this in their name")
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    chosen = [guard for guard in GUARDS if (options.only or "") in guard.name]
    unnoticed = 0
    for guard in chosen:
        told = take_away(guard, list(guard.tests))
        unnoticed += told.verdict != "noticed"
        print(
            f"{told.verdict:<12} {told.seconds:5.1f} s  {told.guard:<52} {told.said[:100]}",
            flush=True,
        )
    print(f"{len(chosen)} guards taken away, {len(chosen) - unnoticed} noticed")
    sys.exit(unnoticed > 0)


if __name__ == "__main__":
    main()
