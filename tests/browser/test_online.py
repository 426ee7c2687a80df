"""Counting in a browser that keeps nothing and runs no script: SEC-P8's other half."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.test_answer import say
from tests.api.world import World

from .desk_page import DeskPage
from .makers import ContextMaker
from .people import Person, stored
from .phone_page import PhonePage
from .watch import Watch

NARROW = {"width": 320, "height": 640}
TARGET_PX_MIN = 48


def press(page: Page, name: str, language: str = "en") -> None:
    page.get_by_role("button", name=say(name, language), exact=True).first.click()


def joined(
    world: World,
    phone_context: ContextMaker,
    person: Person,
    language: str = "en",
    **options: Any,
) -> Page:
    """At the form of the first place, without script."""
    page = phone_context(language, java_script_enabled=False, **options).new_page()
    page.goto(f"{world.server.base}/online")
    page.get_by_label(say("online.code", language)).fill(person.code.upper())
    press(page, "online.join", language)
    expect(page.get_by_role("heading", name=say("online.where", language))).to_be_visible()
    press(page, "online.here", language)
    expect(page.get_by_label(say("online.people", language), exact=True)).to_be_visible()
    return page


def people(page: Page, language: str = "en") -> Any:
    return page.get_by_label(say("online.people", language), exact=True)


def test_sec_p8_without_script_one_joins_counts_takes_back_and_the_desk_has_it(
    world: World, phone_context: ContextMaker, desk_context: ContextMaker, person: Person
) -> None:
    page = joined(world, phone_context, person)
    page.get_by_role("radio").first.check()
    people(page).fill("12")
    page.get_by_label(say("online.note")).fill("Long queue")
    page.get_by_role("button", name=say("online.save")).dblclick()
    expect(page.get_by_text(say("online.saved").partition("{")[0])).to_be_visible()
    assert [entry["fields"]["people"] for entry in stored(world, person)] == [12]
    page.reload()
    expect(page.get_by_text(say("online.saved").partition("{")[0])).to_be_visible()
    assert len(stored(world, person)) == 1, "a page that is loaded again counts once"
    page.get_by_label(say("online.others")).select_option("energy.firewood")
    people(page).fill("3")
    press(page, "online.save")
    expect(page.get_by_role("button", name=say("online.back"))).to_have_count(2)
    assert sorted(entry["fields"]["people"] for entry in stored(world, person)) == [3, 12]
    first = page.get_by_role("listitem").filter(has_text="Long queue")
    first.get_by_role("button", name=say("online.back")).click()
    expect(page.get_by_text(say("online.taken_back"))).to_be_visible()
    assert [entry["fields"]["people"] for entry in stored(world, person)] == [3]
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.go("people")
    phone = desk.page.locator(".rows-phones tr").filter(has_text=person.alias)
    expect(phone).to_contain_text(desk.texts("people.online"))
    press(page, "online.done")
    expect(page.get_by_text(say("online.left"))).to_be_visible()
    assert page.context.cookies() == []
    assert person.code not in page.url


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    world: World, phone_context: ContextMaker, person: Person, watch: Watch
) -> None:
    watch.allow("status of 422")
    page = joined(world, phone_context, person, "fr")
    people(page, "fr").fill("douze")
    page.get_by_label(say("online.note", "fr")).fill("À la grille")
    press(page, "online.save", "fr")
    expect(page.get_by_text(say("online.wrong.choose", "fr"))).to_be_visible()
    expect(page.get_by_text(say("online.wrong.number", "fr"))).to_be_visible()
    expect(people(page, "fr")).to_have_attribute("aria-invalid", "true")
    expect(people(page, "fr")).to_have_value("douze")
    page.get_by_role("radio").nth(1).check()
    people(page, "fr").fill("12")
    press(page, "online.save", "fr")
    expect(page.get_by_text(say("online.saved", "fr").partition("{")[0])).to_be_visible()
    assert [entry["fields"]["note"] for entry in stored(world, person)] == ["À la grille"]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_nothing_is_cut_off_or_too_small_on_a_narrow_phone(
    world: World, phone_context: ContextMaker, person: Person, language: str
) -> None:
    page = joined(world, phone_context, person, language, viewport=NARROW)
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("radio").first.check()
    people(page, language).fill("4")
    press(page, "online.save", language)
    expect(page.get_by_role("listitem")).to_have_count(1)
    nothing_cut_off(page)
    press(page, "online.elsewhere", language)
    expect(page.get_by_role("heading", name=say("online.where", language))).to_be_visible()
    nothing_cut_off(page)


def nothing_cut_off(page: Page) -> None:
    page.wait_for_load_state()  # with its style sheet
    typed = "input:not([type=radio], [type=hidden])"
    controls = page.locator(f"button, select, textarea, .tile, {typed}")
    for each in controls.all():
        box = each.bounding_box()
        assert box is not None and box["height"] >= TARGET_PX_MIN
    for each in page.locator("main *, header *").all():
        box = each.bounding_box()
        if box is not None:
            assert box["x"] >= -1 and box["x"] + box["width"] <= NARROW["width"] + 1


@pytest.mark.parametrize("missing", ["indexedDB", "WebAssembly"])
def test_sec_p8_what_a_browser_lacks_is_explained_with_the_way_that_remains(
    world: World, phone_context: ContextMaker, missing: str
) -> None:
    context = phone_context()
    context.add_init_script(f"delete globalThis.{missing}")
    phone = PhonePage.open(context, world.server.base)
    phone.page.goto(f"{phone.base}/#join=0123456789")
    phone.page.get_by_role("link", name=phone.texts("reason.online")).click()
    expect(phone.page.get_by_label(say("online.code"))).to_have_value("")
    assert phone.page.url == f"{world.server.base}/online"
