"""Signing in at the desk: passwords, cookies, CSRF, who may come in at all."""

from __future__ import annotations

import pytest

from .desk import ScriptedDesk
from .world import World


def test_sec_u3_signing_in_gives_a_cookie_that_scripts_cannot_read(world: World) -> None:
    coordinator = world.users(0, "coordinator")[0]
    desk = ScriptedDesk(world.server.wire())
    answer = desk.login(coordinator["email"], coordinator["password"])
    assert answer.status == 200, str(answer)
    assert desk.user["id"] == coordinator["id"] and desk.user["role"] == "coordinator"
    assert desk.user["org"] == world.org(0)
    (cookie,) = [one for one in answer.cookies if one.startswith("__Host-")]
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "secure", "samesite=strict", "path=/"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)
    me = desk.get("/api/me").json()
    assert me["user"]["id"] == coordinator["id"]


def test_sec_u5_a_wrong_password_and_an_unknown_account_have_one_answer(world: World) -> None:
    coordinator = world.users(1, "coordinator")[0]
    desk = ScriptedDesk(world.server.wire("127.0.16.1"))
    wrong = desk.login(coordinator["email"], "not the password")
    unknown = desk.login("nobody@example.org", "not the password")
    assert (wrong.status, wrong.code) == (401, "bad_credentials")
    assert (unknown.status, unknown.body) == (401, wrong.body)
    assert wrong.cookies == ()


def test_sec_u5_guessing_a_password_is_throttled(world: World) -> None:
    desk = ScriptedDesk(world.server.wire("127.0.17.1"))
    answers = [desk.login("guessed@example.org", f"guess number {n}") for n in range(8)]
    assert [a.status for a in answers[:5]] == [401] * 5
    assert answers[-1].status == 429 and int(answers[-1].headers["retry-after"]) > 0


def test_sec_u5_an_address_that_fails_often_is_throttled(world: World) -> None:
    desk = ScriptedDesk(world.server.wire("127.0.18.1"))
    statuses = [desk.login(f"guess{n}@example.org", "a guess").status for n in range(24)]
    assert set(statuses[:20]) == {401} and statuses[-1] == 429
    assert world.new_desk().csrf


def test_sec_u3_signing_in_again_changes_the_session_and_signing_out_ends_it(world: World) -> None:
    first, second = world.new_desk(), world.new_desk()
    assert first.wire.headers["Cookie"] != second.wire.headers["Cookie"]
    assert first.csrf != second.csrf
    assert second.change("POST", "/api/logout", {}).status in (200, 204)
    assert second.get("/api/records/activity").status == 401
    assert first.get("/api/records/activity").status == 200


@pytest.mark.parametrize("token", [None, "", "x", "the other session's"])
def test_sec_u4_a_change_needs_the_csrf_token_of_its_own_session(
    world: World, token: str | None
) -> None:
    desk, other = world.new_desk(), world.new_desk()
    sent = other.csrf if token == "the other session's" else token
    headers = {"Sec-Fetch-Site": "same-origin"} | ({} if sent is None else {"X-CSRF-Token": sent})
    before = len(desk.ids("site"))
    for method, path, body in [
        ("POST", "/api/records/site", {"fields": {"org": world.org(), **world.place()}}),
        ("POST", "/api/invites", {"role": "volunteer", "alias": "A"}),
        ("POST", "/api/erase", {"records": []}),
        ("POST", "/api/logout", {}),
    ]:
        answer = desk.wire.send(method, path, body, headers=headers)
        assert answer.status == 403, str(answer)
    assert len(desk.ids("site")) == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_sec_u4_a_change_from_another_site_is_refused(world: World, site: str) -> None:
    desk = world.new_desk()
    answer = desk.change("POST", "/api/logout", {}, headers={"Sec-Fetch-Site": site})
    assert answer.status == 403, str(answer)
    assert desk.get("/api/me").status == 200


def test_a_device_token_needs_no_csrf_and_reaches_the_same_routes(world: World) -> None:
    phone = world.phone(role="coordinator")
    assert phone.wire.send("GET", "/api/records/activity").status == 200
    body = {"fields": {"org": phone.org, **world.activity()}}
    assert phone.wire.send("POST", "/api/records/activity", body).status == 201


def test_no_other_origin_is_told_anything(world: World) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for method, path in [("OPTIONS", "/api/login"), ("GET", "/api/me"), ("OPTIONS", "/api/sync")]:
        answer = world.server.wire().send(method, path, headers=headers)
        assert "access-control-allow-origin" not in answer.headers
