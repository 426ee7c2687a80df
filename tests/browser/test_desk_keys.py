"""Every key of the desk, `ux.md` section 8, and that nothing moves for those who asked for that."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.api.world import World, utc

from . import inbox_cases as cases
from .desk_page import ANSWER_MAX_MS, DeskPage
from .makers import ContextMaker
from .tour import dispute
from .watch import Watch


@pytest.fixture
def desk(own_world: World, desk_context: ContextMaker, watch: Watch) -> DeskPage:
    """A coordinator who has just signed in, of a network in which nothing happened yet."""
    found = DeskPage.open(desk_context(), own_world)
    found.sign_in()
    return found


def entries_of(desk: DeskPage, count: int = 3) -> list[str]:
    """Entries by one phone, the newest first, and the list that shows them."""
    phone = cases.named(desk.world, "Alix")
    found = [
        cases.wrote(phone, desk.world, people=n, started_at=utc(-3600 * n))
        for n in range(1, count + 1)
    ]
    desk.key("g", "e")
    expect(desk.rows()).to_have_count(count, timeout=ANSWER_MAX_MS)
    return found


def current(desk: DeskPage) -> Locator:
    return desk.page.locator(".row-current")


def at_row(desk: DeskPage, entry: str) -> None:
    expect(current(desk).get_by_role("link")).to_have_attribute("href", re.compile(f"/{entry}$"))


def leave_dialog(desk: DeskPage) -> None:
    """Gone, not only hidden: what a dialog says when it closes has been heard."""
    desk.key("Escape")
    expect(desk.page.locator("dialog")).to_have_count(0)


def test_the_list_is_worked_through_by_keys_alone(desk: DeskPage) -> None:
    first, second, third = entries_of(desk)
    desk.key("j", "j", "k")
    at_row(desk, second)
    desk.key("r")
    desk.says_done("did.reviewed")
    assert cases.fields(desk.world, second)["review"] == "reviewed"
    desk.undo()
    assert cases.fields(desk.world, second)["review"] == "new"

    desk.key("q")
    expect(desk.dialog()).to_be_visible()
    desk.page.keyboard.type("Is this right? jkx")
    at_row(desk, second)
    leave_dialog(desk)
    desk.key("e")
    expect(desk.dialog()).to_be_visible()
    leave_dialog(desk)

    selected = desk.page.get_by_text(desk.texts.pattern("list.selected"))
    desk.key("x", "j", "x")
    expect(selected).to_contain_text("2")
    desk.key("r")
    expect(desk.dialog().get_by_role("listitem")).to_have_count(2)
    # Nothing else is asked: the button has the focus.
    expect(desk.dialog().locator("button[type=submit]")).to_be_focused()
    desk.key("Enter")
    desk.says_done("bulk.did.review")
    reviewed = [cases.fields(desk.world, one).get("review") for one in (first, second, third)]
    assert reviewed == [None, "reviewed", "reviewed"]
    expect(selected).to_be_hidden()
    desk.key("x", "Escape")
    expect(selected).to_be_hidden()


def test_an_entry_is_opened_read_and_left_by_keys_alone(desk: DeskPage) -> None:
    first, second, _third = entries_of(desk)
    story = desk.page.get_by_role("heading", name=desk.texts("record.story"))
    for key in ("Enter", "h"):
        desk.key(key)
        expect(story).to_be_visible(timeout=ANSWER_MAX_MS)
        desk.key("Escape")
        desk.at("nav.entries")
    desk.key("Enter")
    expect(story).to_be_visible(timeout=ANSWER_MAX_MS)
    desk.key("j")
    expect(desk.page).to_have_url(re.compile(f"/{second}$"))
    desk.key("k")
    expect(desk.page).to_have_url(re.compile(f"/{first}$"))
    expect(story).to_be_visible()
    desk.key("h")
    expect(story).to_be_focused()
    desk.key("r")
    desk.says_done("did.reviewed")
    desk.undo()
    for key in ("q", "e"):
        desk.key(key)
        expect(desk.dialog()).to_be_visible()
        leave_dialog(desk)


def test_a_card_is_read_and_its_entry_opened_and_left_by_keys_alone(desk: DeskPage) -> None:
    entry = dispute(desk.world)
    desk.page.reload()
    expect(desk.keeps()).to_have_count(2, timeout=ANSWER_MAX_MS)
    desk.key("Enter")
    expect(desk.page.locator(".evidence h2")).to_be_focused()
    desk.key("h")
    expect(desk.reads("record.story")).to_be_visible(timeout=ANSWER_MAX_MS)
    expect(desk.page).to_have_url(re.compile(f"/record/activity/{entry}$"))
    desk.key("Escape")
    desk.at("inbox.title")
    expect(desk.keeps()).to_have_count(2, timeout=ANSWER_MAX_MS)
    for key in ("3", "q"):
        desk.key(key)
        expect(desk.dialog()).to_be_visible()
        leave_dialog(desk)
    kept = desk.sides()[1]
    desk.key("2")
    desk.says_done("did.kept")
    assert cases.fields(desk.world, entry)["people"] == int(kept)
    desk.key("u")
    desk.says_done("did.undone.value")


def test_every_screen_is_a_g_away_and_every_key_is_told(desk: DeskPage) -> None:
    places = (
        ("e", "nav.entries"),
        ("d", "nav.directory"),
        ("r", "nav.rounds"),
        ("f", "nav.referrals"),
        ("t", "nav.reports"),
        ("p", "people.title"),
        ("s", "nav.settings"),
        ("i", "inbox.title"),
    )
    for key, title in places:
        desk.key("g", key)
        desk.at(title)
    desk.key("?")
    told = desk.page.get_by_role("dialog", name=desk.texts("keys.title"))
    expect(told).to_be_visible()
    keys = set(told.locator("kbd").all_inner_texts())
    assert keys == {*"JKXRQEH1239SU/GIDFTP?", "Enter", "Esc"}
    expect(told).to_contain_text(desk.texts("keys.go.rounds"))
    desk.key("g", "e")
    expect(told).to_be_visible()
    desk.key("Escape")
    desk.key("g", "e", "/")
    search = desk.page.get_by_role("searchbox", name=desk.texts("list.search"))
    expect(search).to_be_focused()
    desk.page.keyboard.type("gi")
    expect(search).to_have_value("gi")


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_asked_for_that(
    own_world: World, desk_context: ContextMaker, watch: Watch, wish: str, moves: bool
) -> None:
    desk = DeskPage.open(desk_context(reduced_motion=wish), own_world)
    desk.sign_in()
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    desk.page.route("**/api/records/activity*", wait)
    desk.key("g", "e")
    # While an answer is long in coming, a bar says so; it is all that ever moves here.
    expect(desk.page.locator(".waiting-on")).to_be_visible(timeout=ANSWER_MAX_MS)
    running = "document.getAnimations().filter((one) => one.playState === 'running').length"
    assert (desk.page.evaluate(running) > 0) is moves
    for route in waiting:
        route.continue_()
    desk.page.unroute("**/api/records/activity*")
    if not moves:
        lasting = """[...document.querySelectorAll('*')].filter((one) => {
            const { transitionDuration, animationName } = getComputedStyle(one);
            return animationName !== 'none' || !/^0s(, 0s)*$/.test(transitionDuration);
        }).length"""
        assert desk.page.evaluate(lasting) == 0
