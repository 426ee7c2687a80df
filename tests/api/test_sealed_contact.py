"""How to reach a referred person: told to one side of one referral, at a desk, with a proof."""

from __future__ import annotations

import uuid

import pytest

from tests.sealing import seal_field

from .test_access import EVERYBODY, Caller, enrolled, signed_in
from .test_referral import Referred, refer, step
from .wire import Answer
from .world import World, canary

ALLOWED = {("coordinator", 1, "session"), ("handler", 1, "session")}


def contact_in(world: World, referral_type: str = "legal_asylum") -> tuple[Referred, str]:
    """A referral from organisation 0 to organisation 1 with a contact, and what is in it."""
    text = canary()
    referred = refer(world, referral_type, scopes=("refer", "contact_details"))
    sender, record = referred.sender, path_of(referred).split("/")[3]
    told = sender.wire.send("GET", "/api/me").json()
    at = {"network": told["network"]["id"], "record": record, "place": "referral.sealed_contact"}
    sender.write("referral", record, {"sealed_contact": seal_field(text, to=told["sealing"], **at)})
    sender.sync()
    assert (sender.held, sender.drawer) == ({}, {})
    return referred, text


def path_of(referred: Referred) -> str:
    return f"/api/referrals/{referred.referral.partition('/')[2]}/contact"


def told_of(answer: Answer) -> tuple[int, bytes]:
    return answer.status, answer.body


@pytest.fixture(scope="module")
def callers(world: World) -> list[tuple[int, Caller]]:
    """One of each role in three organisations, at a phone and at a browser."""
    keeper = world.new_desk(0)
    director = world.users(0, "network")[0]
    assert keeper.login(director["email"], director["password"]).status == 200
    found = []
    for org in range(3):
        for role in sorted(EVERYBODY):
            phone = enrolled(world, keeper, org, role)
            found.append((org, Caller(role, "token", phone.wire)))
            found.append((org, signed_in(world, keeper, org, role, "session")))
    return found


@pytest.mark.parametrize("referral_type", ["legal_asylum", "health_primary"])
def test_sec_u7_it_is_opened_at_the_receivers_desk_and_nowhere_else(
    world: World, callers: list[tuple[int, Caller]], referral_type: str
) -> None:
    """None of these is cleared: of a restricted referral nobody opens it."""
    referred, text = contact_in(world, referral_type)
    missing = f"/api/referrals/{uuid.uuid4()}/contact"
    let_in = set()
    for org, caller in callers:
        answer = caller.ask("POST", path_of(referred), {})
        if answer.status == 200:
            assert answer.json() == {"contact": text}
            assert answer.headers["cache-control"] == "no-store"
            let_in.add((caller.role, org, caller.by))
        else:
            assert told_of(answer) == told_of(caller.ask("POST", missing, {})), (org, caller)
            assert text.encode() not in answer.body
    assert let_in == (ALLOWED if referral_type == "legal_asylum" else set())


def test_a_withdrawal_closes_it_at_once_and_the_answer_link_never_has_it(world: World) -> None:
    referred, text = contact_in(world)
    desk = world.new_desk(1)
    assert desk.change("POST", path_of(referred), {}).json() == {"contact": text}
    step(referred.sender, referred, "sent")
    links = path_of(referred).replace("/contact", "/links")
    url = world.new_desk(0).change("POST", links, {}).json()["url"]
    page = world.server.wire().send("GET", url[url.index("/answer/") :])
    assert page.status == 200 and text.encode() not in page.body
    told = {"consent": referred.consent, "told_by": "person"}
    referred.sender.create("consent_withdrawal", {**told, "at": "2026-11-01T10:00:00Z"})
    referred.sender.sync()
    closed = desk.change("POST", path_of(referred), {})
    missing = desk.change("POST", f"/api/referrals/{uuid.uuid4()}/contact", {})
    assert told_of(closed) == told_of(missing)
    assert closed.status == 404
    log = world.server.log.read_text("utf-8")
    assert text not in log


def test_a_page_tells_the_receiver_alone_whether_it_may_be_opened(world: World) -> None:
    referred, _text = contact_in(world)
    page = path_of(referred).replace("/referrals/", "/records/referral/").removesuffix("/contact")
    told = [world.new_desk(org).get(page).json().get("contact_open") for org in (0, 1)]
    assert told == [None, True]
    back = {"consent": referred.consent, "told_by": "person", "scopes/contact_details": True}
    referred.sender.create("consent_withdrawal", {**back, "at": "2026-11-01T10:00:00Z"})
    referred.sender.sync()
    told = [world.new_desk(org).get(page).json().get("contact_open") for org in (0, 1)]
    assert told == [None, False]
    plain = refer(world, "legal_asylum", scopes=("refer", "contact_details"))
    other = page.replace(referred.referral.partition("/")[2], plain.referral.partition("/")[2])
    assert "contact_open" not in world.new_desk(1).get(other).json()
