"""What teams leave each other: the hand-over and its note, notices until a date."""

from __future__ import annotations

import secrets

from playwright.sync_api import Locator, expect

from tests.api.world import World, utc

from .desk_page import DeskPage
from .makers import ContextMaker, PhoneMaker
from .people import invite
from .phone_page import PhonePage
from .planning import card, in_desk, joined, new_place, plan, tap_in, told
from .watch import NO_NETWORK, Watch

MEAL = "food.hot_meal"


def test_the_hand_over_is_read_out_and_its_note_reaches_the_next_team(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    place, name = new_place(world)
    planned = plan(world, place)
    person, mate = invite(world), invite(world)
    phone = joined(world, new_phone, person)
    phone.ready_without_network()
    tap_in(phone, card(phone, name), "start.start")
    phone.at_count()
    phone.offline()
    phone.count(MEAL, 4)
    phone.open_details()
    phone.more("detail.turnedAway", 2)
    phone.press("done")
    phone.end_round()
    for key, value in (
        ("summary.total", "4"),
        ("summary.turnedAway", "2"),
        ("summary.unsent", "2"),
    ):
        line = phone.page.get_by_text(phone.texts(key), exact=True).locator("..")
        expect(line).to_contain_text(value)
        size = line.locator(".read-out-number").evaluate("n => getComputedStyle(n).fontSize")
        assert size == "28px"
    note = phone.page.get_by_label(phone.texts("rounds.nextTeam"), exact=True)
    note.fill("Call Mo on 0612345678")
    expect(phone.says("detail.looksLikeName")).to_be_visible()
    note.fill("The lower path is flooded")
    expect(phone.says("detail.looksLikeName")).to_be_hidden()
    phone.open_count()
    phone.online()
    told(phone)
    found = world.desk().record("round", planned)["fields"]
    assert (found["status"], found["activity_note"]) == ("finished", "The lower path is flooded")

    second = plan(world, place)
    next_team = joined(world, new_phone, mate)
    expect(card(next_team, name)).to_contain_text("The lower path is flooded")
    expect(card(next_team, name)).to_contain_text(person.alias)
    tap_in(next_team, card(next_team, name), "start.start")
    next_team.at_count()
    next_team.tap(notices(next_team))
    sheet = next_team.page.get_by_role("dialog")
    expect(sheet).to_contain_text("The lower path is flooded")
    next_team.close_sheet()
    next_team.end_round()
    told(next_team)
    found = world.desk().record("round", second)["fields"]
    assert found["status"] == "finished" and "activity_note" not in found
    next_team.open_count()
    next_team.press("round.newRound")
    plan(world, place)
    told(next_team)
    expect(card(next_team, name).filter(has=next_team.button("start.start"))).to_be_visible()
    expect(next_team.page.get_by_role("main")).not_to_contain_text("The lower path is flooded")


def notices(phone: PhonePage) -> Locator:
    """The button beside the tiles."""
    return phone.page.get_by_role("button", name=phone.texts.pattern("rounds.readNotices"))


def test_a_notice_is_read_without_moving_a_tile_and_ends_by_itself(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.page.clock.install()
    phone.join(invite(own_world).code)
    phone.ready_without_network()
    phone.start_round()
    phone.all_sent()
    service = phone.services()[0]
    before = phone.tile(service).bounding_box()
    fields = {"title": "Wind", "text": "No tents\non the dune tonight.", "until": utc(10 * 60)}
    assert own_world.desk().create("notice", fields).status == 201
    phone.send_now()
    expect(notices(phone)).to_be_visible()
    assert phone.tile(service).bounding_box() == before
    phone.tap(notices(phone))
    expect(phone.page.get_by_role("dialog")).to_contain_text("on the dune tonight.")
    phone.close_sheet()

    phone.offline()
    phone.page.clock.fast_forward("08:00")
    phone.unlock()
    expect(notices(phone)).to_be_visible()
    phone.page.clock.fast_forward("03:00")
    expect(notices(phone)).to_be_hidden()
    assert phone.tile(service).bounding_box() == before


def test_a_notice_for_one_place_is_not_shown_while_counting_at_another(
    world: World, new_phone: PhoneMaker
) -> None:
    (here, name), (there, _) = new_place(world), new_place(world)
    titles = {site: f"Notice {secrets.token_hex(3)}" for site in (here, there)}
    for site, title in titles.items():
        fields = {"title": title, "text": "Read this.", "until": utc(3600), f"sites/{site}": True}
        assert world.desk().create("notice", fields).status == 201
    plan(world, here)
    phone = joined(world, new_phone, invite(world))
    newest = phone.page.get_by_role("main").get_by_role("button").filter(has_text=titles[there])
    phone.tap(newest)
    for title in titles.values():
        expect(phone.page.get_by_role("dialog")).to_contain_text(title)
    phone.close_sheet()
    tap_in(phone, card(phone, name), "start.start")
    phone.at_count()
    phone.tap(notices(phone))
    expect(phone.page.get_by_role("dialog")).to_contain_text(titles[here])
    expect(phone.page.get_by_role("dialog")).not_to_contain_text(titles[there])


def test_a_notice_written_at_the_desk_reaches_the_phones_of_the_network_until_it_is_ended(
    world: World, phone_context: ContextMaker, desk_context: ContextMaker
) -> None:
    title = f"Wind {secrets.token_hex(3)}"
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.go("/rounds")
    desk.press("notices.write")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Title", exact=True).fill(title)
    text, until = (dialog.get_by_label(name, exact=True) for name in ("Text", "Until"))
    text.fill("Ask Mme Martin: no tents on the dune.")
    expect(dialog).to_contain_text(desk.texts.filled("edit.personal", "Mme Martin"))
    text.fill("No tents on the dune.")
    expect(dialog).not_to_contain_text("Mme Martin")
    meant = until.input_value()
    until.fill("2020-01-01T12:00")
    desk.press("notices.go")
    expect(dialog.get_by_text(desk.texts("notices.past"), exact=True)).to_be_visible()
    until.fill(meant)
    dialog.get_by_label(desk.texts("notices.audience")).select_option("network")
    desk.press("notices.go")
    desk.says_done("did.noticed")
    expect(in_desk(desk, title)).to_contain_text("No tents on the dune.")

    # Of another association.
    phone = PhonePage.open(phone_context(), world.server.base)
    phone.join(invite(world, org=1).code)
    line = phone.page.get_by_role("main").get_by_role("button").filter(has_text=title)
    expect(line).to_be_visible()
    in_desk(desk, title).get_by_role("button", name=desk.texts.pattern("notices.end.of")).click()
    expect(in_desk(desk, title)).to_be_hidden()
    told(phone)
    expect(line).to_be_hidden()
