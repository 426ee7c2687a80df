"""A new version comes between entries, when somebody takes it, and takes nothing away."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import World

from .faults import RESET, silent_server
from .makers import ContextMaker
from .people import invite, stored
from .phone_page import PhonePage
from .release import look_for_update, release, second_build, update_waits
from .watch import NO_NETWORK, Watch


def test_a_new_version_is_offered_between_entries_and_unsent_ones_survive(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(RESET)
    watch.allow(NO_NETWORK)
    person = invite(own_world)
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    service = phone.services()[0]
    phone.all_sent()
    release(own_world)
    with silent_server(phone.page.context):
        phone.count(service, 3)
        phone.kept()
        before = phone.quantity(service)
        phone.open_details()
        look_for_update(phone.page)
        update_waits(phone.page)
        expect(phone.reads("reason.update")).to_be_hidden()
        phone.press("done")
        phone.at_count()
        expect(phone.reads("reason.update")).to_be_hidden()
        phone.open_day()
        expect(phone.reads("reason.update")).to_be_visible()
        expect(second_build(phone.page)).to_have_count(0)

        phone.press("reason.updateNow")
        expect(second_build(phone.page)).to_have_count(1)
        phone.unlock()
        phone.unsent(1)
        phone.open_count()
        phone.shows(service, before)
        assert stored(own_world, person) == []
    phone.offline()
    phone.reload()
    expect(second_build(phone.page)).to_have_count(1)
    phone.online()
    phone.send_now()
    phone.all_sent()
    [entry] = stored(own_world, person)
    assert entry["fields"]["people"] == 3
