"""A person with the phone app who follows somebody up: cases, referrals, what came of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.api.world import World, utc

from .phone_page import CONTACT_MAX_MS, PhonePage


@dataclass
class FollowPage:
    """What is touched and read on the screens behind "Person"."""

    phone: PhonePage

    # --- cases

    def open_find(self) -> None:
        """From the tab; the meeting lies between, or the places while no round goes on."""
        phone = self.phone
        phone.open_person()
        follow = phone.button("person.find.open").or_(phone.button("contact.findCase"))
        phone.tap(follow)
        expect(self.code_field()).to_be_visible()

    def code_field(self) -> Locator:
        name = self.phone.texts("person.find.label")
        return self.phone.page.get_by_role("textbox", name=name)

    def type_code(self, code: str) -> None:
        """Typing is not counted as taps."""
        self.code_field().fill(code)

    def make_case(self, *, language: str | None = None) -> str:
        """A new case; gives its code in the stored form."""
        phone = self.phone
        self.open_find()
        phone.press("person.find.create")
        if language is not None:
            self.choose_language(language)
        phone.press("person.create.save")
        self.at_case()
        return self.shown_code()

    def choose_language(self, language: str) -> None:
        phone = self.phone
        chip = phone.chip("language", language)
        expect(chip.or_(phone.button("contact.otherLanguage")).first).to_be_visible()
        if not chip.is_visible():
            phone.press("contact.otherLanguage")
        phone.tap(chip)

    def at_case(self) -> None:
        title = self.phone.page.get_by_role("heading", name=self.phone.texts("person.case.title"))
        expect(title.first).to_be_visible()

    def shown_code(self) -> str:
        """The code on the screen: three, three, three."""
        shown = self.phone.page.locator(".case-code .read-out-number").inner_text()
        assert re.fullmatch(r"([0-9A-Z]{3} ){2}[0-9A-Z]{3}", shown), shown
        return shown.replace(" ", "").lower()

    def open_case(self, code: str) -> None:
        self.open_find()
        self.type_code(code)
        self.at_case()

    def timeline(self) -> Locator:
        name = self.phone.texts("person.case.steps")
        return self.phone.page.get_by_role("region", name=name).get_by_role("listitem")

    # --- referrals

    def line(self, key: str) -> Locator:
        """A line of the referral form, folded or open."""
        name = re.compile(f"^{re.escape(self.phone.texts(key))}")
        return self.phone.page.get_by_role("region", name=name)

    def choose(self, code_list: str, code: str) -> None:
        self.phone.tap(self.phone.chip(code_list, code))

    def receivers(self) -> Locator:
        return self.line("person.refer.whom").get_by_role("listitem").get_by_role("button")

    def search_receiver(self, name: str) -> Locator:
        label = self.phone.texts("person.refer.whomSearch")
        self.phone.page.get_by_role("searchbox", name=label).fill(name)
        return self.receivers().filter(has_text=name)

    def change(self, key: str) -> None:
        """Open a line that was answered."""
        name = f"{self.phone.texts('person.refer.change')}: "
        buttons = self.phone.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
        self.phone.tap(buttons.filter(has=self.line(key)).or_(self.line(key).get_by_role("button")))

    def fill_in(self, referral_type: str, receiver: str, reason: str = "person_request") -> None:
        """Everything up to Send, for a receiver found by name."""
        phone = self.phone
        phone.press("person.case.refer")
        self.choose("referral_type", referral_type)
        phone.tap(self.search_receiver(receiver).first)
        phone.press("person.refer.yes")
        self.choose("referral_reason", reason)

    def send(self) -> None:
        self.phone.press("person.refer.send")
        self.at_case()

    def refer(self, referral_type: str, receiver: str) -> None:
        self.fill_in(referral_type, receiver)
        self.send()

    # --- my day, one referral

    def leave(self) -> None:
        """Back up to where the bar is."""
        bar = self.phone.tab("bar.day")
        back = self.phone.button("back")
        expect(bar.or_(back).first).to_be_visible()
        while not bar.is_visible():
            title = self.phone.page.get_by_role("heading", level=1)
            before = title.inner_text()
            back.tap()
            expect(
                bar.or_(title.filter(has_not_text=re.compile(f"^{re.escape(before)}$"))).first
            ).to_be_visible()

    def open_follow(self) -> None:
        phone = self.phone
        self.leave()
        phone.open_day()
        phone.tap(phone.page.get_by_text(phone.texts.pattern("person.follow.part")))

    def followed(self, group: str) -> Locator:
        name = self.phone.texts(f"person.follow.{group}")
        region = self.phone.page.get_by_role("region", name=name, exact=True)
        return region.get_by_role("listitem")

    def open_referral(self, group: str, text: str = "") -> None:
        item = self.followed(group).filter(has_text=text).first
        expect(item).to_be_visible(timeout=CONTACT_MAX_MS)
        self.phone.tap(item.get_by_role("button"))
        self.at_referral()

    def at_referral(self) -> None:
        title = self.phone.page.get_by_role(
            "heading", name=self.phone.texts("person.referral.title"), exact=True
        )
        expect(title).to_be_visible()

    def step(self, to: str, list_name: str = "", reason: str = "", note: str = "") -> None:
        """Take the next step: touch it, say why, save."""
        self.take(self.phone.button(f"person.referral.take.{to}"), list_name, reason, note)

    def end(self, to: str, list_name: str, reason: str) -> None:
        """A step whose taker cannot open the referral again: asked first, and a second touch on the
        same spot ends nothing."""
        phone = self.phone
        for answer in ("endNot", "endYes"):
            phone.press(f"person.referral.take.{to}")
            self.choose(list_name, reason)
            phone.press("person.referral.save")
            expect(phone.says("person.referral.endAsked")).to_be_visible()
            phone.press(f"person.referral.{answer}")
            expect(phone.button(f"person.referral.{answer}")).to_be_hidden()

    def take(self, button: Locator, list_name: str = "", reason: str = "", note: str = "") -> None:
        phone = self.phone
        phone.tap(button)
        if reason:
            self.choose(list_name, reason)
        if note:
            name = re.compile(f"^{re.escape(phone.texts('person.referral.askNote'))}")
            phone.page.get_by_role("textbox", name=name).fill(note)
        phone.press("person.referral.save")
        expect(phone.button("person.referral.save")).to_be_hidden()

    def stands(self, status: str) -> None:
        """Wait until the referral on the screen stands so."""
        label = self.phone.texts.label("referral_status", status)
        shown = self.phone.page.get_by_role("main").get_by_text(label, exact=True).first
        expect(shown).to_be_visible(timeout=CONTACT_MAX_MS)


def list_service(world: World, name: str, *types: str, org: int = 1) -> str:
    """A service in the directory of an association, open day and night; gives its id."""
    fields: dict[str, object] = {
        "name": name,
        "description": "Comes without appointment.",
        "provider": world.org(org),
        "status": "active",
        "categories/legal": True,
        "accepts_referrals": "by_app",
        "published": True,
        "assured_on": utc()[:10],
        "languages/ti": True,
        "schedules/a": ["MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00", None, None, None],
    }
    taken = {f"referral_types/{each}": True for each in types}
    answer = world.desk(org).create("directory_service", {**fields, **taken})
    assert answer.status == 201, str(answer)
    return str(answer.json()["id"])
