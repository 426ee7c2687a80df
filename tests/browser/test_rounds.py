"""Rounds to come and who comes, colleagues, forgotten rounds: two phones and a coordinator."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.api.phone import ScriptedPhone, new_wid
from tests.api.world import World

from .desk_page import DeskPage
from .makers import ContextMaker, PhoneMaker
from .people import Person, another_phone, invite, stored
from .planning import card, in_desk, joined, new_place, plan, signups, tap_in, told
from .watch import NO_NETWORK, Watch

# The time zone of the demo network.
PARIS = ZoneInfo("Europe/Paris")


def test_sign_ups_made_without_network_meet_and_preset_the_team(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    place, name = new_place(world)
    planned = plan(world, place)
    one, other = invite(world), invite(world)
    phones = [joined(world, new_phone, each) for each in (one, other)]
    for phone in phones:
        phone.offline()
        tap_in(phone, card(phone, name), "rounds.coming")
        expect(card(phone, name)).to_contain_text(phone.texts("rounds.youCome"))
        phone.unsent(1)
    assert signups(world, planned) == []
    for phone in phones:
        phone.online()
        told(phone)
    told(phones[0])
    expect(card(phones[0], name)).to_contain_text(f"{other.alias}, {phones[0].texts('you')}")
    expect(card(phones[1], name)).to_contain_text(f"{one.alias}, {phones[1].texts('you')}")
    assert {(s["fields"]["user"], s["fields"]["going"]) for s in signups(world, planned)} == {
        (one.id, True),
        (other.id, True),
    }

    # Three were planned, two said they come.
    tap_in(phones[0], card(phones[0], name), "start.start")
    phones[0].at_count()
    phones[0].open_round()
    team = phones[0].page.get_by_role("group", name=phones[0].texts("round.teamSize"))
    expect(team).to_contain_text("2")
    sheet = phones[0].page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"{other.alias}, {phones[0].texts('you')}")
    phones[0].close_sheet()
    told(phones[0])
    found = world.desk().record("round", planned)
    assert (found["fields"]["status"], found["fields"]["team_size"]) == ("running", 2)


def test_a_withdrawal_that_crosses_a_sign_up_is_unsure_until_it_is_said_again(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    place, name = new_place(world)
    planned = plan(world, place)
    mate, person = invite(world), invite(world)
    phone = joined(world, new_phone, person)
    tap_in(phone, card(phone, name), "rounds.coming")
    told(phone)
    second = new_phone()
    second.join(another_phone(world, person))
    expect(card(second, name)).to_contain_text(second.texts("rounds.youCome"))

    for each in (phone, second):
        each.offline()
        tap_in(each, card(each, name), "rounds.notComing")
        expect(card(each, name)).to_contain_text(each.texts("rounds.youDoNot"))
    tap_in(second, card(second, name), "rounds.coming")
    expect(card(second, name)).to_contain_text(second.texts("rounds.youCome"))
    for each in (phone, second, phone):
        each.online()
        each.send_now()
        each.all_sent()
    seen = joined(world, new_phone, mate)
    unsure = seen.texts.filled("rounds.unsure", person.alias)
    expect(card(seen, name)).to_contain_text(unsure)
    for each in (phone, second):
        expect(card(each, name)).to_contain_text(each.texts("rounds.youUnsure"))
        expect(each.attention()).to_be_visible()
    # It waits in My day too, where either answer can be kept.
    second.open_day()
    second.tap(second.page.get_by_role("button").filter(has_text=second.texts("rounds.signup")))
    for answer in ("rounds.yes", "rounds.no"):
        expect(second.keep(second.texts(answer))).to_be_visible()
    expect(second.page.get_by_role("main")).to_contain_text(name)

    tap_in(phone, card(phone, name), "rounds.coming")
    expect(card(phone, name)).to_contain_text(phone.texts("rounds.youCome"))
    expect(phone.attention()).to_be_hidden()
    told(phone)
    told(seen)
    expect(card(seen, name)).to_contain_text(person.alias)
    expect(card(seen, name)).not_to_contain_text(unsure)
    [signup] = signups(world, planned)
    assert signup["fields"]["going"] is True and signup["issues"] == []


def test_a_round_called_off_stays_visible_to_those_who_signed_up(
    world: World, new_phone: PhoneMaker
) -> None:
    place, name = new_place(world)
    planned = plan(world, place)
    phone, other = (joined(world, new_phone, invite(world)) for _ in range(2))
    tap_in(phone, card(phone, name), "rounds.coming")
    told(phone)
    assert world.desk().patch("round", planned, {"status": "cancelled"}).status == 200
    for each in (phone, other):
        told(each)
    expect(card(phone, name)).to_contain_text(phone.texts("rounds.cancelled"))
    expect(card(phone, name).get_by_role("button")).to_have_count(0)
    expect(card(other, name)).to_be_hidden()


def test_a_round_called_off_while_it_began_unseen_goes_on_until_the_desk_decides(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    place, name = new_place(world)
    planned = plan(world, place)
    phone = joined(world, new_phone, invite(world))
    expect(card(phone, name)).to_be_visible()
    phone.offline()
    tap_in(phone, card(phone, name), "start.start")
    phone.at_count()
    assert world.desk().patch("round", planned, {"status": "cancelled"}).status == 200
    phone.online()
    told(phone)
    [conflict] = world.desk().conflicts("round", planned)
    assert conflict["field"] == "status"
    # Whichever of the two was written last: people are there, and what they count counts.
    service = phone.services()[0]
    phone.count(service)
    phone.kept()
    phone.open_day()
    told(phone)
    assert len(world.desk().page("activity", round=planned)["items"]) == 1


def test_rounds_of_the_coming_days_are_signed_up_for_ahead(
    world: World, new_phone: PhoneMaker
) -> None:
    place, name = new_place(world)
    planned = plan(world, place, in_s=3 * 24 * 60 * 60)
    phone = joined(world, new_phone, invite(world))
    expect(card(phone, name)).to_be_hidden()
    phone.taps = 0
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("rounds.openComing")))
    sheet = phone.page.get_by_role("dialog")
    ahead = sheet.locator("section.card").filter(has_text=name)
    tap_in(phone, ahead, "rounds.coming")
    assert phone.taps == 2
    expect(ahead).to_contain_text(phone.texts("rounds.youCome"))
    start = ahead.get_by_role("button", name=phone.texts("start.start"), exact=True)
    expect(start).to_be_hidden()
    phone.close_sheet()
    told(phone)
    [signup] = signups(world, planned)
    assert signup["fields"]["going"] is True


def test_the_number_of_a_colleague_stands_on_the_tile(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    place, name = new_place(world)
    plan(world, place)
    person, mate = invite(world), invite(world)
    phone, other = joined(world, new_phone, person), joined(world, new_phone, mate)
    tap_in(phone, card(phone, name), "start.start")
    phone.at_count()
    phone.open_day()
    told(phone)
    told(other)
    tap_in(other, card(other, name), "start.joinRound")
    other.at_count()
    service = other.services()[0]
    other.count(service, 3)
    other.kept()
    counted = other.quantity(service)
    other.open_day()
    told(other)
    told(phone)
    phone.open_count()
    expect(phone.tile(service)).to_contain_text(f"{mate.alias}: {counted}")
    phone.shows(service, 0)

    # Each counts an own queue: the sum is the round's, and nobody's number moves the other's.
    phone.offline()
    phone.count(service)
    phone.kept()
    phone.online()
    phone.open_day()
    told(phone)
    told(other)
    other.open_count()
    expect(other.tile(service)).to_contain_text(f"{person.alias}: {phone_count(world, person)}")
    other.shows(service, counted)


def phone_count(world: World, person: Person) -> int:
    [entry] = stored(world, person)
    return int(entry["fields"]["quantity"])


def forgotten_round(world: World, person: Person, place: str) -> tuple[str, datetime]:
    """Begun yesterday evening on another phone of theirs; its last entry, and when that was."""
    evening = (datetime.now(PARIS) - timedelta(hours=6)).replace(hour=20, minute=0, second=0)
    evening -= timedelta(days=1)
    last = evening.replace(hour=23, minute=40)
    phone = ScriptedPhone(world.server.wire())
    assert phone.enrol(another_phone(world, person)).status == 201
    begun = {"round_kind": "maraude", "status": "running", "team_size": 2}
    found = str(uuid.uuid4())
    fields = {**begun, "org": phone.org, "started_at": wire(evening), f"sites/{place}": True}
    phone.write("round", found, fields, covers={}, wid=at(evening))
    counted = world.activity(site=place, round=found, started_at=wire(evening))
    entry = str(uuid.uuid4())
    phone.write("activity", entry, counted | {"org": phone.org}, covers={}, wid=at(last))
    phone.sync()
    # Looked at this morning: that says nothing about when the round ended.
    assert world.desk().patch("activity", entry, {"review": "reviewed"}).status == 200
    return found, last


def at(moment: datetime) -> str:
    return new_wid(int(moment.timestamp() * 1000))


def wire(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_round_forgotten_yesterday_is_ended_with_one_tap_at_its_last_entry(
    world: World, new_phone: PhoneMaker
) -> None:
    place, name = new_place(world)
    person = invite(world)
    found, last = forgotten_round(world, person, place)
    phone = joined(world, new_phone, person)
    expect(phone.reads("start.stillOpen")).to_be_visible()
    phone.taps = 0
    words = phone.texts.filled("start.endAt", f"{last:%H:%M}")
    phone.tap(card(phone, name).get_by_role("button", name=words, exact=True))
    assert phone.taps == 1
    expect(phone.reads("start.stillOpen")).to_be_hidden()
    told(phone)
    fields = world.desk().record("round", found)["fields"]
    assert (fields["status"], fields["ended_at"]) == ("finished", wire(last))

    phone.press("undo")
    expect(phone.reads("start.stillOpen")).to_be_visible()
    told(phone)
    assert world.desk().record("round", found)["fields"]["status"] == "running"


def test_a_round_planned_at_the_desk_is_signed_up_for_changed_and_called_off(
    world: World, new_phone: PhoneMaker, desk_context: ContextMaker
) -> None:
    _, name = new_place(world)
    person = invite(world)
    phone = joined(world, new_phone, person)
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.key("g", "r")
    desk.at("nav.rounds")
    desk.press("rounds.plan")
    dialog = desk.page.get_by_role("dialog")
    desk.press("rounds.plan.go")
    expect(dialog.get_by_role("alert")).to_have_text(desk.texts("rounds.places.none"))
    dialog.get_by_label("Planned start").fill(f"{datetime.now(PARIS):%Y-%m-%dT%H:%M}")
    dialog.get_by_label(name, exact=True).check()
    desk.press("rounds.plan.go")
    desk.says_done("did.planned")
    expect(in_desk(desk, name)).to_contain_text(desk.texts("rounds.coming.none"))

    told(phone)
    tap_in(phone, card(phone, name), "rounds.coming")
    told(phone)
    desk.page.reload()
    expect(in_desk(desk, name)).to_contain_text(person.alias)

    # A second phone of theirs says otherwise, unseen: the desk does not choose.
    second = ScriptedPhone(world.server.wire())
    assert second.enrol(another_phone(world, person)).status == 201
    [signup] = world.desk().page("signup", user=person.id)["items"]
    second.write("signup", signup["id"], {"going": False}, covers={"going": []})
    second.sync()
    desk.page.reload()
    unsure = desk.texts.filled("rounds.unsure", person.alias)
    in_desk(desk, name).get_by_text(unsure).click()
    desk.keeps().filter(has_text=desk.texts("yes")).click()
    desk.says_done("did.kept")
    desk.key("g", "r")
    expect(in_desk(desk, name)).to_contain_text(person.alias)
    expect(in_desk(desk, name).get_by_text(unsure)).to_be_hidden()

    line = in_desk(desk, name)
    line.get_by_role("button", name=desk.texts.pattern("rounds.change.of")).click()
    dialog.get_by_label("Team", exact=True).fill("4")
    desk.press("rounds.plan.save")
    expect(line).to_contain_text(desk.texts.filled("rounds.wanted", "4"))
    line.get_by_role("button", name=desk.texts.pattern("rounds.off.of")).click()
    expect(line).to_be_hidden()
    told(phone)
    expect(card(phone, name)).to_contain_text(phone.texts("rounds.cancelled"))
    desk.key("u")
    expect(line).to_be_visible()
    told(phone)
    expect(card(phone, name).get_by_role("button").first).to_be_visible()
