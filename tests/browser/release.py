"""A newer build in place of the one that a test's server serves, as an operator brings it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.api.world import World

from .waiting import until

BUILD = '<meta name="build" content="second">'
LISTED_ASSET = re.compile(r'"url":"((assets/[^"]+)-[\w-]{8}(\.\w+))"')
LISTED_PAGE = re.compile(r'"revision":"[0-9a-f]{32}","url":"index.html"')


def release(world: World) -> None:
    """The second build: every file of the phone has another name, and the first ones are gone."""
    client = Path(world.server.settings["BROWSER_TEST_CLIENT"])
    page, worker = client / "index.html", client / "sw.js"
    names = _renamed(worker.read_text("utf-8"))
    for old, new in names.items():
        (client / old).rename(client / new)
    changed = [client / new for new in names.values()] + [page, worker]
    for file in changed:
        text = file.read_text("utf-8")
        for old, new in names.items():
            text = text.replace(Path(old).name, Path(new).name)
        file.write_text(text, "utf-8")
    page.write_text(page.read_text("utf-8").replace("</head>", f"{BUILD}</head>"), "utf-8")
    digest = hashlib.md5(page.read_bytes(), usedforsecurity=False).hexdigest()
    source, found = LISTED_PAGE.subn(
        f'"revision":"{digest}","url":"index.html"', worker.read_text("utf-8")
    )
    assert found == 1, "the worker lists the page"
    worker.write_text(source, "utf-8")
    # Packed by the first build.
    for file in [*(client / old for old in names), *changed]:
        for packed in file.parent.glob(f"{file.name}.*"):
            packed.unlink()


def _renamed(worker: str) -> dict[str, str]:
    # Two files may have one stem: each gets a number of its own.
    found = {
        name: f"{stem}-SECOND{n:02}{ending}"
        for n, (name, stem, ending) in enumerate(LISTED_ASSET.findall(worker))
    }
    assert len(found) > 4, "the worker lists the files of the build"
    return found


def look_for_update(page: Page) -> None:
    """What the app does once an hour."""
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")


def update_waits(page: Page) -> None:
    """Wait until the second build is whole on this phone, and waits to be taken."""
    until(page, "navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null)")


def second_build(page: Page) -> Locator:
    return page.locator("meta[name=build]")
