"""A walk through the screens behind "Person": a part of the tour."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.api.world import World

from .follow_page import FollowPage, list_service
from .phone_page import PhonePage


def follow_screens(phone: PhonePage, world: World, unique: str) -> Iterator[str]:
    """From Count and back to it; `unique` tells the service of this walk from those of others."""
    follow = FollowPage(phone)
    list_service(world, f"Permanence {unique}", "legal_asylum", "health_urgent")
    follow.open_find()
    follow.type_code("7kq 4m2 xd8")
    expect(phone.reads("person.find.wrong")).to_be_visible()
    yield "find-case"
    phone.press("person.find.create")
    follow.choose_language("ti")
    yield "new-case"
    phone.press("person.create.save")
    follow.at_case()
    phone.press("person.case.show")
    yield "case-code"
    phone.press("done")
    phone.send_now()
    phone.all_sent()
    phone.press("person.case.refer")
    yield "refer-what"
    follow.choose("referral_type", "health_urgent")
    yield "refer-emergency"
    follow.change("person.refer.what")
    follow.choose("referral_type", "legal_asylum")
    yield "refer-whom"
    phone.tap(follow.receivers().first)
    yield "refer-agreement"
    phone.press("person.refer.details")
    yield "refer-details"
    phone.press("person.refer.details")
    phone.press("person.refer.no")
    yield "refer-no"
    phone.press("person.refer.askAgain")
    phone.press("person.refer.yes")
    yield "refer-why"
    phone.tap(follow.line("person.refer.why").get_by_role("button").nth(3))
    yield "refer-ready"
    follow.send()
    phone.send_now()
    phone.all_sent()
    yield "case"
    phone.press("person.case.withdraw")
    yield "case-withdraw"
    phone.press("person.referral.back")
    phone.tap(follow.timeline().first.get_by_role("button"))
    follow.at_referral()
    yield "referral"
    phone.press("person.referral.take.cancelled")
    yield "referral-step"
    phone.press("person.referral.back")
    follow.open_follow()
    yield "follow"
    phone.open_count()
