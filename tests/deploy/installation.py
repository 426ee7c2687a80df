"""An installation as docs/running.md makes it: the files of `deploy/`, real processes, real TLS."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.api.server import ROOT, RunningServer
from tests.api.wire import Answer, NoAnswer, Wire
from tests.ports import held_port, number_of

DEPLOY: Final = ROOT / "deploy"
START_MAX_S: Final = 120.0
TIMEOUT_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its header lines as they came, names in lower case."""

    status: int
    lines: tuple[tuple[str, str], ...]
    body: bytes
    version: str

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.lines if header == name]

    def one(self, name: str) -> str:
        [value] = self.all(name)
        return value


@dataclass(slots=True)
class SecureWire(Wire):
    """Requests through the web server in front, by a client that trusts its certificate."""

    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def _exchange(
        self,
        method: str,
        target: str,
        raw: bytes | Iterator[bytes] | None,
        headers: Mapping[str, str],
    ) -> Answer:
        assert raw is None or isinstance(raw, bytes), "nothing here sends in pieces"
        reply = ask(self.base, method, target, raw, headers, self.trust, self.source)
        return Answer(reply.status, dict(reply.lines), reply.body, tuple(reply.all("set-cookie")))


def ask(
    base: str,
    method: str,
    path: str,
    raw: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
    source: str | None = None,
) -> Reply:
    """One request over a connection of its own. Raises NoAnswer."""
    scheme, _, place = base.partition("://")
    host, _, port = place.partition(":")
    origin = (source, 0) if source else None
    plain = http.client.HTTPConnection(host, int(port), TIMEOUT_S, origin)
    secure = http.client.HTTPSConnection(
        host, int(port), timeout=TIMEOUT_S, source_address=origin, context=trust
    )
    connection = secure if scheme == "https" else plain
    try:
        connection.request(method, path, raw, dict(headers or {}))
        version = connection.sock.version() if isinstance(connection.sock, ssl.SSLSocket) else ""
        reply = connection.getresponse()
        lines = tuple((name.lower(), value) for name, value in reply.getheaders())
        return Reply(reply.status, lines, reply.read(), version or "")
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"{method} {path}: {error!r}") from error
    finally:
        connection.close()


def environment_file() -> dict[str, str]:
    """What `deploy/environment` sets."""
    lines = (DEPLOY / "environment").read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


class Installation(RunningServer):
    """gunicorn as its unit starts it, with the settings of `deploy/environment`; Caddy in front."""

    def __init__(self, database_url: str, folder: Path) -> None:
        super().__init__(database_url, folder)
        self._front_ports = held_port(), held_port()
        self.https_port, self.http_port = map(number_of, self._front_ports)
        self._caddy: subprocess.Popen[bytes] | None = None
        self.secret = secrets.token_urlsafe(48)

    @property
    def site(self) -> str:
        return f"https://localhost:{self.https_port}"

    @property
    def web_log(self) -> Path:
        return self.folder / "caddy.log"

    def environment(self) -> dict[str, str]:
        passed = {n: v for n, v in os.environ.items() if not n.startswith("MARAUDE_")}
        data, keys = self.folder / "data", self.folder / "keys"
        for private in (data, keys):
            private.mkdir(mode=0o700, exist_ok=True)
        here = {
            "MARAUDE_SECRET_KEY": self.secret,
            "MARAUDE_URL": self.site,
            "MARAUDE_DATABASE_URL": self.database_url,
            "MARAUDE_DATA_DIR": str(data),
            "MARAUDE_KEYS_DIR": str(keys),
        }
        told = environment_file()
        assert here.keys() <= told.keys(), "deploy/environment names what this machine differs in"
        front = {"PORT": str(self.port), "MARAUDE_UPSTREAM": f"127.0.0.1:{self.port}"}
        return passed | told | here | front | self._front() | self.settings

    def _front(self) -> dict[str, str]:
        return {
            "MARAUDE_DOMAIN": "localhost",
            "MARAUDE_HTTP_PORT": str(self.http_port),
            "MARAUDE_HTTPS_PORT": str(self.https_port),
            "XDG_DATA_HOME": str(self.folder / "certificates"),
            "XDG_CONFIG_HOME": str(self.folder / "caddy"),
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "wsgi:app"],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def reload(self) -> None:
        """As `systemctl reload maraude` does."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGHUP)

    def start_front(self) -> None:
        program = shutil.which("caddy")
        assert program is not None, "Caddy is not installed: make caddy"
        # Its administration listens on one fixed port, which others here may use.
        given = (DEPLOY / "Caddyfile").read_text("utf-8")
        used = self.folder / "Caddyfile"
        used.write_text(given.replace("{\n", "{\n\tadmin off\n", 1), "utf-8")
        with self.web_log.open("ab") as log:
            self._caddy = subprocess.Popen(
                [program, "run", "--config", str(used), "--adapter", "caddyfile"],
                cwd=self.folder,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_MAX_S
        while time.monotonic() < deadline:
            assert self._caddy.poll() is None, self.web_log.read_text("utf-8")[-4000:]
            if self._root().exists() and self._is_trusted():
                return
            time.sleep(0.05)
        raise AssertionError(self.web_log.read_text("utf-8")[-4000:])

    def stop_front(self) -> None:
        if self._caddy is not None:
            self._caddy.terminate()
            self._caddy.wait(timeout=20)
            self._caddy = None

    def _root(self) -> Path:
        return self.folder / "certificates" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._root()))

    def _is_trusted(self) -> bool:
        """It listens before it has its certificate."""
        try:
            with socket.create_connection(("localhost", self.https_port), timeout=5) as plain:
                self.trust.wrap_socket(plain, server_hostname="localhost").close()
        except OSError:
            return False
        return True

    def through(self, source: str | None = None) -> SecureWire:
        return SecureWire(self.site, source, {}, self.trust)

    def get(self, path: str, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.site, "GET", path, None, named, self.trust)
