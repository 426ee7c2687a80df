"""For everybody: readers, keyboards, large type, narrow screens, forced colours, both themes."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.api.world import World

from .conftest import ContextMaker
from .desk_page import DeskPage
from .people import Person
from .phone_page import PhonePage
from .tour import desk_screens, gather, phone_screens
from .watch import Watch

SERIOUS = {"serious", "critical"}
NARROW = {"width": 320, "height": 640}
DOUBLE = {"light": "200"}
# What a browser says when something is wider than the screen.
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const limit = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > limit + 1)
    .map((each) => `${each.tagName}.${each.className}`);
}"""
CUT = """() => [...document.querySelectorAll("button, h1, h2, label, dt, dd, p")]
  .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
  .filter((each) => getComputedStyle(each).overflowX !== "visible")
  .filter((each) => !each.closest(".visually-hidden"))
  .map((each) => `${each.tagName}.${each.className}: ${each.textContent}`)"""


def problems(page: Page, screen: str) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{screen}: {each['id']} {[node['target'] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_phone_screen(
    world: World, phone_context: ContextMaker, watch: Watch, theme: str
) -> None:
    watch.allow("status of 403")
    context = phone_context(color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    phone = PhonePage.open(context, world.server.base)
    found: list[str] = []
    seen = 0
    for screen in phone_screens(phone, gather(world)):
        found += problems(phone.page, screen)
        seen += 1
    assert found == []
    assert seen > 25


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_desk_screen(
    lively_world: World, desk_context: ContextMaker, watch: Watch, theme: str
) -> None:
    context = desk_context(color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    desk = DeskPage.open(context, lively_world)
    found: list[str] = []
    for screen in desk_screens(desk, lively_world):
        found += problems(desk.page, screen)
    assert found == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_twice_the_text_size_on_a_narrow_phone_needs_no_sideways_scrolling(
    world: World, phone_context: ContextMaker, watch: Watch, language: str
) -> None:
    watch.allow("status of 403")
    context = phone_context(language, viewport=NARROW)
    phone = PhonePage.open(context, world.server.base, language)
    context.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " new MutationObserver(() => {"
        "  if (document.documentElement.dataset.text !== '200')"
        "   document.documentElement.dataset.text = '200';"
        " }).observe(document.documentElement, { attributes: true });"
        " document.documentElement.dataset.text = '200'; })"
    )
    found: list[str] = []
    for screen in phone_screens(phone, gather(world)):
        assert phone.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        found += [f"{screen}: {each}" for each in phone.page.evaluate(OVERFLOW)]
    assert found == []


def test_counting_works_with_the_keyboard_alone(phone: PhonePage) -> None:
    """From the round start to a count and back, without touching anything."""
    keyboard = phone.page.keyboard
    tab_to(phone, phone.places().first.inner_text().splitlines()[0])
    keyboard.press("Enter")
    kind = phone.page.get_by_role("group").get_by_role("button").first.inner_text()
    tab_to(phone, kind)
    keyboard.press("Enter")
    phone.at_count()
    meal = phone.texts.label("service_type", "food.hot_meal")
    tab_to(phone, f"{meal}, ")
    keyboard.press("Enter")
    keyboard.press("Space")
    phone.shows("food.hot_meal", 2)
    tab_to(phone, phone.texts("details"))
    keyboard.press("Enter")
    expect(phone.button("done")).to_be_visible()
    tab_to(phone, phone.texts("done"))
    keyboard.press("Enter")
    phone.shows("food.hot_meal", 2)
    tab_to(phone, phone.texts("undo"))
    keyboard.press("Enter")
    phone.shows("food.hot_meal", 1)
    expect(phone.page.locator(":focus-visible")).to_be_visible()


TAB_STOPS_MAX = 60


def tab_to(phone: PhonePage, start: str) -> None:
    """Press Tab until the control whose name starts so has the focus, and shows it."""
    name = ""
    for _ in range(TAB_STOPS_MAX):
        phone.page.keyboard.press("Tab")
        name = phone.page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
        )
        if name.startswith(start):
            outline = phone.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{name}: the focus does not show"
            return
    raise AssertionError(f"the keyboard does not reach {start!r}, last was {name!r}")


def test_forced_colours_keep_the_tiles_apart(new_phone: Any, person: Person) -> None:
    phone = new_phone(forced_colors="active")
    phone.join(person.code)
    phone.start_round()
    edge = phone.tiles().first.evaluate("tile => getComputedStyle(tile).borderTopWidth")
    assert float(edge.removesuffix("px")) >= 1
    phone.count(phone.services()[0])
    phone.kept()
