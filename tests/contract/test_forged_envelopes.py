"""Envelopes that are not genuine, or not what they say: nothing of them is stored in clear."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import uuid
from collections.abc import Callable

import pytest

from server.domain import relay, sealing
from server.store.models import Change, Held, Record, Unopened
from tests.sealing import SIGN, SigningKey, bytes_of, id_of, signed, text_of

from .network import TestNetwork, TestPhone
from .relayed import CANARY, MIB, answer, everything, numbers, rows_of, sealed_note


def forged(phone: TestPhone) -> str:
    return sealed_note(phone, key=SigningKey())[1]


def in_anothers_name(phone: TestPhone) -> str:
    other = phone.network.phone()
    return sealed_note(phone, device=str(other.who.device_id))[1]


def renamed_and_signed_anew(phone: TestPhone) -> str:
    """The box of one phone under the header of another, who signs it."""
    raw = bytes_of(sealed_note(phone)[1])
    thief = phone.network.phone()
    head = raw[:26] + uuid.UUID(str(thief.who.device_id)).bytes + raw[42:58]
    return text_of(signed(head, raw[58:-SIGN], thief.key))


def with_another_id(phone: TestPhone) -> str:
    raw = bytes_of(sealed_note(phone)[1])
    return text_of(raw[:42] + uuid.uuid4().bytes + raw[58:])


def for_another_network(phone: TestPhone) -> str:
    other = TestNetwork(phone.network.app)
    return sealed_note(phone, network=other.id)[1]


def flipped(phone: TestPhone) -> str:
    raw = bytearray(bytes_of(sealed_note(phone)[1]))
    raw[-SIGN - 3] ^= 1
    return text_of(signed(bytes(raw[:58]), bytes(raw[58:-SIGN]), phone.key))


def cut(phone: TestPhone) -> str:
    return text_of(bytes_of(sealed_note(phone)[1])[:-9])


def header_alone(phone: TestPhone) -> str:
    return text_of(bytes_of(sealed_note(phone)[1])[:58])


def to_an_unknown_key(phone: TestPhone) -> str:
    told = sealing.public(phone.network.now_ms)
    return sealed_note(phone, to={**told, "id": "0" * 16})[1]


def no_gzip(phone: TestPhone) -> str:
    return phone.seal(packed=b"push")


def bytes_after_gzip(phone: TestPhone) -> str:
    return phone.seal(packed=gzip.compress(b'{"push":[]}') + b"x")


def truncated_gzip(phone: TestPhone) -> str:
    return phone.seal(packed=gzip.compress(b'{"push":[]}')[:-4])


def holding(body: bytes) -> Callable[[TestPhone], str]:
    return lambda phone: phone.seal(packed=gzip.compress(body))


CORRUPT: dict[str, Callable[[TestPhone], str]] = {
    "a forged signature": forged,
    "in another's name": in_anothers_name,
    "another's box under an own header": renamed_and_signed_anew,
    "another envelope id": with_another_id,
    "for another network": for_another_network,
    "a flipped bit, signed": flipped,
    "cut": cut,
    "a header and nothing else": header_alone,
    "to an unknown key": to_an_unknown_key,
    "no gzip": no_gzip,
    "bytes after the gzip": bytes_after_gzip,
    "half a gzip": truncated_gzip,
    "no JSON": holding(b"push"),
    "no object": holding(b"[]"),
    "no push": holding(b"{}"),
    "another member": holding(b'{"push":[],"want":[]}'),
    "duplicate keys": holding(b'{"push":[],"push":[]}'),
    "NaN": holding(b'{"push":[NaN]}'),
    "too deep": holding(b'{"push":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    "a change without an id": holding(b'{"push":[{"c":"activity"}]}'),
    "too many changes": holding(json.dumps({"push": [{}] * 201}).encode()),
}


@pytest.mark.parametrize("name", CORRUPT)
def test_sec_y3_what_is_not_genuine_is_kept_closed_and_said(
    network: TestNetwork, name: str
) -> None:
    phone, carrier = network.phone(), network.phone()
    envelope = CORRUPT[name](phone)
    for bearer in (None, carrier, carrier):
        assert answer(envelope, bearer) == "corrupt"
    assert (rows_of(Change), rows_of(Held), rows_of(Record)) == ([], [], [])
    assert CANARY not in everything(network)
    (kept,) = rows_of(Unopened)
    assert (kept.body, kept.reason) == (bytes_of(envelope), "corrupt")
    assert numbers(phone) == (0, 0, 0)


NOT_ENVELOPES = ("", "x", "é", "\ud800", "=", "AQE", "A" * 400, " " + "AQEA" * 80, "AQEA\n" * 80)


@pytest.mark.parametrize("text", NOT_ENVELOPES)
def test_sec_y3_what_is_no_envelope_is_named_by_its_place(network: TestNetwork, text: str) -> None:
    phone = network.phone()
    _made, good = sealed_note(phone)
    reply = phone.sync(sealed=[good, text, good])
    assert reply["sealed"] == {id_of(good): "ok", "#1": "corrupt"}


def test_a_forged_copy_takes_nothing_from_the_genuine_one(network: TestNetwork) -> None:
    phone = network.phone()
    _made, good = sealed_note(phone)
    copy = text_of(bytes_of(good)[:-1] + b"\0")
    for both in ([good, copy], [copy, good]):
        assert relay.hand_in(both).answers == {id_of(good): "ok"}


def test_sec_h2_an_envelope_bomb_costs_little(network: TestNetwork) -> None:
    phone = network.phone()
    bomb = phone.seal(packed=gzip.compress(b'{"push":[' + b" " * (64 * MIB) + b"]}"))
    assert len(bomb) < MIB, "it fits into a request"
    near = phone.seal(packed=gzip.compress(b'{"push":[' + b" " * (MIB - 20) + b"]}"))
    tracemalloc.start()
    try:
        answers = relay.hand_in([bomb, *[near] * 20]).answers
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answers == {id_of(bomb): "corrupt", id_of(near): "ok"}
    assert peak < 5 * MIB
