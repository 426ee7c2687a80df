"""Erasure: the closure goes, late changes are void, the value occurs nowhere any more."""

from __future__ import annotations

import pytest

from .database import everything
from .phone import ScriptedPhone, change
from .world import World, canary, case_code, utc


@pytest.fixture
def phone(world: World) -> ScriptedPhone:
    enrolled = world.phone()
    enrolled.sync()
    return enrolled


def test_an_erased_record_leaves_every_phone(world: World, phone: ScriptedPhone) -> None:
    other = world.phone(user=1)
    record = phone.create("activity", world.activity(note=canary()))
    phone.sync()
    other.sync()
    path = f"activity/{record}"
    other.write("activity", record, {"note": "late"})
    answer = world.desk().erase(path)
    assert answer.status == 200, str(answer)
    assert answer.json()["erased"] == [path]
    for reader in (phone, other):
        reader.sync()
        assert path in reader.erased
        assert path not in reader.cells
        assert path not in {f"{c['c']}/{c['r']}" for c in reader.kept.values()}
    assert other.outbox == {}
    assert world.desk().get(f"/api/records/activity/{record}").status == 404
    assert record not in world.desk().ids("activity", deleted=1)


def test_late_changes_to_an_erased_record_are_void(world: World, phone: ScriptedPhone) -> None:
    record = phone.create("activity", world.activity())
    (first,) = phone.outbox.values()
    phone.sync()
    assert world.desk().erase(f"activity/{record}").status == 200
    late, again = change("activity", record, {"note": canary()}), first
    reply = phone.post(phone.request(push=[late, again])).json()
    assert reply["void"] == {late["id"]: "erased", again["id"]: "erased"}
    assert (reply["ack"], reply["held"], reply["bad"]) == ([], {}, {})
    assert world.desk().get(f"/api/records/activity/{record}").status == 404


def test_a_phone_that_lost_its_answer_learns_of_the_erasure(
    world: World, phone: ScriptedPhone
) -> None:
    record = phone.create("activity", world.activity())
    phone.post(phone.request())
    world.desk().erase(f"activity/{record}")
    phone.sync()
    assert phone.outbox == {} and f"activity/{record}" not in phone.cells


def test_the_closure_follows_owner_references(world: World, phone: ScriptedPhone) -> None:
    round_id = phone.create("round", world.round())
    signup = phone.create("signup", {"round": round_id, "user": phone.user, "going": True})
    activity = phone.create("activity", world.activity(round=round_id))
    phone.sync()
    assert phone.held == {} and phone.drawer == {}
    erased = world.desk().erase(f"round/{round_id}").json()["erased"]
    assert sorted(erased) == sorted([f"round/{round_id}", f"signup/{signup}"])
    phone.sync()
    assert f"activity/{activity}" in phone.cells, "an activity does not belong to its round"
    assert f"signup/{signup}" not in phone.cells


def test_erasing_a_case_reaches_what_names_its_code(world: World, phone: ScriptedPhone) -> None:
    code = case_code()
    case = phone.create("case", {"code": code})
    agreed = {"basis": "self", "method": "spoken", "language": "ar", "text_version": "1"}
    consent = phone.create(
        "consent",
        {
            "case": code,
            "to_org": world.org(1),
            "scopes/refer": True,
            "given_at": utc(),
            **agreed,
        },
    )
    note = canary()
    contact = phone.create("contact", world.contact(case=code, note=note, group_size=3))
    phone.sync()
    assert phone.held == {} and phone.drawer == {}
    erased = world.desk().erase(f"case/{case}").json()["erased"]
    assert sorted(erased) == sorted([f"case/{case}", f"consent/{consent}"])
    phone.sync()
    path = f"contact/{contact}"
    assert set(phone.values(path, "case")) == {None}
    assert set(phone.values(path, "note")) == {None}
    assert phone.values(path, "group_size") == [3]


def test_an_erasure_is_in_the_audit_without_content(world: World, phone: ScriptedPhone) -> None:
    note = canary()
    record = phone.create("activity", world.activity(note=note))
    phone.sync()
    world.desk().erase(f"activity/{record}")
    answer = world.desk().get("/api/audit")
    assert record.encode() in answer.body and note.encode() not in answer.body


def test_a_volunteer_erases_nothing(world: World, phone: ScriptedPhone) -> None:
    record = phone.create("activity", world.activity())
    phone.sync()
    answer = phone.wire.send("POST", "/api/erase", {"records": [f"activity/{record}"]})
    assert answer.status == 403, str(answer)
    assert phone.sync()[0]["erased"] == []


def test_an_erased_value_occurs_nowhere(world: World, phone: ScriptedPhone) -> None:
    """Not in a table, not in a file, not in a log, not in a later answer."""
    secret, second, held = canary(), canary(), canary()
    record = phone.create("activity", world.activity(note=secret, unknown_field=secret))
    phone.sync()
    phone.write("activity", record, {"note": second})
    phone.sync()
    phone.write("activity", record, {"note": held, "review": "reviewed"})
    phone.sync()
    assert phone.held
    before = everything(world.server.database_url)
    assert all(text in before for text in (secret, second)), "the test looks at nothing"
    assert held not in before, "what is held lies sealed"
    assert world.desk().erase(f"activity/{record}").status == 200
    after = everything(world.server.database_url)
    assert [text for text in (secret, second, held) if text in after] == []
    for path in world.server.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for text in (secret, second, held):
                assert text.encode() not in content, path.name
