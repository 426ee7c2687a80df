"""A locked database and a full disk: 429, nothing half-written, nothing lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, make_url, select, text

from server import create_app
from server.api import errors
from server.clock import SETTING as CLOCK
from server.config import Config
from server.domain import demo
from server.store import sqlite
from server.store.at_rest import CannotOpen, ContentDamaged, ContentKeyMissing
from server.store.base import Base, db
from server.store.engine import reading, writing
from server.store.people import Failure, Invite, User

from .conftest import KEY, START_MS, Client, Installation, install


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.2)
    app = install(tmp_path)
    with app.app_context():
        users = demo.prepare(KEY, START_MS).to_wire()["users"]
    app.config[CLOCK] = lambda: START_MS
    yield Installation(app, users)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (lambda: ContentKeyMissing("0123456789abcdef"), "content_key_missing"),
        (lambda: ContentDamaged("record.state", "0123456789abcdef"), "content_damaged"),
    ],
)
def test_sec_h4_what_cannot_be_opened_is_an_error_that_names_the_key_and_no_folder(
    small: Installation, error: Callable[[], CannotOpen], code: str
) -> None:
    with small.app.test_request_context():
        answer = errors.answer_to(error())
    told = json.loads(answer.data)["error"]
    assert (answer.status_code, told["code"], answer.headers["Retry-After"]) == (429, code, "60")
    assert "0123456789abcdef" in told["message"] and "/" not in told["message"]


def file_of(app: Flask) -> str:
    return str(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database)


def count(app: Flask, table: type[Base]) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_locked_database_is_429_and_readers_go_on(small: Installation) -> None:
    desk = small.desk()
    other = sqlite3.connect(file_of(small.app), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = desk.post("/api/invites", {"role": "volunteer", "alias": "Lent"})
        assert (answer.status_code, answer.json["error"]["code"]) == (429, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        assert desk.get("/api/users").status_code == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert desk.post("/api/invites", {"role": "volunteer", "alias": "Lent"}).status_code == 201


def test_a_full_disk_is_429_and_leaves_nothing_half_written(small: Installation) -> None:
    desk = small.desk()
    with small.app.app_context():
        engine = db.engine
        engine.dispose()
        pages = sqlite3.connect(file_of(small.app)).execute("PRAGMA page_count").fetchone()[0]

        @event.listens_for(engine, "connect")
        def _limit(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages}")

    added = 0
    for number in range(300):
        answer = desk.post("/api/invites", {"role": "volunteer", "alias": f"N{number}"})
        if answer.status_code != 201:
            break
        added += 1
    assert (answer.status_code, answer.json["error"]["code"]) == (429, "storage_full")
    assert int(answer.headers["Retry-After"]) > 0
    people = len(small.users) + added
    assert (count(small.app, User), count(small.app, Invite)) == (people, people)
    assert desk.get("/api/users").status_code == 200


def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    config = Config(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}", KEY, demo=True)
    answer = Client(create_app(config)).get("/readyz")
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "not_ready")


def test_a_mistake_of_ours_is_500_and_logs_no_content(
    small: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError("somebody's words")

    desk = small.desk()
    monkeypatch.setattr("server.domain.accounts.listed", fail)
    answer = desk.get("/api/users")
    assert (answer.status_code, answer.json["error"]["code"]) == (500, "internal")
    assert "somebody" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_transactions_do_not_nest(small: Installation) -> None:
    with (
        small.app.app_context(),
        writing(),
        pytest.raises(AssertionError, match="nest"),
        reading(),
    ):
        pass


def test_a_reader_cannot_see_half_of_a_writer(small: Installation) -> None:
    before = count(small.app, Failure)
    with small.app.app_context(), writing() as session:
        session.execute(text("INSERT INTO failure (subject, at_ms) VALUES ('x', 1)"))
        other = sqlite3.connect(file_of(small.app))
        assert other.execute("SELECT count(*) FROM failure").fetchone()[0] == before
        other.close()
    assert count(small.app, Failure) == before + 1


def test_sec_h6_a_request_is_logged_by_view_without_address_query_or_client(
    small: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    client = small.client()
    with caplog.at_level("INFO"):
        client.get("/api/users?q=somebody", headers={"User-Agent": "a phone of somebody"})
        client.get("/nothing/about/somebody")
    assert "GET users.listed 401" in caplog.text
    assert "somebody" not in caplog.text
    assert client.environ_base["REMOTE_ADDR"] not in caplog.text
