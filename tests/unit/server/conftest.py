"""A whole application with the demonstration network in it, asked in process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.clock import SETTING as CLOCK
from server.config import Config
from server.domain import demo
from server.store.base import db
from server.store.keyring import Key, KeyRing
from tests.databases import sqlite_url
from tests.sealing import bytes_of

KEY = "a key for tests, of more than thirty-two characters"
START_MS = 1_790_000_000_000
MINUTE_MS = 60_000
Json = dict[str, Any]


class Client(FlaskClient):
    """Flask's client, whose answers mypy takes as they come: `answer.json` may be anything."""

    def open(self, *args: Any, **options: Any) -> Any:
        return super().open(*args, **options)

    if TYPE_CHECKING:

        def get(self, *args: Any, **options: Any) -> Any: ...
        def post(self, *args: Any, **options: Any) -> Any: ...


@dataclass
class Installation:
    """One server; its clock stands until a test moves it."""

    app: Flask
    users: list[Json]
    now_ms: int = START_MS
    clients: int = 0

    def client(self) -> Client:
        """A client at an address of its own, so that limits on guessing do not meet."""
        self.clients += 1
        made = Client(self.app)
        made.environ_base["REMOTE_ADDR"] = f"10.{self.clients // 200}.{self.clients % 200}.9"
        return made

    def user(self, role: str, org: int = 0) -> Json:
        orgs = list(dict.fromkeys(user["org"] for user in self.users))
        return next(u for u in self.users if (u["role"], u["org"]) == (role, orgs[org]))

    def desk(self, role: str = "coordinator", org: int = 0) -> Desk:
        user, client = self.user(role, org), self.client()
        body = {"email": user["email"], "password": user["password"]}
        answer = client.post("/api/login", json=body)
        assert answer.status_code == 200, answer.text
        return Desk(client, {"X-CSRF-Token": answer.json["csrf"]}, user)

    def pass_time(self, minutes: float) -> None:
        self.now_ms += int(minutes * MINUTE_MS)


@dataclass
class Desk:
    client: Client
    headers: dict[str, str]
    user: Json

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(path, json=body, headers=self.headers)


def install(folder: Path, **settings: Any) -> Flask:
    """An application on a new SQLite file, with tables."""
    config = {
        "data_dir": folder / "data",
        "database_url": sqlite_url(folder),
        "secret_key": KEY,
        "demo": True,
        "client_dir": folder / "dist",
    }
    app = create_app(Config(**{**config, **settings}))
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    app = install(tmp_path_factory.mktemp("installation"))
    with app.app_context():
        users = demo.prepare(KEY, START_MS).to_wire()["users"]
    found = Installation(app, users)
    app.config[CLOCK] = lambda: found.now_ms
    yield found
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def here(installed: Installation) -> Installation:
    """The installation of this module, its clock a day further: nobody is throttled any more."""
    installed.pass_time(24 * 60)
    return installed


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation that has the sealing key of the shared vectors."""
    file = Path(__file__).parents[2] / "vectors" / "envelope.json"
    told = json.loads(file.read_text("utf-8"))["keys"]["sealing"]
    app = install(folder := tmp_path_factory.mktemp("vectors"))
    ring = KeyRing.open(folder / "data" / "keys", "sealing")
    ring.first(START_MS, lambda now_ms: Key(told["id"], now_ms, bytes_of(told["private"])))
    with app.app_context():
        yield app
