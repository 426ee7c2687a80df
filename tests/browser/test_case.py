"""Following somebody up by a code: ux.md section 3 (`case`), domain.md section 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.api.phone import ScriptedPhone
from tests.api.world import World, case_code

from .camera import SEEN_MAX_MS, camera, filming
from .follow_page import FollowPage
from .in_hand import InHand
from .opened_rows import everything_opened
from .people import Person, another_phone, invite, stored
from .phone_page import PhonePage
from .test_contact import everything_stored
from .waiting import eventually
from .watch import NO_NETWORK, Watch


@pytest.fixture
def follow(phone: PhonePage) -> FollowPage:
    return FollowPage(phone)


def test_a_case_is_found_with_two_taps_however_its_code_is_typed(follow: FollowPage) -> None:
    phone = follow.phone
    phone.start_round()
    code = follow.make_case(language="ti")
    phone.page.go_back()
    phone.page.go_back()
    phone.page.go_back()
    phone.at_count()
    sloppy = code.upper().replace("1", "l").replace("0", "O")
    phone.taps = 0
    follow.open_find()
    follow.type_code(f"{sloppy[:3]}-{sloppy[3:6]} {sloppy[6:]}")
    follow.at_case()
    assert phone.taps == 2
    assert follow.shown_code() == code


def test_a_wrong_code_is_told_at_once_and_an_unknown_one_leads_to_the_coordinator(
    follow: FollowPage,
) -> None:
    phone = follow.phone
    follow.open_find()
    code = case_code()
    other = "7" if code[4] != "7" else "8"
    follow.type_code("7u")
    expect(phone.says("person.find.noSuch")).to_contain_text("u")
    follow.type_code(code[:4])
    expect(phone.says("person.find.left")).to_contain_text("5")
    follow.type_code(code[:4] + other + code[5:])
    expect(phone.reads("person.find.wrong")).to_be_visible()
    follow.type_code(code)
    expect(phone.reads("person.find.notHere")).to_be_visible()


def test_a_case_made_without_network_arrives_and_is_found_on_another_phone_of_its_author(
    world: World, follow: FollowPage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone = follow.phone
    phone.ready_without_network()
    phone.offline()
    code = follow.make_case(language="ps")
    phone.reload()
    follow.open_case(code)
    phone.online()
    phone.send_now()
    phone.all_sent()
    [case] = stored(world, person, "case")
    assert (case["fields"]["code"], case["fields"]["language"]) == (code, "ps")
    again = ScriptedPhone(world.server.wire())
    assert again.enrol(another_phone(world, person)).status == 201
    again.sync()
    assert again.values(f"case/{case['id']}", "code") == [code]
    # Nothing of it is in what the browser shows or keeps of pages.
    assert code not in (phone.page.url + phone.page.title()).lower()
    assert phone.page.evaluate("JSON.stringify(history.state)") == '{"depth":3}'


def test_a_meeting_with_a_case_stands_in_its_timeline(
    world: World, follow: FollowPage, person: Person
) -> None:
    phone = follow.phone
    phone.start_round()
    phone.open_person()
    phone.tap(phone.need("food"))
    phone.press("person.find.open")
    phone.press("person.find.create")
    phone.press("person.create.save")
    follow.at_case()
    code = follow.shown_code()
    # What was begun before is still there, and belongs to the case now.
    phone.press("person.case.meeting")
    phone.at_meeting()
    expect(phone.says("person.case.attached")).to_be_visible()
    expect(phone.need("food")).to_have_attribute("aria-pressed", "true")
    phone.press("contact.save")
    phone.open_day()
    phone.all_sent()
    [meeting] = stored(world, person, "contact")
    assert meeting["fields"]["case"] == code
    follow.open_case(code)
    expect(follow.timeline()).to_have_count(2)
    expect(follow.timeline().first).to_contain_text(phone.texts.label("need", "food").lower())
    # The next meeting is with somebody else.
    phone.page.go_back()
    expect(phone.says("person.case.attached")).to_be_hidden()


def test_the_case_of_a_minor_alone_is_sealed_from_the_save_on(
    world: World, follow: FollowPage, person: Person
) -> None:
    phone = follow.phone
    follow.open_find()
    phone.press("person.find.create")
    phone.press("contact.minor")
    phone.tap(phone.chip("minor_status", "unaccompanied"))
    expect(phone.reads("contact.seals")).to_be_visible()
    follow.choose_language("ti")
    phone.press("person.create.save")
    follow.at_case()
    expect(phone.reads("person.case.sealed")).to_be_visible()
    code = follow.shown_code()
    phone.send_now()
    phone.all_sent()
    eventually(phone.page, lambda: "unaccompanied" not in everything_opened(phone.page))
    assert code not in everything_stored(phone.page), "its line lies in the vault"
    [case] = stored(world, person, "case")
    assert case["visibility"] == "minor"


def test_the_code_is_shown_as_a_picture_that_another_phone_can_read(
    world: World, follow: FollowPage, playwright: Playwright, watch: Watch, tmp_path: Path
) -> None:
    phone = follow.phone
    code = follow.make_case()
    phone.press("person.case.show")
    picture = phone.page.get_by_role("img", name=phone.texts("person.case.showTitle"))
    shown = tmp_path / "shown.png"
    picture.screenshot(path=shown)
    film = camera(phone.page, shown, tmp_path)
    phone.press("done")
    phone.send_now()
    phone.all_sent()
    with filming(playwright, watch, film) as context:
        other = FollowPage(PhonePage.open(context, world.server.base))
        other.phone.join(invite(world).code)
        other.open_find()
        other.phone.press("person.find.scan")
        # It is not this phone's case: what was read stands in the field.
        read = re.compile(code, re.IGNORECASE)
        expect(other.code_field()).to_have_value(read, timeout=SEEN_MAX_MS)
        expect(other.phone.reads("person.find.notHere")).to_be_visible()


def test_a_camera_that_is_refused_is_explained(follow: FollowPage) -> None:
    phone = follow.phone
    session = phone.page.context.new_cdp_session(phone.page)
    refused = {"permission": {"name": "camera"}, "setting": "denied", "origin": phone.base}
    session.send("Browser.setPermission", refused)
    follow.open_find()
    phone.press("person.find.scan")
    said = phone.reads("person.find.cameraRefused").or_(phone.reads("person.find.cameraNone"))
    expect(said).to_be_visible()
    phone.press("person.find.stop")
    expect(phone.button("person.find.scan")).to_be_visible()


def test_cases_that_a_coordinator_put_together_are_one_on_the_phone(
    world: World, follow: FollowPage
) -> None:
    phone = follow.phone
    first = follow.make_case()
    phone.page.go_back()
    phone.page.go_back()
    second = follow.make_case()
    phone.send_now()
    phone.all_sent()
    desk = world.desk()
    cases = {one["fields"]["code"]: one["id"] for one in desk.page("case", per_page=200)["items"]}
    answer = desk.patch("case", cases[first], {f"linked_to/{second}": True})
    assert answer.status == 200, str(answer)
    phone.send_now()
    expect(phone.says("person.case.merged")).to_be_visible()
    phone.page.go_back()
    phone.page.go_back()
    follow.open_case(first)
    expect(phone.says("person.case.merged")).to_be_visible()


def test_a_case_survives_a_killed_app(world: World, in_hand: InHand) -> None:
    follow = FollowPage(in_hand.first_visit(invite(world).code))
    code = follow.make_case(language="am")
    follow = FollowPage(in_hand.restart())
    follow.phone.at_round_start()
    follow.open_case(code)
    expect(follow.phone.page.get_by_role("main")).to_contain_text(
        follow.phone.texts.label("language", "am")
    )
