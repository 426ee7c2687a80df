"""The desk's list: columns, saved filters, files, one change for several entries, questions."""

from __future__ import annotations

import csv
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.api.phone import ScriptedPhone
from tests.api.world import World, utc

from .desk_page import MANY_MAX_MS, DeskPage
from .makers import ContextMaker
from .people import Person, invite
from .phone_page import PhonePage
from .watch import NO_NETWORK, Watch

MEAL = "food.hot_meal"
WIDE = {"width": 1600, "height": 900}


@dataclass
class Team:
    """Somebody new with six entries at one place, the newest first, and who looks at them."""

    desk: DeskPage
    world: World
    person: Person
    phone: ScriptedPhone
    site: str
    records: list[str]

    def fields(self, at: int, kind: str = "activity") -> dict[str, Any]:
        found: dict[str, Any] = self.world.desk().record(kind, self.records[at])["fields"]
        return found

    def show(self, more: str = "") -> None:
        self.desk.go(f"/entries?by={self.person.id}{more}")
        self.desk.at("nav.entries")
        expect(self.desk.rows().first).to_be_visible()


@pytest.fixture
def team(lively_world: World, desk_context: ContextMaker, watch: Watch) -> Team:
    person = invite(lively_world)
    phone = ScriptedPhone(lively_world.server.wire())
    assert phone.enrol(person.code).status == 201
    # A place of their own: nobody else counted the same there.
    place = lively_world.place(name=f"Place {secrets.token_hex(3)}")
    site = lively_world.desk().create("site", {"org": lively_world.org(), **place}).json()["id"]
    records = [
        phone.create(
            "activity",
            lively_world.activity(
                site=site, quantity=10 + number, people=20 + number, started_at=utc(-60 * number)
            ),
        )
        for number in range(6)
    ]
    phone.sync()
    context = desk_context(accept_downloads=True, viewport=WIDE)
    desk = DeskPage.open(context, lively_world)
    desk.sign_in()
    return Team(desk, lively_world, person, phone, site, records)


def headings(page: Page) -> list[str]:
    return [text.strip() for text in page.get_by_role("columnheader").all_inner_texts()][1:]


def look_again(desk: DeskPage) -> None:
    """The desk asks every 15 s, and when somebody looks at it again."""
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


# --- columns and saved filters


def test_columns_are_chosen_ordered_and_remembered(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.press("columns.title")
    desk.page.get_by_label(say("col.unmet"), exact=True).uncheck()
    desk.page.get_by_label(say("col.note"), exact=True).check()
    for _ in range(3):
        desk.page.get_by_role(
            "button", name=say.filled("columns.earlier", say("col.note")), exact=True
        ).click()
    wanted = [
        say(f"col.{name}")
        for name in ("when", "place", "what", "note", "quantity", "people", "by", "state")
    ]
    assert headings(desk.page) == wanted
    desk.page.get_by_label(say("columns.roomy"), exact=True).check()
    row = desk.rows().first.bounding_box()
    assert row is not None and row["height"] >= 44

    desk.page.reload()
    expect(desk.rows().first).to_be_visible()
    assert headings(desk.page) == wanted
    desk.press("columns.title")
    desk.press("columns.reset")
    assert say("col.unmet") in headings(desk.page) and say("col.note") not in headings(desk.page)


def test_columns_are_one_persons_own(team: Team, desk_context: ContextMaker) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.press("columns.title")
    desk.page.get_by_label(say("col.by"), exact=True).uncheck()
    desk.key("Escape")
    desk.press("signin.out")
    other = team.world.users(1, "coordinator")[0]
    desk.fill_in(other["email"], other["password"])
    desk.at("nav.entries")
    desk.go("/entries")
    expect(desk.rows().first).to_be_visible()
    assert say("col.by") in headings(desk.page)


def test_a_filter_is_saved_as_a_tab_and_the_address_holds_codes_alone(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show("&what=food.hot_meal&state=new")
    desk.search("secret words")
    expect(desk.reads("list.empty.filter")).to_be_visible()
    desk.press("views.save")
    desk.page.get_by_label(say("views.name")).fill("Meals of tonight")
    desk.confirm()
    tab = desk.page.get_by_role("button", name="Meals of tonight", exact=True)
    expect(tab).to_have_attribute("aria-pressed", "true")
    assert "secret" not in desk.page.url and "Meals" not in desk.page.url

    desk.go("/entries")
    desk.page.reload()
    expect(desk.rows().first).to_be_visible()
    expect(tab).to_have_attribute("aria-pressed", "false")
    tab.click()
    expect(desk.rows()).to_have_count(6)
    stored = desk.page.evaluate("JSON.stringify(localStorage)")
    assert "secret" not in stored and "state=new" in stored

    desk.page.get_by_role("button", name=say.filled("views.remove", "Meals of tonight")).click()
    expect(tab).to_be_hidden()
    desk.key("u")
    expect(tab).to_be_visible()


# --- files


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_exactly_what_is_on_the_screen(team: Team, form: str, tmp_path: Path) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.press("columns.title")
    desk.page.get_by_label(say("col.unmet"), exact=True).uncheck()
    desk.key("Escape")
    desk.page.get_by_role("button", name=say("col.people"), exact=True).click()
    heading = desk.page.get_by_role("columnheader", name=say("col.people"))
    expect(heading).to_have_attribute("aria-sort", "descending")
    # The cell alone: it may be twenty-five past.
    expect(desk.rows().first.get_by_role("cell", name="25", exact=True)).to_be_visible()
    path = desk.export(form, tmp_path)
    if form == "csv":
        head, *rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    else:
        sheet = openpyxl.load_workbook(path).active
        head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    # A number stands alone in a file; its unit has a column of its own.
    shown = headings(desk.page)
    shown.insert(shown.index(say("col.quantity")) + 1, say("col.unit"))
    assert head == shown
    for name in ("col.people", "col.quantity", "col.what", "col.place", "col.by", "col.state"):
        assert [str(row[head.index(say(name))]) for row in rows] == desk.column(name), name


# --- one change for several entries


def test_a_field_of_several_entries_is_changed_after_a_preview_and_taken_back(
    team: Team,
) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    there = team.world.demo["sites"][1]
    place = desk.column("col.place")[0]
    desk.select_rows(0, 2, 3)
    desk.press("bulk.set")
    desk.dialog().locator("select").first.select_option("site")
    desk.dialog().locator("select").nth(1).select_option(there["id"])
    lines = desk.dialog().get_by_role("listitem")
    expect(lines).to_have_count(3)
    for line in lines.all():
        expect(line).to_contain_text(
            say.filled("bulk.line", say("col.place"), place, there["code"])
        )
    assert team.fields(0)["site"] == team.site, "nothing is done yet"
    desk.confirm()
    desk.says_done("bulk.did.set")
    assert [team.fields(n)["site"] == there["id"] for n in range(6)] == [
        *(True, False, True, True),
        *(False, False),
    ]
    expect(desk.rows().first).to_contain_text(there["code"])

    desk.key("u")
    desk.says_done("did.undone")
    assert {team.fields(n)["site"] for n in range(6)} == {team.site}
    assert team.world.desk().conflicts("activity", team.records[0]) == []


def test_a_bulk_change_covers_what_its_preview_showed_and_nothing_else(team: Team) -> None:
    desk = team.desk
    team.show()
    desk.select_rows(0, 1)
    desk.key("e")
    desk.dialog().locator("select").first.select_option("people")
    desk.dialog().get_by_role("spinbutton").fill("99")
    expect(desk.dialog().get_by_role("listitem")).to_have_count(2)
    team.phone.write("activity", team.records[0], {"people": 77})
    team.phone.sync()
    desk.confirm()
    desk.says_done("bulk.did.set")
    conflict = team.world.desk().conflicts("activity", team.records[0])
    assert {value["value"] for value in conflict[0]["values"]} == {99, 77}
    assert team.fields(1)["people"] == 99
    desk.page.reload()
    expect(desk.rows().first).to_contain_text(re.compile("99 or 77|77 or 99"))
    expect(desk.total()).to_contain_text(desk.texts.filled("list.unsettled", "1"))


def test_several_are_reviewed_and_made_void_with_keys_and_buttons(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.key("x", "j", "x", "r")
    expect(desk.dialog().get_by_role("listitem")).to_have_count(2)
    expect(desk.dialog().locator("button[type=submit]")).to_be_focused()
    desk.key("Enter")
    desk.says_done("bulk.did.review")
    assert [team.fields(n).get("review") for n in (0, 1, 2)] == ["reviewed", "reviewed", None]
    expect(desk.rows().first).to_contain_text(say("status.reviewed"))

    desk.select_rows(1, 2)
    desk.key("r")
    expect(desk.dialog()).to_contain_text(say.filled("bulk.same", "1"))
    desk.key("Escape")

    desk.press("record.void")
    desk.dialog().locator("select").select_option("test")
    desk.confirm()
    desk.says_done("bulk.did.void")
    assert [team.fields(n).get("voided") for n in (0, 1, 2)] == [None, "test", "test"]
    desk.key("u")
    desk.says_done("did.undone")
    assert [team.fields(n).get("voided") for n in (1, 2)] == [None, None]


def test_all_that_match_are_selected_across_pages(team: Team) -> None:
    for number in range(60):
        team.phone.create(
            "activity", team.world.activity(quantity=1, started_at=utc(-1000 - number))
        )
    team.phone.sync()
    desk = team.desk
    team.show()
    desk.page.get_by_role("checkbox", name=desk.texts("list.select.all")).check()
    desk.page.get_by_role("button", name=desk.texts.filled("bulk.all", "66")).click()
    expect(desk.page.get_by_text(desk.texts.pattern("list.selected"))).to_contain_text("66")
    desk.key("r")
    expect(desk.dialog().get_by_role("listitem")).to_have_count(66, timeout=MANY_MAX_MS)
    desk.confirm()
    desk.says_done("bulk.did.review", MANY_MAX_MS)
    everything = team.world.desk().page("activity", author=team.person.id, review="reviewed")
    assert everything["total"] == 66


# --- questions


def test_a_question_waits_for_its_author_and_comes_back_answered(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.key("q")
    desk.page.get_by_label(say("ask.label")).fill("Twice, or one pot?")
    desk.confirm()
    desk.says_done("did.asked")
    expect(desk.rows().first).to_contain_text(say.filled("status.asked", team.person.alias))

    path = f"activity/{team.records[0]}"
    team.phone.sync()
    assert team.phone.values(path, "queried") == [True]
    assert team.phone.values(path, "query") == ["Twice, or one pot?"]
    team.phone.write("activity", team.records[0], {"answer": "One pot, counted twice"})
    team.phone.sync()
    look_again(desk)
    expect(desk.rows().first).to_contain_text(say("status.answered"))

    desk.key("Enter")
    expect(desk.page.get_by_text("One pot, counted twice").first).to_be_visible()
    expect(desk.page.get_by_text(team.person.alias).first).to_be_visible()


def test_one_question_is_asked_about_several_entries(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    desk.select_rows(0, 1, 2)
    desk.press("bulk.ask")
    desk.page.get_by_label(say("ask.label")).fill("At which place?")
    expect(desk.dialog()).to_contain_text(say.filled("bulk.asks", team.person.alias))
    desk.confirm()
    desk.says_done("bulk.did.ask")
    assert [team.fields(n).get("query") for n in range(4)] == [*["At which place?"] * 3, None]
    desk.key("u")
    desk.says_done("did.undone")
    assert [team.fields(n).get("queried") for n in range(3)] == [None] * 3


# --- keys


def test_keys_shown_at_the_bottom_are_buttons(team: Team) -> None:
    desk, say = team.desk, team.desk.texts
    team.show()
    bar = desk.page.get_by_role("contentinfo")
    bar.get_by_role("button", name=f"{say('keys.next')} (J)").click()
    bar.get_by_role("button", name=f"{say('keys.select')} (X)").click()
    expect(desk.rows().nth(1).get_by_role("checkbox")).to_be_checked()
    expect(desk.page.get_by_text(say.pattern("list.selected"))).to_be_visible()
    desk.page.locator("h1").click()
    desk.key("Escape")
    expect(desk.page.get_by_text(say.pattern("list.selected"))).to_be_hidden()
    bar.get_by_role("button", name=f"{say('keys.edit')} (E)").click()
    expect(desk.page.get_by_role("dialog", name=say("edit.title"))).to_be_visible()


def test_a_question_goes_to_a_phone_is_answered_without_network_and_comes_back(
    world: World, phone: PhonePage, person: Person, desk_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.start_round()
    phone.count(MEAL)
    phone.kept()
    phone.open_day()
    phone.all_sent()
    desk = DeskPage.open(desk_context(), world)
    say = desk.texts
    desk.sign_in()
    desk.go(f"/entries?by={person.id}")
    expect(desk.rows()).to_have_count(1)
    desk.key("q")
    desk.page.get_by_label(say("ask.label")).fill("57 or 75?")
    desk.confirm()
    expect(desk.rows().first).to_contain_text(say.filled("status.asked", person.alias))

    phone.send_now()
    answer = phone.page.get_by_role("textbox", name=phone.texts("entry.answer"))
    expect(answer).to_be_visible()
    phone.offline()
    answer.fill("75, I miscounted")
    phone.press("entry.send")
    phone.unsent(1)
    look_again(desk)
    expect(desk.rows().first).to_contain_text(say.filled("status.asked", person.alias))

    phone.online()
    phone.send_now()
    phone.all_sent()
    look_again(desk)
    expect(desk.rows().first).to_contain_text(say("status.answered"))
    desk.key("Enter")
    expect(desk.page.get_by_text("75, I miscounted").first).to_be_visible()
    expect(desk.page.get_by_text(person.alias).first).to_be_visible()
