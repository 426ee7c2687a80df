"""Answering by link over HTTP, as a browser without script does it.

What a link is good for is in `tests/contract/test_answer_links.py`; here are the pages, their
statuses, what they show and what they leave behind.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from .test_referral import Referred, refer, step
from .test_time import DAY_S, move_clock
from .wire import Answer, Wire
from .world import World, canary, utc

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAGES = Path(__file__).parents[2] / "server" / "pages"
LINKS = re.compile(r"http://\S+?/answer/([A-Za-z0-9_-]{43})")
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Visitor:
    """A browser without script, from an address of its own."""

    wire: Wire
    token: str

    @classmethod
    def of(cls, world: World, token: str) -> Visitor:
        number = secrets.randbelow(2**16)
        source = f"127.{64 + number % 64}.{number >> 8}.1"
        return cls(Wire(world.server.base, source), token)

    @property
    def path(self) -> str:
        return f"/answer/{self.token}"

    def open(self, **query: str) -> Answer:
        return self.wire.send("GET", self.path, query=query)

    def form(self, **fields: str) -> dict[str, str]:
        """The fields of the page, filled in."""
        page = self.open()
        assert page.status == 200, str(page)
        return {**dict(HIDDEN.findall(page.body.decode("utf-8"))), **fields}

    def post(self, fields: Mapping[str, str], **headers: str) -> Answer:
        raw = urlencode(fields).encode("ascii")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.wire.send("POST", self.path, raw=raw, headers={**FORM, **named})


@dataclass
class Linked:
    referred: Referred
    sent: str
    link: dict[str, Any]
    visitor: Visitor

    @property
    def routes(self) -> str:
        return f"/api/referrals/{self.referred.referral.removeprefix('referral/')}/links"

    def states(self) -> list[str]:
        listed = self.referred.sender.wire.send("GET", self.routes).json()
        return [line["state"] for line in listed["items"]]


def linked(world: World, referral_type: str = "legal_asylum", org: int = 0) -> Linked:
    """A referral that was sent, with a link made by a phone's token."""
    referred = refer(world, referral_type, org)
    sent = step(referred.sender, referred, "sent")
    record = referred.referral.removeprefix("referral/")
    answer = referred.sender.wire.send("POST", f"/api/referrals/{record}/links", {})
    assert answer.status == 201, str(answer)
    found = LINKS.fullmatch(answer.json()["url"])
    assert found is not None, str(answer)
    return Linked(referred, sent, answer.json(), Visitor.of(world, found[1]))


def text(answer: Answer) -> str:
    return answer.body.decode("utf-8")


def say(name: str, language: str = "en") -> str:
    return str(json.loads((PAGES / f"{language}.json").read_text("utf-8"))[name])


def org_cleared_for(world: World, clearance: str) -> int:
    """The number of a demo organisation, not the receiver, whose coordinator is so cleared."""
    others: list[int] = [0, *range(2, len(world.demo["orgs"]))]
    for org in others:
        desk = world.desk(org)
        users = {user["id"]: user for user in desk.get("/api/users").json()["items"]}
        if clearance in users[desk.user["id"]]["clearances"]:
            return org
    raise AssertionError(f"nobody of the demo network has the clearance {clearance}")


def status_of(world: World, found: Linked) -> str:
    kind, record = found.referred.referral.split("/")
    return str(world.desk().record(kind, record)["fields"]["status"])


def withdraw(found: Linked) -> None:
    sender = found.referred.sender
    sender.create(
        "consent_withdrawal",
        {"consent": found.referred.consent, "at": utc(), "told_by": "person"},
    )
    sender.sync()
    assert (sender.held, sender.drawer) == ({}, {})


def test_sec_h1_the_page_is_kept_by_nobody_and_asks_nobody_else(world: World) -> None:
    page = linked(world).visitor.open()
    assert page.status == 200 and page.headers["content-type"].startswith("text/html")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script" not in policy
    assert "<script" not in text(page) and "style=" not in text(page)
    assert not re.search(r'(src|href|action)="(https?:)?//', text(page)), "a third party is asked"
    assert "set-cookie" not in page.headers


def test_the_page_shows_the_referral_and_nobody_of_the_sender(world: World) -> None:
    found = linked(world)
    shown = text(found.visitor.open())
    code = found.referred.code
    assert found.referred.summary in shown and f"{code[:3]} {code[3:6]} {code[6:]}" in shown
    assert world.demo["orgs"][0]["name"] in shown.replace("&#39;", "'")
    for user in world.demo["users"]:
        assert not re.search(rf"\b{re.escape(user['alias'])}\b", shown), user["alias"]
        assert user["id"] not in shown


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_page_speaks_the_readers_language(world: World, language: str, direction: str) -> None:
    visitor = linked(world).visitor
    asked = visitor.open(language=language)
    preferred = visitor.wire.send(
        "GET", visitor.path, headers={"Accept-Language": f"{language}-XX,en;q=0.5"}
    )
    for page in (asked, preferred):
        assert f'<html lang="{language}" dir="{direction}">' in text(page)
        assert say("answer.to.accepted", language) in text(page).replace("&#39;", "’")


def test_every_language_of_the_pages_says_everything() -> None:
    found = {
        name: json.loads((PAGES / f"{name}.json").read_text("utf-8")) for name in ("en", "fr", "ar")
    }
    places = re.compile(r"{\w+}")
    for name in ("fr", "ar"):
        assert found[name].keys() == found["en"].keys()
        for key, said in found["en"].items():
            assert places.findall(found[name][key]) == places.findall(said), key


def test_an_answer_and_then_the_outcome_by_the_next_link(world: World) -> None:
    found = linked(world)
    note = canary()
    kept = found.visitor.post(found.visitor.form(to="accepted", note=note))
    assert kept.status == 200 and say("kept.title") in text(kept), str(kept)
    assert status_of(world, found) == "accepted"
    (token,) = set(LINKS.findall(text(kept)))
    assert token != found.visitor.token
    assert 'href="?language' not in text(kept), "another language would lose the next link"
    following = Visitor.of(world, token)
    done = following.post(
        following.form(to="completed", reason_completed="service_full", note=note)
    )
    assert done.status == 200 and say("kept.done") in text(done)
    assert status_of(world, found) == "completed"
    assert found.states() == ["used", "used"]
    found.referred.sender.sync()
    steps = [
        cells
        for path, cells in found.referred.sender.cells.items()
        if path.startswith("referral_event/") and note in str(cells)
    ]
    assert len(steps) == 2 and all("link" in str(each) for each in steps)


def test_programs_that_open_links_spend_nothing(world: World) -> None:
    found = linked(world)
    for method in ("GET", "HEAD", "GET", "OPTIONS"):
        found.visitor.wire.send(method, found.visitor.path)
    assert found.states() == ["open"]


def test_a_link_that_was_used_says_so(world: World) -> None:
    found = linked(world)
    assert found.visitor.post(found.visitor.form(to="received")).status == 200
    for again in (found.visitor.open(), found.visitor.post({"to": "accepted", "note": "mine"})):
        assert again.status == 410 and say("ended.used") in text(again)
        assert found.referred.summary not in text(again) and found.referred.code not in text(again)
    assert "mine" in text(again), "what was written can be copied"
    assert status_of(world, found) == "received"


def test_a_form_sent_twice_at_once_makes_one_step(world: World) -> None:
    found = linked(world)
    form = found.visitor.form(to="accepted")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _number: found.visitor.post(form), range(6)))
    assert Counter(answer.status for answer in answers) == {200: 6}
    assert len({tuple(LINKS.findall(text(answer))) for answer in answers}) == 1
    assert sorted(found.states()) == ["open", "used"]


def test_a_forged_link_is_a_missing_one(world: World) -> None:
    ended = linked(world)
    whole = ended.visitor.token
    bodies = set()
    for token in ("x", "x" * 43, whole[:-1], whole.swapcase(), "x" * 600, "%00"):
        visitor = Visitor.of(world, token)
        for answer in (visitor.open(), visitor.post({"to": "accepted"})):
            assert answer.status == 404, f"{token}: {answer}"
            bodies.add(answer.body)
    assert len(bodies) == 1
    assert say("ended.unknown") in bodies.pop().decode("utf-8")


def test_a_revoked_link_is_gone(world: World) -> None:
    found = linked(world)
    wire = found.referred.sender.wire
    answer = wire.send("POST", f"{found.routes}/{found.link['id']}/revoke", {})
    assert (answer.status, answer.json()["state"]) == (200, "revoked")
    page = found.visitor.open()
    assert page.status == 410 and say("ended.revoked") in text(page)
    assert found.referred.summary not in text(page)


def test_a_withdrawn_consent_closes_the_page_at_once(world: World) -> None:
    found = linked(world)
    form = found.visitor.form(to="accepted")
    withdraw(found)
    page = found.visitor.open()
    assert page.status == 403 and say("ended.withdrawn") in text(page)
    assert found.referred.summary not in text(page) and found.referred.code not in text(page)
    kept = found.visitor.post(form)
    assert kept.status == 200 and say("kept.withdrawn") in text(kept)
    assert LINKS.findall(text(kept)) == []


def test_a_cancellation_meanwhile_leaves_both_and_the_page_says_so(world: World) -> None:
    found = linked(world)
    form = found.visitor.form(to="accepted")
    sender = found.referred.sender
    step(sender, found.referred, "cancelled", (found.sent,), cancel_reason="met_elsewhere")
    closed = found.visitor.open()
    assert closed.status == 410 and say("ended.closed") in text(closed)
    kept = found.visitor.post(form)
    assert kept.status == 200
    assert say("kept.review").split("{org}")[1] in text(kept)
    assert status_of(world, found) == "review"
    page = sender.wire.send("POST", found.routes, {})
    assert page.status == 422 and page.json()["error"]["fields"] == {"referral": ["not_open"]}


def test_a_form_that_misses_its_reason_comes_back_filled_in(world: World) -> None:
    found = linked(world)
    note = canary()
    again = found.visitor.post(found.visitor.form(to="declined", note=note))
    assert again.status == 422
    assert note in text(again) and say("answer.reason_wrong") in text(again)
    assert found.states() == ["open"]
    hidden = dict(HIDDEN.findall(text(again)))
    form = {**hidden, "to": "declined", "reason_declined": "no_capacity"}
    assert found.visitor.post(form).status == 200
    assert status_of(world, found) == "declined"


def test_what_is_written_is_text_and_nothing_else(world: World) -> None:
    found = linked(world)
    again = found.visitor.post(found.visitor.form(to="declined", note="<b>\"'&</textarea>"))
    assert "<b>" not in text(again) and "&lt;b&gt;" in text(again)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 200),
        ({}, 200),
    ],
)
def test_sec_u4_a_form_of_another_site_is_refused(
    world: World, headers: dict[str, str], expected: int
) -> None:
    found = linked(world)
    assert found.visitor.post(found.visitor.form(to="received"), **headers).status == expected
    assert found.states()[-1] == ("used" if expected == 200 else "open")


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        (b"to=accepted&note=" + b"x" * 20_000, FORM["Content-Type"], 413),
        (b"&".join(b"a%d=1" % number for number in range(50)), FORM["Content-Type"], 400),
        (b"note=%ff", FORM["Content-Type"], 400),
        (b"\xff\xfe", FORM["Content-Type"], 400),
        (b"{}", "application/json", 415),
        (b"", FORM["Content-Type"], 422),
        (b"to=accepted&note=a%00b", FORM["Content-Type"], 422),
    ],
)
def test_a_broken_form_changes_nothing_and_is_answered_in_words(
    world: World, raw: bytes, kind: str, expected: int
) -> None:
    found = linked(world)
    headers = {"Content-Type": kind}
    answer = found.visitor.wire.send("POST", found.visitor.path, raw=raw, headers=headers)
    assert answer.status == expected, str(answer)
    assert answer.headers["content-type"].startswith("text/html")
    assert found.states() == ["open"]


def test_sec_u5_a_thousand_guesses_are_stopped(world: World) -> None:
    wire = Wire(world.server.base, "127.63.1.1")
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(
                lambda _number: wire.send("GET", f"/answer/{secrets.token_urlsafe(32)}"),
                range(1000),
            )
        )
    found = Counter(answer.status for answer in answers)
    assert found == {404: 20, 429: 980}
    throttled = next(answer for answer in answers if answer.status == 429)
    assert throttled.headers["retry-after"] and say("ended.throttled") in text(throttled)


def test_who_may_make_a_link_may_not_be_told_of_foreign_referrals(world: World) -> None:
    found = linked(world)
    missing = f"/api/referrals/{secrets.token_hex(4)}-0000-4000-8000-{secrets.token_hex(6)}/links"
    stranger, receiver = world.phone(org=2, role="coordinator"), found.referred.receiver
    for path in (found.routes, f"{found.routes}/{found.link['id']}/revoke"):
        foreign, nothing = (stranger.wire.send("POST", each, {}) for each in (path, missing))
        assert (foreign.status, foreign.body) == (404, nothing.body)
        assert receiver.wire.send("POST", path, {}).status == 403
    assert stranger.wire.send("GET", found.routes).status == 404
    assert found.states() == ["open"]
    for days in (0, 61, "x", 1.5, True):
        answer = found.referred.sender.wire.send("POST", found.routes, {"days": days})
        assert answer.status == 422, f"{days}: {answer}"


def test_a_restricted_referral_is_told_by_its_codes_where_the_consent_says_no_more(
    world: World,
) -> None:
    cleared = org_cleared_for(world, "health")
    found = linked(world, "health_primary", cleared)
    shown = text(found.visitor.open())
    assert found.referred.summary not in shown and say("answer.no_summary") in shown
    trail = world.desk(cleared).get("/api/audit", per_page=200).json()["items"]
    about = [line["reason"] for line in trail if line["action"] == "link_read"]
    assert f"link/{found.link['id']}" in about


def test_sec_h6_no_log_holds_a_link_or_what_was_written(world: World) -> None:
    found = linked(world)
    note = canary()
    visitor = found.visitor
    kept = visitor.post(visitor.form(to="accepted", note=note))
    visitor.open()
    visitor.post({"to": "accepted", "note": note})
    visitor.wire.send("POST", visitor.path, raw=b"{}")
    visitor.wire.send("PUT", visitor.path, raw=b"{}")
    visitor.wire.send_and_hang_up(visitor.path, b"to=accepted&note=" + note.encode(), 5)
    written = world.server.log.read_bytes()
    for secret in (visitor.token, *LINKS.findall(text(kept)), note, found.referred.summary):
        assert secret.encode() not in written


def test_a_late_answer_finds_a_page_that_says_so(own_world: World) -> None:
    found = linked(own_world)
    form = found.visitor.form(to="accepted", note="on Tuesday")
    move_clock(own_world, 15 * DAY_S)
    for late in (found.visitor.open(), found.visitor.post(form)):
        assert late.status == 410 and say("ended.expired") in text(late)
    assert "on Tuesday" in text(late), "what was written can be copied"
    assert found.states() == ["expired"]
