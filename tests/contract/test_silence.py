"""Phones that a coordinator should look at, as they come and go with what phones tell."""

from __future__ import annotations

from dataclasses import replace

from server.domain import issues, silence
from server.domain.who import Who
from server.store.engine import writing
from server.store.people import Device, User

from .network import TestNetwork, TestPhone


def tell(phone: TestPhone, made: int, stored: int, unsent: int) -> None:
    """What the phone last told, with its contact now."""
    with writing() as session:
        device = session.get_one(Device, phone.who.device_id)
        device.made, device.stored, device.unsent = made, stored, unsent
        device.last_seen_ms = phone.network.now_ms


def found(network: TestNetwork, who: Who, issue: str | None = None) -> list[tuple[str, str]]:
    worries = silence.worries(who, network.now_ms, issue)
    return [(one.issue, one.phone.id) for one in worries]


def test_a_phone_that_went_silent_with_entries_is_told_after_a_day(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator").who
    tell(phone, made=9, stored=4, unsent=5)
    network.later(days=0.9)
    assert found(network, coordinator) == []
    network.later(days=0.2)
    assert found(network, coordinator) == [("silent_phone", phone.who.device_id)]
    tell(phone, made=9, stored=9, unsent=0)
    assert found(network, coordinator) == []


def test_a_phone_with_nothing_unsent_is_silent_after_two_weeks(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator").who
    tell(phone, made=9, stored=9, unsent=0)
    network.later(days=13.9)
    assert found(network, coordinator) == []
    network.later(days=0.2)
    assert found(network, coordinator) == [("silent_phone", phone.who.device_id)]


def test_what_a_phone_made_and_nobody_has_is_told_at_once(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator").who
    tell(phone, made=9, stored=6, unsent=1)
    assert found(network, coordinator) == [("lost_changes", phone.who.device_id)]
    network.later(days=2)
    assert [issue for issue, _phone in found(network, coordinator)] == [
        "lost_changes",
        "silent_phone",
    ]
    assert len(found(network, coordinator, "silent_phone")) == 1


def test_who_looked_is_not_asked_again_until_something_happens(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator").who
    tell(phone, made=9, stored=6, unsent=1)
    network.later(days=2)
    device = str(phone.who.device_id)
    silence.look(coordinator, device, True, network.now_ms)
    assert found(network, coordinator) == []
    silence.look(coordinator, device, False, network.now_ms)
    assert len(found(network, coordinator)) == 2
    silence.look(coordinator, device, True, network.now_ms)
    network.later(days=1)
    tell(phone, made=12, stored=8, unsent=1)
    assert found(network, coordinator) == [("lost_changes", device)], "one more is missing"
    network.later(days=2)
    assert len(found(network, coordinator)) == 2


def test_blocked_phones_people_who_left_and_other_organisations_are_not_told(
    network: TestNetwork,
) -> None:
    blocked, left, foreign = network.phone(), network.phone(), network.phone(org=1)
    for phone in (blocked, left, foreign):
        tell(phone, made=3, stored=1, unsent=0)
    with writing() as session:
        session.get_one(Device, blocked.who.device_id).revoked_at_ms = network.now_ms
        session.get_one(User, left.who.user_id).active = False
    coordinator = network.phone("coordinator").who
    assert found(network, coordinator) == []
    director = replace(coordinator, role="network")
    assert found(network, director) == [("lost_changes", foreign.who.device_id)]


def test_phones_come_before_the_issues_of_records_page_by_page(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator").who
    for _ in range(3):
        phone.create("activity", {"people": "many"})
    tell(phone, made=9, stored=3, unsent=1)
    network.later(days=2)
    phones = issues.phones(coordinator, None, None, network.now_ms)
    assert len(phones) == 2

    def ask(page: int, per_page: int) -> issues.Inbox:
        return issues.listed(
            coordinator,
            issue=None,
            kind=None,
            page=page,
            per_page=per_page,
            phones=phones,
            now_ms=network.now_ms,
        )

    whole = ask(1, 200)
    told = [one.id for one in whole.phones] + [row["id"] for row, _item in whole.issues]
    assert whole.total == len(told) > 4
    paged = []
    for page in range(1, whole.total + 1):
        one = ask(page, 1)
        assert one.total == whole.total
        paged += [each.id for each in one.phones] + [row["id"] for row, _item in one.issues]
    assert paged == told
    assert issues.phones(coordinator, None, "activity", network.now_ms) == []
    assert issues.phones(coordinator, "conflict", None, network.now_ms) == []
