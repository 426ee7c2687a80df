"""Search in a large directory on a slow phone without network, letter by letter, in Chromium."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from server.domain.demo_directory import SERVICES
from tests.api.world import World
from tests.bench.table import Figure
from tests.browser.chromium import launch, phone_options
from tests.browser.directory import like_demo, today
from tests.browser.people import invite
from tests.browser.phone_page import PhonePage
from tests.browser.server import new_world

COUNT = 2_000
SLOWER = 4
BOUND_MS = 200.0
FILL_MAX_S = 120.0
SEED = 20261128
# A word as it is spelt, one with letters wrong, two words of two languages, one that nobody says.
QUERIES = ("clinique", "cliniuqe mobil", "douche arabe", "medical care tigrinya", "zzzzzzzz")

# From the letter until the frame after the list was drawn: in the page, by its clock.
TYPE = """async (queries) => {
  const field = document.querySelector("input[type=search]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const taken = [];
  for (const query of queries) {
    for (let end = 1; end <= query.length; end += 1) {
      await frame();
      const began = performance.now();
      setter.call(field, query.slice(0, end));
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await frame();
      await new Promise((resolve) => setTimeout(resolve));
      taken.push(performance.now() - began);
    }
  }
  return taken;
}"""


def measure() -> list[Figure]:
    """The median and the longest of what the letters take, the first after the list was opened."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = new_world(Path(folder))
        browser = launch(playwright)
        try:
            _fill(world)
            phone = PhonePage.open(browser.new_context(**phone_options()), world.server.base)
            phone.join(invite(world).code)
            _wait_for_all(phone)
            phone.offline()
            taken = _type(phone.page)
        finally:
            browser.close()
            world.server.stop()
    note = f"{COUNT:,} services, CPU {SLOWER} times slower, {len(taken)} letters"
    return [
        Figure("search in the directory, median", statistics.median(taken), BOUND_MS, "ms", note),
        Figure("search in the directory, longest", max(taken), BOUND_MS, "ms", note),
    ]


def _type(page: Page) -> list[float]:
    """As on a phone that had time to look at the list before the first letter."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taken: list[float] = page.evaluate(TYPE, list(QUERIES))
    return taken


def _wait_for_all(phone: PhonePage) -> None:
    deadline = time.monotonic() + FILL_MAX_S
    phone.open_directory()
    more = phone.page.get_by_role("button", name=phone.texts.pattern("directory.more"))
    wanted = str(COUNT - 20)
    while more.count() == 0 or wanted not in more.inner_text().replace(",", ""):
        assert time.monotonic() < deadline, "the phone does not hold the whole directory"
        phone.page.wait_for_timeout(1_000)


def _fill(world: World) -> None:
    """The demonstration's services over and over, with words, days and languages mixed."""
    chance = random.Random(SEED)
    keeper = world.phone(role="coordinator")
    words = [word for listed in SERVICES for word in f"{listed.name} {listed.description}".split()]
    for number in range(COUNT):
        listed = chance.choice(SERVICES)
        told = " ".join(chance.choice(words) + chance.choice(("", "s", "al")) for _ in range(25))
        fields = like_demo(listed, world.org())
        fields |= {
            "name": f"{listed.name} {number} {chance.choice(words)}",
            "description": told,
            "assured_on": today(-chance.randrange(20)),
            f"sites/{world.site(chance.randrange(len(world.demo['sites'])))}": True,
        }
        keeper.create("directory_service", fields)
    keeper.sync()


if __name__ == "__main__":
    for figure in measure():
        print(figure)
