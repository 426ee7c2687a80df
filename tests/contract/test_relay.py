"""Sealed envelopes, handed in by anybody: opened once, counted once, or kept closed."""

from __future__ import annotations

import gzip
import os
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from server.domain import erasure, held, relay, sealing
from server.settings import settings
from server.store.engine import reading, writing
from server.store.keyring import KeyRing
from server.store.models import Change, Held, Network, Record, Unopened
from server.store.people import Device, User
from server.store.unopened import KEPT_DAYS, NUMBER_MAX, UNPROVEN_NUMBER_MAX
from tests.sealing import SigningKey, bytes_of, id_of, seal, text_of

from .network import TestNetwork, TestPhone
from .relayed import CANARY, MIB, answer, everything, numbers, revoke, rows_of, sealed_note


def test_an_envelope_is_taken_as_if_its_phone_had_pushed_it(network: TestNetwork) -> None:
    author, carrier = network.phone(), network.phone(org=1)
    made, envelope = sealed_note(author)
    reply = carrier.sync(sealed=[envelope])
    assert reply["sealed"] == {id_of(envelope): "ok"}
    assert (reply["ack"], reply["pull"]) == ([], [])
    (row,) = rows_of(Change)
    assert (row.id, row.via) == (made["id"], "relay")
    assert (row.user_id, row.device_id) == (author.who.user_id, author.who.device_id)
    (record,) = rows_of(Record)
    assert (record.org_id, record.author_id) == (author.who.org_id, author.who.user_id)
    assert author.pull() == {f"activity/{made['r']}"}


def test_its_own_phone_hears_the_verdicts_and_nobody_else_does(network: TestNetwork) -> None:
    author, carrier = network.phone(), network.phone()
    good = author.change("activity", {"note": "x"})
    never = author.change("activity", {}, wid=good["id"]) | {"set": 5}
    held_one = author.change("drone", {"height": 3})
    envelope = author.seal(good, never, held_one)
    assert carrier.sync(sealed=[envelope])["held"] == {}
    reply = author.sync(sealed=[envelope])
    assert reply["sealed"] == {id_of(envelope): "ok"}
    assert reply["held"] == {held_one["id"]: "unknown_kind"}
    assert reply["bad"] == {never["id"]: "malformed"}


def test_a_restricted_record_of_an_envelope_comes_back_as_its_line(network: TestNetwork) -> None:
    author = network.phone()
    made = author.change("contact", {"minor_status": "unaccompanied", "group_size": 1})
    reply = author.sync(sealed=[author.seal(made)])
    assert reply["ack"] == [made["id"]]
    assert "stub" in author.seen[f"contact/{made['r']}"]


def test_sec_y3_replay_is_harmless_and_writes_nothing(network: TestNetwork) -> None:
    author = network.phone()
    made, envelope = sealed_note(author)
    assert answer(envelope) == "ok"
    before = everything(network)
    assert answer(envelope) == "ok" and answer(author.seal(made)) == "ok"
    assert author.sync(made)["ack"] == [made["id"]]
    network.later(minutes=1)
    assert author.sync()["sealed"] == {}
    assert everything(network).count(CANARY) == before.count(CANARY)
    assert [row.seq for row in rows_of(Network)] == [1]


def test_a_change_counts_once_whichever_way_it_came(network: TestNetwork) -> None:
    author, carrier = network.phone(), network.phone()
    changes = [author.change("activity", {"note": str(n)}) for n in range(4)]
    author.sync(changes[0], phone={"app": "1", "made": 4, "unsent": 4})
    assert numbers(author) == (4, 1, 3)
    carrier.sync(sealed=[author.seal(changes[1]), author.seal(changes[1], changes[2])])
    assert numbers(author) == (4, 3, 1)
    assert numbers(carrier) == (0, 0, 0)
    # The phone has not heard of it and offers all three that have no verdict for it.
    author.sync(*changes[1:], phone={"app": "1", "made": 4, "unsent": 3})
    assert numbers(author) == (4, 4, 0)
    # Made and carried since it last told its numbers.
    late = author.change("activity", {"note": "late"})
    assert answer(author.seal(late)) == "ok"
    assert numbers(author) == (4, 5, 0)
    author.sync(late, phone={"app": "1", "made": 5, "unsent": 1})
    assert numbers(author) == (5, 5, 0)


def test_handing_in_for_another_is_no_contact_of_the_phone_itself(network: TestNetwork) -> None:
    author = network.phone()
    author.sync()
    seen = rows_of(Device)[0].last_seen_ms
    network.later(days=2)
    answer(sealed_note(author)[1])
    assert rows_of(Device)[0].last_seen_ms == seen


def test_many_envelopes_are_taken_until_one_request_is_full(network: TestNetwork) -> None:
    author = network.phone()
    envelopes = [
        author.seal(*(author.change("activity", {"note": str(n)}) for n in range(150)))
        for _ in range(8)
    ]
    first = relay.hand_in(envelopes).answers
    assert set(first.values()) == {"ok"} and 1 <= len(first) < 8
    rest = [one for one in envelopes if id_of(one) not in first]
    assert relay.hand_in(rest).answers.keys() == {id_of(one) for one in rest}
    assert len(rows_of(Change)) == 8 * 150


def test_networks_of_one_database_share_the_keys_and_nothing_else(network: TestNetwork) -> None:
    other = TestNetwork(network.app)
    here, there = network.phone(), other.phone()
    assert here.sync()["sealing"] == there.sync()["sealing"]
    (mine, first), (yours, second) = sealed_note(here), sealed_note(there)
    reply = here.sync(sealed=[first, second])
    assert reply["sealed"] == {id_of(first): "ok", id_of(second): "ok"}
    assert reply["ack"] == [mine["id"]]
    stored = {row.id: row.network_id for row in rows_of(Change)}
    assert stored == {mine["id"]: network.id, yours["id"]: other.id}


# --- revoked phones


@pytest.mark.parametrize("how", ["phone", "user"])
def test_sec_l6_a_revoked_phone_hands_in_into_quarantine(
    network: TestNetwork, desk: TestPhone, how: str
) -> None:
    author = network.phone()
    before = author.create("activity", {"note": "before"})
    made, envelope = sealed_note(author)
    known = author.change(before, {"note": "again"})
    if how == "phone":
        revoke(author)
    else:
        with writing() as session:
            session.get_one(User, author.who.user_id).active = False
    assert answer(envelope) == "held" and answer(author.seal(known)) == "held"
    assert answer(envelope) == "held", "handed in twice"
    assert {row.reason for row in rows_of(Held)} == {"device_revoked"}
    assert [row.id for row in rows_of(Record)] == [before.partition("/")[2]]
    waiting, total = held.listed(desk.who, 1, 50)
    assert total == 2 and {one.device for one in waiting} == {author.who.device_id}
    mine = next(one for one in waiting if one.change["id"] == made["id"])
    held.release(desk.who, mine.id)
    stored = next(row for row in rows_of(Change) if row.id == made["id"])
    assert (stored.via, stored.user_id) == ("relay", author.who.user_id)
    assert answer(envelope) == "held", "what was released is not held anew"
    assert len(rows_of(Held)) == 2


def test_sec_l6_what_was_erased_does_not_come_back_in_an_envelope(
    network: TestNetwork, desk: TestPhone
) -> None:
    author = network.phone()
    made, envelope = sealed_note(author)
    author.sync(made)
    erasure.erase(desk.who, [f"activity/{made['r']}"])
    for _ in range(2):
        assert author.sync(sealed=[envelope])["void"] == {made["id"]: "erased"}
        revoke(author)
    assert CANARY not in everything(network)


# --- phones and keys that come later


def test_an_unknown_phone_is_said_kept_and_opened_when_it_is_known(
    network: TestNetwork, desk: TestPhone
) -> None:
    phone = network.phone()
    _made, envelope = sealed_note(phone)
    stranger = sealed_note(phone, device=str(uuid.uuid4()))[1]
    with writing() as session:
        session.get_one(Device, phone.who.device_id).public_key = None
    assert answer(envelope) == answer(stranger) == "unknown_device"
    assert (rows_of(Record), len(rows_of(Unopened))) == ([], 2)
    others = network.phone("coordinator", org=1), network.phone("network", org=1)
    assert [held.unopened(one.who) for one in (desk, *others)] == [1, 0, 2]
    assert relay.reopen() == 0
    with writing() as session:
        session.get_one(Device, phone.who.device_id).public_key = phone.key.jwk
    assert relay.reopen(phone.who.device_id) == 1
    assert len(rows_of(Record)) == len(rows_of(Unopened)) == 1


def test_old_keys_still_open_and_a_key_that_comes_back_opens_again(network: TestNetwork) -> None:
    phone = network.phone()
    old = sealing.public(network.now_ms)
    assert sealing.rotate(network.now_ms) is None
    network.later(days=90)
    assert sealing.rotate(network.now_ms) is not None
    assert sealing.rotate(network.now_ms) is None
    new = sealing.public(network.now_ms)
    assert phone.sync()["sealing"] == new != old
    assert answer(sealed_note(phone, to=old)[1]) == "ok"
    ring = KeyRing.open(settings().keys_dir, "sealing")
    whole = ring.path.read_bytes()
    ring.drop(old["id"])
    envelope = sealed_note(phone, to=old)[1]
    assert answer(envelope) == "corrupt"
    ring.path.write_bytes(whole)
    assert relay.reopen() == 1 and rows_of(Unopened) == []


# --- how much is kept


def test_what_does_not_open_is_kept_within_bounds(network: TestNetwork) -> None:
    phone, carrier = network.phone(), network.phone()

    def junk(number: int, of: TestPhone = phone, **options: Any) -> list[str]:
        return [of.seal(packed=b"x", **options) for _ in range(number)]

    def kept() -> int:
        with reading() as session:
            return session.scalar(select(func.count()).select_from(Unopened)) or 0

    for part in range(0, NUMBER_MAX + 50, 50):
        assert set(relay.hand_in(junk(50)).answers.values()) == {"corrupt"}, part
    assert kept() == NUMBER_MAX
    # Somebody else's, and those of nobody, have room of their own.
    relay.hand_in(junk(1, carrier))
    relay.hand_in(junk(1, key=SigningKey()))
    assert kept() == NUMBER_MAX + 2
    network.later(days=1, minutes=1)
    relay.hand_in(junk(1))
    assert kept() == NUMBER_MAX + 3
    network.later(days=KEPT_DAYS)
    relay.hand_in(junk(1))
    assert kept() <= 2
    assert UNPROVEN_NUMBER_MAX >= NUMBER_MAX


def test_large_envelopes_that_do_not_open_fill_the_room_of_one_day(network: TestNetwork) -> None:
    phone = network.phone()
    for _ in range(12):
        noise = os.urandom(MIB // 2)
        assert answer(phone.seal(packed=noise)) == "corrupt"
    assert sum(len(row.body) for row in rows_of(Unopened)) <= 4 * MIB


def test_seal_of_the_tests_is_what_the_contract_says() -> None:
    key = SigningKey()
    to = {"id": "00" * 8, "key": text_of(key_point(key))}
    made = bytes_of(
        seal({"push": []}, to=to, key=key, network=str(uuid.uuid4()), device=str(uuid.uuid4()))
    )
    assert made[:2] == b"\x01\x01" and made[58] == 4
    assert len(made) == 58 + 65 + len(gzip.compress(b'{"push":[]}')) + 16 + 64


def key_point(key: SigningKey) -> bytes:
    return b"\x04" + bytes_of(key.public["x"]) + bytes_of(key.public["y"])
