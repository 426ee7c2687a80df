"""SEC-H6: logs tell which view answered how; no body, no query, no path, no client."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from . import raw_inputs
from .conftest import Worlds, run_copy
from .desk import ScriptedDesk
from .test_access import MATRIX
from .test_answer import linked
from .test_raw_input import ask
from .wire import Wire
from .world import World, canary

ADDRESS = "127.231.17.93"
LINE = re.compile(r"INFO:maraude\.requests:[A-Z]+ [a-z_]+\.?[a-z_]* \d{3} \d+ ms")


@pytest.fixture(scope="module")
def loud(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """SQLite alone: what is logged is the same."""
    folder = tmp_path_factory.mktemp("loud")
    with run_copy(*worlds.prepare("sqlite"), folder, "tests.api.loud:app") as world:
        yield world


def written(world: World) -> str:
    """All that the server wrote beside its database."""
    data = ("sqlite3", "sqlite3-wal", "sqlite3-shm")
    files = [path for path in world.server.folder.rglob("*") if path.is_file()]
    logs = [path for path in files if path.name.rpartition(".")[2] not in data]
    assert Path(world.server.log) in logs
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in logs)


def everywhere(world: World, secret: str) -> None:
    """The secret in each part of a request to each route."""
    token = world.phone(role="coordinator").wire.headers["Authorization"]
    headers = {"User-Agent": secret, "Referer": f"https://x/{secret}", "X-Request-Id": secret}
    for number, route in enumerate(sorted(MATRIX)):
        method, _, path = route.partition(" ")
        source = ADDRESS.rpartition(".")[0] + f".{number + 1}"
        for name in (secret, str(uuid.uuid4())):
            target = path.replace("/api/records/{}", "/api/records/activity").replace("{}", name)
            for credential in ({"Authorization": token}, {"Cookie": f"__Host-maraude={secret}"}):
                wire = Wire(world.server.base, source, {**headers, **credential})
                body = {secret: secret, "note": secret} if method != "GET" else None
                wire.send(method, target, body, query={"q": secret, secret: secret})


def test_sec_h6_no_log_holds_a_word_of_a_request_or_where_it_came_from(loud: World) -> None:
    secret = canary()
    everywhere(loud, secret)
    for request in (*raw_inputs.BROKEN.values(), *raw_inputs.ODD.values()):
        said = request.replace(b"/api/me", b"/api/" + secret.encode()).replace(b"X: ", b"X: SAID ")
        ask(loud, said.replace(b"SAID", secret.encode()), f"Authorization: Bearer {secret}")
    line = f"GET /answer/{secret} x HTTP/1.1\r\n{secret} {secret}\r\n\r\n".encode()
    ask(loud, line, "X: y")
    log = written(loud)
    assert len(LINE.findall(log)) > len(MATRIX), log[-2000:]
    assert "Invalid request" in log, "gunicorn says nothing of what it refused"
    assert secret not in log
    assert ADDRESS.rpartition(".")[0] not in log and "ip=" not in log


def test_sec_h6_no_log_holds_what_was_stored_or_who_came_in(loud: World) -> None:
    note, mail, password = canary(), f"{canary()}@example.org", canary()
    phone = loud.phone()
    phone.create("activity", loud.activity(note=note))
    phone.create("contact", loud.contact(minor_status="unaccompanied", note=note))
    phone.sync()
    ScriptedDesk(Wire(loud.server.base, ADDRESS)).login(mail, password)
    loud.desk().page("activity", q=note)
    loud.desk().export("activity", q=note)
    found = linked(loud)
    visitor = found.visitor
    visitor.post(visitor.form(to="accepted", note=note))
    log = written(loud)
    token = phone.wire.headers["Authorization"].removeprefix("Bearer ")
    cookie = loud.desk().wire.headers["Cookie"].partition("=")[2]
    secrets = (note, mail, mail.partition("@")[0], password, quote(mail), token, cookie[:40])
    for secret in (*secrets, loud.desk().csrf, found.visitor.token, found.referred.summary):
        assert secret not in log
