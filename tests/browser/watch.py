"""What no page may do: ask another origin, break its own policy, write an error to the console."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

NO_NETWORK = r"net::ERR_INTERNET_DISCONNECTED"


class Watch:
    """Listens to every context of one test; `check` fails for what it heard."""

    def __init__(self, base: str) -> None:
        self.bases = {base}
        self.contexts: list[BrowserContext] = []
        self._heard: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def listen(self, context: BrowserContext) -> None:
        self.contexts.append(context)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def allow(self, pattern: str) -> None:
        """An error that this test causes on purpose."""
        self._allowed.append(re.compile(pattern))

    def forget(self) -> None:
        """What was heard so far is done with: the test looked at it itself."""
        self._heard.clear()

    def check(self) -> None:
        left = [
            line for line in self._heard if not any(each.search(line) for each in self._allowed)
        ]
        assert not left, "\n".join(left)

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if f"{parts.scheme}://{parts.netloc}" not in self.bases:
            self._heard.append(f"asked another origin: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self._heard.append(f"console error: {message.text} ({where})")

    def _on_error(self, error: WebError) -> None:
        self._heard.append(f"uncaught error: {error.error}")
