"""The directory in every pocket: found, called, asked about, without network. ux.md section 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.api.world import World

from .directory import ZONE, add_service, change_service, hours, today
from .makers import ContextMaker, PhoneMaker
from .people import invite
from .phone_page import PhonePage
from .planning import told
from .server import new_world
from .test_clock import CLOCK
from .watch import NO_NETWORK, Watch

CLINIC = "Clinique mobile"


def in_directory(
    world: World, context: ContextMaker, language: str = "en", **options: Any
) -> PhonePage:
    """A phone that joined, got everything at once, and lost its network."""
    phone = PhonePage.open(context(language, **options), world.server.base, language)
    phone.join(invite(world).code)
    phone.ready_without_network()
    phone.all_sent()
    phone.offline()
    phone.open_directory()
    return phone


def at_time(phone: PhonePage, moment: datetime) -> None:
    """The phone's clock stands here; the directory is drawn anew."""
    phone.page.clock.set_fixed_time(moment)
    # A phone that was left lying for so long is locked as soon as somebody looks at it.
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phone.at_lock()
    phone.unlock()
    phone.open_day()
    phone.open_directory()


def lists(phone: PhonePage, *names: str) -> None:
    """These services, in this order, and no others."""
    expect(phone.services_listed().locator("strong")).to_have_text(names)


def test_a_fresh_phone_has_the_whole_directory_after_one_sync_and_keeps_it_without_network(
    lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = in_directory(lively_world, phone_context)
    phone.reload()
    phone.open_directory()
    expect(phone.services_listed()).to_have_count(20)
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("directory.more")))
    expect(phone.services_listed()).to_have_count(21)
    # One was confirmed too long ago.
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("directory.showOld")))
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("directory.more")))
    expect(phone.services_listed()).to_have_count(22)
    for number in ("115", "15", "119", "112", "196"):
        expect(
            phone.page.get_by_role("list").first.locator(f'a[href="tel:{number}"]')
        ).to_be_visible()


def test_a_service_is_found_by_need_and_everyday_word_in_any_language_and_with_a_typo(
    lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = in_directory(lively_world, phone_context, "fr")
    nearly = phone.page.get_by_text(phone.texts.pattern("directory.nearly"))
    for words, found in (
        ("DOUCHES moulin", "Douches du Moulin"),
        ("ecoute", "Écoute et soutien psychologique"),
        ("laundry", "Laverie"),
        ("medical care", CLINIC),
        ("Arabe soins", CLINIC),
        ("استحمام", "Douches du Moulin"),
        ("doctor", CLINIC),
        ("dentiste", "Consultation sans couverture"),
        ("manger", "Repas du soir au Quai"),
        ("shower", "Douches du Moulin"),
        ("طبيب", CLINIC),
    ):
        phone.look_for(words)
        expect(phone.service("Bois et lampes")).to_be_hidden()
        expect(phone.service(found)).to_be_visible()
        expect(nearly).to_be_hidden()
    phone.look_for("clinqe")
    expect(nearly).to_have_text(phone.texts.filled("directory.nearly", "clinqe"))
    expect(phone.service(CLINIC)).to_be_visible()


def test_filters_find_what_is_needed_and_say_when_there_is_nothing(
    lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = in_directory(lively_world, phone_context)
    phone.press("directory.filter")
    sheet = phone.page.get_by_role("dialog")
    need = phone.texts.label("need", "hygiene")
    phone.tap(sheet.get_by_role("button", name=need, exact=True))
    phone.tap(sheet.get_by_role("button", name=phone.texts.label("language", "am"), exact=True))
    phone.tap(sheet.get_by_role("button", name=phone.texts("directory.adult")))
    phone.tap(sheet.get_by_role("button", name=phone.texts.pattern("directory.show")))
    expect(phone.services_listed()).to_have_count(1)
    lists(phone, "Douches du Moulin")
    phone.press("directory.takesReferrals")
    expect(phone.reads("directory.notFound")).to_be_visible()
    phone.press("directory.clear")
    expect(phone.services_listed()).to_have_count(20)
    phone.press("directory.takesReferrals")
    expect(phone.service("Petit-déjeuner de l'Écluse")).to_be_hidden()
    expect(phone.service(CLINIC)).to_be_visible()


def test_open_ones_come_first_and_what_opens_next_after_them_past_midnight_too(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    made: dict[str, dict[str, Any]] = {
        "Night": {"schedules/a": hours("21:00", "06:00")},
        "Morning": {"schedules/a": hours("07:00", "10:00")},
        "Evening": {"schedules/a": hours("18:00", "20:00")},
        "Nobody knows": {},
        "Full": {"schedules/a": hours("00:00", "24:00"), "status": "temporarily closed"},
        "Past": {"schedules/a": hours("00:00", "24:00"), "status": "defunct"},
    }
    for name, fields in made.items():
        confirmed = {"assured_on": today(1), "on_holidays": "usual"}
        add_service(own_world, name=name, **confirmed, **fields)
    phone = in_directory(own_world, phone_context)
    tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
    at_time(phone, datetime.combine(tomorrow, time(2), ZONE))
    lists(phone, "Night", "Morning", "Evening", "Nobody knows", "Full")
    expect(phone.service("Night")).to_contain_text(
        phone.texts.filled("directory.openUntil", "06:00")
    )
    expect(phone.service("Morning")).to_contain_text(
        phone.texts.filled("directory.opensAt", "07:00")
    )
    expect(phone.service("Full")).to_contain_text(phone.texts("directory.suspended"))
    phone.press("directory.openOrNext")
    lists(phone, "Night", "Morning", "Evening")

    at_time(phone, datetime.combine(tomorrow, time(20, 30), ZONE))
    lists(phone, "Night", "Morning", "Evening")
    expect(phone.service("Morning")).to_contain_text(
        phone.texts.filled("directory.opensTomorrow", "07:00")
    )


def christmas() -> datetime:
    """The next one, at ten in the morning."""
    now = datetime.now(ZONE)
    year = now.year + (1 if (now.month, now.day) >= (12, 25) else 0)
    return datetime(year, 12, 25, 10, tzinfo=ZONE)


@pytest.fixture
def christmas_world(tmp_path: Path, watch: Watch) -> Iterator[World]:
    """A server at that time: a phone that jumps there alone is out of contact for too long."""
    shift_s = int((christmas() - datetime.now(ZONE)).total_seconds())
    found = new_world(tmp_path, PYTHONPATH=str(CLOCK), CLOCK_SHIFT_S=str(shift_s))
    watch.bases.add(found.server.base)
    yield found
    found.server.stop()


def test_on_a_public_holiday_that_nobody_knows_about_one_is_told_to_call_first(
    christmas_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    year = christmas().year
    usual = {"schedules/a": hours("09:00", "17:00"), "assured_on": f"{year}-12-24"}
    add_service(christmas_world, name="Kiosk", **usual)
    add_service(christmas_world, name="Bakery", on_holidays="usual", **usual)
    add_service(christmas_world, name="Library", on_holidays="closed", **usual)
    phone = PhonePage.open(phone_context(), christmas_world.server.base)
    phone.page.clock.set_fixed_time(christmas())
    phone.join(invite(christmas_world).code)
    phone.ready_without_network()
    phone.all_sent()
    phone.offline()
    phone.open_directory()
    holiday = phone.texts.label("public_holiday", "christmas")
    expect(phone.service("Kiosk")).to_contain_text(phone.texts.filled("directory.holiday", holiday))
    expect(phone.service("Bakery")).to_contain_text(
        phone.texts.filled("directory.openUntil", "17:00")
    )
    expect(phone.service("Library")).to_contain_text(
        phone.texts.filled("directory.opensTomorrow", "09:00")
    )
    phone.open_service("Kiosk")
    first = phone.page.locator('[aria-current="date"]')
    expect(first).to_contain_text(holiday)
    expect(first).to_contain_text(phone.texts("directory.callFirst"))


def test_what_nobody_confirmed_for_long_turns_grey_and_then_is_hidden(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    open_always = {"schedules/a": hours("00:00", "24:00"), "on_holidays": "usual"}
    for name, days in (("Fresh", 13), ("Stale", 14), ("Old", 60)):
        add_service(own_world, name=name, assured_on=today(-days), **open_always)
    phone = in_directory(own_world, phone_context)
    lists(phone, "Fresh", "Stale")
    expect(phone.service("Stale")).to_contain_text("Not confirmed for 14 days: call first")
    expect(phone.service("Fresh")).to_contain_text("confirmed 13 days ago")
    colour = "node => getComputedStyle(node).color"
    grey, ink = (
        phone.service(name).locator("strong").evaluate(colour) for name in ("Stale", "Fresh")
    )
    assert grey != ink
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("directory.showOld")))
    lists(phone, "Fresh", "Old", "Stale")


def test_a_question_asked_without_network_reaches_the_keeper_and_the_answer_comes_back(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    service, name = add_service(world)
    phone = new_phone()
    # Of another association than the keeper's.
    phone.join(invite(world, org=1).code)
    phone.ready_without_network()
    phone.all_sent()
    phone.offline()
    phone.open_directory()
    phone.look_for(name)
    phone.open_service(name)
    phone.press("directory.wrong")
    box = phone.page.get_by_role("textbox", name=phone.texts("directory.wrongWhat"))
    expect(phone.button("directory.wrongSend")).to_be_disabled()
    box.fill("Ask Samir Haddad on 06 12 34 56 78")
    expect(phone.says("detail.looksLikeName")).to_be_visible()
    box.fill("Closed on Monday?")
    expect(phone.says("detail.looksLikeName")).to_be_hidden()
    phone.press("directory.wrongSend")
    expect(phone.reads("directory.waiting")).to_be_visible()
    expect(phone.button("directory.wrong")).to_be_hidden()
    phone.unsent(1)
    phone.reload()
    phone.unsent(1)
    phone.online()
    phone.send_now()
    phone.all_sent()
    fields = world.desk().record("directory_service", service)["fields"]
    assert (fields["queried"], fields["query"]) == (True, "Closed on Monday?")

    change_service(world, service, queried=False, answer="Until March, yes")
    phone.send_now()
    phone.open_directory()
    phone.look_for(name)
    phone.open_service(name)
    expect(phone.page.get_by_text("Until March, yes")).to_be_visible()
    expect(phone.button("directory.wrong")).to_be_visible()

    # Asked anew it waits again, and nobody's words are disputed.
    phone.press("directory.wrong")
    box.fill("And in April?")
    phone.press("directory.wrongSend")
    expect(phone.reads("directory.waiting")).to_be_visible()
    told(phone)
    fields = world.desk().record("directory_service", service)["fields"]
    assert (fields["queried"], fields["query"]) == (True, "And in April?")


def test_a_half_typed_question_is_there_again(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    _, name = add_service(world)
    phone = new_phone()
    phone.join(invite(world).code)
    phone.open_directory()
    phone.look_for(name)
    phone.open_service(name)
    phone.press("directory.wrong")
    box = phone.page.get_by_role("textbox", name=phone.texts("directory.wrongWhat"))
    box.fill("Closed on")
    phone.page.go_back()
    phone.open_service(name)
    expect(box).to_have_value("Closed on")


def test_an_alert_reaches_the_phone_with_the_next_sync_and_vanishes_after_its_day(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    service, name = add_service(own_world, **{"schedules/a": hours("00:00", "24:00")})
    phone = in_directory(own_world, phone_context)
    expect(phone.service(name)).to_be_visible()
    change_service(own_world, service, alert="No tents left", alert_until=today(1))
    phone.online()
    phone.open_count()
    told(phone)
    phone.open_directory()
    expect(phone.service(name)).to_contain_text("No tents left")
    phone.offline()
    day = datetime.now(ZONE).date() + timedelta(days=1)
    at_time(phone, datetime.combine(day, time(23, 30), ZONE))
    phone.open_service(name)
    expect(phone.page.get_by_text("No tents left")).to_be_visible()
    phone.page.go_back()
    at_time(phone, datetime.combine(day + timedelta(days=1), time(0, 30), ZONE))
    expect(phone.service(name)).to_be_visible()
    expect(phone.page.get_by_text("No tents left")).to_be_hidden()


def test_a_call_takes_two_taps_from_any_tab(
    lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = in_directory(lively_world, phone_context)
    for tab in (phone.open_count, phone.open_day):
        tab()
        phone.taps = 0
        phone.open_directory()
        dial(phone, phone.calls("115").first)
        assert phone.taps == 2
    # Any service, typing not counted: its tab, and the receiver beside it.
    phone.open_day()
    phone.taps = 0
    phone.open_directory()
    phone.look_for("clinique")
    dial(phone, phone.service(CLINIC).get_by_role("link"))
    assert phone.taps == 2

    phone.open_service(CLINIC)
    call = phone.page.get_by_role("link", name=re.compile("06 39 98 50 51"))
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 60
    dial(phone, call)


def dial(phone: PhonePage, link: Locator) -> None:
    """Touch a link that dials: nothing answers here, so what it would dial is looked at."""
    link.evaluate("node => node.addEventListener('click', (event) => event.preventDefault())")
    phone.tap(link)
    assert re.fullmatch(r"tel:\+?[\d*#]+", link.get_attribute("href") or "")


def test_the_directory_says_so_while_it_is_empty(
    own_world: World, phone_context: ContextMaker
) -> None:
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(invite(own_world).code)
    phone.open_directory()
    expect(phone.calls("112")).to_be_visible()
    expect(phone.reads("directory.empty")).to_be_visible()


def test_a_service_is_found_and_its_page_read_with_the_keyboard_alone(
    lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = in_directory(lively_world, phone_context)
    phone.page.get_by_role("searchbox").focus()
    phone.page.keyboard.type("laverie")
    expect(phone.services_listed().first).to_contain_text("Laverie")
    for _ in range(30):
        phone.page.keyboard.press("Shift+Tab")
        focused = phone.page.evaluate("document.activeElement.textContent")
        if "Laverie" in focused:
            break
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("heading", name="Laverie", exact=True)).to_be_visible()
    # From the title, which has the focus a moment after it is drawn.
    expect(phone.page.get_by_role("heading", level=1)).to_be_focused()
    phone.page.keyboard.press("Shift+Tab")
    phone.page.keyboard.press("Enter")
    expect(phone.service("Laverie")).to_be_visible()
