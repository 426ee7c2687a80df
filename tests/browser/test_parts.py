"""Screens that no first visit waits for: there right after it, and after every new version."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Playwright, Route, expect

from tests.api.world import World

from .chromium import device
from .in_hand import InHand
from .makers import ContextMaker
from .people import invite
from .phone_page import PhonePage
from .release import look_for_update, release, second_build, update_waits
from .tour import NOTICE, gather, plan_ahead
from .waiting import eventually, until
from .watch import NO_NETWORK, Watch
from .worker import KEPT

# What the build tells the worker to keep; the same list as in `webclient/src/sw.ts`.
ALL_PARTS = """async (name) => {
  const worker = await (await fetch("/sw.js")).text();
  const listed = [...worker.matchAll(/"group":"parts","revision":null,"url":"([^"]+)"/g)];
  const cache = await caches.open(name);
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  return [listed.map(([, path]) => `/${path}`), kept];
}"""
PART = "**/assets/after-counting-*"
BLOCKED = r"net::ERR_(CONNECTION_RESET|FAILED)"


def open_every_part(phone: PhonePage) -> None:
    """From the start of a round, each screen and sheet that lies in a file of its own."""
    phone.at_round_start()
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("rounds.openComing")))
    expect(title(phone, "rounds.comingDays")).to_be_visible()
    phone.close_sheet()
    phone.tap(phone.page.get_by_role("button").filter(has_text=NOTICE["title"]))
    expect(title(phone, "rounds.notices")).to_be_visible()
    phone.close_sheet()
    phone.start_round()
    phone.count("food.hot_meal")
    phone.kept()
    phone.open_person()
    phone.at_meeting()
    phone.choose_people("1")
    phone.press("contact.save")
    phone.open_day()
    meeting = phone.entries().filter(has_text=phone.texts("contact.title")).first
    phone.tap(meeting.get_by_role("button").first)
    phone.press("entry.correct")
    expect(phone.button("done").or_(phone.button("contact.save"))).to_be_visible()
    phone.page.go_back()
    phone.page.go_back()
    phone.open_entry("food.hot_meal")
    phone.press("entry.void")
    expect(title(phone, "entry.voidTitle")).to_be_visible()
    phone.close_sheet()
    phone.page.go_back()
    open_settings(phone)
    phone.open_count()
    phone.end_round()


def open_settings(phone: PhonePage) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.close_sheet()
    phone.close_sheet()


def title(phone: PhonePage, key: str) -> Locator:
    return phone.page.get_by_role("dialog").get_by_role("heading", name=phone.texts(key))


def test_every_screen_opens_when_the_network_goes_right_after_ready(
    world: World, in_hand: InHand
) -> None:
    cast = gather(world)
    plan_ahead(cast)
    phone = in_hand.first_visit(cast.person.code)
    listed, kept = phone.page.evaluate(ALL_PARTS, KEPT)
    assert listed and set(listed) <= set(kept), "ready means that every part is here"
    phone.page.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
    phone = in_hand.restart()
    open_every_part(phone)


def test_a_part_that_is_not_here_yet_says_so_and_comes_with_the_network(
    world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(BLOCKED)
    context = phone_context()
    context.route(PART, lambda route: route.abort("connectionreset"))
    phone = PhonePage.open(context, world.server.base)
    phone.join(invite(world).code)
    until(phone.page, "navigator.serviceWorker.controller !== null")
    expect(phone.reads("ready.soon")).to_be_visible()
    phone.open_sheet()
    phone.press("details")
    expect(phone.reads("ready.away")).to_be_visible()
    phone.close_sheet()
    phone.close_sheet()
    phone.tap(phone.tab("bar.day"))
    expect(phone.reads("ready.away")).to_be_visible()
    expect(phone.reads("ready.yes")).to_be_hidden()
    phone.open_count()
    phone.start_round()
    phone.count("food.hot_meal")
    phone.kept()
    phone.tap(phone.tab("bar.day"))
    context.unroute(PART)
    phone.send_now()
    expect(phone.page.get_by_role("heading", name=phone.texts("day.title"))).to_be_visible()
    expect(phone.entry("food.hot_meal")).to_be_visible()


def test_a_phone_killed_around_an_update_has_the_parts_of_either_version(
    own_world: World, playwright: Playwright, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(NO_NETWORK)
    cast = gather(own_world)
    plan_ahead(cast)
    with device(playwright, tmp_path / "profile") as held:
        in_hand = InHand(held, watch, own_world.server.base)
        phone = in_hand.first_visit(cast.person.code)
        release(own_world)
        look_for_update(phone.page)
        update_waits(phone.page)
        phone.page.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
        phone = in_hand.restart()
        phone.at_round_start()
        open_settings(phone)

        phone = in_hand.restart(network=True)
        # Chromium brings in by itself what waited, at some of its starts.
        if second_build(phone.page).count() == 0:
            phone.press("reason.updateNow")
        expect(second_build(phone.page)).to_have_count(1)
        phone.page.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
        phone = in_hand.restart()
        expect(second_build(phone.page)).to_have_count(1)
        open_every_part(phone)


def test_a_new_version_without_its_parts_does_not_take_over(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    watch.allow(BLOCKED)
    context = phone_context()
    phone = PhonePage.open(context, own_world.server.base)
    phone.join(invite(own_world).code)
    phone.ready_without_network()
    release(own_world)
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(PART, fail)
    look_for_update(phone.page)
    eventually(phone.page, lambda: bool(asked))
    until(
        phone.page,
        "navigator.serviceWorker.getRegistration().then((found) => found.installing === null)",
    )
    phone.page.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
    phone.offline()
    phone.reload()
    phone.at_round_start()
    expect(second_build(phone.page)).to_have_count(0)
    open_settings(phone)


def test_a_screen_left_open_over_an_update_in_another_tab_still_opens_its_parts(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    context = phone_context()
    left = PhonePage.open(context, own_world.server.base)
    left.join(invite(own_world).code)
    left.ready_without_network()
    release(own_world)
    look_for_update(left.page)
    update_waits(left.page)
    other = PhonePage.open(context, own_world.server.base)
    other.visit()
    other.press("reason.updateNow")
    expect(second_build(other.page)).to_have_count(1)
    left.offline()
    expect(second_build(left.page)).to_have_count(0)
    open_settings(left)
