"""Bad input gives a clear 4xx or a verdict, never a 5xx, and the server goes on."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from . import bad_changes
from . import bad_inputs as bad
from .database import everything
from .phone import ScriptedPhone, change, new_wid
from .wire import Answer, Wire
from .world import World, canary

BODY_ROUTES = (
    *("/api/sync", "/api/enrol", "/api/enrol/look", "/api/login"),
    *("/api/relay", "/api/me/key"),
)


@pytest.fixture(scope="module")
def phone(world: World) -> Iterator[ScriptedPhone]:
    enrolled = world.phone()
    enrolled.sync()
    enrolled.wire.source = "127.0.21.1"
    yield enrolled
    enrolled.sync()
    assert enrolled.resets == []


def named(table: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", table)


def send_raw(phone: ScriptedPhone, path: str, raw: bytes) -> Answer:
    return phone.wire.send("POST", path, raw=raw)


@named(bad.BODIES)
def test_an_unreadable_body(phone: ScriptedPhone, name: str) -> None:
    answer = send_raw(phone, "/api/sync", bad.BODIES[name])
    assert (answer.status, answer.code) == (400, "unreadable"), str(answer)


@pytest.mark.parametrize("route", BODY_ROUTES[1:])
@pytest.mark.parametrize("name", ["empty", "truncated object", "duplicate keys", "NaN", "UTF-16"])
def test_an_unreadable_body_elsewhere(phone: ScriptedPhone, route: str, name: str) -> None:
    answer = send_raw(phone, route, bad.BODIES[name])
    assert (answer.status, answer.code) == (400, "unreadable"), str(answer)


@pytest.mark.parametrize("route", BODY_ROUTES)
def test_the_deepest_and_longest_bodies_everywhere(phone: ScriptedPhone, route: str) -> None:
    for name in ("arrays 500,000 deep", "objects 20,000 deep", "an integer of 500,000 digits"):
        answer = send_raw(phone, route, bad.BODIES[name])
        assert answer.status in (400, 413), f"{name}: {answer}"


@pytest.mark.parametrize("route", BODY_ROUTES)
@named(bad.NOT_OBJECTS)
def test_a_body_that_is_no_object(phone: ScriptedPhone, route: str, name: str) -> None:
    answer = phone.wire.send("POST", route, raw=json.dumps(bad.NOT_OBJECTS[name]).encode())
    assert answer.status in (400, 422), str(answer)


@pytest.mark.parametrize(
    ("member", "name"), [(member, name) for member, table in bad.MEMBERS.items() for name in table]
)
def test_a_wrong_member_of_a_request(phone: ScriptedPhone, member: str, name: str) -> None:
    body = {**phone.request(), member: bad.MEMBERS[member][name]}
    answer = phone.wire.send("POST", "/api/sync", raw=json.dumps(body).encode())
    if member == "cursor" and isinstance(body["cursor"], str):
        assert answer.status == 400 or answer.json()["reset"] == "timeline", str(answer)
    elif member == "want" and name == "too_many":
        assert answer.status in (400, 413), str(answer)
    else:
        assert answer.status in (400, 422), str(answer)


@named(bad.MEMBERS["sealed"])
def test_wrong_envelopes_without_a_token(phone: ScriptedPhone, name: str) -> None:
    raw = json.dumps({"sealed": bad.MEMBERS["sealed"][name]}).encode()
    answer = Wire(phone.wire.base, "127.0.22.1").send("POST", "/api/relay", raw=raw)
    assert (answer.status, answer.code) == (400, "invalid_request"), str(answer)


@named(bad.SEALED)
def test_what_is_no_envelope_has_an_answer_all_the_same(phone: ScriptedPhone, name: str) -> None:
    raw = json.dumps({"sealed": bad.SEALED[name]}).encode()
    relayed = Wire(phone.wire.base, "127.0.22.1").send("POST", "/api/relay", raw=raw)
    brought = json.dumps({**phone.request(), "sealed": bad.SEALED[name]}).encode()
    synced = phone.wire.send("POST", "/api/sync", raw=brought)
    for answer in (relayed, synced):
        assert answer.status == 200, str(answer)
        assert set(answer.json()["sealed"].values()) <= {"corrupt", "unknown_device"}
        assert answer.json()["sealed"], "dropped in silence"


@pytest.mark.parametrize("version", [None, True, "1", 1.5, [], {}, 1.0])
def test_a_wrong_version(phone: ScriptedPhone, version: object) -> None:
    body = {**phone.request(), "v": version}
    assert phone.post(body).status in (400, 426)
    del body["v"]
    assert phone.post(body).status in (400, 426)


@named(bad.ENTRIES)
def test_a_push_entry_without_a_valid_id(world: World, phone: ScriptedPhone, name: str) -> None:
    good = change("activity", str(uuid.uuid4()), {"org": phone.org, **world.activity()})
    body = {**phone.request(), "push": [good, bad.ENTRIES[name], good]}
    answer = phone.wire.send("POST", "/api/sync", raw=json.dumps(body).encode())
    assert (answer.status, answer.code) == (400, "malformed_change"), str(answer)
    assert answer.json()["error"]["index"] == 1
    wanted = phone.post(phone.request(want=[f"activity/{good['r']}"])).json()
    assert wanted["gone"] == [f"activity/{good['r']}"], "a part of a refused request was stored"


@named(bad_changes.CHANGES)
def test_a_malformed_change(phone: ScriptedPhone, name: str) -> None:
    wid = new_wid()
    raw = json.dumps({**bad_changes.CHANGES[name], "id": wid}).replace("SELF", wid)
    body = json.dumps({**phone.request(), "push": ["PUSH"]}).replace('"PUSH"', raw)
    answer = phone.wire.send("POST", "/api/sync", raw=body.encode())
    assert answer.status == 200, str(answer)
    assert answer.json()["bad"] == {wid: "malformed"}, str(answer)


@named(bad_changes.FLOATS)
def test_a_number_that_is_no_safe_integer(phone: ScriptedPhone, name: str) -> None:
    wid = new_wid()
    raw = bad_changes.FLOATS[name].replace(b"{", b'{"id":"%s",' % wid.encode(), 1)
    body = json.dumps({**phone.request(), "push": ["PUSH"]}).encode().replace(b'"PUSH"', raw)
    answer = phone.wire.send("POST", "/api/sync", raw=body)
    if answer.status == 200:
        assert answer.json()["bad"] == {wid: "malformed"}, str(answer)
    else:
        assert answer.status == 400, str(answer)


def test_a_malformed_change_is_kept_in_quarantine_with_nothing_to_decide(
    world: World, phone: ScriptedPhone
) -> None:
    kept = canary()
    made = change("activity", str(uuid.uuid4()), {"Not A Field": kept})
    assert phone.post(phone.request(push=[made])).json()["bad"] == {made["id"]: "malformed"}
    assert made["id"] in everything(world.server.database_url)
    assert kept not in everything(world.server.database_url), "what is held lies sealed"
    assert not [item for item in world.desk().held() if item["change"] == made], "undecidable"


def test_every_type_in_every_field_is_stored_and_shown(world: World, phone: ScriptedPhone) -> None:
    """A push takes any well-formed value; the desk shows what it can and names what it cannot."""
    fields = {**world.activity(), "round": None, "duration_min": None, "unmet": None}
    fields |= {"unmet_reason": None, "note": None, "breakdown/f_a18_59": None}
    fields |= {"items/blanket": None, "voided": None, "captured_locked": None, "answer": None}
    records: dict[str, str] = {}
    for name in fields:
        changes = []
        for value in bad_changes.VALUES.values():
            made = change(
                "activity", str(uuid.uuid4()), {"org": phone.org, **world.activity(), name: value}
            )
            changes.append(made)
        reply = phone.post(phone.request(push=changes)).json()
        assert sorted(reply["ack"]) == sorted(made["id"] for made in changes), (name, reply)
        records |= {made["r"]: name for made in changes}
    desk = world.desk()
    for record in records:
        assert desk.get(f"/api/records/activity/{record}").status == 200
    shown = {"voided": 1, "deleted": 1, "from": "2020-01-01", "to": "2030-01-01"}
    for sort in ("-when", "quantity", "-people", "note", "started_at"):
        assert desk.page("activity", sort=sort, **shown)["total"] >= len(records)
    assert len(desk.export("activity", **shown)) > len(records)
    assert {"invalid"} <= {issue["issue"] for issue in desk.issues(kind="activity")}


@pytest.mark.parametrize("kind", ["round", "contact", "site", "directory_service", "incident"])
def test_odd_values_in_other_kinds(world: World, kind: str) -> None:
    phone = world.phone(role="coordinator")
    odd = {"round": "status", "contact": "group_size", "site": "name"}
    field = odd.get(kind, "started_at" if kind == "incident" else "name")
    changes = [
        change(kind, str(uuid.uuid4()), {"org": phone.org, field: value})
        for value in bad_changes.VALUES.values()
    ]
    reply = phone.post(phone.request(push=changes)).json()
    assert reply["bad"] == {} and reply["void"] == {}
    assert world.desk().get(f"/api/records/{kind}", per_page=200).status == 200
    assert world.desk().get(f"/api/export/{kind}.csv").status == 200
