"""The inbox of the desk, as a coordinator looks at it: its groups and their cards."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .desk_page import ANSWER_MAX_MS, DeskPage


def refresh(desk: DeskPage) -> None:
    """Look again: the desk asks every 15 s, and when somebody comes back to it."""
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def cards(desk: DeskPage, group: str) -> Locator:
    """The cards of a group, by its key."""
    title = re.compile(rf"^{re.escape(desk.texts(f'inbox.group.{group}'))} \d+$")
    section = desk.page.locator("section.group").filter(
        has=desk.page.get_by_role("heading", name=title)
    )
    return section.get_by_role("listitem")


def opened(desk: DeskPage, group: str, count: int = 1) -> None:
    """Open the inbox anew and its first card of a group."""
    desk.go("/inbox")
    desk.page.reload()
    desk.at("inbox.title")
    expect(cards(desk, group)).to_have_count(count, timeout=ANSWER_MAX_MS)
    cards(desk, group).first.get_by_role("button").click()


def emptied(desk: DeskPage, group: str) -> None:
    expect(cards(desk, group)).to_have_count(0, timeout=ANSWER_MAX_MS)
