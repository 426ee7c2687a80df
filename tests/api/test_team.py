"""Roles, leaving, coming back and moving: what a coordinator does about people."""

from __future__ import annotations

from typing import Any

import pytest

from .desk import ScriptedDesk
from .wire import Answer
from .world import World


@pytest.fixture
def desk(world: World) -> ScriptedDesk:
    return world.desk()


@pytest.fixture
def director(world: World) -> ScriptedDesk:
    """The network coordinator."""
    user = next(one for one in world.demo["users"] if one["role"] == "network")
    desk = ScriptedDesk(world.server.wire())
    assert desk.login(user["email"], user["password"]).status == 200
    return desk


def alter(desk: ScriptedDesk, user: str, **change: Any) -> Answer:
    return desk.change("PATCH", f"/api/users/{user}", change)


def test_a_new_role_acts_at_the_next_request_and_is_told(world: World, desk: ScriptedDesk) -> None:
    phone, friend = world.colleague(), world.phone()
    phone.sync()
    friend.sync()
    assert phone.wire.send("GET", "/api/issues").status == 403
    answer = alter(desk, phone.user, role="coordinator")
    assert (answer.status, answer.json()["role"]) == (200, "coordinator"), str(answer)
    assert phone.wire.send("GET", "/api/issues").status == 200
    friend.sync()
    assert friend.values(f"member/{phone.user}", "role") == ["coordinator"]
    actions = [
        (line["action"], line["reason"])
        for line in desk.get("/api/audit", per_page=200).json()["items"]
        if line["subject"] == f"user/{phone.user}"
    ]
    assert ("user_role", "coordinator") in actions
    assert alter(desk, phone.user, role="volunteer").status == 200
    assert phone.wire.send("GET", "/api/issues").status == 403


def test_an_account_is_turned_off_and_on_again(world: World, desk: ScriptedDesk) -> None:
    phone = world.colleague()
    phone.sync()
    record = phone.create("activity", world.activity())
    assert alter(desk, phone.user, active=False).json()["active"] is False
    refused = phone.wire.send("POST", "/api/sync", {"v": 1})
    assert (refused.status, refused.code) == (403, "device_revoked")
    member = desk.record("member", phone.user)
    assert member["fields"]["active"] is False
    assert alter(desk, phone.user, active=True).status == 200
    phone.sync()
    assert record in desk.ids("activity"), "what waited on the phone arrived"
    assert [h["value"] for h in desk.record("member", phone.user)["heads"]["active"]] == [True]


def test_nobody_alters_themselves_or_somebody_mightier(
    world: World, desk: ScriptedDesk, director: ScriptedDesk
) -> None:
    for desk_of, user in ((desk, desk.user["id"]), (director, director.user["id"])):
        answer = alter(desk_of, user, active=False)
        assert (answer.status, answer.code) == (403, "not_permitted"), str(answer)
    phone = world.colleague()
    for role in ("network", "admin"):
        assert alter(desk, phone.user, role=role).status == 403, role
    assert alter(desk, phone.user, role="emperor").status == 422
    assert alter(desk, phone.user, active="no").status == 422
    stranger = world.colleague(org=1)
    assert alter(desk, stranger.user, active=False).status == 404
    assert alter(desk, "nobody", active=False).status == 404


def test_whoever_moves_begins_anew_there(
    world: World, desk: ScriptedDesk, director: ScriptedDesk
) -> None:
    phone = world.colleague()
    phone.sync()
    record = phone.create("activity", world.activity())
    phone.sync()
    path = f"/api/users/{phone.user}/move"
    assert desk.change("POST", path, {"org": world.org(1)}).status == 403, "of the network alone"
    answer = director.change("POST", path, {"org": world.org(1)})
    assert answer.status == 201, str(answer)
    there = answer.json()
    assert (there["org"], there["active"]) == (world.org(1), True)
    assert there["id"] != phone.user
    assert phone.wire.send("POST", "/api/sync", {"v": 1}).code == "device_revoked"
    assert record in desk.ids("activity"), "what they wrote stays where it was written"
    known = {user["id"] for user in world.desk(1).get("/api/users").json()["items"]}
    assert there["id"] in known and phone.user not in known
    again = director.change("POST", path, {"org": world.org(1)})
    assert (again.status, again.code) == (422, "invalid"), str(again)


def test_a_write_that_leads_out_of_sight_is_done_and_says_so(
    world: World, director: ScriptedDesk
) -> None:
    made = director.create("site", {**world.place(), "org": world.org(0)})
    assert made.status == 201, str(made)
    record = made.json()["id"]
    seen: dict[str, list[str]] = {"visibility": []}
    answer = director.patch("site", record, {"visibility": "org"}, seen)
    assert answer.status == 200, str(answer)
    told = answer.json()
    assert (told["id"], told["readable"], told["fields"]) == (record, False, {})
    assert director.get(f"/api/records/site/{record}").status == 404
    assert world.desk(0).record("site", record)["fields"]["visibility"] == "org"
