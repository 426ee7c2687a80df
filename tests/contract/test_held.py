"""Quarantine and its decisions, on both databases."""

from __future__ import annotations

import pytest

from server.domain import audit, held
from server.domain.errors import Forbidden, Invalid, NotFound
from server.domain.exchange import push
from sync.change import Change

from .network import TestNetwork, TestPhone

ACTIVITY = {"service_type": "food.hot_meal", "quantity": 10, "unit": "portion", "people": 10}


def waiting(phone: TestPhone) -> list[held.HeldChange]:
    items, total = held.listed(phone.who, 1, 50)
    assert total == len(items)
    return items


def test_each_entry_of_a_push_has_its_own_verdict(network: TestNetwork) -> None:
    phone, stranger = network.phone(), network.phone(org=1)
    foreign = stranger.create("activity", ACTIVITY)
    good = phone.change("activity", ACTIVITY)
    unknown = phone.change("weather", {"rain": True})
    outside = phone.change(foreign, {"note": "x"})
    beyond = phone.change("activity", {**ACTIVITY, "review": "reviewed"})
    once = phone.change("activity", ACTIVITY, covers={"org": ["0" * 20]})
    broken = {**phone.change("activity", ACTIVITY), "tomorrow": 1}
    reply = phone.sync(unknown, outside, broken, good, beyond, once)
    assert reply["ack"] == [good["id"]]
    assert reply["held"] == {
        unknown["id"]: "unknown_kind",
        outside["id"]: "not_in_scope",
        beyond["id"]: "not_permitted",
    }
    assert reply["bad"] == {broken["id"]: "malformed", once["id"]: "immutable"}


def test_sec_u7_what_waits_is_there_for_its_own_organisations_alone(network: TestNetwork) -> None:
    phone, own = network.phone(), network.phone("coordinator")
    phone.sync(phone.change("activity", {**ACTIVITY, "review": "reviewed"}))
    (item,) = waiting(own)
    for stranger in (network.phone("coordinator", org=1), network.phone("network", org=2)):
        assert waiting(stranger) == []
        for decide in (held.release, held.refuse, held.reopen):
            with pytest.raises(NotFound):
                decide(stranger.who, item.id)
    assert waiting(own) == [item]


def test_what_is_held_is_kept_word_for_word_once(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {**ACTIVITY, "note": "é", "review": "reviewed"})
    for _again in range(2):
        assert phone.sync(made)["held"] == {made["id"]: "not_permitted"}
    (item,) = waiting(coordinator)
    assert item.change == made
    assert (item.reason, item.user, item.device) == (
        "not_permitted",
        phone.who.user_id,
        phone.who.device_id,
    )
    assert waiting(network.phone("coordinator", org=1)) == []


def test_releasing_stores_in_the_authors_name(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {**ACTIVITY, "review": "reviewed"})
    phone.sync(made)
    (item,) = waiting(coordinator)
    held.release(coordinator.who, item.id)
    assert waiting(coordinator) == []
    assert phone.sync(made)["ack"] == [made["id"]]
    phone.pull()
    (write,) = phone.seen[f"activity/{made['r']}"]["w"]
    assert write[:2] == [made["id"], phone.who.user_id]
    with pytest.raises(NotFound):
        held.release(coordinator.who, item.id)


def test_a_refused_change_stays_refused(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {**ACTIVITY, "review": "reviewed"})
    phone.sync(made)
    (item,) = waiting(coordinator)
    held.refuse(coordinator.who, item.id)
    assert phone.sync(made)["bad"] == {made["id"]: "refused"}
    assert waiting(coordinator) == []


def test_a_refusal_that_is_taken_back_waits_again(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {**ACTIVITY, "review": "reviewed"})
    phone.sync(made)
    (line,) = waiting(coordinator)
    with pytest.raises(NotFound):
        held.reopen(coordinator.who, line.id)
    held.refuse(coordinator.who, line.id)
    assert phone.sync(made)["bad"] == {made["id"]: "refused"}
    with pytest.raises(NotFound):
        held.reopen(network.phone("coordinator", org=1).who, line.id)
    held.reopen(coordinator.who, line.id)
    assert [one.id for one in waiting(coordinator)] == [line.id]
    assert phone.sync(made)["held"] == {made["id"]: "not_permitted"}
    assert held.release(coordinator.who, line.id) == made["id"]
    assert phone.sync(made)["ack"] == [made["id"]]


def test_what_is_held_is_told_beside_the_entry_it_would_change(network: TestNetwork) -> None:
    author, stranger = network.phone(), network.phone(org=1)
    coordinator, theirs = network.phone("coordinator"), network.phone("coordinator", org=1)
    path = author.create("activity", ACTIVITY)
    stranger.sync(stranger.change(path, {"people": 6}))
    (line,) = waiting(coordinator)
    assert line.org == network.orgs[1]
    assert line.about is not None and line.about.fields["people"] == 10
    (same,) = waiting(theirs)
    assert same.id == line.id and same.about is None, "the entry is not theirs to read"


def test_a_coordinator_releases_only_what_they_may_write(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    foreign = network.phone(org=1).create("activity", ACTIVITY)
    phone.sync(phone.change(foreign, {"note": "x"}))
    (item,) = waiting(coordinator)
    with pytest.raises(Forbidden):
        held.release(coordinator.who, item.id)
    theirs = network.phone("coordinator", org=1)
    assert [one.id for one in waiting(theirs)] == [item.id]
    held.release(theirs.who, item.id)
    assert waiting(coordinator) == []


def test_releasing_what_can_never_be_stored_says_so(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("weather", {"rain": True})
    phone.sync(made)
    path = phone.create("activity", {**ACTIVITY, "round": made["r"]})
    other = phone.change(path, {"round": path.split("/")[1], "review": "reviewed"})
    assert phone.sync(other)["held"] == {other["id"]: "not_permitted"}
    reasons = []
    for item in waiting(coordinator):
        with pytest.raises(Invalid) as refused:
            held.release(coordinator.who, item.id)
        reasons.append(refused.value.fields)
    assert sorted(str(reason) for reason in reasons) == [
        "{'change': ['immutable']}",
        "{'change': ['unknown_kind']}",
    ]
    assert phone.sync(other)["bad"] == {other["id"]: "immutable"}


def test_another_body_under_one_id_is_held_and_released_under_a_new_id(
    network: TestNetwork,
) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    first = phone.change("activity", ACTIVITY)
    phone.sync(first)
    path = f"activity/{first['r']}"
    second = phone.change(path, {"note": "after the backup"}, wid=first["id"])
    assert phone.sync(second)["held"] == {first["id"]: "id_reuse"}
    assert phone.sync(first)["ack"] == [first["id"]]
    (item,) = waiting(coordinator)
    held.release(coordinator.who, item.id)
    phone.pull()
    writes = {write[0]: write[2] for write in phone.seen[path]["w"]}
    assert len(writes) == 2
    (released,) = set(writes) - {first["id"]}
    assert writes[released] == {"note": "after the backup"}
    assert released[:10] == first["id"][:10]


def test_two_bodies_under_one_id_in_one_push_are_told(network: TestNetwork) -> None:
    phone = network.phone()
    first = phone.change("activity", ACTIVITY)
    second = {**first, "r": "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"}
    reply = phone.sync(first, second)
    assert (reply["ack"], reply["held"]) == ([], {first["id"]: "id_reuse"})


def test_what_is_permitted_by_now_is_stored_when_asked_again(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = coordinator.create("case", {"code": "7k3m9p2qx"})
    made = phone.change(path, {"language": "ps"})
    assert phone.sync(made)["held"] == {made["id"]: "not_in_scope"}
    raised = network.phone("coordinator")
    assert raised.sync(made)["ack"] == [made["id"]]
    assert waiting(coordinator) == []


def test_the_desk_is_told_at_once_and_nothing_is_kept(network: TestNetwork) -> None:
    volunteer, coordinator = network.phone(), network.phone("coordinator")
    made = Change.from_wire(volunteer.change("notice", {"title": "T"}))
    verdicts = push(volunteer.who, [made])
    assert [(one.kind, one.reason) for one in verdicts.values()] == [("held", "not_permitted")]
    assert waiting(coordinator) == []


def test_an_organisation_cannot_be_claimed_later(network: TestNetwork) -> None:
    phone, stranger = network.phone(), network.phone(org=1)
    made = phone.change("activity/6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f", ACTIVITY)
    phone.sync(made)
    path = f"activity/{made['r']}"
    assert phone.verdict(path, {"org": stranger.who.org_id}) == "not_in_scope"
    assert stranger.verdict(path, {"org": stranger.who.org_id}) == "not_in_scope"
    assert phone.verdict(path, {"org": phone.who.org_id}) == "ack"
    assert phone.verdict(path, {"org": stranger.who.org_id}) == "immutable"
    assert network.phone().sees(path) == "full"


@pytest.mark.parametrize("value", ["x" * 5000, 7, True, ["a"], "not-a-uuid", ""])
def test_odd_organisations_never_break_the_exchange(network: TestNetwork, value: object) -> None:
    director, coordinator = network.phone("network"), network.phone("coordinator")
    assert director.verdict("site", {"name": "P", "org": value}) == "not_in_scope"
    assert coordinator.verdict("activity", {"org": value}) == "not_in_scope"
    code = "7k3m9p2qx"
    consent = coordinator.create("consent", {"case": code, "to_org": value, "scopes/refer": True})
    named = {"case": code, "to_org": value, "consent": consent.split("/")[1]}
    referral = coordinator.create("referral", {**named, "from_org": coordinator.who.org_id})
    case = coordinator.create("case", {"code": code})
    for path in (case, consent, referral):
        assert network.phone("coordinator").sees(path) == "full"


@pytest.mark.parametrize(
    "value", ["x" * 5000, -1, True, ["a", None], {"a": 1}, 1.5, "\ud800", "a\0", 2**60, None]
)
def test_odd_values_in_every_deciding_field_get_a_verdict(
    network: TestNetwork, value: object
) -> None:
    coordinator = network.phone("coordinator", clearances=["protection"])
    whole = {"code": CODE, "case": CODE, "to_org": network.orgs[1], "consent": CONSENT}
    made = []
    for kind, names in DECIDING.items():
        for name in names:
            fields = {key: whole[key] for key in names if key in whole}
            entry = coordinator.change(kind, fields)
            entry["set"][name] = [value]
            made.append(entry)
    named = {"case": CODE, "to_org": network.orgs[1], "basis": value, "reason": "x"}
    if type(value) in (str, int, bool, list):
        entry = coordinator.change(f"consent/{CONSENT}", {"org": network.orgs[0]})
        entry["set"] |= {key: [one] for key, one in named.items()}
        made.append(entry)
    reply = coordinator.sync(*made)
    given = [*reply["ack"], *reply["held"], *reply["bad"], *reply["void"]]
    assert sorted(given) == sorted(entry["id"] for entry in made)


CODE = "7k3m9p2qx"
CONSENT = "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"
DECIDING = {
    "activity": ["visibility", "voided", "org", "$gone", "$into", "review", "round"],
    "contact": ["minor_status", "case", "site"],
    "case": ["code", "status", "minor_status"],
    "consent": ["case", "to_org", "scopes/refer", "basis", "reason"],
    "consent_approval": ["consent", "agreed"],
    "consent_withdrawal": ["consent", "scopes/refer"],
    "referral": ["case", "from_org", "to_org", "consent", "referral_type", "urgency"],
    "referral_event": ["referral", "to", "parents", "source"],
    "message": ["referral", "text"],
    "incident": ["kinds/arrest", "account", "started_at"],
    "round": ["planned_end", "status"],
    "notice": ["until"],
    "signup": ["round", "user"],
}


def test_what_is_held_shows_its_content_to_those_who_may_read_it(network: TestNetwork) -> None:
    phone = network.phone()
    closed = {"account": "secret", "visibility": "health"}
    for kind in ("activity", "incident", "weather"):
        phone.sync(phone.change(kind, {"account": "secret", "review": "reviewed"}))
    phone.sync(phone.change("storm", closed))
    readers = {
        "plain": network.phone("coordinator"),
        "cleared": network.phone("coordinator", clearances=("incident",)),
        "network": network.phone("network"),
    }
    told = {
        name: {item.change["c"] for item in waiting(reader) if "account" in item.change["set"]}
        for name, reader in readers.items()
    }
    assert told == {
        "plain": {"activity", "weather"},
        "cleared": {"activity", "weather", "incident"},
        "network": set(),
    }
    for reader in readers.values():
        assert [item.stub for item in waiting(reader)] == [
            item.change["set"] == {} for item in waiting(reader)
        ]
    entries, _total = audit.listed(readers["cleared"].who, audit.Wanted(page=1, per_page=50))
    read = {(entry.user_id, entry.action, entry.subject.split("/")[0]) for entry in entries}
    assert read == {(readers["cleared"].who.user_id, "read", "incident")}
    assert len(entries) == 1, "however often the inbox asks"
    network.later(minutes=61)
    waiting(readers["cleared"])
    assert audit.listed(readers["cleared"].who, audit.Wanted(page=1, per_page=50))[1] == 2


def test_a_held_step_is_as_closed_as_its_referral(network: TestNetwork) -> None:
    phone, plain = network.phone(), network.phone("coordinator")
    cleared = network.phone("coordinator", clearances=("health",))
    referral = phone.create("referral", {"from_org": phone.who.org_id, "visibility": "health"})
    note = {"referral": referral.split("/")[1], "text": "secret", "review": "reviewed"}
    phone.sync(phone.change("message", note))
    assert [item.stub for item in waiting(plain)] == [True]
    assert [item.stub for item in waiting(cleared)] == [False]


def test_a_held_edit_is_as_closed_as_its_record(network: TestNetwork) -> None:
    phone, plain = network.phone(), network.phone("coordinator")
    path = phone.create("contact", {"minor_status": "unaccompanied"})
    phone.sync(phone.change(path, {"note": "secret", "review": "reviewed"}))
    assert [item.stub for item in waiting(plain)] == [True]


def test_a_refused_copy_of_a_reused_id_stays_refused(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = phone.create("activity", ACTIVITY)
    first = phone.write(path, {"note": "one"})
    second = phone.change(path, {"note": "two"}, wid=first["id"])
    assert phone.sync(second)["held"] == {first["id"]: "id_reuse"}
    (item,) = waiting(coordinator)
    held.refuse(coordinator.who, item.id)
    assert phone.sync(second)["bad"] == {first["id"]: "refused"}
    assert phone.sync(first)["ack"] == [first["id"]]
