"""From a touch on a case until its story stands on the screen, on a slowed phone."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.api.phone import ScriptedPhone
from tests.api.world import World, case_code
from tests.bench.table import Figure
from tests.browser.chromium import launch, phone_options
from tests.browser.follow_page import FollowPage
from tests.browser.people import Person, another_phone, invite
from tests.browser.phone_page import CONTACT_MAX_MS, PhonePage
from tests.browser.server import new_world

ENTRIES = 200
TIMES = 15
SLOWED = 4
BOUND_MS = 300.0

# A touch on the case in the list of those known here, until the twentieth line of its story is
# drawn; by the page's own clock. The browser's work for that picture is part of it.
MEASURE = """async () => {
  const began = performance.now();
  document.querySelector("main .list .entry").click();
  while (document.querySelector(".timeline li:nth-child(20)") === null) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - began;
}"""


def measure() -> list[Figure]:
    """The median of many openings of a case with many entries."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = new_world(Path(folder))
        browser = launch(playwright)
        try:
            person = invite(world)
            context = browser.new_context(**phone_options())
            follow = FollowPage(PhonePage.open(context, world.server.base))
            follow.phone.join(person.code)
            _story(world, person)
            follow.phone.send_now()
            session = follow.phone.page.context.new_cdp_session(follow.phone.page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
            taken = [_opened_ms(follow) for _ in range(TIMES)]
        finally:
            browser.close()
            world.server.stop()
    note = f"{ENTRIES} entries, CPU slowed {SLOWED} times"
    return [Figure("case opened, median", statistics.median(taken), BOUND_MS, "ms", note)]


def _story(world: World, person: Person) -> None:
    """A case with many meetings, written by another phone of the same person."""
    other = ScriptedPhone(world.server.wire())
    assert other.enrol(another_phone(world, person)).status == 201
    code = case_code()
    other.create("case", {"code": code})
    for _ in range(ENTRIES - 1):
        other.create("contact", world.contact(case=code))
    other.sync()


def _opened_ms(follow: FollowPage) -> float:
    follow.open_find()
    listed = follow.phone.page.get_by_role("main").get_by_role("listitem").first
    expect(listed).to_be_visible(timeout=CONTACT_MAX_MS)
    taken: float = follow.phone.page.evaluate(MEASURE)
    follow.leave()
    return taken
