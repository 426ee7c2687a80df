"""Answering a referral by link on both databases: what a link is good for, and what comes of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.domain import answer_links, answering, audit, erasure, records, restoring
from server.domain.answer_links import DAY_MS, KEPT_MS, Made
from server.domain.answering import Answer, Kept, Sight
from server.domain.errors import (
    AnswerLinkEnded,
    AnswerLinkUnknown,
    Forbidden,
    Invalid,
    NotFound,
    Throttled,
)
from server.domain.secrets import digest, new_token
from server.domain.throttle import LINK_MAX, Limit, link_limit
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.people import AnswerLink
from sync.schema import KINDS

from .network import TestNetwork, TestPhone
from .test_steps import Referral

KEY = "a key for tests, of more than thirty-two characters"
SUMMARY = "canary of the summary"


@dataclass
class Linked:
    """A referral to an organisation without accounts that was sent, and a link for it."""

    referral: Referral
    sent: str
    made: Made
    use: Limit = field(default_factory=lambda: link_limit(str(uuid.uuid4()), KEY))

    @classmethod
    def new(cls, network: TestNetwork, **over: Any) -> Linked:
        make_outside(network)
        more = {"summary": SUMMARY, "handover": "person_goes"}
        referral = Referral.new(network, **{**more, **over})
        sent = referral.step(referral.sender, "sent")
        return cls(referral, sent, link_of(referral))

    @property
    def now_ms(self) -> int:
        return self.referral.network.now_ms

    def look(self, token: str | None = None, language: str = "en") -> Sight:
        return answering.look(token or self.made.token, language, (), self.use, self.now_ms)

    def answer(self, to: str, token: str | None = None, **more: Any) -> Kept:
        given = {"reason": None, "note": None, "seen": (), "form": new_token(), **more}
        token = token or self.made.token
        return answering.answer(token, Answer(to, **given), "en", (), self.use, KEY, self.now_ms)

    def why(self, act: Callable[[], Any]) -> str:
        with pytest.raises(AnswerLinkEnded) as caught:
            act()
        return caught.value.why


def make_outside(network: TestNetwork) -> None:
    """The second organisation has no accounts."""
    keeper = network.phone("network")
    outside, own = network.orgs[1], network.orgs[0]
    named = {"org_type": "health", "description": "x", "member": False, "listed": False}
    keeper.write(
        f"org/{outside}", {"name": "Hospital", "code": "hospital", "external": True, **named}
    )
    keeper.write(
        f"org/{own}",
        {"name": "Kettle", "code": "kettle", "external": False, "phone": "03 53 01 00 00", **named},
    )


def link_of(referral: Referral, who: TestPhone | None = None, days: int = 14) -> Made:
    who = who or referral.sender
    return answer_links.make(who.who, referral.id, days, referral.network.now_ms)


def withdraw(referral: Referral) -> None:
    page = records.page(
        referral.sender.who, KINDS["referral"], referral.id, referral.network.now_ms
    )
    told = {"consent": page.item.fields["consent"], "told_by": "person"}
    referral.sender.create("consent_withdrawal", told)


def events(referral: Referral) -> list[dict[str, Any]]:
    """The steps of a referral as its sender's phone has them."""
    referral.sender.pull()
    seen = referral.sender.seen
    return [each for path, each in seen.items() if path.startswith("referral_event/")]


def test_a_link_is_kept_as_a_hash_alone_and_listed_without_it(network: TestNetwork) -> None:
    linked = Linked.new(network)
    with reading() as session:
        row = session.get_one(AnswerLink, linked.made.id)
        assert row.token_hash == digest(linked.made.token)
    assert len(linked.made.token) == 43
    (line,) = answer_links.listed(linked.referral.sender.who, linked.referral.id, linked.now_ms)
    assert (line.id, line.state) == (linked.made.id, "open")
    assert linked.made.token not in repr(line)


def test_an_answer_by_link_counts_as_the_receivers_step(network: TestNetwork) -> None:
    linked = Linked.new(network)
    sight = linked.look()
    assert sight.answers == ("received", "accepted", "declined")
    assert (sight.receiver, sight.sender) == ("Hospital", ("Kettle", "03 53 01 00 00"))
    assert sight.content.summaries == (SUMMARY,)
    kept = linked.answer("accepted", seen=sight.seen, note="on Monday")
    assert (kept.status, kept.following is not None) == ("accepted", True)
    assert linked.referral.shown()["status"] == "accepted"
    (step,) = [each for each in events(linked.referral) if "on Monday" in str(each)]
    assert "link" in str(step)


def test_a_link_is_good_for_one_answer_and_the_next_one_for_the_outcome(
    network: TestNetwork,
) -> None:
    linked = Linked.new(network)
    first = linked.answer("accepted")
    assert linked.why(lambda: linked.answer("declined", reason="closed")) == "used"
    assert linked.why(linked.look) == "used"
    assert first.following is not None
    token = first.following.token
    assert linked.look(token).answers == ("in_progress", "completed", "not_completed")
    last = linked.answer("completed", token, reason="service_full")
    assert (last.status, last.following) == ("completed", None)
    assert linked.referral.shown()["status"] == "completed"
    states = answer_links.listed(linked.referral.sender.who, linked.referral.id, linked.now_ms)
    assert [line.state for line in states] == ["used", "used"]


def test_opening_a_link_never_spends_it(network: TestNetwork) -> None:
    linked = Linked.new(network)
    for _ in range(5):
        linked.look()
    assert linked.answer("received").status == "received"


def test_a_restore_ends_every_link_for_it_may_have_been_used_since(
    network: TestNetwork, tmp_path: Path
) -> None:
    linked = Linked.new(network)
    *_others, links, _spares = restoring.make_safe(
        Journal(tmp_path / "erased.jsonl"), linked.now_ms
    )
    assert links == 1
    assert linked.why(lambda: linked.answer("accepted")) == "revoked"


def test_a_form_that_is_sent_again_is_told_the_same(network: TestNetwork) -> None:
    linked = Linked.new(network)
    form = new_token()
    first, again = linked.answer("accepted", form=form), linked.answer("accepted", form=form)
    assert first == again
    assert len(events(linked.referral)) == 2
    linked.referral.network.later(days=2)
    assert linked.why(lambda: linked.answer("accepted", form=form)) == "used"


def test_sec_u1_many_at_once_make_one_step(app: Flask, network: TestNetwork) -> None:
    linked = Linked.new(network)

    def answer(_number: int) -> str:
        with app.app_context():
            try:
                linked.answer("accepted")
            except AnswerLinkEnded as ended:
                return ended.why
            return "kept"

    with ThreadPoolExecutor(6) as threads:
        outcomes = Counter(threads.map(answer, range(6)))
    assert outcomes == {"kept": 1, "used": 5}
    assert len(events(linked.referral)) == 2


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 65, "é" * 43])
def test_a_forged_link_is_unknown(network: TestNetwork, token: str) -> None:
    linked = Linked.new(network)
    with pytest.raises(AnswerLinkUnknown):
        answering.look(token, "en", (), linked.use, linked.now_ms)


def test_a_link_ends_with_its_days(network: TestNetwork) -> None:
    linked = Linked.new(network)
    network.now_ms = linked.made.expires_at_ms - 1
    linked.look()
    network.now_ms = linked.made.expires_at_ms
    assert linked.why(linked.look) == "expired"
    assert linked.why(lambda: linked.answer("accepted")) == "expired"
    assert linked.referral.shown()["status"] == "sent"


def test_a_successor_lasts_as_long_as_its_link(network: TestNetwork) -> None:
    linked = Linked.new(network)
    network.later(days=10)
    following = linked.answer("accepted").following
    assert following is not None and following.expires_at_ms == network.now_ms + 14 * DAY_MS


def test_a_revoked_link_shows_nothing(network: TestNetwork) -> None:
    linked = Linked.new(network)
    who, referral = linked.referral.sender.who, linked.referral.id
    line = answer_links.revoke(who, referral, linked.made.id, linked.now_ms)
    assert line.state == "revoked"
    assert linked.why(linked.look) == "revoked"
    assert linked.why(lambda: linked.answer("accepted")) == "revoked"
    other = Linked.new(network).referral
    with pytest.raises(NotFound):
        answer_links.revoke(other.sender.who, other.id, linked.made.id, linked.now_ms)


def test_a_withdrawn_consent_closes_the_page_and_an_answer_on_its_way_is_kept(
    network: TestNetwork,
) -> None:
    linked = Linked.new(network)
    seen = linked.look().seen
    withdraw(linked.referral)
    assert linked.why(linked.look) == "withdrawn"
    kept = linked.answer("accepted", seen=seen)
    assert (kept.withdrawn, kept.following) == (True, None)
    assert linked.referral.shown()["status"] == "accepted"


def test_without_a_consent_that_names_the_receiver_there_is_no_link(network: TestNetwork) -> None:
    linked = Linked.new(network)
    withdraw(linked.referral)
    with pytest.raises(Invalid) as caught:
        link_of(linked.referral)
    assert caught.value.fields == {"consent": ["not_in_force"]}


def test_a_crossing_cancellation_waits_for_a_person_and_both_steps_stay(
    network: TestNetwork,
) -> None:
    linked = Linked.new(network)
    referral, seen = linked.referral, linked.look().seen
    told = {"cancel_reason": "met_elsewhere"}
    referral.step(referral.sender, "cancelled", linked.sent, **told)
    kept = linked.answer("accepted", seen=seen)
    assert (kept.status, kept.following) == ("review", None)
    assert ("conflict", "status") in referral.issues()


def test_after_a_cancellation_the_page_says_so_and_shows_nothing(network: TestNetwork) -> None:
    linked = Linked.new(network)
    referral = linked.referral
    referral.step(referral.sender, "cancelled", linked.sent, cancel_reason="duplicate")
    assert linked.why(linked.look) == "closed"
    assert linked.why(lambda: linked.answer("accepted")) == "closed"
    with pytest.raises(Invalid) as caught:
        link_of(referral)
    assert caught.value.fields == {"referral": ["not_open"]}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"to": "declined"}, {"reason": ["required"]}),
        ({"to": "declined", "reason": "service_full"}, {"reason": ["unknown_code"]}),
        ({"to": "completed", "reason": "service_full"}, {"to": ["unknown"]}),
        ({"to": "cancelled", "reason": "duplicate"}, {"to": ["unknown"]}),
        ({"to": ""}, {"to": ["unknown"]}),
        ({"to": "accepted", "note": "x" * 501}, {"note": ["too_long"]}),
        ({"to": "accepted", "note": "a\0b"}, {"note": ["bad_character"]}),
    ],
)
def test_an_answer_that_says_too_little_leaves_the_link_as_it_was(
    network: TestNetwork, given: dict[str, str], wrong: dict[str, list[str]]
) -> None:
    linked = Linked.new(network)
    with pytest.raises(Invalid) as caught:
        linked.answer(**given)
    assert caught.value.fields == wrong
    assert linked.answer("declined", reason="closed").status == "declined"


def test_a_form_names_only_steps_of_its_own_referral(network: TestNetwork) -> None:
    linked, other = Linked.new(network), Linked.new(network)
    kept = linked.answer("accepted", seen=(other.sent, str(uuid.uuid4()), "x"))
    assert kept.status == "accepted"
    assert linked.sent in str(events(linked.referral))


def test_who_makes_a_link(network: TestNetwork) -> None:
    make_outside(network)
    author, receiver = network.phone(), network.phone("coordinator", org=1)
    referral = Referral.between(author, receiver, urgency="normal")
    referral.step(author, "sent")
    coordinator = network.phone("coordinator")
    for maker in (author, coordinator):
        link_of(referral, maker)
    assert len(answer_links.listed(author.who, referral.id, network.now_ms)) == 2
    for stranger in (network.phone(), network.phone("coordinator", org=2)):
        with pytest.raises(NotFound):
            link_of(referral, stranger)
    with pytest.raises(Forbidden):
        link_of(referral, receiver)


def test_a_receiver_with_accounts_gets_a_link_from_a_coordinator_only(
    network: TestNetwork,
) -> None:
    author = network.phone()
    referral = Referral.between(author, network.phone("coordinator", org=1), urgency="normal")
    referral.step(author, "sent")
    with pytest.raises(Forbidden):
        link_of(referral)
    link_of(referral, network.phone("coordinator"))


def test_a_restricted_referral_is_shown_by_link_alone_and_each_reading_is_noted(
    network: TestNetwork,
) -> None:
    make_outside(network)
    author = network.phone()
    more = {"referral_type": "health_primary", "urgency": "normal", "summary": SUMMARY}
    referral = Referral.between(author, network.phone("coordinator", org=1), **more)
    sent = referral.step(author, "sent")
    # Whoever makes a link can open it: on the author's phone the referral is a line by now.
    for uncleared in (author, network.phone("coordinator")):
        with pytest.raises(Forbidden):
            link_of(referral, uncleared)
    cleared = network.phone("coordinator", clearances=["health"])
    linked = Linked(referral, sent, link_of(referral, cleared))
    sight = linked.look()
    assert sight.content.summaries is None, "the consent covers no text about health"
    assert SUMMARY not in repr(sight)
    assert linked.answer("accepted").status == "accepted"
    who = network.phone("coordinator").who
    noted = [
        (entry.action, entry.reason)
        for entry in audit.listed(who, audit.Wanted(page=1, per_page=50))[0]
    ]
    about = f"link/{linked.made.id}"
    assert noted.count(("link_read", about)) == 1
    assert {("link_made", about), ("link_answered", about)} <= set(noted)
    assert SUMMARY not in str(audit.listed(who, audit.Wanted(page=1, per_page=50)))


def test_nobody_but_the_server_writes_that_an_answer_came_by_link(network: TestNetwork) -> None:
    linked = Linked.new(network)
    referral = linked.referral
    verdict = referral.verdict(referral.sender, "accepted", linked.sent, source="link")
    assert verdict == "not_permitted"
    assert referral.verdict(referral.sender, "accepted", linked.sent, source="phone") == "ack"


def test_one_link_is_opened_so_often_and_no_more(network: TestNetwork) -> None:
    linked = Linked.new(network)
    for _ in range(LINK_MAX):
        linked.look()
    with pytest.raises(Throttled):
        linked.look()
    network.later(minutes=16)
    linked.look()


def test_an_erased_referral_has_no_links(network: TestNetwork) -> None:
    linked = Linked.new(network)
    erasure.erase(linked.referral.sender.who, [linked.referral.path])
    with pytest.raises(AnswerLinkUnknown):
        linked.look()


def test_ended_links_are_forgotten_after_90_days(network: TestNetwork) -> None:
    linked = Linked.new(network)
    for wait_ms, left in ((KEPT_MS - 1, 1), (KEPT_MS, 0)):
        with writing() as session:
            answer_links.forget(session, linked.made.expires_at_ms + wait_ms)
            assert session.scalar(select(func.count()).select_from(AnswerLink)) == left
