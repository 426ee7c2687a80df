"""SEC-H3: what comes as bytes: no 5xx, no silence, the error shape, and nothing stored."""

from __future__ import annotations

import http.client
import io
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import psycopg
import pytest

from . import bad_changes, bad_inputs, raw_inputs, test_bad_desk_input
from .database import plain_url
from .server import THREADS, WORKERS
from .wire import documented_codes
from .world import World

SILENCE_MAX_S = 60.0
# What was asked is counted, and that a phone was there; nothing else may change.
NOT_CONTENT = {"failure", "device", "desk_session", "sqlite_sequence", "alembic_version"}


class Bytes(io.BytesIO):
    """An answer that was read to its end, as `http.client` wants to read it."""

    def makefile(self, *_mode: object) -> Bytes:
        return self


def ask(world: World, request: bytes, token: str) -> tuple[int, Mapping[str, str], bytes] | None:
    """The answer, None when the server hung up without one. A silence fails."""
    address = urlsplit(world.server.base)
    sent = request.replace(b"TOKEN", token.encode()).replace(b"HOST", address.netloc.encode())
    with socket.create_connection((address.hostname, address.port), SILENCE_MAX_S) as line:
        line.settimeout(SILENCE_MAX_S)
        # It may have heard enough before it was told everything.
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        received = bytearray()
        with suppress(ConnectionResetError):
            while piece := line.recv(65_536):
                received += piece
    if not received:
        return None
    method = sent.partition(b" ")[0].decode("latin-1")
    reply = http.client.HTTPResponse(Bytes(received), method=method)  # type: ignore[arg-type]
    reply.begin()
    return reply.status, {n.lower(): v for n, v in reply.getheaders()}, reply.read()


def rows(world: World) -> dict[str, int]:
    """How many rows each table with content has."""
    url = world.server.database_url
    if url.startswith("sqlite"):
        return _rows_of_sqlite(url.removeprefix("sqlite:///"))
    with psycopg.connect(plain_url(url)) as connection:
        named = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        tables = [name for (name,) in connection.execute(named) if name not in NOT_CONTENT]
        found = {}
        for name in tables:
            counted = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
            found[name] = counted[0] if counted else 0
        return found


def _rows_of_sqlite(path: str) -> dict[str, int]:
    import sqlite3  # noqa: PLC0415  # of this database alone

    with sqlite3.connect(path) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in connection.execute(named) if name not in NOT_CONTENT]
        count = 'SELECT count(*) FROM "{}"'
        return {name: connection.execute(count.format(name)).fetchone()[0] for name in tables}


@pytest.fixture(scope="module")
def token(own_world: World) -> Iterator[str]:
    """Of a coordinator; when all is over, nothing has been stored and the server goes on."""
    coordinator = own_world.phone(role="coordinator")
    coordinator.sync()
    before = rows(own_world)
    assert before["record"] > 0
    yield "Authorization: " + coordinator.wire.headers["Authorization"]
    assert rows(own_world) == before
    assert coordinator.once()["reset"] is None
    assert b"internal error" not in own_world.server.log.read_bytes()


def named(table: dict[str, bytes]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", table)


@named(raw_inputs.BROKEN)
def test_sec_h3_what_is_no_http_is_refused_by_an_answer_or_the_line(
    own_world: World, token: str, name: str
) -> None:
    answer = ask(own_world, raw_inputs.BROKEN[name], token)
    # Of gunicorn's own: an unknown transfer coding is "not implemented".
    assert answer is None or 400 <= answer[0] < 500 or answer[0] == 501, answer


@named(raw_inputs.REFUSED)
def test_sec_h3_a_bad_request_is_a_4xx_of_the_one_shape(
    own_world: World, token: str, name: str
) -> None:
    request = raw_inputs.REFUSED[name]
    answer = ask(own_world, request, token)
    assert answer is not None, "no answer"
    status, headers, body = answer
    assert 400 <= status < 500, answer
    assert headers["x-content-type-options"] == "nosniff"
    if headers["content-type"] == "application/json":
        error = json.loads(body)["error"]
        assert error["code"] in documented_codes() and error["message"], answer
    else:
        assert request.split(b" ", 2)[1].startswith((b"/answer/", b"/assets/", b"/API")), answer


@named(raw_inputs.ODD)
def test_sec_h3_a_strange_request_breaks_nothing(own_world: World, token: str, name: str) -> None:
    answer = ask(own_world, raw_inputs.ODD[name], token)
    assert answer is None or answer[0] < 500, answer


def test_sec_h3_slow_and_silent_clients_keep_nobody_from_being_served(own_world: World) -> None:
    """As many as there are threads: each begins a request and says no more."""
    address = urlsplit(own_world.server.base)
    count = WORKERS * THREADS
    lines = [socket.create_connection((address.hostname, address.port)) for _ in range(count)]
    try:
        for line in lines:
            line.sendall(b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-")
        # It raises when there is no answer before `wire.TIMEOUT_S`.
        assert own_world.server.wire().send("GET", "/healthz").status == 200
    finally:
        for line in lines:
            line.close()


def test_sec_h3_there_are_more_than_300_named_bad_inputs() -> None:
    tables = {
        "bodies": bad_inputs.BODIES,
        "values that are no object": bad_inputs.NOT_OBJECTS,
        "members": [name for table in bad_inputs.MEMBERS.values() for name in table],
        "entries": bad_inputs.ENTRIES,
        "changes": bad_changes.CHANGES,
        "numbers": bad_changes.FLOATS,
        "values": bad_changes.VALUES,
        "members at the desk": test_bad_desk_input.CASES,
        "queries at the desk": test_bad_desk_input.QUERIES,
        "no HTTP": raw_inputs.BROKEN,
        "refused": raw_inputs.REFUSED,
        "odd": raw_inputs.ODD,
    }
    figures = {name: len(table) for name, table in tables.items()}
    print(f"{sum(figures.values())} named bad inputs: {figures}")
    assert sum(figures.values()) > 300
