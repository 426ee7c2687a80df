"""SEC-U5: limits on guessing passwords and codes."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest

from server.domain import throttle
from server.domain.secrets import hash_password, is_password
from server.domain.throttle import RELAY_MAX, address_block

from .conftest import Installation


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::5", "2001:db8:1:200::/56"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("a socket", "a socket"),
    ],
)
def test_sec_u5_an_address_counts_with_its_whole_block(address: str, block: str) -> None:
    assert address_block(address) == block


def guess(here: Installation, email: str, password: str = "wrong") -> Any:
    return here.client().post("/api/login", json={"email": email, "password": password})


def test_sec_u5_the_sixth_guess_at_an_account_is_refused_wherever_it_comes_from(
    here: Installation,
) -> None:
    user = here.user("coordinator")
    codes = [guess(here, user["email"]).json["error"]["code"] for _ in range(5)]
    assert codes == ["bad_credentials"] * 5
    refused = guess(here, user["email"].upper(), user["password"])
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    here.pass_time(15.1)
    assert guess(here, user["email"], user["password"]).status_code == 200


def test_sec_u5_unknown_accounts_have_the_same_answers(here: Installation) -> None:
    known, unknown = here.user("coordinator")["email"], "nobody@nowhere.example"
    for _ in range(6):
        one, other = guess(here, known), guess(here, unknown)
        assert (one.status_code, one.data) == (other.status_code, other.data)
    assert other.status_code == 429


def test_sec_u5_unknown_accounts_take_the_same_time() -> None:
    kept = hash_password("a password of some length")

    def seconds(password_hash: str | None) -> float:
        begun = time.process_time()  # of this process alone, whatever else the machine does
        assert not is_password("wrong", password_hash)
        return time.process_time() - begun

    pairs = [(seconds(kept), seconds(None)) for _ in range(7)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_sec_u5_a_success_forgives_the_account(here: Installation) -> None:
    user = here.user("coordinator")
    for _ in range(3):
        for _ in range(4):
            assert guess(here, user["email"]).status_code == 401
        assert guess(here, user["email"], user["password"]).status_code == 200


def test_sec_u5_the_21st_guess_from_an_address_is_refused_its_neighbours_too(
    here: Installation,
) -> None:
    client, user = here.client(), here.user("coordinator")
    for number in range(20):
        body = {"email": f"{number}@nowhere.example", "password": "wrong"}
        assert client.post("/api/login", json=body).status_code == 401
    right = {"email": user["email"], "password": user["password"]}
    client.environ_base["REMOTE_ADDR"] = client.environ_base["REMOTE_ADDR"].replace(".9", ".200")
    assert client.post("/api/login", json=right).status_code == 429
    assert here.client().post("/api/login", json=right).status_code == 200


def test_sec_u1_guessing_codes_is_throttled_by_address(here: Installation) -> None:
    client = here.client()
    statuses = [
        client.post(path, json={"code": "0123456789"}).status_code
        for _ in range(11)
        for path in ("/api/enrol", "/api/enrol/look")
    ]
    assert statuses == [403] * 20 + [429] * 2


def test_requests_that_are_no_guess_are_not_counted(here: Installation) -> None:
    client = here.client()
    for _ in range(30):
        assert client.post("/api/enrol", json={"code": 7}).status_code == 422
    code = here.user("volunteer")["invite"]
    assert client.post("/api/enrol/look", json={"code": code}).status_code == 200


def test_envelopes_of_nobody_known_are_limited_for_an_address_and_stop_nothing_else(
    here: Installation,
) -> None:
    client = here.client()

    def hand_in(of: Any) -> Any:
        return of.post("/api/relay", json={"sealed": []})

    assert [hand_in(client).status_code for _ in range(RELAY_MAX)] == [200] * RELAY_MAX
    refused = hand_in(client)
    assert (refused.status_code, refused.json["error"]["code"]) == (429, "throttled")
    assert hand_in(here.client()).status_code == 200
    user = here.user("coordinator")
    body = {"email": user["email"], "password": user["password"]}
    assert client.post("/api/login", json=body).status_code == 200
    here.pass_time(15.1)
    assert hand_in(client).status_code == 200


def test_sec_u5_what_is_public_is_read_generously_and_not_without_end(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.user("coordinator")
    monkeypatch.setattr(throttle, "PUBLIC_MAX", 4)
    reader, other = here.client(), here.client()
    asked = ("/hsds/", "/hsds/services", "/directory", "/directory?language=fr")
    assert [reader.get(path).status_code for path in asked] == [200] * 4
    for path in (*asked, "/directory.css"):
        refused = reader.get(path)
        assert (refused.status_code, refused.json["error"]["code"]) == (429, "throttled")
        assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert other.get("/directory").status_code == 200, "of another block"
    assert reader.get("/healthz").status_code == 200
    here.pass_time(15.1)
    assert reader.get("/hsds/services").status_code == 200
