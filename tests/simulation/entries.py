"""Thousands of entries through real browsers and scripted phones, over a bad network.

One real gunicorn server. The browsers are tapped like phones; the scripted phones speak the
protocol over HTTP. Requests and answers are lost, doubled, replaced by a wifi's sign-in page, and
apps are started anew in the middle. At the end the server's records are compared one by one with
what the screens said was saved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.api.phone import ScriptedPhone
from tests.api.wire import NoAnswer
from tests.api.world import World, utc
from tests.browser.chromium import launch, phone_options
from tests.browser.faults import answers_lost, captive_portal, silent_server
from tests.browser.people import invite
from tests.browser.phone_page import PhonePage
from tests.browser.server import new_world

SCRIPTED = 8
TILES = 5
BATCH_MAX = 40
BUSY_TRIES_MAX = 50
WAIT_MS = 60_000
PAGE = 200

# Who counted what, and how much of it: a screen says it, a record of the server says it.
Claim = tuple[str, str, int]


@dataclass(slots=True)
class Tally:
    """What the screens said was saved, and what the server has; both as one line an entry."""

    said: Counter[Claim] = field(default_factory=Counter)
    stored: Counter[Claim] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        return (self.said - self.stored).total()

    @property
    def doubled(self) -> int:
        return (self.stored - self.said).total()


def run(folder: Path, entries: int, browsers: int, rounds: int, seed: int) -> Tally:
    """`rounds` by each of the browsers, the rest of the entries by scripted phones."""
    world = new_world(folder)
    tally = Tally()
    try:
        by_hand = browsers * rounds * TILES
        each = -(-max(0, entries - by_hand) // SCRIPTED)
        with ThreadPoolExecutor(SCRIPTED) as pool:
            runs = [
                pool.submit(_scripted, world.colleague(number % 2), each, Random(seed + number))
                for number in range(SCRIPTED)
            ]
            authors = _browsers(world, browsers, rounds, Random(seed), tally) if browsers else []
            for done in runs:
                phone, part = done.result()
                tally.said += part.said
                tally.faults += part.faults
                authors.append(phone)
        for author in authors:
            tally.stored += _stored(world, author)
    finally:
        world.server.stop()
    return tally


# --- phones that are scripts


def _scripted(phone: ScriptedPhone, entries: int, dice: Random) -> tuple[str, Tally]:
    """Save, send through faults until nothing is left; each number belongs to one entry."""
    tally = Tally()
    site = None
    made = 0
    while made < entries or phone.outbox:
        site = site or _first_site(phone)
        for _ in range(min(entries - made, dice.randint(1, BATCH_MAX))):
            made += 1
            _save(phone, site, made)
            tally.said[phone.user, "food.hot_meal", made] += 1
        _send(phone, dice, tally)
    return phone.user, tally


def _first_site(phone: ScriptedPhone) -> str:
    phone.sync()
    return min(phone.paths("site")).removeprefix("site/")


def _save(phone: ScriptedPhone, site: str, number: int) -> None:
    fields = {"site": site, "service_type": "food.hot_meal", "started_at": utc()}
    counted = {"quantity": number, "unit": "portion", "people": 1, "people_method": "counted"}
    phone.create("activity", fields | counted)


def _send(phone: ScriptedPhone, dice: Random, tally: Tally) -> None:
    """One request with one of the faults; what has no verdict stays in the outbox."""
    fault = dice.choice(("none", "none", "request lost", "answer lost", "sent twice"))
    tally.faults[f"{fault} (scripted)"] += fault != "none"
    if fault == "request lost":
        return
    body = phone.request()
    for _ in range(2 if fault == "sent twice" else 1):
        reply = _ask(phone, body)
    if fault != "answer lost":
        phone.apply(reply)


def _ask(phone: ScriptedPhone, body: dict[str, Any]) -> dict[str, Any]:
    """The answer, however busy the server is meanwhile."""
    for _try in range(BUSY_TRIES_MAX):
        try:
            answer = phone.post(body)
        except NoAnswer:
            continue
        if answer.status == 200:
            found: dict[str, Any] = answer.json()
            return found
        assert answer.status == 429, str(answer)
    raise AssertionError("the server stayed busy")


# --- phones that are browsers


def _browsers(world: World, browsers: int, rounds: int, dice: Random, tally: Tally) -> list[str]:
    """Everybody counts a round in turn, so that all are at work the whole time."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        people = [_Tapper.join(browser, world, number % 2, dice) for number in range(browsers)]
        for number in range(rounds):
            for person in people:
                person.count_round(tally, last=number == rounds - 1)
            print(f"  browsers: {tally.said.total()} entries", flush=True)
        for person in people:
            person.phone.online()
            person.phone.send_now()
            person.phone.all_sent()
        browser.close()
    return [person.user for person in people]


@dataclass(slots=True)
class _Tapper:
    """Somebody with a real browser in the hand."""

    user: str
    phone: PhonePage
    dice: Random

    @classmethod
    def join(cls, browser: Browser, world: World, org: int, dice: Random) -> _Tapper:
        person = invite(world, org)
        context = browser.new_context(**phone_options())
        context.set_default_timeout(WAIT_MS)
        phone = PhonePage.open(context, world.server.base)
        phone.join(person.code)
        phone.ready_without_network()
        return cls(person.id, phone, dice)

    def count_round(self, tally: Tally, *, last: bool) -> None:
        """A few services with a number each; the app is killed in between, now and then."""
        name, fault = self.dice.choice(FAULTS)
        tally.faults[f"{name} (browser)"] += name != "none"
        self.phone.start_round(0)
        services = self.phone.services()[:TILES]
        assert len(services) == TILES
        with fault(self.phone.page.context):
            for service in services:
                self.phone.count(service, self.dice.randint(1, 3))
                self.phone.kept()
            if self.dice.random() < 0.3:
                tally.faults["app started anew (browser)"] += 1
                self.phone.reload()
                self.phone.at_count()
            for service in services:
                tally.said[self.user, service, self.phone.quantity(service)] += 1
        self.phone.end_round()
        if not last:
            self.phone.press("round.newRound")
            self.phone.at_round_start()


@contextmanager
def _offline(context: BrowserContext) -> Iterator[None]:
    context.set_offline(True)
    yield
    context.set_offline(False)


Fault = Callable[[BrowserContext], AbstractContextManager[Any]]
FAULTS: Sequence[tuple[str, Fault]] = (
    ("none", nullcontext),
    ("no network", _offline),
    ("answers lost", answers_lost),
    ("sign-in page", captive_portal),
    ("connections reset", silent_server),
)


# --- the server


def _stored(world: World, author: str) -> Counter[Claim]:
    """Every record of an author, page by page, as a coordinator reads the list."""
    found: Counter[Claim] = Counter()
    for org in range(2):
        for page in range(1, 10_000):
            some = world.desk(org).page("activity", author=author, per_page=PAGE, page=page)
            for item in some["items"]:
                shown = item["fields"]
                assert not item["issues"] or all(
                    issue["issue"] != "conflict" for issue in item["issues"]
                ), "nobody wrote the same entry twice"
                found[author, shown["service_type"], int(shown["quantity"])] += 1
            if len(some["items"]) < PAGE:
                break
    return found
