"""What the unit `maraude.service` counts on: systemd hears the truth about whether it serves."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.server import ROOT, START_MAX_S, STOP_MAX_S
from tests.api.wire import Wire
from tests.ports import held_port, number_of

REFUSED = 3
WORKERS = 2


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        yield listening


def started(folder: Path, port: int, secret: str) -> subprocess.Popen[bytes]:
    passed = {n: v for n, v in os.environ.items() if not n.startswith("MARAUDE_")}
    own = {
        "MARAUDE_DATA_DIR": str(folder / "data"),
        "MARAUDE_URL": "https://maraude.example.org",
        "MARAUDE_SECRET_KEY": secret,
        "NOTIFY_SOCKET": str(folder / "notify"),
        "PORT": str(port),
        "WEB_CONCURRENCY": str(WORKERS),
    }
    with (folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"],
            cwd=ROOT,
            env=passed | own,
            stdout=log,
            stderr=log,
        )


def test_it_is_called_ready_when_a_worker_can_answer(
    tmp_path: Path, systemd: socket.socket
) -> None:
    with held_port() as port:
        number = number_of(port)
        process = started(tmp_path, number, secrets.token_urlsafe(48))
        try:
            systemd.settimeout(START_MAX_S)
            assert systemd.recv(4096) == b"READY=1"
            # Only a worker knows the application: gunicorn's master says a sentence of its own.
            assert Wire(f"http://127.0.0.1:{number}").send("GET", "/openapi.json").status < 500
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(STOP_MAX_S) == 0


def test_an_unsafe_setting_is_never_called_ready(tmp_path: Path, systemd: socket.socket) -> None:
    with held_port() as port:
        process = started(tmp_path, number_of(port), "")
        assert process.wait(START_MAX_S) == REFUSED
    systemd.setblocking(False)
    with pytest.raises(BlockingIOError):
        systemd.recv(4096)
    assert "MARAUDE_SECRET_KEY is not set" in (tmp_path / "server.log").read_text("utf-8")


def test_systemd_hears_the_refusal_also_when_all_workers_refuse_at_once(tmp_path: Path) -> None:
    with held_port() as port:
        process = started(tmp_path, number_of(port), "")
        # Whoever waits for its workers is held up until the last of them has ended.
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        wait_until(lambda: len(children.read_text().split()) == WORKERS)
        process.send_signal(signal.SIGSTOP)
        workers = children.read_text().split()
        wait_until(lambda: all(state_of(worker) == "Z" for worker in workers))
        process.send_signal(signal.SIGCONT)
        assert process.wait(START_MAX_S) == REFUSED, (tmp_path / "server.log").read_text("utf-8")


def state_of(pid: str) -> str:
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2][0]


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_MAX_S
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)
