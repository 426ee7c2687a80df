"""`python -m tests.browser.screenshots`: a picture of every screen, for the README and for eyes.

All of them go to test-results/screenshots; the few that the README shows also to docs/screenshots.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.api.world import World

from .chromium import desk_options, launch, phone_options
from .desk_page import DeskPage
from .desk_tour import desk_screens
from .phone_page import PhonePage
from .server import new_world
from .tour import gather, phone_screens

ROOT = Path(__file__).parents[2]
EVERY = ROOT / "test-results" / "screenshots"
SHOWN = ROOT / "docs" / "screenshots"
RECORDS = 3000
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
    Variant("ar", "ar", {"viewport": LARGE}, ("Noa", "Camille")),
    Variant("narrow-ar", "ar", {"viewport": NARROW, "color_scheme": "dark"}, ("Sacha", "Alix")),
)
DESKS = (
    Variant("light", "en", {"color_scheme": "light"}),
    Variant("dark", "en", {"color_scheme": "dark"}),
    Variant("fr", "fr", {}),
)
# What the README shows, and under which name.
README = {
    "phone-light-tally": "phone-count",
    "phone-dark-tally": "phone-count-dark",
    "phone-light-day-attention": "phone-day",
    "phone-light-locked": "phone-locked",
    "desk-light-desk-inbox": "desk-inbox",
    "desk-light-desk-entries": "desk-entries",
}


def main() -> None:
    """Arguments choose variants, such as `phone-narrow-fr`; without any, all are walked through."""
    wanted = sys.argv[1:]
    EVERY.mkdir(parents=True, exist_ok=True)
    SHOWN.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for walk, variants in ((_phone_walk, PHONES), (_desk_walk, DESKS)):
            for variant in variants:
                name = f"{walk.__name__.strip('_').partition('_')[0]}-{variant.name}"
                if not wanted or name in wanted:
                    _picture_all(browser, name, walk, variant)
        browser.close()


Walk = Callable[[World, Browser, Variant], Iterator[tuple[Page, str]]]


def _picture_all(browser: Browser, name: str, walk: Walk, variant: Variant) -> None:
    """Each walk has a network of its own: nobody meets what another walk left."""
    with tempfile.TemporaryDirectory() as folder:
        world = new_world(Path(folder), RECORDS)
        try:
            for page, screen in walk(world, browser, variant):
                _picture(page, f"{name}-{screen}")
        finally:
            world.server.stop()


def _phone_walk(world: World, browser: Browser, variant: Variant) -> Iterator[tuple[Page, str]]:
    options = {"reduced_motion": "reduce", "device_scale_factor": 2, **variant.options}
    context = browser.new_context(**phone_options(variant.language, **options))
    phone = PhonePage.open(context, world.server.base, variant.language)
    permission = {"permission": {"name": "persistent-storage"}, "setting": "granted"}
    context.new_cdp_session(phone.page).send(
        "Browser.setPermission", {**permission, "origin": world.server.base}
    )
    for screen in phone_screens(phone, gather(world, *variant.names)):
        yield phone.page, screen
    context.close()


def _desk_walk(world: World, browser: Browser, variant: Variant) -> Iterator[tuple[Page, str]]:
    context = browser.new_context(**desk_options(variant.language, **variant.options))
    desk = DeskPage.open(context, world, variant.language)
    for screen in desk_screens(desk, world):
        desk.page.mouse.move(0, 0)
        yield desk.page, screen
    context.close()


def _picture(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=EVERY / f"{name}.png")
    if name in README:
        # The walk pressed a key; who reads the README sees a phone that was tapped.
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=SHOWN / f"{README[name]}.png", scale="css")


if __name__ == "__main__":
    main()
