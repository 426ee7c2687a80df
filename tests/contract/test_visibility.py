"""Who sees what, by every road: kinds × situations × roles × organisations × clearances.

What is expected is written from `domain.md` (sections 1, 2 and 8), not from the program: a record
has a class, sides with their grade, and authors; a reader has an organisation, a role and
clearances. Every record holds a text that occurs nowhere else, and each road is searched for it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from server.domain import export, held, issues, listing, records
from server.domain.errors import NotFound
from server.domain.query import Asked
from server.domain.who import Who
from sync.ids import case_check
from sync.schema import KINDS

from .network import TestNetwork, TestPhone

HOME, OTHER, THIRD = 0, 1, 2
WHOLE, LINE, NOTHING = "whole", "line", "nothing"
ROLES = ("volunteer", "coordinator", "handler", "network", "admin")
CLEARANCES = ((), ("health",), ("protection",), ("incident",))
# `domain.md` 1: which clearance opens which class.
OPENED_BY: dict[str, set[str]] = {
    "health": {"health"},
    "minor": {"protection"},
    "protection": {"protection"},
    "incident": {"incident", "protection"},
}
# Kinds without a text of their own: the text stands where a code should, and no table shows it.
CODED = ("case", "consent_withdrawal")
GOES_OUT = ("volunteer", "coordinator", "handler")
RECEIVES = ("coordinator", "handler")
REFERRED = {
    "legal_asylum": "parties",
    "health_primary": "health",
    "child_protection": "minor",
    "gbv_support": "protection",
    "police_complaint": "incident",
}
# How far the person agreed to their referral; what the receiver has of it then.
AGREED = {"agreed": WHOLE, "withdrawn": LINE, "never asked": NOTHING}


@dataclass
class Told:
    """One record with the text that only it holds, and who it is for. `sides`: by organisation."""

    path: str
    text: str
    visibility: str
    sides: Mapping[int, str]
    author: str = ""

    @property
    def kind(self) -> str:
        return self.path.partition("/")[0]

    def seen_by(self, reader: Reader) -> str:
        """What the tables give this reader, online."""
        if self.visibility in ("public", "network"):
            return WHOLE
        side = self.sides.get(reader.org, NOTHING)
        if self.visibility == "org":
            return WHOLE if reader.org == HOME and reader.role in GOES_OUT else NOTHING
        wrote = self.author == reader.phone.who.user_id
        if side == NOTHING or not (reader.role in RECEIVES or wrote):
            return NOTHING
        if self.visibility == "parties" or side == LINE:
            return side
        cleared = OPENED_BY[self.visibility] & set(reader.clearances)
        return WHOLE if cleared else LINE


@dataclass
class Reader:
    org: int
    role: str
    clearances: tuple[str, ...]
    phone: TestPhone
    name: str = ""

    @property
    def who(self) -> Who:
        return self.phone.who


@dataclass
class World:
    network: TestNetwork
    told: list[Told] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.author = self.network.phone("volunteer")
        self.other = self.network.phone(
            "coordinator", org=OTHER, clearances=("health", "protection")
        )
        for org, role, cleared in _readers():
            phone = self.network.phone(role, org=org, clearances=cleared)
            self.readers.append(Reader(org, role, cleared, phone, f"{org} {role} {cleared}"))
        self.readers.append(Reader(HOME, "volunteer", (), self.author, "author"))

    def write(self, kind: str, visibility: str, text_field: str, **fields: Any) -> Told:
        """A record of the author, of its own organisation only."""
        return self.of(self.author, {HOME: WHOLE}, kind, visibility, text_field, **fields)

    def of(
        self,
        phone: TestPhone,
        sides: Mapping[int, str],
        kind: str,
        visibility: str,
        text_field: str,
        **fields: Any,
    ) -> Told:
        text = f"canary{secrets.token_hex(8)}"
        given = {name.replace("__", "/"): value for name, value in fields.items()}
        path = phone.create(kind, {**given, text_field: text})
        told = Told(path, text, visibility, sides, self.author.who.user_id)
        self.told.append(told)
        return told

    def follow_up(self, referral_type: str, agreed: str) -> None:
        """A case of HOME referred to OTHER, with its agreement, steps and words."""
        visibility, receives = REFERRED[referral_type], AGREED[agreed]
        sides = {HOME: WHOLE, **({OTHER: receives} if receives != NOTHING else {})}
        body = secrets.token_hex(4)
        code, org = body + case_check(body), self.network.orgs[OTHER]
        self.of(self.author, sides, "case", "parties", "language", code=code)
        given = {"case": code, "to_org": org, "scopes__refer": agreed != "never asked"}
        # Whoever a consent names may read it, also one that allows nothing.
        named = sides if agreed == "withdrawn" else {HOME: WHOLE, OTHER: WHOLE}
        consent = self.of(
            self.author, named, "consent", "parties", "text_version", basis="self", **given
        )
        consent_id = consent.path.partition("/")[2]
        asked = {"case": code, "from_org": self.network.orgs[HOME], "to_org": org}
        asked |= {"referral_type": referral_type, "consent": consent_id, "urgency": "normal"}
        referral = self.of(self.author, sides, "referral", visibility, "summary", **asked)
        of = {"referral": referral.path.partition("/")[2]}
        sent = {**of, "to": "sent", "parents": [], "source": "app"}
        self.of(self.author, sides, "referral_event", visibility, "note", **sent)
        self.of(self.author, sides, "message", visibility, "text", **of)
        if agreed == "withdrawn":
            over = {"consent": consent_id, "at": "2026-01-01T00:00:00Z"}
            self.of(self.author, sides, "consent_withdrawal", "parties", "told_by", **over)


def _readers() -> Iterator[tuple[int, str, tuple[str, ...]]]:
    yield from product((HOME, OTHER), GOES_OUT, CLEARANCES)
    yield from product((HOME, OTHER), ("network", "admin"), ((), ("protection",)))
    yield from product((THIRD,), ROLES, (("health", "protection", "incident"),))


@pytest.fixture
def world(network: TestNetwork) -> World:
    made = World(network)
    for referral_type in REFERRED:
        made.follow_up(referral_type, "agreed")
    for referral_type, agreed in product(("legal_asylum", "gbv_support"), AGREED):
        if agreed != "agreed":
            made.follow_up(referral_type, agreed)
    made.write("activity", "org", "note", service_type="food.hot_meal")
    made.write("contact", "org", "note", group_size=1)
    made.write("contact", "minor", "note", minor_status="apparent")
    made.write("incident", "network", "legal_basis_claimed", kinds__eviction=True)
    made.write("incident", "org", "legal_basis_claimed", kinds__accident=True)
    made.write("incident", "incident", "legal_basis_claimed", kinds__arrest=True)
    made.write("case", "minor", "language", code="7k3m9p2qx", minor_status="unaccompanied")
    return made


def on_a_phone(world: World, reader: Reader) -> str:
    fresh = TestPhone(world.network, reader.who)
    fresh.pull()
    return json.dumps(fresh.seen)


def asked_for(world: World, reader: Reader) -> str:
    fresh = TestPhone(world.network, reader.who)
    return json.dumps(fresh.sync(want=[told.path for told in world.told])["pull"])


def on_lists(world: World, reader: Reader) -> str:
    return "".join(
        repr(listing.listed(reader.who, Asked(KINDS[kind], per_page=200), world.network.now_ms))
        for kind in _kinds(world)
    )


def on_pages(world: World, reader: Reader) -> str:
    """Each record's page: what it shows, all its values and its whole story."""
    return "".join(_page(world, reader, told) for told in world.told)


def _page(world: World, reader: Reader, told: Told) -> str:
    kind, _slash, record = told.path.partition("/")
    try:
        return repr(records.page(reader.who, KINDS[kind], record, world.network.now_ms))
    except NotFound:
        return ""


def in_files(world: World, reader: Reader) -> str:
    now_ms = world.network.now_ms
    return "".join(
        "".join(export.write_csv(reader.who, Asked(KINDS[kind]), now_ms)) for kind in _kinds(world)
    )


def in_the_inbox(world: World, reader: Reader) -> str:
    named: dict[str, Any] = {"issue": None, "kind": None, "page": 1, "per_page": 200}
    return repr(issues.listed(reader.who, **named, now_ms=world.network.now_ms))


def _kinds(world: World) -> Iterator[str]:
    yield from sorted({told.kind for told in world.told})


Road = Callable[[World, Reader], str]
# Online a cleared person reads what is restricted; a phone never holds more than the line.
ROADS: dict[str, tuple[Road, bool]] = {
    "phone": (on_a_phone, False),
    "want": (asked_for, False),
    "list": (on_lists, True),
    "page": (on_pages, True),
    "file": (in_files, True),
}


def test_each_road_shows_each_reader_what_the_tables_give_them(world: World) -> None:
    for road, (taken, online) in ROADS.items():
        compared = {WHOLE: 0, LINE: 0, NOTHING: 0}
        for reader in world.readers:
            shown = taken(world, reader)
            for told in world.told:
                if road == "file" and told.kind in CODED:
                    continue
                expected = told.seen_by(reader)
                if not online and told.visibility in OPENED_BY and expected == WHOLE:
                    expected = LINE
                found = _found(told, shown, expected)
                assert found == expected, (road, reader.name, told.kind, told.visibility)
                compared[expected] += 1
        assert min(compared.values()) > 50, (road, compared)
    _the_inbox_tells_no_more(world)
    _a_search_finds_no_more(world)
    _the_door_shows_no_more(world)


def _found(told: Told, shown: str, expected: str) -> str:
    if told.text in shown:
        return WHOLE
    record = told.path.partition("/")[2]
    # Another record that this reader sees may name this one: that is no line of its own.
    named = told.path in shown if expected == NOTHING else record in shown
    return LINE if named else NOTHING


def _the_inbox_tells_no_more(world: World) -> None:
    wholes = 0
    for reader in world.readers:
        shown = in_the_inbox(world, reader)
        for told in world.told:
            if told.text in shown:
                assert told.seen_by(reader) == WHOLE, (reader.name, told.kind, told.visibility)
                wholes += 1
    assert wholes > 0


def _a_search_finds_no_more(world: World) -> None:
    """Nobody finds by what is inside a record that is only a line to them."""
    found = 0
    for told in (one for one in world.told if one.kind == "consent"):
        asked = Asked(KINDS["consent"], filters=(("basis", ("self",)),), per_page=200)
        for reader in world.readers:
            items = listing.listed(reader.who, asked, world.network.now_ms).items
            named = any(item.id == told.path.partition("/")[2] for item in items)
            assert not named or told.seen_by(reader) == WHOLE, (reader.name, told.visibility)
            found += named
    assert found > 0


def _the_door_shows_no_more(world: World) -> None:
    """What somebody wrote who may not waits with its content for those who may read it."""
    stranger = world.network.phone("volunteer")
    wholes = 0
    for told in (one for one in world.told if one.kind == "referral"):
        text = f"canary{secrets.token_hex(8)}"
        made = stranger.change(told.path, {"summary": text})
        assert made["id"] in stranger.sync(made)["held"]
        for reader in world.readers:
            lines, _total = held.listed(reader.who, 1, 200)
            if text in repr(lines):
                assert reader.org == HOME, reader.name
                assert told.seen_by(reader) == WHOLE, (reader.name, told.visibility)
                wholes += 1
    assert wholes > 0
