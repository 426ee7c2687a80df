"""A walk through every screen, for what must hold on each: reach, language, width, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.api.phone import ScriptedPhone
from tests.api.world import World, utc

from .directory import list_demo, network_desk
from .follow_tour import follow_screens
from .lock_tour import lock_screens
from .people import Person, another_phone, invite
from .phone_page import COMMA, CONTACT_MAX_MS, PhonePage
from .waiting import until

DAY_S = 24 * 60 * 60
NOTICE = {
    "title": "Strong wind on Thursday",
    "text": "Gusts of 90 km/h from 18:00.\nNo tents on the dune: the mill is open all night.",
}
MEAL = "food.hot_meal"
DRINK = "food.hot_drink"
TENTS = "Tentes et couvertures"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who the walk meets: `person` joins, `mate` counts the same, `coordinator` plans."""

    world: World
    person: Person
    mate: Person


def gather(world: World, person: str = "Lou", mate: str = "Sacha") -> Cast:
    return Cast(world, invite(world, alias=person), invite(world, alias=mate))


def phone_screens(phone: PhonePage, cast: Cast) -> Iterator[str]:
    """Every screen of the phone, one after the other; gives each its name while it is shown."""
    yield from unlocked_screens(phone, cast)
    yield from lock_screens(phone, cast.world)


def unlocked_screens(phone: PhonePage, cast: Cast) -> Iterator[str]:
    yield from _coming_in(phone, cast)
    yield from _counting(phone, cast)
    yield from _meeting(phone)
    yield from follow_screens(phone, cast.world, cast.person.alias)
    yield from _my_day(phone, cast)
    yield from _directory(phone, cast)


def _coming_in(phone: PhonePage, cast: Cast) -> Iterator[str]:
    plan_ahead(cast)
    list_demo(cast.world)
    phone.visit()
    expect(phone.page.get_by_role("textbox")).to_be_visible()
    yield "join-code"
    phone.page.get_by_role("textbox").fill("0000 0000 00")
    phone.press("join.look")
    expect(phone.reads("join.used")).to_be_visible()
    yield "join-used"
    phone.page.goto("about:blank")
    phone.page.goto(f"{phone.base}/#join={cast.person.code}")
    join = phone.page.get_by_role("button", name=phone.texts.pattern("join.join"))
    expect(join).to_be_visible()
    until(phone.page, "navigator.serviceWorker.controller !== null")
    yield "join"
    phone.tap(join)
    title = phone.page.get_by_role("heading", name=phone.texts("lock.choose.title"))
    expect(title).to_be_visible(timeout=CONTACT_MAX_MS)
    yield "choose-code"
    phone.choose_code()
    phone.at_round_start()
    yield "round-start"
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("rounds.openComing")))
    sheet = phone.page.get_by_role("dialog")
    phone.tap(sheet.get_by_role("button", name=phone.texts("rounds.coming")).first)
    expect(sheet.get_by_text(phone.texts("rounds.youCome"))).to_be_visible()
    yield "coming"
    phone.close_sheet()
    phone.tap(phone.page.get_by_role("button").filter(has_text=NOTICE["title"]))
    yield "notices"
    phone.close_sheet()
    phone.tap(phone.places().first)
    yield "round-start-kinds"
    phone.press("start.anotherPlace")
    yield "place"
    phone.close_sheet()
    phone.open_day()
    yield "day-empty"
    phone.open_count()


def _counting(phone: PhonePage, cast: Cast) -> Iterator[str]:
    phone.start_round()
    yield "tally-zero"
    phone.count(_third(phone), 3)
    phone.count(DRINK, 8)
    phone.add_ten()
    phone.count(MEAL)
    for _ in range(4):
        phone.add_ten()
    phone.kept()
    _mate_counts(phone, cast)
    phone.count(MEAL, 1)
    phone.kept()
    yield "tally"
    phone.press("undo")
    yield "tally-undone"
    phone.press("tally.another")
    yield "another"
    phone.page.get_by_role("searchbox").fill(phone.texts.label("item", "blanket"))
    yield "another-search"
    phone.page.get_by_role("searchbox").fill("")
    category = phone.texts.label("service_category", "health")
    phone.tap(phone.page.get_by_role("button", name=category, exact=True))
    yield "another-category"
    phone.close_sheet()
    phone.close_sheet()
    phone.open_round()
    yield "round"
    phone.close_sheet()
    phone.open_sheet()
    yield "sync-saved"
    phone.open_settings()
    yield "settings"
    phone.close_sheet()
    phone.close_sheet()
    phone.count(MEAL, 1)
    phone.open_details()
    phone.more("detail.turnedAway", 2)
    phone.tap(phone.page.get_by_role("button", name=phone.texts("detail.reasons.no_stock")))
    for band, sex in (("adults", "male"), ("adults", "female"), ("children", "female")):
        names = (re.escape(phone.texts(f"detail.{each}")) for each in (band, sex))
        cell = re.compile(f"^{COMMA.join(names)}")
        phone.tap(phone.page.get_by_role("button", name=cell))
    yield "tally-detail"
    phone.press("detail.addItem")
    yield "tally-detail-items"
    item = phone.texts.label("item", "hot_meal")
    phone.tap(phone.page.get_by_role("button", name=item, exact=True))
    phone.press("detail.addItem")
    phone.page.get_by_role("searchbox").fill(phone.texts.label("item", "coat"))
    phone.tap(phone.page.get_by_role("button", name=phone.texts.label("item", "coat"), exact=True))
    size = phone.texts.label("item_size", "l")
    phone.tap(phone.page.get_by_role("button", name=size, exact=True))
    phone.type_number("3")
    yield "tally-detail-sizes"
    counted_in = re.compile(f"^{phone.texts('services.countedIn')} ")
    phone.tap(phone.page.get_by_role("button", name=counted_in))
    yield "tally-detail-unit"
    phone.tap(phone.page.get_by_role("button", name=counted_in))
    phone.press("detail.allBands")
    yield "tally-detail-bands"
    phone.tap(phone.page.get_by_role("button", name=phone.texts("detail.note")))
    phone.page.get_by_role("textbox", name=phone.texts("detail.note")).fill("Ask +33 612345678")
    expect(phone.says("detail.looksLikeName")).to_be_visible()
    yield "tally-detail-note"
    phone.page.get_by_role("textbox", name=phone.texts("detail.note")).fill("")
    phone.tap(phone.number(phone.texts("detail.people")))
    yield "tally-detail-pad"
    phone.press("done")
    phone.at_count()


def _meeting(phone: PhonePage) -> Iterator[str]:
    phone.open_person()
    phone.at_meeting()
    yield "meeting"
    phone.choose_people("2")
    phone.tap(phone.need("food"))
    phone.tap(phone.need("health", "needUnmet"))
    phone.tap(phone.chip("language", "ps"))
    phone.press("contact.adult")
    yield "meeting-filled"
    phone.press("contact.save")
    expect(phone.saved_meeting()).to_be_visible()
    yield "meeting-saved"
    phone.open_person()
    phone.choose_people(phone.texts("contact.sixOrMore"))
    more_needs = phone.page.get_by_role("button", name=phone.texts.pattern("contact.otherNeeds"))
    phone.tap(more_needs)
    yield "meeting-needs"
    phone.press("contact.otherLanguage")
    phone.press("contact.minor")
    phone.tap(phone.chip("minor_status", "unaccompanied"))
    phone.write_note("06 12 34 56 78")
    expect(phone.says("detail.looksLikeName")).to_be_visible()
    yield "meeting-sealed"
    phone.reads("contact.seals").scroll_into_view_if_needed()
    yield "meeting-minor"
    phone.press("contact.save")
    phone.at_count()


def _my_day(phone: PhonePage, cast: Cast) -> Iterator[str]:
    phone.open_day()
    phone.all_sent()
    yield "day"
    meeting = phone.entries().filter(has_text=phone.texts.label("language", "ps"))
    phone.tap(meeting.get_by_role("button"))
    yield "entry-meeting"
    phone.page.go_back()
    sealed = phone.entries().filter(has_text=phone.texts("day.sealed"))
    phone.tap(sealed.get_by_role("button"))
    yield "entry-sealed"
    phone.page.go_back()
    _second_value_and_question(phone, cast)
    yield "day-attention"
    phone.open_sheet()
    yield "sync-sent"
    phone.close_sheet()
    phone.open_entry(MEAL)
    yield "entry-two-values"
    phone.page.go_back()
    phone.open_entry(_asked_about(cast))
    yield "entry-asked"
    phone.page.go_back()
    phone.open_entry(DRINK)
    yield "entry"
    phone.press("entry.void")
    yield "void"
    reason = phone.texts.label("void_reason", "mistake")
    phone.tap(phone.page.get_by_role("button", name=reason, exact=True))
    expect(phone.says("entry.voidedLine")).to_be_visible()
    yield "entry-void"
    phone.page.go_back()
    phone.open_count()
    phone.end_round()
    yield "summary"
    phone.open_count()
    yield "round-over"


def _directory(phone: PhonePage, cast: Cast) -> Iterator[str]:
    phone.open_directory()
    expect(phone.services_listed().first).to_be_visible()
    yield "directory"
    phone.press("directory.filter")
    yield "directory-filter"
    phone.close_sheet()
    phone.look_for("tentse")
    expect(phone.services_listed().first).to_contain_text(TENTS)
    yield "directory-search"
    phone.open_service(TENTS)
    yield "service"
    phone.press("directory.wrong")
    box = phone.page.get_by_role("textbox", name=phone.texts("directory.wrongWhat"))
    box.fill("Ask Samir Haddad")
    expect(phone.says("detail.looksLikeName")).to_be_visible()
    yield "service-question"
    box.fill("Closed on Monday?")
    phone.press("directory.wrongSend")
    expect(phone.reads("directory.waiting")).to_be_visible()
    yield "service-asked"
    phone.all_sent()
    _question_answered(cast)
    phone.page.go_back()
    phone.look_for("zzzzzzzz")
    expect(phone.reads("directory.notFound")).to_be_visible()
    yield "directory-nothing"
    phone.press("directory.clear")


def _question_answered(cast: Cast) -> None:
    """Else the next walk of the same network finds it asked, and cannot ask."""
    desk = network_desk(cast.world)
    for service in desk.page("directory_service", queried=1)["items"]:
        said = {"queried": False, "answer": "No"}
        assert desk.patch("directory_service", service["id"], said).status == 200


def _mate_counts(phone: PhonePage, cast: Cast) -> None:
    """Another phone of the round counted the same service."""
    phone.send_now()
    phone.all_sent()
    mate = ScriptedPhone(cast.world.server.wire())
    assert mate.enrol(cast.mate.code).status == 201
    mate.sync()
    [mine] = [
        entry
        for entry in cast.world.desk().page("activity", author=cast.person.id)["items"]
        if entry["fields"]["service_type"] == MEAL
    ]
    same = ("round", "site", "service_type", "started_at", "unit", "people_method")
    counted = {name: mine["fields"][name] for name in same}
    mate.create("activity", counted | {"quantity": 31, "people": 31})
    mate.sync()
    phone.send_now()
    expect(phone.tile(MEAL)).to_contain_text(cast.mate.alias)


def plan_ahead(cast: Cast) -> None:
    """Rounds for tonight and later, who comes and who perhaps, a notice, a note left."""
    desk, sites = cast.world.desk(), [site["id"] for site in cast.world.demo["sites"]]
    mate, unseen = (ScriptedPhone(cast.world.server.wire()) for _ in range(2))
    for phone in (mate, unseen):
        assert phone.enrol(another_phone(cast.world, cast.mate)).status == 201
    left = {"started_at": utc(-2 * DAY_S), "ended_at": utc(-2 * DAY_S + 9000), "team_size": 2}
    note = {"activity_note": "The lower path is flooded. Come by the canal.", "status": "finished"}
    mate.create("round", {"round_kind": "maraude", f"sites/{sites[2]}": True, **left, **note})
    until = {"until": utc(3 * DAY_S), "visibility": "network"}
    assert desk.create("notice", NOTICE | until).status == 201
    for days, kind, site in ((0, "distribution", 2), (1, "maraude", 0), (1, "fixed_point", 8)):
        planned = {"round_kind": kind, "status": "planned", "planned_start": utc(60 + days * DAY_S)}
        answer = desk.create("round", planned | {"team_size": 3, f"sites/{sites[site]}": True})
        comes = {"round": answer.json()["id"], "user": mate.user, "going": True}
        signup = mate.create("signup", comes)
        mate.sync()
        if days == 0:
            unseen.sync()
            for phone, going in ((mate, False), (unseen, True)):
                phone.write("signup", signup, {"going": going})
            mate.sync()
            unseen.sync()


def _third(phone: PhonePage) -> str:
    """A service with a tile that is neither of the two that this walk knows."""
    return next(each for each in phone.services() if each not in (MEAL, DRINK))


def _asked_about(cast: Cast) -> str:
    entries = cast.world.desk().page("activity", author=cast.person.id, queried=1)["items"]
    return str(entries[0]["fields"]["service_type"])


def _second_value_and_question(phone: PhonePage, cast: Cast) -> None:
    """A second phone changed the same number unseen, and a coordinator asks."""
    world = cast.world
    entries = {
        entry["fields"]["service_type"]: entry["id"]
        for entry in world.desk().page("activity", author=cast.person.id)["items"]
    }
    second = ScriptedPhone(world.server.wire())
    assert second.enrol(another_phone(world, cast.person)).status == 201
    second.sync()
    second.write("activity", entries[MEAL], {"unmet": 5}, covers={})
    second.sync()
    asked: dict[str, Any] = {"queried": True, "query": "12?"}
    [other] = [entries[service] for service in entries if service not in (MEAL, DRINK)]
    assert world.desk().patch("activity", other, asked).status == 200
    phone.send_now()
    expect(phone.attention()).to_contain_text("2")


def dispute(world: World, field: str = "people") -> str:
    """An entry of which two phones wrote a field without seeing each other; its id."""
    one, other = (ScriptedPhone(world.server.wire()) for _ in range(2))
    for phone, alias in ((one, "Charlie"), (other, "Camille")):
        assert phone.enrol(invite(world, alias=alias).code).status == 201
    entry = one.create("activity", world.activity(people=40, quantity=40))
    one.sync()
    other.sync()
    for phone, value in ((one, 84), (other, 48)):
        phone.write("activity", entry, {field: value})
    one.sync()
    other.sync()
    return entry
