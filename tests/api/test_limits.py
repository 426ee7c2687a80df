"""Sizes, compression and versions of a request."""

from __future__ import annotations

import contextlib
import gzip
import json
import uuid
import zlib
from pathlib import Path
from typing import Any

import pytest

from .phone import ScriptedPhone, change, new_wid
from .wire import NoAnswer
from .world import World

MIB = 1024 * 1024
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture(scope="module")
def phone(world: World) -> ScriptedPhone:
    enrolled = world.phone()
    enrolled.sync()
    return enrolled


def padded(body: dict[str, Any], size: int) -> bytes:
    """The body as JSON of exactly `size` bytes, filled up with spaces."""
    raw = json.dumps(body).encode()
    return raw + b" " * (size - len(raw))


def activities(world: World, phone: ScriptedPhone, count: int) -> list[dict[str, Any]]:
    fields = {"org": phone.org, **world.activity()}
    return [change("activity", str(uuid.uuid4()), fields) for _ in range(count)]


def test_200_changes_are_taken_201_are_not(world: World, phone: ScriptedPhone) -> None:
    changes = activities(world, phone, 201)
    answer = phone.post(phone.request(push=changes))
    assert answer.status == 413, str(answer)
    answer = phone.post(phone.request(push=changes[:200]))
    assert answer.status == 200 and len(answer.json()["ack"]) == 200


INSIDE: dict[str, dict[str, list[Any]]] = {
    "256 fields": {f"f{number}": [1] for number in range(256)},
    "64 covers": {"note": ["x", *(new_wid() for _ in range(64))]},
    "64 elements": {"list": [["x"] * 64]},
    "16,384 characters": {"note": ["x" * 16_384]},
    "1,024 gone": {"$gone": [[new_wid() for _ in range(1_024)]]},
    "the longest names": {"a" * 40 + "/" + "b" * 60: [1]},
    "the largest integers": {"one": [2**53 - 1], "two": [-(2**53) + 1]},
    "the first write id": {"note": ["x", "0" * 20]},
    "letters beyond": {"note": ["\U0001f9e5\uffff\u0001\x7f\u2028"]},
}


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_just_inside_a_limit_is_taken(world: World, name: str) -> None:
    coordinator = world.phone(role="coordinator")
    record = coordinator.create("activity", world.activity())
    made = {**change("activity", record, {}), "set": INSIDE[name]}
    coordinator.keep(made)
    coordinator.sync()
    assert (coordinator.held, coordinator.drawer) == ({}, {})
    for field, entry in INSIDE[name].items():
        assert entry[0] in coordinator.values(f"activity/{record}", field)


def test_a_body_of_one_mebibyte_is_taken_one_byte_more_is_not(phone: ScriptedPhone) -> None:
    body = phone.request()
    assert phone.wire.send("POST", "/api/sync", raw=padded(body, MIB)).status == 200
    for headers in ({}, GZIP):
        raw = padded(body, MIB + 1)
        raw = gzip.compress(raw) if headers else raw
        answer = phone.wire.send("POST", "/api/sync", raw=raw, headers=headers)
        assert answer.status == 413, str(answer)


def test_a_compressed_body_is_the_same_request(world: World, phone: ScriptedPhone) -> None:
    (made,) = activities(world, phone, 1)
    raw = gzip.compress(json.dumps(phone.request(push=[made])).encode())
    answer = phone.wire.send("POST", "/api/sync", raw=raw, headers=GZIP)
    assert answer.json()["ack"] == [made["id"]]
    assert phone.post(phone.request(push=[made])).json()["ack"] == [made["id"]]


def test_a_body_of_untold_length_has_the_same_limits(world: World, phone: ScriptedPhone) -> None:
    (made,) = activities(world, phone, 1)
    whole = padded(phone.request(push=[made]), 200_000)
    answer = phone.wire.send("POST", "/api/sync", raw=whole, chunked=True)
    assert answer.status == 200 and answer.json()["ack"] == [made["id"]], str(answer)
    endless = padded(phone.request(), MIB + 1)
    # Refused while it was still sending, the line may be cut before the answer is read.
    with contextlib.suppress(NoAnswer):
        assert phone.wire.send("POST", "/api/sync", raw=endless, chunked=True).status == 413


def memory_kib(pid: int, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith(name)).split()[1])


def test_sec_h2_bombs_cost_a_running_server_less_than_five_mebibytes(
    world: World, phone: ScriptedPhone
) -> None:
    """Of the memory that its processes ever held, by the system's own count."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b" " * MIB) for _ in range(900)) + packer.flush()
    assert 900 * MIB / len(bomb) > 1000 and len(bomb) < MIB
    pids = world.server.processes()
    for _ in range(6):
        phone.wire.send("POST", "/api/sync", raw=bomb, headers=GZIP)
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # the peak begins anew
    before = {pid: memory_kib(pid, "VmRSS") for pid in pids}
    for _ in range(6):
        answer = phone.wire.send("POST", "/api/sync", raw=bomb, headers=GZIP)
        assert (answer.status, answer.code) == (413, "too_large")
    grown = {pid: memory_kib(pid, "VmHWM") - before[pid] for pid in pids}
    assert max(grown.values()) < 5 * 1024, grown


def test_a_bomb_inside_a_bomb_and_members_in_a_row_are_refused(phone: ScriptedPhone) -> None:
    twice = gzip.compress(gzip.compress(b'{"v":1}'))
    row = gzip.compress(b'{"v":1}') + gzip.compress(b" " * (3 * MIB))
    for raw in (twice, row):
        answer = phone.wire.send("POST", "/api/sync", raw=raw, headers=GZIP)
        assert answer.status in (400, 413), str(answer)


@pytest.mark.parametrize("cut", [1, 9, 10, 15, 30, -8, -4, -1])
def test_truncated_gzip_is_unreadable(phone: ScriptedPhone, cut: int) -> None:
    raw = gzip.compress(json.dumps(phone.request(push=[])).encode())[:cut]
    answer = phone.wire.send("POST", "/api/sync", raw=raw, headers=GZIP)
    assert (answer.status, answer.code) == (400, "unreadable")


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "identity;q=1", "x"])
def test_other_encodings_are_refused(phone: ScriptedPhone, encoding: str) -> None:
    raw = json.dumps(phone.request()).encode()
    answer = phone.wire.send("POST", "/api/sync", raw=raw, headers={"Content-Encoding": encoding})
    assert answer.status in (400, 415), str(answer)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_other_media_types_are_refused(phone: ScriptedPhone, kind: str) -> None:
    raw = json.dumps(phone.request()).encode()
    answer = phone.wire.send("POST", "/api/sync", raw=raw, headers={"Content-Type": kind})
    assert answer.status == 415, str(answer)


def test_answers_are_compressed_on_request(world: World, phone: ScriptedPhone) -> None:
    phone.wire.send("POST", "/api/sync", phone.request(push=activities(world, phone, 50)))
    body = {**phone.request(), "cursor": None}
    headers = {"Accept-Encoding": "gzip"}
    answer = phone.wire.send("POST", "/api/sync", body, headers=headers)
    assert answer.headers.get("content-encoding") == "gzip"
    assert json.loads(gzip.decompress(answer.body))["v"] == 1
    brotli = phone.wire.send("POST", "/api/sync", body, headers={"Accept-Encoding": "br, gzip"})
    assert brotli.headers.get("content-encoding") in ("br", "gzip")
    assert "accept-encoding" in brotli.headers.get("vary", "").lower()


@pytest.mark.parametrize("version", [2, 99, 2**53 - 1])
def test_another_protocol_version_is_426(phone: ScriptedPhone, version: int) -> None:
    answer = phone.post({**phone.request(), "v": version})
    assert answer.status == 426, str(answer)


@pytest.mark.parametrize("version", [0, -1])
def test_a_protocol_too_old_is_426(phone: ScriptedPhone, version: int) -> None:
    assert phone.post({**phone.request(), "v": version}).status in (400, 426)


def test_api_answers_are_never_stored(phone: ScriptedPhone) -> None:
    for answer in (phone.post(phone.request()), phone.wire.send("GET", "/api/nowhere")):
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_wrong_method_and_an_unknown_route_are_plain_4xx(phone: ScriptedPhone) -> None:
    assert phone.wire.send("GET", "/api/sync").status == 405
    assert phone.wire.send("DELETE", "/api/enrol").status == 405
    assert phone.wire.send("GET", "/api/nowhere").status == 404
    assert phone.wire.send("POST", "/api/records/activity/../../sync", {"v": 1}).status < 500
