"""What holds behind the web server of docs/running.md, for whoever comes from outside."""

from __future__ import annotations

import gzip
import json
import re
import ssl
import uuid

import pytest

from tests.api.phone import ScriptedPhone, change
from tests.api.wire import NoAnswer

from .conftest import EMAIL, PASSWORD
from .installation import Installation, ask

ONCE = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "cache-control",
)
MANY = {"set-cookie", "vary"}


def volunteer(installation: Installation) -> str:
    """A new person's invite, by the commands."""
    name = f"Mo {uuid.uuid4().hex[:6]}"
    added = installation.command(
        "user", "add", "--org", "soup", "--alias", name, "--role", "volunteer"
    )
    return installation.command("invite", added.strip()).strip().splitlines()[-1]


def joined(installation: Installation) -> ScriptedPhone:
    phone = ScriptedPhone(installation.through())
    assert phone.enrol(volunteer(installation)).status == 201
    return phone


def test_only_a_client_that_trusts_the_certificate_gets_in(installation: Installation) -> None:
    assert installation.get("/healthz").version in ("TLSv1.2", "TLSv1.3")
    with pytest.raises(NoAnswer, match="certificate verify failed"):
        ask(installation.site, "GET", "/healthz", trust=ssl.create_default_context())


def test_plain_http_is_sent_to_https(installation: Installation) -> None:
    plain = ask(f"http://localhost:{installation.http_port}", "GET", "/desk?x=1")
    assert plain.status == 308
    # Where Caddy listens on the port of https itself, as on a server, no port is named.
    assert plain.one("location") in ("https://localhost/desk?x=1", f"{installation.site}/desk?x=1")


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/api/me", "/api/nothing", "/directory", "/healthz"]
)
def test_each_security_header_comes_once(installation: Installation, path: str) -> None:
    reply = installation.get(path)
    names = [name for name, _value in reply.lines if name not in MANY]
    assert len(names) == len(set(names)), reply.lines
    assert set(ONCE) <= set(names), set(ONCE) - set(names)
    assert "gunicorn" not in str(reply.lines)


def test_a_coordinator_signs_in_and_the_cookie_stays_with_https(installation: Installation) -> None:
    body = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
    headers = {"Content-Type": "application/json", "Origin": installation.site}
    reply = ask(installation.site, "POST", "/api/login", body, headers, installation.trust)
    assert reply.status == 200, reply.body
    cookie = reply.one("set-cookie")
    assert cookie.startswith("__Host-maraude=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie, cookie
    other = {**headers, "Origin": "https://elsewhere.example.org"}
    assert (
        ask(installation.site, "POST", "/api/login", body, other, installation.trust).status == 403
    )


def test_an_invite_begins_with_the_address_of_the_site(installation: Installation) -> None:
    added = installation.command(
        "user", "add", "--org", "soup", "--alias", "Lou", "--role", "volunteer"
    )
    shown = installation.attempt("invite", added.strip()).stderr
    assert installation.site in shown or "localhost" not in shown


def test_a_phone_syncs_with_a_packed_body_and_gets_a_packed_answer(
    installation: Installation,
) -> None:
    phone, other = joined(installation), joined(installation)
    org = phone.identity["user"]["org"]
    made = [
        change(
            "activity",
            str(uuid.uuid4()),
            {
                "org": org,
                "site": str(uuid.uuid4()),
                "service_type": "food.hot_meal",
                "started_at": "2026-11-27T19:00:00Z",
                "quantity": number,
                "unit": "portion",
            },
        )
        for number in range(1, 41)
    ]
    wire = {"v": 1, "schema": 1, "t": 1, "cursor": None, "limit": 500, "push": made, "want": []}
    headers = {
        **phone.wire.headers,
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Accept-Encoding": "gzip",
    }
    packed = gzip.compress(json.dumps(wire).encode())
    reply = ask(installation.site, "POST", "/api/sync", packed, headers, installation.trust)
    assert reply.status == 200, reply.body
    assert reply.one("content-encoding") == "gzip"
    told = json.loads(gzip.decompress(reply.body))
    assert sorted(told["ack"]) == sorted(one["id"] for one in made)
    other.sync()
    assert {f"activity/{one['r']}" for one in made} <= other.cells.keys()


def test_guessing_is_counted_by_the_callers_own_address_whatever_they_claim(
    installation: Installation,
) -> None:
    guesser, claims = installation.through("127.5.1.1"), 0
    for _attempt in range(25):
        claims += 1
        claimed = {"X-Forwarded-For": f"10.{claims}.1.1", "X-Real-IP": f"10.{claims}.1.1"}
        answer = guesser.send("POST", "/api/enrol/look", {"code": "0000000000"}, headers=claimed)
        if answer.status == 429:
            break
    assert answer.status == 429
    assert claims == 21
    neighbour = installation.through("127.5.1.9")
    assert neighbour.send("POST", "/api/enrol/look", {"code": "0000000000"}).status == 429
    stranger = installation.through("127.6.1.1")
    assert stranger.send("POST", "/api/enrol/look", {"code": "0000000000"}).status == 403


def test_files_come_packed_and_are_kept_as_long_as_they_should_be(
    installation: Installation,
) -> None:
    page = installation.get("/", Accept_Encoding="br")
    assert (page.status, page.one("content-encoding")) == (200, "br")
    assert page.one("cache-control") == "no-cache"
    again = installation.get("/", Accept_Encoding="br", If_None_Match=page.one("etag"))
    assert (again.status, again.body) == (304, b"")
    plain = installation.get("/")
    [asset, *_others] = re.findall(r"/(assets/[^\"]+\.js)", plain.body.decode())
    script = installation.get(f"/{asset}", Accept_Encoding="br")
    assert script.one("content-encoding") == "br"
    assert script.one("cache-control") == "public, max-age=31536000, immutable"
    worker = installation.get("/sw.js")
    assert (worker.status, worker.one("cache-control")) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["/metrics", "/metrics/", "//metrics", "/metrics?x=1", "/%6detrics"]
)
def test_counts_are_not_for_outside(installation: Installation, path: str) -> None:
    reply = installation.get(path)
    assert reply.status == 404
    assert b"maraude_" not in reply.body
    assert ask(installation.base, "GET", "/metrics").status == 200


@pytest.mark.parametrize("size", [2, 13], ids=lambda size: f"{size}MB")
def test_what_is_too_large_is_refused(installation: Installation, size: int) -> None:
    phone = joined(installation)
    raw = b'"' + b"x" * (size * 1_000_000) + b'"'
    headers = {**phone.wire.headers, "Content-Type": "application/json"}
    try:
        reply = ask(installation.site, "POST", "/api/sync", raw, headers, installation.trust)
    except NoAnswer:
        # The answer was there before the body was: whoever goes on sending is cut off.
        assert size > 2
    else:
        assert reply.status == 413
    assert phone.wire.send("GET", "/api/me").status == 200


def test_new_code_is_taken_without_a_pause(installation: Installation) -> None:
    before = set(installation.processes())
    installation.reload()
    statuses = set()
    for _request in range(200):
        statuses.add(installation.get("/readyz").status)
        if not before & set(installation.processes()) - {min(before)}:
            break
    assert statuses == {200}


def test_no_log_knows_who_asked_for_what(installation: Installation) -> None:
    secret = uuid.uuid4().hex
    caller = installation.through("127.7.77.177")
    caller.send("GET", f"/answer/{secret}")
    caller.send("GET", "/api/records/activity", query={"q": secret})
    installation.stop()
    try:
        down = ask(
            installation.site,
            "GET",
            f"/answer/{secret}",
            headers={"Cookie": secret},
            trust=installation.trust,
            source="127.7.77.177",
        )
        assert down.status == 502
    finally:
        installation.start()
    assert installation.get("/readyz").status == 200
    for log in (installation.log, installation.web_log):
        written = log.read_text("utf-8")
        assert secret not in written, log.name
        assert "127.7.77.177" not in written, log.name
