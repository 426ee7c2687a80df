"""Referring somebody, and closing the loop: ux.md section 3 (`referral`), domain.md section 4."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import Locator, expect

from tests.api.desk import ScriptedDesk
from tests.api.world import World, canary

from .follow_page import FollowPage, list_service
from .in_hand import InHand
from .opened_rows import everything_opened
from .people import invite, stored
from .sides import Sides
from .test_contact import drafted
from .waiting import eventually
from .watch import NO_NETWORK, Watch


def test_a_referral_from_its_case_takes_six_taps_and_arrives_whole(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    code = follow.make_case(language="ti")
    phone.taps = 0
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.receivers().first)
    phone.press("person.refer.yes")
    follow.choose("referral_reason", "person_request")
    phone.press("person.refer.send")
    follow.at_case()
    assert phone.taps == 6
    phone.all_sent()
    [consent], [referral] = sides.stored("consent"), sides.stored()
    assert referral["consent"] and referral["status"] == "sent"
    assert (referral["case"], consent["case"]) == (code, code)
    assert consent["to_org"] == referral["to_org"] == sides.world.org(1)
    assert consent["scopes/refer"] is True and consent["scopes/feedback"] is True
    assert (consent["basis"], consent["method"]) == ("self", "spoken")
    assert re.fullmatch(r"\d{4}-\d+-\d+", str(consent["text_version"]))
    assert (referral["urgency"], referral["handover"]) == ("normal", "person_goes")
    assert referral["reasons/person_request"] is True
    assert referral["language_needed/ti"] is True


def test_send_says_what_is_missing_and_two_touches_make_one(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    phone.press("person.case.refer")
    send = phone.page.get_by_role("button", name=phone.texts.pattern("person.refer.missing"))
    for missing in ("Whom", "Agreement", "Reason"):
        expect(send).to_contain_text(phone.texts(f"person.refer.missing{missing}"))
    expect(send).to_be_disabled()
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.search_receiver(sides.service).first)
    phone.press("person.refer.yes")
    expect(send).not_to_contain_text(phone.texts("person.refer.missingAgreement"))
    follow.choose("referral_reason", "other")
    twice = "button => { button.click(); button.click(); }"
    phone.button("person.refer.send").evaluate(twice)
    follow.at_case()
    expect(phone.button("person.case.refer")).to_be_visible()
    phone.all_sent()
    assert len(sides.stored()) == len(sides.stored("consent")) == 1


def test_answers_given_at_once_are_reviewed_on_all_phones_and_settled_by_the_receiver(
    sides: Sides, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    sender, receiver = sides.sender, sides.another(1)
    third = sides.another(0)
    # Made in airplane mode.
    sender.phone.ready_without_network()
    sender.phone.offline()
    code = sender.make_case(language="ar")
    sender.refer("legal_asylum", sides.service)
    sender.phone.unsent(4)
    sender.phone.online()
    sender.phone.send_now()
    sender.phone.all_sent()
    # Accepted in airplane mode, cancelled meanwhile.
    receiver.phone.send_now()
    receiver.open_follow()
    shown = code.upper()[:3]
    receiver.open_referral("incoming", shown)
    receiver.phone.offline()
    receiver.step("accepted")
    receiver.stands("accepted")
    sender.phone.tap(sender.timeline().first.get_by_role("button"))
    sender.end("cancelled", "cancel_reason", "met_elsewhere")
    sender.phone.all_sent()
    receiver.phone.online()
    receiver.phone.send_now()
    receiver.phone.all_sent()
    for follow in (sender, receiver):
        follow.phone.send_now()
        expect(follow.phone.reads("person.referral.review")).to_be_visible()
    third.phone.send_now()
    third.open_follow()
    third.open_referral("todo", shown)
    expect(third.phone.reads("person.referral.review")).to_be_visible()
    assert {sides.status(0), sides.status(1)} == {"review"}
    # Whose step it is says that it holds.
    name = re.compile(f"^{receiver.phone.texts.filled('person.referral.reviewKeep', '')}Accepted")
    receiver.take(receiver.phone.page.get_by_role("button", name=name))
    receiver.phone.all_sent()
    receiver.stands("accepted")
    for follow in (sender, third):
        follow.phone.send_now()
        follow.stands("accepted")
    assert {sides.status(0), sides.status(1)} == {"accepted"}
    # A coordinator who cancels is not asked: what opens it again comes at once.
    third.step("cancelled", "cancel_reason", "met_elsewhere")
    third.stands("cancelled")
    third.take(third.phone.button("person.referral.reopen"), note="too early")
    third.stands("sent")


def test_the_loop_is_closed_with_an_outcome_and_messages(sides: Sides) -> None:
    sender, receiver = sides.sender, sides.another(1)
    code = sender.make_case()
    sender.refer("legal_asylum", sides.service)
    sender.phone.all_sent()
    receiver.phone.send_now()
    receiver.open_follow()
    receiver.open_referral("incoming", code.upper()[:3])
    receiver.step("received")
    asked = canary()
    box = receiver.phone.page.get_by_role(
        "textbox", name=receiver.phone.texts("person.referral.message"), exact=True
    )
    box.fill(asked)
    receiver.phone.press("person.referral.sendMessage")
    receiver.step("accepted")
    receiver.step("in_progress")
    receiver.step("completed", "referral_outcome", "service_full")
    receiver.stands("completed")
    receiver.phone.send_now()
    receiver.phone.all_sent()
    sender.phone.send_now()
    sender.open_follow()
    sender.open_referral("closed", code.upper()[:3])
    sender.stands("completed")
    main = sender.phone.page.get_by_role("main")
    expect(main).to_contain_text(sender.phone.texts.label("referral_outcome", "service_full"))
    expect(main).to_contain_text(asked)
    # Closed: the sender has nothing more to do; the receiver may open it again.
    expect(sender.phone.button("person.referral.take.cancelled")).to_be_hidden()
    reopen = receiver.phone.button("person.referral.reopen")
    receiver.take(reopen, note="came back")
    receiver.stands("in_progress")


def test_a_restricted_referral_becomes_a_stub_on_its_authors_phone(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    code = follow.make_case()
    secret = canary()
    follow.fill_in("health_primary", sides.service)
    expect(phone.reads("person.refer.seals")).to_be_visible()
    follow.change("person.refer.summary")
    phone.page.get_by_role("textbox").fill(secret)
    assert secret not in everything_opened(phone.page), "half filled in it was kept"
    follow.send()
    phone.all_sent()
    eventually(phone.page, lambda: secret not in everything_opened(phone.page))
    follow.open_follow()
    follow.open_referral("waiting", code.upper()[:3])
    follow.stands("sent")
    expect(phone.page.get_by_role("main")).not_to_contain_text(secret)
    [referral] = stored(sides.world, sides.author, "referral")
    assert referral["visibility"] == "health"
    # The line stays, and its author may still take it back.
    follow.end("cancelled", "cancel_reason", "person_changed_mind")
    follow.stands("cancelled")
    phone.send_now()
    phone.all_sent()
    assert sides.status(0) == "cancelled"


def test_nothing_is_lost_when_the_app_is_killed_between_touches(
    world: World, in_hand: InHand
) -> None:
    service = f"Permanence {secrets.token_hex(3)}"
    list_service(world, service, "legal_asylum")
    author = invite(world)
    follow = FollowPage(in_hand.first_visit(author.code))
    follow.phone.all_sent()
    follow.phone.offline()
    code = follow.make_case()
    follow.fill_in("legal_asylum", service)
    follow.change("person.refer.summary")
    words = canary()
    follow.phone.page.get_by_role("textbox").fill(words)
    drafted(follow.phone, words)

    follow = FollowPage(in_hand.restart())
    follow.open_case(code)
    follow.phone.press("person.case.refer")
    expect(follow.phone.reads("person.refer.restored")).to_be_visible()
    expect(follow.phone.page.get_by_role("main")).to_contain_text(words)
    follow.send()
    follow.phone.unsent(4)

    follow = FollowPage(in_hand.restart(network=True))
    follow.phone.send_now()
    follow.phone.all_sent()
    [referral] = stored(world, author, "referral")
    assert referral["fields"]["summary"] == words
    assert referral["fields"]["status"] == "sent"
    follow.open_case(code)
    follow.phone.press("person.case.refer")
    expect(follow.line("person.refer.what")).to_be_visible()
    expect(follow.phone.reads("person.refer.restored")).to_be_hidden()


def offline_emergency(sides: Sides, watch: Watch) -> str:
    """As far as whom to refer to, without network; the case is known. Gives how its code begins."""
    watch.allow(NO_NETWORK)
    follow, phone = sides.sender, sides.sender.phone
    phone.ready_without_network()
    code = follow.make_case()
    phone.send_now()
    phone.all_sent()
    phone.offline()
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_urgent")
    return code.upper()[:3]


def refer_unsent(sides: Sides) -> Locator:
    """Agreed and saved here; gives the line that warns."""
    follow, phone = sides.sender, sides.sender.phone
    phone.tap(follow.search_receiver(sides.service).first)
    phone.press("person.refer.yes")
    follow.choose("referral_reason", "legal_deadline")
    follow.send()
    warning = phone.reads("person.referral.unsentEmergency")
    expect(warning).to_be_visible()
    return warning


def test_an_emergency_shows_the_numbers_first_and_warns_until_it_is_sent(
    sides: Sides, watch: Watch
) -> None:
    follow, phone = sides.sender, sides.sender.phone
    code = offline_emergency(sides, watch)
    numbers = phone.page.get_by_role("link")
    expect(numbers.filter(has_text="112")).to_be_in_viewport()
    expect(numbers.filter(has_text="112")).to_have_attribute("href", "tel:112")
    warning = refer_unsent(sides)
    follow.open_follow()
    expect(follow.followed("todo").filter(has_text=code)).to_have_count(1)
    expect(warning).to_be_visible()
    phone.online()
    phone.send_now()
    phone.all_sent()
    expect(warning).to_be_hidden()


def test_an_emergency_that_was_cancelled_before_it_was_sent_no_longer_warns(
    sides: Sides, watch: Watch
) -> None:
    follow = sides.sender
    code = offline_emergency(sides, watch)
    warning = refer_unsent(sides)
    follow.open_follow()
    follow.open_referral("todo", code)
    expect(warning).to_be_visible()
    follow.end("cancelled", "cancel_reason", "person_changed_mind")
    follow.stands("cancelled")
    expect(warning).to_be_hidden()


def test_a_receiver_without_account_is_given_a_link_that_opens(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    name = f"Hospital {secrets.token_hex(3)}"
    make_outside(sides.world, name)
    follow.make_case()
    phone.send_now()
    phone.all_sent()
    follow.fill_in("legal_asylum", name)
    expect(follow.line("person.refer.whom")).to_contain_text(phone.texts("person.refer.noAccount"))
    follow.send()
    phone.all_sent()
    phone.tap(follow.timeline().first.get_by_role("button"))
    follow.at_referral()
    phone.press("person.referral.link.make")
    shown = phone.page.get_by_text(re.compile(r"/answer/[A-Za-z0-9_-]{43}$"))
    expect(shown).to_be_visible()
    expect(
        phone.page.get_by_role("img", name=phone.texts("person.referral.link.make"))
    ).to_be_visible()
    address = shown.inner_text()
    page = sides.world.server.wire().send("GET", address[address.index("/answer/") :])
    assert page.status == 200, str(page)
    # Kept nowhere: it is gone with the screen.
    token = address.rpartition("/")[2]
    assert token not in everything_opened(phone.page)
    phone.page.go_back()
    phone.tap(follow.timeline().first.get_by_role("button"))
    expect(shown).to_be_hidden()


def make_outside(world: World, name: str) -> None:
    """An association of the directory that has no accounts."""
    [keeper] = world.users(0, "network")
    desk = ScriptedDesk(world.server.wire())
    assert desk.login(keeper["email"], keeper["password"]).status == 200
    fields = {"name": name, "code": f"x{secrets.token_hex(4)}", "org_type": "health"}
    more = {"description": "Night and day.", "member": False, "external": True, "listed": False}
    answer = desk.create("org", {**fields, **more})
    assert answer.status == 201, str(answer)
