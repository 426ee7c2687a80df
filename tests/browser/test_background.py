"""With no page open the worker sends, where the browser lets it."""

from __future__ import annotations

from tests.api.world import World

from .faults import RESET, silent_server
from .people import Person, stored
from .phone_page import PhonePage
from .waiting import eventually
from .watch import NO_NETWORK, Watch
from .worker import Worker


def left_behind(phone: PhonePage) -> None:
    """Two taps that the phone still holds."""
    phone.start_round()
    phone.count(phone.services()[0], 2)
    phone.kept()
    phone.unsent(2)


def test_sec_y1_network_coming_back_sends_without_an_open_page(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    phone.offline()
    left_behind(phone)
    phone.open_day()
    worker = Worker(phone.page.context, world.server.base)
    phone.page.close()
    assert stored(world, person) == []
    phone.online()
    worker.background_sync()
    eventually(worker.page, lambda: len(stored(world, person)) == 1)
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 2
    assert_everything_is_sent(world, phone)


def test_sec_y1_a_quiet_night_sends_without_an_open_page(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(RESET)
    phone.ready_without_network()
    worker = Worker(phone.page.context, world.server.base)
    with silent_server(phone.page.context):
        left_behind(phone)
        phone.page.close()
    worker.stop()
    assert stored(world, person) == []
    worker.periodic_sync()
    eventually(worker.page, lambda: len(stored(world, person)) == 1)
    assert_everything_is_sent(world, phone)


def assert_everything_is_sent(world: World, before: PhonePage) -> None:
    phone = PhonePage.open(before.page.context, world.server.base)
    phone.visit()
    phone.all_sent()
