"""Every place where a request names an object, and objects to be named there (SEC-U7).

A route whose path names an object and that stands in no place fails `test_access.py`.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .phone import ScriptedPhone
from .test_referral import refer, step
from .wire import Answer
from .world import World, canary

Body = Callable[[str], Any]
CHANGE: Final = {"set": {"voided": "mistake"}, "seen": {"voided": []}}
# Answers that differ by more than the object.
NEVER_THE_SAME: Final = ("date", "etag")


@dataclass(frozen=True, slots=True)
class Place:
    """`path` has `ID` where the object is named, `body` makes the body; `of` is what it names.

    `over_all` are the roles that look after every organisation: nothing is foreign to them.
    """

    route: str
    path: str
    of: str
    body: Body | None = None
    over_all: frozenset[str] = frozenset()
    status: int = 404
    """What is answered when there is no such object."""
    part: tuple[str, ...] = ()
    """What of the answer is compared, where the whole tells the time."""

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    def sent(self, name: str) -> tuple[str, Any]:
        changing: Any = {} if self.method in ("POST", "PATCH", "DELETE") else None
        return self.path.replace("ID", name), self.body(name) if self.body else changing

    def told(self, answer: Answer, name: str) -> tuple[int, Mapping[str, str], bytes]:
        """All that an answer tells, the name that was asked for taken out."""
        body = answer.body
        headers = {n: v for n, v in answer.headers.items() if n not in NEVER_THE_SAME}
        if self.part and answer.status == 200:
            found = answer.json()
            body = json.dumps([found[part] for part in self.part]).encode()
            headers.pop("content-length")
        for whole in (name, name.partition("/")[0], name.rpartition("/")[2]):
            body = body.replace(whole.encode(), b"ID")
        return answer.status, headers, body


PULLED: Final = ("pull", "gone", "erased")
NETWORK: Final = frozenset(("network",))
KINDS: Final = ("activity", "contact", "minor", "case", "consent", "referral", "referral_event")

KINDS_OF_RECORDS: Final = tuple(dict.fromkeys("contact" if k == "minor" else k for k in KINDS))


def _kind_of(name: str) -> str:
    return "contact" if name == "minor" else name


def _of_records() -> list[Place]:
    routes: dict[str, Body | None] = {
        "GET /api/records/{}/{}": None,
        "PATCH /api/records/{}/{}": lambda _name: CHANGE,
        "DELETE /api/records/{}/{}": lambda _name: {"seen": []},
    }
    return [
        Place(route, f"/api/records/{_kind_of(kind)}/ID", kind, body)
        for route, body in routes.items()
        for kind in KINDS
    ]


def _wanted(kind: str) -> Place:
    def body(name: str) -> Any:
        return {"v": 1, "schema": 1, "want": [f"{_kind_of(kind)}/{name}"]}

    return Place("POST /api/sync", "/api/sync", kind, body, status=200, part=PULLED)


def _new_person(name: str) -> Any:
    return {"org": name, "role": "volunteer", "alias": canary()[-8:]}


PLACES: Final = (
    *_of_records(),
    *(_wanted(kind) for kind in KINDS),
    Place(
        "POST /api/changes",
        "/api/changes",
        "activity",
        lambda name: {"changes": [{"record": f"activity/{name}", **CHANGE}]},
        status=200,
    ),
    Place("GET /api/records/{}", "/api/records/activity?author=ID", "user", status=200),
    Place("GET /api/records/{}", "/api/records/activity?voided=1&site=ID", "site", status=200),
    Place("GET /api/export/{}.csv", "/api/export/activity.csv?author=ID", "user", status=200),
    *(
        Place(f"POST /api/held/{{}}/{what}", f"/api/held/ID/{what}", "held")
        for what in ("refuse", "reopen", "release")
    ),
    Place("GET /api/referrals/{}/links", "/api/referrals/ID/links", "referral"),
    Place("POST /api/referrals/{}/links", "/api/referrals/ID/links", "referral"),
    Place("POST /api/referrals/{}/links/{}/revoke", "/api/referrals/ID/revoke", "link"),
    Place("POST /api/referrals/{}/contact", "/api/referrals/ID/contact", "referral"),
    Place(
        "POST /api/devices/{}/look",
        "/api/devices/ID/look",
        "device",
        lambda _name: {"looked": True},
        over_all=NETWORK,
    ),
    Place(
        "GET /api/devices/{}/take-back",
        "/api/devices/ID/take-back?since=2026-01-01T00:00:00Z",
        "device",
        over_all=NETWORK,
    ),
    Place("PATCH /api/users/{}", "/api/users/ID", "user", lambda _name: {"active": True}, NETWORK),
    Place("POST /api/users/{}/move", "/api/users/ID/move", "user", None, NETWORK),
    Place("POST /api/users/{}/recover", "/api/users/ID/recover", "coordinator", None, NETWORK),
    Place("POST /api/sessions/{}/end", "/api/sessions/ID/end", "session"),
    Place("POST /api/invites", "/api/invites", "user", lambda name: {"user": name}, NETWORK),
    Place("POST /api/invites", "/api/invites", "org", _new_person, NETWORK),
    Place("POST /api/users", "/api/users", "org", _new_person, NETWORK),
    # What ends an object comes last: they are all asked for in this order.
    Place("POST /api/invites/{}/revoke", "/api/invites/ID/revoke", "invite", over_all=NETWORK),
    Place("POST /api/devices/{}/revoke", "/api/devices/ID/revoke", "device", over_all=NETWORK),
    Place(
        "POST /api/erase", "/api/erase", "activity", lambda name: {"records": [f"activity/{name}"]}
    ),
)


@dataclass
class Owned:
    """Objects of organisation 0, each by another person than who will ask for it."""

    world: World
    made: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        volunteer = self.world.colleague()
        coordinator = self.world.colleague(role="coordinator")
        self.volunteer, self.coordinator = volunteer, coordinator
        self.made |= {"org": self.world.org(0), "user": volunteer.user, "device": volunteer.device}
        self.made["site"] = coordinator.create("site", self.world.place(visibility="org"))
        coordinator.sync()
        met = self.world.activity(site=self.made["site"])
        self.made["activity"] = self._create(volunteer, "activity", met)
        self.made["contact"] = self._create(volunteer, "contact", self.world.contact())
        minor = self.world.contact(minor_status="unaccompanied")
        self.made["minor"] = self._create(volunteer, "contact", minor)
        volunteer.sync()
        self.made["held"] = self._held()
        self._referral()
        self.made["coordinator"] = str(self.world.users(0, "coordinator")[0]["id"])
        self.made["invite"] = self._invite()
        lines = self.world.new_desk(0).get("/api/sessions").json()["items"]
        self.made["session"] = next(line["id"] for line in lines if line["current"])

    def _create(self, phone: ScriptedPhone, kind: str, fields: dict[str, Any]) -> str:
        self.words.append(canary())
        return phone.create(kind, {**fields, "note": self.words[-1]})

    def _held(self) -> str:
        """A change that waits: a volunteer may not review."""
        record = self._create(self.volunteer, "activity", self.world.activity())
        self.volunteer.sync()
        self.volunteer.write("activity", record, {"review": "reviewed"})
        self.volunteer.sync()
        return str(self.world.desk(0).held_of(record)["id"])

    def _invite(self) -> str:
        """An open one."""
        desk = self.world.desk(0)
        assert desk.invite(role="volunteer", alias=canary()[-8:]).status == 201
        return str(desk.get("/api/invites").json()["items"][0]["id"])

    def _referral(self) -> None:
        """To organisation 1; the strangers are of organisation 2."""
        referred = refer(self.world, "legal_asylum")
        event = step(referred.sender, referred, "sent")
        self.words.append(referred.summary)
        for name in ("case", "referral"):
            self.made[name] = getattr(referred, name).partition("/")[2]
        self.made |= {"consent": referred.consent, "referral_event": event}
        links = f"/api/referrals/{self.made['referral']}/links"
        made = referred.sender.wire.send("POST", links, {})
        assert made.status == 201, str(made)
        self.made["link"] = f"{self.made['referral']}/links/{made.json()['id']}"

    def missing(self, of: str) -> str:
        """A name of the same form that nobody has."""
        return re.sub(r"[0-9a-f-]{36}", lambda _found: str(uuid.uuid4()), self.made[of])
