"""The record page and the people: back to any step, taken back, the same as another, a new role."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.api.world import World, case_code

from . import inbox_cases as cases
from .desk_page import DeskPage
from .makers import ContextMaker
from .test_desk_referrals import CLEARED_ORG
from .watch import Watch


@pytest.fixture
def desk(own_world: World, desk_context: ContextMaker, watch: Watch) -> DeskPage:
    """A coordinator who has just signed in, of a network in which nothing happened yet."""
    found = DeskPage.open(desk_context(), own_world)
    found.sign_in()
    return found


def test_an_entry_goes_back_to_any_step_whole_or_in_one_field(desk: DeskPage) -> None:
    phone = cases.named(desk.world, "Alix")
    entry = cases.wrote(phone, desk.world, people=40, quantity=40, note="cold")
    path = f"activity/{entry}"
    for people in (41, 42):
        seen = {name: phone.heads(path, name) for name in ("people", "quantity")}
        phone.write("activity", entry, {"people": people, "quantity": people}, covers=seen)
        phone.sync()
    desk.go(f"/record/activity/{entry}")
    back = desk.button("record.back_to")
    expect(back).to_have_count(2)
    back.first.click()
    dialog = desk.page.get_by_role("dialog")
    lines = dialog.get_by_role("listitem")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("→ 40")
    dialog.get_by_role("button", name=desk.texts.pattern("goback.go")).click()
    desk.says_done("did.back")
    assert (
        cases.fields(desk.world, entry)["people"],
        cases.fields(desk.world, entry)["quantity"],
    ) == (40, 40)
    assert cases.fields(desk.world, entry)["note"] == "cold"
    desk.undo()
    assert (
        cases.fields(desk.world, entry)["people"],
        cases.fields(desk.world, entry)["quantity"],
    ) == (42, 42)

    expect(back).to_have_count(3)
    back.first.click()
    lines.filter(has_text="Quantity").get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name=desk.texts.pattern("goback.go")).click()
    expect(dialog).to_be_hidden()
    desk.says_done("did.back")
    assert (
        cases.fields(desk.world, entry)["people"],
        cases.fields(desk.world, entry)["quantity"],
    ) == (40, 42)


def test_all_that_a_phone_wrote_is_taken_back_after_a_preview(desk: DeskPage) -> None:
    author, meddler = cases.named(desk.world, "Alix"), cases.named(desk.world, "Mo")
    theirs = cases.wrote(author, desk.world, people=40)
    meddler.sync()
    meddler.write(
        "activity",
        theirs,
        {"people": 4},
        covers={"people": meddler.heads(f"activity/{theirs}", "people")},
    )
    made = cases.wrote(meddler, desk.world, people=5)
    other = cases.wrote(meddler, desk.world, people=6)
    desk.go(f"/record/activity/{theirs}")
    desk.page.get_by_role("button", name=desk.texts.pattern("takeback.open")).click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label(desk.texts("takeback.since")).fill("2026-01-01T00:00")
    lines = dialog.get_by_role("listitem")
    expect(lines).to_have_count(3)
    expect(lines.filter(has_text="4 → 40")).to_have_count(1)
    void = lines.filter(has_text=desk.texts("takeback.void"))
    expect(void).to_have_count(2)
    void.first.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name=desk.texts.pattern("takeback.go")).click()
    desk.says_done("did.takeback")
    assert cases.fields(desk.world, theirs)["people"] == 40
    voided = [cases.fields(desk.world, entry).get("voided") for entry in (made, other)]
    assert sorted(map(str, voided)) == ["None", "mistake"], "what was left out stays"
    desk.undo()
    assert cases.fields(desk.world, theirs)["people"] == 4
    assert [cases.fields(desk.world, entry).get("voided") for entry in (made, other)] == [
        None,
        None,
    ]


def test_an_entry_is_said_to_be_the_same_as_another(desk: DeskPage) -> None:
    phone = cases.named(desk.world, "Alix")
    first = cases.wrote(phone, desk.world, people=40, quantity=40)
    second = cases.wrote(phone, desk.world, people=41, quantity=41)
    desk.go(f"/record/activity/{second}")
    desk.press("record.same")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("radio")).to_have_count(1)
    expect(dialog).to_contain_text("40")
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name=desk.texts("same.go")).click()
    desk.says_done("did.once")
    assert cases.into(desk.world, second) == [first]
    assert desk.world.desk().ids("activity") == [first]
    desk.undo()
    assert set(desk.world.desk().ids("activity")) == {first, second}


def test_a_role_changes_and_an_account_is_turned_off_and_on(desk: DeskPage) -> None:
    phone = cases.named(desk.world, "Alix")

    def person() -> dict[str, object]:
        items = desk.world.desk().get("/api/users").json()["items"]
        return next(one for one in items if one["id"] == phone.user)

    def change() -> Locator:
        name = f"{desk.texts('people.change')}: Alix"
        desk.page.get_by_role("button", name=name).click()
        return desk.page.get_by_role("dialog", name="Alix")

    desk.go("/people")
    desk.at("people.title")
    dialog = change()
    dialog.get_by_label(desk.texts("member.role")).select_option("coordinator")
    dialog.get_by_role("button", name=desk.texts("member.save")).click()
    desk.says_done("did.role")
    assert person()["role"] == "coordinator"
    desk.undo()
    assert person()["role"] == "volunteer"
    change().get_by_role("button", name=desk.texts("member.off")).click()
    desk.says_done("did.off")
    assert phone.wire.send("GET", "/api/me").status == 403
    change().get_by_role("button", name=desk.texts("member.on")).click()
    desk.says_done("did.on")
    assert phone.wire.send("GET", "/api/me").status == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_signup_that_two_people_changed_names_who_it_is_about(
    own_world: World, desk_context: ContextMaker, watch: Watch, language: str
) -> None:
    case = cases.crossed_signup(own_world)
    desk = DeskPage.open(desk_context(language), own_world, language)
    desk.sign_in()
    name = desk.texts.filled("what.person", desk.texts("one.signup"), "Inès")
    card = desk.page.locator(".card").filter(has_text=name)
    expect(card).to_be_visible()
    desk.choose_card(case.entry)
    expect(desk.page.get_by_role("heading", level=2).filter(has_text=name)).to_be_visible()
    assert set(desk.sides()) == {desk.texts("yes"), desk.texts("no")}
    desk.key("1")
    expect(card).to_have_count(0)
    desk.undo()
    expect(card).to_be_visible()
    desk.go(f"/record/signup/{case.entry}")
    expect(desk.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    for cryptic in (case.entry, case.other, case.phones[0].user):
        expect(desk.page.get_by_role("main")).not_to_contain_text(cryptic[:8])


def test_an_entry_of_a_locked_phone_says_so(desk: DeskPage) -> None:
    phone = cases.named(desk.world, "Alix")
    locked = cases.wrote(phone, desk.world, captured_locked=True)
    desk.go(f"/record/activity/{locked}")
    now = desk.page.locator(".now")
    expect(now).to_contain_text("Written while locked")
    own = cases.wrote(phone, desk.world, people=3)
    desk.go(f"/record/activity/{own}")
    expect(now).to_contain_text("People")
    expect(now).not_to_contain_text("Written while locked")


def test_a_focal_point_keeps_the_case_of_a_minor_longer_and_says_why(
    own_world: World, desk_context: ContextMaker
) -> None:
    org, world = CLEARED_ORG, own_world
    fields = {"code": case_code(), "minor_status": "unaccompanied"}
    case = str(world.desk(org).create("case", fields).json()["id"])
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in(org)
    desk.go(f"/record/case/{case}")
    desk.press("keep.open")
    desk.press("keep.go")
    expect(desk.dialog()).to_contain_text(desk.texts("keep.reason.missing"))
    desk.page.get_by_role("radio").nth(1).check()
    desk.page.get_by_role("textbox").fill("The lawyer needs it.")
    desk.press("keep.go")
    desk.says_done("did.kept_longer")
    expect(desk.page.locator(".now")).to_contain_text("The lawyer needs it.")
    desk.press("keep.open")
    desk.press("keep.end")
    desk.says_done("did.kept_no_longer")
    expect(desk.page.locator(".now")).not_to_contain_text("The lawyer needs it.")
    desk.undo()
    kept = world.desk(org).record("case", case)["fields"]
    assert kept["keep_reason"] == "The lawyer needs it." and kept["keep_until"] > "2026"
    desk.go("/settings/audit")
    line = desk.page.get_by_text(desk.texts.filled("audit.do.kept_longer", "a case"))
    expect(line.first).to_be_visible()
    adult = world.desk(org).create("case", {"code": case_code()}).json()["id"]
    desk.go(f"/record/case/{adult}")
    expect(desk.button("record.edit")).to_be_visible()
    expect(desk.button("keep.open")).to_be_hidden()


def test_a_filter_says_which_sealed_entries_it_cannot_look_into(
    own_world: World, desk_context: ContextMaker
) -> None:
    phone = own_world.phone(CLEARED_ORG, role="coordinator")
    for minor in ("separated", "apparent"):
        fields = {"needs/food": True, "minor_status": minor, "group_size": 1}
        phone.create("contact", own_world.contact(site=own_world.site(CLEARED_ORG), **fields))
    phone.sync()
    assert (phone.held, phone.drawer) == ({}, {})
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in(CLEARED_ORG)
    desk.go("/entries?kind=contact")
    told = desk.page.get_by_text(desk.texts.pattern("list.unsearched"))
    expect(desk.rows()).to_have_count(2)
    expect(told).to_be_hidden()
    desk.go("/entries?kind=contact&what=food")
    expect(told).to_be_visible()
    expect(told).to_contain_text("2")
    desk.press("list.clear")
    expect(desk.rows()).to_have_count(2)
    expect(told).to_be_hidden()
