"""A cold start without network on a slow phone with much on it, and unlocking it, in real Chromium.

The slowdown is the page's: how long the vault's worker stretches a code is measured as it is, on
this machine, and set by the phone itself to under a second.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.api.phone import ScriptedPhone
from tests.api.world import World
from tests.bench.table import Figure
from tests.browser.chromium import Device, device
from tests.browser.people import invite
from tests.browser.phone_page import CODE, PhonePage
from tests.browser.server import new_world

ROUNDS = 25
ENTRIES_A_ROUND = 200
SLOWER = 4
STARTS = 5
START_BOUND_MS = 2_000.0
UNLOCK_BOUND_MS = 1_500.0
FILL_MAX_S = 60.0

# From the start of the navigation to the frame that shows where one counts: in the page, by its
# clock.
SHOWN = """globalThis.shown = new Promise((resolve) => {
  const look = () => {
    if (document.querySelector(".locked-page .tile") === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now()));
  };
  look();
});"""
# From the last digit to the frame that shows the numbers of the round.
OPENED = """(digit) => new Promise((resolve) => {
  const began = performance.now();
  const look = () => {
    if (document.querySelector(".strip") === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => resolve(performance.now() - began));
  };
  document.dispatchEvent(new KeyboardEvent("keydown", { key: digit, bubbles: true }));
  look();
})"""
COUNT = """async () => {
  const opened = await new Promise((resolve, reject) => {
    const request = indexedDB.open("maraude");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const counted = await new Promise((resolve, reject) => {
    const request = opened.transaction("records").objectStore("records").count();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opened.close();
  return counted;
}"""


def measure() -> list[Figure]:
    """The median of a few starts, each of a new browser process on the same profile."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = new_world(Path(folder))
        try:
            held, taken = _starts(playwright, world, Path(folder) / "profile")
        finally:
            world.server.stop()
    note = f"{held:,} records, CPU {SLOWER} times slower, {STARTS} starts of the browser"
    starts, unlocks = zip(*taken, strict=True)
    return [
        Figure("cold start, no network", statistics.median(starts), START_BOUND_MS, "ms", note),
        Figure(
            "unlocked, from the last digit",
            statistics.median(unlocks),
            UNLOCK_BOUND_MS,
            "ms",
            note,
        ),
    ]


def _starts(
    playwright: Playwright, world: World, profile: Path
) -> tuple[int, list[tuple[float, float]]]:
    with device(playwright, profile) as phone_in_hand:
        _work(world)
        phone = PhonePage.open(phone_in_hand.start(), world.server.base)
        phone.join(invite(world).code)
        phone.ready_without_network()
        held = _fill(phone.page)
        phone.start_round()
        # What is saved comes after the choice of the round, which a kill right now could overtake.
        phone.count(phone.services()[0])
        phone.kept()
        phone_in_hand.kill()
        return held, [_start(phone_in_hand, world.server.base) for _ in range(STARTS)]


def _work(world: World) -> None:
    """What the team did today, which every phone of it holds."""
    mate = ScriptedPhone(world.server.wire())
    assert mate.enrol(invite(world).code).status == 201
    for _ in range(ROUNDS):
        tour = mate.create("round", world.round())
        for _ in range(ENTRIES_A_ROUND - 1):
            mate.create("activity", world.activity(round=tour))
        mate.sync()


def _fill(page: Page) -> int:
    """Wait until the phone has everything the server sends it; how many records it holds."""
    deadline = time.monotonic() + FILL_MAX_S
    held, before = int(page.evaluate(COUNT)), -1
    while held < ROUNDS * ENTRIES_A_ROUND or held != before:
        assert time.monotonic() < deadline, f"the phone holds {held} records, not enough"
        page.wait_for_timeout(2_000)
        held, before = int(page.evaluate(COUNT)), held
    return held


def _start(phone_in_hand: Device, base: str) -> tuple[float, float]:
    """Until one can count, and until one can read."""
    context = phone_in_hand.start(network=False)
    phone = PhonePage.open(context, base)
    phone.page.add_init_script(SHOWN)
    session = context.new_cdp_session(phone.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    phone.page.goto(base)
    started = float(phone.page.evaluate("globalThis.shown"))
    phone.press("lock.locked.unlock")
    phone.type_code(CODE[:-1])
    unlocked = float(phone.page.evaluate(OPENED, CODE[-1]))
    phone_in_hand.kill()
    return started, unlocked
