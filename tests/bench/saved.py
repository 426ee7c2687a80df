"""From a touch on a tile until the phone says that it is kept, in real Chromium."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.table import Figure
from tests.browser.chromium import launch, phone_options
from tests.browser.people import invite
from tests.browser.phone_page import PhonePage
from tests.browser.server import new_world

TAPS = 200
BOUND_MS = 50.0

# The touch goes down, comes up, is counted, stored in a strict transaction, and only then does the
# strip say where the entry is: what a person waits for. Measured in the page, by its own clock.
MEASURE = """async ([tileName, taps]) => {
  const tile = [...document.querySelectorAll("button[aria-label]")].find(
    (each) => each.getAttribute("aria-label").startsWith(tileName),
  );
  const strip = document.querySelector("section[aria-label]");
  const number = () => tile.querySelector(".tile-number").textContent;
  const saved = () => strip.querySelector(".state-saved") !== null;
  const once = () => new Promise((resolve, reject) => {
    const before = number();
    const limit = setTimeout(() => reject(new Error("not saved")), 5000);
    const box = tile.getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    const touch = { ...at, bubbles: true, pointerId: 7, pointerType: "touch", button: 0 };
    let began = 0;
    const watch = new MutationObserver(() => {
      if (number() === before || !saved()) return;
      watch.disconnect();
      clearTimeout(limit);
      resolve(performance.now() - began);
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    began = performance.now();
    tile.dispatchEvent(new PointerEvent("pointerdown", touch));
    tile.dispatchEvent(new PointerEvent("pointerup", touch));
  });
  const found = [];
  for (let tap = 0; tap < taps; tap += 1) {
    found.push(await once());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return found;
}"""


def measure() -> list[Figure]:
    """The median and the 95th percentile of many taps on one tile, without network."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = new_world(Path(folder))
        browser = launch(playwright)
        try:
            phone = PhonePage.open(browser.new_context(**phone_options()), world.server.base)
            phone.join(invite(world).code)
            phone.start_round()
            phone.offline()
            service = phone.services()[0]
            phone.count(service)
            phone.kept()
            name = phone.texts.label("service_type", service)
            taken: list[float] = phone.page.evaluate(MEASURE, [f"{name}, ", TAPS])
        finally:
            browser.close()
            world.server.stop()
    at_95 = statistics.quantiles(taken, n=20)[-1]
    note = f"{TAPS} taps, Chromium"
    return [
        Figure("saved, median", statistics.median(taken), BOUND_MS, "ms", note),
        Figure("saved, p95", at_95, BOUND_MS, "ms", note),
    ]
