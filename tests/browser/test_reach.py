"""For everybody: readers, keyboards, large type, narrow screens, languages, colours, themes."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.api.world import World

from .desk_page import DeskPage
from .desk_tour import desk_screens
from .english import English
from .makers import ContextMaker
from .people import Person
from .phone_page import PhonePage
from .tour import gather, phone_screens
from .watch import Watch

SERIOUS = {"serious", "critical"}
LONG_NAME = "Zwischenwasserkanalbrückenstraße"
NARROW = {"width": 320, "height": 640}
# What stands out of the screen, also where a box would hide it.
OVERFLOW = """() => {
  const limit = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")]
    .filter((each) => !each.closest(".visually-hidden, svg"))
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.right > limit + 1 || box.left < -1))
    .map(([each]) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`);
}"""
# Words that begin on one line and end on the next.
CUT = r"""() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (text.parentElement.closest("textarea, script, .visually-hidden")) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{N}]{4,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((box) => box.width > 0);
      if (lines.some((box) => Math.abs(box.top - lines[0].top) > box.height / 2)) {
        found.push(word[0]);
      }
    }
  }
  return found;
}"""
# Words that a box cuts off at its side, if not with an ellipsis.
CLIPPED = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode;
    if (!text.data.trim() || text.parentElement.closest("script, svg, .visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const words = range.getBoundingClientRect();
    for (let box = text.parentElement; box !== null && words.width > 0; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.textOverflow === "ellipsis") break;
      const sides = box.getBoundingClientRect();
      const out = words.right > sides.right + 1 || words.left < sides.left - 1;
      if (["hidden", "clip"].includes(style.overflowX) && out) found.push(text.data.trim());
    }
  }
  return found;
}"""
# Text that its own box hides at its side.
SCROLLED = """() => [...document.querySelectorAll("body *")]
  .filter((each) => !each.closest(".visually-hidden, svg, input, textarea"))
  .filter((each) => getComputedStyle(each).overflowX !== "visible")
  .filter((each) => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
  .map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`)"""
# The largest text size of the settings, from the first screen on.
DOUBLE = """addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const keep = () => {
    if (root.dataset.text !== "200") root.dataset.text = "200";
  };
  new MutationObserver(keep).observe(root, { attributes: true });
  keep();
});"""


def problems(page: Page, screen: str) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{screen}: {each['id']} {[node['target'] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "ar")])
def test_axe_finds_nothing_serious_on_any_phone_screen(
    world: World, phone_context: ContextMaker, watch: Watch, theme: str, language: str
) -> None:
    watch.allow("status of 403")
    context = phone_context(language, color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    phone = PhonePage.open(context, world.server.base, language)
    found: list[str] = []
    seen = 0
    for screen in phone_screens(phone, gather(world)):
        found += problems(phone.page, screen)
        seen += 1
    assert not found, "\n".join(found)
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
    assert not found, "\n".join(found)


def test_no_english_is_left_on_the_french_desk(
    lively_world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    desk = DeskPage.open(desk_context("fr"), lively_world, "fr")
    english = English("desk")
    found: list[str] = []
    for screen in desk_screens(desk, lively_world):
        assert desk.page.locator("html").get_attribute("lang") == "fr", screen
        found += english.on(desk.page, screen)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_twice_the_text_size_and_long_names_stay_inside_a_narrow_phone(
    own_world: World, phone_context: ContextMaker, watch: Watch, language: str
) -> None:
    watch.allow("status of 403")
    for site in own_world.demo["sites"]:
        changed = own_world.desk().patch("site", site["id"], {"name": LONG_NAME})
        assert changed.status == 200, str(changed)
    context = phone_context(language, viewport=NARROW)
    context.add_init_script(DOUBLE)
    phone = PhonePage.open(context, own_world.server.base, language)
    found: list[str] = []
    for screen in phone_screens(phone, gather(own_world)):
        assert phone.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        for measure in (OVERFLOW, CLIPPED, SCROLLED):
            found += [f"{screen}: {each}" for each in phone.page.evaluate(measure)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_a_narrow_phone_cuts_no_word_hides_nothing_at_its_side_and_speaks_one_language(
    world: World, phone_context: ContextMaker, watch: Watch, language: str, direction: str
) -> None:
    """In French, whose words are longer, and from right to left."""
    watch.allow("status of 403")
    phone = PhonePage.open(phone_context(language, viewport=NARROW), world.server.base, language)
    english, root = English("phone", language), phone.page.locator("html")
    found: list[str] = []
    for screen in phone_screens(phone, gather(world)):
        said = (root.get_attribute("lang"), root.get_attribute("dir"))
        assert said == (language, direction), screen
        found += [f"{screen}: {each}" for each in phone.page.evaluate(OVERFLOW)]
        cut = phone.page.evaluate(CUT) + phone.page.evaluate(CLIPPED)
        found += [f"{screen}: {each} is cut" for each in cut]
        found += english.on(phone.page, screen)
    assert not found, "\n".join(found)


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
