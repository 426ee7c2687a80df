"""A coordinator at the desk: what they read, what they press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.api.world import World

from .texts import Texts

ANSWER_MAX_MS = 20_000
# Of dozens of entries, one after the other.
MANY_MAX_MS = 90_000


@dataclass
class DeskPage:
    page: Page
    world: World
    texts: Texts

    @classmethod
    def open(cls, context: BrowserContext, world: World, language: str = "en") -> DeskPage:
        return cls(context.new_page(), world, Texts("desk", language))

    # --- the session

    def sign_in(self, org: int = 0, role: str = "coordinator") -> None:
        coordinator = self.world.users(org, role)[0]
        self.page.goto(f"{self.world.server.base}/desk")
        self.fill_in(coordinator["email"], coordinator["password"])
        self.at("inbox.title")

    def fill_in(self, email: str, password: str) -> None:
        self.page.get_by_label(self.texts("signin.email")).fill(email)
        self.page.get_by_label(self.texts("signin.password")).fill(password)
        self.press("signin.go")

    # --- reading and pressing

    def at(self, key: str) -> None:
        """Wait for the screen with this title."""
        title = self.page.get_by_role("heading", name=self.texts(key), exact=True, level=1)
        expect(title).to_be_visible(timeout=ANSWER_MAX_MS)

    def press(self, key: str) -> None:
        self.button(key).click()

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.texts(key), exact=True)

    def reads(self, key: str) -> Locator:
        return self.page.get_by_text(self.texts(key), exact=True)

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def says_done(self, key: str, within_ms: float = ANSWER_MAX_MS) -> None:
        """The dark line at the bottom says what was just done."""
        line = self.page.get_by_role("contentinfo").get_by_role("status")
        expect(line).to_have_text(self.texts.pattern(key), timeout=within_ms)

    def undo(self) -> None:
        """By the key, as from anywhere."""
        self.key("u")
        self.says_done("did.undone")

    def go(self, fragment: str) -> None:
        """An address of the desk, as a bookmark or the browser's own Back opens it."""
        self.page.goto(f"{self.world.server.base}/desk#{fragment}")

    # --- the inbox

    def choose_card(self, record: str) -> None:
        """The card of one entry, as a bookmark opens it in a new tab."""
        self.go(f"/inbox/{record}")
        self.page.reload()
        opens = self.page.get_by_role("link", name=self.texts("inbox.open"), exact=True)
        expect(opens).to_have_attribute("href", re.compile(f"/{record}$"), timeout=ANSWER_MAX_MS)
        expect(self.keeps().first).to_be_visible()

    def keeps(self) -> Locator:
        """The buttons of the two sides; above them others may keep something too."""
        sides = self.page.locator(".sides")
        return sides.get_by_role("button", name=self.texts.pattern("inbox.keep"))

    def sides(self) -> list[str]:
        """The values side by side, in their order."""
        names = self.keeps().evaluate_all(
            "buttons => buttons.map((button) => button.firstElementChild.textContent)"
        )
        start = self.texts.filled("inbox.keep", "")
        return [str(name).removeprefix(start) for name in names]

    # --- the list

    def open_entries(self) -> None:
        self.page.get_by_role("link", name=self.texts("nav.entries"), exact=True).click()
        self.at("nav.entries")
        expect(self.rows().first).to_be_visible(timeout=ANSWER_MAX_MS)

    def rows(self) -> Locator:
        """The entries of the list, without head and totals."""
        return self.page.locator("tbody").get_by_role("row")

    def column(self, key: str) -> list[str]:
        """What one column says, row by row."""
        heads = self.page.get_by_role("columnheader").all_inner_texts()
        at = [head.strip() for head in heads].index(self.texts(key))
        return [row.get_by_role("cell").nth(at).inner_text().strip() for row in self.rows().all()]

    def search(self, words: str) -> None:
        self.page.get_by_role("searchbox", name=self.texts("list.search"), exact=True).fill(words)

    def filter(self, key: str, option: str) -> None:
        """Open a chip and choose what it should show. A column may have the same name."""
        self.button(key).first.click()
        self.page.get_by_role("listitem").get_by_role("button", name=option, exact=True).click()

    def total(self) -> Locator:
        """How many match; and how many of them the sums leave out."""
        return self.page.locator("tfoot").get_by_role("rowheader")

    def export(self, form: str, folder: Path) -> Path:
        """The file of what is on the screen; `form` is csv or xlsx."""
        self.page.get_by_role("button", name=self.texts.pattern("list.export")).click()
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=self.texts(f"export.{form}"), exact=True).click()
        path = folder / f"export.{form}"
        download.value.save_as(path)
        return path

    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def select_rows(self, *rows: int) -> None:
        for row in rows:
            self.rows().nth(row).get_by_role("checkbox").check()

    def confirm(self) -> None:
        """Press the button that does what an open dialog asks about."""
        self.dialog().locator("button[type=submit]").click()
