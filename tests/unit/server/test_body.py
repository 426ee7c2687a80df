"""SEC-H2, SEC-H3: reading bodies."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
import zlib

import pytest
from flask import Flask

from server.api import errors
from server.api.body import read_json_body

from .conftest import Client, Installation

CAP = 1024 * 1024
GZIP = {"Content-Encoding": "gzip"}


@pytest.fixture(scope="module")
def client() -> Client:
    app = Flask("bodies", static_folder=None)
    errors.install(app)
    app.add_url_rule("/", "echo", lambda: {"read": read_json_body(CAP)}, methods=["POST"])
    return Client(app)


def code(client: Client, body: bytes, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): said for name, said in headers.items()}
    sent = {"Content-Type": "application/json", **named}
    answer = client.post("/", data=body, headers=sent)
    return answer.status_code, answer.json.get("error", {}).get("code", "")


def test_a_body_is_read_plain_and_packed(client: Client) -> None:
    body = json.dumps({"a": [1, "é"]}).encode()
    for packed, headers in ((body, {}), (gzip.compress(body), GZIP)):
        sent = {"Content-Type": "application/json; charset=utf-8", **headers}
        assert client.post("/", data=packed, headers=sent).json == {"read": {"a": [1, "é"]}}


def test_sec_h2_a_bomb_of_1000_to_1_costs_less_than_five_mebibytes(client: Client) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b" " * CAP) for _ in range(900)) + packer.flush()
    assert 900 * CAP / len(bomb) > 1000
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert code(client, bomb, Content_Encoding="gzip") == (413, "too_large")
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 5 * CAP, peak


@pytest.mark.parametrize("packed", [False, True])
def test_the_cap_is_exact(client: Client, packed: bool) -> None:
    for size, status in ((CAP, 200), (CAP + 1, 413)):
        body = b'"' + b"a" * (size - 2) + b'"'
        headers = {"Content_Encoding": "gzip"} if packed else {}
        # A string of a mebibyte is read here; only fields are shorter.
        assert code(client, gzip.compress(body) if packed else body, **headers)[0] == status


def test_a_body_without_length_is_bounded_too(client: Client) -> None:
    endless = io.BytesIO(b" " * (CAP + 10))
    answer = client.post(
        "/",
        input_stream=endless,
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b"NaN",
        b"[Infinity]",
        b"1e999",
        b"\xff",
        b"9007199254740992",
        b"9" * 5000,
        b"[" * 20_000,
        b"[" * 17 + b"]" * 17,
        b"\xef\xbb\xbf{}",
        b'{"a":1} x',
    ],
    ids=range(13),
)
def test_sec_h3_what_two_readers_might_read_differently_is_refused(
    client: Client, body: bytes
) -> None:
    assert code(client, body) == (400, "unreadable")


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"{}")[:-1],
        gzip.compress(b"{}")[:12],
        b"",
        b"{}",
        gzip.compress(b"{}") + b"x",
        gzip.compress(b"{}") + gzip.compress(b" "),
        gzip.compress(b"{}")[:-8] + b"\0" * 8,
    ],
    ids=range(7),
)
def test_sec_h2_broken_gzip_is_refused(client: Client, packed: bytes) -> None:
    assert code(client, packed, Content_Encoding="gzip") == (400, "unreadable")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": ""},
        {"Content_Encoding": "br"},
        {"Content_Encoding": "gzip, gzip"},
        {"Content_Encoding": "deflate"},
    ],
    ids=str,
)
def test_other_types_and_codings_are_415(client: Client, headers: dict[str, str]) -> None:
    assert code(client, b"{}", **headers) == (415, "unsupported_media_type")


def test_an_error_may_name_a_member_that_is_no_text(here: Installation) -> None:
    desk = here.desk()
    answer = desk.client.post(
        "/api/records/activity",
        data='{"fields":{"\\ud800":1}}',
        content_type="application/json",
        headers=desk.headers,
    )
    assert answer.status_code == 422
    assert answer.json["error"]["fields"]["\ud800"] == ["unknown_field"]
