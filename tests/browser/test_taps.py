"""How many touches things take, and what counts as one. ux.md sections 3 and 4."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.api.world import World

from .people import Person, stored
from .phone_page import PhonePage
from .planning import card, new_place, plan, tap_in

# Two fingers so far apart in time are a palm: neither counts.
PALM_MS = 0
# So far apart they are two thumbs.
THUMBS_MS = 60


def fingers(phone: PhonePage, tiles: list[Locator], apart_ms: int) -> None:
    """One finger on each tile, the later ones so much later, then all up.

    Nothing else happens in between: a finger that waits for half a second is one that stays.
    """
    session = phone.page.context.new_cdp_session(phone.page)
    boxes = [tile.bounding_box() for tile in tiles]
    points: list[dict[str, float]] = []
    for number, box in enumerate(boxes):
        assert box is not None
        middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        points.append({**middle, "id": number})
        if apart_ms or number == len(tiles) - 1:
            if number:
                phone.page.wait_for_timeout(apart_ms)
            start = {"type": "touchStart", "touchPoints": points}
            session.send("Input.dispatchTouchEvent", start)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_planned_round_starts_with_one_tap(world: World, phone: PhonePage) -> None:
    place, name = new_place(world)
    plan(world, place)
    phone.send_now()
    expect(card(phone, name)).to_be_visible()
    phone.taps = 0
    tap_in(phone, card(phone, name), "start.start")
    phone.at_count()
    assert phone.taps == 1


def test_a_round_starts_with_two_taps_and_a_service_repeats_with_one(phone: PhonePage) -> None:
    phone.taps = 0
    phone.start_round()
    assert phone.taps == 2
    service = phone.services()[0]
    phone.count(service)
    phone.kept()
    step = phone.quantity(service)
    phone.taps = 0
    phone.count(service)
    phone.shows(service, 2 * step)
    assert phone.taps == 1


def test_a_service_without_a_tile_takes_three_taps_and_gets_one(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    service = "health.first_aid"
    expect(phone.tile(service)).to_be_hidden()
    phone.taps = 0
    phone.press("tally.another")
    category = phone.texts.label("service_category", "health")
    phone.tap(phone.page.get_by_role("button", name=category, exact=True))
    label = phone.texts.label("service_type", service)
    phone.tap(phone.page.get_by_role("button", name=label, exact=True))
    assert phone.taps == 3
    phone.shows(service, 1)
    expect(phone.page.get_by_role("dialog")).to_be_hidden()
    phone.count(service)
    phone.shows(service, 2)
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    assert (entry["fields"]["service_type"], entry["fields"]["people"]) == (service, 2)


def test_eighty_five_at_once_take_three_taps(phone: PhonePage) -> None:
    phone.start_round()
    service = "food.hot_meal"
    phone.taps = 0
    phone.hold(phone.tile(service))
    unit = re.compile(phone.texts("units.portion.other"), re.IGNORECASE)
    phone.tap(phone.page.get_by_role("group", name=unit).get_by_role("button").nth(1))
    phone.type_number("85")
    phone.press("done")
    assert phone.taps == 3
    phone.shows(service, 85)


def test_a_finger_that_stays_opens_the_details_and_does_not_count(phone: PhonePage) -> None:
    phone.start_round()
    service = phone.services()[0]
    phone.hold(phone.tile(service))
    phone.press("done")
    phone.shows(service, 0)


def test_a_palm_on_two_tiles_counts_for_neither(phone: PhonePage) -> None:
    phone.start_round()
    first, second = phone.services()[:2]
    fingers(phone, [phone.tile(first), phone.tile(second)], PALM_MS)
    phone.count(first)
    phone.kept()
    step = phone.quantity(first)
    phone.shows(second, 0)
    phone.press("undo")
    phone.shows(first, 0)

    # Two thumbs are no palm.
    fingers(phone, [phone.tile(first), phone.tile(second)], THUMBS_MS)
    phone.shows(first, step)
    expect(phone.tile(second)).not_to_have_accessible_name(re.compile(", 0 "))


def test_fast_taps_all_count(phone: PhonePage) -> None:
    phone.start_round()
    service = "food.hot_meal"
    for _ in range(25):
        phone.tile(service).tap(no_wait_after=True)
    phone.shows(service, 25)


def test_undo_names_each_step_it_takes_back(phone: PhonePage) -> None:
    phone.start_round()
    first, second = phone.services()[:2]
    phone.count(first, 2)
    phone.kept()
    step = phone.quantity(first) // 2
    phone.count(second)
    phone.kept()
    other = phone.quantity(second)
    expected = [(second, other, 0), (first, 2 * step, step), (first, step, 0)]
    for service, before, after in expected:
        phone.press("undo")
        name = phone.texts.label("service_type", service)
        words = phone.texts.filled("tally.undone", name, str(before), str(after))
        expect(phone.strip()).to_contain_text(words)
        phone.shows(service, after)
    expect(phone.button("undo")).to_be_disabled()


@pytest.mark.parametrize("key", ["+10", "−1", "−10"])
def test_the_strip_corrects_the_last_touched_tile(phone: PhonePage, key: str) -> None:
    phone.start_round()
    service = "food.hot_meal"
    phone.count(service, 12)
    phone.kept()
    phone.tap(phone.strip().get_by_text(key, exact=True))
    phone.shows(service, {"+10": 22, "−1": 11, "−10": 2}[key])
