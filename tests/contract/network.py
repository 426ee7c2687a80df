"""A small network for tests of the domain: organisations, people with phones, changes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import insert

from server.api.sync import write_reply
from server.clock import SETTING as CLOCK
from server.domain import exchange, relay, sealing
from server.domain.sharing import CHARTER, PAPERS, SHARED
from server.domain.who import Who
from server.domain.writing import fresh_wid, new_record
from server.store.engine import writing
from server.store.people import Device, User
from server.store.sequence import create_network
from sync.canonical import Value
from sync.change import Change, Write
from sync.protocol import SyncRequest
from tests.sealing import SigningKey, seal

START_MS = 1_790_000_000_000
Reply = dict[str, Any]
Wire = dict[str, Any]


class TestNetwork:
    """Two organisations and whoever a test asks for; the clock stands until a test moves it."""

    __test__ = False

    def __init__(self, app: Flask, window_days: int = 28, *, referrals: bool = True) -> None:
        self.now_ms, self.app = START_MS, app
        self.window_days = window_days
        app.config[CLOCK] = lambda: self.now_ms
        with writing() as session:
            self.id = create_network(
                session, name="Network", time_zone="Europe/Paris", now_ms=self.now_ms
            )
        self.orgs = [str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())]
        self._confirms = referrals

    def confirm(self) -> None:
        """The network's papers, before its first referral; nobody else's tests see them."""
        if self._confirms:
            self._confirms = False
            fields: dict[str, Value] = {"org": self.orgs[0], **dict.fromkeys(PAPERS, True)}
            papers = new_record(CHARTER, self.id, fields, self.now_ms)
            exchange.write_as_server(self.id, None, [papers])

    def phone(
        self, role: str = "volunteer", org: int = 0, clearances: Iterable[str] = ()
    ) -> TestPhone:
        """A new user of an organisation with a phone of their own."""
        user, device = str(uuid.uuid4()), str(uuid.uuid4())
        who = Who(user, self.id, self.orgs[org], role, frozenset(clearances), device)
        with writing() as session:
            ids = {"network_id": self.id, "created_at_ms": self.now_ms}
            names = " ".join(sorted(clearances))
            named = {"id": user, "org_id": who.org_id, "alias": "A", "role": role}
            session.execute(insert(User), [{**ids, **named, "clearances": names, "active": True}])
            key = SigningKey()
            phone = {"id": device, "user_id": user, "token_hash": device, "public_key": key.jwk}
            session.execute(insert(Device), [{**ids, **phone}])
        return TestPhone(self, who, key=key)

    def later(self, *, days: float = 0, minutes: float = 0) -> None:
        self.now_ms += int((days * 1440 + minutes) * 60_000)


@dataclass
class TestPhone:
    """Sends what a test says and keeps the cursor; what it keeps of records is the test's."""

    __test__ = False

    network: TestNetwork
    who: Who
    cursor: str | None = None
    seen: dict[str, Wire] = field(default_factory=dict)
    key: SigningKey = field(default_factory=SigningKey)

    def change(
        self,
        path: str,
        fields: Mapping[str, Any],
        covers: Mapping[str, Iterable[str]] | None = None,
        *,
        wid: str | None = None,
    ) -> Wire:
        """A change on the wire; a new record of its own organisation when `path` is a kind."""
        kind, _, record = path.partition("/")
        values = dict(fields) if record else {"org": self.who.org_id, **fields}
        over = covers or {}
        writes = {name: Write(value, tuple(over.get(name, ()))) for name, value in values.items()}
        change_id = wid or fresh_wid(self.network.now_ms)
        return Change(change_id, kind, record or str(uuid.uuid4()), 1, writes).to_wire()

    def sync(self, *push: Wire, **members: Any) -> Reply:
        """One request; the cursor moves."""
        if any(one.get("c") in SHARED for one in push):
            self.network.confirm()
        body = {"v": 1, "push": list(push), "cursor": self.cursor} | members
        reply = relay.sync(self.who, SyncRequest.read(body), self.network.window_days)
        wire: Reply = json.loads(write_reply(reply))
        self.cursor = wire["cursor"]
        for path in [*wire["gone"], *wire["erased"]]:
            self.seen.pop(path, None)
        for fragment in wire["pull"]:
            self.seen[f"{fragment['c']}/{fragment['r']}"] = fragment
        return wire

    def seal(self, *changes: Wire, **options: Any) -> str:
        """An envelope with these changes, for the key that this network tells now."""
        of = {"network": self.who.network_id, "device": str(self.who.device_id), **options}
        to = of.pop("to", None) or sealing.public(self.network.now_ms)
        return seal({"push": list(changes)}, to=to, key=of.pop("key", self.key), **of)

    def create(self, kind: str, fields: Mapping[str, Any]) -> str:
        """Push a new record, which must be stored; gives its path."""
        made = self.change(kind, fields)
        reply = self.sync(made)
        assert reply["ack"] == [made["id"]], reply
        return f"{kind}/{made['r']}"

    def write(self, path: str, fields: Mapping[str, Any], **options: Any) -> Wire:
        """Push a change, which must be stored."""
        made = self.change(path, fields, **options)
        reply = self.sync(made)
        assert reply["ack"] == [made["id"]], reply
        return made

    def verdict(self, path: str, fields: Mapping[str, Any], **options: Any) -> str:
        """What becomes of a change: `ack`, or the reason of another verdict."""
        made = self.change(path, fields, **options)
        reply = self.sync(made)
        reasons = {**reply["held"], **reply["bad"], **reply["void"]}
        return "ack" if reply["ack"] == [made["id"]] else str(reasons[made["id"]])

    def pull(self, **members: Any) -> set[str]:
        """Pull to the end; gives the paths that came, but for the network's papers."""
        found: set[str] = set()
        while True:
            reply = self.sync(**members)
            found |= {f"{one['c']}/{one['r']}" for one in reply["pull"]}
            if not reply["more"]:
                return {path for path in found if not path.startswith(f"{CHARTER}/")}

    def sees(self, path: str) -> str | None:
        """`full`, `stub` or None: what a new phone of this user gets of a record."""
        fresh = TestPhone(self.network, self.who)
        fresh.pull()
        found = fresh.seen.get(path)
        return None if found is None else "stub" if "stub" in found else "full"
