"""One database with the demonstration, as its people feel it: what the large figures measure."""

from __future__ import annotations

import gzip
import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import Connection, create_engine, select
from werkzeug.test import Client

from server import create_app
from server.config import Config
from server.store import migrate
from server.store.base import db
from server.store.bulk import insert_rows
from server.store.engine import writing
from tests.bench.exchange import activity
from tests.bench.table import cpu_ms

COPIED_AT_ONCE = 5_000


def count_rows(connection: Connection) -> None:
    """What PostgreSQL does by itself within a minute of a fill; SQLite never does."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")


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
                count_rows(session.connection())


def _enrol(client: Client, code: str) -> str:
    answer = client.post("/api/enrol", json={"code": code})
    assert answer.status_code == 201, answer.status_code
    return str(answer.get_json()["token"])
