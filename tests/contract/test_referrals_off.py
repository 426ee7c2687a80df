"""Nobody is referred before the network has confirmed its three papers, and nothing gets lost."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask

from server.domain import audit, charter, held, records, several
from server.domain.answer_links import make
from server.domain.answering import look
from server.domain.errors import AnswerLinkEnded, ReferralsOff
from server.domain.sharing import PAPERS
from server.domain.throttle import Limit
from sync.schema import KINDS

from .network import TestNetwork, TestPhone, Wire

CODE = "ab12cd34e"
NO_LIMIT = Limit("test", 10**6)


@pytest.fixture
def network(app: Flask) -> TestNetwork:
    """One that has confirmed nothing."""
    return TestNetwork(app, referrals=False)


@pytest.fixture
def keeper(network: TestNetwork) -> TestPhone:
    return network.phone("network")


def confirm(keeper: TestPhone, *papers: str, yes: bool = True) -> charter.Charter:
    said = dict.fromkeys(papers or PAPERS, yes)
    return charter.confirm(keeper.who, said, keeper.network.now_ms)


def follow_up(phone: TestPhone, receiver: str) -> list[Wire]:
    """Case, consent, referral and its first step, as a phone writes them together."""
    consent = phone.change(
        "consent",
        {
            "case": CODE,
            "to_org": receiver,
            "scopes/refer": True,
            "basis": "consent",
            "method": "verbal",
            "language": "ar",
            "text_version": "1",
            "given_at": "2026-09-21T10:00:00Z",
        },
    )
    referral = phone.change(
        "referral",
        {
            "case": CODE,
            "from_org": phone.who.org_id,
            "to_org": receiver,
            "referral_type": "legal_advice",
            "reasons/legal": True,
            "urgency": "normal",
            "consent": consent["r"],
            "handover": "self",
        },
    )
    step = phone.change("referral_event", {"referral": referral["r"], "to": "sent", "parents": []})
    return [phone.change("case", {"code": CODE}), consent, referral, step]


def refer(phone: TestPhone, receiver: str) -> tuple[list[Wire], dict[str, Any]]:
    wires = follow_up(phone, receiver)
    return wires, phone.sync(*wires)


def step(phone: TestPhone, referral: str, to: str, parents: list[str], **more: Any) -> str:
    fields = {"referral": referral, "to": to, "parents": parents, **more}
    return phone.verdict("referral_event", fields)


def test_referrals_are_held_until_all_three_papers_are_confirmed_and_then_stored(
    network: TestNetwork, keeper: TestPhone
) -> None:
    phone, receiver = network.phone(), network.phone("handler", org=1)
    wires, reply = refer(phone, network.orgs[1])
    case, *shared = [wire["id"] for wire in wires]
    assert reply["ack"] == [case]
    assert reply["held"] == dict.fromkeys(shared, "not_permitted")
    assert receiver.sees(f"referral/{wires[2]['r']}") is None

    for paper in PAPERS[:-1]:
        confirm(keeper, paper)
        assert phone.sync(*wires)["held"] == dict.fromkeys(shared, "not_permitted")
    assert confirm(keeper, PAPERS[-1]).referrals

    assert sorted(phone.sync(*wires)["ack"]) == sorted([case, *shared])
    assert receiver.sees(f"referral/{wires[2]['r']}") == "full"
    assert held.listed(network.phone("coordinator").who, 1, 50)[1] == 0


def test_the_desk_is_told_why_and_nothing_is_stored(network: TestNetwork) -> None:
    desk = network.phone("coordinator")
    consent = {"case": CODE, "to_org": network.orgs[1], "basis": "consent", "method": "verbal"}
    for kind, fields in (("consent", consent), ("message", {"referral": str(uuid.uuid4())})):
        with pytest.raises(ReferralsOff):
            records.create(desk.who, KINDS[kind], fields, None, network.now_ms)
    assert desk.pull() == set()


def test_a_held_referral_cannot_be_let_in_while_referrals_are_off(network: TestNetwork) -> None:
    desk = network.phone("coordinator")
    refer(network.phone(), network.orgs[1])
    waiting, total = held.listed(desk.who, 1, 50)
    assert total == 3
    for one in waiting:
        with pytest.raises(ReferralsOff):
            held.release(desk.who, one.id)
    assert held.listed(desk.who, 1, 50)[1] == 3


def test_taken_back_nothing_new_is_shared_and_what_ends_a_referral_is_taken(
    network: TestNetwork, keeper: TestPhone
) -> None:
    confirm(keeper)
    phone, desk = network.phone(), network.phone("coordinator")
    receiver = network.phone("handler", org=1)
    wires, reply = refer(phone, network.orgs[1])
    assert len(reply["ack"]) == 4
    consent, referral, sent = (wire["r"] for wire in wires[1:])
    assert not confirm(keeper, "notices", yes=False).referrals

    assert step(receiver, referral, "accepted", [sent]) == "not_permitted"
    assert receiver.verdict("message", {"referral": referral, "text": "x"}) == "not_permitted"
    assert phone.verdict(f"referral/{referral}", {"summary": "more"}) == "not_permitted"
    urgent = several.Wanted("referral", referral, {"summary": "more"}, {})
    outcome = several.write(desk.who, [urgent], network.now_ms)[0]
    assert (outcome.wid, outcome.error) == (None, "referrals_off")

    declined = step(receiver, referral, "declined", [sent], decline_reason="no_capacity")
    assert declined == "ack"
    assert phone.verdict(f"referral/{referral}", {"voided": "mistake"}) == "ack"
    withdrawn = {"consent": consent, "at": "2026-09-21T11:00:00Z", "told_by": "person"}
    assert phone.verdict("consent_withdrawal", withdrawn) == "ack"
    assert receiver.sees(f"referral/{referral}") == "stub"


def test_links_are_neither_made_nor_opened_while_referrals_are_off(
    network: TestNetwork, keeper: TestPhone
) -> None:
    confirm(keeper)
    desk = network.phone("coordinator")
    wires, _reply = refer(desk, network.orgs[1])
    referral = wires[2]["r"]
    made = make(desk.who, referral, 14, network.now_ms)
    look(made.token, "en", (NO_LIMIT,), NO_LIMIT, network.now_ms)
    confirm(keeper, "agreement", yes=False)
    with pytest.raises(AnswerLinkEnded, match="link_ended"):
        look(made.token, "en", (NO_LIMIT,), NO_LIMIT, network.now_ms)
    with pytest.raises(ReferralsOff):
        make(desk.who, referral, 14, network.now_ms)
    confirm(keeper, "agreement")
    look(made.token, "en", (NO_LIMIT,), NO_LIMIT, network.now_ms)


def test_every_phone_learns_of_the_charter_and_nobody_writes_it_by_sync(
    network: TestNetwork, keeper: TestPhone
) -> None:
    path = f"charter/{network.id}"
    for role in ("volunteer", "coordinator", "network"):
        assert network.phone(role).verdict(path, {"agreement": True}) == "not_permitted"
    confirm(keeper)
    for role in ("volunteer", "handler", "coordinator", "network", "admin"):
        assert network.phone(role, org=2).sees(path) == "full"


def test_who_confirmed_is_told_and_kept_in_the_audit(
    network: TestNetwork, keeper: TestPhone
) -> None:
    before = charter.read(keeper.who)
    assert [(one.confirmed, one.by) for one in before.papers] == [(False, None)] * 3
    confirm(keeper, "agreement", "notices")
    network.later(days=1)
    confirm(keeper, "agreement", "notices", "assessment")
    confirm(keeper, "notices", yes=False)
    papers = {one.name: one for one in charter.read(network.phone("coordinator").who).papers}
    assert papers["agreement"].at_ms == network.now_ms - 86_400_000
    assert papers["notices"].at_ms == network.now_ms
    assert {one.by for one in papers.values()} == {"A"}
    assert [papers[name].confirmed for name in PAPERS] == [True, True, False]
    lines, _total = audit.listed(keeper.who, audit.Wanted())
    told = sorted((line.action, line.subject) for line in lines)
    assert told == [
        ("charter_confirmed", "charter/agreement"),
        ("charter_confirmed", "charter/assessment"),
        ("charter_confirmed", "charter/notices"),
        ("charter_taken_back", "charter/notices"),
    ]
    assert {line.user_id for line in lines} == {keeper.who.user_id}
