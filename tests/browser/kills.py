"""A phone whose browser is killed again and again, at random moments around "saved".

What the screen said was saved when the browser died must be there at the next start, and on the
server once at the end; what was touched and never said to be saved may be there or not.
`security.md` section 8.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from tests.api.world import World

from .chromium import device
from .in_hand import InHand
from .people import Person, invite
from .phone_page import COMMA, PhonePage
from .server import new_world
from .watch import NO_NETWORK, Watch

# From the first touch on: touching and saving takes a few tens of milliseconds.
MOMENTS_S = (0.0, 0.6)
SERVICES = 3
# Of one phone, in a long run.
EACH = 20
SAVED = ".strip .state-saved, .strip .state-sent"


@dataclass(slots=True)
class Tally:
    """By service, unlocked: the number said to be saved, and the one touched. Locked, where each
    touch is an entry of its own: how many were said to be saved, and how many touched."""

    said: Counter[str] = field(default_factory=Counter)
    touched: Counter[str] = field(default_factory=Counter)
    locked_said: Counter[str] = field(default_factory=Counter)
    locked_touched: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)


def run_many(folder: Path, kills: int, seed: int) -> tuple[int, int]:
    """So many kills, shared out among phones on a server of their own; gives how many there were
    and how many entries arrived."""
    world = new_world(folder)
    dice = Random(seed)
    killed = arrived = 0
    try:
        with sync_playwright() as playwright:
            while killed < kills:
                person = invite(world)
                watch = Watch(world.server.base)
                watch.allow(NO_NETWORK)
                some = min(EACH, kills - killed)
                with device(playwright, folder / f"profile-{killed}") as held:
                    tally = run(InHand(held, watch, world.server.base), person, some, dice)
                watch.check()
                killed += some
                arrived += check_arrived(world, person, tally)
                print(f"  {killed} kills, {arrived} entries", flush=True)
    finally:
        world.server.stop()
    return killed, arrived


def run(in_hand: InHand, person: Person, kills: int, dice: Random) -> Tally:
    """Join, count, die so many times, locked and unlocked in turn; in the end all is sent."""
    tally = Tally()
    phone = in_hand.first_visit(person.code)
    phone.start_round()
    tiles = phone.services()
    # Unlocked, a tile shows and goes on with what was counted of it while locked.
    unlocked, locked = tiles[:SERVICES], tiles[SERVICES : 2 * SERVICES]
    _count(phone, unlocked, tally)
    in_hand.device.kill()
    for number in range(kills):
        online = dice.random() < 0.5
        phone = in_hand.start(network=online)
        phone.page.goto(phone.base)
        phone.at_lock()
        moment = dice.uniform(*MOMENTS_S)
        if number % 2:
            services, count = dice.sample(locked, SERVICES), _count_locked
        else:
            services, count = dice.sample(unlocked, SERVICES), _count
            phone.unlock()
            _look(phone, unlocked, tally)
        # However slow the machine, something is said to be saved before the browser dies.
        count(phone, services[:1], tally)
        with _struck(in_hand, moment):
            count(phone, services[1:], tally)
        tally.kills["locked" if number % 2 else "unlocked"] += 1
    phone = in_hand.start()
    phone.visit()
    _look(phone, unlocked, tally)
    phone.all_sent()
    return tally


@contextmanager
def _struck(in_hand: InHand, delay_s: float) -> Iterator[None]:
    """The browser dies in the middle of what is done inside, or a moment later."""
    begun = threading.Event()

    def kill() -> None:
        begun.set()  # first: while processes are still being killed, the page is dead already
        in_hand.device.strike()

    strike = threading.Timer(delay_s, kill)
    strike.start()
    try:
        yield
    except (PlaywrightError, AssertionError):
        # Whatever is asked of a dead browser fails, in many words.
        if not begun.is_set():
            raise
    finally:
        strike.join()
        in_hand.device.bury()


def _count(phone: PhonePage, services: list[str], tally: Tally) -> None:
    for service in services:
        tally.touched[service] = phone.quantity(service) + _step(phone, service)
        phone.count(service)
        expect(phone.page.locator(SAVED)).to_be_visible()
        phone.shows(service, tally.touched[service])
        tally.said[service] = tally.touched[service]


def _step(phone: PhonePage, service: str) -> int:
    """How much one touch adds: the last words of what a tile is called."""
    name = phone.tile(service).get_attribute("aria-label") or ""
    return int(re.sub(r"\D", "", re.split(COMMA, name)[-1]) or 1)


def _count_locked(phone: PhonePage, services: list[str], tally: Tally) -> None:
    phone.at_count()
    before = _unsent(phone)
    for number, service in enumerate(services, start=1):
        tally.locked_touched[service] += 1
        phone.count(service)
        expect(phone.pill()).to_contain_text(re.compile(rf"\b{before + number}\b"))
        tally.locked_said[service] += 1


def _unsent(phone: PhonePage) -> int:
    return int(re.sub(r"\D", "", phone.pill().locator(".pill-number").inner_text()))


def _look(phone: PhonePage, services: list[str], tally: Tally) -> None:
    """After a start: all that was said is there, and nothing that was not touched."""
    phone.at_count()
    for service in services:
        shown = phone.quantity(service)
        said, touched = tally.said[service], tally.touched[service]
        assert shown in (said, touched), f"{service}: {shown}, not {said} or {touched}"
        tally.said[service] = tally.touched[service] = shown


def check_arrived(world: World, person: Person, tally: Tally) -> int:
    """Compare with the server's own list, entry by entry; gives how many entries there are."""
    found = _stored(world, person)
    locked = Counter(one["service_type"] for one in found if one.get("captured_locked"))
    unlocked = Counter(one["service_type"] for one in found if not one.get("captured_locked"))
    numbers = {
        one["service_type"]: int(one["quantity"]) for one in found if not one.get("captured_locked")
    }
    assert unlocked == Counter(set(+tally.said)), "an entry is missing, or there twice"
    assert numbers == dict(+tally.said)
    assert tally.locked_said.total() >= tally.kills["locked"], "a word was never said"
    assert not tally.locked_said - locked, "what was said to be saved is missing"
    assert not locked - tally.locked_touched, "something arrived twice"
    return len(found)


def _stored(world: World, person: Person) -> list[dict[str, Any]]:
    answer = world.desk().page("activity", author=person.id, per_page=200)
    assert len(answer["items"]) < 200, "more than one page of them"
    return [item["fields"] for item in answer["items"]]
