"""How to reach a referred person, on both databases: who has it opened, until when, and that it
is nowhere in clear. Points 120 to 122 of `docs/protocol.md`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from server.domain import audit, erasure, export, listing, records, sealed_contact, sealing
from server.domain.audit import Wanted
from server.domain.errors import ContactClosed, ContactUnreadable, NotFound
from server.domain.query import Asked
from server.settings import settings
from server.store.keyring import KeyRing
from sync.ids import case_check
from sync.schema import KINDS
from tests.sealing import bytes_of, seal_field, text_of

from .network import TestNetwork, TestPhone
from .relayed import everything
from .test_at_rest import canary, is_there

PLACE = "referral.sealed_contact"


Make = Callable[[TestNetwork, str], str]


def sealed(text: str, **over: str) -> Make:
    """What a phone makes of a text for a referral of this id."""

    def make(network: TestNetwork, referral: str) -> str:
        at = {"network": network.id, "record": referral, "place": PLACE, **over}
        return seal_field(text, to=sealing.public(network.now_ms), **at)

    return make


@dataclass
class Reached:
    """A referral of the first organisation to the second, with a contact in it."""

    network: TestNetwork
    sender: TestPhone
    receiver: TestPhone
    code: str
    consent: str
    id: str
    text: str

    @classmethod
    def new(
        cls,
        network: TestNetwork,
        *,
        scopes: Iterable[str] = ("refer", "contact_details"),
        contact: Make | None = None,
        text: str | None = None,
        clearances: Iterable[str] = (),
        **over: Any,
    ) -> Reached:
        sender = network.phone("coordinator", clearances=clearances)
        receiver = network.phone("handler", org=1, clearances=clearances)
        body, text = uuid.uuid4().hex[:8], text or canary()
        code, referral = body + case_check(body), str(uuid.uuid4())
        to_org = receiver.who.org_id
        sender.create("case", {"code": code})
        agreed = {"case": code, "to_org": to_org, "basis": "self"}
        given = {f"scopes/{scope}": True for scope in scopes}
        consent = sender.create("consent", {**agreed, **given}).partition("/")[2]
        fields = {"case": code, "from_org": sender.who.org_id, "to_org": to_org, "consent": consent}
        fields |= {"org": sender.who.org_id, "referral_type": "legal_asylum"}
        fields |= {"urgency": "normal", "handover": "sealed_contact"}
        fields["sealed_contact"] = (contact or sealed(text))(network, referral)
        sender.write(f"referral/{referral}", {**fields, **over})
        return cls(network, sender, receiver, code, consent, referral, text)

    def open(self, phone: TestPhone | None = None) -> str:
        who = (phone or self.receiver).who
        return sealed_contact.opened(who, self.id, self.network.now_ms)

    def withdraw(self, *scopes: str, by: TestPhone | None = None) -> str:
        told = {"consent": self.consent, "told_by": "person"}
        return (by or self.sender).create(
            "consent_withdrawal", {**told, **{f"scopes/{scope}": True for scope in scopes}}
        )


def test_who_follows_up_at_the_receiver_opens_it(network: TestNetwork) -> None:
    reached = Reached.new(network)
    for role in ("handler", "coordinator"):
        assert reached.open(network.phone(role, org=1)) == reached.text


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "handler", "network", "admin"])
def test_nobody_else_learns_that_there_is_one(network: TestNetwork, role: str) -> None:
    reached = Reached.new(network)
    others = [network.phone(role, org=org) for org in (0, 2)]
    others += [reached.sender, *([network.phone(role, org=1)] if role == "volunteer" else [])]
    for phone in others:
        with pytest.raises(NotFound):
            reached.open(phone)
    assert contacts_read(network) == []


def test_without_the_agreement_it_is_kept_and_stays_closed(network: TestNetwork) -> None:
    """The referral is worth more than the mistake: it arrives, its contact is opened to nobody."""
    reached = Reached.new(network, scopes=("refer",))
    assert reached.receiver.sees(f"referral/{reached.id}") == "full"
    with pytest.raises(ContactClosed):
        reached.open()
    reached.sender.write(f"consent/{reached.consent}", {"scopes/contact_details": True})
    assert reached.open() == reached.text, "in whichever order they arrive"


def test_a_withdrawal_closes_it_at_once_and_for_its_scope_alone(network: TestNetwork) -> None:
    reached = Reached.new(network)
    withdrawal = reached.withdraw("contact_details", by=reached.receiver)
    with pytest.raises(ContactClosed):
        reached.open()
    assert reached.receiver.sees(f"referral/{reached.id}") == "full"
    told = {"consent": reached.consent, "told_by": "person", "scopes/feedback": True}
    other = Reached.new(network)
    other.sender.create("consent_withdrawal", {**told, "consent": other.consent})
    assert other.open() == other.text
    assert withdrawal != other.withdraw()
    with pytest.raises(NotFound):
        other.open()
    assert other.receiver.sees(f"referral/{other.id}") == "stub"


def test_voided_or_deleted_it_is_closed(network: TestNetwork) -> None:
    voided, deleted = Reached.new(network), Reached.new(network)
    voided.sender.write(f"referral/{voided.id}", {"voided": "mistake"})
    page = records.page(deleted.sender.who, KINDS["referral"], deleted.id, network.now_ms)
    wids = sorted({head.wid for heads in page.heads.values() for head in heads})
    records.delete(deleted.sender.who, KINDS["referral"], deleted.id, wids, network.now_ms)
    for reached in (voided, deleted):
        with pytest.raises(NotFound):
            reached.open()


def test_of_a_restricted_referral_only_the_cleared_open_it(network: TestNetwork) -> None:
    reached = Reached.new(network, referral_type="health_primary", clearances=("health",))
    assert reached.open() == reached.text
    assert reached.open(network.phone("coordinator", 1, ("health",))) == reached.text
    for clearances in ((), ("protection",)):
        with pytest.raises(NotFound):
            reached.open(network.phone("handler", 1, clearances))
    assert not is_there(page_of(reached)), "sealed at rest with the rest of it"


def test_every_opening_is_written_down_for_both_and_tells_nothing(network: TestNetwork) -> None:
    reached = Reached.new(network)
    reached.open()
    reached.open()
    for who in (reached.sender.who, network.phone("coordinator", org=1).who):
        lines, _total = audit.listed(who, Wanted(actions=("contact_read",)))
        assert [(one.user_id, one.subject) for one in lines] == [
            (reached.receiver.who.user_id, f"referral/{reached.id}")
        ] * 2
        assert reached.text not in repr(lines)


def test_another_key_opens_what_was_sealed_to_the_one_before(network: TestNetwork) -> None:
    reached = Reached.new(network)
    assert sealing.rotate(network.now_ms, 0) is not None
    other = Reached.new(network)
    assert (reached.open(), other.open()) == (reached.text, other.text)
    ring = KeyRing.open(settings().keys_dir, "sealing")
    ring.drop(ring.keys[0].id)
    with pytest.raises(ContactUnreadable):
        reached.open()
    assert other.open() == other.text


def of_another_network(network: TestNetwork, referral: str) -> str:
    return sealed("moved", network=TestNetwork(network.app).id)(network, referral)


def an_envelope(network: TestNetwork, referral: str) -> str:
    phone = network.phone()
    return phone.seal(phone.change(f"referral/{referral}", {"summary": "x"}))


def with_bytes(change: Callable[[bytearray], bytes]) -> Make:
    def make(network: TestNetwork, referral: str) -> str:
        return text_of(change(bytearray(bytes_of(sealed("changed")(network, referral)))))

    return make


def flipped(at: int) -> Make:
    def flip(raw: bytearray) -> bytes:
        raw[at] ^= 1
        return bytes(raw)

    return with_bytes(flip)


BAD: dict[str, Make] = {
    "for another referral": sealed("moved", record=str(uuid.uuid4())),
    "for another network": of_another_network,
    "for another field": sealed("moved", place="referral.summary"),
    "for another kind": sealed("moved", place="case.sealed_contact"),
    "nothing": sealed(""),
    "an envelope": an_envelope,
    "another form": flipped(0),
    "another suite": flipped(1),
    "to an unknown key": flipped(2),
    "a flipped point": flipped(20),
    "a flipped bit": flipped(90),
    "a flipped tag": flipped(-1),
    "cut": with_bytes(lambda raw: bytes(raw[:-1])),
    "a byte more": with_bytes(lambda raw: bytes(raw) + b"x"),
    "no point": with_bytes(lambda raw: bytes(raw[:10]) + b"\x04" + b"\x01" * 200),
    "too short": lambda _network, _referral: text_of(b"\x02\x01" + b"\0" * 40),
    "no base64url of its one form": lambda _network, _referral: "AgE",
}


@pytest.mark.parametrize("name", BAD)
def test_sec_k1_what_does_not_open_is_kept_and_said(network: TestNetwork, name: str) -> None:
    reached = Reached.new(network, contact=BAD[name])
    with pytest.raises(ContactUnreadable):
        reached.open()
    assert contacts_read(network) == []
    assert reached.receiver.sees(f"referral/{reached.id}") == "full"


def test_a_text_comes_back_as_it_was(network: TestNetwork) -> None:
    for text in ("+33 6 12 34 56 78", "é" * 128, "x" * 256, "\N{TENT}" * 200, "عند الخيمة الزرقاء"):
        reached = Reached.new(network, text=text)
        assert reached.open() == text
        assert (len(bytes_of(page_of(reached))) - 10 - 65 - 16) % 256 == 0, "its length is hidden"


def test_it_is_written_once(network: TestNetwork) -> None:
    reached = Reached.new(network)
    path, other = f"referral/{reached.id}", sealed("another")(network, reached.id)
    assert reached.sender.verdict(path, {"sealed_contact": other}) == "immutable"
    assert reached.open() == reached.text


def test_lists_files_and_the_database_hold_nothing_of_it(network: TestNetwork) -> None:
    reached = Reached.new(network)
    assert reached.open() == reached.text
    asked = Asked(KINDS["referral"])
    (item,) = listing.listed(reached.receiver.who, asked, network.now_ms).items
    assert "sealed_contact" not in item.fields and item.fields["handover"] == "sealed_contact"
    coordinator = network.phone("coordinator", org=1).who
    table = "".join(export.write_csv(coordinator, asked, network.now_ms))
    assert reached.id in table and page_of(reached) not in table
    assert "sealed_contact" not in table.splitlines()[0]
    assert not is_there(reached.text)


def test_erased_it_is_gone_with_its_referral(network: TestNetwork) -> None:
    reached = Reached.new(network)
    cipher = page_of(reached)
    assert cipher in everything(network)
    desk = network.phone("coordinator")
    erasure.erase(desk.who, [f"referral/{reached.id}"])
    assert cipher not in everything(network)
    assert not is_there(cipher)
    with pytest.raises(NotFound):
        reached.open()


def page_of(reached: Reached) -> str:
    """The text as it lies there."""
    page = records.page(reached.sender.who, KINDS["referral"], reached.id, reached.network.now_ms)
    (head,) = page.heads["sealed_contact"]
    return str(head.value)


def contacts_read(network: TestNetwork) -> list[str]:
    keeper = network.phone("network").who
    lines, _total = audit.listed(keeper, Wanted(actions=("contact_read",)))
    return [one.subject for one in lines]
