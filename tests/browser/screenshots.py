"""`python -m tests.browser.screenshots`: a picture of every screen, for the README and for eyes.

All of them go to test-results/screenshots; the few that the README shows also to docs/screenshots.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.world import World

from .chromium import desk_options, launch, phone_options
from .conftest import new_world
from .desk_page import DeskPage
from .phone_page import PhonePage
from .tour import desk_screens, gather, phone_screens

ROOT = Path(__file__).parents[2]
EVERY = ROOT / "test-results" / "screenshots"
SHOWN = ROOT / "docs" / "screenshots"
RECORDS = 900
LARGE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to look at all screens; `names` are the people met on this walk."""

    name: str
    language: str
    options: dict[str, Any]
    names: tuple[str, str] = ("Lou", "Sacha")


PHONES = (
    Variant("light", "en", {"viewport": LARGE, "color_scheme": "light"}),
    Variant("dark", "en", {"viewport": LARGE, "color_scheme": "dark"}, ("Noa", "Alix")),
    Variant("fr", "fr", {"viewport": LARGE}, ("Camille", "Charlie")),
    Variant("narrow", "en", {"viewport": NARROW}, ("Lou", "Noa")),
    Variant("narrow-fr", "fr", {"viewport": NARROW, "color_scheme": "dark"}, ("Alix", "Lou")),
)
DESKS = (
    Variant("light", "en", {"color_scheme": "light"}),
    Variant("dark", "en", {"color_scheme": "dark"}),
    Variant("fr", "fr", {}),
)
# What the README shows.
README = {
    "phone-light-round-start",
    "phone-light-tally",
    "phone-light-day-attention",
    "phone-dark-tally",
    "desk-light-desk-inbox",
    "desk-light-desk-entries",
    "desk-light-desk-record",
}


def main() -> None:
    wanted = sys.argv[1:]
    EVERY.mkdir(parents=True, exist_ok=True)
    SHOWN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        world = new_world(Path(folder), RECORDS)
        browser = launch(playwright)
        try:
            for name, page, screen in _every_screen(world, browser, wanted):
                _picture(page, f"{name}-{screen}")
        finally:
            browser.close()
            world.server.stop()


def _every_screen(
    world: World, browser: Browser, wanted: list[str]
) -> Iterator[tuple[str, Page, str]]:
    for variant in PHONES:
        if wanted and f"phone-{variant.name}" not in wanted:
            continue
        options = {"reduced_motion": "reduce", "device_scale_factor": 2, **variant.options}
        context = browser.new_context(**phone_options(variant.language, **options))
        phone = PhonePage.open(context, world.server.base, variant.language)
        for screen in phone_screens(phone, gather(world, *variant.names)):
            yield f"phone-{variant.name}", phone.page, screen
        context.close()
    for variant in DESKS:
        if wanted and f"desk-{variant.name}" not in wanted:
            continue
        context = browser.new_context(**desk_options(variant.language, **variant.options))
        desk = DeskPage.open(context, world, variant.language)
        for screen in desk_screens(desk, world):
            yield f"desk-{variant.name}", desk.page, screen
        context.close()


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=EVERY / f"{name}.png")
    if name in README:
        page.screenshot(path=SHOWN / f"{name}.png", scale="css")


if __name__ == "__main__":
    main()
