"""The directory at the desk: kept true by its keepers, read by everybody else."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from playwright.sync_api import expect

from tests.api.world import World

from .desk_page import DeskPage
from .desk_services import (
    KIND,
    day,
    field,
    listed,
    save,
    show,
    signed_in,
    some_name,
    stale,
    write,
)
from .directory import ZONE
from .makers import ContextMaker, PhoneMaker
from .people import Person
from .watch import Watch


@pytest.fixture
def desk(world: World, desk_context: ContextMaker) -> DeskPage:
    return signed_in(world, desk_context)


# --- writing a service


def test_a_service_is_changed_beside_what_phones_will_show(world: World, desk: DeskPage) -> None:
    service = listed(world)
    page = write(desk, service)
    picture = page.locator(".preview-phone")
    expect(picture).to_contain_text(service.name)
    field(desk, "Name").fill("Douches du quai")
    expect(picture).to_contain_text("Douches du quai")
    desk.press("hours.add_exceptions")
    page.get_by_label(desk.texts("hours.note"), exact=True).fill("Inventory")
    expect(picture).to_contain_text("Inventory")
    field(desk, "Languages").select_option("ti")
    expect(picture).to_contain_text("Tigrinya")
    save(desk)
    after = service.fields()
    assert after["name"] == "Douches du quai" and after["languages/ti"] is True
    [other] = [value for name, value in after.items() if name.startswith("exceptions/")]
    assert other[2:] == [None, None, "Inventory"]
    desk.undo()
    assert service.fields()["name"] == service.name


def test_hours_are_changed_line_by_line(world: World, desk: DeskPage) -> None:
    service = listed(world)
    page = write(desk, service)
    lines = page.locator(".hours-line")
    expect(lines).to_have_count(2)
    lines.nth(0).get_by_label(desk.texts("hours.to"), exact=True).fill("13:30")
    lines.nth(1).get_by_role("button", name=desk.texts.pattern("hours.remove")).click()
    desk.press("hours.add_schedules")
    lines.nth(1).get_by_label("Saturday").check()
    lines.nth(1).get_by_text(desk.texts("hours.season"), exact=True).click()
    lines.nth(1).get_by_label(desk.texts("hours.first_day"), exact=True).fill("2027-12-01")
    lines.nth(1).get_by_label(desk.texts("hours.last_day"), exact=True).fill("2028-03-01")
    save(desk)
    assert sorted(service.lines(), key=str) == [
        ["MO,TU", "09:00", "13:30", None, None, None],
        ["MO,TU,WE,TH,FR,SA", "09:00", "12:00", "2027-12-01", "2028-03-01", None],
    ]
    story = page.locator(".story")
    expect(story).to_contain_text("Mon and Tue, 09:00–13:30")


def test_two_coordinators_who_change_other_hours_lose_neither(
    world: World, desk_context: ContextMaker
) -> None:
    service = listed(world)
    one, two = (signed_in(world, desk_context) for _ in range(2))
    write(one, service).locator(".hours-line").nth(0).get_by_label("To", exact=True).fill("13:00")
    write(two, service).locator(".hours-line").nth(1).get_by_label("To", exact=True).fill("21:00")
    save(one)
    save(two)
    assert [line[2] for line in sorted(service.lines(), key=str)] == ["21:00", "13:00"]
    assert world.desk().conflicts(KIND, service.id) == []


def test_two_coordinators_who_change_one_field_leave_two_values(
    world: World, desk_context: ContextMaker
) -> None:
    service = listed(world)
    one, two = (signed_in(world, desk_context) for _ in range(2))
    for desk in (one, two):
        write(desk, service)
    field(one, "Name").fill("At the quay")
    field(two, "Name").fill("By the mill")
    save(one)
    save(two)
    [conflict] = world.desk().conflicts(KIND, service.id)
    assert conflict["field"] == "name"
    two.choose_card(service.id)
    assert sorted(two.sides()) == ["At the quay", "By the mill"]
    two.keeps().first.click()
    two.says_done("did.kept")
    assert world.desk().conflicts(KIND, service.id) == []


def test_what_is_not_right_is_said_and_nothing_is_lost(world: World, desk: DeskPage) -> None:
    service = listed(world)
    write(desk, service)
    field(desk, "Email").fill("nobody")
    expect(desk.reads("service.wrong.email")).to_be_visible()
    field(desk, "Youngest age").fill("30")
    field(desk, "Oldest age").fill("20")
    expect(desk.reads("service.wrong.ages")).to_be_visible()
    field(desk, "Name").fill("")
    desk.press("edit.save")
    expect(desk.reads("service.wrong")).to_be_visible()
    expect(desk.reads("service.wrong.required")).to_be_visible()
    expect(field(desk, "Name")).to_be_focused()
    assert service.fields()["name"] == service.name
    # Looking something up elsewhere loses nothing either.
    show(desk)
    write(desk, service)
    expect(field(desk, "Email")).to_have_value("nobody")
    field(desk, "Email").fill("accueil@example.org")
    field(desk, "Oldest age").fill("40")
    field(desk, "Name").fill("Right")
    save(desk)
    after = service.fields()
    assert (after["email"], after["min_age"], after["max_age"]) == ("accueil@example.org", 30, 40)


def test_pressing_twice_adds_one_service(world: World, desk: DeskPage) -> None:
    name = some_name()
    show_new(desk)
    field(desk, "Name").fill(name)
    field(desk, "Description").fill("Tea and a chair.")
    field(desk, "Categories").select_option("food")
    desk.button("service.create").dblclick()
    expect(desk.reads("record.story")).to_be_visible()
    desk.says_done("did.service.added")
    made = world.desk().page(KIND, q=name)["items"]
    assert len(made) == 1
    fields = made[0]["fields"]
    assert (fields["provider"], fields["published"]) == (world.org(), True)
    assert (fields["assured_on"], fields["assured_by"]) == (day(), world.org())
    desk.undo()
    assert world.desk().page(KIND, q=name)["items"] == []


def show_new(desk: DeskPage) -> None:
    desk.go("/service/new")
    desk.at("service.new")


def test_what_was_typed_stays_when_the_session_ends(
    world: World, desk: DeskPage, watch: Watch
) -> None:
    watch.allow("status of 401")
    service = listed(world)
    write(desk, service)
    field(desk, "How to get there").fill("Behind the church.")
    desk.page.context.clear_cookies()
    desk.press("edit.save")
    expect(desk.reads("signin.over")).to_be_visible()
    coordinator = world.users(0, "coordinator")[0]
    # The form underneath asks for an address too.
    over = desk.dialog()
    over.get_by_label(desk.texts("signin.email")).fill(coordinator["email"])
    over.get_by_label(desk.texts("signin.password")).fill(coordinator["password"])
    over.get_by_role("button", name=desk.texts("signin.go"), exact=True).click()
    expect(desk.reads("signin.over")).to_have_count(0)
    expect(field(desk, "How to get there")).to_have_value("Behind the church.")
    save(desk)
    assert service.fields()["how_to_access"] == "Behind the church."


def test_others_read_a_service_and_may_only_ask(world: World, desk: DeskPage) -> None:
    foreign = listed(world, org=1)
    desk.go(f"/service/{foreign.id}")
    desk.at("state.missing")
    desk.go(f"/record/{KIND}/{foreign.id}")
    expect(desk.page.get_by_role("heading", name=foreign.name, level=1)).to_be_visible()
    for key in ("record.edit", "service.confirm", "service.publish", "service.unpublish"):
        expect(desk.button(key)).to_have_count(0)
    desk.press("service.ask")
    desk.dialog().get_by_role("textbox").fill("Is there soap?")
    desk.confirm()
    desk.says_done("did.asked")
    assert foreign.fields()["query"] == "Is there soap?"


# --- what phones and everybody see


def test_what_is_published_is_on_phones_and_in_public(
    world: World, desk: DeskPage, new_phone: PhoneMaker, person: Person
) -> None:
    service = listed(world, published=False)
    phone = world.phone()
    phone.sync()
    assert published(world) & {service.id} == set()
    desk.go(f"/record/{KIND}/{service.id}")
    desk.press("service.publish")
    desk.says_done("did.service.publish")
    phone.sync()
    path = f"{KIND}/{service.id}"
    assert True in phone.cells[path]["published"].values()
    assert service.id in published(world)
    held = new_phone()
    held.join(person.code)
    held.open_directory()
    expect(held.service(service.name)).to_be_visible()
    desk.undo()
    assert service.id not in published(world)


def published(world: World) -> set[str]:
    answer = world.server.wire().send("GET", "/hsds/services?per_page=200")
    assert answer.status == 200, str(answer)
    return {one["id"] for one in answer.json()["contents"]}


def test_an_alert_reaches_phones_until_its_last_day(world: World, desk: DeskPage) -> None:
    service, phone = listed(world), world.phone()
    desk.go(f"/record/{KIND}/{service.id}")
    desk.press("service.alert")
    desk.dialog().get_by_role("textbox").first.fill("No hot water")
    until = desk.dialog().get_by_label(desk.texts("service.alert.until"), exact=True)
    past = desk.texts("service.wrong.past")
    until.fill(day(-2))
    desk.confirm()
    expect(desk.dialog().get_by_role("alert").filter(has_text=past)).to_be_visible()
    until.fill(day(2))
    desk.confirm()
    desk.says_done("did.service.alert")
    phone.sync()
    cells = phone.cells[f"{KIND}/{service.id}"]
    assert list(cells["alert"].values()) == ["No hot water"]
    assert list(cells["alert_until"].values()) == [day(2)]
    expect(desk.page.locator(".now")).to_contain_text("No hot water")
    desk.press("service.alert")
    desk.press("service.alert.off")
    desk.says_done("did.service.alert_off")
    assert "alert" not in {name for name, value in service.fields().items() if value is not None}


def test_room_is_said_from_the_list(world: World, desk: DeskPage) -> None:
    service = listed(world)
    show(desk)
    desk.search(service.name)
    expect(desk.rows()).to_have_count(1)
    desk.press("service.room")
    desk.dialog().get_by_role("textbox").fill("4 beds tonight")
    desk.confirm()
    desk.says_done("did.service.room")
    assert service.fields()["capacity_note"] == "4 beds tonight"


# --- the list


def test_the_list_begins_with_the_own_association_and_is_narrowed(
    world: World, desk: DeskPage
) -> None:
    foreign, own, old = listed(world, org=1), listed(world), stale(world)
    show(desk)
    names = desk.column("col.service")
    assert max(names.index(own.name), names.index(old.name)) < names.index(foreign.name)
    desk.filter("list.state", desk.texts("filter.stale"))
    desk.search(old.name)
    expect(desk.rows()).to_have_count(1)
    desk.search(own.name)
    expect(desk.reads("list.empty.filter")).to_be_visible()
    desk.press("list.clear")
    desk.search(foreign.name)
    expect(desk.rows()).to_have_count(1)
    desk.search("")
    desk.filter("col.provider", world.demo["orgs"][1]["name"])
    expect(desk.page.get_by_role("link", name=foreign.name)).to_be_visible()
    expect(desk.page.get_by_role("link", name=own.name)).to_have_count(0)


def test_several_are_confirmed_at_once_and_taken_back(world: World, desk: DeskPage) -> None:
    services = [stale(world) for _ in range(2)]
    show(desk, "?state=stale")
    for service in services:
        row = desk.rows().filter(has_text=service.name)
        row.get_by_role("checkbox").check()
    desk.key("r")
    lines = desk.dialog().get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("→")
    desk.confirm()
    desk.says_done("bulk.did.confirm")
    for service in services:
        after = service.fields()
        assert (after["assured_on"], after["assured_by"]) == (day(), world.org())
    desk.undo()
    assert {service.fields()["assured_on"] for service in services} == {day(-20)}


def test_the_directory_is_reached_by_keys(world: World, desk: DeskPage) -> None:
    service = listed(world)
    desk.key("g", "d")
    desk.at("nav.directory")
    desk.search(service.name)
    expect(desk.rows()).to_have_count(1)
    desk.page.get_by_role("searchbox").press("Escape")
    desk.key("Enter")
    expect(desk.reads("record.story")).to_be_visible()
    desk.key("e")
    expect(field(desk, "Name")).to_have_value(service.name)


def test_what_is_confirmed_after_midnight_is_of_the_new_day(world: World, desk: DeskPage) -> None:
    service = listed(world)
    past_midnight = datetime.combine(date.fromisoformat(day(1)), time(0, 30), ZONE)
    desk.page.clock.set_fixed_time(past_midnight)
    desk.go(f"/record/{KIND}/{service.id}")
    desk.press("service.confirm")
    desk.says_done("did.service.confirm")
    assert service.fields()["assured_on"] == day(1)
    told = desk.texts.filled("service.confirmed", desk.texts("service.confirmed.today"))
    expect(desk.page.get_by_role("main")).to_contain_text(told)


# --- the inbox


def test_a_stale_service_waits_in_the_inbox_for_one_press(world: World, desk: DeskPage) -> None:
    service = stale(world)
    desk.go(f"/inbox/{service.id}")
    desk.page.reload()
    card = desk.page.locator(".card[aria-current=true]")
    expect(card).to_contain_text(service.name)
    expect(desk.page.locator(".evidence")).to_contain_text("Mon and Tue, 09:00–12:00")
    desk.press("service.confirm")
    desk.says_done("did.service.confirm")
    expect(desk.page.locator(".card", has_text=service.name)).to_have_count(0)
    assert service.fields()["assured_on"] == day()


def test_a_question_from_another_association_is_answered_back_to_its_phone(
    world: World, desk: DeskPage
) -> None:
    service, asker = listed(world), world.phone(org=1)
    asker.sync()
    path = f"{KIND}/{service.id}"
    asked = {"queried": True, "query": "The door was shut on Monday."}
    asker.write(KIND, service.id, asked)
    asker.sync()
    assert asker.held == {} and asker.drawer == {}
    desk.go(f"/inbox/{service.id}")
    desk.page.reload()
    evidence = desk.page.locator(".evidence")
    expect(evidence).to_contain_text("The door was shut on Monday.")
    expect(evidence).to_contain_text(desk.texts("service.elsewhere"))
    desk.press("service.answer")
    desk.dialog().get_by_role("textbox").fill("Ring twice.")
    desk.confirm()
    desk.says_done("did.service.answered")
    expect(desk.page.locator(".card", has_text=service.name)).to_have_count(0)
    asker.sync()
    assert "Ring twice." in asker.cells[path]["answer"].values()
    assert service.fields()["queried"] is False


def test_nobody_else_is_asked_to_look(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    service = stale(world)
    other = signed_in(world, desk_context, org=1)
    other.go("/inbox")
    other.at("inbox.title")
    expect(other.page.locator(".card", has_text=service.name)).to_have_count(0)
    watched = [issue["record"] for issue in world.desk(1).issues(kind=KIND)]
    assert service.id not in watched
