"""A blocked phone hands in what it has, into quarantine, then empties itself. security.md L6."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.api.world import World

from .faults import RELAY, RESET
from .people import Person, another_phone, stored
from .phone_page import UNLOCK_MAX_MS, PhonePage
from .stored_rows import keys_of
from .waiting import eventually
from .watch import Watch

MEAL = "food.hot_meal"


def block(world: World, person: Person) -> None:
    [device] = [each for each in world.desk().devices() if each["user"]["id"] == person.id]
    assert world.desk().revoke(device["id"]).status == 200


def test_sec_l6_a_blocked_phone_hands_in_sealed_into_quarantine_then_empties_itself(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow("status of 403")
    watch.allow(RESET)
    phone.start_round()
    phone.open_day()
    phone.all_sent()
    phone.open_count()
    block(world, person)

    def fail(route: Route) -> None:
        route.abort("connectionreset")

    phone.page.context.route(RELAY, fail)
    phone.count(MEAL, 2)
    phone.kept()
    phone.send_now()
    phone.open_sheet()
    expect(phone.says("reason.revoked")).to_contain_text("1")
    phone.close_sheet()
    # Not before it was handed in.
    phone.shows(MEAL, 2)
    assert keys_of(phone.page)["sealed"]

    phone.page.context.unroute(RELAY, fail)
    phone.send_now()
    expect(phone.page.get_by_role("textbox")).to_be_visible(timeout=UNLOCK_MAX_MS)
    rows = keys_of(phone.page)
    assert rows["records"] == rows["outbox"] == rows["kept"] == rows["drafts"] == []
    assert "account" not in rows["meta"]
    assert person.alias not in phone.page.locator("body").inner_text()
    # A coordinator decides; it counts for nothing until then.
    assert stored(world, person) == []
    assert [one for one in world.desk().held() if one["change"]["set"].get("service_type")]

    # Back in the team, it is as new.
    phone.join(another_phone(world, person))
    eventually(phone.page, lambda: phone.pill().is_visible())
