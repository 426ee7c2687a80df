"""The access matrix: each route × each role × {own, foreign, missing} (SEC-U6, SEC-U7).

The routes come from the running server's own document; a route that this page does not know
fails the test, so that nobody adds one without saying who may call it.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from .desk import ScriptedDesk
from .phone import ScriptedPhone
from .wire import Answer, Wire
from .world import World, canary

DESK = {"coordinator", "network"}
# Handlers answer referrals at the desk too.
RECORDS = {*DESK, "handler"}
PEOPLE = {"coordinator", "network", "admin"}
EVERYBODY = {"volunteer", "handler", "coordinator", "network", "admin"}
PUBLIC = {*EVERYBODY, "anonymous"}
ROLES = sorted(PUBLIC)

# Who is let in; what they find there is another matter.
MATRIX: dict[str, set[str]] = {
    "POST /api/enrol": PUBLIC,
    "POST /api/enrol/look": PUBLIC,
    "POST /api/login": PUBLIC,
    "GET /api/openapi.json": PUBLIC,
    "GET /api/docs": PUBLIC,
    "POST /api/sync": EVERYBODY,
    "GET /api/me": EVERYBODY,
    "POST /api/logout": EVERYBODY,
    "GET /api/records/{}": RECORDS,
    "POST /api/records/{}": RECORDS,
    "GET /api/records/{}/{}": RECORDS,
    "PATCH /api/records/{}/{}": RECORDS,
    "DELETE /api/records/{}/{}": RECORDS,
    "POST /api/changes": RECORDS,
    "GET /api/export/{}.csv": DESK,
    "GET /api/export/{}.xlsx": DESK,
    "GET /api/reports/services.csv": DESK,
    "GET /api/reports/referrals.csv": DESK,
    "GET /api/reports/summary": DESK,
    "GET /api/issues": DESK,
    "GET /api/held": DESK,
    "POST /api/held/{}/release": DESK,
    "POST /api/held/{}/refuse": DESK,
    "POST /api/held/{}/reopen": DESK,
    "POST /api/erase": DESK,
    "GET /api/invites": PEOPLE,
    "POST /api/invites": PEOPLE,
    "GET /api/referrals/{}/links": {"volunteer", "coordinator"},
    "POST /api/referrals/{}/links": {"volunteer", "coordinator"},
    "POST /api/referrals/{}/links/{}/revoke": {"volunteer", "coordinator"},
    "GET /api/devices": PEOPLE,
    "POST /api/devices/{}/revoke": PEOPLE,
    "POST /api/devices/{}/look": PEOPLE,
    "GET /api/devices/{}/take-back": DESK,
    "GET /api/users": PEOPLE,
    "POST /api/users": PEOPLE,
    "PATCH /api/users/{}": PEOPLE,
    "POST /api/users/{}/move": {"network"},
    "GET /api/audit": PEOPLE,
    "POST /api/directory/import": DESK,
    # The published directory, for everybody.
    "GET /hsds/": PUBLIC,
    "GET /hsds/{}": PUBLIC,
    "GET /hsds/{}/{}": PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str

    @property
    def key(self) -> str:
        return f"{self.method} {re.sub(r'{[^}]*}', '{}', self.path)}"

    @property
    def is_object(self) -> bool:
        """Whether its last path parameter names one object."""
        return bool(re.search(r"/(\{(?!kind)[^}]*\})", self.path))

    def fill(self, target: str) -> str:
        kind = self.path.replace("{kind}", "activity")
        return re.sub(r"\{[^}]*\}", target, kind)


@pytest.fixture(scope="module")
def routes(world: World) -> list[Route]:
    paths = world.server.wire().send("GET", "/api/openapi.json").json()["paths"]
    found = [
        Route(method.upper(), path)
        for path, operations in paths.items()
        if path.startswith(("/api/", "/hsds/"))
        for method in operations
        if method in ("get", "post", "put", "patch", "delete")
    ]
    assert len(found) > 20
    return found


@pytest.fixture(scope="module")
def callers(world: World) -> dict[str, Wire]:
    """One caller of each role, all of organisation 0 and each with a phone."""
    director = next(user for user in world.demo["users"] if user["role"] == "network")
    desk = ScriptedDesk(world.server.wire())
    assert desk.login(director["email"], director["password"]).status == 200
    found = {"anonymous": world.server.wire()}
    for role in sorted(EVERYBODY):
        invite = desk.invite(org=world.org(0), role=role, alias=f"{role} {canary()[-6:]}")
        assert invite.status == 201, str(invite)
        phone = ScriptedPhone(world.server.wire())
        assert phone.enrol(invite.json()["code"]).status == 201
        found[role] = phone.wire
    return found


def ask(wire: Wire, route: Route, target: str, source: str) -> Answer:
    """Ask with an empty body, from an address of its own: only the door is tried."""
    caller = Wire(wire.base, source, dict(wire.headers))
    body: Any = {} if route.method in ("POST", "PATCH", "PUT", "DELETE") else None
    return caller.send(route.method, route.fill(target), body)


def test_every_route_is_in_the_matrix(routes: list[Route]) -> None:
    assert {route.key for route in routes} - set(MATRIX) == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_route_lets_in_whom_it_should(
    routes: list[Route], callers: dict[str, Wire], role: str
) -> None:
    wrong = []
    for number, route in enumerate(routes):
        if route.key == "POST /api/logout" or route.key not in MATRIX:
            continue
        answer = ask(callers[role], route, str(uuid.uuid4()), f"127.2.{number}.1")
        if role in MATRIX[route.key]:
            let_in = answer.status not in (401, 403) or answer.code in ("invite_invalid",)
            if not let_in:
                wrong.append((route.key, str(answer)))
        elif answer.status != (401 if role == "anonymous" else 403):
            wrong.append((route.key, str(answer)))
    assert wrong == []


def test_foreign_objects_answer_like_missing_ones(world: World, routes: list[Route]) -> None:
    """Of the other organisation: its records, its quarantine, its phones."""
    owner = world.phone()
    record = owner.create("activity", world.activity())
    owner.sync()
    owner.write("activity", record, {"review": "reviewed"})
    owner.sync()
    held = world.desk(0).held_of(record)["id"]
    desk = world.desk(1)
    targets = {"records": record, "held": held, "devices": owner.device, "users": owner.user}
    tried = 0
    for route in [route for route in routes if route.is_object]:
        noun = route.path.split("/")[2]
        if noun not in targets or "coordinator" not in MATRIX[route.key]:
            continue
        foreign = try_object(desk, route, targets[noun])
        missing = try_object(desk, route, str(uuid.uuid4()))
        assert (foreign.status, missing.status) == (404, 404), f"{route}: {foreign} {missing}"
        assert foreign.body == missing.body, route
        tried += 1
    assert tried >= 6
    assert owner.once()["reset"] is None, "another organisation blocked this phone"
    assert world.desk(0).held_of(record)["id"] == held


def try_object(desk: ScriptedDesk, route: Route, target: str) -> Answer:
    bodies: dict[str, dict[str, Any]] = {
        "PATCH": {"set": {"note": "x"}, "seen": {"note": []}},
        "DELETE": {"seen": []},
    }
    if route.method == "GET":
        return desk.get(route.fill(target))
    return desk.change(route.method, route.fill(target), bodies.get(route.method, {}))


def test_lists_hold_nothing_of_others(world: World) -> None:
    stranger = world.phone(org=1)
    record = stranger.create("activity", world.activity())
    stranger.sync()
    stranger.write("activity", record, {"review": "reviewed"})
    stranger.sync()
    secret = world.colleague(org=1)
    for path in (
        "/api/issues",
        "/api/held",
        "/api/devices",
        "/api/users",
        "/api/invites",
        "/api/audit",
    ):
        answer = world.desk(0).get(path, per_page=200)
        assert answer.status == 200, f"{path}: {answer}"
        for trace in (record, secret.user, secret.device, stranger.device):
            assert trace.encode() not in answer.body, path
