"""English where another language is spoken: texts, labels of codes, names for readers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import Page

from .texts import PLACE, Texts, labels

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
    """What only the English texts say, not those of `language`."""

    def __init__(self, page: str, language: str = "fr") -> None:
        spoken = parts([*Texts(page, language).everything(), *labels(language)])
        english = parts([*Texts(page, "en").everything(), *labels("en")])
        only = english - spoken - OFFERED
        self._whole = only
        # As whole words: "a list" is not English in "la liste".
        self._phrases = [
            re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
            for text in only
            if len(text.split()) >= WORDS_MIN
        ]

    def on(self, page: Page, screen: str) -> list[str]:
        said: list[str] = page.evaluate(SAID)
        return [f"{screen}: {text}" for text in said if self._is_said_in(text)]

    def _is_said_in(self, text: str) -> bool:
        return bool(parts([text]) & self._whole) or any(each.search(text) for each in self._phrases)
