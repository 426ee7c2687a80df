"""`python -m tests.simulation`: run seeds, printing before each the line that replays it."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser import kills
from tests.databases import DATABASES, fresh_database
from tests.simulation import entries, relays
from tests.simulation.broken import BROKEN, Broken
from tests.simulation.broken import STEPS as BROKEN_STEPS
from tests.simulation.server import Server
from tests.simulation.world import START_MS, Action, World

STEPS = 400


def run(
    seed: int, steps: int, server: Server, often: Mapping[Action, int] | None = None
) -> dict[str, int]:
    """One seed on a network set back to its beginning; the counts of what happened."""
    world = World(seed, server, often=often)
    world.run(steps)
    return world.oracle.counts


def run_long(options: argparse.Namespace, server: Server) -> None:
    """One seed, or fresh ones until the time is over; each without envelopes and with them."""
    until = time.monotonic() + options.seconds
    total: Counter[str] = Counter()
    while options.seed is not None or time.monotonic() < until:
        seed = secrets.randbelow(2**32) if options.seed is None else options.seed
        print(f"make simulate ARGS='--seed {seed} --steps {options.steps}'", flush=True)
        total.update(run(seed, options.steps, server) | {"runs": 1})
        total.update(run(seed, options.steps, server, relays.OFTEN))
        if options.seed is not None:
            break
    print("every invariant held:", dict(sorted(total.items())))


def first_to_notice(broken: Broken, server: Server, seeds: int) -> int | None:
    """The first seed whose run turns red with the rule broken."""
    for seed in range(1, seeds + 1):
        try:
            with pytest.MonkeyPatch.context() as patch:
                broken.apply(patch)
                World(seed, server, often=broken.often).run(BROKEN_STEPS)
        except AssertionError as noticed:
            print(f"{broken.rule}: seed {seed}: {str(noticed).splitlines()[0][:90]}", flush=True)
            return seed
    print(f"{broken.rule}: NOT NOTICED by {seeds} seeds", flush=True)
    return None


def count_entries(options: argparse.Namespace) -> None:
    """Entries by real browsers and scripted phones, against a real server; print the figures."""
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    print(f"{options.entries} entries, {options.browsers} browsers, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        tally = entries.run(Path(folder), options.entries, options.browsers, options.rounds, seed)
    print("faults:", dict(sorted(tally.faults.items())))
    print(f"entries {tally.said.total()}, lost {tally.lost}, doubled {tally.doubled}")
    if tally.said != tally.stored:
        sys.exit("what the screens said is not what the server has")


def kill_browsers(options: argparse.Namespace) -> None:
    """Some phones after each other, each killed again and again; print the figures."""
    seed = secrets.randbelow(2**32) if options.seed is None else options.seed
    print(f"{options.kills} kills, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        killed, stored = kills.run_many(Path(folder), options.kills, seed)
    print(f"{killed} kills of a real browser: {stored} entries, none lost, none twice")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--seconds", type=int, default=600, help="how long to try fresh seeds")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0])
    parser.add_argument("--broken", type=int, help="break each rule, try this many seeds")
    parser.add_argument("--entries", type=int, default=0, help="this many, by browsers too")
    parser.add_argument("--kills", type=int, default=0, help="this many, of a real browser")
    parser.add_argument("--browsers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=25, help="of five entries, by each browser")
    options = parser.parse_args()
    if options.entries:
        count_entries(options)
        return
    if options.kills:
        kill_browsers(options)
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        fresh_database(options.database, Path(folder)) as url,
    ):
        server = Server.start(url, Path(folder), START_MS)
        if options.broken is None:
            run_long(options, server)
            return
        here = [broken for broken in BROKEN if broken.database == options.database]
        for broken in here:
            first_to_notice(broken, server, options.broken)


if __name__ == "__main__":
    main()
