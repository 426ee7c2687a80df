"""Each language alone on the screen: texts, labels of codes, names for readers; and its files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import expect

from tests.api.world import World

from .english import English
from .makers import ContextMaker
from .people import invite
from .phone_page import PhonePage
from .texts import Texts
from .waiting import until
from .watch import NO_NETWORK, Watch
from .worker import KEPT, keeps

ARABIC = "العربية"
AWAY = r"net::ERR_FAILED \(\S+/assets/(texts|labels)\."


def test_the_check_for_english_sees_english(world: World, phone: PhonePage) -> None:
    """The English phone is full of it: the check above can fail."""
    assert English("phone").on(phone.page, "round-start")


def test_the_language_changes_at_once_and_stays(phone: PhonePage) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.tap(phone.page.get_by_role("button", name="Français"))
    phone.texts = Texts("phone", "fr")
    phone.close_sheet()
    phone.close_sheet()
    phone.at_round_start()
    phone.reload()
    phone.at_round_start()


def test_a_draft_says_so_on_every_screen_and_a_finished_language_does_not(
    phone: PhonePage, phone_context: ContextMaker, world: World
) -> None:
    expect(phone.reads("draft")).to_have_count(0)
    arabic = PhonePage.open(phone_context("ar"), world.server.base, "ar")
    arabic.join(invite(world).code)
    expect(arabic.reads("draft")).to_be_visible()
    arabic.start_round()
    expect(arabic.reads("draft")).to_be_visible()
    arabic.open_day()
    expect(arabic.reads("draft")).to_be_visible()


def test_numbers_and_clocks_stay_latin_in_arabic(phone_context: ContextMaker, world: World) -> None:
    phone = PhonePage.open(phone_context("ar"), world.server.base, "ar")
    phone.join(invite(world).code)
    phone.start_round()
    phone.count("food.hot_meal", 12)
    phone.shows("food.hot_meal", 12)
    keys = phone.strip().get_by_role("button").all_inner_texts()
    assert [each for each in keys if re.search(r"\d", each)] == ["−10", "−1", "+10"]
    phone.open_day()
    expect(phone.page.locator("body")).to_contain_text(re.compile(r"\b\d\d:\d\d\b"))
    shown = phone.page.locator("body").inner_text()
    assert not re.search("[٠-٩۰-۹]", shown)


def test_a_language_is_fetched_when_it_is_chosen_and_then_kept(
    phone: PhonePage, watch: Watch
) -> None:
    """Without network: one that was never spoken is away, one that was is there."""
    watch.allow(NO_NETWORK)
    watch.allow(AWAY)
    phone.ready_without_network()
    phone.offline()
    choose(phone, ARABIC)
    expect(phone.reads("join.languageAway")).to_be_visible()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    phone.online()
    phone.tap(phone.page.get_by_role("button", name=ARABIC))
    phone.texts = Texts("phone", "ar")
    expect(phone.page.get_by_role("heading", name=phone.texts("settings.title"))).to_be_visible()
    keeps(phone.page, "texts.ar")
    keeps(phone.page, "labels.ar")
    phone.offline()
    phone.reload()
    phone.at_round_start()
    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")


def test_a_phone_that_lost_the_files_of_its_language_starts_in_another(
    phone: PhonePage, watch: Watch
) -> None:
    """Counting opens in any words rather than not at all."""
    watch.allow(NO_NETWORK)
    watch.allow(AWAY)
    phone.ready_without_network()
    choose(phone, "Français")
    phone.texts = Texts("phone", "fr")
    expect(phone.page.get_by_role("heading", name=phone.texts("settings.title"))).to_be_visible()
    keeps(phone.page, "texts.fr")
    phone.page.evaluate(
        """async (name) => {
          const cache = await caches.open(name);
          const lost = (await cache.keys()).filter(({ url }) => url.includes("texts.fr"));
          await Promise.all(lost.map((request) => cache.delete(request)));
        }""",
        KEPT,
    )
    phone.page.context.new_cdp_session(phone.page).send("Network.clearBrowserCache")
    phone.offline()
    phone.texts = Texts("phone", "en")
    phone.reload()
    phone.at_round_start()


def test_a_new_version_brings_the_words_of_the_language_in_use(
    own_world: World, phone_context: ContextMaker
) -> None:
    """Its files are there before it takes over, and those of the old one go."""
    phone = PhonePage.open(phone_context("fr"), own_world.server.base, "fr")
    phone.join(invite(own_world).code)
    phone.ready_without_network()
    keeps(phone.page, "texts.fr")
    client = Path(own_world.server.settings["BROWSER_TEST_CLIENT"])
    [before] = client.glob("assets/texts.fr-*.js")
    shutil.copy(before, before.with_name("texts.fr-SECOND.js"))
    worker = client / "sw.js"
    worker.write_text(worker.read_text("utf-8").replace(before.name, "texts.fr-SECOND.js"))
    for packed in client.glob("sw.js.*"):
        packed.unlink()
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
    keeps(phone.page, "texts.fr-SECOND")
    phone.open_day()
    phone.press("reason.updateNow")
    until(
        phone.page,
        "async ([name, file]) => !(await (await caches.open(name)).match(file))",
        arg=[KEPT, f"/assets/{before.name}"],
    )


def choose(phone: PhonePage, name: str) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.tap(phone.page.get_by_role("button", name=name))
