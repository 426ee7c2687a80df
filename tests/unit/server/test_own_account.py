"""SEC-U3, SEC-U5: signing in with two factors, proving again who asks, getting back in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from server.clock import SETTING as CLOCK
from server.domain import demo, own_account, secrets
from server.store.base import db

from .conftest import KEY, START_MS, Desk, Installation, install

NEW_PASSWORD = "a long password of one's own"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The same people, but no demonstration: a second factor is asked of everybody."""
    app = install(tmp_path_factory.mktemp("real"), demo=False)
    with app.app_context():
        users = demo.prepare(KEY, START_MS).to_wire()["users"]
    found = Installation(app, users)
    app.config[CLOCK] = lambda: found.now_ms
    yield found
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def there(real: Installation) -> Installation:
    """A day later, and everybody as on the first day."""
    real.pass_time(24 * 60)
    with real.app.app_context():
        for user in real.users:
            if user["email"]:
                made = own_account.let_in_by_command(user["email"], KEY, real.now_ms)
                getting = own_account.Getting(user["email"], made.code, user["password"], KEY)
                own_account.get_in(getting, (), real.now_ms)
    return real


def now_code(here: Installation, secret: str) -> str:
    return str(pyotp.TOTP(secret).generate_otp(here.now_ms // 30_000))


def set_up(here: Installation, desk: Desk) -> tuple[str, list[str]]:
    """The secret and the spare codes of somebody who just set up their second factor."""
    secret = desk.post("/api/otp", {}).json["secret"]
    answer = desk.post("/api/otp/confirm", {"otp": now_code(here, secret)})
    assert answer.status_code == 200, answer.text
    here.pass_time(1)
    return secret, answer.json["spare_codes"]


def log_in(here: Installation, user: dict[str, Any], **more: str) -> Any:
    body = {"email": user["email"], "password": user["password"], **more}
    return here.client().post("/api/login", json=body)


def prove(here: Installation, desk: Desk, **more: str) -> Any:
    answer = desk.post("/api/reauthenticate", {"password": desk.user["password"], **more})
    if answer.status_code == 200:
        desk.headers["X-CSRF-Token"] = answer.json["csrf"]
    return answer


# --- setting up


def test_sec_u3_outside_of_a_demonstration_a_session_can_only_set_up_first(
    there: Installation,
) -> None:
    desk = there.desk()
    for path in ("/api/records/activity", "/api/users", "/api/audit", "/api/sessions", "/api/otp"):
        answer = desk.get(path)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "otp_setup_required")
    body = {"role": "volunteer", "alias": "X"}
    assert desk.post("/api/invites", body).json["error"]["code"] == "otp_setup_required"
    assert desk.get("/api/me").json["session"] == {
        "proved_for_s": 600,
        "otp": False,
        "set_up": True,
    }
    secret, spares = set_up(there, desk)
    assert desk.get("/api/records/activity").status_code == 200
    assert desk.get("/api/me").json["session"]["set_up"] is False
    assert len(spares) == 10 and desk.get("/api/otp").json == {"otp": True, "spare_codes": 10}
    assert log_in(there, desk.user, otp=now_code(there, secret)).status_code == 200


def test_sec_u3_a_wrong_first_code_sets_nothing_up(there: Installation) -> None:
    desk = there.desk()
    offered = desk.post("/api/otp", {}).json
    assert offered["url"].startswith("otpauth://totp/Maraude:")
    assert offered["secret"] in offered["url"]
    wrong = desk.post("/api/otp/confirm", {"otp": "000000"})
    assert (wrong.status_code, wrong.json["error"]["code"]) == (401, "otp_wrong")
    assert desk.get("/api/users").json["error"]["code"] == "otp_setup_required"
    again = desk.post("/api/otp/confirm", {"otp": now_code(there, offered["secret"])})
    assert again.status_code == 200


def test_a_code_for_what_was_never_offered_is_invalid(there: Installation) -> None:
    answer = there.desk().post("/api/otp/confirm", {"otp": "123456"})
    assert answer.json["error"]["fields"] == {"otp": ["not_offered"]}


def test_sec_u3_a_demonstration_asks_for_none_and_lets_who_wants_set_one_up(
    here: Installation,
) -> None:
    desk = here.desk(org=2)
    assert desk.get("/api/users").status_code == 200
    secret, _spares = set_up(here, desk)
    required = log_in(here, desk.user)
    assert (required.status_code, required.json["error"]["code"]) == (401, "otp_required")
    assert log_in(here, desk.user, otp=now_code(here, secret)).status_code == 200


# --- signing in with a code


def test_sec_u3_sign_in_asks_for_a_code_and_takes_each_once(there: Installation) -> None:
    user = there.user("coordinator")
    secret, spares = set_up(there, there.desk())
    assert log_in(there, user).json["error"]["code"] == "otp_required"
    assert log_in(there, user, otp="").json["error"]["code"] == "otp_required"
    code = now_code(there, secret)
    assert log_in(there, user, otp=f"{code[:3]} {code[3:]}").status_code == 200
    assert log_in(there, user, otp=code).json["error"]["code"] == "otp_wrong"
    assert log_in(there, user, otp=spares[0].upper()).status_code == 200
    assert log_in(there, user, otp=spares[0]).json["error"]["code"] == "otp_wrong"


def test_sec_u5_codes_are_throttled_like_passwords(there: Installation) -> None:
    user = there.user("coordinator", org=1)
    secret, _spares = set_up(there, there.desk(org=1))
    codes = [log_in(there, user, otp=f"{n:06}").json["error"]["code"] for n in range(6)]
    assert codes == ["otp_wrong"] * 5 + ["throttled"]
    right = log_in(there, user, otp=now_code(there, secret))
    assert right.status_code == 429 and int(right.headers["Retry-After"]) > 0
    there.pass_time(16)
    assert log_in(there, user, otp=now_code(there, secret)).status_code == 200


def test_sec_u5_a_missing_code_forgives_no_failure(there: Installation) -> None:
    """Who knows the password only cannot begin to count anew by leaving the code out."""
    user = there.user("coordinator", org=1)
    set_up(there, there.desk(org=1))
    for _ in range(4):
        assert log_in(there, user, otp="000000").json["error"]["code"] == "otp_wrong"
    assert log_in(there, user).json["error"]["code"] == "otp_required"
    assert log_in(there, user, otp="000000").json["error"]["code"] == "otp_wrong"
    assert log_in(there, user, otp="000000").status_code == 429


def test_sec_u5_every_sign_in_costs_one_password_check(
    there: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, without a password, wrong and right: the slow part is the same for all of them."""
    checked: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            checked.append(kept.rpartition("$")[0].rpartition("$")[0])
            return bool(hasher.verify(kept, password))

    hasher = secrets._HASHER
    monkeypatch.setattr(secrets, "_HASHER", Counting())
    user = there.user("coordinator")
    set_up(there, there.desk())
    before = len(checked)
    wrong = {**user, "password": "a wrong password"}
    unknown = {**wrong, "email": "nobody@example.org"}
    came = [log_in(there, one).json["error"]["code"] for one in (user, wrong, unknown)]
    assert came == ["otp_required", "bad_credentials", "bad_credentials"]
    assert len(checked) - before == 3 and len(set(checked[before:])) == 1, "other parameters"


# --- proving again


GATED: list[tuple[str, str, Any]] = [
    ("GET", "/api/export/activity.csv", None),
    ("GET", "/api/export/activity.xlsx", None),
    ("POST", "/api/erase", {"records": []}),
    ("POST", "/api/users", {"role": "coordinator", "alias": "X"}),
    ("POST", "/api/invites", {"role": "coordinator", "alias": "X"}),
    ("POST", "/api/password", {"password": NEW_PASSWORD}),
    ("POST", "/api/otp", {}),
    ("POST", "/api/otp/spare-codes", {}),
]


def ask(desk: Desk, method: str, path: str, body: Any) -> Any:
    return desk.get(path) if method == "GET" else desk.post(path, body)


@pytest.mark.parametrize(("method", "path", "body"), GATED, ids=[path for _m, path, _b in GATED])
def test_sec_u3_what_can_do_much_harm_asks_again_after_ten_minutes(
    here: Installation, method: str, path: str, body: Any
) -> None:
    desk = here.desk()
    here.pass_time(11)
    refused = ask(desk, method, path, body)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "reauthenticate")
    assert desk.get("/api/me").json["session"]["proved_for_s"] == 0
    if path in ("/api/password", "/api/otp/spare-codes"):
        return
    assert prove(here, desk).status_code == 200
    assert ask(desk, method, path, body).status_code in (200, 201)


def test_sec_u3_roles_links_and_taking_back_ask_again_too(here: Installation) -> None:
    desk, volunteer = here.desk(), here.user("volunteer")
    here.pass_time(11)
    for method, path in [
        ("patch", f"/api/users/{volunteer['id']}"),
        ("post", f"/api/users/{volunteer['id']}/recover"),
        ("post", f"/api/referrals/{volunteer['id']}/links"),
        ("post", f"/api/referrals/{volunteer['id']}/contact"),
        ("get", f"/api/devices/{volunteer['id']}/take-back"),
    ]:
        call = getattr(desk.client, method)
        answer = call(path, **({} if method == "get" else {"json": {}, "headers": desk.headers}))
        assert answer.json["error"]["code"] == "reauthenticate", path


def test_sec_u3_everyday_work_asks_for_nothing(here: Installation) -> None:
    desk = here.desk()
    here.pass_time(11)
    body = {"role": "volunteer", "alias": "Y"}
    assert desk.post("/api/invites", body).status_code == 201
    assert desk.get("/api/records/activity").status_code == 200
    assert desk.get("/api/audit").status_code == 200


def test_sec_u3_who_just_signed_in_has_proved_it(here: Installation) -> None:
    desk = here.desk()
    assert desk.get("/api/export/activity.csv").status_code == 200
    here.pass_time(9)
    assert desk.get("/api/export/activity.csv").status_code == 200


def test_sec_u3_a_coordinators_phone_proves_by_its_own_lock(here: Installation) -> None:
    code = here.desk().post("/api/invites", {"user": here.user("coordinator")["id"]}).json["code"]
    token = here.client().post("/api/enrol", json={"code": code}).json["token"]
    here.pass_time(60)
    headers = {"Authorization": f"Bearer {token}"}
    assert here.client().get("/api/export/activity.csv", headers=headers).status_code == 200
    for path in ("/api/otp", "/api/reauthenticate", "/api/password", "/api/sessions/end"):
        answer = here.client().post(path, json={}, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "desk_only")


def test_sec_u3_a_proof_needs_the_code_where_there_is_one(there: Installation) -> None:
    desk = there.desk()
    secret, _spares = set_up(there, desk)
    there.pass_time(11)
    assert prove(there, desk).json["error"]["code"] == "otp_required"
    assert prove(there, desk, otp="000000").json["error"]["code"] == "otp_wrong"
    assert prove(there, desk, otp=now_code(there, secret)).status_code == 200
    assert desk.get("/api/export/activity.csv").status_code == 200


def test_sec_u3_a_wrong_password_proves_nothing_and_keeps_the_session(here: Installation) -> None:
    desk = here.desk()
    here.pass_time(11)
    wrong = desk.post("/api/reauthenticate", {"password": "a wrong password"})
    assert (wrong.status_code, wrong.json["error"]["code"]) == (401, "bad_credentials")
    assert desk.get("/api/export/activity.csv").status_code == 403
    assert desk.get("/api/records/activity").status_code == 200


def test_sec_u3_a_proof_changes_the_cookie(here: Installation) -> None:
    desk = here.desk()
    old = desk.client.get_cookie("__Host-maraude")
    assert prove(here, desk).status_code == 200
    new = desk.client.get_cookie("__Host-maraude")
    assert old is not None and new is not None and old.value != new.value
    stolen = here.client().get("/api/me", headers={"Cookie": f"__Host-maraude={old.value}"})
    assert stolen.status_code == 401


# --- sessions and password


def test_sec_u3_one_sees_and_ends_ones_own_sessions(here: Installation) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    desk, other = here.desk(), here.desk()
    stranger = here.desk(org=1)
    body = {"email": desk.user["email"], "password": desk.user["password"]}
    third = here.client()
    third.post("/api/login", json=body, headers={"User-Agent": agent})
    found = desk.get("/api/sessions").json["items"]
    assert len(found) == 3 and [line["current"] for line in found].count(True) == 1
    assert "Firefox · Linux" in [line["label"] for line in found]
    theirs = stranger.get("/api/sessions").json["items"][0]["id"]
    assert desk.post(f"/api/sessions/{theirs}/end", {}).status_code == 404
    mine = next(line["id"] for line in other.get("/api/sessions").json["items"] if line["current"])
    assert desk.post(f"/api/sessions/{mine}/end", {}).status_code == 200
    assert other.get("/api/me").status_code == 401
    assert desk.post("/api/sessions/end", {}).status_code == 200
    assert desk.get("/api/me").status_code == third.get("/api/me").status_code == 401
    assert stranger.get("/api/me").status_code == 200


def test_sec_u3_another_password_ends_the_other_sessions(there: Installation) -> None:
    desk, other = there.desk(), there.desk()
    secret, _spares = set_up(there, desk)
    short = desk.post("/api/password", {"password": "short"})
    assert short.json["error"]["fields"] == {"password": ["too_short"]}
    assert desk.post("/api/password", {"password": NEW_PASSWORD}).status_code == 200
    assert desk.get("/api/me").status_code == 200 and other.get("/api/me").status_code == 401
    old = log_in(there, desk.user, otp=now_code(there, secret))
    assert old.json["error"]["code"] == "bad_credentials"
    new = {**desk.user, "password": NEW_PASSWORD}
    assert log_in(there, new, otp=now_code(there, secret)).status_code == 200


# --- getting back in


def test_sec_u3_a_colleague_lets_somebody_back_in_who_then_sets_up_anew(
    there: Installation,
) -> None:
    boss, lost = there.desk("network"), there.user("coordinator")
    set_up(there, boss)
    set_up(there, there.desk())
    made = boss.post(f"/api/users/{lost['id']}/recover", {})
    assert made.status_code == 201 and made.json["user"]["id"] == lost["id"]
    body = {"email": lost["email"], "code": made.json["code"], "password": NEW_PASSWORD}
    client = there.client()
    back = client.post("/api/recover", json=body)
    assert back.status_code == 200 and back.json["user"]["id"] == lost["id"]
    desk = Desk(client, {"X-CSRF-Token": back.json["csrf"]}, {**lost, "password": NEW_PASSWORD})
    assert desk.get("/api/users").json["error"]["code"] == "otp_setup_required"
    set_up(there, desk)
    told = {line["action"] for line in desk.get("/api/audit").json["items"]}
    assert {"recovery_made", "recovery_used", "otp_set"} <= told
    again = there.client().post("/api/recover", json=body)
    assert (again.status_code, again.json["error"]["code"]) == (403, "recovery_invalid")


def test_sec_u5_recovery_answers_alike_for_unknown_accounts_and_is_throttled(
    here: Installation,
) -> None:
    known = {"email": here.user("coordinator")["email"], "password": NEW_PASSWORD, "code": "x"}
    unknown = {**known, "email": "nobody@example.org"}
    first = here.client().post("/api/recover", json=known)
    second = here.client().post("/api/recover", json=unknown)
    assert first.status_code == 403 and first.data == second.data
    codes = [here.client().post("/api/recover", json=known).status_code for _ in range(5)]
    assert codes == [403] * 4 + [429]


def test_sec_u3_a_recovered_password_must_be_a_good_one_and_spends_nothing_before(
    here: Installation,
) -> None:
    user = here.user("coordinator", org=3)
    made = here.desk("network").post(f"/api/users/{user['id']}/recover", {}).json
    body = {"email": user["email"], "code": made["code"], "password": "short"}
    assert here.client().post("/api/recover", json=body).status_code == 422
    body["password"] = NEW_PASSWORD
    assert here.client().post("/api/recover", json=body).status_code == 200


def test_a_volunteer_without_a_password_has_nothing_to_recover(here: Installation) -> None:
    volunteer = here.user("volunteer")
    answer = here.desk().post(f"/api/users/{volunteer['id']}/recover", {})
    assert answer.json["error"]["fields"] == {"user": ["no_password"]}


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://x.y"}])
@pytest.mark.parametrize("path", ["/api/login", "/api/recover", "/api/reauthenticate"])
def test_sec_u4_secrets_are_taken_from_our_own_pages_only(
    here: Installation, header: dict[str, str], path: str
) -> None:
    desk = here.desk()
    answer = desk.client.post(path, json={}, headers={**desk.headers, **header})
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "csrf")


def test_sec_u3_nothing_secret_of_an_account_is_in_the_files(
    there: Installation, tmp_path: Path
) -> None:
    secret, spares = set_up(there, there.desk())
    with there.app.app_context():
        path = Path(str(db.engine.url.database))
    held = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    for text in (secret, *spares, there.user("coordinator")["password"]):
        assert text.encode() not in held
