"""The real server as real processes, which a test may kill, restart, copy and restore."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.ports import held_port, number_of

from .wire import NoAnswer, Wire

ROOT = Path(__file__).parents[2]
START_MAX_S = 120.0
# Longer than `graceful_timeout` of gunicorn.conf.py, after which it kills its workers.
STOP_MAX_S = 60.0
WORKERS = 2
THREADS = 2


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:  # it has ended meanwhile
        return None


@dataclass
class RunningServer:
    """gunicorn over one database; `settings` are further environment variables."""

    database_url: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    app: str = "wsgi:app"
    _port: socket.socket = field(default_factory=held_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return number_of(self._port)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def environment(self) -> dict[str, str]:
        passed = {n: v for n, v in os.environ.items() if not n.startswith("MARAUDE_")}
        own = {
            "MARAUDE_DATABASE_URL": self.database_url,
            "MARAUDE_DATA_DIR": str(self.folder),
            "MARAUDE_DEMO": "1",
            "MARAUDE_SECRET_KEY": "not-a-secret-outside-of-this-test-run",
        }
        return passed | own | self.settings

    def attempt(
        self, *arguments: str, typed: str = "", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `flask --app wsgi …`, which may fail; `typed` is what it reads."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env=self.environment() | settings,
            input=typed,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def command(self, *arguments: str) -> str:
        """Run `flask --app wsgi …`; gives what it printed on stdout."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, f"flask {arguments}: {done.stderr[-4000:]}"
        return done.stdout

    def demo(self) -> dict[str, Any]:
        """The demo network with fresh invites; migrates an empty database first."""
        printed = self.command("demo", "--json")
        assert printed.count("\n") == 1, f"one line expected on stdout: {printed[:500]!r}"
        found: dict[str, Any] = json.loads(printed)
        return found

    def start(self) -> None:
        arguments = ["-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers"]
        arguments += [str(WORKERS), "--threads", str(THREADS), "--log-level", "warning"]
        arguments += ["--preload"]  # the workers share what was imported: sooner ready
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *arguments, self.app],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_MAX_S
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, self.log.read_text("utf-8")[-4000:]
            try:
                if Wire(self.base).send("GET", "/healthz").status == 200:
                    return
            except NoAnswer:
                time.sleep(0.05)
        raise AssertionError(
            f"no answer after {START_MAX_S} s: {self.log.read_text('utf-8')[-4000:]}"
        )

    def processes(self) -> list[int]:
        """The ids of the server's processes: gunicorn's own and its workers'."""
        assert self._process is not None
        group = self._process.pid
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        return [pid for pid in pids if _group_of(pid) == group]

    def kill(self) -> None:
        """SIGKILL to gunicorn and all its workers, at once: as a power cut, without goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        os.killpg(process.pid, how)
        try:
            process.wait(timeout=STOP_MAX_S)
        finally:
            if how is not signal.SIGKILL and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)

    def restart(self, **settings: str) -> None:
        """Start again on the same data, with further settings."""
        self.stop()
        self.settings |= settings
        self.start()

    def wire(self, source: str | None = None) -> Wire:
        return Wire(self.base, source)
