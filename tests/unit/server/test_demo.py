"""The demonstration network: what `flask demo` promises."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.clock import SETTING as CLOCK
from server.domain import demo, demo_directory, demo_rounds
from server.domain.demo_cast import MEMBERS, ORGS, SITES
from server.store.base import db
from server.store.engine import reading, writing
from server.store.models import Change, Held, Network, Record
from server.store.read_models import TABLES, Issue
from server.store.records import load
from server.store.sequence import create_network
from sync.canonical import canonical
from sync.ids import is_record_id
from sync.schema import KINDS

from .conftest import KEY, START_MS, Client, install


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = install(tmp_path)
    app.config[CLOCK] = lambda: START_MS
    with app.app_context():
        yield app
        db.engine.dispose()


def quiet(_done: int, _wanted: int) -> None:
    pass


def records() -> dict[str, bytes]:
    """The merged states of everything that teams write."""
    followed = ("case", "consent", "consent_withdrawal", "referral", "referral_event")
    kinds = ("round", "signup", "activity", "contact", "notice", *followed)
    with reading() as session:
        network_id = session.scalars(select(Network.id)).one()
        keys = session.execute(select(Record.kind, Record.id).where(Record.kind.in_(kinds))).all()
        found = load(session, network_id, [(key.kind, key.id) for key in keys])
        return {one.id: canonical(one.cells.to_wire()) for one in found.values()}


def shown(wire: dict[str, Any], field: str) -> list[Any]:
    """The values of a field's heads."""
    return [fields[field] for _wid, _user, fields in wire["w"] if field in fields]


def test_the_demo_tells_what_the_commands_page_says(app: Flask) -> None:
    told = demo.prepare(KEY, START_MS).to_wire()
    assert told.keys() == {"network", "orgs", "sites", "users"}
    assert (len(told["orgs"]), len(told["sites"])) == (len(ORGS), len(SITES))
    for org in told["orgs"]:
        roles = [user["role"] for user in told["users"] if user["org"] == org["id"]]
        assert (roles.count("volunteer"), roles.count("coordinator")) == (2, 1)
    for user in told["users"]:
        assert uuid.UUID(user["id"]).version == 4 and len(user["invite"]) == 10
        assert (user["email"] is None) == (user["role"] == "volunteer")
    assert len({user["invite"] for user in told["users"]}) == len(MEMBERS)


def test_a_second_call_gives_the_same_people_with_fresh_invites(app: Flask) -> None:
    first, second = (demo.prepare(KEY, START_MS).to_wire() for _ in range(2))
    assert (first["network"], first["orgs"]) == (second["network"], second["orgs"])

    def without_invites(told: dict[str, Any]) -> list[Any]:
        return [{**user, "invite": None} for user in told["users"]]

    assert without_invites(first) == without_invites(second)
    codes = [user["invite"] for told in (first, second) for user in told["users"]]
    assert len(set(codes)) == 2 * len(MEMBERS)


def test_every_code_and_password_works(app: Flask) -> None:
    told = demo.prepare(KEY, START_MS).to_wire()
    client = Client(app)
    for user in told["users"]:
        assert client.post("/api/enrol", json={"code": user["invite"]}).status_code == 201
        if user["email"] is not None:
            body = {"email": user["email"], "password": user["password"]}
            assert client.post("/api/login", json=body).status_code == 200


def test_passwords_differ_from_installation_to_installation() -> None:
    coordinator = next(one for one in MEMBERS if one.role == "coordinator")
    assert demo.password_of(coordinator, KEY) != demo.password_of(coordinator, "another")


def test_a_real_network_is_left_alone(app: Flask) -> None:
    with writing() as session:
        create_network(session, name="Real", time_zone="Europe/Paris", now_ms=START_MS)
    with pytest.raises(demo.NotADemo):
        demo.prepare(KEY, START_MS)


def test_as_many_records_as_asked_for_are_added_with_open_questions(app: Flask) -> None:
    network_id = demo.prepare(KEY, START_MS).network_id
    assert not demo_rounds.has_rounds(network_id)
    demo_rounds.add(network_id, 1_500, 1, START_MS, quiet)
    assert demo_rounds.has_rounds(network_id)
    assert len(records()) == 1_500
    with reading() as session:
        held = session.scalar(select(func.count()).select_from(Held).where(Held.state == "waiting"))
        late = session.scalar(select(func.max(Change.received_at_ms)))
    assert held == demo_rounds.HELD_MAX
    assert late is not None and late <= START_MS
    wires = [json.loads(state) for state in records().values()]
    ahead = [r for r in wires if r["c"] == "round" and shown(r, "status") == ["planned"]]
    # Tonight and tomorrow; and somebody of whom it is not sure whether they come.
    assert len(ahead) == 2 * len(ORGS)
    assert any(len(shown(r, "going")) == 2 for r in wires if r["c"] == "signup")
    assert sum(r["c"] == "notice" for r in wires) == 2
    with reading() as session:
        referral = TABLES["referral"].c
        statuses = set(session.scalars(select(referral.status)))
        usual = Issue.issue.in_(("conflict", "referral_overdue"))
        wrong = select(Issue.kind, Issue.field, Issue.why).where(~usual)
        followed_up = [
            row for row in session.execute(wrong) if row.kind not in ("activity", "round")
        ]
    assert statuses >= {"sent", "received", "accepted", "completed", "declined"}
    assert followed_up == []
    demo_rounds.add(network_id, 50, 1, START_MS, quiet)
    assert len(records()) == 1_550


def test_the_same_seed_makes_the_same_records(tmp_path: Path) -> None:
    made = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / name).mkdir()
        app = install(tmp_path / name)
        with app.app_context():
            network_id = demo.prepare(KEY, START_MS).network_id
            demo_rounds.add(network_id, 300, seed, START_MS, quiet)
            made.append(records())
            db.engine.dispose()
    assert made[0] == made[1]
    assert not made[0].keys() & made[2].keys()


def test_ids_of_the_cast_may_name_records() -> None:
    every = [*(org.id for org in ORGS), *(site.id for site in SITES), *(one.id for one in MEMBERS)]
    assert all(is_record_id(one) for one in every)
    assert len(set(every)) == len(every)


def test_what_the_cast_says_passes_its_checks() -> None:
    for kind, fields in [
        *(("org", demo.org_fields(org)) for org in ORGS),
        *(("site", demo.site_fields(site)) for site in SITES),
    ]:
        for name, value in fields.items():
            declared = KINDS[kind].field(name)
            assert declared is not None, name
            key = name.partition("/")[2] or None
            assert declared.check(value, key) is None, (name, value)
        lacking = [one.name for one in KINDS[kind].own.values() if one.required]
        assert set(lacking) <= fields.keys()


def test_the_directory_is_written_once_and_says_nothing_wrong(app: Flask) -> None:
    made = demo.prepare(KEY, START_MS)
    assert demo_directory.add(made.network_id, START_MS) == len(demo_directory.SERVICES)
    assert demo_directory.add(made.network_id, START_MS) == 0
    with reading() as session:
        query = select(Record.id, Record.state).where(Record.kind == "directory_service")
        rows = session.execute(query).all()
        issues = session.scalar(select(func.count()).select_from(Issue))
    assert len(rows) == len(demo_directory.SERVICES)
    assert issues == 0
