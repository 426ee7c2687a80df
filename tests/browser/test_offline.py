"""Offline is normal: from the first visit on, through cold starts and killed browsers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import World

from .in_hand import InHand
from .people import invite, stored

PLACES = 5
TILES = 6


def test_thirty_entries_survive_a_killed_browser_and_arrive_once(
    world: World, in_hand: InHand
) -> None:
    person = invite(world)
    phone = in_hand.first_visit(person.code)
    phone.offline()
    phone = in_hand.restart()
    phone.at_round_start()
    for place in range(PLACES):
        # Visited ones come first.
        phone.start_round(place)
        for service in phone.services()[:TILES]:
            phone.count(service)
        phone.kept()
        phone.end_round()
        phone.press("round.newRound")
        phone.at_round_start()
    phone.unsent(PLACES * TILES + PLACES)
    phone = in_hand.restart()
    phone.unsent(PLACES * TILES + PLACES)
    phone.open_day()
    saved = phone.entries().filter(has_text=phone.texts("state.savedWord"))
    expect(saved).to_have_count(PLACES * TILES + PLACES)
    assert stored(world, person) == [], "nothing may have left the phone"

    phone = in_hand.restart(network=True)
    phone.all_sent()
    phone.open_day()
    sent = phone.entries().filter(has_text=phone.texts("state.sentWord"))
    expect(sent).to_have_count(PLACES * TILES + PLACES)
    entries = stored(world, person)
    assert len(entries) == PLACES * TILES
    assert {entry["fields"]["quantity"] for entry in entries} <= {1, 5, 10}
    assert len(stored(world, person, "round")) == PLACES
