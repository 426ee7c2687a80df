"""A referral sent on, and one that its receiver may not read: who is told what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.domain import audit, listing, records, relay, reports
from server.domain.errors import Forbidden, NotFound
from server.domain.query import Asked
from sync.schema import KINDS

from .network import TestNetwork, TestPhone
from .test_held import waiting
from .test_reports import wanted
from .test_steps import Referral

SECRET = "words of a restricted referral"
STEPS = [
    ("accepted", {}),
    ("declined", {"decline_reason": "redirect"}),
    ("not_completed", {"not_completed_reason": "unreachable"}),
    ("cancelled", {"cancel_reason": "person_changed_mind"}),
]


def told_at_the_desk(network: TestNetwork, reader: TestPhone, path: str) -> str | None:
    """All that the list, the page and its story say of a record; None: it is nowhere."""
    kind, _, record = path.partition("/")
    items = listing.listed(reader.who, Asked(KINDS[kind]), network.now_ms)
    try:
        page = records.page(reader.who, KINDS[kind], record, network.now_ms)
    except NotFound:
        assert record not in repr(items)
        return None
    return repr((page, items))


@pytest.mark.parametrize("role", ["handler", "coordinator", "volunteer"])
@pytest.mark.parametrize("referral_type", ["health_primary", "child_protection"])
@pytest.mark.parametrize("road", ["phone", "envelope"])
def test_who_is_not_cleared_takes_no_step_and_is_told_nothing(
    network: TestNetwork, role: str, referral_type: str, road: str
) -> None:
    referral = Referral.new(network, referral_type=referral_type, summary=SECRET)
    sent = referral.step(referral.sender, "sent", note=SECRET)
    uncleared = network.phone(role, org=1, clearances=["incident"])
    uncleared.pull()
    for to, more in STEPS:
        made = referral.event(uncleared, to, sent, note=SECRET, **more)
        if road == "phone":
            reply = uncleared.sync(made)
        else:
            relay.hand_in([uncleared.seal(made)])
            reply = uncleared.sync(made)
        assert reply["held"] == {made["id"]: "not_permitted"}
        assert SECRET not in json.dumps(reply)
        values = {name: write[0] for name, write in made["set"].items()}
        with pytest.raises(Forbidden):
            records.create(uncleared.who, KINDS["referral_event"], values, None, network.now_ms)
    assert referral.shown()["status"] == "sent"
    plain = network.phone("coordinator", org=1)
    assert [item.stub for item in waiting(plain)] == [True] * len(STEPS)
    assert SECRET not in repr(waiting(plain))
    assert uncleared.sees(referral.path) == (None if role == "volunteer" else "stub")
    for path in (referral.path, f"referral_event/{sent}"):
        assert SECRET not in str(told_at_the_desk(network, uncleared, path))


def test_an_uncleared_writes_a_message_and_reads_none(network: TestNetwork) -> None:
    referral = Referral.new(network, referral_type="health_primary", summary=SECRET)
    asked = referral.sender.create("message", {"referral": referral.id, "text": SECRET})
    handler = network.phone("handler", org=1)
    handler.pull()
    answer = handler.create("message", {"referral": referral.id, "text": SECRET})
    for path in (asked, answer):
        assert handler.sees(path) == "stub"
        assert SECRET not in str(told_at_the_desk(network, handler, path))
    cleared = network.phone("handler", org=1, clearances=["health"])
    assert SECRET in str(told_at_the_desk(network, cleared, answer))


def sent_on(first: Referral, third: TestPhone, **over: Any) -> str:
    """The referral that follows a redirected one; gives its path."""
    fields = first.shown()
    sent = {name: fields[name] for name in ("case", "from_org", "consent", "referral_type")}
    sent |= {"to_org": third.who.org_id, "follows": first.id, "urgency": "normal"}
    return first.sender.create("referral", {**sent, "summary": "words for the third", **over})


def test_who_a_referral_is_redirected_to_is_told_nothing_without_an_agreement_that_names_them(
    network: TestNetwork,
) -> None:
    first = Referral.new(network, summary="words for the second")
    third = network.phone("coordinator", org=2)
    sent = first.step(first.sender, "sent")
    first.sender.create("message", {"referral": first.id, "text": "words for the second"})
    told = {"decline_reason": "redirect", "redirect_to": third.who.org_id}
    declined = first.step(first.receiver, "declined", sent, **told)
    fields = first.shown()
    case = next(path for path in first.sender.seen if path.startswith("case/"))
    consent = f"consent/{fields['consent']}"
    old = [case, consent, first.path, f"referral_event/{declined}"]

    first.sender.write(consent, {"scopes/redirect_once": True})
    early = sent_on(first, third)
    for path in (*old, early):
        assert third.sees(path) is None
        assert told_at_the_desk(network, third, path) is None

    agreed = {"case": fields["case"], "to_org": third.who.org_id}
    agreed |= {"scopes/refer": True, "basis": "self"}
    second = first.sender.create("consent", agreed)
    late = sent_on(first, third, consent=second.split("/")[1])
    assert [third.sees(path) for path in (*old, early)] == ["full", None, None, None, None]
    assert [third.sees(path) for path in (second, late)] == ["full", "full"]
    assert "words for the second" not in str(told_at_the_desk(network, third, case))
    for path in (early, second, late):
        assert first.receiver.sees(path) is None
        assert told_at_the_desk(network, first.receiver, path) is None
    assert late.split("/")[1] not in str(told_at_the_desk(network, first.receiver, case))
    assert {first.receiver.sees(path) for path in old} == {"full"}

    withdrawn = {"consent": second.split("/")[1], "told_by": "person"}
    first.sender.create("consent_withdrawal", withdrawn)
    assert [third.sees(path) for path in (case, second, late)] == ["stub", "stub", "stub"]
    assert "words for" not in str(told_at_the_desk(network, third, late))
    assert {first.receiver.sees(path) for path in old} == {"full"}
    asked = audit.Wanted(page=1, per_page=200)
    assert first.id not in repr(audit.listed(third.who, asked))
    for side, count in ((third, 0), (first.receiver, 1)):
        found = reports.summary(side.who, wanted(), network.now_ms).referrals
        assert found.everything.total == count
