"""The exchange on both databases. Numbers in brackets are promises of docs/protocol.md."""

from __future__ import annotations

import hashlib

from .network import TestNetwork

ACTIVITY = {"service_type": "food.hot_meal", "quantity": 10, "unit": "portion", "people": 10}


def test_a_record_travels_from_phone_to_phone_and_a_conflict_keeps_both(
    network: TestNetwork,
) -> None:
    ours, theirs = network.phone(), network.phone()
    theirs.pull()
    path = ours.create("activity", ACTIVITY)
    assert theirs.pull() == {path}
    ((wid, user, fields),) = theirs.seen[path]["w"]
    assert user == ours.who.user_id
    assert fields == {"org": ours.who.org_id, **ACTIVITY}
    ours.write(path, {"quantity": 12}, covers={"quantity": [wid]})
    theirs.write(path, {"quantity": 15}, covers={"quantity": [wid]})
    ours.pull()
    values = [write[2].get("quantity") for write in ours.seen[path]["w"]]
    assert sorted(value for value in values if value is not None) == [12, 15]
    assert ours.seen[path]["x"] == {"quantity": [wid]}


def test_a_repeated_request_changes_nothing(network: TestNetwork) -> None:
    ours, theirs = network.phone(), network.phone()
    made = ours.change("activity", ACTIVITY)
    ours.sync(made)
    theirs.pull()
    before = theirs.cursor
    assert ours.sync(made)["ack"] == [made["id"]]
    assert theirs.sync()["pull"] == []
    assert theirs.cursor == before


def test_any_number_of_conflicts_in_one_record_is_stored(network: TestNetwork) -> None:
    ours, theirs = network.phone(), network.phone()
    path = ours.create("activity", ACTIVITY)
    keys = [hashlib.blake2b(str(n).encode(), digest_size=29).hexdigest() for n in range(250)]
    for phone, quantity in ((ours, 1), (theirs, 2)):
        phone.write(path, {f"items/{key}": quantity for key in keys})
