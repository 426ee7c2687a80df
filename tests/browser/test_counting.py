"""A count is durable at every tap, can be corrected and taken back, and adds up at the end."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import World

from .in_hand import InHand
from .people import Person, invite, stored
from .phone_page import PhonePage

MEAL = "food.hot_meal"
METHOD = "detail.estimated"


def test_every_tap_that_is_shown_as_saved_survives_a_kill(world: World, in_hand: InHand) -> None:
    person = invite(world)
    phone = in_hand.first_visit(person.code)
    phone.start_round()
    for taps in (1, 2):
        phone.offline()
        phone.count(MEAL)
        phone.shows(MEAL, taps)
        phone.kept()
        phone = in_hand.restart()
        phone.shows(MEAL, taps)
        expect(phone.pill()).to_contain_text(phone.texts("state.savedWord"))
    assert stored(world, person) == []
    phone = in_hand.restart(network=True)
    phone.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["quantity"] == 2


def test_people_follow_the_taps_until_somebody_corrects_them(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.count(MEAL, 3)
    phone.kept()
    phone.open_details()
    people = phone.number(phone.texts("detail.people"))
    expect(people).to_have_text("3")
    phone.less("detail.people")
    expect(people).to_have_text("2")
    phone.press("done")
    # The strip takes back what was done last, there too, and says what it was.
    phone.press("undo")
    people_back = f"{phone.texts('entry.people')} 2 → 3"
    expect(phone.strip()).to_contain_text(people_back)
    phone.open_details()
    expect(people).to_have_text("3")
    phone.less("detail.people")
    expect(people).to_have_text("2")
    phone.press("done")
    phone.count(MEAL, 2)
    phone.shows(MEAL, 5)
    phone.kept()
    phone.open_details()
    expect(people).to_have_text("2")
    phone.press("done")
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["quantity"], entry["fields"]["people"]) == (5, 2)


def test_an_entry_is_corrected_taken_back_and_taken_in_again(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.count(MEAL, 4)
    phone.kept()
    phone.open_day()
    phone.all_sent()

    phone.correct(MEAL)
    phone.less("detail.people")
    phone.choose(METHOD)
    phone.press("done")
    expect(phone.button("entry.correct")).to_be_visible()
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["people"], entry["fields"]["people_method"]) == (3, "estimated")

    phone.press("entry.void")
    reason = phone.texts.label("void_reason", "mistake")
    phone.tap(phone.page.get_by_role("button", name=reason, exact=True))
    expect(phone.says("entry.voidedLine")).to_be_visible()
    phone.send_now()
    phone.all_sent()
    assert stored(world, person) == []

    phone.press("entry.undoVoid")
    expect(phone.says("entry.voidedLine")).to_be_hidden()
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 3


def test_the_end_of_a_round_says_the_sums(phone: PhonePage) -> None:
    phone.start_round()
    phone.count(MEAL, 7)
    phone.kept()
    phone.open_details()
    phone.more("detail.turnedAway", 2)
    phone.tap(phone.page.get_by_role("button", name=phone.texts("detail.reasons.no_stock")))
    phone.press("done")
    phone.count("food.hot_drink", 5)
    phone.kept()
    phone.end_round()
    main = phone.page.get_by_role("main")
    for service, number in ((MEAL, 7), ("food.hot_drink", 5)):
        expect(phone.entry(service)).to_contain_text(str(number))
    sums = {"summary.total": 12, "summary.turnedAway": 2}
    for key, number in sums.items():
        line = main.get_by_text(phone.texts(key), exact=True).locator("..")
        expect(line.get_by_role("definition")).to_have_text(str(number))
    expect(phone.reads("round.startAgain")).to_be_visible()
