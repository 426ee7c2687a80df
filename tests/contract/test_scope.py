"""What reaches which phone, and what leaves it again, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from .network import TestNetwork, TestPhone

CODE = "7k3m9p2qx"


def test_a_record_that_leaves_a_scope_is_gone_and_comes_back_with_a_new_number(
    network: TestNetwork,
) -> None:
    coordinator, phone = network.phone("coordinator", clearances=["protection"]), network.phone()
    path = coordinator.create("round", {"round_kind": "maraude", "activity_note": "note"})
    assert phone.pull() == {path}
    narrowed = coordinator.write(path, {"visibility": "parties"})
    reply = phone.sync()
    assert (reply["gone"], reply["pull"]) == ([path], [])
    before = phone.cursor
    covers = {"visibility": [narrowed["id"]]}
    coordinator.write(path, {"visibility": "org"}, covers=covers)
    assert phone.pull() == {path}
    assert phone.cursor != before


def test_exit_and_return_between_two_pulls_is_no_gone(network: TestNetwork) -> None:
    coordinator, phone = network.phone("coordinator", clearances=["protection"]), network.phone()
    path = coordinator.create("round", {"round_kind": "maraude"})
    phone.pull()
    narrowed = coordinator.write(path, {"visibility": "parties"})
    covers = {"visibility": [narrowed["id"]]}
    coordinator.write(path, {"visibility": "org"}, covers=covers)
    reply = phone.sync(limit=1)
    assert reply["gone"] == []
    assert path in phone.seen


def test_a_pushed_record_out_of_reach_is_gone_even_when_pushed_again(
    network: TestNetwork,
) -> None:
    phone = network.phone("network")
    made = phone.change("site", {"name": "Place", "visibility": "org"})
    path = f"site/{made['r']}"
    for _again in range(2):
        reply = phone.sync(made)
        assert (reply["ack"], reply["gone"], reply["pull"]) == ([made["id"]], [path], [])


def test_a_pushed_record_out_of_reach_is_gone_after_a_reset_too(network: TestNetwork) -> None:
    phone = network.phone("network")
    made = phone.change("site", {"name": "Place", "visibility": "org"})
    reply = phone.sync(made, cursor="garbage")
    assert (reply["reset"], reply["ack"]) == ("timeline", [made["id"]])
    gone: list[str] = []
    while reply["more"]:
        reply = phone.sync()
        gone += reply["gone"]
    assert gone == [f"site/{made['r']}"]


def test_a_record_that_becomes_restricted_is_replaced_by_its_stub(network: TestNetwork) -> None:
    author, colleague = network.phone(), network.phone()
    coordinator = network.phone("coordinator", clearances=["protection"])
    path = author.create("contact", {"site": HIDDEN, "group_size": 1, "note": "secret"})
    for phone in (author, colleague, coordinator):
        phone.pull()
    made = author.write(path, {"minor_status": "separated"})
    assert "secret" not in str(author.seen) and "stub" in author.seen[path]
    stub = author.seen[path]["stub"]
    assert stub == {
        "author": author.who.user_id,
        "made_at": stub["made_at"],
        "site": HIDDEN,
        "visibility": "minor",
    }
    assert stub["made_at"].endswith(":00Z")
    assert colleague.sync()["gone"] == [path]
    coordinator.pull()
    assert "stub" in coordinator.seen[path], "cleared people read it online, not on a phone"
    again = author.sync(made)
    assert again["pull"] == [author.seen[path]], "an old cursor must not leave the clear record"
    assert "stub" in author.sync(want=[path])["pull"][0]


HIDDEN = "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"


def test_a_deleted_restricted_record_is_gone(network: TestNetwork) -> None:
    author, coordinator = network.phone(), network.phone("coordinator")
    made = author.change("contact", {"group_size": 1, "minor_status": "separated"})
    author.sync(made)
    path = f"contact/{made['r']}"
    coordinator.pull()
    coordinator.write(path, {"$gone": [made["id"]]})
    assert path not in coordinator.seen
    assert author.sync()["gone"] == [path]
    assert network.phone("coordinator").sees(path) is None


def shared(sender: TestPhone, receiver: TestPhone, code: str = CODE, **over: Any) -> dict[str, str]:
    """A case of the sender, referred to the receiver's organisation; the paths by kind."""
    paths = {"case": sender.create("case", {"code": code})}
    to_org = receiver.who.org_id
    agreed = {"case": code, "to_org": to_org, "scopes/refer": True, "basis": "self"}
    paths["consent"] = sender.create("consent", agreed)
    sent = {"case": code, "from_org": sender.who.org_id, "to_org": to_org}
    sent |= {"consent": paths["consent"].split("/")[1], "referral_type": "legal_asylum"}
    paths["referral"] = sender.create("referral", {**sent, **over})
    return paths


def test_a_referral_brings_the_case_and_a_withdrawal_takes_the_content(
    network: TestNetwork,
) -> None:
    sender, receiver = network.phone(), network.phone("coordinator", org=1)
    receiver.pull()
    paths = shared(sender, receiver)
    assert receiver.pull() == set(paths.values())
    note = {"referral": paths["referral"].split("/")[1], "text": "hello"}
    message = receiver.create("message", note)
    assert sender.pull() >= {message}
    sender.create("consent_withdrawal", {"consent": paths["consent"].split("/")[1]})
    receiver.pull()
    for path in (*paths.values(), message):
        assert "stub" in receiver.seen[path], path
    assert "hello" not in str(receiver.seen)
    assert receiver.seen[paths["referral"]]["stub"]["case"] == CODE
    sender.pull()
    assert "stub" not in sender.seen[message]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_arrival_does_not_matter(network: TestNetwork, order: tuple[int, ...]) -> None:
    sender, receiver = network.phone(), network.phone("coordinator", org=1)
    to_org = receiver.who.org_id
    case = sender.change("case", {"code": CODE})
    agreed = {"case": CODE, "to_org": to_org, "scopes/refer": True}
    consent = sender.change("consent", agreed)
    sent = {"case": CODE, "from_org": sender.who.org_id, "to_org": to_org}
    referral = sender.change("referral", {**sent, "consent": consent["r"]})
    made = [case, consent, referral]
    for place in order:
        sender.sync(made[place])
    assert receiver.pull() == {f"{one['c']}/{one['r']}" for one in made}
    network_of_one = network.phone(org=1)
    assert network_of_one.pull() == set()


def test_a_stub_follows_the_steps_of_its_referral(network: TestNetwork) -> None:
    sender = network.phone()
    receiver = network.phone("handler", org=1, clearances=["health"])
    paths = shared(sender, receiver, referral_type="health_primary")
    referral = paths["referral"].split("/")[1]
    receiver.pull()
    assert "status" not in receiver.seen[paths["referral"]]["stub"]
    first = sender.create("referral_event", {"referral": referral, "to": "sent", "parents": []})
    receiver.pull()
    assert receiver.seen[paths["referral"]]["stub"]["status"] == "sent"
    seen = [first.split("/")[1]]
    accepted = {"referral": referral, "to": "accepted", "parents": seen}
    receiver.create("referral_event", accepted)
    sender.pull()
    assert sender.seen[paths["referral"]]["stub"]["status"] == "accepted"


def test_a_no_op_moves_no_number_even_in_a_follow_up(network: TestNetwork) -> None:
    sender, receiver = network.phone(), network.phone("coordinator", org=1)
    shared(sender, receiver)
    receiver.pull()
    before = receiver.cursor
    made = sender.change("case", {"code": "7k3m9p2qy"})
    sender.sync(made)
    middle = receiver.sync()
    assert (middle["pull"], middle["gone"]) == ([], [])
    sender.sync(made)
    assert receiver.sync()["cursor"] == middle["cursor"] != before
