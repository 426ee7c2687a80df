"""Reports of referrals on both databases: what became of them, and small counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.domain import reports

from .network import TestNetwork
from .test_reports import HXL, named, problems, read, tags, wanted
from .test_steps import Referral


def close(referral: Referral, days: float, to: str, **more: Any) -> None:
    sent = referral.step(referral.sender, "sent")
    referral.network.later(days=days)
    if to == "completed":
        sent = referral.step(referral.receiver, "accepted", sent)
    referral.step(referral.receiver, to, sent, **more)
    referral.network.later(days=-days)


def test_referrals_are_counted_by_how_they_stand(network: TestNetwork, tmp_path: Path) -> None:
    named(network)
    sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
    for days in range(11):
        made = Referral.between(sender, receiver, urgency="urgent")
        close(made, days, "declined", decline_reason="no_capacity")
    Referral.between(sender, receiver, urgency="normal")  # a draft
    made = Referral.between(sender, receiver, urgency="normal")
    made.step(sender, "sent")
    text = "".join(reports.write_referrals(sender.who, wanted(), network.now_ms))
    assert problems(text, tmp_path) == []
    assert tags(text) == tags((HXL / "referrals.csv").read_text())
    waiting, declined = read(iter([text]))
    assert [declined[tag] for tag in ("#status+code", "#cause+code", "#impact+code")] == [
        "declined",
        "no_capacity",
        "",
    ]
    assert declined["#indicator+referrals+num"] == "11"
    assert declined["#indicator+overdue+num"] == "7", "answered after more than 72 hours"
    assert declined["#indicator+days_to_answer+median+num"] == "5"
    assert declined["#indicator+days_to_close+median+num"] == "5"
    assert (waiting["#status+code"], waiting["#indicator+referrals+num"]) == ("sent", "1")
    assert waiting["#indicator+days_to_answer+median+num"] == ""
    found = reports.summary(receiver.who, wanted(), network.now_ms).referrals
    assert found.everything.total == 12 and found.reasons == {"no_capacity": 11}


def test_two_answers_that_wait_for_somebody_count_as_open(network: TestNetwork) -> None:
    referral = Referral.new(network)
    sent = referral.step(referral.sender, "sent")
    referral.step(referral.receiver, "accepted", sent)
    referral.step(referral.sender, "cancelled", sent, cancel_reason="met_elsewhere")
    assert referral.shown()["status"] == "review"
    (row,) = read(reports.write_referrals(referral.sender.who, wanted(), network.now_ms))
    assert (row["#status+code"], row["#meta+review"]) == ("received", "review")
    found = reports.summary(referral.sender.who, wanted(), network.now_ms).referrals
    assert dict(zip(found.outcomes, found.everything.outcomes, strict=True))[("waiting",)] == 1


def test_a_report_tells_of_a_restricted_referral_no_more_than_its_line(
    network: TestNetwork,
) -> None:
    cleared = network.phone("coordinator", clearances=["health"])
    receiver = network.phone("coordinator", org=1, clearances=["health"])
    made = Referral.between(cleared, receiver, referral_type="health_primary", urgency="normal")
    close(made, 1, "declined", decline_reason="language")
    cleared.write(made.path, {"review": "reviewed"})
    uncleared = network.phone("coordinator")
    for who, reason, review in ((cleared.who, "language", "reviewed"), (uncleared.who, "", "new")):
        (row,) = read(reports.write_referrals(who, wanted(), network.now_ms))
        assert (row["#status+code"], row["#cause+code"]) == ("declined", reason)
        assert row["#meta+review"] == review
    stranger = network.phone("coordinator", org=2)
    assert read(reports.write_referrals(stranger.who, wanted(), network.now_ms)) == []


def test_referrals_of_the_network_hide_small_counts(network: TestNetwork, tmp_path: Path) -> None:
    named(network)
    sender, receiver = network.phone("coordinator"), network.phone("coordinator", org=1)
    for _one in range(3):
        close(Referral.between(sender, receiver, urgency="normal"), 1, "completed")
    stranger = network.phone("coordinator", org=2)
    few = reports.summary(stranger.who, wanted("partners"), network.now_ms).referrals
    assert few.everything.total is None and few.receivers == {}
    for _one in range(6):
        made = Referral.between(sender, receiver, urgency="urgent")
        close(made, 1, "declined", decline_reason="no_capacity")
    found = reports.summary(stranger.who, wanted("partners"), network.now_ms).referrals
    assert found.everything.total == 9 and found.outcomes[1:] == (
        ("under_way",),
        ("completed", "declined"),
        ("not_completed",),
        ("cancelled",),
    )
    text = "".join(reports.write_referrals(stranger.who, wanted("partners"), network.now_ms))
    assert problems(text, tmp_path) == []
    told = [row["#indicator+referrals+num"] for row in read(iter([text]))]
    assert told == ["9"], "six in detail would leave three"
