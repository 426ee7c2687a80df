"""Enrolment, tokens, invitations, revocation."""

from __future__ import annotations

import secrets
import uuid

import pytest

from .phone import ALPHABET, ScriptedPhone
from .world import World


def test_enrolment_gives_a_token_that_names_its_user(world: World) -> None:
    phone = ScriptedPhone(world.server.wire())
    user = world.users(0, "volunteer")[0]
    answer = phone.enrol(user["invite"])
    assert answer.status == 201, str(answer)
    identity = answer.json()
    assert identity["device"] == phone.device
    shown = {"id": user["id"], "alias": user["alias"], "role": "volunteer", "org": world.org(0)}
    assert identity["user"] == shown
    assert identity["network"]["id"] == world.demo["network"]["id"]
    assert identity["network"]["name"] == world.demo["network"]["name"]
    assert identity["network"]["time_zone"]
    assert isinstance(identity["schema"], int)
    me = phone.wire.send("GET", "/api/me").json()
    assert (me["user"], me["network"]) == (identity["user"], identity["network"])


def test_a_code_is_spent_once_but_its_own_phone_may_ask_again(world: World) -> None:
    code = world.invite()
    first, second = (ScriptedPhone(world.server.wire("127.0.11.1")) for _ in range(2))
    assert first.enrol(code).status == 201
    token = first.identity["token"]
    again = first.enrol(code)
    assert again.status == 201
    assert first.identity["token"] != token
    assert first.once()["v"] == 1
    refused = second.enrol(code)
    assert (refused.status, refused.code) == (403, "invite_invalid")


def test_looking_at_a_code_does_not_spend_it(world: World) -> None:
    code = world.invite()
    phone = ScriptedPhone(world.server.wire())
    for _ in range(2):
        seen = phone.look(code)
        assert seen.status == 200, str(seen)
        body = seen.json()
        assert body["role"] == "volunteer" and body["expires_at"].endswith("Z")
        assert {"network", "org", "alias"} <= set(body)
        assert "token" not in body
    assert phone.enrol(code).status == 201


def test_sec_k4_an_invite_says_that_the_association_wants_words(world: World) -> None:
    code, org = world.invite(), ("org", world.org())
    phone = ScriptedPhone(world.server.wire())
    for wanted in (True, False):
        assert world.desk().patch(*org, {"lock_words": wanted}).status == 200
        assert phone.look(code).json()["lock_words"] is wanted


def test_sec_k4_how_phones_are_locked_is_told_to_nobody_outside(world: World) -> None:
    names = ("lock_words", "count_locked_off")
    org = world.org()
    assert world.desk().patch("org", org, dict.fromkeys(names, True)).status == 200
    try:
        for path in (f"/hsds/organizations/{org}", "/hsds/organizations", "/hsds/services"):
            answer = world.server.wire().send("GET", path)
            assert answer.status == 200, path
            assert not [name for name in names if name in str(answer.json())], path
    finally:
        world.desk().patch("org", org, dict.fromkeys(names, False))


def test_a_code_may_be_typed_by_hand(world: World) -> None:
    code = world.invite()
    typed = code.upper().replace("0", "O").replace("1", "L")
    assert ScriptedPhone(world.server.wire()).look(typed).status == 200


def test_wrong_and_expired_codes_have_one_answer(world: World) -> None:
    wire = world.server.wire("127.0.12.1")
    expired = world.desk().invite(user=world.users(0, "volunteer")[0]["id"], minutes=0)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10))]
    if expired.status == 201:
        codes.append(expired.json()["code"])
    else:
        assert expired.status == 422, str(expired)
    for code in codes:
        for route in ("/api/enrol", "/api/enrol/look"):
            answer = wire.send("POST", route, {"code": code, "device": str(uuid.uuid4())})
            assert (answer.status, answer.code) == (403, "invite_invalid")


def test_guessing_codes_is_throttled(world: World) -> None:
    wire = world.server.wire("127.0.13.1")
    for _ in range(60):
        answer = wire.send(
            "POST",
            "/api/enrol/look",
            {"code": "".join(secrets.choice(ALPHABET) for _ in range(10))},
        )
        if answer.status == 429:
            break
    assert answer.status == 429, str(answer)
    assert int(answer.headers["retry-after"]) > 0
    other = ScriptedPhone(world.server.wire("127.0.14.1"))
    assert other.look(world.invite()).status == 200


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "Bearer", "\u00e9", "a" * 8000])
def test_an_unknown_token_is_401(world: World, token: str) -> None:
    wire = world.server.wire()
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    for method, path, body in [("POST", "/api/sync", {"v": 1}), ("GET", "/api/me", None)]:
        answer = wire.send(method, path, body, headers=headers)
        assert answer.status == 401, str(answer)
    assert wire.send("POST", "/api/sync", {"v": 1}).status == 401


def test_a_revoked_phone_is_told_so_and_nothing_of_it_is_processed(world: World) -> None:
    phone = world.colleague()
    phone.sync()
    record = phone.create("activity", world.activity())
    assert world.desk().revoke(phone.device).status in (200, 204)
    answer = phone.post(phone.request())
    assert (answer.status, answer.code) == (403, "device_revoked")
    assert world.desk().get(f"/api/records/activity/{record}").status == 404
    assert phone.wire.send("GET", "/api/me").status in (401, 403)


def test_a_revoked_phone_does_not_come_back_with_its_old_code(world: World) -> None:
    phone = ScriptedPhone(world.server.wire("127.0.19.1"))
    code = world.invite()
    assert phone.enrol(code).status == 201
    assert world.desk().revoke(phone.device).status == 200
    again = phone.enrol(code)
    assert again.status == 403, str(again)
    answer = phone.post(phone.request())
    assert (answer.status, answer.code) == (403, "device_revoked")


def test_a_phone_cannot_take_the_place_of_another(world: World) -> None:
    victim = world.phone()
    thief = ScriptedPhone(world.server.wire("127.0.20.1"), device=victim.device)
    enrolled = thief.enrol(world.invite(org=1))
    assert enrolled.status in (201, 403, 422), str(enrolled)
    assert victim.once()["v"] == 1, "the other phone's token no longer works"
    me = victim.wire.send("GET", "/api/me").json()
    assert me["user"]["id"] == victim.user


def test_a_coordinator_revokes_only_phones_of_the_own_organisation(world: World) -> None:
    stranger = world.phone(org=1)
    refused = world.desk(0).revoke(stranger.device)
    missing = world.desk(0).revoke(str(uuid.uuid4()))
    assert (refused.status, refused.body) == (404, missing.body)
    assert stranger.once()["reset"] is None


def test_a_coordinator_invites_only_into_the_own_organisation(world: World) -> None:
    answer = world.desk(0).invite(org=world.org(1), role="volunteer", alias="Elsewhere")
    assert answer.status in (403, 404), str(answer)
    other = world.desk(0).invite(user=world.users(1, "volunteer")[0]["id"])
    assert other.status in (403, 404), str(other)


def test_an_invited_colleague_becomes_a_member(world: World) -> None:
    phone = world.colleague()
    phone.sync()
    assert phone.values(f"member/{phone.user}", "active") == [True]
    other = world.phone()
    other.sync()
    assert f"member/{phone.user}" in other.cells


def test_the_desk_sees_what_each_phone_says(world: World) -> None:
    phone = world.colleague()
    phone.create("activity", world.activity())
    phone.sync()
    (device,) = [d for d in world.desk().devices() if d["id"] == phone.device]
    assert (device["made"], device["stored"], device["unsent"]) == (1, 1, 0)
