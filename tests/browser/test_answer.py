"""Answering by link in a browser without JavaScript, on the narrowest phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_answer import linked, say, status_of
from tests.api.world import World

from .makers import ContextMaker
from .watch import Watch

NARROW = {"width": 320, "height": 640}
TARGET_PX_MIN = 48


def opened(
    world: World, phone_context: ContextMaker, language: str = "en", **options: Any
) -> tuple[Page, Any]:
    found = linked(world)
    context = phone_context(language, java_script_enabled=False, viewport=NARROW, **options)
    page = context.new_page()
    page.goto(f"{world.server.base}{found.visitor.path}")
    return page, found


def press(page: Page, name: str, language: str = "en") -> None:
    page.get_by_role("button", name=say(name, language)).click()


def test_a_receiver_without_script_reads_accepts_and_tells_the_outcome(
    world: World, phone_context: ContextMaker
) -> None:
    page, found = opened(world, phone_context)
    expect(page.get_by_text(found.referred.summary)).to_be_visible()
    page.get_by_label(say("answer.note")).fill("Monday at ten")
    press(page, "answer.to.accepted")
    expect(page.get_by_role("heading", name=say("kept.title"))).to_be_visible()
    assert status_of(world, found) == "accepted"
    expect(page.get_by_role("img", name=say("kept.picture"))).to_be_visible()
    page.locator(".address").get_by_role("link").click()
    page.get_by_label(say("answer.why.completed")).select_option("service_full")
    press(page, "answer.to.completed")
    expect(page.get_by_text(say("kept.done"))).to_be_visible()
    assert status_of(world, found) == "completed"


def test_a_forgotten_reason_is_asked_for_and_what_was_written_stays(
    world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow("status of 422")
    page, found = opened(world, phone_context, "fr")
    note = page.get_by_label(say("answer.note", "fr"))
    note.fill("Complet")
    press(page, "answer.to.declined", "fr")
    expect(page.get_by_text(say("answer.reason_wrong", "fr"))).to_be_visible()
    expect(note).to_have_value("Complet")
    page.get_by_label(say("answer.why.declined", "fr")).select_option("no_capacity")
    press(page, "answer.to.declined", "fr")
    expect(page.get_by_text(say("kept.done", "fr"))).to_be_visible()
    assert status_of(world, found) == "declined"


def test_a_link_of_before_says_that_it_was_used(
    world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow("status of 410")
    page, _found = opened(world, phone_context)
    address = page.url
    press(page, "answer.to.received")
    expect(page.get_by_role("heading", name=say("kept.title"))).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name=say("ended.used"))).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_nothing_is_cut_off_or_too_small_on_a_narrow_phone(
    world: World, phone_context: ContextMaker, language: str
) -> None:
    page, _found = opened(world, phone_context, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for name in ("answer.to.accepted", None):
        page.wait_for_load_state()  # with its style sheet
        controls = page.locator("button, select, textarea")
        for box in (each.bounding_box() for each in controls.all()):
            assert box is not None and box["height"] >= TARGET_PX_MIN
            assert box["x"] >= 0 and box["x"] + box["width"] <= NARROW["width"]
        for each in page.locator("main *, header *").all():
            box = each.bounding_box()
            assert box is None or box["x"] + box["width"] <= NARROW["width"] + 1
        if name is not None:
            press(page, name, language)
            heading = page.get_by_role("heading", name=say("kept.title", language))
            expect(heading).to_be_visible()


def test_the_language_is_changed_by_a_visible_link(
    world: World, phone_context: ContextMaker
) -> None:
    page, _found = opened(world, phone_context)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    press(page, "answer.to.received", "ar")
    expect(page.get_by_role("heading", name=say("kept.title", "ar"))).to_be_visible()
