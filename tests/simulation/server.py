"""The real Flask application in this process, under a virtual clock, on a real database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Table, delete, insert, select, update

from server import create_app
from server.config import Config
from server.domain import erasure
from server.settings import settings
from server.store.base import db
from server.store.journal import Journal
from server.store.models import Change, Record
from server.store.people import Device, User

# Restoring an older backup sets these back; people and phones are left as they are, so that the
# phones which come back are the ones whose records were lost.
PEOPLE = ("user", "device", "invite", "desk_session", "failure", "audit")


@dataclass(slots=True)
class Clock:
    now_ms: int

    def __call__(self) -> int:
        return self.now_ms


@dataclass(frozen=True, slots=True)
class Account:
    user: str
    org: str
    role: str
    token: str


@dataclass(slots=True)
class Server:
    app: Flask
    clock: Clock
    network: str = ""
    sites: list[str] = field(default_factory=list)
    volunteers: list[Account] = field(default_factory=list)
    coordinators: list[Account] = field(default_factory=list)
    _fresh: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def reset(self, now_ms: int) -> None:
        """Set everything back to the demo network as it was when this server started."""
        self.clock.now_ms = now_ms
        with self.app.app_context():
            self._journal().path.unlink(missing_ok=True)
            with db.engine.begin() as connection:
                for account in self.volunteers:
                    move = update(User).where(User.id == account.user).values(org_id=account.org)
                    connection.execute(move)
        self.restore(self._fresh)

    @classmethod
    def start(cls, database_url: str, folder: Path, now_ms: int) -> Server:
        clock = Clock(now_ms)
        config = Config(
            data_dir=folder,
            database_url=database_url,
            secret_key="a-secret-of-the-simulation-and-of-nothing-else",
            demo=True,
        )
        app = create_app(config)
        app.config["MARAUDE_CLOCK"] = clock
        server = cls(app, clock)
        server._enrol_everybody()
        server._fresh = server.snapshot()
        return server

    def _enrol_everybody(self) -> None:
        ran = self.app.test_cli_runner().invoke(args=["demo", "--json"])
        assert ran.exit_code == 0, (ran.output, ran.exception)
        demo = json.loads(ran.stdout)
        self.network = demo["network"]["id"]
        self.sites = [site["id"] for site in demo["sites"]]
        # Few enough that they meet: two organisations.
        orgs = [org["id"] for org in demo["orgs"][:2]]
        for user in (user for user in demo["users"] if user["org"] in orgs):
            account = Account(user["id"], user["org"], user["role"], self._enrol(user["invite"]))
            if user["role"] == "volunteer":
                self.volunteers.append(account)
            elif user["role"] == "coordinator":
                self.coordinators.append(account)

    def _enrol(self, code: str) -> str:
        status, answer = self.post("/api/enrol", {"code": code})
        assert status == 201, answer
        return str(answer["token"])

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.app.test_client().post(path, json=body, headers=headers)
        return answer.status_code, answer.get_json()

    def get(self, path: str, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.app.test_client().get(path, headers=headers)
        return answer.status_code, answer.get_json()

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table but those about people, as a backup holds them."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in _tables()
            }

    def restore(self, backup: dict[str, list[dict[str, Any]]]) -> None:
        """Load an older backup, replay the journal of erasures, then open."""
        with self.app.app_context():
            with db.engine.begin() as connection:
                for table in reversed(_tables()):
                    if table.name != "network":
                        connection.execute(delete(table))
                for table in _tables():
                    for row in backup[table.name] if table.name == "network" else ():
                        connection.execute(update(table).where(table.c.id == row["id"]), row)
                    if backup[table.name] and table.name != "network":
                        connection.execute(insert(table), backup[table.name])
            erasure.replay(self._journal())

    def _journal(self) -> Journal:
        return Journal.beside(settings().data_dir)

    def records(self) -> dict[str, Record]:
        """The server's records by path, detached."""
        with self.app.app_context():
            rows = list(db.session.scalars(select(Record)))
            db.session.expunge_all()
        return {f"{row.kind}/{row.id}": row for row in rows}

    def changes(self) -> dict[str, Change]:
        with self.app.app_context():
            rows = list(db.session.scalars(select(Change)))
            db.session.expunge_all()
        return {row.id: row for row in rows}

    def move(self, user: str, org: str) -> None:
        """A volunteer changes organisation: everything the old one shared leaves the phone."""
        with self.app.app_context():
            found = db.session.get(User, user)
            assert found is not None
            found.org_id = org
            db.session.commit()

    def devices(self) -> dict[str, str]:
        """Device id -> user id."""
        with self.app.app_context():
            return {row.id: row.user_id for row in db.session.scalars(select(Device))}

    def holds(self, canary: str) -> list[str]:
        """The tables in which a text occurs anywhere."""
        found = []
        with self.app.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    if any(canary in _text(value) for value in row):
                        found.append(table.name)
                        break
        return found


def _tables() -> list[Table]:
    tables = [table for table in db.metadata.sorted_tables if table.name not in PEOPLE]
    assert len(tables) < len(db.metadata.sorted_tables), "the tables of people were renamed"
    return tables


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
