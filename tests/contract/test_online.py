"""Counting in a browser that keeps nothing, on every database: what is stored, and once."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from server.clock import to_wire_time
from server.domain import devices, invites, online, sessions
from server.domain.accounts import NewUser
from server.domain.errors import FormUsed, InviteInvalid
from server.domain.invites import Asking
from server.domain.online import Count, Sight
from server.domain.who import Who
from server.domain.writing import fresh_wid
from sync.protocol import ACKNOWLEDGED

from .network import TestNetwork, TestPhone

PLACE = {"name": "Dune", "site_kind": "distribution", "hub_zone": "north", "active": True}
WHERE = {"country": "FR", "adm1": "Region", "adm2": "District"}


class Browser:
    """Somebody new, joined in a browser that keeps nothing."""

    def __init__(self, network: TestNetwork, desk: TestPhone) -> None:
        self.network, self.desk = network, desk
        new = NewUser(desk.who.org_id, "Online", "volunteer")
        code = invites.invite_new(desk.who, new, 15, network.now_ms).code
        self.asking = Asking(code, str(uuid.uuid4()), "Firefox")
        self.join()

    def join(self) -> None:
        opened = online.join(self.asking, (), self.network.now_ms, "Firefox")
        self.token, self.who = opened.token, opened.who

    def look(self, language: str = "en") -> Sight:
        return online.look(self.who, language, self.network.now_ms)

    def form(self, people: int = 12) -> Count:
        sight = self.look()
        return Count(
            record=str(uuid.uuid4()),
            wid=fresh_wid(self.network.now_ms),
            where=sight.places[0],
            service=sight.services["food.hot_meal"],
            people=people,
            quantity=people,
            unmet=None,
            note=None,
        )


@pytest.fixture
def site(desk: TestPhone) -> str:
    path = desk.create("site", {**PLACE, **WHERE, "usual/food.hot_drink": True})
    return path.removeprefix("site/")


@pytest.fixture
def browser(network: TestNetwork, desk: TestPhone, site: str) -> Browser:
    return Browser(network, desk)


def test_sec_p8_a_form_sent_many_times_at_once_counts_once(app: Flask, browser: Browser) -> None:
    form = browser.form()

    def send(_number: int) -> str:
        with app.app_context():
            return online.save(browser.who, form, browser.network.now_ms).kind

    with ThreadPoolExecutor(6) as threads:
        assert Counter(threads.map(send, range(6))) == {ACKNOWLEDGED.kind: 6}
    (entry,) = browser.look().entries
    assert (entry.people, entry.taken_back) == (12, False)
    assert devices.one(browser.desk.who, str(browser.who.device_id)).stored == 1


def test_a_form_that_was_saved_with_other_values_changes_nothing(browser: Browser) -> None:
    form = browser.form()
    online.save(browser.who, form, browser.network.now_ms)
    with pytest.raises(FormUsed):
        online.save(browser.who, replace(form, people=13), browser.network.now_ms)
    assert [entry.people for entry in browser.look().entries] == [12]


def test_an_entry_is_taken_back_by_who_saved_it_alone(
    network: TestNetwork, desk: TestPhone, browser: Browser
) -> None:
    form = browser.form()
    online.save(browser.who, form, network.now_ms)
    other = Browser(network, desk)
    assert not online.take_back(other.who, form.record, network.now_ms)
    assert not browser.look().entries[0].taken_back
    for _ in range(2):
        assert online.take_back(browser.who, form.record, network.now_ms)
    assert browser.look().entries[0].taken_back
    assert other.look().entries == ()


def test_todays_rounds_of_the_association_come_first_and_no_others(
    network: TestNetwork, desk: TestPhone, browser: Browser, site: str
) -> None:
    def planned(phone: TestPhone, hours: float, **more: object) -> str:
        at_ms = network.now_ms + int(hours * 3_600_000)
        when = to_wire_time(at_ms)
        named = {"round_kind": "maraude", "status": "planned", "team_size": 2}
        fields = {**named, f"sites/{site}": True, "planned_start": when, **more}
        return phone.create("round", fields).removeprefix("round/")

    today = planned(desk, 1)
    planned(desk, 30)
    planned(desk, 1, status="finished")
    others = network.phone("coordinator", org=1, clearances=("protection",))
    planned(others, 1, visibility="network")
    places = browser.look().places
    assert [(where.round, where.site) for where in places] == [(today, site), (None, site)]
    form = replace(browser.form(), where=places[0])
    assert online.save(browser.who, form, network.now_ms) == ACKNOWLEDGED


def test_a_place_offers_its_usual_services_and_the_networks_own(
    network: TestNetwork, browser: Browser
) -> None:
    director = network.phone("network")
    own = {"list": "service_type", "label/en": "Soup", "parent": "food.hot_meal"}
    director.create("list_item", {**own, "code": "x_soup", "unit": "litre"})
    hidden = {"list": "service_type", "label/en": "Tea", "retired": True}
    director.create("list_item", {**hidden, "code": "food.hot_drink"})
    renamed = {"list": "service_type", "label/en": "Wood", "step": 5}
    director.create("list_item", {**renamed, "code": "energy.firewood"})
    sight = browser.look()
    soup, wood = sight.services["x_soup"], sight.services["energy.firewood"]
    assert (soup.category, soup.unit, soup.step) == ("food", "litre", 1)
    assert (wood.category, wood.step) == ("energy", 5)
    assert "food.hot_drink" not in sight.services
    assert list(sight.services)[:2] == ["food.hot_meal", "x_soup"]
    tiles = [service.code for service in sight.tiles(sight.places[0])]
    assert tiles[0] == "food.hot_meal" and "food.hot_drink" not in tiles
    assert next(category for category, _services in sight.by_category()) == "food"


def test_sec_u1_a_lost_answer_may_be_asked_for_again_until_one_is_done(browser: Browser) -> None:
    first = browser.who.device_id
    browser.join()
    assert browser.who.device_id == first
    now_ms = browser.network.now_ms
    online.leave(browser.who, browser.token, now_ms)
    assert sessions.find_online(browser.token, now_ms) is None
    with pytest.raises(InviteInvalid):
        browser.join()
    with pytest.raises(InviteInvalid):
        online.join(replace(browser.asking, device=str(uuid.uuid4())), (), now_ms, None)


def test_sec_u3_a_session_that_began_with_an_invite_is_none_of_the_desk(
    browser: Browser, network: TestNetwork
) -> None:
    who: Who = browser.who
    assert sessions.find(browser.token, network.now_ms) is None
    assert sessions.find_online(browser.token, network.now_ms) is not None
    assert sessions.listed(who.user_id, network.now_ms) == []
    devices.revoke(browser.desk.who, str(who.device_id), network.now_ms)
    assert sessions.find_online(browser.token, network.now_ms) is None
