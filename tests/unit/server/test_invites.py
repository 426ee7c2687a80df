"""SEC-U1, SEC-U2: invites, enrolment, tokens, blocking; who may invite whom."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pytest
from sqlalchemy import select, text

from server.clock import to_wire_time
from server.domain.secrets import new_code, read_code
from server.store.engine import reading
from server.store.people import Audit, DeskSession, Device, Failure, Invite, User
from tests.sealing import SigningKey, bytes_of

from .conftest import Installation, Json

JWK = SigningKey().public
OTHER = SigningKey().public


def enrol(here: Installation, code: str, device: str | None = None, **more: Any) -> Any:
    body = {"code": code, "device": device, **more}
    return here.client().post("/api/enrol", json=body)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0123456789", "0123456789"),
        ("OI23 4567-89", "0123456789"),
        ("oL23-45 6789", "0123456789"),
        ("ABCDEFGHJK", "abcdefghjk"),
        ("abcdefghju", None),
        ("012345678", None),
        ("01234567890", None),
        ("", None),
        ("é123456789", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert read_code(typed) == code


def test_codes_are_new_each_time_and_readable() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(read_code(code) == code for code in made)


def test_sec_u1_an_invite_lasts_fifteen_minutes_unless_the_desk_says_longer(
    here: Installation,
) -> None:
    desk, user = here.desk(), here.user("volunteer")
    short = desk.post("/api/invites", {"user": user["id"]}).json
    long = desk.post("/api/invites", {"user": user["id"], "minutes": 60}).json
    here.pass_time(14.9)
    assert here.client().post("/api/enrol/look", json={"code": short["code"]}).status_code == 200
    here.pass_time(0.2)
    refused = enrol(here, short["code"])
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "invite_invalid")
    assert enrol(here, long["code"]).status_code == 201


def test_sec_u1_a_code_is_spent_once_but_a_lost_answer_may_be_asked_for_again(
    here: Installation,
) -> None:
    code = here.desk().post("/api/invites", {"role": "volunteer", "alias": "Merle"}).json["code"]
    device = str(uuid.uuid4())
    first = enrol(here, code, device.upper())
    again = enrol(here, code, device)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["device"] == again.json["device"] == device
    client = here.client()
    assert client.get("/api/me", headers=bearer(first.json["token"])).status_code == 401
    assert client.get("/api/me", headers=bearer(again.json["token"])).status_code == 200
    for other in (None, str(uuid.uuid4())):
        assert enrol(here, code, other).json["error"]["code"] == "invite_invalid"
    here.pass_time(25 * 60)
    assert enrol(here, code, device).status_code == 403


def test_sec_u1_nobody_gets_the_device_of_somebody_else(here: Installation) -> None:
    desk, device = here.desk(), str(uuid.uuid4())
    codes = [
        desk.post("/api/invites", {"role": "volunteer", "alias": alias}).json["code"]
        for alias in ("Un", "Deux")
    ]
    first, second = (enrol(here, code, device) for code in codes)
    assert first.json["device"] == device
    assert second.status_code == 201
    assert second.json["device"] != device
    me = here.client().get("/api/me", headers=bearer(first.json["token"]))
    assert me.json["user"] == first.json["user"]


def test_a_known_phone_of_the_same_person_keeps_its_id(here: Installation) -> None:
    desk, user, device = here.desk(), here.user("volunteer"), str(uuid.uuid4())
    first, second = (
        enrol(here, desk.post("/api/invites", {"user": user["id"]}).json["code"], device)
        for _ in range(2)
    )
    assert first.json["device"] == second.json["device"] == device
    assert here.client().get("/api/me", headers=bearer(first.json["token"])).status_code == 401


def test_sec_u2_blocking_acts_at_the_next_request_and_for_ever(here: Installation) -> None:
    desk, device = here.desk(), str(uuid.uuid4())
    code = desk.post("/api/invites", {"role": "volunteer", "alias": "Geai"}).json["code"]
    token = enrol(here, code, device).json["token"]
    assert desk.post(f"/api/devices/{device}/revoke").json["revoked_at"]
    for method, path in (("GET", "/api/me"), ("POST", "/api/sync")):
        answer = here.client().open(path, method=method, json={"v": 1}, headers=bearer(token))
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "device_revoked")
    assert enrol(here, code, device).status_code == 403
    user = next(d for d in desk.get("/api/devices").json["items"] if d["id"] == device)["user"]
    anew = desk.post("/api/invites", {"user": user["id"]}).json["code"]
    assert enrol(here, anew, device).json["device"] != device


def test_sec_u1_a_withdrawn_invite_lets_nobody_in(here: Installation) -> None:
    desk = here.desk()
    body = {"role": "volunteer", "alias": "Bruant", "minutes": 60}
    code = desk.post("/api/invites", body).json["code"]
    line = next(one for one in desk.get("/api/invites").json["items"] if open_to(one, "Bruant"))
    first, again = (desk.post(f"/api/invites/{line['id']}/revoke") for _ in range(2))
    assert (first.status_code, again.json) == (200, first.json)
    assert first.json == {**line, "expires_at": to_wire_time(here.now_ms)}
    for path in ("/api/enrol/look", "/api/enrol"):
        answer = here.client().post(path, json={"code": code})
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "invite_invalid")
    # The person stays, for an invite that comes to the right one; who withdrew it is told once.
    assert desk.post("/api/invites", {"user": line["user"]["id"]}).status_code == 201
    [told] = desk.get("/api/audit?action=invite_revoked").json["items"]
    assert (told["about"], told["alias"]) == ("Bruant", desk.user["alias"])


def test_an_invite_that_was_used_says_so_instead_of_being_withdrawn(here: Installation) -> None:
    desk = here.desk()
    code = desk.post("/api/invites", {"role": "volunteer", "alias": "Verdier"}).json["code"]
    line = next(one for one in desk.get("/api/invites").json["items"] if open_to(one, "Verdier"))
    token = enrol(here, code).json["token"]
    answer = desk.post(f"/api/invites/{line['id']}/revoke")
    assert (answer.status_code, answer.json["used_at"]) == (200, to_wire_time(here.now_ms))
    assert here.client().get("/api/me", headers=bearer(token)).status_code == 200
    told = desk.get("/api/audit?action=invite_revoked").json["items"]
    assert [one for one in told if one["about"] == "Verdier"] == []


def open_to(line: Json, alias: str) -> bool:
    return bool(line["user"]["alias"] == alias and line["used_at"] is None)


def test_sec_u2_secrets_are_kept_as_hashes_only(here: Installation) -> None:
    made = here.desk().post("/api/invites", {"role": "volunteer", "alias": "Pie"}).json["code"]
    token = enrol(here, made).json["token"]
    password = here.user("coordinator")["password"]
    with here.app.app_context(), reading() as session:
        rows = [
            str(tuple(row))
            for table in (User, Device, Invite, DeskSession, Failure, Audit)
            for row in session.execute(select(table.__table__)).all()
        ]
    assert rows
    assert not [row for row in rows if made in row or token in row or password in row]


def test_what_an_enrolled_phone_is_told(here: Installation) -> None:
    user = here.user("volunteer")
    told = enrol(here, user["invite"], label="Téléphone bleu", public_key=JWK).json
    assert told.keys() == {"device", "token", "user", "network", "schema", "sealing"}
    assert told["user"] == {name: user[name] for name in ("id", "alias", "role", "org")}
    assert told["network"]["time_zone"] == "Europe/Paris"
    me = here.client().get("/api/me", headers=bearer(told["token"])).json
    assert me == {name: told[name] for name in ("user", "network", "sealing")}
    point = bytes_of(me["sealing"]["key"])
    assert len(point) == 65 and me["sealing"]["id"] == hashlib.sha256(point).hexdigest()[:16]


@pytest.mark.parametrize(
    ("member", "value", "why"),
    [
        ("code", None, "null"),
        ("code", 5, "wrong_type"),
        ("device", "x", "bad_format"),
        ("device", "{12345678-1234-4234-8234-123456789abc}", "bad_format"),
        ("device", 5, "wrong_type"),
        ("label", "x" * 61, "too_long"),
        ("label", "a\0b", "bad_character"),
        ("label", "\ud800", "bad_character"),
        ("public_key", "x", "wrong_type"),
        ("public_key", {**JWK, "d": "secret"}, "bad_format"),
        ("public_key", {**JWK, "x": "short"}, "bad_format"),
        ("public_key", {**JWK, "x": "A" * 43}, "bad_format"),
        ("public_key", {**JWK, "y": JWK["y"][:-1] + "B"}, "bad_format"),
    ],
)
def test_a_wrong_member_is_named(here: Installation, member: str, value: Any, why: str) -> None:
    body = json.dumps({"code": "0123456789", member: value})
    answer = here.client().post("/api/enrol", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]["fields"]) == (422, {member: [why]})


# --- who may invite and add whom


@pytest.mark.parametrize("role", ["network", "admin"])
def test_sec_u6_nobody_makes_somebody_mightier(here: Installation, role: str) -> None:
    desk, body = here.desk(), {"role": role, "alias": "Aigle"}
    for path in ("/api/invites", "/api/users"):
        answer = desk.post(path, body)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "not_permitted")
    mightier = here.user("network")["id"]
    assert desk.post("/api/invites", {"user": mightier}).status_code == 403


def test_sec_u6_another_organisation_is_not_there(here: Installation) -> None:
    desk, stranger = here.desk(), here.user("volunteer", org=1)
    missing = desk.post("/api/invites", {"user": str(uuid.uuid4())})
    foreign = desk.post("/api/invites", {"user": stranger["id"]})
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    body = {"org": stranger["org"], "role": "volunteer", "alias": "X"}
    assert desk.post("/api/invites", body).data == missing.data
    assert desk.post("/api/users", body).data == missing.data
    for path in ("/api/users", "/api/devices", "/api/invites", "/api/audit"):
        assert stranger["org"] not in desk.get(path).text


def test_a_network_coordinator_invites_anywhere(here: Installation) -> None:
    desk, org = here.desk("network"), here.user("volunteer", org=1)["org"]
    made = desk.post("/api/invites", {"org": org, "role": "coordinator", "alias": "Cygne"})
    assert (made.status_code, made.json["user"]["org"]) == (201, org)
    nowhere = {"org": str(uuid.uuid4()), "role": "volunteer", "alias": "X"}
    assert desk.post("/api/invites", nowhere).status_code == 404


def test_a_user_with_a_password_can_sign_in(here: Installation) -> None:
    desk = here.desk()
    new = {"role": "coordinator", "alias": "Faucon", "email": "Faucon@x.example"}
    short = desk.post("/api/users", {**new, "password": "short"})
    assert short.json["error"]["fields"] == {"password": ["too_short"]}
    password = "correct horse battery"
    added = desk.post("/api/users", {**new, "password": password})
    assert added.status_code == 201
    taken = desk.post("/api/users", {**new, "password": password})
    assert taken.json["error"]["fields"] == {"email": ["taken"]}
    body = {"email": " faucon@X.example", "password": password}
    assert here.client().post("/api/login", json=body).json["user"]["alias"] == "Faucon"


def test_an_invited_user_is_a_member_record(here: Installation) -> None:
    made = here.desk().post("/api/invites", {"role": "handler", "alias": "Loutre"}).json
    query = text("SELECT org_id FROM record WHERE kind = 'member' AND id = :id")
    with here.app.app_context(), reading() as session:
        assert session.scalar(query, {"id": made["user"]["id"]}) == made["user"]["org"]


def test_the_invite_link_leads_to_the_app(here: Installation) -> None:
    made = here.desk().post("/api/invites", {"role": "volunteer", "alias": "Héron"}).json
    assert made["url"] == f"http://localhost/#join={made['code']}"
    assert read_code(made["code"]) == made["code"]


def test_sec_u2_a_phone_without_a_key_gives_one_and_keeps_it(here: Installation) -> None:
    invited = here.desk().post("/api/invites", {"user": here.user("volunteer")["id"]}).json
    told = enrol(here, invited["code"], str(uuid.uuid4())).json
    client, headers = here.client(), bearer(told["token"])

    def give(key: Any) -> Any:
        return client.post("/api/me/key", json={"public_key": key}, headers=headers)

    for key, why in ((None, "null"), ({}, "bad_format"), ({**JWK, "d": "x"}, "bad_format")):
        assert give(key).json["error"]["fields"] == {"public_key": [why]}
    for _ in range(2):
        assert (give(JWK).status_code, give(JWK).data) == (204, b"")
    refused = give(OTHER)
    assert refused.status_code == 422
    assert refused.json["error"]["fields"] == {"public_key": ["key_known"]}
    assert client.post("/api/me/key", json={"public_key": JWK}).status_code == 401


def test_sec_u2_the_same_phone_enrolled_again_keeps_its_key_unless_it_brings_one(
    here: Installation,
) -> None:
    device, keys = str(uuid.uuid4()), []
    desk = here.desk()
    volunteer = here.user("volunteer")
    for key in (JWK, None, OTHER):
        code = desk.post("/api/invites", {"user": volunteer["id"]}).json["code"]
        assert enrol(here, code, device, public_key=key).json["device"] == device
        with here.app.app_context(), reading() as session:
            keys.append(json.loads(session.get_one(Device, device).public_key or "null"))
    assert keys == [JWK, JWK, OTHER]
