"""The walk through what a locked phone shows, how it is opened, emptied, and its work carried."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.api.world import World

from .phone_page import UNLOCK_MAX_MS, PhonePage
from .stored_rows import keys_of, set_tries
from .waiting import eventually

MEAL = "food.hot_meal"
RULES = ("lock_words", "count_locked_off")


def lock_screens(phone: PhonePage, world: World) -> Iterator[str]:
    """From anywhere, after a round; at the end the phone waits for words to be chosen."""
    phone.open_count()
    phone.press("round.newRound")
    phone.at_round_start()
    phone.start_round()
    yield from _carrying(phone)
    yield from _locked(phone)
    yield from _decided(phone, world)


def _carrying(phone: PhonePage) -> Iterator[str]:
    """From the sheet of what is unsent; one entry at least is."""
    phone.count(MEAL)
    phone.open_sheet()
    phone.press("lock.carry.phone")
    yield "carry"
    with phone.page.expect_download():
        phone.press("lock.carry.share")
    expect(phone.reads("lock.carry.who")).to_be_visible()
    yield "carry-handed"
    phone.close_sheet()
    phone.press("lock.handIn.open")
    yield "hand-in"
    phone.close_sheet()
    phone.close_sheet()


def _locked(phone: PhonePage) -> Iterator[str]:
    phone.page.reload()
    phone.at_lock()
    phone.count(MEAL, 2)
    phone.count(phone.services()[1])
    yield "locked"
    phone.press("tally.another")
    yield "locked-another"
    phone.close_sheet()
    phone.press("lock.locked.forgot")
    phone.press("lock.forgot.go")
    yield "locked-forgot"
    phone.close_sheet()
    phone.press("lock.locked.erase")
    yield "locked-erase"
    phone.press("lock.erase.unsentToo")
    yield "locked-erase-unsent"
    phone.close_sheet()
    phone.press("lock.locked.unlock")
    yield "unlock"
    phone.press("lock.unlock.words")
    yield "unlock-words"
    phone.press("lock.unlock.digits")
    set_tries(phone.page, 2)
    phone.type_code("135790")
    expect(phone.says("lock.unlock.wrong")).to_be_visible(timeout=UNLOCK_MAX_MS)
    yield "unlock-wait"
    set_tries(phone.page, 0)


def _decided(phone: PhonePage, world: World) -> Iterator[str]:
    """What an association's two switches make of it."""
    desk, org = world.desk(), world.org()
    assert desk.patch("org", org, dict.fromkeys(RULES, True)).status == 200
    try:
        phone.reload()
        eventually(phone.page, lambda: "capture" in keys_of(phone.page)["meta"])
        phone.page.reload()
        phone.at_lock()
        expect(phone.reads("lock.locked.off")).to_be_visible()
        yield "locked-off"
        phone.unlock()
        title = phone.page.get_by_role("heading", name=phone.texts("lock.choose.due"))
        expect(title).to_be_visible()
        yield "choose-words"
    finally:
        assert desk.patch("org", org, dict.fromkeys(RULES, False)).status == 200
