"""SEC-H1: the headers of every answer: of each route, method and error, and behind a proxy."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.api.headers import is_api

from .conftest import Client, Desk, Installation, install

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
API = "default-src 'none'; frame-ancestors 'none'"
# Nothing of a page may come from elsewhere, be written into it, or be sent elsewhere.
NEVER = re.compile(r"unsafe-inline|unsafe-eval|\*|https?:|'strict-dynamic'")
BODIES: tuple[dict[str, Any], ...] = ({}, {"json": {}}, {"data": b"\xff", "content_type": "x/y"})
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")


def fill(rule: str) -> str:
    known = rule.replace("<kind>", "activity")
    return re.sub("<[^>]*>", str(uuid.uuid4()), re.sub("<any[^>]*>", "services", known))


def paths(app: Flask) -> list[str]:
    known = sorted({fill(rule.rule) for rule in app.url_map.iter_rules()})
    return [
        *known,
        "/api",
        "/api/nothing",
        "/api//me",
        "/hsds/nothing",
        "/nothing",
        "/desk",
        "/%00",
    ]


def check(path: str, answer: Any) -> None:
    headers = answer.headers
    assert {name: headers.get(name) for name in COMMON} == COMMON, path
    assert "geolocation=()" in headers["Permissions-Policy"], path
    assert not [name for name, _value in headers if name.startswith("Access-Control")], path
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'"), path
    assert "frame-ancestors 'none'" in policy and not NEVER.search(_but_wasm(policy)), path
    if not is_api(path):
        return
    if path != "/api/docs":
        assert policy == API, path
    if not (path.startswith("/hsds/") and answer.status_code in (200, 304)):
        assert headers["Cache-Control"] == "no-store", path


def _but_wasm(policy: str) -> str:
    return policy.replace("'wasm-unsafe-eval'", "")


def answers(app: Flask, asking: list[Client | Desk]) -> Iterator[tuple[str, Any]]:
    for path in paths(app):
        for method in METHODS:
            for who in asking:
                client = who.client if isinstance(who, Desk) else who
                headers = who.headers if isinstance(who, Desk) else {}
                if path == "/api/logout":
                    headers = {}
                for options in BODIES:
                    asked = {"method": method, "headers": headers, "buffered": True}
                    yield path, client.open(path, **asked, **options)


def test_sec_h1_every_answer_of_every_route_carries_the_headers(here: Installation) -> None:
    statuses: Counter[int] = Counter()
    for path, answer in answers(here.app, [here.client(), here.desk()]):
        check(path, answer)
        statuses[answer.status_code] += 1
    assert {200, 400, 401, 403, 404, 405, 415, 422} <= set(statuses), statuses
    assert statuses.total() > 2000


def test_sec_h1_unchanged_throttled_and_too_large_answers_carry_them_too(
    here: Installation,
) -> None:
    desk = here.desk()
    first = desk.get("/api/records/activity")
    unchanged = desk.client.get(
        "/api/records/activity", headers={"If-None-Match": first.headers["ETag"]}
    )
    guesses = here.client()
    body = {"email": "nobody@example.org", "password": "x"}
    throttled = [guesses.post("/api/login", json=body) for _ in range(6)][-1]
    large = here.client().post("/api/login", data=b"x" * 100_000, content_type="application/json")
    found = [(304, unchanged), (429, throttled), (413, large)]
    for status, answer in found:
        assert answer.status_code == status
        check("/api/login", answer)


def test_sec_h1_a_mistake_of_ours_carries_them_too(
    here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    desk = here.desk()
    monkeypatch.setattr("server.domain.accounts.listed", fail)
    answer = desk.get("/api/users")
    assert answer.status_code == 500
    check("/api/users", answer)


@pytest.fixture
def proxied(tmp_path: Path) -> Client:
    return Client(install(tmp_path, proxies=1, demo=False, public_url="https://maraude.example"))


FORWARDED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "maraude.example",
}


def test_sec_h1_behind_the_proxy_the_headers_are_the_same(proxied: Client) -> None:
    for path, answer in answers(proxied.application, [proxied]):
        check(path, answer)
    for path in ("/", "/desk", "/api/me", "/api/nothing", "/healthz", "/hsds/", "/directory"):
        check(path, proxied.get(path, headers=FORWARDED))


def test_sec_h1_behind_the_proxy_it_is_known_who_asks_and_how(proxied: Client) -> None:
    body = {"email": "a@example.org", "password": "x"}
    plain = proxied.post("/api/login", json=body, base_url="http://maraude.example")
    assert (plain.status_code, plain.json["error"]["code"]) == (403, "insecure_transport")
    secure = proxied.post("/api/login", json=body, headers=FORWARDED)
    assert (secure.status_code, secure.json["error"]["code"]) == (401, "bad_credentials")
    # What a client says of itself before the proxy adds its own word does not count.
    forged = FORWARDED | {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}
    assert proxied.get("/metrics", headers=forged).status_code == 404


def test_sec_h1_without_a_proxy_nobody_says_where_they_come_from(tmp_path: Path) -> None:
    alone = Client(install(tmp_path, demo=False))
    body = {"email": "a@example.org", "password": "x"}
    told = alone.post("/api/login", json=body, headers=FORWARDED, base_url="http://maraude.example")
    assert (told.status_code, told.json["error"]["code"]) == (403, "insecure_transport")
