"""`python -m tests.simulation`: run seeds, printing before each the line that replays it."""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.databases import DATABASES, fresh_database
from tests.simulation.server import Server
from tests.simulation.world import START_MS, World

STEPS = 400


def run(seed: int, steps: int, server: Server) -> dict[str, int]:
    """One seed on a network set back to its beginning; the counts of what happened."""
    world = World(seed, server)
    world.run(steps)
    return world.oracle.counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--seconds", type=int, default=600, help="how long to try fresh seeds")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0])
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(options.database, Path(folder)) as url,
    ):
        server = Server.start(url, Path(folder), START_MS)
        until = time.monotonic() + options.seconds
        total: Counter[str] = Counter()
        while options.seed is not None or time.monotonic() < until:
            seed = secrets.randbelow(2**32) if options.seed is None else options.seed
            print(f"make simulate ARGS='--seed {seed} --steps {options.steps}'", flush=True)
            total.update(run(seed, options.steps, server) | {"runs": 1})
            if options.seed is not None:
                break
        print("every invariant held:", dict(sorted(total.items())))


if __name__ == "__main__":
    main()
