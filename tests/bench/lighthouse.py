"""What Lighthouse says of the phone app: on the first visit, and of a phone in use (locked)."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.api.world import World
from tests.bench.table import Figure
from tests.browser.chromium import EXECUTABLE, FLAGS, device
from tests.browser.people import invite
from tests.browser.phone_page import PhonePage
from tests.browser.server import new_world

# Fetched when it is asked for: 150 packages that nothing else needs.
PACKAGE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
SHORT_MAX = 5
AUDIT_MAX_S = 300


def measure() -> list[Figure]:
    """How many points each category is short of 100; none where npm cannot fetch the tool."""
    if not _is_there():
        print(f"{PACKAGE} could not be fetched: its figures are left out")
        return []
    with tempfile.TemporaryDirectory() as folder:
        world = new_world(Path(folder))
        try:
            profile = Path(folder) / "profile"
            first = _audit(world, Path(folder) / "nobody")
            _join(world, profile)
            return [*_figures("first visit", first), *_figures("locked", _audit(world, profile))]
        finally:
            world.server.stop()


def _is_there() -> bool:
    asked = subprocess.run(
        ["npx", "--yes", PACKAGE, "--version"],
        cwd=tempfile.gettempdir(),
        capture_output=True,
        timeout=AUDIT_MAX_S,
        check=False,
    )
    return asked.returncode == 0


def _join(world: World, profile: Path) -> None:
    with sync_playwright() as playwright, device(playwright, profile) as in_hand:
        phone = PhonePage.open(in_hand.start(), world.server.base)
        phone.join(invite(world).code)
        phone.ready_without_network()
        phone.start_round()
        phone.count(phone.services()[0], 3)
        phone.kept()


def _audit(world: World, profile: Path) -> dict[str, float]:
    """Points by category, 0 to 100."""
    flags = " ".join(["--headless=new", f"--user-data-dir={profile}", *FLAGS])
    done = subprocess.run(
        [
            *("npx", "--yes", PACKAGE, world.server.base, "--quiet", "--output=json"),
            *("--disable-storage-reset", f"--only-categories={','.join(CATEGORIES)}"),
            f"--chrome-flags={flags}",
        ],
        env={**os.environ, "CHROME_PATH": EXECUTABLE},
        cwd=profile.parent,
        capture_output=True,
        text=True,
        timeout=AUDIT_MAX_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * found[name]["score"] for name in CATEGORIES}


def _figures(visit: str, points: dict[str, float]) -> list[Figure]:
    return [
        Figure(f"Lighthouse, {visit}", 100 - points[name], SHORT_MAX, "points short", name)
        for name in CATEGORIES
    ]
