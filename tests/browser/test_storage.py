"""What the browser promises to keep, what happens when it does not, and what leaves a phone with
age. `security.md` P7 and P9."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.api.world import World

from .makers import PhoneMaker
from .people import Person, another_phone, invite, stored
from .phone_page import PhonePage
from .stored_rows import keys_of
from .waiting import eventually
from .watch import NO_NETWORK, Watch

SERVICES = ("food.hot_meal", "food.hot_drink")


@pytest.mark.parametrize(
    ("answer", "said"), [("granted", "storageKept"), ("denied", "storageRefused")]
)
def test_sec_p7_the_browser_is_asked_to_keep_and_its_answer_is_shown(
    new_phone: PhoneMaker, person: Person, answer: str, said: str
) -> None:
    phone = new_phone()
    browser = phone.page.context.new_cdp_session(phone.page)
    target = browser.send("Target.getTargetInfo")["targetInfo"]
    where = {"origin": phone.base, "browserContextId": target["browserContextId"]}
    permission = {"permission": {"name": "persistent-storage"}, "setting": answer}
    browser.send("Browser.setPermission", {**permission, **where})
    phone.join(person.code)
    phone.open_sheet()
    warned = phone.reads("reason.refused")
    expect(warned).to_be_visible(visible=answer == "denied")
    phone.open_settings()
    expect(phone.reads(f"settings.{said}")).to_be_visible()


def test_sec_p7_an_emptied_phone_says_so_and_its_coordinator_learns_what_is_missing(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    phone.start_round()
    phone.all_sent()
    phone.offline()
    for service in SERVICES:
        phone.count(service)
        phone.kept()
    phone.page.goto("about:blank")
    browser = phone.page.context.new_cdp_session(phone.page)
    only = {"origin": phone.base, "storageTypes": "indexeddb"}
    browser.send("Storage.clearDataForOrigin", only)
    phone.online()
    phone.page.goto(phone.base)
    expect(phone.reads("reason.emptied")).to_be_visible()

    phone.join(another_phone(world, person))
    phone.start_round()
    phone.all_sent()
    [device] = [one for one in world.desk().devices() if one["user"]["id"] == person.id]
    assert device["missing"] == len(SERVICES)


@pytest.mark.parametrize("installed", [False, True])
def test_sec_p7_on_an_iphone_one_joins_in_the_installed_app_alone(
    new_phone: PhoneMaker, person: Person, installed: bool
) -> None:
    """The app on the home screen does not know the address of the page: the code is typed there."""
    phone = new_phone()
    told = "true" if installed else "false"
    phone.page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'standalone', {{ get: () => {told} }})"
    )
    phone.page.goto(f"{phone.base}/#join={person.code}")
    expect(phone.says("join.join")).to_have_count(0 if not installed else 1)
    expect(phone.reads("join.homeScreen")).to_have_count(1 if not installed else 0)
    if not installed:
        shown = " ".join(re.findall("(.{4})(.{4})(.{2})", person.code.upper())[0])
        expect(phone.page.get_by_text(shown)).to_be_visible()
        expect(phone.page.get_by_role("textbox")).to_have_count(0)


def test_sec_p9_what_is_old_leaves_the_phone_and_what_is_unsent_stays(
    world: World, new_phone: PhoneMaker, phone: PhonePage, person: Person, watch: Watch
) -> None:
    """A day after a round the mates' lines leave, after a week the own ones, after two weeks
    without contact everything that the server has."""
    watch.allow(NO_NETWORK)
    someone = invite(world)
    mate = new_phone()
    mate.join(someone.code)
    for each in (mate, phone):
        each.ready_without_network()
        each.start_round()
        each.count(SERVICES[0])
        each.kept()
        each.end_round()
        each.all_sent()
    phone.send_now()
    [theirs], [own] = (
        [f"activity/{one['id']}" for one in stored(world, who)] for who in (someone, person)
    )
    eventually(phone.page, lambda: {theirs, own} <= of_kind(phone, "activity"))
    phone.offline()
    phone.press("round.newRound")
    phone.start_round()
    phone.count(SERVICES[1])
    phone.kept()
    phone.unsent(2)
    waiting = keys_of(phone.page)["sealed"]
    assert len(waiting) == 2

    started = datetime.now(UTC)
    phone.page.clock.install()
    for days, left in ((1.1, {own}), (7.1, set[str]()), (14.1, set[str]())):
        assert of_kind(phone, "member"), "all is forgotten after two weeks alone"
        phone.page.clock.set_system_time(started + timedelta(days=days))
        phone.reload()
        holds_only(phone, left)
    eventually(phone.page, lambda: not of_kind(phone, "member"))
    assert keys_of(phone.page)["sealed"] == waiting
    phone.unsent(2)


def holds_only(phone: PhonePage, activities: set[str]) -> None:
    eventually(phone.page, lambda: of_kind(phone, "activity") == activities)


def of_kind(phone: PhonePage, kind: str) -> set[str]:
    return {key for key in keys_of(phone.page)["records"] if key.startswith(f"{kind}/")}
