"""Answers lost, a wifi's sign-in page, a blocked phone: nothing doubled, nothing lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import World

from .faults import RELAY, RESET, answers_lost, captive_portal, key_missing
from .people import Person, stored
from .phone_page import PhonePage
from .waiting import eventually
from .watch import Watch
from .worker import Worker

MEAL = "food.hot_meal"


def test_sec_y2_an_answer_lost_after_the_commit_doubles_nothing(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(RESET)
    phone.start_round()
    service = phone.services()[0]
    phone.all_sent()
    with answers_lost(phone.page.context) as lost:
        phone.count(service, 3)
        phone.kept()
        phone.open_day()
        # Another exchange may come before the one that sends.
        eventually(phone.page, lambda: len(stored(world, person)) == 1)
        lost.wait(phone.page)
        assert set(lost.answers) == {200}
        phone.unsent(1)
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 3
    phone.open_count()
    phone.shows(service, entry["fields"]["quantity"])


def test_sec_y2_an_answer_lost_by_the_worker_doubles_nothing(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(RESET)
    context = phone.page.context
    phone.ready_without_network()
    phone.start_round()
    service = phone.services()[0]
    phone.count(service, 2)
    phone.kept()
    worker = Worker(context, world.server.base)
    with answers_lost(context, RELAY) as lost:
        phone.page.close()
        worker.background_sync()
        lost.wait(worker.page)
        assert len(stored(world, person)) == 1, "the server has it"
    phone = PhonePage.open(context, world.server.base)
    phone.visit()
    phone.all_sent()
    phone.shows(service, stored(world, person)[0]["fields"]["quantity"])
    assert len(stored(world, person)) == 1


def test_sec_y2_a_wifi_sign_in_page_marks_nothing_as_sent(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    service = phone.services()[0]
    with captive_portal(phone.page.context):
        phone.count(service, 4)
        phone.kept()
        phone.send_now()
        phone.open_sheet()
        expect(phone.reads("reason.portal")).to_be_visible()
        expect(phone.page.get_by_role("dialog")).to_contain_text(phone.texts("sheet.savedKept"))
        phone.close_sheet()
        expect(phone.pill()).to_contain_text(phone.texts("state.savedWord"))
        assert stored(world, person) == []
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 4
    phone.open_sheet()
    expect(phone.reads("reason.portal")).to_be_hidden()


def test_a_server_without_its_key_is_not_called_silent_and_loses_nothing(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(r"status of 429")
    phone.start_round()
    service = phone.services()[0]
    phone.all_sent()
    with key_missing(phone.page.context):
        phone.count(service, 2)
        phone.kept()
        phone.send_now()
        phone.open_sheet()
        expect(phone.reads("reason.closed")).to_be_visible()
        phone.close_sheet()
        assert stored(world, person) == []
    phone.send_now()
    phone.all_sent()
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 2
    phone.open_sheet()
    expect(phone.reads("reason.closed")).to_be_hidden()
