"""The phone for everybody, further than one screen: no colours, no motion, no touch."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.api.world import World

from .makers import ContextMaker
from .people import Person, invite
from .phone_page import PhonePage
from .test_reach import DOUBLE, NARROW, tab_to
from .tour import MEAL, gather, unlocked_screens
from .watch import Watch

MOVING = """() => [
  ...document.getAnimations().map((each) => `runs: ${each.animationName ?? each.constructor.name}`),
  ...[...document.querySelectorAll("body *")].filter((each) => {
    const { animationName, transitionDuration } = getComputedStyle(each);
    return animationName !== "none" || /[1-9]/.test(transitionDuration);
  }).map((each) => `may move: ${each.tagName}.${each.className}`),
]"""
# Chosen and not chosen side by side that look the same, and buttons without an edge to see.
ALIKE = """() => {
  const look = (each) => {
    const shown = each.matches("input") ? each.labels[0] ?? each.parentElement : each;
    const style = getComputedStyle(shown);
    const parts = ["borderTopWidth", "borderTopColor", "borderTopStyle", "outlineStyle"];
    const edges = ["borderBottomWidth", "borderBottomColor", "backgroundColor", "color"];
    const marks = shown.querySelectorAll("svg").length;
    const before = getComputedStyle(shown, "::before").backgroundColor;
    return JSON.stringify([...[...parts, ...edges].map((name) => style[name]), before, marks]);
  };
  const isChosen = (each) =>
    each.checked || ["aria-pressed", "aria-checked", "aria-current", "aria-selected"].some(
      (name) => !["false", null].includes(each.getAttribute(name)),
    );
  const groups = new Map();
  const choices = "button[aria-pressed], [role=radio], [role=tab], input[type=radio], .bar-tab";
  for (const each of document.querySelectorAll(choices)) {
    const group = each.closest("fieldset, nav, [role=group], [role=radiogroup]");
    groups.set(group, [...(groups.get(group) ?? []), each]);
  }
  const found = [];
  for (const group of groups.values()) {
    const plain = new Set(group.filter((each) => !isChosen(each)).map(look));
    for (const each of group.filter(isChosen)) {
      const name = each.getAttribute("aria-label") ?? each.textContent;
      if (plain.has(look(each))) found.push(`looks not chosen: ${name}`);
    }
  }
  return found;
}"""
EDGELESS = """() => [...document.querySelectorAll(".tile, .chip, .card, .sheet, .line")]
  .filter((each) => each.getClientRects().length > 0)
  .filter((each) => ["Top", "Right", "Bottom", "Left"].every((side) => {
    const style = getComputedStyle(each);
    return parseFloat(style[`border${side}Width`]) < 1 || style[`border${side}Style`] === "none";
  }))
  .map((each) => `no edge: ${each.className} ${each.textContent.slice(0, 30)}`)"""


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_locked_phone_shows_whom_to_call_and_how_to_take_back_without_scrolling(
    world: World, phone_context: ContextMaker, watch: Watch, language: str
) -> None:
    context = phone_context(language, viewport={"width": 360, "height": 740})
    phone = PhonePage.open(context, world.server.base, language)
    phone.join(invite(world).code)
    phone.start_round()
    phone.count(MEAL)
    phone.page.reload()
    phone.at_lock()
    for number in ("115", "15", "119", "112", "196"):
        expect(phone.calls(number)).to_be_in_viewport(ratio=1)
    phone.count(MEAL)
    # Nothing lies over it either.
    phone.button("undo").tap(trial=True)
    expect(phone.button("undo")).to_be_in_viewport(ratio=0.5)
    expect(phone.button("lock.locked.unlock")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("double", [False, True])
def test_the_button_that_closes_the_panel_keeps_its_place_while_entries_leave(
    world: World, phone_context: ContextMaker, watch: Watch, double: bool
) -> None:
    size = NARROW if double else {"width": 360, "height": 740}
    context = phone_context(viewport=size, reduced_motion="reduce")
    if double:
        context.add_init_script(DOUBLE)
    phone = PhonePage.open(context, world.server.base)
    phone.join(invite(world).code)
    phone.start_round()
    phone.count(MEAL)
    phone.open_sheet()
    expect(phone.button("lock.carry.file")).to_be_visible()
    close = phone.button("close")
    before = top_of(close)
    phone.press("sheet.sendNow")
    phone.all_sent()
    expect(phone.button("lock.carry.file")).to_be_hidden()
    assert abs(top_of(close) - before) <= 1


def test_the_bar_stays_in_reach_lengthwise_and_a_long_number_stays_in_its_field(
    phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.hold(phone.tile("food.hot_meal"))
    for unit in (phone.texts("units.portion.other"), phone.texts("detail.people")):
        field = phone.page.get_by_role("group", name=re.compile(f"^{unit}$", re.IGNORECASE))
        phone.tap(field.get_by_role("button").nth(1))
        phone.type_number("888888")
        for key in field.get_by_role("button").all():
            expect(key).to_be_in_viewport(ratio=1)
        assert field.evaluate("(each) => each.scrollWidth <= each.clientWidth + 1")
    phone.press("done")
    phone.page.set_viewport_size({"width": 740, "height": 360})
    for tab in ("bar.count", "bar.day", "bar.directory"):
        phone.tap(phone.tab(tab))
        expect(phone.tab(tab)).to_be_in_viewport(ratio=1)


def top_of(what: Locator) -> float:
    box = what.bounding_box()
    assert box is not None
    return box["y"]


def test_without_colours_and_without_motion_every_screen_says_what_is_chosen(
    world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow("status of 403")
    context = phone_context(forced_colors="active", reduced_motion="reduce")
    phone = PhonePage.open(context, world.server.base)
    found: list[str] = []
    for screen in unlocked_screens(phone, gather(world)):
        for measure in (MOVING, ALIKE, EDGELESS):
            found += [f"{screen}: {each}" for each in phone.page.evaluate(measure)]
    assert not found, "\n".join(sorted(set(found)))


def test_the_checks_see_motion_and_choices_that_look_alike(phone: PhonePage) -> None:
    """With motion allowed a sheet may move, and two buttons of one look are found."""
    phone.open_sheet()
    assert any(".sheet" in each for each in phone.page.evaluate(MOVING))
    phone.page.evaluate(
        """() => {
          const group = document.createElement("fieldset");
          for (const pressed of ["true", "false"]) {
            const button = document.createElement("button");
            button.setAttribute("aria-pressed", pressed);
            group.append(button);
          }
          document.body.append(group);
        }"""
    )
    assert phone.page.evaluate(ALIKE)


def test_a_whole_evening_needs_the_keyboard_alone(phone: PhonePage, person: Person) -> None:
    """Start a round, count, meet somebody, correct the count, read it in My day."""
    press = phone.page.keyboard.press
    tab_to(phone, phone.places().first.inner_text().splitlines()[0])
    press("Enter")
    tab_to(phone, phone.page.get_by_role("group").get_by_role("button").first.inner_text())
    press("Enter")
    phone.at_count()
    tab_to(phone, f"{phone.texts.label('service_type', MEAL)}, ")
    press("Enter")
    press("Enter")
    phone.shows(MEAL, 2)
    phone.kept()

    tab_to(phone, phone.texts("bar.person"))
    press("Enter")
    phone.at_meeting()
    tab_to(phone, phone.need("food").get_attribute("aria-label") or "")
    press("Enter")
    tab_to(phone, phone.texts("contact.save"))
    press("Enter")
    expect(phone.saved_meeting()).to_be_visible()

    tab_to(phone, phone.texts("bar.day"))
    press("Enter")
    expect(phone.entries()).to_have_count(3)
    tab_to(phone, phone.entry(MEAL).get_by_role("button").first.inner_text()[:5])
    while phone.texts.label("service_type", MEAL) not in phone.page.evaluate(
        "document.activeElement.innerText"
    ):
        press("Tab")
    press("Enter")
    tab_to(phone, phone.texts("entry.correct"))
    press("Enter")
    expect(phone.button("done")).to_be_visible()
    tab_to(phone, more_people(phone))
    press("Enter")
    tab_to(phone, phone.texts("done"))
    press("Enter")
    # Saved, and the entry is shown again: its way back is not the form's.
    expect(phone.button("entry.correct")).to_be_visible()
    tab_to(phone, phone.texts("back"))
    press("Enter")
    expect(phone.entry(MEAL)).to_be_visible()


def more_people(phone: PhonePage) -> str:
    group = phone.page.get_by_role("group", name=phone.texts("detail.people"), exact=True)
    return group.get_by_role("button").nth(2).get_attribute("aria-label") or ""
