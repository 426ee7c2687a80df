"""`python -m tests.simulation`: run seeds, printing before each the line that replays it."""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from pathlib import Path

from tests.simulation.world import World

STEPS = 400


def run(seed: int, steps: int, database_url: str | None = None) -> dict[str, int]:
    """One seed from a fresh database; the counts of what happened."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/simulation.db"
        world = World(seed, url, Path(folder))
        world.run(steps)
        return world.oracle.counts | {"saves": len(world.oracle.saves)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    if options.seed is not None:
        print(run(options.seed, options.steps))
        return
    until = time.monotonic() + options.seconds
    done = 0
    while time.monotonic() < until:
        seed = secrets.randbelow(2**32)
        print(f"python -m tests.simulation --seed {seed} --steps {options.steps}", flush=True)
        run(seed, options.steps)
        done += 1
    print(f"{done} runs, every invariant held")


if __name__ == "__main__":
    main()
