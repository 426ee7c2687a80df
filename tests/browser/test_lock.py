"""A locked phone shows nothing of before, counts and sends all the same. security.md L1 to L3."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.world import World, canary

from .makers import PhoneMaker
from .people import Person, invite, stored
from .phone_page import UNLOCK_MAX_MS, PhonePage
from .waiting import eventually
from .watch import NO_NETWORK, Watch
from .worker import Worker

MEAL = "food.hot_meal"
DRINK = "food.hot_drink"
OTHER = "975310"
HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
MINUTE_MS = 60_000


def seen(page: Page) -> str:
    """All that the page holds, shown or not."""
    found: str = page.evaluate("document.documentElement.outerHTML + document.title")
    return found


def counted(phone: PhonePage, times: int = 7) -> None:
    phone.start_round()
    phone.count(MEAL, times)
    phone.kept()


def test_sec_l1_a_start_is_locked_and_shows_no_place_name_or_number(
    phone: PhonePage, person: Person
) -> None:
    counted(phone)
    place = phone.page.locator(".top-title").inner_text()
    secret = canary()
    phone.open_details()
    phone.write_note(secret)
    phone.press("done")
    phone.open_day()
    phone.all_sent()
    phone.open_entry(MEAL)
    phone.page.reload()
    phone.at_lock()
    phone.at_count()
    phone.shows(MEAL, 0)
    for each in (place, secret, person.alias, person.id):
        assert each not in seen(phone.page), each
    for number in ("115", "112"):
        expect(phone.calls(number)).to_be_visible()
    # What stood on the page in words is gone from the keyboard too.
    for box in phone.page.get_by_role("textbox").all():
        assert box.get_attribute("autocomplete") == "off"

    # Back leads nowhere else, and a link neither.
    phone.page.go_back()
    phone.at_lock()
    phone.page.goto(f"{phone.base}/#/day")
    phone.at_lock()
    phone.unlock()
    phone.open_count()
    phone.shows(MEAL, 7)


def test_sec_l1_an_invite_opened_on_a_locked_phone_spends_nothing(
    world: World, phone: PhonePage
) -> None:
    code = invite(world).code
    phone.page.goto("about:blank")
    phone.page.goto(f"{phone.base}/#join={code}")
    phone.at_lock()
    expect(phone.page).not_to_have_url(re.compile(code))
    phone.unlock()
    phone.at_round_start()


def test_sec_l1_it_locks_after_two_minutes_out_of_sight_and_five_untouched(
    new_phone: PhoneMaker, person: Person
) -> None:
    phone = new_phone()
    phone.page.clock.install()
    phone.join(person.code)
    counted(phone)
    phone.page.clock.fast_forward(4 * MINUTE_MS)
    phone.count(MEAL)
    phone.page.clock.fast_forward(4 * MINUTE_MS)
    expect(phone.locked()).to_be_hidden()
    phone.page.clock.fast_forward(2 * MINUTE_MS)
    phone.at_lock()
    phone.unlock()
    phone.at_count()

    phone.page.evaluate(HIDE, "hidden")
    phone.page.clock.fast_forward(MINUTE_MS)
    phone.page.evaluate(HIDE, "visible")
    expect(phone.locked()).to_be_hidden()
    phone.at_count()
    phone.page.evaluate(HIDE, "hidden")
    phone.page.clock.fast_forward(2 * MINUTE_MS + 1000)
    phone.page.evaluate(HIDE, "visible")
    phone.at_lock()


def test_sec_l1_a_page_out_of_sight_is_blank(phone: PhonePage) -> None:
    counted(phone)
    phone.page.evaluate(HIDE, "hidden")
    expect(phone.page.locator("#app")).to_be_hidden()
    expect(phone.tile(MEAL)).to_be_hidden()
    phone.page.evaluate(HIDE, "visible")
    phone.shows(MEAL, 7)


def test_sec_l1_all_tabs_of_a_phone_lock_at_once(phone: PhonePage) -> None:
    counted(phone)
    other = PhonePage.open(phone.page.context, phone.base)
    other.visit()
    other.at_count()
    phone.lock()
    other.at_lock()

    # Unlocked, what was counted since is on its tile, and is what Undo takes back first.
    other.count(MEAL, 2)
    other.shows(MEAL, 2)
    other.unlock()
    other.shows(MEAL, 9)
    other.press("undo")
    other.shows(MEAL, 8)


def test_sec_l2_counted_without_code_and_network_it_leaves_with_no_page_open(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    counted(phone)
    phone.open_day()
    phone.all_sent()
    phone.offline()
    phone.page.reload()
    phone.at_lock()
    phone.shows(MEAL, 0)
    phone.count(MEAL, 3)
    phone.count(DRINK, 2)
    phone.press("undo")
    phone.shows(DRINK, 1)
    phone.shows(MEAL, 3)
    phone.unsent(2)
    worker = Worker(phone.page.context, world.server.base)
    phone.page.close()
    assert len(stored(world, person)) == 1
    # Playwright does not come back from changing the network of a worker that was stopped.
    phone.online()
    worker.stop()
    worker.background_sync()
    eventually(worker.page, lambda: len(stored(world, person)) == 3)
    found = {
        (entry["fields"]["service_type"], entry["fields"]["quantity"]): entry["fields"]
        for entry in stored(world, person)
    }
    assert found.keys() == {(MEAL, 7), (MEAL, 3), (DRINK, 1)}
    locked = [fields for fields in found.values() if fields.get("captured_locked")]
    assert len(locked) == 2
    assert len({fields["round"] for fields in found.values()}) == 1, "they join the round"

    # Handed in is not confirmed: that comes with the phone's own name, once it is unlocked.
    again = PhonePage.open(phone.page.context, phone.base)
    again.page.goto(phone.base)
    again.at_lock()
    again.unsent(2)
    again.unlock()
    again.all_sent()
    again.open_day()
    lines = again.entries().filter(has_text=again.texts("lock.locked.counted"))
    expect(lines).to_have_count(2)
    assert len(stored(world, person)) == 3

    # The tile says what there is in all, gives it all, and one Undo brings all of it back.
    again.open_count()
    again.shows(MEAL, 10)
    again.shows(DRINK, 1)
    again.count(MEAL)
    again.shows(MEAL, 11)
    again.take_ten()
    again.shows(MEAL, 1)
    again.press("undo")
    again.shows(MEAL, 11)
    expect(again.strip()).to_contain_text(again.texts.label("service_type", MEAL) + " 1 → 11")
    again.open_details()
    # The first number is the quantity, whatever it is counted in.
    number = again.page.get_by_role("main").get_by_role("group").first.get_by_role("button").nth(1)
    expect(number).to_have_text("8")
    other = again.page.get_by_role("button", name=again.texts("lock.locked.counted"))
    expect(other).to_contain_text("3")
    again.tap(other)
    expect(number).to_have_text("3")
    again.press("done")
    again.press("done")
    again.open_day()
    again.all_sent()
    assert sum(entry["fields"]["quantity"] for entry in stored(world, person)) == 12


def test_sec_l3_wrong_codes_must_wait_longer_each_time_and_the_right_one_opens(
    new_phone: PhoneMaker, person: Person
) -> None:
    phone = new_phone()
    phone.page.clock.install()
    phone.join(person.code)
    phone.page.reload()
    phone.at_lock()
    key = wrong_three_times(phone)
    expect(key).to_be_disabled()
    expect(phone.says("lock.unlock.wait")).to_be_visible()

    # A start does not shorten it.
    phone.page.reload()
    phone.press("lock.locked.unlock")
    expect(key).to_be_disabled()
    phone.page.clock.fast_forward(31_000)
    phone.type_code(OTHER)
    expect(phone.says("lock.unlock.wrong")).to_be_visible(timeout=UNLOCK_MAX_MS)
    phone.page.clock.fast_forward(31_000)
    expect(key).to_be_disabled()
    phone.page.clock.fast_forward(31_000)
    expect(key).to_be_enabled()
    phone.type_code("246813")
    expect(phone.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)
    phone.at_round_start()


def wrong_three_times(phone: PhonePage) -> Locator:
    """Gives a key of the pad, which can be pressed again after the wait."""
    phone.press("lock.locked.unlock")
    for left in (9, 8, 7):
        phone.type_code(OTHER)
        said = phone.says("lock.unlock.wrong").filter(has_text=str(left))
        expect(said).to_be_visible(timeout=UNLOCK_MAX_MS)
    return phone.page.get_by_role("button", name="1", exact=True)


def test_sec_l3_ten_wrong_codes_empty_the_phone_and_what_is_unsent_still_leaves(
    world: World, new_phone: PhoneMaker, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = new_phone()
    phone.page.clock.install()
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    phone.all_sent()
    phone.offline()
    phone.count(MEAL, 2)
    phone.kept()
    phone.lock()
    key = wrong_three_times(phone)
    for _ in range(6):
        phone.page.clock.fast_forward(60 * MINUTE_MS)
        expect(key).to_be_enabled()
        phone.type_code(OTHER)
        # Only the verdict says so: keys are off while it is tried, too.
        expect(phone.says("lock.unlock.wait")).to_be_visible(timeout=UNLOCK_MAX_MS)
        expect(key).to_be_disabled()
    phone.page.clock.fast_forward(60 * MINUTE_MS)
    phone.type_code(OTHER)
    expect(phone.says("lock.carry.sealed")).to_be_visible(timeout=UNLOCK_MAX_MS)
    assert stored(world, person) == []
    phone.online()
    eventually(phone.page, lambda: len(stored(world, person)) == 1)


def test_sec_k4_a_code_is_changed_with_the_old_one_which_opens_nothing_after(
    phone: PhonePage,
) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.press("lock.settings.change")
    phone.type_code("246813")
    expect(phone.page.get_by_role("group", name=phone.texts("lock.choose.digits"))).to_be_visible()
    phone.type_code(OTHER)
    expect(phone.page.get_by_role("group", name=phone.texts("lock.choose.again"))).to_be_visible()
    phone.type_code(OTHER)
    expect(phone.reads("lock.settings.changed")).to_be_visible(timeout=UNLOCK_MAX_MS)
    phone.page.reload()
    phone.at_lock()
    phone.press("lock.locked.unlock")
    phone.type_code("246813")
    expect(phone.says("lock.unlock.wrong")).to_be_visible(timeout=UNLOCK_MAX_MS)
    phone.type_code(OTHER)
    expect(phone.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)


@pytest.mark.parametrize("plain", ["000000", "123456", "987654", "121212"])
def test_sec_k4_a_code_that_is_guessed_first_is_refused(
    new_phone: PhoneMaker, person: Person, plain: str
) -> None:
    phone = new_phone()
    phone.enrol(person.code)
    for key in ("digits", "again"):
        pad = phone.page.get_by_role("group", name=phone.texts(f"lock.choose.{key}"))
        expect(pad).to_be_visible()
        phone.type_code(plain)
    expect(phone.reads("lock.choose.plain")).to_be_visible()
    phone.choose_code()
    phone.at_round_start()


def test_sec_k4_four_words_unlock_as_digits_do(new_phone: PhoneMaker, person: Person) -> None:
    phone = new_phone()
    phone.enrol(person.code)
    phone.press("lock.choose.useWords")
    words = "Rivière lampe vélo septembre"
    for key in ("words", "again"):
        box = phone.page.get_by_role("textbox", name=phone.texts(f"lock.choose.{key}"))
        box.fill(words)
        phone.press("lock.choose.continue")
    phone.at_round_start()
    phone.page.reload()
    phone.press("lock.locked.unlock")
    box = phone.page.get_by_role("textbox", name=phone.texts("lock.secret.words"))
    assert box.get_attribute("autocomplete") == "off"
    # As typed on another keyboard, in a hurry.
    box.fill(f" {words.upper()}  ")
    phone.page.get_by_role("dialog").get_by_role(
        "button", name=re.compile(re.escape(phone.texts("lock.locked.unlock")))
    ).tap()
    expect(phone.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)
    phone.at_round_start()
