"""The service worker of a context, while no page of the app need be open."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

from .waiting import eventually, until

# The cache of what no first visit waits for: parts and languages.
KEPT = "maraude-kept"


def keeps(page: Page, start: str) -> None:
    """Wait until the worker keeps a file whose name starts so."""
    until(
        page,
        """async ([name, start]) => {
          const kept = await (await caches.open(name)).keys();
          return kept.some(({ url }) => url.includes(`/assets/${start}`));
        }""",
        arg=[KEPT, start],
    )


class Worker:
    """Speaks to the worker through the browser, from an empty page."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self._base = base
        self.page: Page = context.new_page()
        self._session = context.new_cdp_session(self.page)
        self._registrations: list[str] = []
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._noted)
        self._session.send("ServiceWorker.enable")
        eventually(self.page, lambda: bool(self._registrations))

    def background_sync(self) -> None:
        """The browser found network and lets the worker send."""
        self._dispatch("dispatchSyncEvent", tag="push", lastChance=False)

    def periodic_sync(self) -> None:
        """The browser thinks that it is a good moment, some night."""
        self._dispatch("dispatchPeriodicSyncEvent", tag="nightly")

    def stop(self) -> None:
        """The browser ends every worker, as it does when it wants memory."""
        self._session.send("ServiceWorker.stopAllWorkers")

    def _dispatch(self, event: str, **more: Any) -> None:
        about = {"origin": self._base, "registrationId": self._registrations[-1]}
        self._session.send(f"ServiceWorker.{event}", {**about, **more})

    def _noted(self, event: dict[str, Any]) -> None:
        self._registrations += [
            found["registrationId"]
            for found in event["registrations"]
            if found["scopeURL"].startswith(self._base) and not found["isDeleted"]
        ]
