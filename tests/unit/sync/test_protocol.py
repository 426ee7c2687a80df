"""Requests and cursors: what is read, what is refused, and with which code."""

from __future__ import annotations

from typing import Any

import pytest

from sync import protocol
from sync.canonical import read_json
from sync.errors import InvalidRequest, MalformedChange, ProtocolTooOld, TooLarge, Unreadable
from sync.protocol import Cursor, SyncReply, SyncRequest, Verdict

WID = "01kzt3m5c0q8w2e4r6ty"
RECORD = "case/5b0c1f52-9a1e-4c7d-8b3a-0f6e2d4c1a90"


def test_an_empty_request_has_the_documented_defaults() -> None:
    request = SyncRequest.read({"v": 1})
    assert request.limit == 500
    assert request.cursor is None
    assert not request.push
    assert not request.want
    assert not request.sealed


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("push", {}),
        ("push", None),
        ("want", "case"),
        ("want", ["case"]),
        ("want", ["case/" + "1" * 36]),
        ("want", [7]),
        ("sealed", [1]),
        ("sealed", {}),
        ("cursor", 7),
        ("cursor", "1" * 101),
        ("limit", 0),
        ("limit", 2001),
        ("limit", True),
        ("limit", "500"),
        ("schema", -1),
        ("schema", "1"),
        ("t", 1.5),
        ("phone", []),
        ("phone", {"app": 1}),
        ("phone", {"app": "x" * 41}),
        ("phone", {"app": "\0"}),
        ("phone", {"made": -1}),
        ("phone", {"unsent": True}),
    ],
)
def test_a_wrong_member_is_named(member: str, value: Any) -> None:
    with pytest.raises(InvalidRequest) as caught:
        SyncRequest.read({"v": 1, member: value})
    assert caught.value.field == member


@pytest.mark.parametrize("body", [None, [], "x", 1, {}, {"v": "1"}, {"v": True}])
def test_what_is_no_request_is_refused(body: Any) -> None:
    with pytest.raises(InvalidRequest):
        SyncRequest.read(body)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_protocol_is_told_apart_from_a_broken_request(version: int) -> None:
    with pytest.raises(ProtocolTooOld):
        SyncRequest.read({"v": version})


@pytest.mark.parametrize("entry", [None, {}, {"id": "x"}, {"id": WID.upper()}, [WID]])
def test_a_push_entry_without_an_id_is_found_by_its_index(entry: Any) -> None:
    with pytest.raises(MalformedChange) as caught:
        SyncRequest.read({"v": 1, "push": [{"id": WID}, entry]})
    assert caught.value.index == 1


def test_more_than_a_request_may_carry_is_too_large() -> None:
    with pytest.raises(TooLarge):
        SyncRequest.read({"v": 1, "push": [{"id": WID}] * (protocol.PUSH_MAX + 1)})
    with pytest.raises(TooLarge):
        SyncRequest.read({"v": 1, "want": [RECORD] * (protocol.WANT_MAX + 1)})


def test_a_cursor_reads_back() -> None:
    cursor = Cursor(18407, 18409, "9f2c01ab7e", "a81c")
    assert cursor.encode() == "18407.18409.9f2c01ab7e.a81c"
    assert Cursor.decode(cursor.encode()) == cursor


@pytest.mark.parametrize(
    "text", ["", "1", "1.2.3", "1.2.3.4.5", "x.2.a.b", "1.-2.a.b", "1.2..b", "1.2.a.é", "9" * 99]
)
def test_a_cursor_that_was_never_sent_here_is_none(text: str) -> None:
    assert Cursor.decode(text) is None


def test_a_reply_groups_its_verdicts() -> None:
    reply = SyncReply(now_ms=5, cursor="c")
    reply.verdicts = {
        "a": Verdict("ack"),
        "b": Verdict("held", "not_in_scope"),
        "c": Verdict("bad", "malformed"),
        "d": Verdict("void", "erased"),
    }
    head = reply.head()
    assert head["ack"] == ["a"]
    assert (head["held"], head["bad"]) == ({"b": "not_in_scope"}, {"c": "malformed"})
    assert head["void"] == {"d": "erased"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"9007199254740992",
        b"-9007199254740992",
        b"1" * 5000,
        b"[" * 17 + b"]" * 17,
        b"[" * 20000 + b"]" * 20000,
        b'{"a":' * 20000 + b"1" + b"}" * 20000,
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_ambiguous_json_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(body)


def test_strict_json_is_read() -> None:
    deepest = b"[" * 16 + b"]" * 16
    assert read_json(b' {"a": [1, -9007199254740991, true, null, "\\u00e9", 1.5]} ') == {
        "a": [1, -9007199254740991, True, None, "é", 1.5]
    }
    assert read_json(deepest) is not None
