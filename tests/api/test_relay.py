"""Sealed envelopes over HTTP: by another phone, by nobody known, for a phone that is blocked."""

from __future__ import annotations

import gzip
import json
import uuid
from pathlib import Path
from typing import Any

from tests.sealing import id_of

from .phone import Change, ScriptedPhone
from .wire import Answer, Wire
from .world import World, canary


def hand_in(world: World, *sealed: str) -> Answer:
    """By a computer that nobody knows."""
    return Wire(world.server.base).send("POST", "/api/relay", {"sealed": list(sealed)})


def saved(phone: ScriptedPhone, world: World, **more: Any) -> Change:
    """Something counted, in the outbox of its phone."""
    fields = {"org": phone.org, **world.activity(**more)}
    return phone.write("activity", str(uuid.uuid4()), fields)


def test_another_phone_carries_and_the_author_hears_of_it_by_itself(world: World) -> None:
    author, carrier = world.phone(), world.phone(org=1)
    note = canary()
    made = saved(author, world, note=note)
    envelope = author.seal(made)
    answer = carrier.post(carrier.request(sealed=[envelope])).json()
    assert answer["sealed"] == {id_of(envelope): "ok"}
    assert (answer["ack"], note in json.dumps(answer)) == ([], False)
    path = f"activity/{made['r']}"
    shown = world.desk().get(f"/api/records/{path}").json()
    assert [line["via"] for line in shown["history"]] == ["relay"]
    assert shown["history"][0]["device"] == author.identity["device"]
    assert made["id"] in author.outbox, "it leaves with the author's own answer only"
    author.sync()
    assert author.outbox == {} and path in author.cells


def test_nobody_known_hands_in_twice_and_it_counts_once(world: World) -> None:
    author = world.phone()
    made = saved(author, world, captured_locked=True)
    envelope = author.seal(made)
    for _ in range(2):
        answer = hand_in(world, envelope)
        assert (answer.status, answer.json()) == (200, {"sealed": {id_of(envelope): "ok"}})
    author.sync()
    lines = world.desk().get("/api/devices").json()["items"]
    line = next(one for one in lines if one["id"] == author.identity["device"])
    assert (line["stored"], line["missing"]) == (1, 0)
    shown = world.desk().get(f"/api/records/activity/{made['r']}").json()
    assert shown["fields"]["captured_locked"] is True
    listed = world.desk().page("activity", per_page=200)["items"]
    assert (
        next(one for one in listed if one["id"] == made["r"])["fields"]["captured_locked"] is True
    )


def test_sec_l6_a_blocked_phone_hands_in_what_it_has(world: World) -> None:
    author = world.phone()
    made = saved(author, world)
    envelope = author.seal(made)
    device = author.identity["device"]
    assert world.desk().revoke(device).status == 200
    refused = author.post(author.request(sealed=[envelope]))
    assert (refused.status, refused.code) == (403, "device_revoked")
    assert hand_in(world, envelope).json()["sealed"] == {id_of(envelope): "held"}
    waiting = world.desk().get("/api/held", per_page=200).json()["items"]
    mine = next(one for one in waiting if one["change"]["id"] == made["id"])
    assert (mine["reason"], mine["device"]) == ("device_revoked", device)
    assert world.desk().release(mine["id"]).status == 200
    assert world.desk().get(f"/api/records/activity/{made['r']}").status == 200


def test_sec_y3_one_that_does_not_open_holds_up_nothing(world: World) -> None:
    author = world.phone()
    first, second = (author.seal(saved(author, world)) for _ in range(2))
    broken = first[:-4] + "AAAA"
    answer = hand_in(world, broken, "junk", second).json()["sealed"]
    assert answer == {id_of(broken): "corrupt", "#1": "corrupt", id_of(second): "ok"}
    told = world.desk().get("/api/held").json()
    assert told["unopened"] >= 1


def test_the_request_of_a_relay_is_bounded_and_may_be_compressed(world: World) -> None:
    author = world.phone()
    envelope = author.seal(saved(author, world))
    wire = Wire(world.server.base)
    packed = gzip.compress(json.dumps({"sealed": [envelope]}).encode())
    answer = wire.send("POST", "/api/relay", raw=packed, headers={"Content-Encoding": "gzip"})
    assert answer.json()["sealed"] == {id_of(envelope): "ok"}
    assert hand_in(world, *["A"] * 201).status == 413
    assert hand_in(world, "A" * 1024 * 1024).status == 413
    assert hand_in(world).json() == {"sealed": {}}


def test_nothing_of_an_envelope_is_in_the_log(world: World) -> None:
    author = world.phone()
    envelope = author.seal(saved(author, world))
    hand_in(world, envelope, envelope[:-4] + "AAAA", "junk-of-nobody")
    log = Path(world.server.log).read_text("utf-8")
    for private in (envelope[:60], id_of(envelope), "junk-of-nobody", author.identity["device"]):
        assert private not in log
