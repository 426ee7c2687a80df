"""Who sees which record: foreign, gone, restricted, entering and leaving a scope."""

from __future__ import annotations

import json
import uuid

from .phone import change
from .world import World, canary, case_code

CLASS_STUB = {"site", "author", "made_at", "visibility", "voided", "queried"}


def test_another_organisation_sees_nothing(world: World) -> None:
    ours, stranger = world.phone(), world.phone(org=1)
    stranger.sync()
    note = canary()
    record = ours.create("activity", world.activity(note=note))
    ours.sync()
    path = f"activity/{record}"
    answer = stranger.post(stranger.request(want=[path]))
    assert answer.json()["gone"] == [path]
    assert note.encode() not in answer.body
    stranger.sync()
    assert path not in stranger.cells


def test_a_push_to_a_foreign_record_is_held_and_the_record_gone(world: World) -> None:
    ours, stranger = world.phone(), world.phone(org=1)
    stranger.sync()
    record = ours.create("activity", world.activity())
    ours.sync()
    guess = change("activity", record, {"note": "I was here"})
    reply = stranger.post(stranger.request(push=[guess])).json()
    assert reply["held"] == {guess["id"]: "not_in_scope"}
    assert f"activity/{record}" in reply["gone"]
    ours.sync()
    assert ours.values(f"activity/{record}", "note") == []


def test_a_foreign_record_and_a_missing_one_have_one_answer(world: World) -> None:
    ours = world.phone()
    record = ours.create("activity", world.activity())
    ours.sync()
    desk = world.desk(1)
    for path in (f"/api/records/activity/{record}", f"/api/records/site/{record}"):
        foreign = desk.get(path)
        missing = desk.get(f"/api/records/activity/{uuid.uuid4()}")
        assert (foreign.status, foreign.body) == (404, missing.body)
    for method, body in [("PATCH", {"set": {"note": "x"}, "seen": {}}), ("DELETE", {"seen": []})]:
        foreign = desk.change(method, f"/api/records/activity/{record}", body)
        missing = desk.change(method, f"/api/records/activity/{uuid.uuid4()}", body)
        assert (foreign.status, foreign.body) == (404, missing.body)
    assert desk.erase(f"activity/{record}").status == 404
    assert record not in desk.ids("activity")


def test_creating_over_a_foreign_record_does_not_tell_that_it_exists(world: World) -> None:
    ours = world.phone()
    record = ours.create("activity", world.activity())
    ours.sync()
    answer = world.desk(1).create("activity", {**world.activity(), "org": world.org(1)}, record)
    assert answer.status in (403, 404, 409, 422), str(answer)
    assert world.desk(0).record("activity", record)["fields"]["org"] == world.org(0)


def test_a_narrowed_record_leaves_the_phones_of_others(world: World) -> None:
    stranger = world.phone(org=1)
    made = world.desk(0).create("site", world.place())
    assert made.status == 201, str(made)
    path = f"site/{made.json()['id']}"
    stranger.sync()
    assert path in stranger.cells
    narrowed = world.desk(0).patch("site", path[5:], {"visibility": "org"})
    assert narrowed.status == 200, str(narrowed)
    replies = stranger.sync()
    assert path in [gone for reply in replies for gone in reply["gone"]]
    assert path not in stranger.cells
    late = change("site", path[5:], {"access_note": "late"})
    reply = stranger.post(stranger.request(push=[late])).json()
    assert late["id"] in reply["held"] and path in reply["gone"]


def test_an_unaccompanied_minor_arrives_as_a_stub_for_everyone(world: World) -> None:
    author, colleague = world.phone(user=0), world.phone(user=1)
    coordinator, stranger = world.phone(role="coordinator"), world.phone(org=1)
    readers = [author, coordinator, colleague, stranger]
    for phone in readers:
        phone.sync()
    note = canary()
    path = f"contact/{author.create('contact', world.contact(note=note))}"
    for phone in readers:
        phone.sync()
    assert path in author.cells and path in colleague.cells and path in coordinator.cells
    author.write("contact", path[8:], {"minor_status": "unaccompanied"})
    for phone in readers:
        replies = phone.sync()
        text = json.dumps(replies)
        assert note not in text and "unaccompanied" not in text
        assert path not in phone.cells
    for phone in (author, coordinator):
        assert set(phone.stubs[path]) <= CLASS_STUB
        assert phone.stubs[path]["site"] == world.site()
    assert path not in colleague.stubs and path not in stranger.stubs


def test_a_restricted_record_is_a_stub_through_want_and_from_the_start(world: World) -> None:
    author = world.phone()
    note = canary()
    fields = world.contact(note=note, minor_status="unaccompanied")
    record = author.create("contact", fields)
    answer = author.post(author.request())
    assert answer.status == 200 and note.encode() not in answer.body
    path = f"contact/{record}"
    for phone in (author, world.phone(), world.phone(role="coordinator")):
        wanted = phone.post(phone.request(push=[], want=[path]))
        assert note.encode() not in wanted.body and b"unaccompanied" not in wanted.body
        (stub,) = [r for r in wanted.json()["pull"] if r["r"] == record]
        assert set(stub) == {"c", "r", "stub"}
        assert note not in json.dumps(phone.sync())
        assert path in phone.stubs


def test_a_restricted_record_is_a_stub_on_the_desk_of_the_uncleared(world: World) -> None:
    author = world.phone()
    note = canary()
    record = author.create("contact", world.contact(note=note, minor_status="unaccompanied"))
    author.sync()
    desk = world.desk()
    page = desk.get(f"/api/records/contact/{record}")
    assert page.status == 200, str(page)
    assert note.encode() not in page.body and b"unaccompanied" not in page.body
    assert not page.json().get("heads") and not page.json().get("history")
    listed = desk.get("/api/records/contact", per_page=200)
    assert note.encode() not in listed.body and b"unaccompanied" not in listed.body
    assert desk.page("contact", q=note)["items"] == []
    assert note not in str(desk.export("contact"))
    assert record not in world.desk(1).ids("contact")


def test_writing_to_a_restricted_record_again_shows_nothing(world: World) -> None:
    author = world.phone()
    author.sync()
    record = author.create("contact", world.contact(minor_status="unaccompanied"))
    author.sync()
    text = canary()
    author.write("contact", record, {"language": "ar", "note": text}, covers={})
    answer = author.post(author.request())
    assert text.encode() not in answer.body
    author.apply(answer.json())
    assert f"contact/{record}" not in author.cells


def test_a_case_is_for_its_author_and_coordinators(world: World) -> None:
    author, colleague = world.phone(user=0), world.phone(user=1)
    coordinator = world.phone(role="coordinator")
    path = f"case/{author.create('case', {'code': case_code()})}"
    for phone in (author, colleague, coordinator):
        phone.sync()
    assert path in author.cells and path in coordinator.cells
    assert path not in colleague.cells
    late = change("case", path[5:], {"language": "ps"})
    reply = colleague.post(colleague.request(push=[late])).json()
    assert reply["held"] == {late["id"]: "not_in_scope"}
    assert path in reply["gone"]


def test_a_phone_whose_user_becomes_coordinator_pulls_afresh_and_sees_more(world: World) -> None:
    author, phone = world.phone(user=0), world.phone(user=1)
    path = f"case/{author.create('case', {'code': case_code()})}"
    author.sync()
    phone.sync()
    assert path not in phone.cells and phone.resets == []
    unsent = phone.create("activity", world.activity())
    phone.device = str(uuid.uuid4())
    assert phone.enrol(world.invite(role="coordinator")).status == 201
    replies = phone.sync()
    assert replies[0]["reset"] == "scope" and phone.resets == ["scope"]
    assert path in phone.cells and f"activity/{unsent}" in phone.cells
    assert phone.once()["reset"] is None


def test_a_phone_that_moves_to_another_organisation_keeps_nothing_of_the_old(world: World) -> None:
    phone = world.phone(org=0)
    own = phone.create("activity", world.activity())
    phone.sync()
    unsent = phone.create("activity", world.activity())
    phone.device = str(uuid.uuid4())
    assert phone.enrol(world.invite(org=1)).status == 201
    phone.sync(limit=5)
    assert phone.resets == ["scope"]
    assert f"activity/{own}" not in phone.cells
    orgs = {value for path in phone.paths("activity") for value in phone.values(path, "org")}
    assert orgs <= {world.org(1)}
    assert {code for code, _ in phone.held.values()} == {"not_in_scope"}, "the outbox is not lost"
    assert unsent in {made["r"] for _, made in phone.held.values()}
    assert phone.enrol(world.invite(org=0)).status == 201
    phone.ask_again()
    phone.sync()
    assert (phone.held, phone.outbox) == ({}, {}), "what was held is judged anew"
    assert f"activity/{unsent}" in phone.cells
