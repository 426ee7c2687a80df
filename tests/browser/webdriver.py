"""Browsers other than Chromium, each by the protocol that its own packages speak.

Firefox listens to Marionette, WebKitGTK comes with a WebDriver of its own. Both understand the same
commands; no driver is downloaded.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from tests.ports import held_port, number_of

ANSWER_MAX_S = 60.0
WAIT_MAX_S = 60.0
END_MAX_S = 60.0
# Firefox asks nobody but the server under test.
QUIET: Final = {
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#none/v1",
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
PATHS: Final = {"Navigate To": "url", "Refresh": "refresh", "Execute Script": "execute/sync"}
# The first button on the screen whose spoken name begins so.
BUTTON = """
const named = (each) => (each.getAttribute("aria-label") ?? each.innerText ?? "").trim();
return [...document.querySelectorAll("button")].find(
  (each) => named(each).startsWith(arguments[0]) && each.getClientRects().length > 0,
) ?? null;
"""


class WebDriver(ABC):
    """One window of a running browser."""

    @abstractmethod
    def ask(self, name: str, parameters: dict[str, Any]) -> Any:
        """One command, by its name in the WebDriver standard; its value."""

    def go(self, address: str) -> None:
        self.ask("Navigate To", {"url": address})

    @abstractmethod
    def come_back(self) -> None:
        """Load the page again."""

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns, run as the body of a function."""
        return self.ask("Execute Script", {"script": script, "args": list(arguments)})

    def tap(self, start: str) -> None:
        """Touch the button whose name begins so, once it is there."""
        self.click(BUTTON, start)

    def click(self, script: str, *arguments: Any) -> None:
        """Touch the element that a script finds, once it does."""
        self.ask("Element Click", {"id": self.wait(script, *arguments)[ELEMENT]})

    def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        self.wait("return document.body.innerText.includes(arguments[0])", text)

    def wait(self, script: str, *arguments: Any) -> Any:
        """The first value of a script that says yes."""
        deadline = time.monotonic() + WAIT_MAX_S
        while True:
            found = self.run(script, *arguments)
            if found:
                return found
            shown = self.run("return document.body.innerText")
            assert time.monotonic() < deadline, f"waited for {arguments} in vain on:\n{shown}"
            time.sleep(0.1)


class Firefox(WebDriver):
    """By Marionette: lines of JSON with their length before them, on a socket."""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._stream = self._socket.makefile("rb")
        self._number = 0
        self._receive()
        self._send("WebDriver:NewSession", {"capabilities": {}})

    def ask(self, name: str, parameters: dict[str, Any]) -> Any:
        if name == "Navigate To":
            return self._send("WebDriver:Navigate", parameters)
        if name == "Execute Script":
            found = self._send("WebDriver:ExecuteScript", parameters)
            return found["value"]
        return self._send(f"WebDriver:{name.title().replace(' ', '')}", parameters)

    def come_back(self) -> None:
        # By leaving it: what Marionette calls a refresh may pass the page's worker by.
        address = self.run("return location.href")
        self.go("about:blank")
        self.go(address)

    def _send(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, number, error, result = self._receive()
        assert number == self._number
        assert error is None, f"{command}: {error}"
        return result

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            read = self._stream.read(1)
            assert read, "Firefox ended"
            length += read
        return json.loads(self._stream.read(int(length[:-1])))


class WebKit(WebDriver):
    """By WebKitWebDriver, over HTTP."""

    def __init__(self, port: int, browser: Path) -> None:
        self._port = port
        self._session = ""
        options = {"binary": str(browser), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._session = "/" + self._post("", wanted)["sessionId"]

    def ask(self, name: str, parameters: dict[str, Any]) -> Any:
        if name == "Element Click":
            return self._post(f"/element/{parameters['id']}/click", {})
        return self._post(f"/{PATHS[name]}", parameters)

    def come_back(self) -> None:
        self.ask("Refresh", {})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWER_MAX_S)
        with closing(connection):
            connection.request("POST", f"/session{self._session}{path}", json.dumps(body))
            answer = connection.getresponse()
            said = json.loads(answer.read())
        assert answer.status == HTTPStatus.OK, f"{path}: {said}"
        return said["value"]


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Firefox on a profile that outlives it."""
    profile.mkdir(exist_ok=True)
    held = held_port()
    settings = {**QUIET, "marionette.port": number_of(held)}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in settings.items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    command = [
        "firefox-esr",
        "--headless",
        "--marionette",
        "--no-remote",
        "--profile",
        str(profile),
    ]
    with held, _process(command, profile, {"MOZ_DISABLE_CONTENT_SANDBOX": "1"}):
        yield Firefox(number_of(held))


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """WebKitGTK's own small browser; what it stores ends with it."""
    folder.mkdir(exist_ok=True)
    held = held_port()
    port = number_of(held)
    [browser, *_] = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    command = ["xvfb-run", "--auto-servernum", "WebKitWebDriver", f"--port={port}"]
    # Inside a container it cannot make a sandbox of its own.
    with held, _process(command, folder, {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}):
        _connected(port).close()
        yield WebKit(port, browser)


@contextmanager
def _process(command: list[str], home: Path, more: Mapping[str, str]) -> Iterator[None]:
    """A process group of its own, ended as a whole."""
    environment = {**os.environ, "HOME": str(home), **more}
    with (home / "log").open("ab") as log:
        running = subprocess.Popen(
            command, stdout=log, stderr=log, env=environment, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(END_MAX_S)


def _connected(port: int) -> socket.socket:
    """To a browser that was just started."""
    deadline = time.monotonic() + ANSWER_MAX_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=ANSWER_MAX_S)
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the browser did not start"
            time.sleep(0.1)
