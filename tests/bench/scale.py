"""A million records: the list, the inbox and the exchange as large networks feel them.

The demonstration fills SQLite; PostgreSQL gets a copy of those rows, because writing them twice
through the exchange would take twice as long and measure nothing new.
"""

from __future__ import annotations

import gc
import gzip
import json
import statistics
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, select
from werkzeug.test import Client

from server import create_app
from server.config import Config
from server.store import migrate
from server.store.base import db
from server.store.bulk import insert_rows
from server.store.engine import writing
from tests.bench.exchange import activity
from tests.bench.table import Figure, cpu_ms
from tests.databases import DATABASES, fresh_database

SMALL = 10_000
ROUNDS = 3
TURNS = 15
COPIED_AT_ONCE = 5_000
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


@dataclass(slots=True)
class Network:
    """One database with the demonstration, and two of its people."""

    app: Flask
    client: Client
    coordinator: str
    volunteer: str
    org: str
    site: str

    @classmethod
    def open(cls, database_url: str, folder: Path) -> Network:
        """Create the demonstration's people unless they are there; two of them enrol a phone."""
        config = Config(
            data_dir=folder,
            database_url=database_url,
            secret_key="a-secret-of-the-bench-and-of-nothing-else",
            demo=True,
        )
        app = create_app(config)
        ran = app.test_cli_runner().invoke(args=["demo", "--json"])
        assert ran.exit_code == 0, (ran.output, ran.exception)
        demo = json.loads(ran.stdout)
        one = next(user for user in demo["users"] if user["role"] == "coordinator")
        other = next(
            user
            for user in demo["users"]
            if user["role"] == "volunteer" and user["org"] == one["org"]
        )
        client = app.test_client()
        coordinator, volunteer = (_enrol(client, user["invite"]) for user in (one, other))
        return cls(app, client, coordinator, volunteer, one["org"], demo["sites"][0]["id"])

    def fill(self, records: int) -> None:
        ran = self.app.test_cli_runner().invoke(args=["demo", "--records", str(records)])
        assert ran.exit_code == 0, (ran.output[-2000:], ran.exception)

    def ask(self, path: str, query: dict[str, str]) -> float:
        """Milliseconds until the answer is there."""
        before = time.perf_counter()
        answer = self.client.get(
            path, query_string=query, headers={"Authorization": f"Bearer {self.coordinator}"}
        )
        passed = (time.perf_counter() - before) * 1000
        assert answer.status_code == 200, (path, query, answer.status_code)
        return passed

    def first(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """The first line of a list."""
        answer = self.client.get(
            path, query_string=query, headers={"Authorization": f"Bearer {self.coordinator}"}
        )
        found: dict[str, Any] = answer.get_json()["items"][0]
        return found

    def push_ms(self) -> float:
        """CPU of one exchange of an evening: 40 changes up, up to 100 records down."""
        dice = Random(time.time_ns())
        now_ms = int(time.time() * 1000)
        round_id = str(uuid.uuid4())
        push = [
            activity(self.org, self.site, round_id, now_ms - n * 60_000, dice) for n in range(40)
        ]
        body = gzip.compress(json.dumps({"v": 1, "push": push, "limit": 100}).encode())
        return cpu_ms(lambda: self._sync(body))

    def _sync(self, body: bytes) -> None:
        answer = self.client.post(
            "/api/sync",
            data=body,
            headers={
                "Authorization": f"Bearer {self.volunteer}",
                "Content-Type": "application/json",
                "Content-Encoding": "gzip",
            },
        )
        assert answer.status_code == 200, answer.status_code
        assert len(answer.get_json()["ack"]) == 40

    def copy_into(self, database_url: str, folder: Path) -> None:
        """Every row of every table, into a new database of the other kind."""
        source = self.app.config["SQLALCHEMY_DATABASE_URI"]
        config = Config(
            data_dir=folder,
            database_url=database_url,
            secret_key="a-secret-of-the-bench-and-of-nothing-else",
            demo=True,
        )
        with create_app(config).app_context(), create_engine(source).connect() as rows:
            migrate.upgrade()
            for table in db.metadata.sorted_tables:
                found = rows.execution_options(yield_per=COPIED_AT_ONCE).execute(select(table))
                for some in found.mappings().partitions():
                    with writing() as session:
                        insert_rows(session, table, [dict(row) for row in some])
            with writing() as session:
                # What autovacuum does by itself on a server of its own.
                session.connection().exec_driver_sql("ANALYZE")


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
    # In turns, so that a slower moment of the machine is in both.
    pairs = [(network.push_ms(), usual.push_ms()) for _turn in range(TURNS)]
    ratio = statistics.median(large / small for large, small in pairs)
    asked = f"{len(lists)} questions, {DAYS[0]} to {DAYS[-1]} days"
    return [
        Figure(f"list: p95 ({of})", _p95(lists), 100, "ms", asked),
        Figure(f"inbox: p95 ({of})", _p95(inbox), 100, "ms", f"{len(inbox)} times"),
        Figure(f"exchange, against {SMALL:,} ({of})", ratio, 1.2, "times", "CPU of a push of 40"),
    ]


def _period(days: int) -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {"from": str(today - timedelta(days=days - 1)), "to": str(today)}


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _enrol(client: Client, code: str) -> str:
    answer = client.post("/api/enrol", json={"code": code})
    assert answer.status_code == 201, answer.status_code
    return str(answer.get_json()["token"])
