"""The transcripts of protocol section 14: create, edit, conflict, lost answer, order, id reuse."""

from __future__ import annotations

import itertools
import uuid

import pytest

from .phone import COVERED, ScriptedPhone, change, new_wid
from .world import World, canary


@pytest.fixture
def phones(world: World) -> tuple[ScriptedPhone, ScriptedPhone]:
    """Two volunteers of one organisation, both up to date."""
    pair = world.phone(user=0), world.phone(user=1)
    for phone in pair:
        phone.sync()
    return pair


def shared_activity(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone], **over: object
) -> str:
    """A record that both phones know; gives its path."""
    path = f"activity/{phones[0].create('activity', world.activity(**over))}"
    for phone in phones:
        phone.sync()
    return path


def test_a_created_record_reaches_the_other_phone(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    note = canary()
    record = ours.create("activity", world.activity(note=note, **{"breakdown/f_a18_59": 4}))
    (made,) = ours.outbox.values()
    reply = ours.once()
    assert reply["ack"] == [made["id"]]
    assert (reply["held"], reply["void"], reply["bad"]) == ({}, {}, {})
    assert ours.outbox == {}
    (page,) = theirs.sync()
    (record_pulled,) = [r for r in page["pull"] if r["r"] == record]
    assert record_pulled["c"] == "activity"
    (write,) = record_pulled["w"]
    assert write[:2] == [made["id"], ours.user]
    assert write[2] == {name: entry[0] for name, entry in made["set"].items()}
    assert theirs.values(f"activity/{record}", "note") == [note]


def test_an_edit_covers_what_its_author_saw(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = shared_activity(world, phones, quantity=10)
    (first,) = ours.heads(path, "quantity")
    theirs.write("activity", path[9:], {"quantity": 12})
    theirs.sync()
    ours.sync()
    assert ours.values(path, "quantity") == [12]
    assert ours.cells[path]["quantity"][first] is COVERED
    assert ours.values(path, "people") == [10]


def test_edits_of_different_fields_are_both_kept(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = shared_activity(world, phones)
    ours.write("activity", path[9:], {"quantity": 21})
    theirs.write("activity", path[9:], {"people": 22})
    for phone in (ours, theirs, ours):
        phone.sync()
    for phone in phones:
        assert phone.values(path, "quantity") == [21]
        assert phone.values(path, "people") == [22]


def test_concurrent_edits_of_one_field_become_two_values_until_somebody_settles(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = shared_activity(world, phones)
    ours.write("activity", path[9:], {"quantity": 31})
    theirs.write("activity", path[9:], {"quantity": 32})
    for phone in (ours, theirs, ours):
        phone.sync()
    for phone in phones:
        assert sorted(phone.values(path, "quantity")) == [31, 32]
    (issue,) = world.desk().conflicts("activity", path[9:])
    assert issue["field"] == "quantity"
    assert sorted(head["value"] for head in issue["values"]) == [31, 32]
    answer = world.desk().patch("activity", path[9:], {"quantity": 33})
    assert answer.status == 200, str(answer)
    for phone in phones:
        phone.sync()
        assert phone.values(path, "quantity") == [33]
    assert world.desk().conflicts("activity", path[9:]) == []


def test_a_lost_answer_costs_nothing(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = f"activity/{ours.create('activity', world.activity())}"
    request = ours.request()
    assert ours.post(request).status == 200
    theirs.sync()
    after_first = theirs.cursor
    again = ours.post(request)
    assert again.json()["ack"] == [request["push"][0]["id"]]
    (nothing,) = theirs.sync()
    assert (nothing["pull"], nothing["gone"], theirs.cursor) == ([], [], after_first)
    ours.sync()
    assert ours.outbox == {}
    assert len(world.desk().record("activity", path[9:])["history"]) == 1


def test_the_order_of_arrival_does_not_matter(world: World) -> None:
    fields = world.activity(quantity=1)
    for order in itertools.permutations(range(3)):
        author, reader = world.phone(user=0), world.phone(user=1)
        record = str(uuid.uuid4())
        first = change("activity", record, {"org": author.org, **fields})
        second = change("activity", record, {"quantity": 2}, {"quantity": [first["id"]]})
        third = change("activity", record, {"quantity": 3}, {"quantity": [second["id"]]})
        for place in order:
            author.keep([first, second, third][place])
            author.sync()
        reader.sync()
        path = f"activity/{record}"
        assert reader.heads(path, "quantity") == {third["id"]: 3}, order
        assert reader.cells[path]["quantity"][first["id"]] is COVERED
        assert reader.cells[path]["quantity"][second["id"]] is COVERED
        assert world.desk().record("activity", record)["fields"]["quantity"] == 3


def test_a_cover_that_arrives_before_its_write_leaves_a_stub_cell(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = shared_activity(world, phones)
    unknown = new_wid()
    ours.write("activity", path[9:], {"note": "later"}, covers={"note": [unknown]})
    ours.sync()
    theirs.sync()
    assert theirs.cells[path]["note"][unknown] is COVERED
    ours.keep(change("activity", path[9:], {"note": "earlier"}, wid=unknown))
    ours.sync()
    theirs.sync()
    assert theirs.values(path, "note") == ["later"]
    values = [entry["set"] for entry in world.desk().record("activity", path[9:])["history"]]
    assert any("earlier" in str(value) for value in values), "the covered value left history"


def test_a_reused_id_with_another_body_is_held_and_written_again(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = shared_activity(world, phones)
    used = ours.write("activity", path[9:], {"note": "before the backup"})
    ours.sync()
    clone = change("activity", path[9:], {"note": "after the backup"}, {"note": []}, wid=used["id"])
    ours.keep(clone)
    reply = ours.once()
    assert reply["held"] == {used["id"]: "id_reuse"}
    (again,) = ours.outbox.values()
    assert again["id"] != used["id"] and again["set"] == clone["set"]
    ours.sync()
    theirs.sync()
    assert sorted(theirs.values(path, "note")) == ["after the backup", "before the backup"]


def test_an_id_used_for_another_record_is_held(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, _ = phones
    path = shared_activity(world, phones)
    used = next(iter(ours.heads(path, "quantity")))
    stranger = change("activity", str(uuid.uuid4()), {"org": ours.org}, wid=used)
    reply = ours.post(ours.request(push=[stranger])).json()
    assert reply["held"] == {used: "id_reuse"}


def test_the_same_body_in_other_spelling_is_the_same_change(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, _ = phones
    ours.create("activity", world.activity(note="\U0001f372 é"))
    (made,) = ours.outbox.values()
    ours.sync()
    shuffled = {name: made["set"][name] for name in reversed(list(made["set"]))}
    reply = ours.post(
        ours.request(push=[{"set": shuffled, **{n: made[n] for n in "rcs"}, "id": made["id"]}])
    )
    assert reply.json()["ack"] == [made["id"]]


def test_one_change_twice_in_a_request_has_one_verdict(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, _ = phones
    made = change("activity", str(uuid.uuid4()), {"org": ours.org, **world.activity()})
    reply = ours.post(ours.request(push=[made, made])).json()
    assert reply["ack"] == [made["id"]]


def test_removing_and_keeping_an_element_at_once_keeps_it(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    path = f"contact/{ours.create('contact', world.contact())}"
    ours.sync()
    theirs.sync()
    ours.write("contact", path[8:], {"needs/legal": False})
    theirs.write("contact", path[8:], {"needs/legal": True})
    ours.sync()
    theirs.sync()
    assert world.desk().record("contact", path[8:])["fields"]["needs/legal"] is True


def test_deletion_loses_against_an_edit_it_did_not_see(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, _ = phones
    path = shared_activity(world, phones)
    stale = {wid for name in ours.shown_cells(path) for wid in ours.heads(path, name)}
    ours.write("activity", path[9:], {"quantity": 44})
    ours.sync()
    answer = world.desk().change(
        "DELETE", f"/api/records/activity/{path[9:]}", {"seen": sorted(stale)}
    )
    assert answer.status == 200, str(answer)
    page = world.desk().record("activity", path[9:])
    assert page["fields"]["quantity"] == 44
    assert "edited_after_deletion" in {issue["issue"] for issue in page["issues"]}
    assert path[9:] in world.desk().ids("activity")
    assert world.desk().delete("activity", path[9:]).status == 200
    assert path[9:] not in world.desk().ids("activity")
    assert path[9:] in world.desk().ids("activity", deleted=1)


def test_want_brings_the_full_state_and_moves_no_cursor(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    theirs = phones[1]
    path = shared_activity(world, phones)
    missing = f"activity/{uuid.uuid4()}"
    before = theirs.cursor
    theirs.cells.pop(path)
    reply = theirs.once(want=[path, missing, "nonsense/" + str(uuid.uuid4())])
    assert [f"{r['c']}/{r['r']}" for r in reply["pull"]] == [path]
    assert missing in reply["gone"]
    assert theirs.cursor == before
    assert theirs.values(path, "quantity") == [10]


def test_members_name_the_users_of_the_organisation(
    world: World, phones: tuple[ScriptedPhone, ScriptedPhone]
) -> None:
    ours, theirs = phones
    for user in (ours, theirs):
        path = f"member/{user.user}"
        assert ours.values(path, "alias") == [user.identity["user"]["alias"]]
        assert ours.values(path, "role") == ["volunteer"]
        assert ours.values(path, "org") == [ours.org]
    stranger = world.phone(org=1)
    assert f"member/{stranger.user}" not in ours.cells
