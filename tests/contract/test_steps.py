"""The steps of a referral on both databases: who may take them, and what they come to."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from server.domain import issues, listing, rebuild, records
from server.domain.query import Asked
from server.store.engine import writing
from server.store.models import Record
from sync.ids import case_check
from sync.schema import KINDS
from tests.vectors import referral as vectors

from .network import TestNetwork, TestPhone
from .test_scope import CODE, shared

COURSES: list[dict[str, Any]] = json.loads(vectors.FILE.read_text("utf-8"))["courses"]
PAIRS = [case for case in COURSES if " beside " in case["name"] and not case["ignored"]]
OF_SENDER = ("sent", "cancelled", "error")


@dataclass
class Referral:
    """One referral between two organisations, and a coordinator's phone of each."""

    network: TestNetwork
    sender: TestPhone
    receiver: TestPhone
    path: str

    @classmethod
    def new(cls, network: TestNetwork, **over: Any) -> Referral:
        sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
        return cls.between(sender, receiver, urgency="normal", **over)

    @classmethod
    def between(cls, sender: TestPhone, receiver: TestPhone, **over: Any) -> Referral:
        """A new one of a person of its own."""
        body = uuid.uuid4().hex[:8]
        path = shared(sender, receiver, body + case_check(body), **over)["referral"]
        receiver.pull()
        return cls(sender.network, sender, receiver, path)

    @property
    def id(self) -> str:
        return self.path.removeprefix("referral/")

    def event(self, phone: TestPhone, to: str, *parents: str, **more: Any) -> dict[str, Any]:
        named = {"referral": self.id, "to": to, "parents": list(parents), "source": "app"}
        return phone.change("referral_event", {**named, **more})

    def step(self, phone: TestPhone, to: str, *parents: str, **more: Any) -> str:
        made = self.event(phone, to, *parents, **more)
        reply = phone.sync(made)
        assert reply["ack"] == [made["id"]], reply["held"]
        return str(made["r"])

    def verdict(self, phone: TestPhone, to: str, *parents: str, **more: Any) -> str:
        made = self.event(phone, to, *parents, **more)
        reply = phone.sync(made)
        return str({**reply["held"], **dict.fromkeys(reply["ack"], "ack")}[made["id"]])

    def shown(self, phone: TestPhone | None = None) -> dict[str, Any]:
        who = (phone or self.sender).who
        page = records.page(who, KINDS["referral"], self.id, self.network.now_ms)
        return dict(page.item.fields)

    def issues(self, phone: TestPhone | None = None) -> list[tuple[str, str | None]]:
        found = issues.listed(
            (phone or self.sender).who,
            issue=None,
            kind=None,
            page=1,
            per_page=50,
            now_ms=self.network.now_ms,
        )
        return sorted((row["issue"], row["field"]) for row, _item in found.issues)


def push_all(referral: Referral, steps: list[dict[str, Any]]) -> None:
    """The steps of a vector, by the side that the workflow names; ids become those of records."""
    ids = {step["id"]: str(uuid.uuid4()) for step in steps}
    for step in steps:
        to = step["to"]
        phone = referral.sender if to in OF_SENDER else referral.receiver
        reasons = {"cancelled": "cancel_reason", "completed": "outcome"}
        more = {reasons[to]: step["reason"]} if to in reasons else {}
        made = referral.event(phone, to, *(ids[one] for one in step["parents"]), **more)
        made["r"] = ids[step["id"]]
        reply = phone.sync(made)
        assert reply["ack"] == [made["id"]], (step, reply["held"])


@pytest.mark.parametrize("backwards", [False, True], ids=["as taken", "backwards"])
def test_two_at_once_come_to_what_the_table_says(network: TestNetwork, backwards: bool) -> None:
    assert len(PAIRS) > 45
    sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
    for case in PAIRS:
        referral = Referral.between(sender, receiver)
        push_all(referral, case["steps"][:: -1 if backwards else 1])
        assert referral.shown()["status"] == case["status"], case["name"]


def test_a_status_reaches_both_sides_with_a_new_number(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    referral.sender.pull()
    referral.step(referral.receiver, "accepted", sent)
    assert referral.path in referral.sender.pull()
    assert referral.shown()["status"] == referral.shown(referral.receiver)["status"] == "accepted"


def test_a_list_finds_referrals_by_where_they_stand(network: TestNetwork) -> None:
    first, second = Referral.new(network), Referral.new(network)
    sent = first.step(first.sender, "sent")
    first.step(first.receiver, "declined", sent, decline_reason="no_capacity")
    second.step(second.sender, "sent")
    for status, expected in (("declined", [first.id]), ("sent", [second.id]), ("received", [])):
        asked = Asked(KINDS["referral"], filters=(("status", (status,)),))
        found = listing.listed(first.sender.who, asked, network.now_ms)
        assert [item.id for item in found.items] == expected


def test_the_answer_is_due_by_the_higher_of_two_urgencies(network: TestNetwork) -> None:
    referral = Referral.new(network)
    due = referral.shown()["respond_by"]
    other = network.phone("coordinator")
    other.write(referral.path, {"urgency": "emergency"})
    assert referral.shown()["respond_by"] < due


def test_a_step_by_who_may_not_take_it_is_held(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    volunteer = network.phone("volunteer", org=1)
    for phone, to in (
        (referral.sender, "accepted"),
        (referral.receiver, "error"),
        (referral.receiver, "sent"),
    ):
        assert referral.verdict(phone, to, sent) == "not_permitted", to
    # Whoever may not read the referral does not learn of it.
    assert referral.verdict(volunteer, "accepted", sent) in ("not_permitted", "not_in_scope")
    assert referral.verdict(referral.receiver, "cancelled", sent, cancel_reason="other") == (
        "not_permitted"
    )
    told = {"cancel_reason": "person_changed_mind"}
    assert referral.verdict(referral.receiver, "cancelled", sent, **told) == "ack"


def test_an_author_corrects_a_mistake_until_somebody_received_it(network: TestNetwork) -> None:
    author, receiver = network.phone(), network.phone("coordinator", org=1)
    path = shared(author, receiver)["referral"]
    receiver.pull()
    referral = Referral(network, author, receiver, path)
    sent = referral.step(author, "sent")
    received = referral.step(receiver, "received", sent)
    assert referral.verdict(author, "error", received, note="wrong place") == "not_permitted"
    assert referral.verdict(author, "error", sent, note="wrong place") == "ack"


def test_what_the_table_does_not_have_is_stored_ignored_and_told(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    outcome = {"outcome": "service_full"}
    assert referral.verdict(referral.receiver, "completed", sent, **outcome) == "ack"
    assert referral.shown()["status"] == "sent"
    assert ("invalid_step", "to") in _all_issues(referral)


def test_a_step_without_its_reason_is_told(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    referral.step(referral.receiver, "declined", sent)
    assert ("invalid", "decline_reason") in _all_issues(referral)


def test_a_fork_waits_for_its_owner_and_one_decision_settles_it(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    accepted = referral.step(referral.receiver, "accepted", sent)
    cancelled = referral.step(
        referral.sender, "cancelled", sent, cancel_reason="person_changed_mind"
    )
    assert referral.shown()["status"] == "review"
    assert ("conflict", "status") in referral.issues()
    referral.step(referral.receiver, "accepted", accepted, cancelled)
    assert referral.shown()["status"] == "accepted"
    assert ("conflict", "status") not in referral.issues()


def test_two_outcomes_are_told_beside_a_status_that_stands(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    accepted = referral.step(referral.receiver, "accepted", sent)
    for outcome in ("service_full", "service_part"):
        referral.step(referral.receiver, "completed", accepted, outcome=outcome)
    assert referral.shown()["status"] == "completed"
    assert ("conflict", "outcome") in referral.issues()


def test_restricted_steps_are_for_the_cleared_but_an_arrival_is_told_by_anybody(
    network: TestNetwork,
) -> None:
    referral = Referral.new(network, referral_type="health_primary")
    sent = referral.step(referral.sender, "sent")
    received = referral.step(referral.receiver, "received", sent)
    assert referral.verdict(referral.receiver, "accepted", received) == "not_permitted"
    cleared = network.phone("handler", org=1, clearances=["health"])
    cleared.pull()
    assert referral.verdict(cleared, "accepted", received) == "ack"


def test_steps_before_their_referral_count_when_it_arrives(network: TestNetwork) -> None:
    sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
    paths = shared(sender, receiver)
    fields = {"case": CODE, "from_org": sender.who.org_id, "to_org": receiver.who.org_id}
    fields |= {"consent": paths["consent"].split("/")[1], "referral_type": "material"}
    late = sender.change("referral", fields)
    referral = Referral(network, sender, receiver, f"referral/{late['r']}")
    sent = referral.step(sender, "sent")
    referral.step(sender, "cancelled", sent, cancel_reason="duplicate")
    sender.sync(late)
    assert referral.shown()["status"] == "cancelled"


def test_an_answer_that_is_late_is_told_to_both_sides_and_only_while_it_is_missing(
    network: TestNetwork,
) -> None:
    late = ("referral_overdue", "status")
    for referral_type in ("legal_asylum", "health_primary"):
        referral = Referral.new(network, referral_type=referral_type)
        sent = referral.step(referral.sender, "sent")
        sides = (referral.sender, referral.receiver)
        assert [late in referral.issues(side) for side in sides] == [False, False]
        network.later(days=14, minutes=1)
        assert [late in referral.issues(side) for side in sides] == [True, True]
        outsider = network.phone("coordinator", org=2)
        assert referral.issues(outsider) == []
        cleared = network.phone("handler", org=1, clearances=["health"])
        cleared.pull()
        referral.step(cleared, "accepted", sent)
        assert [late in referral.issues(side) for side in sides] == [False, False]


def test_an_exception_waits_for_a_protection_focal_point(network: TestNetwork) -> None:
    sender = network.phone()
    focal = network.phone("coordinator", clearances=["protection"])
    agreed = {"case": CODE, "to_org": network.orgs[1], "basis": "vital_interest"}
    sender.create("case", {"code": CODE})
    consent = sender.create("consent", {**agreed, "reason": "unconscious"})
    referral = Referral(network, focal, sender, "referral/none")
    assert ("consent_exception", "basis") in referral.issues()
    focal.pull()
    focal.create("consent_approval", {"consent": consent.split("/")[1], "agreed": True})
    assert ("consent_exception", "basis") not in referral.issues()


def test_referrals_that_send_one_on_to_the_other_in_a_circle_are_kept(
    network: TestNetwork,
) -> None:
    sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    fields = {"case": CODE, "from_org": sender.who.org_id, "to_org": receiver.who.org_id}
    fields |= {"org": sender.who.org_id, "referral_type": "material", "urgency": "normal"}
    for one, other in ((first, second), (second, first)):
        made = sender.change(f"referral/{one}", {**fields, "follows": other})
        assert sender.sync(made)["ack"] == [made["id"]]
        referral = Referral(network, sender, receiver, f"referral/{one}")
        sent = referral.step(sender, "sent")
        told = {"decline_reason": "redirect", "redirect_to": sender.who.org_id}
        assert referral.verdict(receiver, "declined", sent, **told) == "ack"
    for one in (first, second):
        assert (
            Referral(network, sender, receiver, f"referral/{one}").shown()["status"] == "declined"
        )


@pytest.mark.parametrize("to_org", ["x", None])
def test_a_referral_to_nobody_stops_no_phone(network: TestNetwork, to_org: str | None) -> None:
    sender = network.phone("coordinator")
    fields = {"case": CODE, "from_org": sender.who.org_id, "to_org": to_org}
    referral = Referral(
        network, sender, sender, sender.create("referral", {**fields, "urgency": "normal"})
    )
    referral.step(sender, "sent")
    network.later(days=15)
    assert ("referral_overdue", "status") in referral.issues()


@pytest.mark.parametrize("reason", ["", False, 0, [], "no_such_code"])
def test_a_reason_that_says_nothing_stops_no_phone(network: TestNetwork, reason: Any) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    referral.step(referral.receiver, "declined", sent, decline_reason=reason)
    assert ("invalid", "decline_reason") in _all_issues(referral)


def test_a_step_with_the_id_of_its_referral_takes_nothing_from_it(network: TestNetwork) -> None:
    referral = Referral.new(network)
    referral.step(referral.sender, "sent")
    made = referral.event(referral.sender, "cancelled", cancel_reason="other")
    made["r"] = referral.id
    referral.sender.sync(made)
    assert referral.shown()["status"] == "sent"


@pytest.mark.parametrize("source", ["phone", "link"])
def test_an_answer_that_comes_before_its_referral_is_no_volunteers_to_write(
    network: TestNetwork, source: str
) -> None:
    volunteer = network.phone()
    nobody = Referral(
        network, volunteer, volunteer, "referral/6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"
    )
    assert nobody.verdict(volunteer, "accepted", source=source) == "not_permitted"


def test_rebuilding_settles_what_was_stored_before_it_was_kept(network: TestNetwork) -> None:
    referral = Referral.new(network)
    referral.step(referral.sender, "sent")
    with writing() as session:
        session.execute(update(Record).values(derived=None))
    rebuild.rebuild(network.id)
    assert referral.shown()["status"] == "sent"


def test_a_voided_referral_is_not_late(network: TestNetwork) -> None:
    referral = Referral.new(network)
    referral.step(referral.sender, "sent")
    referral.sender.write(referral.path, {"voided": "mistake"})
    network.later(days=20)
    assert ("referral_overdue", "status") not in referral.issues()


def _all_issues(referral: Referral) -> list[tuple[str, str | None]]:
    """Those of both sides: a step's issue is for the organisation of who took it."""
    return referral.issues() + referral.issues(referral.receiver)
