"""In French nothing is English: texts, labels of codes, names for readers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import Page

from tests.api.world import World

from .desk_page import DeskPage
from .makers import ContextMaker
from .phone_page import PhonePage
from .texts import PLACE, Texts, labels
from .tour import desk_screens, gather, phone_screens
from .watch import Watch

# Everything that somebody reads or hears on a page.
SAID = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { parentElement, data } = walk.currentNode;
    if (parentElement.closest("script, style, [hidden], [lang=en]")) continue;
    found.push(data);
  }
  for (const each of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      if (each.hasAttribute(name)) found.push(each.getAttribute(name));
    }
  }
  return found.map((text) => text.trim()).filter((text) => text !== "");
}"""
WORDS_MIN = 2
# Each language is offered in its own words.
OFFERED = {"English", "Français"}


def parts(texts: Iterable[str]) -> set[str]:
    """The fixed parts of texts, without what fills their places."""
    found = {part.strip(" ,.:;·“”«»()") for text in texts for part in PLACE.split(text)}
    return {part for part in found if re.search(r"[A-Za-zÀ-ÿ]{3}", part)}


class English:
    """What only the English texts say."""

    def __init__(self, page: str) -> None:
        french = parts([*Texts(page, "fr").everything(), *labels("fr")])
        english = parts([*Texts(page, "en").everything(), *labels("en")])
        only = english - french - OFFERED
        self._whole = only
        self._phrases = [text for text in only if len(text.split()) >= WORDS_MIN]

    def on(self, page: Page, screen: str) -> list[str]:
        said: list[str] = page.evaluate(SAID)
        return [f"{screen}: {text}" for text in said if self._is_said_in(text)]

    def _is_said_in(self, text: str) -> bool:
        return bool(parts([text]) & self._whole) or any(each in text for each in self._phrases)


def test_no_english_is_left_on_the_french_phone(
    world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow("status of 403")
    phone = PhonePage.open(phone_context("fr"), world.server.base, "fr")
    english = English("phone")
    found: list[str] = []
    for screen in phone_screens(phone, gather(world)):
        assert phone.page.locator("html").get_attribute("lang") == "fr", screen
        found += english.on(phone.page, screen)
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


def test_the_check_for_english_sees_english(world: World, phone: PhonePage) -> None:
    """The English phone is full of it: the check above can fail."""
    assert English("phone").on(phone.page, "round-start")


def test_the_language_changes_at_once_and_stays(phone: PhonePage) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.tap(phone.page.get_by_role("button", name="Français"))
    phone.texts = Texts("phone", "fr")
    phone.close_sheet()
    phone.close_sheet()
    phone.at_round_start()
    phone.page.reload()
    phone.at_round_start()
