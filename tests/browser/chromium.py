"""A real Chromium: contexts that are phones or desks, and one that can be killed like a phone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

EXECUTABLE = "/usr/bin/chromium"
# The same browser without a window of its own takes a quarter less of the machine.
HEADLESS = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Every request goes to a proxy that nobody runs, our own machine's too.
NOWHERE = ["--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"]
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar"}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
END_MAX_S = 30.0


def launch(playwright: Playwright) -> Browser:
    executable = HEADLESS if Path(HEADLESS).exists() else EXECUTABLE
    return playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS)


def phone_options(language: str = "en", **more: Any) -> dict[str, Any]:
    """What makes a browser context a phone."""
    size = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
    return {**size, "locale": LOCALES[language], **more}


def desk_options(language: str = "en", **more: Any) -> dict[str, Any]:
    return {"viewport": DESK, "locale": LOCALES[language], **more}


class Device:
    """A browser with a profile of its own on disk, which survives the browser being killed."""

    def __init__(self, playwright: Playwright, profile: Path, **options: Any) -> None:
        self._playwright = playwright
        self._profile = profile
        self._options = options
        self._context: BrowserContext | None = None
        self._struck: list[int] = []

    def start(self, *, network: bool = True) -> BrowserContext:
        """Start the browser, on whatever an earlier one left in the profile.

        Without network from the first moment on: the worker may send before any page is open.
        """
        assert self._context is None, "it runs already"
        self._context = self._playwright.chromium.launch_persistent_context(
            str(self._profile),
            executable_path=EXECUTABLE,
            headless=True,
            args=FLAGS if network else [*FLAGS, *NOWHERE],
            **phone_options(**self._options),
        )
        self._context.set_offline(not network)
        return self._context

    def kill(self) -> None:
        self.strike()
        self.bury()

    def strike(self) -> None:
        """SIGKILL to the browser and all its processes; any thread may do it at any moment."""
        self._struck = self._processes()
        for process in self._struck:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def bury(self) -> None:
        """After the strike: until nothing of the browser is left, and its profile is free."""
        assert self._context is not None
        self._context = None
        deadline = time.monotonic() + END_MAX_S
        while any(Path(f"/proc/{one}").exists() and not _is_dead(one) for one in self._struck):
            assert time.monotonic() < deadline, "the browser outlives SIGKILL"
            time.sleep(0.02)
        # A new browser refuses a profile that a running one seems to hold.
        for lock in self._profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.close()

    def _processes(self) -> list[int]:
        """The browser's main process first, then all that it started."""
        found = [self._main_process()]
        children: dict[int, list[int]] = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and (parent := _parent(int(folder.name))) is not None:
                children.setdefault(parent, []).append(int(folder.name))
        for process in found:
            found += children.get(process, [])
        return found

    def _main_process(self) -> int:
        wanted = f"--user-data-dir={self._profile}"
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                arguments = (folder / "cmdline").read_bytes().decode().split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if wanted in arguments and not any(each.startswith("--type=") for each in arguments):
                return int(folder.name)
        raise AssertionError("no browser runs on this profile")


def _is_dead(process: int) -> bool:
    return _stat(process)[:1] in (["Z"], [])


def _parent(process: int) -> int | None:
    told = _stat(process)
    return int(told[1]) if told else None


def _stat(process: int) -> list[str]:
    """State, parent and so on; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


@contextmanager
def device(playwright: Playwright, profile: Path, **options: Any) -> Iterator[Device]:
    found = Device(playwright, profile, **options)
    try:
        yield found
    finally:
        found.close()
