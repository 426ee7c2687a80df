"""Not only Chromium: the same pages in Firefox and, as far as it goes, in WebKitGTK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.api.world import World

from .people import Person, invite, stored
from .phone_page import CODE
from .server import new_world
from .texts import Texts
from .webdriver import WebDriver, firefox, webkit

TEXTS = Texts("phone", "en")
MEAL = TEXTS.label("service_type", "food.hot_meal")
NAMED = """return [...document.querySelectorAll("button[aria-label]")].some(
  (each) => each.getAttribute("aria-label").startsWith(arguments[0]),
)"""
# Of a tap that is not kept yet the strip says nothing.
KEPT = "return document.querySelector('.strip')?.innerText.includes(arguments[0])"
CONTROLLED = "return navigator.serviceWorker.controller !== null"
FIRST_PLACE = "return document.querySelector('button[aria-expanded=false]')"
FIRST_KIND = "return document.querySelector('fieldset.kinds button')"
Browser = Callable[[Path], AbstractContextManager[WebDriver]]


@pytest.fixture
def lone_world(tmp_path: Path) -> Iterator[World]:
    """A server that this test may stop."""
    found = new_world(tmp_path)
    yield found
    found.server.stop()


@pytest.mark.parametrize("browser", [firefox, webkit], ids=["firefox", "webkitgtk"])
def test_joining_counting_and_my_day_need_no_chromium(
    lone_world: World, tmp_path: Path, browser: Browser
) -> None:
    """Nor a server, between joining and sending."""
    person = invite(lone_world)
    with browser(tmp_path / "profile") as phone:
        join(phone, lone_world, person)
        start_round(phone)
        count(phone, 3)
        lone_world.server.stop()
        phone.come_back()
        unlock(phone)
        shows(phone, 3)
        count(phone, 2)
        shows(phone, 5)
        phone.tap(TEXTS("bar.day"))
        phone.sees(TEXTS("day.title"))
        phone.sees(MEAL)
        phone.sees(TEXTS("state.savedWord"))
        lone_world.server.start()
        phone.come_back()
        unlock(phone)
        phone.wait(NAMED, TEXTS("pill.allSent"))
    assert [entry["fields"]["quantity"] for entry in stored(lone_world, person)] == [5]


def test_firefox_starts_cold_without_network_where_it_was(
    lone_world: World, tmp_path: Path
) -> None:
    person = invite(lone_world)
    with firefox(tmp_path / "profile") as phone:
        join(phone, lone_world, person)
        start_round(phone)
        count(phone, 4)
    lone_world.server.stop()
    with firefox(tmp_path / "profile") as phone:
        phone.go(lone_world.server.base)
        unlock(phone)
        shows(phone, 4)


def join(phone: WebDriver, world: World, person: Person) -> None:
    phone.go(f"{world.server.base}/#join={person.code}")
    phone.tap(TEXTS.filled("join.join", ""))
    phone.sees(TEXTS("lock.choose.title"))
    type_code(phone)
    phone.sees(TEXTS("lock.choose.again"))
    type_code(phone)
    phone.sees(TEXTS("start.title"))
    phone.sees(TEXTS("ready.yes"))
    phone.wait(CONTROLLED)


def type_code(phone: WebDriver) -> None:
    for digit in CODE:
        phone.tap(digit)


def unlock(phone: WebDriver) -> None:
    phone.tap(TEXTS("lock.locked.unlock"))
    type_code(phone)


def start_round(phone: WebDriver) -> None:
    phone.click(FIRST_PLACE)
    phone.click(FIRST_KIND)


def count(phone: WebDriver, times: int) -> None:
    """So many taps; the last one is kept when this ends."""
    for _ in range(times):
        phone.tap(MEAL)
    phone.wait(KEPT, TEXTS("state.savedWord"))


def shows(phone: WebDriver, number: int) -> None:
    """Wait until the tile of hot meals says so."""
    phone.wait(NAMED, f"{MEAL}, {number} ")
