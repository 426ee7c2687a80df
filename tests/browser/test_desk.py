"""The desk: sign in, find, settle, let in, invite; on a network that has worked for weeks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.api.phone import ScriptedPhone
from tests.api.world import World, utc

from .desk_page import DeskPage
from .makers import ContextMaker
from .people import invite
from .phone_page import PhonePage
from .texts import Texts
from .tour import dispute
from .waiting import eventually
from .watch import Watch

ALL = "list.span.all"


@pytest.fixture
def desk(lively_world: World, desk_context: ContextMaker, watch: Watch) -> DeskPage:
    """A coordinator who has just signed in."""
    found = DeskPage.open(desk_context(accept_downloads=True), lively_world)
    found.sign_in()
    return found


def numbers(values: list[str]) -> list[int]:
    """The settled numbers of a column; "84 or 48" is none."""
    found = [re.sub(r"[\s,.]|kg|[a-z]+$", "", value) for value in values]
    return [int(value) for value in found if value.isdigit()]


def count_of(desk: DeskPage) -> int:
    """How many entries match, as the totals say."""
    return int(re.sub(r"\D", "", (desk.total().text_content() or "").split("·")[0]))


def test_a_wrong_password_is_told_and_lets_nobody_in(
    lively_world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    desk = DeskPage.open(desk_context(), lively_world)
    watch.allow("status of 401")
    desk.page.goto(f"{lively_world.server.base}/desk")
    desk.fill_in("nobody@example.org", "not the password")
    expect(desk.page.get_by_role("alert")).to_have_text(desk.texts("error.bad_credentials"))
    expect(desk.button("signin.go")).to_be_visible()


def test_the_list_is_filtered_searched_sorted_and_turned(
    desk: DeskPage, lively_world: World
) -> None:
    desk.open_entries()
    desk.filter("list.dates.default", desk.texts(ALL))
    since = {"from": "2000-01-01"}
    listed = lively_world.desk().page("activity", per_page=1, **since)["total"]
    expect(desk.total()).to_contain_text(re.compile(rf"\b{listed}\b"))
    expect(desk.rows()).to_have_count(50)
    everything = count_of(desk)
    total = desk.total().inner_text()
    assert everything > 50

    first = desk.rows().first.inner_text()
    desk.button("list.next").click()
    expect(desk.page.get_by_text(desk.texts.pattern("list.range"))).to_contain_text("51–")
    expect(desk.rows().first).not_to_have_text(first)
    desk.page.go_back()
    expect(desk.rows().first).to_be_visible()

    service = desk.texts.label("service_type", "food.hot_meal")
    desk.filter("list.what.activity", service)
    expect(desk.total()).not_to_have_text(total)
    assert all(value.startswith(service) for value in desk.column("col.what"))
    assert 0 < count_of(desk) < everything

    desk.page.get_by_role("button", name=desk.texts("col.people"), exact=True).click()
    heading = desk.page.get_by_role("columnheader", name=desk.texts("col.people"))
    expect(heading).to_have_attribute("aria-sort", "descending")
    eventually(desk.page, lambda: falls(numbers(desk.column("col.people"))))

    desk.search("no such note anywhere")
    expect(desk.reads("list.empty.filter")).to_be_visible()
    desk.press("list.clear")
    expect(desk.rows().first).to_be_visible()


def falls(numbers: list[int]) -> bool:
    return numbers == sorted(numbers, reverse=True) and numbers[0] > numbers[-1]


def test_totals_stand_below_all_that_match_not_below_the_page(
    desk: DeskPage, lively_world: World
) -> None:
    desk.open_entries()
    listed = lively_world.desk().page("activity", per_page=1)
    footer = desk.page.locator("tfoot")
    said = re.sub(
        r"\D", "", footer.get_by_role("cell").filter(has_text=desk.texts("col.people")).inner_text()
    )
    assert int(said) == listed["totals"]["people"]["sum"]
    assert count_of(desk) == listed["total"]


def addresses(desk: DeskPage) -> list[str]:
    """Which entries are listed, in their order; what the rows say of them may change in place."""
    found: list[str] = (
        desk.rows().locator("a").evaluate_all("links => links.map(({ href }) => href)")
    )
    assert found
    return found


def test_new_entries_are_announced_and_wait(desk: DeskPage, lively_world: World) -> None:
    desk.open_entries()
    before = addresses(desk)
    phone = ScriptedPhone(lively_world.server.wire())
    assert phone.enrol(invite(lively_world).code).status == 201
    for _ in range(2):
        phone.create("activity", lively_world.activity(quantity=77, people=77, started_at=utc()))
    phone.sync()
    # The desk asks every 15 s, and when somebody looks at it again.
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    banner = desk.page.get_by_role("status").filter(has_text=desk.texts("list.new.show"))
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("2")
    assert addresses(desk) == before, "rows never jump"
    desk.press("list.new.show")
    expect(desk.rows().first).to_contain_text("77")
    expect(banner).to_be_hidden()


@pytest.mark.parametrize("verb", ["release", "refuse"])
def test_a_held_change_is_let_in_or_refused(desk: DeskPage, lively_world: World, verb: str) -> None:
    author = lively_world.colleague()
    entry = author.create("activity", lively_world.activity(people=5))
    author.sync()
    stranger = lively_world.colleague(org=1)
    stranger.write("activity", entry, {"people": 6, "unmet": 3}, covers={})
    stranger.sync()
    assert stranger.held, "it waits at the door"
    held = lively_world.desk().held_of(entry)

    desk.page.reload()
    desk.at("inbox.title")
    desk.page.locator(f"#card-{held['id']}").click()
    expect(desk.reads("held.why")).to_be_visible()
    # The whole entry: what it would change first, then what stays.
    rows = desk.page.locator(".evidence .value")
    changed = ["5 → 6", f"{desk.texts('record.empty')} → 3"]
    expect(rows.filter(has_text="→")).to_contain_text(changed)
    expect(desk.reads("held.stays")).to_be_visible()
    meal = desk.texts.label("service_type", "food.hot_meal")
    expect(rows.filter(has_text=meal)).not_to_contain_text("→")
    desk.press(f"inbox.{verb}")
    desk.says_done("did.released" if verb == "release" else "did.refused")
    expect(desk.page.locator(f"#card-{held['id']}")).to_be_hidden()
    stranger.ask_again()
    stranger.sync()
    assert bool(stranger.drawer) == (verb == "refuse")
    heads = lively_world.desk().record("activity", entry)["heads"]["people"]
    assert len(heads) == (2 if verb == "release" else 1)


def test_a_value_is_kept_with_one_click_and_taken_back(desk: DeskPage, lively_world: World) -> None:
    entry = dispute(lively_world)
    desk.choose_card(entry)
    assert set(desk.sides()) == {"84", "48"}
    desk.page.get_by_role("button", name=desk.texts.filled("inbox.keep", "84")).click()
    desk.says_done("did.kept")
    assert lively_world.desk().record("activity", entry)["fields"]["people"] == 84
    assert lively_world.desk().conflicts("activity", entry) == []

    desk.go(f"/record/activity/{entry}")
    story = desk.page.get_by_role("region", name=desk.texts("record.story")).or_(
        desk.page.locator("section").filter(has_text=desk.texts("record.story"))
    )
    for said in ("40", "84", "48"):
        expect(story.first).to_contain_text(said)
    expect(desk.page.get_by_text(desk.texts.pattern("story.kept"))).to_be_visible()
    expect(desk.page.get_by_text(desk.texts.pattern("story.split"))).to_be_visible()


def test_an_invite_from_the_desk_brings_a_phone_in(
    desk: DeskPage, lively_world: World, phone_context: ContextMaker
) -> None:
    desk.go("/people")
    desk.at("people.title")
    desk.press("people.invite")
    alias = desk.page.get_by_label(desk.texts("invite.alias"))
    alias.fill("Alix 06 12 34 56 78")
    warning = desk.texts.filled("invite.alias.personal", "06 12 34 56 78")
    expect(desk.dialog()).to_contain_text(warning)
    alias.fill("Alix")
    expect(desk.dialog()).not_to_contain_text("06 12 34 56 78")
    desk.press("invite.go")
    picture = desk.page.get_by_role("img", name=desk.texts("invite.qr"))
    expect(picture).to_be_visible()
    fact = desk.page.get_by_text(desk.texts("invite.link"), exact=True).locator("..")
    link = fact.get_by_role("definition").inner_text()
    code = link.rpartition("=")[2]
    assert re.fullmatch(r"[0-9a-zA-Z]{10}", code), link
    assert link.endswith(f"/#join={code}")

    phone = PhonePage.open(phone_context(), lively_world.server.base)
    phone.page.goto(f"{lively_world.server.base}/#join={code}")
    expect(phone.page.get_by_text("Alix")).to_be_visible()
    # The code leaves the address bar.
    expect(phone.page).to_have_url(f"{lively_world.server.base}/")
    phone.tap(phone.page.get_by_role("button", name=phone.texts.pattern("join.join")))
    phone.choose_code()
    phone.at_round_start()
    desk.press("invite.done")
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    phones = desk.page.get_by_role("table")
    expect(phones).to_contain_text("Alix")


def test_an_invite_that_went_to_the_wrong_person_is_withdrawn(
    desk: DeskPage, lively_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    person, faster = (invite(lively_world, alias=alias) for alias in ("Sizerin", "Tarin"))
    desk.go("/people")
    withdraw, late = (
        desk.page.get_by_role("button", name=f"{desk.texts('people.withdraw')}: {one.alias}")
        for one in (person, faster)
    )
    expect(late).to_be_visible()
    assert ScriptedPhone(lively_world.server.wire()).enrol(faster.code).status == 201
    late.click()
    desk.press("people.withdraw.go")
    expect(desk.dialog()).to_contain_text(desk.texts("error.invite_used"))
    desk.press("dialog.cancel")
    expect(late).to_have_count(0)
    expect(desk.page.get_by_role("table")).to_contain_text("Tarin")
    withdraw.click()
    desk.press("people.withdraw.go")
    desk.says_done("did.uninvited")
    expect(withdraw).to_have_count(0)

    watch.allow("status of 403")
    phone = PhonePage.open(phone_context(), lively_world.server.base)
    phone.page.goto(f"{lively_world.server.base}/#join={person.code}")
    expect(phone.page.get_by_text(phone.texts("join.used"))).to_be_visible()


def test_keys_do_what_the_buttons_do(desk: DeskPage) -> None:
    desk.key("g", "e")
    desk.at("nav.entries")
    expect(desk.rows().first).to_be_visible()
    desk.key("j", "x")
    expect(desk.page.get_by_text(desk.texts.pattern("list.selected"))).to_be_visible()
    desk.key("Enter")
    expect(desk.reads("record.story")).to_be_visible()
    desk.key("Escape")
    desk.at("nav.entries")
    desk.key("/")
    desk.page.keyboard.type("jjj")
    expect(desk.page.get_by_role("searchbox", name=desk.texts("list.search"))).to_have_value("jjj")
    desk.key("Escape")
    desk.key("?")
    expect(desk.page.get_by_role("dialog", name=desk.texts("keys.title"))).to_be_visible()


def test_the_desk_says_when_it_has_no_connection(desk: DeskPage, watch: Watch) -> None:
    watch.allow("net::ERR_INTERNET_DISCONNECTED")
    desk.open_entries()
    desk.page.context.set_offline(True)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.reads("state.offline").first).to_be_visible()
    expect(desk.rows().first).to_be_visible()
    desk.page.context.set_offline(False)
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.reads("state.offline").first).to_be_hidden()


def test_a_session_that_ended_keeps_the_screen_and_asks_again(
    desk: DeskPage, lively_world: World, watch: Watch
) -> None:
    desk.open_entries()
    row = desk.rows().first.inner_text()
    watch.allow("status of 401")
    desk.page.context.clear_cookies()
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(desk.reads("signin.over")).to_be_visible()
    assert desk.rows().first.inner_text() == row
    coordinator = lively_world.users(0, "coordinator")[0]
    desk.fill_in(coordinator["email"], coordinator["password"])
    expect(desk.reads("signin.over")).to_be_hidden()


def test_nothing_of_the_desk_reaches_the_phone_and_the_address_holds_codes_alone(
    desk: DeskPage,
) -> None:
    desk.open_entries()
    desk.search("a private note")
    desk.filter("list.what.activity", desk.texts.label("service_type", "food.hot_meal"))
    expect(desk.page).to_have_url(re.compile("what=food.hot_meal"))
    assert "private" not in desk.page.url
    assert desk.page.title() == Texts("desk", "en")("app") or "Maraude" in desk.page.title()
