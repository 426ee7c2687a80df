"""What an association decides for its locked phones reaches them. security.md K4, L2."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.api.world import World

from .desk_page import ANSWER_MAX_MS, DeskPage
from .makers import ContextMaker
from .people import Person, invite, stored
from .phone_page import CODE, UNLOCK_MAX_MS, PhonePage
from .stored_rows import meta_of
from .waiting import eventually

MEAL = "food.hot_meal"
WORDS = "Rivière lampe vélo septembre"


def rule(desk: DeskPage, key: str) -> Locator:
    return desk.page.get_by_role("switch", name=desk.texts(key), exact=True)


def at_rules(desk: DeskPage) -> None:
    desk.sign_in()
    desk.go("/settings/phones")
    expect(rule(desk, "phones.words")).not_to_be_checked()
    expect(rule(desk, "phones.count")).to_be_checked()


def type_words(phone: PhonePage, label: str, submit: str) -> None:
    phone.page.get_by_role("textbox", name=phone.texts(label)).fill(WORDS)
    button = phone.page.get_by_role("button", name=re.compile(re.escape(phone.texts(submit))))
    phone.tap(button.last)


def choose_words(phone: PhonePage) -> None:
    for key in ("words", "again"):
        type_words(phone, f"lock.choose.{key}", "lock.choose.continue")


def heading(phone: PhonePage, key: str) -> Locator:
    return phone.page.get_by_role("heading", name=phone.texts(key), exact=True)


def contact(phone: PhonePage) -> None:
    """What is on the screen of the tiles is sent when that is left; what was decided comes back."""
    phone.open_day()
    phone.all_sent()
    phone.open_count()


def start_anew(phone: PhonePage) -> None:
    """Every start is a locked one."""
    phone.page.reload()
    phone.at_lock()


def meals(world: World, person: Person) -> list[int]:
    return [entry["fields"]["quantity"] for entry in stored(world, person, "activity")]


def test_sec_l2_counting_while_locked_is_switched_off_and_on_at_the_desk(
    own_world: World, phone_context: ContextMaker, desk_context: ContextMaker
) -> None:
    person = invite(own_world)
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(person.code)
    phone.start_round()
    phone.count(MEAL)
    phone.kept()
    contact(phone)
    start_anew(phone)
    phone.count(MEAL, 2)
    phone.unsent(1)

    desk = DeskPage.open(desk_context(), own_world)
    at_rules(desk)
    rule(desk, "phones.count").click()
    desk.says_done("did.phones")
    expect(rule(desk, "phones.count")).not_to_be_checked()

    # Until its next contact a phone knows nothing of it; what it counts is taken.
    phone.unlock()
    phone.count(MEAL)
    phone.kept()
    contact(phone)
    eventually(phone.page, lambda: sum(meals(own_world, person)) == 4)
    eventually(phone.page, lambda: meta_of(phone.page, "capture") is False)
    start_anew(phone)
    expect(phone.says("lock.locked.off")).to_be_visible()
    expect(phone.tiles()).to_have_count(0)
    expect(phone.calls("112")).to_be_visible()

    desk.undo()
    expect(rule(desk, "phones.count")).to_be_checked(timeout=ANSWER_MAX_MS)
    phone.unlock()
    phone.count(MEAL)
    phone.kept()
    contact(phone)
    eventually(phone.page, lambda: meta_of(phone.page, "capture") is True)
    start_anew(phone)
    phone.count(MEAL)
    phone.shows(MEAL, 1)


def test_sec_k4_an_association_that_wants_words_is_followed_at_the_next_unlock(
    own_world: World, phone_context: ContextMaker, desk_context: ContextMaker
) -> None:
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(invite(own_world).code)
    phone.start_round()
    phone.count(MEAL, 3)
    phone.kept()
    contact(phone)
    desk = DeskPage.open(desk_context(), own_world)
    at_rules(desk)
    rule(desk, "phones.words").click()
    desk.says_done("did.phones")

    # Who is counting is not disturbed; then the digits open as far as the question.
    phone.count(MEAL)
    phone.kept()
    contact(phone)
    phone.shows(MEAL, 4)
    start_anew(phone)
    phone.unlock()
    expect(heading(phone, "lock.choose.due")).to_be_visible()
    assert phone.page.get_by_role("button", name=phone.texts("lock.choose.useDigits")).count() == 0
    phone.press("lock.choose.notNow")
    phone.at_lock()
    phone.count(MEAL, 2)
    phone.unlock()
    choose_words(phone)
    expect(heading(phone, "lock.choose.due")).to_be_hidden(timeout=UNLOCK_MAX_MS)
    phone.at_count()
    contact(phone)

    # From now on words are asked for, and the digits of before open nothing.
    start_anew(phone)
    phone.press("lock.locked.unlock")
    expect(phone.page.get_by_role("textbox")).to_be_visible()
    phone.press("lock.unlock.digits")
    phone.type_code(CODE)
    expect(phone.says("lock.unlock.wrong")).to_be_visible(timeout=UNLOCK_MAX_MS)
    phone.press("lock.unlock.words")
    type_words(phone, "lock.secret.words", "lock.locked.unlock")
    expect(phone.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)
    phone.at_count()

    # Whoever joins now is asked for words alone, from the invite on.
    late = PhonePage.open(phone_context(), own_world.server.base)
    late.enrol(invite(own_world).code)
    expect(heading(late, "lock.choose.title")).to_be_visible(timeout=UNLOCK_MAX_MS)
    choose_words(late)
    late.at_round_start()


def test_only_coordinators_turn_the_switches_and_the_network_those_of_every_association(
    own_world: World, desk_context: ContextMaker
) -> None:
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in(role="network")
    desk.go("/settings/phones")
    own = own_world.users(0, "network")[0]["org"]
    other = next(org for org in own_world.demo["orgs"] if org["id"] != own)
    desk.page.get_by_role("main").get_by_role("combobox").select_option(other["id"])
    rule(desk, "phones.words").click()
    desk.says_done("did.phones")
    assert own_world.desk().record("org", other["id"])["fields"]["lock_words"] is True
