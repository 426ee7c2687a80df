"""Offline is normal: from the first visit on, through cold starts and killed browsers."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Playwright, expect

from tests.api.world import World

from .chromium import device
from .people import invite, stored
from .phone_page import PhonePage
from .watch import NO_NETWORK, Watch

PLACES = 5
TILES = 6


def test_thirty_entries_survive_a_killed_browser_and_arrive_once(
    playwright: Playwright, world: World, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(NO_NETWORK)
    person = invite(world)
    with device(playwright, tmp_path / "profile") as phone_in_hand:
        context = phone_in_hand.start()
        watch.listen(context)
        phone = PhonePage.open(context, world.server.base)
        phone.join(person.code)
        phone.ready_without_network()
        phone.offline()
        phone_in_hand.kill()

        # A cold start: no process, no network.
        context = phone_in_hand.start(network=False)
        watch.listen(context)
        phone = PhonePage.open(context, world.server.base)
        phone.visit()
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
        phone_in_hand.kill()

        context = phone_in_hand.start(network=False)
        watch.listen(context)
        phone = PhonePage.open(context, world.server.base)
        phone.visit()
        phone.unsent(PLACES * TILES + PLACES)
        phone.open_day()
        saved = phone.entries().filter(has_text=phone.texts("state.savedWord"))
        expect(saved).to_have_count(PLACES * TILES + PLACES)
        assert stored(world, person) == [], "nothing may have left the phone"

        phone_in_hand.kill()

        context = phone_in_hand.start()
        watch.listen(context)
        phone = PhonePage.open(context, world.server.base)
        phone.visit()
        phone.all_sent()
        phone.open_day()
        sent = phone.entries().filter(has_text=phone.texts("state.sentWord"))
        expect(sent).to_have_count(PLACES * TILES + PLACES)
        entries = stored(world, person)
        assert len(entries) == PLACES * TILES
        assert {entry["fields"]["quantity"] for entry in entries} <= {1, 5, 10}
        assert len(stored(world, person, "round")) == PLACES
