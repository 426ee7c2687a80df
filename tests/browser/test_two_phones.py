"""Two phones, two tabs: what one does not see of the other is never lost."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.api.world import World

from .desk_page import DeskPage
from .makers import ContextMaker
from .people import Person, another_phone, disputed, stored
from .phone_page import PhonePage
from .watch import NO_NETWORK, Watch


def two_phones_with_one_entry(
    world: World,
    person: Person,
    phone: PhonePage,
    phone_context: ContextMaker,
) -> tuple[PhonePage, str]:
    """The second phone of the same person, and the service that both have an entry of; both
    phones need no network any more."""
    phone.ready_without_network()
    phone.start_round()
    service = phone.services()[0]
    phone.count(service, 4)
    phone.kept()
    phone.open_day()
    phone.all_sent()
    second = PhonePage.open(phone_context(), world.server.base)
    second.join(another_phone(world, person))
    second.ready_without_network()
    second.open_day()
    expect(second.entry(service)).to_be_visible()
    return second, service


def changed_apart(phone: PhonePage, second: PhonePage, service: str) -> None:
    """Turned away: 3 on one phone, 7 on the other, each without having seen the other."""
    phone.offline()
    second.offline()
    phone.correct(service)
    phone.more("detail.turnedAway", 3)
    phone.press("done")
    second.correct(service)
    second.more("detail.turnedAway", 7)
    second.press("done")
    for each in (phone, second):
        each.unsent(1)
    for each in (phone, second):
        each.online()
        each.send_now()
        each.all_sent()
    phone.send_now()
    for each in (phone, second):
        expect(each.keep("3")).to_be_visible()
        expect(each.keep("7")).to_be_visible()


def test_different_fields_changed_apart_are_both_kept(
    world: World,
    person: Person,
    phone: PhonePage,
    phone_context: ContextMaker,
    watch: Watch,
) -> None:
    watch.allow(NO_NETWORK)
    second, service = two_phones_with_one_entry(world, person, phone, phone_context)
    phone.offline()
    second.offline()
    phone.correct(service)
    phone.choose("detail.tickets")
    phone.press("done")
    second.correct(service)
    second.more("detail.turnedAway")
    second.press("done")
    for each in (phone, second):
        each.unsent(1)

    phone.online()
    phone.send_now()
    phone.all_sent()
    second.online()
    second.send_now()
    second.all_sent()
    phone.send_now()
    [entry] = stored(world, person)
    assert entry["fields"]["people_method"] == "tickets"
    assert entry["fields"]["unmet"] == 1
    assert disputed(entry) == []
    for each in (phone, second):
        expect(each.attention()).to_be_hidden()
        expect(each.page.get_by_role("main")).to_contain_text(each.texts("detail.tickets"))
        expect(each.page.get_by_role("main")).to_contain_text(each.texts("entry.unmet"))


def test_the_same_field_changed_apart_is_settled_with_one_key_and_both_phones_learn(
    world: World,
    person: Person,
    phone: PhonePage,
    phone_context: ContextMaker,
    desk_context: ContextMaker,
    watch: Watch,
) -> None:
    watch.allow(NO_NETWORK)
    second, service = two_phones_with_one_entry(world, person, phone, phone_context)
    changed_apart(phone, second, service)
    for each in (phone, second):
        expect(each.attention()).to_be_visible()
    [entry] = stored(world, person)
    assert disputed(entry) == ["unmet"]

    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.choose_card(entry["id"])
    desk.key("1" if desk.sides()[0] == "7" else "2")
    desk.says_done("did.kept")
    [entry] = stored(world, person)
    assert disputed(entry) == [] and entry["fields"]["unmet"] == 7

    for each in (phone, second):
        each.send_now()
        expect(each.attention()).to_be_hidden()
        expect(each.keep("3")).to_be_hidden()
        fact = each.page.get_by_text(each.texts("entry.unmet"), exact=True).locator("..")
        expect(fact).to_contain_text("7")


def test_a_value_kept_on_the_phone_is_said_and_can_be_chosen_again(
    world: World,
    person: Person,
    phone: PhonePage,
    phone_context: ContextMaker,
    watch: Watch,
) -> None:
    watch.allow(NO_NETWORK)
    second, service = two_phones_with_one_entry(world, person, phone, phone_context)
    changed_apart(phone, second, service)
    for value, other in (("3", "7"), ("7", "3")):
        phone.tap(phone.keep(value))
        said = phone.texts.filled("entry.keptOwn", value, other)
        expect(phone.page.get_by_text(said, exact=True)).to_be_visible()
        expect(phone.keep(other)).to_be_hidden()
        phone.press("undo")
        expect(phone.keep(other)).to_be_visible()
    # It is asked again of everybody, not on this screen alone.
    for each in (phone, second):
        each.send_now()
        each.all_sent()
        expect(each.attention()).to_be_visible()
        expect(each.keep("3")).to_be_visible()
    [entry] = stored(world, person)
    assert disputed(entry) == ["unmet"]

    # Where one of the two is corrected both are shown, and what is saved stands for both.
    second.press("entry.correct")
    expect(second.reads("after.two")).to_be_visible()
    for value in ("3", "7"):
        side = second.texts.filled("after.side", value, second.texts("you"))
        expect(second.page.get_by_text(side)).to_be_visible()
    second.tap(second.number(second.texts("detail.turnedAway")))
    second.type_number("5")
    second.press("done")
    expect(second.keep("3")).to_be_hidden()
    expect(second.attention()).to_be_hidden()
    second.send_now()
    second.all_sent()
    [entry] = stored(world, person)
    assert disputed(entry) == [] and entry["fields"]["unmet"] == 5
    phone.send_now()
    expect(phone.keep("3")).to_be_hidden()
    expect(phone.attention()).to_be_hidden()
    history = phone.page.get_by_role("listitem")
    for value in ("3", "7"):
        step = f"{phone.texts('entry.unmet')} {value}"
        expect(history.filter(has_text=step).first).to_be_visible()


def test_taps_in_two_tabs_are_all_counted(world: World, person: Person, phone: PhonePage) -> None:
    phone.start_round()
    service = phone.services()[0]
    phone.count(service)
    phone.kept()
    step = phone.quantity(service)
    other = PhonePage.open(phone.page.context, world.server.base)
    other.visit()
    other.at_count()
    for tab, total in ((other, 2), (phone, 3), (other, 4), (other, 5), (phone, 6)):
        tab.count(service)
        for each in (phone, other):
            each.shows(service, total * step)
    for each in (phone, other):
        each.open_day()
    phone.all_sent()
    other.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 6
    assert disputed(entry) == []


def test_first_taps_in_two_tabs_unseen_by_each_other_are_all_counted(
    world: World, person: Person, phone: PhonePage
) -> None:
    phone.start_round()
    service = phone.services()[0]
    other = PhonePage.open(phone.page.context, world.server.base)
    other.visit()
    other.at_count()
    # At one moment of the machine's clock: neither has heard of the other's entry.
    at_ms = phone.page.evaluate("Date.now()") + 500
    tap = "(tile, at) => setTimeout(() => tile.click(), at - Date.now())"
    for tab in (phone, other):
        tab.tile(service).evaluate(tap, at_ms)
    for tab in (phone, other):
        expect(tab.tile(service)).not_to_have_accessible_name(re.compile(", 0 "))
        tab.kept()
    phone.count(service)
    phone.kept()
    for tab in (phone, other):
        tab.open_day()
    phone.all_sent()
    assert sum(entry["fields"]["people"] for entry in stored(world, person)) == 3
