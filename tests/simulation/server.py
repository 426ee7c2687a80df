"""The real Flask application in this process, under a virtual clock, on a real database."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask
from sqlalchemy import Connection, Table, delete, insert, select, update

from server import create_app
from server.config import Config
from server.domain import erasure, restoring
from server.domain.secrets import digest
from server.domain.verdicts import Batch
from server.settings import settings
from server.store.at_rest import DERIVED, KEPT, STATE
from server.store.base import db
from server.store.changes import body_of, hash_of, held_hash
from server.store.journal import Journal
from server.store.models import Change, Held, Record
from server.store.people import Audit, AuditHorizon, Device, User
from tests.sealing import SigningKey

PAUSE_MAX_S = 30.0
# How long the second of two pushes is waited for while the first is stopped: it must wait for the
# network's lock, so this is only how soon a broken lock would be noticed.
PATIENCE_S = 0.05

# A real error of the database, at the row that every writing exchange ends with.
NO_ROOM = {
    "sqlite": (
        "CREATE TRIGGER no_room BEFORE INSERT ON tick BEGIN"
        " SELECT RAISE(ABORT, 'database or disk is full'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON tick EXECUTE FUNCTION no_room()",
    ),
}
ROOM = {
    "sqlite": ("DROP TRIGGER no_room",),
    "postgresql": ("DROP TRIGGER no_room ON tick", "DROP FUNCTION no_room()"),
}

# A copy of the disk that somebody put back: people and phones are left as they are, so that the
# phones which come back are the ones whose records were lost. `restore_all` sets them back too.
PEOPLE = (
    *("user", "device", "invite", "desk_session", "failure", "audit", "audit_horizon"),
    *("spare_code", "recovery"),
)


# Rows by table.
Backup = dict[str, list[dict[str, Any]]]


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


@dataclass(frozen=True, slots=True)
class Identity:
    """What a phone has to seal with: its id, its signing key and the network's key."""

    device: str
    key: SigningKey
    sealing: dict[str, str]


@dataclass(slots=True)
class Server:
    app: Flask
    clock: Clock
    network: str = ""
    sites: list[str] = field(default_factory=list)
    volunteers: list[Account] = field(default_factory=list)
    coordinators: list[Account] = field(default_factory=list)
    patience_s: float = PATIENCE_S
    identities: dict[str, Identity] = field(default_factory=dict)
    _fresh: Backup = field(default_factory=dict)

    def reset(self, now_ms: int) -> None:
        """Set everything back to the demo network as it was when this server started."""
        self.clock.now_ms = now_ms
        with self.app.app_context():
            self._journal().path.unlink(missing_ok=True)
            _load(db.metadata.sorted_tables, self._fresh)

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
        key = SigningKey()
        status, answer = self.post("/api/enrol", {"code": code, "public_key": key.public})
        assert status == 201, answer
        token = str(answer["token"])
        self.identities[token] = Identity(answer["device"], key, answer["sealing"])
        return token

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.app.test_client().post(path, json=body, headers=headers)
        return answer.status_code, answer.get_json()

    def get(self, path: str, token: str) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.app.test_client().get(path, headers=headers)
        return answer.status_code, answer.get_json()

    def snapshot(self) -> Backup:
        """Every row of every table, as a backup holds them."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: [dict(row._mapping) for row in connection.execute(select(table))]
                for table in db.metadata.sorted_tables
            }

    def restore(self, backup: Backup) -> None:
        """Put older records back, replay the journal of erasures, then open."""
        with self.app.app_context():
            _load(_tables(), backup)
            erasure.replay(self._journal())

    def restore_all(self, backup: Backup) -> None:
        """What `flask restore` does once the file is loaded, people and phones included."""
        with self.app.app_context():
            _load(db.metadata.sorted_tables, backup)
            restoring.make_safe(self._journal(), self.clock.now_ms)

    def _journal(self) -> Journal:
        return Journal.beside(settings().data_dir)

    def records(self) -> dict[str, Record]:
        """The server's records by path, detached, in clear."""
        with self.app.app_context():
            rows = list(db.session.scalars(select(Record)))
            db.session.expunge_all()
            for row in rows:
                place = _columns(row)
                row.state, row.derived = (
                    kept.opened(place, place[kept.column]) for kept in (STATE, DERIVED)
                )
        return {f"{row.kind}/{row.id}": row for row in rows}

    def changes(self) -> dict[str, Change]:
        with self.app.app_context():
            rows = list(db.session.scalars(select(Change)))
            db.session.expunge_all()
            for row in rows:
                if row.body is not None:
                    place = _columns(row)
                    row.body, row.sha256 = body_of(place), hash_of(place)
        return {row.id: row for row in rows}

    def held(self) -> set[str]:
        """The ids of changes that are, or were, in quarantine."""
        with self.app.app_context():
            return set(db.session.scalars(select(Held.change_id)))

    def devices(self) -> dict[str, Device]:
        with self.app.app_context():
            rows = list(db.session.scalars(select(Device)))
            db.session.expunge_all()
        return {row.id: row for row in rows}

    def counted(self) -> Counter[str]:
        """Of each phone, how many changes of it have ever had a verdict, counted anew."""
        with self.app.app_context():
            held = list(db.session.scalars(select(Held)))
            copies = {(row.change_id, held_hash(_columns(row))) for row in held}
            first = [str(row.device_id) for row in held]
        # What is written at the desk with a phone's token is none of the phone's changes.
        stored = [row for row in self.changes().values() if row.via != "desk"]
        first += [str(row.device_id) for row in stored if (row.id, row.sha256) not in copies]
        return Counter(first)

    def become(self, user: str, org: str, role: str) -> None:
        """Somebody changes organisation or role."""
        with self.app.app_context():
            found = db.session.get(User, user)
            assert found is not None
            found.org_id, found.role = org, role
            db.session.commit()

    def revoke(self, token: str, org: str) -> bool:
        """The coordinator blocks a phone; whether this server knows it."""
        with self.app.app_context(), db.engine.connect() as connection:
            known = select(Device.id).where(Device.token_hash == digest(token))
            device = connection.scalar(known)
        coordinator = next(one for one in self.coordinators if one.org == org)
        path = f"/api/devices/{device}/revoke"
        status, answer = self.post(path, {}, coordinator.token) if device else (404, None)
        assert status == (200 if device else 404), answer
        return device is not None

    def enrol_again(self, user: str, org: str) -> str:
        """A new token for the phone of somebody, by an invite of their coordinator."""
        coordinator = next(one for one in self.coordinators if one.org == org)
        status, made = self.post("/api/invites", {"user": user}, coordinator.token)
        assert status == 201, made
        return self._enrol(made["code"])

    @contextmanager
    def disk_full(self) -> Iterator[None]:
        """The last row of every writing transaction finds no room."""
        with self.app.app_context():
            dialect = db.engine.dialect.name
        self._execute(*NO_ROOM[dialect])
        try:
            yield
        finally:
            self._execute(*ROOM[dialect])

    def _execute(self, *statements: str) -> None:
        with self.app.app_context(), db.engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    @contextmanager
    def first_push_paused(self) -> Iterator[Pause]:
        """Stop the next push between loading the records and judging, until the block ends."""
        pause = Pause()
        load = Batch.load

        def load_and_wait(batch: Batch, entries: Any) -> None:
            load(batch, entries)
            pause.here()

        with mock.patch.object(Batch, "load", load_and_wait):
            try:
                yield pause
            finally:
                pause.go.set()

    def holds(self, canary: str) -> list[str]:
        """The tables in which a text occurs anywhere, sealed or not."""
        found = []
        with self.app.app_context(), db.engine.connect() as connection:
            for table in db.metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    if any(canary in _text(value) for value in row):
                        found.append(table.name)
                        break
            for kept in KEPT:
                rows = connection.execute(select(kept.table)).mappings()
                if any(canary in _text(kept.opened(row, row[kept.column])) for row in rows):
                    found.append(kept.name)
        return found


class Pause:
    """Where one thread waits for another; only the first to come waits."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        self._first = threading.Lock()

    def here(self) -> None:
        if self._first.acquire(blocking=False):
            self.reached.set()
            assert self.go.wait(PAUSE_MAX_S), "nobody ended the pause"


def _load(tables: Sequence[Table], backup: Backup) -> None:
    with db.engine.begin() as connection:
        for table in reversed(tables):
            if table.name == "audit":
                _forget_audit(connection)
            elif table.name != "network":
                connection.execute(delete(table))
        for table in tables:
            for row in backup[table.name] if table.name == "network" else ():
                connection.execute(update(table).where(table.c.id == row["id"]), row)
            if backup[table.name] and table.name != "network":
                connection.execute(insert(table), backup[table.name])


def _forget_audit(connection: Connection) -> None:
    """The database refuses to lose lines of the audit; the file of a backup is another one."""
    connection.execute(delete(AuditHorizon))
    connection.execute(insert(AuditHorizon).values(id=1, before_ms=2**53))
    connection.execute(delete(Audit))
    connection.execute(delete(AuditHorizon))


def _tables() -> list[Table]:
    tables = [table for table in db.metadata.sorted_tables if table.name not in PEOPLE]
    assert len(tables) < len(db.metadata.sorted_tables), "the tables of people were renamed"
    return tables


def _columns(row: Record | Change | Held) -> dict[str, Any]:
    """The row as the store reads it."""
    return {column.name: getattr(row, column.key) for column in row.__table__.columns}


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
