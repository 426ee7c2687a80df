"""A million records: the list, the inbox and the exchange as large networks feel them.

The demonstration fills SQLite; PostgreSQL gets a copy of those rows, because writing them twice
through the exchange would take twice as long and measure nothing new.
"""

from __future__ import annotations

import gc
import statistics
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench import follow_ups
from tests.bench.network import Network
from tests.bench.table import Figure
from tests.databases import DATABASES, fresh_database

SMALL = 10_000
ROUNDS = 3
TURNS = 15
DAYS = (1, 7, 28, 31)
# What a coordinator asks for on a Monday morning, each for every one of DAYS.
QUESTIONS: tuple[dict[str, str], ...] = (
    {},
    {"service_type": "food.hot_meal"},
    {"review": "new"},
    {"issue": "any"},
    {"q": "a"},
    {"sort": "-quantity"},
    {"sort": "site"},
    {"page": "20"},
)


def measure(folder: Path, records: int) -> list[Figure]:
    """The figures at `records` records, on both databases."""
    figures: list[Figure] = []
    with ExitStack() as stack:
        filled: Network | None = None
        for name in DATABASES:
            small, large = (stack.enter_context(fresh_database(name, folder)) for _ in range(2))
            usual = Network.open(small, folder)
            usual.fill(SMALL)
            if filled is not None:
                filled.copy_into(large, folder)
            network = Network.open(large, folder)
            if filled is None:
                network.fill(records)
                filled = network
            figures += _figures(network, usual, f"{records:,} records, {name}")
    return figures


def _figures(network: Network, usual: Network, of: str) -> list[Figure]:
    gc.freeze()  # as gunicorn.conf.py does
    lists = [
        network.ask("/api/records/activity", {**question, **_period(days)})
        for _round in range(ROUNDS)
        for days in DAYS
        for question in QUESTIONS
    ]
    inbox = [network.ask("/api/issues", {}) for _round in range(ROUNDS * len(DAYS))]
    entry = network.first("/api/records/activity", _period(DAYS[-1]))["id"]
    pages = [
        network.ask(f"/api/records/activity/{entry}", {}) for _round in range(ROUNDS * len(DAYS))
    ]
    # In turns, so that a slower moment of the machine is in both.
    evening = [network.push_ms() / usual.push_ms() for _turn in range(TURNS)]
    person = [follow_ups.push_ms(network) / follow_ups.push_ms(usual) for _turn in range(TURNS)]
    of_small = f"against {SMALL:,} ({of})"
    asked = f"{len(lists)} questions, {DAYS[0]} to {DAYS[-1]} days"
    return [
        Figure(f"list: p95 ({of})", _p95(lists), 100, "ms", asked),
        Figure(f"inbox: p95 ({of})", _p95(inbox), 100, "ms", f"{len(inbox)} times"),
        Figure(f"page of an entry: p95 ({of})", _p95(pages), 100, "ms", f"{len(pages)} times"),
        _ratio(f"exchange, {of_small}", evening, "CPU of a push of 40"),
        _ratio(f"exchange of a referral, {of_small}", person, "CPU, with its case and agreement"),
    ]


def _ratio(name: str, ratios: list[float], note: str) -> Figure:
    return Figure(name, statistics.median(ratios), 1.2, "times", note)


def _period(days: int) -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {"from": str(today - timedelta(days=days - 1)), "to": str(today)}


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]
