"""A case and what hangs on it: who sees how much of it, as other records decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from .phone import ScriptedPhone
from .world import World, canary, case_code, utc

STUB = {"case", "from_org", "to_org", "referral_type", "urgency", "status"}
ENVELOPE = {"author", "made_at", "visibility", "voided", "queried"}


@dataclass
class Referred:
    """A case of organisation 0 referred to organisation 1, and the phones of both sides."""

    sender: ScriptedPhone
    receiver: ScriptedPhone
    code: str
    case: str
    consent: str
    referral: str
    summary: str


def refer(
    world: World, referral_type: str, org: int = 0, scopes: Sequence[str] = ("refer",)
) -> Referred:
    """A person followed up by organisation `org`, referred to the second one."""
    sender = world.phone(org, role="coordinator")
    receiver = world.phone(org=1, role="coordinator")
    code, summary = case_code(), canary()
    case = sender.create("case", {"code": code, "language": "ar"})
    agreed: dict[str, Any] = {"basis": "self", "method": "spoken", "language": "ar"}
    to = {"case": code, "to_org": world.org(1)}
    agreed |= {"text_version": "1", **{f"scopes/{scope}": True for scope in scopes}}
    consent = sender.create("consent", {**to, "given_at": utc(), **agreed})
    asked = {"referral_type": referral_type, "reasons/outside_scope": True, "urgency": "normal"}
    more = {"consent": consent, "handover": "person_goes", "summary": summary}
    referral = sender.create("referral", {**to, "from_org": world.org(org), **asked, **more})
    for phone in (sender, receiver):
        phone.sync()
    assert (sender.held, sender.drawer) == ({}, {})
    return Referred(
        sender, receiver, code, f"case/{case}", consent, f"referral/{referral}", summary
    )


def step(
    phone: ScriptedPhone, referred: Referred, to: str, parents: tuple[str, ...] = (), **more: str
) -> str:
    """One step of the referral's workflow, after others; gives its id."""
    record = referred.referral.removeprefix("referral/")
    named = {"referral": record, "to": to, "parents": list(parents), "source": "app"}
    event = phone.create("referral_event", {**named, **more})
    phone.sync()
    assert (phone.held, phone.drawer) == ({}, {})
    return event


def test_a_case_enters_the_receivers_scope_with_its_referral(world: World) -> None:
    volunteer = world.phone(org=1)
    referred = refer(world, "legal_asylum")
    receiver = referred.receiver
    assert receiver.values(referred.case, "code") == [referred.code]
    assert receiver.values(referred.referral, "summary") == [referred.summary]
    assert f"consent/{referred.consent}" in receiver.cells
    volunteer.sync()
    for path in (referred.case, referred.referral):
        assert path not in volunteer.cells and path not in volunteer.stubs


@pytest.mark.parametrize("referral_type", ["health_primary"])
def test_a_restricted_referral_is_a_stub_that_follows_its_status(
    world: World, referral_type: str
) -> None:
    referred = refer(world, referral_type)
    for phone in (referred.sender, referred.receiver):
        phone.sync()
        assert referred.referral not in phone.cells
        stub = phone.stubs[referred.referral]
        assert set(stub) <= STUB | ENVELOPE
        assert (stub["case"], stub["to_org"]) == (referred.code, world.org(1))
        assert stub["visibility"] == "health"
    sent = step(referred.sender, referred, "sent")
    before = referred.sender.stubs[referred.referral]["status"]
    step(referred.receiver, referred, "received", (sent,))
    referred.sender.sync()
    after = referred.sender.stubs[referred.referral]["status"]
    assert (before, after) == ("sent", "received")


def test_a_withdrawn_consent_closes_the_content_to_the_receiver(world: World) -> None:
    referred = refer(world, "legal_asylum")
    sender, receiver = referred.sender, referred.receiver
    told = {"consent": referred.consent, "at": utc(), "told_by": "person"}
    sender.create("consent_withdrawal", told)
    sender.sync()
    assert (sender.held, sender.drawer) == ({}, {})
    answer = receiver.post(receiver.request())
    assert referred.summary.encode() not in answer.body
    receiver.sync()
    assert referred.referral not in receiver.cells, "the content stayed with the receiver"
    assert referred.referral in receiver.stubs, "the line stays"
    assert sender.values(referred.referral, "summary") == [referred.summary]
    wanted = receiver.post(receiver.request(want=[referred.referral, referred.case]))
    assert referred.summary.encode() not in wanted.body
    page = world.desk(1).get(f"/api/records/{referred.referral}")
    assert referred.summary.encode() not in page.body


def test_a_deleted_restricted_record_is_gone_for_who_had_its_stub(world: World) -> None:
    author, coordinator = world.phone(), world.phone(role="coordinator")
    path = f"contact/{author.create('contact', world.contact(minor_status='unaccompanied'))}"
    wids = list(author.outbox)
    for phone in (author, coordinator):
        phone.sync()
        assert path in phone.stubs
    coordinator.write("contact", path.removeprefix("contact/"), {"$gone": wids})
    for phone in (coordinator, author):
        assert path in phone.sync()[0]["gone"]
        assert path not in phone.stubs
    assert coordinator.held == {}


def test_a_message_reaches_both_parties_and_nobody_else(world: World) -> None:
    referred = refer(world, "legal_asylum")
    text = canary()
    record = referred.referral.removeprefix("referral/")
    message = referred.receiver.create("message", {"referral": record, "text": text})
    referred.receiver.sync()
    referred.sender.sync()
    assert referred.sender.values(f"message/{message}", "text") == [text]
    for other in (world.phone(org=2, role="coordinator"), world.phone(), world.phone(org=1)):
        assert text not in str(other.sync())
