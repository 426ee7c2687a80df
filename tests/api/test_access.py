"""The access matrix: each route × each role × {own, another's, foreign, missing} (SEC-U6, SEC-U7).

The routes come from the server's URL map; a route that this page does not know, or that names an
object and stands in no place of `places.py`, fails the test: nobody adds one without saying who
may call it, and proving that foreign objects are there like missing ones.
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from server import create_app
from server.config import Config
from tests.databases import sqlite_url

from .desk import ScriptedDesk
from .phone import ScriptedPhone
from .places import KINDS_OF_RECORDS, PLACES, Owned, Place
from .wire import Answer, Wire
from .world import World, canary

DESK = {"coordinator", "network"}
# Handlers answer referrals at the desk too.
RECORDS = {*DESK, "handler"}
PEOPLE = {"coordinator", "network", "admin"}
EVERYBODY = {"volunteer", "handler", "coordinator", "network", "admin"}
PUBLIC = {*EVERYBODY, "anonymous"}

# Who is let in; what they find there is another matter.
MATRIX: dict[str, set[str]] = {
    "POST /api/enrol": PUBLIC,
    "POST /api/enrol/look": PUBLIC,
    "POST /api/login": PUBLIC,
    "GET /api/openapi.json": PUBLIC,
    "GET /api/docs": PUBLIC,
    "POST /api/sync": EVERYBODY,
    "POST /api/relay": PUBLIC,
    "POST /api/me/key": EVERYBODY,
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
    "POST /api/invites/{}/revoke": PEOPLE,
    "GET /api/referrals/{}/links": {"volunteer", "coordinator"},
    "POST /api/referrals/{}/links": {"volunteer", "coordinator"},
    "POST /api/referrals/{}/links/{}/revoke": {"volunteer", "coordinator"},
    "POST /api/referrals/{}/contact": {"coordinator", "handler"},
    "GET /api/devices": PEOPLE,
    "POST /api/devices/{}/revoke": PEOPLE,
    "POST /api/devices/{}/look": PEOPLE,
    "GET /api/devices/{}/take-back": DESK,
    "GET /api/users": PEOPLE,
    "POST /api/users": PEOPLE,
    "PATCH /api/users/{}": PEOPLE,
    "POST /api/users/{}/move": {"network"},
    "POST /api/users/{}/recover": DESK,
    "GET /api/audit": PEOPLE,
    "POST /api/recover": PUBLIC,
    "POST /api/reauthenticate": EVERYBODY,
    "GET /api/sessions": EVERYBODY,
    "POST /api/sessions/end": EVERYBODY,
    "POST /api/sessions/{}/end": EVERYBODY,
    "GET /api/otp": EVERYBODY,
    "POST /api/otp": EVERYBODY,
    "POST /api/otp/confirm": EVERYBODY,
    "POST /api/otp/spare-codes": EVERYBODY,
    "POST /api/password": EVERYBODY,
    "GET /api/charter": RECORDS,
    "PATCH /api/charter": {"network"},
    "POST /api/directory/import": DESK,
    # Opened by the secret in its path; counted by loopback or a token.
    "GET /answer/{}": PUBLIC,
    "POST /answer/{}": PUBLIC,
    "GET /online": PUBLIC,
    "POST /online": PUBLIC,
    "GET /metrics": PUBLIC,
    # The built client, and pages for everybody.
    "GET /": PUBLIC,
    "GET /{}": PUBLIC,
    "GET /directory": PUBLIC,
    "GET /directory.css": PUBLIC,
    "GET /pages.css": PUBLIC,
    "GET /papers/{}": PUBLIC,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    # The published directory, for everybody.
    "GET /hsds/": PUBLIC,
    "GET /hsds/{}": PUBLIC,
    "GET /hsds/{}/{}": PUBLIC,
}


# Of phones only: the cookie of a browser is nobody there.
PHONES_ONLY = {"POST /api/sync", "POST /api/me/key"}
# About a signed-in browser, which a phone is not: it has neither password nor session, and what is
# sealed for the desk does not come to one.
DESK_ONLY = {
    "POST /api/referrals/{}/contact",
    "POST /api/reauthenticate",
    "GET /api/sessions",
    "POST /api/sessions/end",
    "POST /api/sessions/{}/end",
    "GET /api/otp",
    "POST /api/otp",
    "POST /api/otp/confirm",
    "POST /api/otp/spare-codes",
    "POST /api/password",
}
# After these a session is at its end.
GOODBYES = {"POST /api/logout", "POST /api/sessions/end"}
# By which a request is turned away before anything is looked at.
AT_THE_DOOR = (
    *("not_signed_in", "unknown_token", "not_permitted", "device_revoked", "csrf"),
    *("desk_only", "reauthenticate", "otp_setup_required"),
)
# Path parameters that name no object of anybody.
NO_OBJECTS = {"kind", "noun"}


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str

    @property
    def key(self) -> str:
        return f"{self.method} {re.sub('<[^>]*>', '{}', self.path)}"

    @property
    def names_an_object(self) -> bool:
        names = {found.rpartition(":")[2] for found in re.findall("<([^>]*)>", self.path)}
        return bool(names - NO_OBJECTS) and MATRIX.get(self.key) != PUBLIC

    def fill(self, name: str) -> str:
        known = self.path.replace("<kind>", "activity")
        return re.sub("<[^>]*>", name, re.sub("<any[^>]*>", "services", known))


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at a phone (`token`), at a browser (`session`), or with one that has ended."""

    role: str
    by: str
    wire: Wire
    csrf: str = ""

    def ask(self, method: str, path: str, body: Any = None, source: str | None = None) -> Answer:
        headers = {"X-CSRF-Token": self.csrf, "Sec-Fetch-Site": "same-origin"}
        if self.by == "token":
            headers = {}
        wire = Wire(self.wire.base, source or self.wire.source, dict(self.wire.headers))
        return wire.send(method, path, body, headers=headers)

    def turned_away(self, route: str) -> str | None:
        """The code by which this caller is turned away from a route, None when let in."""
        if MATRIX[route] == PUBLIC:
            return None
        ended = {"revoked": "device_revoked", "unknown": "unknown_token", "off": "not_signed_in"}
        if self.by in ended:
            return ended[self.by]
        if self.role == "anonymous" or (self.by == "session" and route in PHONES_ONLY):
            return "not_signed_in"
        if self.role not in MATRIX[route]:
            return "not_permitted"
        return "desk_only" if self.by == "token" and route in DESK_ONLY else None


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[Route]:
    folder = tmp_path_factory.mktemp("map")
    app = create_app(Config(data_dir=folder, database_url=sqlite_url(folder), secret_key="x" * 32))
    return [
        Route(method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def make_callers(world: World, org: int) -> list[Caller]:
    """One of each role in an organisation, at a phone and at a browser, and nobody."""
    director = next(user for user in world.demo["users"] if user["role"] == "network")
    desk = ScriptedDesk(world.server.wire())
    assert desk.login(director["email"], director["password"]).status == 200
    found = [Caller("anonymous", "nothing", world.server.wire())]
    stranger = world.server.wire()
    stranger.headers["Authorization"] = "Bearer " + "A" * 43
    found.append(Caller("anonymous", "unknown", stranger))
    for role in sorted(EVERYBODY):
        for by in ("token", "revoked"):
            phone = enrolled(world, desk, org, role)
            found.append(Caller(role, by, phone.wire))
            if by == "revoked":
                assert desk.revoke(phone.device).status == 200
        found += [signed_in(world, desk, org, role, by) for by in ("session", "off")]
    return found


def enrolled(world: World, desk: ScriptedDesk, org: int, role: str) -> ScriptedPhone:
    invite = desk.invite(org=world.org(org), role=role, alias=f"{role} {canary()[-6:]}")
    assert invite.status == 201, str(invite)
    phone = ScriptedPhone(world.server.wire())
    assert phone.enrol(invite.json()["code"]).status == 201
    return phone


def signed_in(world: World, desk: ScriptedDesk, org: int, role: str, by: str) -> Caller:
    login = {"email": f"{canary()}@example.org", "password": canary() + canary()}
    person = {"org": world.org(org), "role": role, "alias": f"{role} {canary()[-6:]}"}
    made = desk.change("POST", "/api/users", {**person, **login})
    assert made.status == 201, str(made)
    browser = ScriptedDesk(world.server.wire())
    assert browser.login(**login).status == 200
    if by == "off":
        off = desk.change("PATCH", f"/api/users/{made.json()['id']}", {"active": False})
        assert off.status == 200, str(off)
    return Caller(role, by, browser.wire, browser.csrf)


@pytest.fixture(scope="module")
def callers(world: World) -> list[Caller]:
    return make_callers(world, org=0)


@pytest.fixture(scope="module")
def strangers(world: World) -> list[Caller]:
    """Organisation 2 has nothing to do with what the others share."""
    return make_callers(world, org=2)


@pytest.fixture(scope="module")
def owned(world: World) -> Owned:
    return Owned(world)


def test_sec_u6_every_route_is_in_the_matrix_and_the_matrix_holds_no_other(
    routes: list[Route],
) -> None:
    assert {route.key for route in routes} == set(MATRIX)


def test_sec_u7_every_route_that_names_an_object_is_tried_with_foreign_ones(
    routes: list[Route],
) -> None:
    naming = {route.key for route in routes if route.names_an_object}
    assert len(naming) > 10
    assert naming - {place.route for place in PLACES} == set()
    assert {place.route for place in PLACES} - set(MATRIX) == set()


def test_sec_u6_each_route_lets_in_whom_it_should(
    routes: list[Route], callers: list[Caller]
) -> None:
    wrong, tried = [], 0
    for number, route in enumerate(routes):
        if route.key in GOODBYES:
            continue
        for caller in callers:
            body: Any = {} if route.method in ("POST", "PATCH", "PUT", "DELETE") else None
            path, source = route.fill(str(uuid.uuid4())), f"127.2.{number}.1"
            answer = caller.ask(route.method, path, body, source)
            found = answer.code if answer.code in AT_THE_DOOR else None
            if found != caller.turned_away(route.key):
                wrong.append((route.key, caller.role, caller.by, str(answer)))
            tried += 1
    assert wrong == []
    assert tried == (len(routes) - len(GOODBYES)) * len(callers)


def test_sec_u7_foreign_objects_answer_like_missing_ones(
    owned: Owned, strangers: list[Caller]
) -> None:
    """The same status, body and headers; and the same as what is no name at all."""
    for place in PLACES:
        foreign, missing = owned.made[place.of], owned.missing(place.of)
        for caller in strangers:
            if caller.role in place.over_all and caller.by in ("token", "session"):
                continue
            told = [told_of(caller, place, name) for name in (foreign, missing)]
            assert told[0] == told[1], (place, caller.role, caller.by)
            if caller.turned_away(place.route) is None:
                assert told[0][0] == place.status, (place, caller.role, caller.by, told[0])


def test_sec_u7_objects_of_the_own_organisation_are_told_from_missing_ones(
    owned: Owned, callers: list[Caller]
) -> None:
    """What others of the same organisation made: else the comparison above would show nothing.

    It comes after it: what is asked for here changes the objects, and at the end takes them away.
    """
    for place in PLACES:
        if place.route in DESK_ONLY:
            continue  # a session is its own person's alone, a contact its receiver's
        role = "coordinator" if "coordinator" in MATRIX[place.route] else "network"
        caller = next(one for one in callers if (one.role, one.by) == (role, "token"))
        own = told_of(caller, place, owned.made[place.of])
        missing = told_of(caller, place, owned.missing(place.of))
        assert own != missing, (place, own)
        assert missing[0] == place.status, (place, missing)


def told_of(caller: Caller, place: Place, name: str) -> tuple[int, Mapping[str, str], bytes]:
    path, body = place.sent(name)
    return place.told(caller.ask(place.method, path, body), name)


def test_sec_u6_lists_hold_nothing_of_others(
    routes: list[Route], owned: Owned, callers: list[Caller], strangers: list[Caller]
) -> None:
    """Whoever of another organisation asks: no word and no name, in no list and in no file.

    A network coordinator looks after the people of all, and reads the trail of what they did. The
    trail tells what was asked for, which above were the names of foreign people.
    """
    of_people = ("user", "device", "coordinator", "invite")
    people = {owned.made[name] for name in of_people}
    things = {name for of, name in owned.made.items() if of not in ("org", *of_people)}
    looked, told = 0, 0
    for route in routes:
        if route.method != "GET" or route.names_an_object or "<file" in route.path:
            continue
        for path in {route.path.replace("<kind>", kind) for kind in KINDS_OF_RECORDS}:
            for caller in strangers:
                # Guessed links are counted for each network of clients.
                source = f"127.3.{looked % 250}.1"
                answer = caller.ask("GET", Route("GET", path).fill(str(uuid.uuid4())), None, source)
                body = unpacked(answer)
                trail = path == "/api/audit"
                secret = {*owned.words, *(() if trail else people), *things}
                if caller.role == "network":
                    secret = {*owned.words, *(() if trail else things)}
                found = [text for text in secret if text.encode() in body]
                assert found == [], (path, caller.role, caller.by)
                looked += 1
                told += answer.status == 200
    assert looked > 500 and told > 200, (looked, told)
    mine = next(one for one in callers if (one.role, one.by) == ("coordinator", "session"))
    listed = mine.ask("GET", "/api/records/activity?per_page=200")
    assert any(word.encode() in listed.body for word in owned.words), "the search finds nothing"


def unpacked(answer: Answer) -> bytes:
    if not answer.body.startswith(b"PK"):
        return answer.body
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())
