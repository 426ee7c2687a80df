"""Several changes at once, and taking back all that a phone wrote since a time."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest

from .desk import Record, ScriptedDesk
from .phone import ScriptedPhone
from .world import World, utc

Wanted = dict[str, Any]


@pytest.fixture
def desk(world: World) -> ScriptedDesk:
    return world.desk()


def planned(plan: Record) -> list[Wanted]:
    """The plan as changes, as the desk sends it back."""
    return [
        {"record": f"{i['kind']}/{i['id']}", "set": i["set"], "seen": i["seen"]}
        for i in plan["items"]
    ]


def wids(desk: ScriptedDesk, record: str, name: str) -> list[str]:
    return [head["wid"] for head in desk.record("activity", record)["heads"].get(name, [])]


def entry(phone: ScriptedPhone, world: World, **fields: Any) -> str:
    record = phone.create("activity", world.activity(**fields))
    phone.sync()
    return record


def test_each_of_several_changes_has_an_outcome_of_its_own(
    world: World, desk: ScriptedDesk
) -> None:
    ours, stranger = world.phone(), world.phone(org=1)
    good, foreign = entry(ours, world), entry(stranger, world)
    outcomes = desk.several(
        {"record": f"activity/{good}", "set": {"people": 7}, "seen": {"people": []}},
        {"record": f"activity/{foreign}", "set": {"people": 7}, "seen": {}},
        {"record": f"activity/{uuid.uuid4()}", "set": {"people": 7}, "seen": {}},
        {"record": f"activity/{good}", "set": {"people": "many"}, "seen": {}},
        {"record": f"activity/{good}", "set": {"visibility": "public"}, "seen": {}},
        {"record": f"nothing/{good}", "set": {"people": 7}, "seen": {}},
    )
    codes = [outcome["error"] for outcome in outcomes]
    assert codes == [None, "not_found", "not_found", "invalid", "not_permitted", "not_found"]
    values = {h["value"] for h in desk.record("activity", good)["heads"]["people"]}
    assert values == {7, 10}, "the change covers what was seen, and nothing was seen"
    assert outcomes[0]["id"] in wids(desk, good, "people")
    assert [h["value"] for h in world.desk(1).record("activity", foreign)["heads"]["people"]] == [
        10
    ]


def test_too_many_changes_are_refused_as_a_whole(world: World, desk: ScriptedDesk) -> None:
    record = entry(world.phone(), world)
    one = {"record": f"activity/{record}", "set": {"people": 8}, "seen": {}}
    answer = desk.change("POST", "/api/changes", {"changes": [one] * 201})
    assert answer.status == 422, str(answer)
    assert desk.record("activity", record)["fields"]["people"] == 10


def test_what_a_phone_began_is_made_void_and_what_it_changed_is_as_before(
    world: World, desk: ScriptedDesk
) -> None:
    author, meddler = world.colleague(), world.colleague()
    theirs = entry(author, world, people=40)
    meddler.sync()
    time.sleep(1.1)
    since = utc()
    made = entry(meddler, world, people=5)
    first = meddler.heads(f"activity/{theirs}", "people")
    meddler.write("activity", theirs, {"people": 41}, covers={"people": first})
    meddler.sync()
    again = meddler.heads(f"activity/{theirs}", "people")
    meddler.write("activity", theirs, {"people": 42, "note": "x"}, covers={"people": again})
    meddler.sync()

    plan = desk.take_back(meddler.device, since)
    assert (plan["left"], plan["more"]) == (0, False)
    assert plan["device"]["id"] == meddler.device
    by_id = {item["id"]: item for item in plan["items"]}
    assert by_id.keys() == {made, theirs}
    assert by_id[made]["set"] == {"voided": "mistake"}
    assert (by_id[made]["made"], by_id[made]["shared"]) == (True, False)
    assert by_id[theirs]["set"] == {"people": 40, "note": None}
    assert by_id[theirs]["fields"]["people"] == 42, "beside what holds now"
    assert desk.record("activity", theirs)["fields"]["people"] == 42, "a plan, not a deed"

    outcomes = desk.several(*planned(plan))
    assert [outcome["error"] for outcome in outcomes] == [None, None]
    page = desk.record("activity", theirs)
    assert page["fields"]["people"] == 40 and page["fields"]["note"] is None
    assert len(page["heads"]["people"]) == 1
    assert desk.record("activity", made)["fields"]["voided"] == "mistake"
    assert made not in desk.ids("activity")
    assert desk.take_back(meddler.device, since)["items"] == []


def test_taking_back_is_taken_back(world: World, desk: ScriptedDesk) -> None:
    author, meddler = world.colleague(), world.colleague()
    theirs = entry(author, world, people=40)
    meddler.sync()
    first = meddler.heads(f"activity/{theirs}", "people")
    meddler.write("activity", theirs, {"people": 41}, covers={"people": first})
    meddler.sync()
    plan = desk.take_back(meddler.device, utc(-3600))
    done = desk.several(*planned(plan))[0]
    assert desk.record("activity", theirs)["fields"]["people"] == 40
    back = {"record": done["record"], "set": {"people": 41}, "seen": {"people": [done["id"]]}}
    assert desk.several(back)[0]["error"] is None
    assert [h["value"] for h in desk.record("activity", theirs)["heads"]["people"]] == [41]


def test_what_others_wrote_since_stays(world: World, desk: ScriptedDesk) -> None:
    author, meddler = world.colleague(), world.colleague()
    seen_since, beside = entry(author, world, people=40), entry(author, world, people=40)
    meddler.sync()
    for record in (seen_since, beside):
        first = meddler.heads(f"activity/{record}", "people")
        meddler.write("activity", record, {"people": 41}, covers={"people": first})
    # Without having seen it, somebody else wrote too: both values stand.
    author.write(
        "activity",
        beside,
        {"people": 50},
        covers={"people": author.heads(f"activity/{beside}", "people")},
    )
    author.sync()
    meddler.sync()
    author.sync()
    newer = author.heads(f"activity/{seen_since}", "people")
    author.write("activity", seen_since, {"people": 44}, covers={"people": newer})
    author.sync()
    plan = desk.take_back(meddler.device, utc(-3600))
    assert [(i["id"], i["set"]) for i in plan["items"]] == [(beside, {"people": 50})]
    desk.several(*planned(plan))
    assert desk.conflicts("activity", beside) == []
    assert desk.record("activity", beside)["fields"]["people"] == 50
    assert desk.record("activity", seen_since)["fields"]["people"] == 44


def test_an_entry_that_somebody_else_corrected_is_told_apart(
    world: World, desk: ScriptedDesk
) -> None:
    meddler, colleague = world.colleague(), world.colleague()
    record = entry(meddler, world)
    colleague.sync()
    colleague.write(
        "activity",
        record,
        {"people": 9},
        covers={"people": colleague.heads(f"activity/{record}", "people")},
    )
    colleague.sync()
    (item,) = desk.take_back(meddler.device, utc(-3600))["items"]
    assert (item["made"], item["shared"]) == (True, True)


def test_a_time_is_needed_and_a_foreign_phone_is_nobodys(world: World, desk: ScriptedDesk) -> None:
    phone, stranger = world.phone(), world.phone(org=1)
    path = f"/api/devices/{phone.device}/take-back"
    for query in ({}, {"since": "yesterday"}, {"since": "2026-02-30T00:00:00Z"}):
        answer = desk.get(path, **query)
        assert (answer.status, answer.code) == (422, "invalid"), str(answer)
    foreign = desk.get(f"/api/devices/{stranger.device}/take-back", since=utc(-60))
    assert foreign.status == 404, str(foreign)
    assert desk.take_back(phone.device, utc(3600))["items"] == []


def test_what_cannot_be_put_back_is_counted(world: World, desk: ScriptedDesk) -> None:
    """A sealed entry is not for a coordinator who is not cleared."""
    phone = world.colleague()
    sealed = phone.create("contact", world.contact(minor_status="unaccompanied"))
    plain = phone.create("contact", world.contact())
    phone.sync()
    plan = desk.take_back(phone.device, utc(-3600))
    assert [item["id"] for item in plan["items"]] == [plain]
    assert plan["left"] == 1 and sealed not in str(plan)
