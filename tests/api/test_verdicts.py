"""held, bad and void: one verdict per change, independent of each other."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from .phone import ScriptedPhone, change, new_wid
from .world import World, canary


@pytest.fixture
def phone(world: World) -> ScriptedPhone:
    enrolled = world.phone()
    enrolled.sync()
    return enrolled


def push(phone: ScriptedPhone, *changes: dict[str, object]) -> dict[str, Any]:
    """Push changes that the phone does not keep; gives the verdict lists of the reply."""
    answer = phone.post(phone.request(push=list(changes)))
    assert answer.status == 200, str(answer)
    reply = answer.json()
    return {name: reply[name] for name in ("ack", "held", "void", "bad")}


def test_each_change_has_its_own_verdict(world: World, phone: ScriptedPhone) -> None:
    good = change("activity", str(uuid.uuid4()), {"org": phone.org, **world.activity()})
    unknown = change("weather", str(uuid.uuid4()), {"rain": True})
    broken = change("activity", str(uuid.uuid4()), {"Bad Name": 1})
    assert push(phone, unknown, good, broken) == {
        "ack": [good["id"]],
        "held": {unknown["id"]: "unknown_kind"},
        "bad": {broken["id"]: "malformed"},
        "void": {},
    }


def test_a_held_change_is_kept_and_says_who_and_why(world: World, phone: ScriptedPhone) -> None:
    unknown = change("weather", str(uuid.uuid4()), {"rain": True})
    push(phone, unknown)
    item = world.desk().held_of(unknown["r"])
    assert item["change"] == unknown
    assert (item["reason"], item["user"], item["device"]) == (
        "unknown_kind",
        phone.user,
        phone.device,
    )
    assert item["received_at"].endswith("Z")
    push(phone, unknown)
    assert world.desk().held_of(unknown["r"])["id"] == item["id"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("org", {"name": "N", "code": "new", "external": True}),
        ("site", {"name": "N", "site_kind": "distribution"}),
        ("list_item", {"list": "need", "code": "tea", "label/en": "Tea"}),
        ("member", {"alias": "Forged", "role": "admin", "active": True}),
        ("notice", {"title": "T", "text": "T", "until": "2099-01-01T00:00:00Z"}),
    ],
)
def test_a_volunteer_may_not_create_what_others_write(
    phone: ScriptedPhone, kind: str, fields: dict[str, object]
) -> None:
    made = change(kind, str(uuid.uuid4()), {"org": phone.org, **fields})
    assert push(phone, made)["held"] == {made["id"]: "not_permitted"}


@pytest.mark.parametrize(
    "fields",
    [
        {"review": "reviewed"},
        {"queried": True},
        {"query": "Why?"},
        {"accepted/duplicate": True},
        {"$gone": []},
        {"$into": "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"},
        {"visibility": "network"},
        {"visibility": "public"},
    ],
    ids=lambda fields: "-".join(f"{n}={v}" for n, v in fields.items())[:30],
)
def test_a_volunteer_may_not_write_what_coordinators_write(
    world: World, phone: ScriptedPhone, fields: dict[str, object]
) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    made = change("activity", record, {"note": canary(), **fields})
    assert push(phone, made)["held"] == {made["id"]: "not_permitted"}
    phone.sync()
    assert phone.values(f"activity/{record}", "note") == []


def test_a_member_record_cannot_be_forged_by_a_coordinator(world: World) -> None:
    phone = world.phone(role="coordinator")
    phone.sync()
    made = change("member", phone.user, {"role": "admin"})
    assert push(phone, made)["held"] == {made["id"]: "not_permitted"}


def test_a_record_for_another_organisation_is_held(world: World, phone: ScriptedPhone) -> None:
    made = change("activity", str(uuid.uuid4()), {"org": world.org(1), **world.activity()})
    held = push(phone, made)["held"]
    assert held[made["id"]] in ("not_in_scope", "not_permitted")
    stranger = world.phone(org=1)
    stranger.sync()
    assert f"activity/{made['r']}" not in stranger.cells


def test_a_released_change_becomes_visible_and_is_acknowledged(
    world: World, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    note = canary()
    phone.write("activity", record, {"note": note, "review": "reviewed"})
    phone.sync()
    ((reason, _),) = phone.held.values()
    assert reason == "not_permitted"
    other = world.phone(user=1)
    other.sync()
    assert other.values(f"activity/{record}", "note") == []
    released = world.desk().release(world.desk().held_of(record)["id"])
    assert released.status == 200, str(released)
    other.sync()
    assert other.values(f"activity/{record}", "note") == [note]
    assert not [i for i in world.desk().held() if i["change"]["r"] == record]
    phone.ask_again()
    phone.sync()
    assert (phone.held, phone.outbox, phone.drawer) == ({}, {}, {})
    history = world.desk().record("activity", record)["history"]
    assert {entry["user"] for entry in history} == {phone.user}


def test_a_refused_change_is_bad_from_then_on(world: World, phone: ScriptedPhone) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    made = phone.write("activity", record, {"queried": True})
    phone.sync()
    refused = world.desk().refuse(world.desk().held_of(record)["id"])
    assert refused.status == 200, str(refused)
    phone.ask_again()
    phone.sync()
    assert {wid: code for wid, (code, _) in phone.drawer.items()} == {made["id"]: "refused"}
    assert push(phone, made)["bad"] == {made["id"]: "refused"}
    assert world.desk().record("activity", record)["fields"].get("queried") is None


def test_decided_and_foreign_held_changes_are_missing(world: World, phone: ScriptedPhone) -> None:
    unknown = change("weather", str(uuid.uuid4()), {"rain": True})
    push(phone, unknown)
    item = world.desk().held_of(unknown["r"])["id"]
    missing = world.desk(1).release(str(uuid.uuid4()))
    for answer in (world.desk(1).release(item), world.desk(1).refuse(item)):
        assert (answer.status, answer.body) == (404, missing.body)
    assert world.desk().refuse(item).status == 200
    assert world.desk().release(item).status in (404, 409, 422)


def test_covering_a_once_field_is_immutable(world: World, phone: ScriptedPhone) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    (org_wid,) = phone.heads(f"activity/{record}", "org")
    covering = change("activity", record, {"org": phone.org, "note": "x"}, {"org": [org_wid]})
    other = change("activity", record, {"org": world.org(1), "note": "y"})
    assert push(phone, covering)["bad"] == {covering["id"]: "immutable"}
    assert push(phone, other)["bad"] == {other["id"]: "immutable"}
    same = change("activity", record, {"org": phone.org, "note": "z"})
    assert push(phone, same)["ack"] == [same["id"]]
    phone.sync()
    assert phone.values(f"activity/{record}", "note") == ["z"]


def test_covering_an_unknown_write_of_a_once_field_is_immutable_too(
    world: World, phone: ScriptedPhone
) -> None:
    made = change(
        "activity",
        str(uuid.uuid4()),
        {"org": phone.org, **world.activity()},
        {"org": [new_wid()]},
    )
    assert push(phone, made)["bad"] == {made["id"]: "immutable"}


def test_an_immutable_kind_takes_no_second_value(world: World, phone: ScriptedPhone) -> None:
    fields = {"move_kind": "count", "place": world.site(), "item": "blanket"}
    record = phone.create("stock_move", {**fields, "quantity": 4, "unit": "piece"})
    phone.sync()
    assert phone.drawer == {} and phone.held == {}
    second = change("stock_move", record, {"quantity": 5})
    assert push(phone, second)["bad"] == {second["id"]: "immutable"}
    voided = change("stock_move", record, {"voided": "mistake"})
    assert push(phone, voided)["ack"] == [voided["id"]]


def test_a_bad_change_is_bad_again(phone: ScriptedPhone) -> None:
    made = change("activity", str(uuid.uuid4()), {"note": "a\u0000b"})
    for _ in range(2):
        assert push(phone, made)["bad"] == {made["id"]: "malformed"}


def test_unknown_fields_are_kept_and_passed_on(world: World, phone: ScriptedPhone) -> None:
    text = canary()
    record = phone.create("activity", world.activity(tomorrows_field=text, **{"map/x.1": [1, "a"]}))
    phone.sync()
    other = world.phone(user=1)
    other.sync()
    assert other.values(f"activity/{record}", "tomorrows_field") == [text]
    assert other.values(f"activity/{record}", "map/x.1") == [[1, "a"]]


def test_an_invalid_value_is_stored_and_becomes_an_issue(
    world: World, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity(quantity="many", people=-3))
    phone.sync()
    assert phone.outbox == {} and phone.drawer == {} and phone.held == {}
    issues = world.desk().record("activity", record)["issues"]
    assert {(i["issue"], i["field"]) for i in issues} >= {
        ("invalid", "quantity"),
        ("invalid", "people"),
    }


def test_ids_from_2099_are_accepted_and_flagged_not_restamped(
    world: World, phone: ScriptedPhone
) -> None:
    record = str(uuid.uuid4())
    late = new_wid(4_070_908_800_000)
    made = change("activity", record, {"org": phone.org, **world.activity()}, wid=late)
    last = change("activity", record, {"note": "end of time"}, wid=new_wid(2**50 - 1))
    assert sorted(push(phone, made, last)["ack"]) == sorted([late, last["id"]])
    item = world.desk().record("activity", record)
    assert "2099" not in str([entry["at"] for entry in item["history"]])
    phone.sync()
    assert late in phone.heads(f"activity/{record}", "quantity")
