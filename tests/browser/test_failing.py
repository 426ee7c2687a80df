"""A phone whose database takes nothing any more loses nothing. security.md P6."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Playwright, expect

from tests.api.world import World

from .camera import SEEN_MAX_MS, camera, filming
from .faults import out_of_reach
from .makers import PhoneMaker
from .people import Person, stored
from .phone_page import PhonePage
from .stored_rows import keys_of
from .waiting import eventually
from .watch import Watch

MEAL = "food.hot_meal"
DRINK = "food.hot_drink"
# Every write of rows fails, as on a worn-out flash; reading and deleting go on.
BREAK = """() => {
  const put = IDBObjectStore.prototype.put;
  globalThis.healDatabase = () => { IDBObjectStore.prototype.put = put; };
  IDBObjectStore.prototype.put = () => { throw new DOMException("injected", "UnknownError"); };
}"""
# Nothing of the database can be reached at all.
GONE = (
    """IDBFactory.prototype.open = () => { throw new DOMException("injected", "UnknownError"); };"""
)
FILES = """async () => {
  const root = await navigator.storage.getDirectory();
  const texts = [];
  try {
    const folder = await root.getDirectoryHandle("unsent");
    for await (const each of folder.values()) texts.push(await (await each.getFile()).text());
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
  }
  return texts;
}"""


def second_store(page: Page) -> list[str]:
    """The files beside the database, as anybody who holds the phone could read them."""
    found: list[str] = page.evaluate(FILES)
    return found


def told(phone: PhonePage) -> Locator:
    return phone.strip().get_by_role("alert")


@pytest.fixture
def failing(phone: PhonePage, watch: Watch) -> PhonePage:
    """A phone without network that counted four meals while its database took nothing."""
    out_of_reach(phone, watch)
    phone.page.evaluate(BREAK)
    phone.count(MEAL)
    expect(told(phone)).to_have_text(phone.texts("reason.failing"))
    phone.shows(MEAL, 1)
    return phone


def arrived(world: World, person: Person) -> None:
    [entry] = stored(world, person)
    assert (entry["fields"]["service_type"], entry["fields"]["quantity"]) == (MEAL, 1)


def test_sec_p6_what_the_database_does_not_take_outlives_the_app_and_arrives_once(
    world: World, failing: PhonePage, person: Person
) -> None:
    phone = failing
    waiting = len(keys_of(phone.page)["sealed"])
    [file] = second_store(phone.page)
    for each in ("hot_meal", "quantity", person.id, person.alias):
        assert each not in file

    # Killed, and healthy when it starts again: moved once, while it is still locked.
    phone.page.reload()
    phone.at_lock()
    eventually(phone.page, lambda: second_store(phone.page) == [])
    assert len(keys_of(phone.page)["sealed"]) == waiting + 1
    phone.unlock()
    phone.at_count()
    phone.unsent(1)
    phone.online()
    phone.open_day()
    phone.send_now()
    phone.all_sent()
    arrived(world, person)
    phone.reload()
    phone.all_sent()
    arrived(world, person)


def test_sec_p6_a_database_that_heals_takes_it_back_by_itself(
    world: World, failing: PhonePage, person: Person
) -> None:
    phone = failing
    phone.page.evaluate("healDatabase()")
    phone.count(DRINK, 2)
    eventually(phone.page, lambda: second_store(phone.page) == [])
    expect(told(phone)).to_have_count(0)
    phone.unsent(2)
    phone.shows(DRINK, 2)
    phone.kept()
    phone.reload()
    phone.shows(MEAL, 1)
    phone.online()
    phone.open_day()
    phone.send_now()
    phone.all_sent()
    found = {e["fields"]["service_type"]: e["fields"]["quantity"] for e in stored(world, person)}
    assert found == {MEAL: 1, DRINK: 2}


def test_sec_p6_a_phone_whose_database_never_opens_again_still_hands_it_in(
    world: World, failing: PhonePage, person: Person
) -> None:
    phone = failing
    phone.page.context.add_init_script(GONE)
    phone.page.reload()
    assert stored(world, person) == []
    phone.online()
    phone.page.reload()
    eventually(phone.page, lambda: len(stored(world, person)) == 1)
    arrived(world, person)
    assert len(second_store(phone.page)) == 1, "an answer that anybody can give removes nothing"


def test_sec_p6_a_code_on_the_screen_is_handed_in_by_another_phone(
    world: World,
    failing: PhonePage,
    person: Person,
    playwright: Playwright,
    watch: Watch,
    tmp_path: Path,
) -> None:
    phone = failing
    phone.open_sheet()
    expect(phone.page.get_by_role("dialog")).to_contain_text(phone.texts("reason.failing"))
    phone.press("lock.carry.phone")
    picture = phone.page.get_by_role("img", name=phone.texts("lock.carry.code"))
    shown = tmp_path / "shown.png"
    picture.screenshot(path=shown)
    film = camera(phone.page, shown, tmp_path)
    with filming(playwright, watch, film) as context:
        carrier = PhonePage.open(context, world.server.base)
        carrier.visit()
        carrier.press("lock.handIn.open")
        carrier.press("lock.handIn.scan")
        done = carrier.page.get_by_role("dialog").get_by_text(
            carrier.texts.pattern("lock.handIn.done")
        )
        expect(done).to_contain_text("1", timeout=SEEN_MAX_MS)
    arrived(world, person)
    # Its author's own copy arrives too, and is the same.
    phone.page.reload()
    phone.unlock_if_locked()
    phone.online()
    phone.open_day()
    phone.send_now()
    phone.all_sent()
    arrived(world, person)


def test_sec_p6_the_file_holds_what_lies_in_either_store(
    world: World, failing: PhonePage, person: Person, new_phone: PhoneMaker, tmp_path: Path
) -> None:
    phone = failing
    phone.open_sheet()
    with phone.page.expect_download() as loading:
        phone.press("lock.carry.file")
    file = tmp_path / "sealed.txt"
    loading.value.save_as(file)
    carrier = new_phone()
    carrier.visit()
    carrier.press("lock.handIn.open")
    carrier.page.locator("input[type=file]").set_input_files(file)
    done = carrier.page.get_by_role("dialog").get_by_text(carrier.texts.pattern("lock.handIn.done"))
    expect(done).to_contain_text("1")
    arrived(world, person)
