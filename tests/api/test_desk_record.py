"""One record at the desk: create, read, patch, delete, history."""

from __future__ import annotations

import uuid

import pytest

from .desk import Record, ScriptedDesk
from .phone import ScriptedPhone
from .world import World, canary


@pytest.fixture
def phone(world: World) -> ScriptedPhone:
    enrolled = world.phone()
    enrolled.sync()
    return enrolled


@pytest.fixture
def desk(world: World) -> ScriptedDesk:
    return world.desk()


def wids(page: Record, name: str) -> list[str]:
    return [head["wid"] for head in page["heads"].get(name, [])]


def test_a_record_made_at_the_desk_reaches_the_phones(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    note = canary()
    answer = desk.create("activity", {"org": world.org(), **world.activity(note=note)})
    assert answer.status == 201, str(answer)
    made = answer.json()
    assert made == desk.record("activity", made["id"])
    assert made["kind"] == "activity" and made["fields"]["note"] == note
    phone.sync()
    assert phone.values(f"activity/{made['id']}", "note") == [note]


def test_making_the_same_record_again_makes_no_second(world: World, desk: ScriptedDesk) -> None:
    record = str(uuid.uuid4())
    fields = {"org": world.org(), **world.activity()}
    first = desk.create("activity", fields, record)
    second = desk.create("activity", fields, record)
    assert (first.status, second.status) == (201, 201), str(second)
    assert first.json()["id"] == second.json()["id"] == record
    assert len(desk.record("activity", record)["history"]) == 1
    assert desk.conflicts("activity", record) == []


def test_the_page_tells_who_wrote_what_when(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity(quantity=1))
    phone.sync()
    (first,) = phone.heads(f"activity/{record}", "quantity")
    second = phone.write("activity", record, {"quantity": 2})
    phone.sync()
    page = desk.record("activity", record)
    assert (page["id"], page["kind"]) == (record, "activity")
    (head,) = page["heads"]["quantity"]
    assert (head["wid"], head["value"], head["user"]) == (second["id"], 2, phone.user)
    assert (head["device"], head["saw"]) == (phone.device, [first])
    assert head["at"].endswith("Z") and head["received_at"].endswith("Z") and "via" in head
    assert [entry["id"] for entry in page["history"]] in (
        [first, second["id"]],
        [second["id"], first],
    )
    for entry in page["history"]:
        assert {"id", "user", "device", "at", "received_at", "via", "set"} <= set(entry)
        assert entry["device"] == phone.device


def test_a_patch_covers_exactly_what_was_seen(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity(quantity=1))
    phone.sync()
    seen = wids(desk.record("activity", record), "quantity")
    phone.write("activity", record, {"quantity": 2})
    phone.sync()
    stale = desk.patch("activity", record, {"quantity": 3}, {"quantity": seen})
    assert stale.status == 200, str(stale)
    page = desk.record("activity", record)
    assert stale.json() == page
    assert sorted(head["value"] for head in page["heads"]["quantity"]) == [2, 3]
    assert len(desk.conflicts("activity", record)) == 1
    assert record in {i["record"] for i in desk.issues(issue="conflict", kind="activity")}
    assert record in desk.ids("activity", issue="conflict")
    assert desk.patch("activity", record, {"quantity": 4}).status == 200
    assert desk.conflicts("activity", record) == []
    assert record not in {i["record"] for i in desk.issues(issue="conflict")}
    phone.sync()
    assert phone.values(f"activity/{record}", "quantity") == [4]


def test_a_patch_without_seen_adds_a_value(world: World, desk: ScriptedDesk) -> None:
    made = desk.create("activity", {"org": world.org(), **world.activity(quantity=1)}).json()
    assert desk.patch("activity", made["id"], {"quantity": 9}, {"quantity": []}).status == 200
    heads = desk.record("activity", made["id"])["heads"]["quantity"]
    assert sorted(head["value"] for head in heads) == [1, 9]


def test_a_coordinator_reviews_and_asks(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    asked = desk.patch("activity", record, {"queried": True, "query": "Twelve?"})
    assert asked.status == 200, str(asked)
    assert desk.patch("activity", record, {"review": "reviewed"}).status == 200
    assert record in desk.ids("activity", review="reviewed")
    phone.sync()
    assert phone.values(f"activity/{record}", "query") == ["Twelve?"]
    phone.write("activity", record, {"people": 12})
    phone.sync()
    assert phone.held == {} and phone.values(f"activity/{record}", "people") == [12]
    issues = {issue["issue"] for issue in desk.record("activity", record)["issues"]}
    assert "edited_after_review" in issues


def test_a_field_of_others_is_403(world: World, desk: ScriptedDesk) -> None:
    own = desk.patch("org", world.org(), {"listed": True}, seen={})
    assert own.status == 403, str(own)
    member = world.users(0, "volunteer")[0]["id"]
    assert desk.patch("member", member, {"role": "admin"}, seen={}).status == 403
    wider = desk.create("activity", {"org": world.org(), **world.activity()}).json()["id"]
    assert desk.patch("activity", wider, {"visibility": "public"}, seen={}).status == 403


def test_a_deleted_record_leaves_lists_and_phones_and_can_come_back(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    answer = desk.delete("activity", record)
    assert answer.status == 200, str(answer)
    assert answer.json()["id"] == record
    assert record not in desk.ids("activity")
    assert record in desk.ids("activity", deleted=1)
    phone.sync()
    assert len(phone.values(f"activity/{record}", "$gone")) == 1
    page = desk.record("activity", record)
    undone = desk.patch("activity", record, {"$gone": None}, {"$gone": wids(page, "$gone")})
    if undone.status == 200:
        assert record in desk.ids("activity")
    else:
        assert undone.status == 422, str(undone)


@pytest.mark.parametrize("role", ["volunteer", "coordinator"])
def test_a_phone_deletes_only_for_a_coordinator(world: World, role: str) -> None:
    phone = world.phone(role=role)
    phone.sync()
    record = phone.create("activity", world.activity())
    phone.sync()
    path = f"activity/{record}"
    seen = sorted({w for name in phone.shown_cells(path) for w in phone.heads(path, name)})
    phone.write("activity", record, {"$gone": seen})
    phone.sync()
    listed = record in world.desk().ids("activity")
    assert (bool(phone.held), listed) == ((True, True) if role == "volunteer" else (False, False))


def test_two_phones_at_one_place_and_time_may_be_a_duplicate(
    world: World, desk: ScriptedDesk
) -> None:
    site = desk.create("site", {"org": world.org(), **world.place()}).json()["id"]
    for user in (0, 1):
        phone = world.phone(user=user)
        record = phone.create("activity", world.activity(site=site))
        phone.sync()
    found = [i for i in desk.issues(issue="duplicate") if i["record"] == record]
    assert found or "duplicate" in {i["issue"] for i in desk.record("activity", record)["issues"]}


def test_a_reference_to_nothing_is_an_issue(
    world: World, desk: ScriptedDesk, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity(round=str(uuid.uuid4())))
    phone.sync()
    issues = desk.record("activity", record)["issues"]
    assert ("dangling", "round") in {(i["issue"], i["field"]) for i in issues}
