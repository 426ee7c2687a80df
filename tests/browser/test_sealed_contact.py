"""How to reach a referred person: sealed on a phone without network, opened at the desk of the
receiver alone, until the person no longer agrees. Points 120 to 122 of `docs/protocol.md`."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.api.world import World, canary

from .desk_page import ANSWER_MAX_MS, DeskPage
from .follow_page import FollowPage
from .makers import ContextMaker
from .opened_rows import everything_opened
from .people import stored
from .raw_profile import hits
from .sides import Sides
from .test_referral import make_outside
from .waiting import eventually
from .watch import NO_NETWORK, Watch

# Every fifteen seconds, and on a busy machine later.
ASKED_AGAIN_MAX_MS = 60_000
SCOPE = ("consent_scope", "contact_details")
HANDOVER = ("handover", "sealed_contact")


def agree_with_contact(follow: FollowPage, receiver: str, what: str = "legal_asylum") -> None:
    """What for, to whom, and the agreement, asked with a way to reach the person."""
    phone = follow.phone
    phone.press("person.case.refer")
    follow.choose("referral_type", what)
    phone.tap(follow.search_receiver(receiver).first)
    phone.press("person.refer.details")
    follow.choose(*SCOPE)
    phone.press("person.refer.yes")
    follow.choose("referral_reason", "person_request")


def contact_field(follow: FollowPage) -> Locator:
    name = follow.phone.texts("person.refer.contact")
    return follow.phone.page.get_by_role("textbox", name=name, exact=True)


def write_contact(follow: FollowPage, text: str) -> None:
    follow.change("person.refer.handover")
    follow.choose(*HANDOVER)
    contact_field(follow).fill(text)
    done = follow.line("person.refer.handover").get_by_role(
        "button", name=follow.phone.texts("person.refer.done"), exact=True
    )
    follow.phone.tap(done)
    expect(contact_field(follow)).to_be_hidden()


def desk_of(world: World, context: ContextMaker, org: int, referral: str) -> DeskPage:
    desk = DeskPage.open(context(), world)
    desk.sign_in(org=org)
    desk.go(f"/record/referral/{referral}")
    expect(desk.page.locator("#record-title")).to_be_visible(timeout=ANSWER_MAX_MS)
    return desk


def test_a_contact_is_offered_with_its_agreement_and_asked_for(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    follow.fill_in("legal_asylum", sides.service)
    follow.change("person.refer.handover")
    expect(phone.chip("handover", "person_goes")).to_be_visible()
    expect(phone.chip(*HANDOVER)).to_have_count(0)
    phone.tap(phone.chip("handover", "person_goes"))
    # Asked for it, the person agrees anew; then it is there, and must be filled in.
    follow.change("person.refer.agreement")
    phone.press("person.refer.details")
    follow.choose(*SCOPE)
    phone.press("person.refer.yes")
    follow.change("person.refer.handover")
    follow.choose(*HANDOVER)
    line = follow.line("person.refer.handover")
    phone.tap(line.get_by_role("button", name=phone.texts("person.refer.done"), exact=True))
    expect(line.get_by_role("alert")).to_have_text(phone.texts("person.refer.contactMissing"))
    send = phone.page.get_by_role("button", name=phone.texts.pattern("person.refer.missing"))
    expect(send).to_contain_text(phone.texts("person.refer.missingContact"))
    expect(send).to_be_disabled()
    expect(contact_field(follow)).to_have_attribute("autocomplete", "off")
    contact_field(follow).fill("+33 6 12 34 56 78")
    expect(line.get_by_role("alert")).to_be_hidden()
    expect(phone.button("person.refer.send")).to_be_enabled()
    # Taken back, it takes what was written along.
    phone.tap(line.get_by_role("button", name=phone.texts("person.refer.done"), exact=True))
    follow.change("person.refer.agreement")
    phone.press("person.refer.details")
    follow.choose(*SCOPE)
    phone.press("person.refer.yes")
    expect(line).to_contain_text(phone.texts.label("handover", "person_goes"))
    follow.send()
    phone.all_sent()
    [referral] = sides.stored()
    assert referral["handover"] == "person_goes"


def test_to_who_has_no_account_no_contact_is_handed_over(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    name = f"Hospital {secrets.token_hex(3)}"
    make_outside(sides.world, name)
    follow.make_case()
    phone.send_now()
    phone.all_sent()
    agree_with_contact(follow, name)
    follow.change("person.refer.handover")
    expect(phone.chip("handover", "accompanied")).to_be_visible()
    expect(phone.chip(*HANDOVER)).to_have_count(0)


def test_sec_p10_sealed_on_the_phone_it_is_opened_by_the_receiver_until_the_withdrawal(
    sides: Sides, desk_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    watch.allow(r"status of 403 \(FORBIDDEN\)")
    follow, phone, world = sides.sender, sides.sender.phone, sides.world
    text = canary()
    follow.make_case()
    phone.send_now()
    phone.all_sent()
    phone.offline()
    agree_with_contact(follow, sides.service)
    write_contact(follow, text)
    eventually(phone.page, lambda: '"handover":"sealed_contact"' in everything_opened(phone.page))
    assert text not in everything_opened(phone.page), "half filled in it was kept"
    follow.send()
    phone.unsent(3)
    assert text not in everything_opened(phone.page)
    phone.tap(follow.timeline().first.get_by_role("button"))
    follow.at_referral()
    org = next(one["name"] for one in world.demo["orgs"] if one["id"] == world.org(1))
    theirs = phone.texts.filled("person.referral.contactTheirs", str(org))
    expect(phone.page.get_by_role("definition").filter(has_text=theirs)).to_be_visible()
    expect(phone.reads("person.referral.contactFixed")).to_be_visible()
    phone.online()
    phone.send_now()
    phone.all_sent()
    assert text not in everything_opened(phone.page)
    [referral] = stored(world, sides.author, "referral")
    assert "sealed_contact" not in referral["fields"]

    receiver = desk_of(world, desk_context, 1, referral["id"])
    shown = receiver.page.get_by_text(text, exact=True)
    expect(shown).to_be_hidden()
    receiver.press("contact.show")
    expect(shown).to_be_visible(timeout=ANSWER_MAX_MS)
    expect(receiver.button("contact.show")).to_be_hidden()
    # Left, and come back to: asked for again.
    receiver.go("/referrals")
    expect(shown).to_be_hidden()
    receiver.page.go_back()
    expect(receiver.button("contact.show")).to_be_visible(timeout=ANSWER_MAX_MS)
    expect(shown).to_be_hidden()
    receiver.press("contact.show")
    expect(shown).to_be_visible(timeout=ANSWER_MAX_MS)

    sender = desk_of(world, desk_context, 0, referral["id"])
    expect(sender.page.get_by_text(sender.texts.pattern("contact.theirs"))).to_be_visible()
    expect(sender.button("contact.show")).to_have_count(0)
    expect(sender.page.get_by_text(text)).to_have_count(0)
    assert {text for text, _name in hits(Path(world.server.folder), [text])} == set()
    assert text not in world.server.log.read_text("utf-8")

    sender.go(f"/record/consent/{referral['fields']['consent']}")
    sender.press("consent.withdraw")
    sender.press("consent.go")
    sender.says_done("did.withdrawn")
    # The page of the receiver asks by itself, and closes what it showed.
    expect(shown).to_be_hidden(timeout=ASKED_AGAIN_MAX_MS)
    expect(receiver.button("contact.show")).to_have_count(0)
    lines = world.desk(0).get("/api/audit", action="contact_read").json()["items"]
    about = [line for line in lines if line["subject"] == f"referral/{referral['id']}"]
    assert len(about) == 2 and text not in str(about)


def test_a_restricted_referral_takes_its_contact_along(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    text = canary()
    code = follow.make_case()
    agree_with_contact(follow, sides.service, "health_primary")
    write_contact(follow, text)
    follow.send()
    phone.all_sent()
    assert text not in everything_opened(phone.page)
    follow.open_follow()
    follow.open_referral("waiting", code.upper()[:3])
    expect(
        phone.page.get_by_text(phone.texts.pattern("person.referral.contactTheirs"))
    ).to_be_hidden()
    [referral] = stored(sides.world, sides.author, "referral")
    assert re.fullmatch("[0-9a-f-]{36}", referral["id"]) and referral["visibility"] == "health"


def test_a_part_that_is_taken_back_on_the_phone_closes_the_contact_and_nothing_else(
    sides: Sides, desk_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(r"status of 403 \(FORBIDDEN\)")
    follow, phone, world = sides.sender, sides.sender.phone, sides.world
    text = canary()
    follow.make_case()
    agree_with_contact(follow, sides.service)
    write_contact(follow, text)
    follow.send()
    phone.all_sent()
    [referral] = stored(world, sides.author, "referral")
    receiver = desk_of(world, desk_context, 1, referral["id"])
    receiver.press("contact.show")
    expect(receiver.page.get_by_text(text, exact=True)).to_be_visible(timeout=ANSWER_MAX_MS)

    agreement = phone.page.get_by_role("region", name=phone.texts("person.case.agreements"))
    everything = phone.button("person.case.withdrawAll")
    phone.press("person.case.withdraw")
    expect(everything).to_have_attribute("aria-pressed", "true")
    expect(phone.chip("consent_scope", "refer")).to_have_count(0)
    follow.choose(*SCOPE)
    expect(everything).to_have_attribute("aria-pressed", "false")
    goes_on = phone.texts.pattern("person.case.withdrawPart")
    expect(agreement.get_by_text(goes_on)).to_be_visible()
    phone.press("person.case.toldByPerson")
    label = phone.texts.label(*SCOPE)
    expect(agreement).to_contain_text(phone.texts.filled("person.case.takenBack", label))
    first = follow.timeline().first
    expect(first.get_by_text(phone.texts.pattern("person.case.withdrawnPart"))).to_be_visible()
    expect(first).to_contain_text(label)
    phone.send_now()
    phone.all_sent()
    assert sides.status(1) == "sent", "the referral goes on"
    closed = world.desk(1).change("POST", f"/api/referrals/{referral['id']}/contact", {})
    assert closed.json()["error"]["code"] == "contact_closed"
    # The page of the receiver asks by itself, closes what it showed, and offers it no more.
    expect(receiver.reads("error.contact_closed")).to_be_visible(timeout=ASKED_AGAIN_MAX_MS)
    expect(receiver.page.get_by_text(text, exact=True)).to_be_hidden()
    expect(receiver.button("contact.show")).to_have_count(0)

    # What is taken back is not offered again; all of it still is.
    phone.press("person.case.withdraw")
    expect(everything).to_be_visible()
    expect(phone.chip("consent_scope", "feedback")).to_be_visible()
    expect(phone.chip(*SCOPE)).to_have_count(0)
    phone.press("person.case.toldByPerson")
    expect(agreement).to_be_hidden()
    phone.send_now()
    phone.all_sent()
    assert sides.status(0) == "cancelled"


def test_a_part_is_taken_back_at_the_desk_and_can_be_given_again(
    sides: Sides, desk_context: ContextMaker
) -> None:
    follow, phone, world = sides.sender, sides.sender.phone, sides.world
    follow.make_case()
    agree_with_contact(follow, sides.service)
    write_contact(follow, canary())
    follow.send()
    phone.all_sent()
    [referral] = stored(world, sides.author, "referral")
    path = f"/api/referrals/{referral['id']}/contact"
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.go(f"/record/consent/{referral['fields']['consent']}")
    desk.press("consent.withdraw")
    everything = desk.page.get_by_label(desk.texts("consent.all"), exact=True)
    part = desk.dialog().get_by_label(desk.texts.label(*SCOPE), exact=True)
    expect(everything).to_be_checked()
    part.check()
    expect(everything).not_to_be_checked()
    expect(desk.reads("consent.part.hint")).to_be_visible()
    desk.press("consent.go")
    desk.says_done("did.withdrawn.part")
    said = desk.page.get_by_text(desk.texts.filled("consent.back", desk.texts.label(*SCOPE)))
    expect(said).to_be_visible(timeout=ANSWER_MAX_MS)
    assert world.desk(1).change("POST", path, {}).json()["error"]["code"] == "contact_closed"
    assert sides.status(1) == "sent", "the referral goes on"

    desk.press("consent.withdraw")
    expect(everything).to_be_checked()
    expect(part).to_have_count(0)
    desk.page.keyboard.press("Escape")
    expect(desk.dialog()).to_be_hidden()
    desk.key("u")
    desk.says_done("did.withdrawn.back")
    expect(said).to_be_hidden(timeout=ANSWER_MAX_MS)
    assert world.desk(1).change("POST", path, {}).status == 200
