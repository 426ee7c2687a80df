"""What a test needs of a demo network: phones enrolled, coordinators signed in, sample records."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from .desk import ScriptedDesk
from .phone import ALPHABET, ScriptedPhone
from .server import RunningServer

Fields = dict[str, Any]

# The server ends a session that was idle for half an hour.
DESK_IDLE_MAX_S = 15 * 60


def utc(shift_s: int = 0) -> str:
    """Now, moved by `shift_s` seconds, as the protocol writes times."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + shift_s))


def canary() -> str:
    """A text that occurs nowhere else, to be looked for in answers, tables and files."""
    return "canary" + secrets.token_hex(8)


def case_code() -> str:
    """8 random characters and the check of Luhn modulo 32."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    total = 0
    for place, character in enumerate(reversed(body)):
        doubled = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return body + ALPHABET[-total % 32]


@dataclass
class World:
    """One running server with the demo network in it."""

    server: RunningServer
    demo: dict[str, Any]
    _desks: dict[int, ScriptedDesk] = field(default_factory=dict)
    _asked_s: dict[int, float] = field(default_factory=dict)

    def org(self, number: int = 0) -> str:
        return str(self.demo["orgs"][number]["id"])

    def site(self, number: int = 0) -> str:
        return str(self.demo["sites"][number]["id"])

    def users(self, org: int, role: str) -> list[dict[str, Any]]:
        found = [u for u in self.demo["users"] if (u["org"], u["role"]) == (self.org(org), role)]
        assert found, f"the demo network has no {role} in organisation {org}"
        return found

    def desk(self, org: int = 0) -> ScriptedDesk:
        """The coordinator of an organisation, signed in for all tests, until nobody asked long."""
        before_s, now_s = self._asked_s.get(org, 0.0), time.monotonic()
        self._asked_s[org] = now_s
        if org not in self._desks or now_s - before_s > DESK_IDLE_MAX_S:
            self._desks[org] = self.new_desk(org)
        return self._desks[org]

    def forget_desks(self) -> None:
        """Sign in again next time: the sessions have ended."""
        self._desks.clear()

    def new_desk(self, org: int = 0) -> ScriptedDesk:
        coordinator = self.users(org, "coordinator")[0]
        desk = ScriptedDesk(self.server.wire())
        answer = desk.login(coordinator["email"], coordinator["password"])
        assert answer.status == 200, str(answer)
        return desk

    def invite(self, org: int = 0, user: int = 0, role: str = "volunteer", **more: Any) -> str:
        """A fresh code for a new phone of a demo user."""
        answer = self.desk(org).invite(user=self.users(org, role)[user]["id"], **more)
        assert answer.status == 201, str(answer)
        return str(answer.json()["code"])

    def phone(self, org: int = 0, user: int = 0, role: str = "volunteer") -> ScriptedPhone:
        """A new phone of a demo user, enrolled, without any record yet."""
        phone = ScriptedPhone(self.server.wire())
        answer = phone.enrol(self.invite(org, user, role))
        assert answer.status == 201, str(answer)
        return phone

    def colleague(self, org: int = 0, role: str = "volunteer") -> ScriptedPhone:
        """A phone of a new user of the organisation."""
        answer = self.desk(org).invite(role=role, alias=f"A{secrets.token_hex(4)}")
        assert answer.status == 201, str(answer)
        phone = ScriptedPhone(self.server.wire())
        enrolled = phone.enrol(answer.json()["code"])
        assert enrolled.status == 201, str(enrolled)
        return phone

    # --- sample records, without their `org`

    def activity(self, **over: Any) -> Fields:
        return {
            "site": self.site(),
            "service_type": "food.hot_meal",
            "started_at": utc(),
            "quantity": 10,
            "unit": "portion",
            "people": 10,
            "people_method": "counted",
        } | over

    def contact(self, **over: Any) -> Fields:
        return {"site": self.site(), "group_size": 1, "needs/legal": True} | over

    def round(self, **over: Any) -> Fields:
        shown = {"round_kind": "maraude", "status": "running", "team_size": 3}
        return {**shown, "started_at": utc(), f"sites/{self.site()}": True} | over

    def place(self, **over: Any) -> Fields:
        named = {"name": canary(), "site_kind": "distribution", "hub_zone": "zone-north"}
        where = {"country": "FR", "adm1": "Region", "adm2": "District", "active": True}
        return {**named, **where} | over
