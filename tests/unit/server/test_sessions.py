"""SEC-U3, SEC-U4, SEC-U6: browsers that sign in, and views that are closed by default."""

from __future__ import annotations

import pytest
from flask import Flask

from server.api.auth import COOKIE, PLAIN_COOKIE, UndeclaredPolicy, check_policies, policy

from .conftest import Installation


def test_sec_u3_a_session_ends_after_thirty_minutes_of_silence(here: Installation) -> None:
    desk = here.desk()
    for _ in range(3):
        here.pass_time(29)
        assert desk.get("/api/me").status_code == 200
    here.pass_time(31)
    answer = desk.get("/api/me")
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in")


def test_sec_u3_a_session_ends_after_twelve_hours(here: Installation) -> None:
    desk = here.desk()
    for _ in range(12 * 3 - 1):
        here.pass_time(20)
        assert desk.get("/api/me").status_code == 200
    here.pass_time(20)
    assert desk.get("/api/me").status_code == 401


def cookies(here: Installation, base: str) -> list[str]:
    user = here.user("coordinator")
    body = {"email": user["email"], "password": user["password"]}
    answer = here.client().post("/api/login", json=body, base_url=base)
    assert answer.status_code == 200, answer.text
    return list(answer.headers.getlist("Set-Cookie"))


def test_sec_u3_the_cookie_is_bound_to_this_host_and_closed_to_scripts(
    here: Installation,
) -> None:
    (only,) = cookies(here, "https://maraude.example")
    assert only.startswith(f"{COOKIE}=") and COOKIE.startswith("__Host-")
    flags = {part.strip() for part in only.split(";")[1:]}
    assert flags == {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"}


def test_the_plain_cookie_exists_only_in_a_demonstration_on_this_machine(
    here: Installation,
) -> None:
    names = [one.split("=")[0] for one in cookies(here, "http://localhost:8000")]
    assert names == [COOKIE, PLAIN_COOKIE]


@pytest.mark.parametrize(
    ("base", "status"), [("http://localhost:8000", 200), ("https://maraude.example", 401)]
)
def test_sec_u3_a_plain_cookie_that_somebody_planted_is_not_read(
    here: Installation, base: str, status: int
) -> None:
    token = cookies(here, "https://maraude.example")[0].partition("=")[2].partition(";")[0]
    planted = {"Cookie": f"{PLAIN_COOKIE}={token}"}
    client = here.app.test_client(use_cookies=False)
    assert client.get("/api/me", headers=planted, base_url=base).status_code == status


def test_passwords_and_codes_are_not_taken_over_plain_http_from_elsewhere(
    here: Installation,
) -> None:
    for path in ("/api/login", "/api/enrol", "/api/enrol/look"):
        answer = here.client().post(path, json={}, base_url="http://maraude.example")
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "insecure_transport")


def test_sec_u3_signing_in_again_ends_the_session_before(here: Installation) -> None:
    desk = here.desk()
    old = desk.client.get_cookie(COOKIE)
    assert old is not None
    body = {"email": desk.user["email"], "password": desk.user["password"]}
    assert desk.client.post("/api/login", json=body).status_code == 200
    stale = here.client()
    stale.set_cookie(COOKIE, old.value)
    assert stale.get("/api/me").status_code == 401
    assert desk.get("/api/me").status_code == 200


def test_signing_out_ends_the_session_at_the_server(here: Installation) -> None:
    desk = here.desk()
    kept = desk.client.get_cookie(COOKIE)
    assert kept is not None
    assert desk.post("/api/logout").status_code == 200
    thief = here.client()
    thief.set_cookie(COOKIE, kept.value)
    assert thief.get("/api/me").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "wrong"},
        {"X-CSRF-Token": "é"},
        {"X-CSRF-Token": "RIGHT", "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": "RIGHT", "Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": "RIGHT", "Origin": "https://evil.example"},
        {"X-CSRF-Token": "RIGHT", "Origin": "null"},
    ],
)
def test_sec_u4_a_change_by_cookie_needs_the_page_that_signed_in(
    here: Installation, headers: dict[str, str]
) -> None:
    desk = here.desk()
    right = desk.headers["X-CSRF-Token"]
    sent = {name: right if said == "RIGHT" else said for name, said in headers.items()}
    answer = desk.client.post("/api/invites", json={"role": "volunteer"}, headers=sent)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "csrf")
    fetched = {**desk.headers, "Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    body = {"role": "volunteer", "alias": "Cigogne"}
    assert desk.client.post("/api/invites", json=body, headers=fetched).status_code == 201


def test_sec_u4_another_site_cannot_sign_somebody_in(here: Installation) -> None:
    user = here.user("coordinator")
    body = {"email": user["email"], "password": user["password"]}
    crossing = {"Sec-Fetch-Site": "cross-site"}
    assert here.client().post("/api/login", json=body, headers=crossing).status_code == 403


def test_me_repeats_the_csrf_token_to_cookies_only(here: Installation) -> None:
    desk = here.desk()
    assert desk.get("/api/me").json["csrf"] == desk.headers["X-CSRF-Token"]


def test_sec_u6_a_view_without_a_policy_keeps_the_application_from_starting() -> None:
    app = Flask("closed", static_folder=None)
    app.add_url_rule("/open", "open", policy(public=True)(lambda: "fine"))
    check_policies(app)
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with pytest.raises(UndeclaredPolicy, match="forgotten"):
        check_policies(app)


def test_sec_u6_a_volunteer_gets_nothing_of_the_desk(here: Installation) -> None:
    code = here.desk().post("/api/invites", {"role": "volunteer", "alias": "Râle"}).json["code"]
    token = here.client().post("/api/enrol", json={"code": code}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    for path in ("/api/users", "/api/devices", "/api/invites", "/api/audit"):
        assert here.client().get(path, headers=headers).status_code == 403
        assert here.client().get(path).status_code == 401


def test_the_same_routes_take_a_coordinators_phone(here: Installation) -> None:
    desk = here.desk()
    code = desk.post("/api/invites", {"user": desk.user["id"]}).json["code"]
    token = here.client().post("/api/enrol", json={"code": code}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"role": "volunteer", "alias": "Bécasse"}
    assert here.client().get("/api/users", headers=headers).status_code == 200
    assert here.client().post("/api/invites", json=body, headers=headers).status_code == 201


def test_a_cookie_is_not_a_phone(here: Installation) -> None:
    answer = here.desk().post("/api/sync", {"v": 1})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "not_signed_in")
