"""A person with the phone app: what they read, and what they touch."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from .texts import Texts
from .waiting import until

READY_MAX_MS = 30_000
CONTACT_MAX_MS = 20_000
CODE = "246813"
# Deriving a key takes a second by intent, more on a busy machine.
UNLOCK_MAX_MS = 30_000
# What separates the parts of a spoken name; Arabic has its own.
COMMA = "[,،] "


@dataclass
class PhonePage:
    """One tab. `taps` counts every touch, so that a test can say how many something takes."""

    page: Page
    base: str
    texts: Texts
    taps: int = 0

    @classmethod
    def open(cls, context: BrowserContext, base: str, language: str = "en") -> PhonePage:
        return cls(context.new_page(), base, Texts("phone", language))

    # --- touching

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.tap()

    def press(self, key: str) -> None:
        """Touch the button with this text."""
        self.tap(self.button(key))

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.texts(key), exact=True)

    def reads(self, key: str) -> Locator:
        """Where a text stands on the screen."""
        return self.page.get_by_text(self.texts(key), exact=True)

    def says(self, key: str) -> Locator:
        """Where any form of a text with places stands on the screen."""
        return self.page.get_by_text(self.texts.pattern(key))

    # --- coming in

    def visit(self) -> None:
        """Open the app, and unlock it where somebody had joined."""
        self.page.goto(self.base)
        self.unlock_if_locked()

    def reload(self) -> None:
        """A phone is locked at every start of the app."""
        self.page.reload()
        self.unlock_if_locked()

    def join(self, code: str) -> None:
        """Follow the link of an invite, join, and choose a code to unlock with."""
        self.enrol(code)
        self.choose_code()
        self.at_round_start()

    def enrol(self, code: str) -> None:
        """As far as the question for a code to unlock with."""
        # A page that is open takes no invite: the link opens it anew.
        self.page.goto("about:blank")
        self.page.goto(f"{self.base}/#join={code}")
        self.tap(self.page.get_by_role("button", name=self.texts.pattern("join.join")))

    def choose_code(self, code: str = CODE) -> None:
        title = self.page.get_by_role("heading", name=self.texts("lock.choose.title"))
        expect(title).to_be_visible(timeout=CONTACT_MAX_MS)
        self.type_code(code)
        expect(self.page.get_by_role("group", name=self.texts("lock.choose.again"))).to_be_visible()
        self.type_code(code)
        expect(title).to_be_hidden(timeout=UNLOCK_MAX_MS)

    def type_code(self, code: str) -> None:
        """On the pad; typing is not counted as taps."""
        for digit in code:
            self.page.get_by_role("button", name=digit, exact=True).tap()

    def locked(self) -> Locator:
        """The title of the screen that says so."""
        return self.page.get_by_role("heading", name=self.texts("lock.locked.title"), exact=True)

    def unlock_if_locked(self) -> None:
        self.page.locator("h1").first.wait_for(timeout=CONTACT_MAX_MS)
        if self.locked().is_visible():
            self.unlock()

    def unlock(self, code: str = CODE) -> None:
        self.press("lock.locked.unlock")
        self.type_code(code)
        expect(self.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)

    def lock(self) -> None:
        """By its own button, in the settings."""
        self.open_sheet()
        self.open_settings()
        self.press("lock.settings.lockNow")
        self.at_lock()

    def at_lock(self) -> None:
        expect(self.locked()).to_be_visible(timeout=CONTACT_MAX_MS)

    def at_round_start(self) -> None:
        title = self.page.get_by_role("heading", name=self.texts("start.title"))
        expect(title).to_be_visible(timeout=CONTACT_MAX_MS)
        expect(self.places().first).to_be_visible(timeout=CONTACT_MAX_MS)

    def ready_without_network(self) -> None:
        """Wait for the promise that a cold start needs no network."""
        expect(self.reads("ready.yes")).to_be_visible(timeout=READY_MAX_MS)
        until(self.page, "navigator.serviceWorker.controller !== null")

    # --- a round

    def places(self) -> Locator:
        """The places to start at; a touched one opens its kinds."""
        return self.page.get_by_role("listitem").locator("button[aria-expanded]")

    def start_round(self, place: int = 0) -> None:
        """At one of the places listed, of its usual kind."""
        head = self.places().nth(place)
        if head.get_attribute("aria-expanded") == "false":
            self.tap(head)
        self.tap(self.page.get_by_role("group").get_by_role("button").first)
        self.at_count()

    def at_count(self) -> None:
        expect(self.tiles().first).to_be_visible(timeout=CONTACT_MAX_MS)

    def end_round(self) -> None:
        self.open_round()
        self.press("round.end")
        expect(self.page.get_by_role("radio", name=self.texts("day.summary"))).to_be_checked()

    def open_round(self) -> None:
        self.press("round.open")

    # --- counting

    def tiles(self) -> Locator:
        return self.page.get_by_role("button", name=self.texts.pattern("tally.tile"))

    def tile(self, service: str) -> Locator:
        name = re.escape(self.texts.label("service_type", service))
        return self.page.get_by_role("button", name=re.compile(f"^{name}{COMMA}"))

    def services(self) -> list[str]:
        """The codes of the services that have a tile, in their order."""
        codes = self.texts.codes("service_type")
        named = "tiles => tiles.map((tile) => tile.getAttribute('aria-label'))"
        names: list[str] = self.tiles().evaluate_all(named)
        return [
            next(code for label, code in codes.items() if re.match(re.escape(label) + COMMA, name))
            for name in names
        ]

    def count(self, service: str, times: int = 1) -> None:
        for _ in range(times):
            self.tap(self.tile(service))

    def add_ten(self) -> None:
        """The strip's key, on the last touched tile."""
        self.tap(self.strip().get_by_text("+10", exact=True))

    def take_ten(self) -> None:
        self.tap(self.strip().get_by_text("−10", exact=True))

    def quantity(self, service: str) -> int:
        """What the tile says."""
        said = self.tile(service).get_attribute("aria-label") or ""
        amount = re.split(COMMA, said.removeprefix(self.texts.label("service_type", service)))[1]
        return int(re.sub(r"\D", "", amount))

    def shows(self, service: str, quantity: int) -> None:
        """Wait until the tile says this number."""
        name = re.escape(self.texts.label("service_type", service))
        expect(self.tile(service)).to_have_accessible_name(re.compile(f"^{name}{COMMA}{quantity} "))

    def strip(self) -> Locator:
        return self.page.get_by_role("region", name=self.texts("tally.strip"))

    def kept(self) -> None:
        """Wait until the strip says of the last tap that it is saved here, or already sent."""
        words = [self.texts("state.savedWord"), self.texts("state.sentWord")]
        expect(self.strip()).to_contain_text(re.compile("|".join(map(re.escape, words))))

    # --- the details of one count

    def hold(self, what: Locator) -> None:
        """A finger that stays: longer than half a second is no tap."""
        self.taps += 1
        what.tap(trial=True)  # until it rests where it is
        box = what.bounding_box()
        assert box is not None
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        fingers = self.page.context.new_cdp_session(self.page)
        fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        expect(self.button("done")).to_be_visible()
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def open_details(self) -> None:
        """By the word in the strip."""
        self.tap(self.strip().get_by_role("button", name=self.texts("details")))
        expect(self.button("done")).to_be_visible()

    def correct(self, service: str) -> None:
        """From My day, up to the form."""
        self.open_entry(service)
        self.press("entry.correct")
        expect(self.button("done")).to_be_visible()

    def number(self, name: str) -> Locator:
        """The number between − and +; touching it opens the pad."""
        group = self.page.get_by_role("group", name=name, exact=True)
        return group.get_by_role("button").nth(1)

    def more(self, key: str, times: int = 1) -> None:
        """Touch the + beside a number."""
        group = self.page.get_by_role("group", name=self.texts(key), exact=True)
        for _ in range(times):
            self.tap(group.get_by_role("button").nth(2))

    def less(self, key: str, times: int = 1) -> None:
        group = self.page.get_by_role("group", name=self.texts(key), exact=True)
        for _ in range(times):
            self.tap(group.get_by_role("button").nth(0))

    def type_number(self, digits: str) -> None:
        """On the pad; typing is not counted as taps."""
        pad = self.page.get_by_role("group", name=self.texts("detail.pad"))
        for digit in digits:
            pad.get_by_role("button", name=digit, exact=True).tap()

    def choose(self, key: str) -> None:
        """One of a few choices side by side."""
        self.tap(self.page.get_by_text(self.texts(key), exact=True))

    def keep(self, value: str) -> Locator:
        """The button that keeps one of two values."""
        name = self.texts.filled("entry.keep", value)
        return self.page.get_by_role("button", name=name, exact=True)

    # --- a meeting

    def open_person(self) -> None:
        """By its tab; without a round the places come first."""
        self.tap(self.tab("bar.person"))

    def at_meeting(self) -> None:
        title = self.page.get_by_role("heading", name=self.texts("contact.title"), exact=True)
        expect(title).to_be_visible()

    def need(self, need: str, met: str = "needDone") -> Locator:
        """The key that says it was done; `needUnmet` that it was not possible."""
        name = self.texts.filled(f"contact.{met}", self.texts.label("need", need))
        return self.page.get_by_role("button", name=name, exact=True)

    def choose_people(self, number: str) -> None:
        """How many: one of the numbers side by side."""
        self.tap(self.page.get_by_role("main").get_by_text(number, exact=True))

    def chip(self, code_list: str, code: str) -> Locator:
        label = self.texts.label(code_list, code)
        return self.page.get_by_role("button", name=label, exact=True)

    def saved_meeting(self) -> Locator:
        """The line that takes back what was just saved."""
        return self.page.get_by_role("status", name=self.texts("contact.title"))

    def note(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.texts("detail.note"))

    def write_note(self, text: str) -> None:
        """Typing is not counted as taps."""
        opener = self.page.get_by_role("button", name=self.texts("detail.note"))
        expect(opener.or_(self.note())).to_be_visible()
        if opener.is_visible():
            self.tap(opener)
        self.note().fill(text)

    # --- the directory

    def open_directory(self) -> None:
        self.tap(self.tab("bar.directory"))
        title = self.page.get_by_role("heading", name=self.texts("directory.title"), exact=True)
        expect(title).to_be_visible()

    def services_listed(self) -> Locator:
        """The cards of the directory, in their order."""
        found = self.page.get_by_role("list", name=self.texts("directory.services"), exact=True)
        return found.get_by_role("listitem")

    def service(self, name: str) -> Locator:
        return self.services_listed().filter(has_text=name)

    def open_service(self, name: str) -> None:
        self.tap(self.service(name).get_by_role("button"))
        expect(self.page.get_by_role("heading", name=name, exact=True)).to_be_visible()

    def look_for(self, words: str) -> None:
        """In the directory; typing is not counted as taps."""
        self.page.get_by_role("searchbox").fill(words)

    def calls(self, number: str) -> Locator:
        """Every link that dials a number."""
        return self.page.locator(f'a[href="tel:{number}"]')

    # --- my day, the sheet

    def open_count(self) -> None:
        self.tap(self.tab("bar.count"))

    def open_day(self) -> None:
        self.tap(self.tab("bar.day"))
        expect(self.page.get_by_role("heading", name=self.texts("day.title"))).to_be_visible()

    def tab(self, key: str) -> Locator:
        bar = self.page.get_by_role("navigation", name=self.texts("bar.label"))
        return bar.get_by_role("button", name=re.compile(re.escape(self.texts(key))))

    def entries(self) -> Locator:
        """The lines of My day."""
        return self.page.get_by_role("main").get_by_role("listitem")

    def entry(self, service: str) -> Locator:
        return self.entries().filter(has_text=self.texts.label("service_type", service))

    def open_entry(self, service: str) -> None:
        self.tap(self.entry(service).get_by_role("button").first)

    def pill(self) -> Locator:
        """The unsent count, on every screen."""
        on_screens = self.page.get_by_role("button", name=self.texts.pattern("pill.unsent")).or_(
            self.page.get_by_role("button", name=self.texts("pill.allSent"), exact=True)
        )
        # Locked, it says its number and opens nothing.
        return on_screens.or_(self.page.locator("p.pill"))

    def attention(self) -> Locator:
        return self.page.get_by_role("button", name=self.texts.pattern("pill.attention"))

    def unsent(self, number: int) -> None:
        """Wait until the pill says that this many entries are saved here."""
        expect(self.pill()).to_contain_text(str(number))
        expect(self.pill()).to_contain_text(self.texts("state.savedWord"))

    def all_sent(self) -> None:
        """Wait until the pill says that everything is sent."""
        name = self.texts("pill.allSent")
        expect(self.pill()).to_have_accessible_name(name, timeout=CONTACT_MAX_MS)

    def open_sheet(self) -> None:
        self.tap(self.pill())
        expect(self.page.get_by_role("dialog")).to_be_visible()

    def open_settings(self) -> None:
        """From the sheet behind the pill."""
        sheet = self.page.get_by_role("dialog")
        self.tap(sheet.get_by_role("button", name=self.texts("details"), exact=True))
        title = sheet.get_by_role("heading", name=self.texts("settings.title"), exact=True)
        expect(title).to_be_visible()

    def close_sheet(self) -> None:
        """One panel; another may lie below it."""
        title = self.page.get_by_role("dialog").get_by_role("heading", level=2)
        before = title.inner_text()
        self.press("close")
        expect(title.filter(has_text=before)).to_be_hidden()

    def send_now(self) -> None:
        """By the button of the sheet, which is closed with a key."""
        self.open_sheet()
        self.press("sheet.sendNow")
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    # --- network

    def offline(self) -> None:
        self.page.context.set_offline(True)

    def online(self) -> None:
        self.page.context.set_offline(False)
