"""Asking for agreement, hearing no, and taking it back: ux.md section 3 (`referral`)."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import canary

from .opened_rows import everything_opened
from .people import stored
from .sides import Sides
from .test_contact import drafted
from .waiting import eventually


def test_a_withdrawn_agreement_closes_the_content_on_the_receivers_phone(sides: Sides) -> None:
    sender, receiver = sides.sender, sides.another(1)
    code = sender.make_case()
    secret = canary()
    sender.fill_in("legal_asylum", sides.service)
    sender.change("person.refer.summary")
    sender.phone.page.get_by_role("textbox").fill(secret)
    sender.send()
    sender.phone.all_sent()
    receiver.phone.send_now()
    receiver.open_follow()
    receiver.open_referral("incoming", code.upper()[:3])
    expect(receiver.phone.page.get_by_role("main")).to_contain_text(secret)
    sender.phone.press("person.case.withdraw")
    said = sender.phone.page.get_by_text(sender.phone.texts.pattern("person.case.withdrawText"))
    expect(said).to_be_visible()
    sender.phone.press("person.case.toldByPerson")
    expect(sender.phone.button("person.case.toldByPerson")).to_be_hidden()
    sender.phone.send_now()
    sender.phone.all_sent()
    receiver.phone.send_now()
    expect(receiver.phone.reads("person.referral.shut")).to_be_visible()
    eventually(receiver.phone.page, lambda: secret not in everything_opened(receiver.phone.page))
    assert sides.status(0) == "cancelled"


def test_who_says_no_leaves_no_trace(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    phone.send_now()
    phone.all_sent()
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.search_receiver(sides.service).first)
    drafted(phone, "legal_asylum")
    phone.press("person.refer.no")
    expect(phone.reads("person.refer.refused")).to_be_visible()
    phone.press("person.refer.refusedDone")
    follow.at_case()
    phone.all_sent()
    expect(follow.timeline()).to_have_count(1)
    draft = '"agreed":false'
    eventually(phone.page, lambda: draft not in everything_opened(phone.page))
    assert sides.stored() == sides.stored("consent") == []


def test_without_agreement_only_with_a_reason_that_is_sealed(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    secret = canary()
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.search_receiver(sides.service).first)
    phone.press("person.refer.no")
    phone.press("person.refer.danger")
    phone.press("person.refer.vital_interest")
    expect(phone.button("person.refer.dangerDone")).to_be_disabled()
    phone.page.get_by_role("textbox", name=phone.texts("person.refer.dangerWhy")).fill(secret)
    phone.press("person.refer.dangerDone")
    assert secret not in everything_opened(phone.page)
    follow.choose("referral_reason", "safety_concern")
    follow.send()
    phone.all_sent()
    eventually(phone.page, lambda: secret not in everything_opened(phone.page))
    [consent] = stored(sides.world, sides.author, "consent")
    assert consent["visibility"] == "protection"
    assert sides.status(1) == "sent", "the receiver does not see it"


def agreed_in(sides: Sides) -> object:
    """Back from the words, agreed and sent; gives the language that is stored."""
    follow, phone = sides.sender, sides.sender.phone
    phone.press("done")
    phone.press("person.refer.yes")
    follow.choose("referral_reason", "other")
    follow.send()
    phone.all_sent()
    [consent] = sides.stored("consent")
    return consent["language"]


def test_the_words_are_shown_in_the_persons_language_and_kept_by_version(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case(language="ps")
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.search_receiver(sides.service).first)
    name = phone.texts.pattern("person.refer.showIn")
    phone.tap(phone.page.get_by_role("button", name=name))
    shown = phone.page.get_by_role("main")
    expect(shown).to_have_attribute("lang", "ps")
    expect(shown).to_have_attribute("dir", "rtl")
    expect(phone.reads("person.refer.draft")).to_be_visible()
    assert agreed_in(sides) == "ps"


def test_the_words_are_shown_in_the_language_that_was_chosen(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    phone.press("person.case.refer")
    follow.choose("referral_type", "legal_asylum")
    phone.tap(follow.search_receiver(sides.service).first)
    show = phone.page.get_by_role("button", name=phone.texts.pattern("person.refer.showIn"))
    phone.press("person.refer.details")
    expect(show).to_have_count(0)
    follow.choose("language", "ar")
    phone.tap(show)
    expect(phone.page.get_by_role("main")).to_have_attribute("lang", "ar")
    assert agreed_in(sides) == "ar"


def test_who_says_no_after_having_agreed_is_not_sent(sides: Sides) -> None:
    follow, phone = sides.sender, sides.sender.phone
    follow.make_case()
    follow.fill_in("legal_asylum", sides.service)
    expect(phone.button("person.refer.send")).to_be_enabled()
    follow.change("person.refer.agreement")
    phone.press("person.refer.no")
    expect(phone.button("person.refer.send")).to_be_hidden()
    eventually(phone.page, lambda: '"agreed"' not in everything_opened(phone.page))
    phone.press("person.refer.refusedDone")
    follow.at_case()
    phone.send_now()
    phone.all_sent()
    assert sides.stored() == sides.stored("consent") == []


def test_a_withdrawn_agreement_ends_a_referral_that_is_a_line_here(sides: Sides) -> None:
    sender = sides.sender
    sender.make_case()
    sender.fill_in("health_primary", sides.service)
    sender.send()
    sender.phone.all_sent()
    sender.phone.press("person.case.withdraw")
    sender.phone.press("person.case.toldByPerson")
    expect(sender.phone.button("person.case.toldByPerson")).to_be_hidden()
    sender.phone.send_now()
    sender.phone.all_sent()
    assert sides.status(0) == "cancelled"
