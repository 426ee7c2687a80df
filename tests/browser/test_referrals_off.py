"""Before the network has confirmed its papers nobody is referred: the desk, and phones."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from server.domain.sharing import PAPERS
from tests.api.world import World

from .desk_page import ANSWER_MAX_MS, DeskPage
from .directory import network_desk
from .follow_page import FollowPage
from .makers import ContextMaker
from .people import invite
from .phone_page import PhonePage


def say(world: World, *papers: str, yes: bool) -> None:
    answer = network_desk(world).change("PATCH", "/api/charter", dict.fromkeys(papers, yes))
    assert answer.status == 200, str(answer)


def paper(desk: DeskPage, name: str) -> Locator:
    return desk.page.get_by_role("listitem").filter(has_text=desk.texts(f"charter.paper.{name}"))


def state(desk: DeskPage, key: str) -> None:
    heading = desk.page.get_by_role("heading", name=desk.texts(key), exact=True)
    expect(heading).to_be_visible(timeout=ANSWER_MAX_MS)


def test_the_network_confirms_its_papers_and_takes_one_back(
    own_world: World, desk_context: ContextMaker
) -> None:
    say(own_world, *PAPERS, yes=False)
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in(role="network")
    desk.go("/settings/referrals")
    state(desk, "charter.off")
    keeper = own_world.users(0, "network")[0]["alias"]
    for name in PAPERS:
        row = paper(desk, name)
        row.get_by_role("button").click()
        expect(row).to_contain_text(f"confirmed by {keeper}", timeout=ANSWER_MAX_MS)
    state(desk, "charter.on")
    desk.says_done("did.charter.confirmed")
    desk.key("u")
    desk.says_done("did.charter.back")
    state(desk, "charter.off")
    expect(paper(desk, "notices")).to_contain_text(f"taken back by {keeper}")


def test_every_paper_can_be_read_in_the_browser(
    own_world: World, desk_context: ContextMaker
) -> None:
    for language in ("en", "fr"):
        desk = DeskPage.open(desk_context(language), own_world, language)
        desk.sign_in()
        desk.go("/settings/referrals")
        state(desk, "charter.on")
        expect(desk.reads("charter.closed")).to_be_visible()
        expect(desk.button("charter.confirm")).to_have_count(0)
        links = desk.page.locator("a[href^='/papers/']")
        expect(links).to_have_count(6)
        for link in links.all():
            answer = desk.page.request.get(f"{own_world.server.base}{link.get_attribute('href')}")
            assert answer.status == 200, link
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert answer.text().startswith("# ")
        desk.page.context.close()


def test_the_page_can_be_read_by_everybody(own_world: World, browser: Browser) -> None:
    say(own_world, "notices", yes=False)
    with browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True) as context:
        desk = DeskPage.open(context, own_world)
        desk.sign_in(role="network")
        desk.go("/settings/referrals")
        state(desk, "charter.off")
        found = Axe().run(desk.page)
        assert found.violations_count == 0, found.generate_report()
        width = "document.documentElement.scrollWidth"
        assert desk.page.evaluate(width) <= 320


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_phones_say_that_referrals_are_not_switched_on_instead_of_a_form(
    own_world: World, phone_context: ContextMaker, language: str
) -> None:
    phone = PhonePage.open(phone_context(language), own_world.server.base, language)
    phone.join(invite(own_world).code)
    phone.start_round()
    follow = FollowPage(phone)
    follow.make_case()
    refer = phone.button("person.case.refer")
    expect(refer).to_be_visible()
    expect(phone.reads("person.refer.off")).to_have_count(0)

    say(own_world, "assessment", yes=False)
    phone.send_now()
    expect(phone.reads("person.refer.off")).to_be_visible(timeout=ANSWER_MAX_MS)
    expect(refer).to_have_count(0)
    expect(phone.button("person.case.meeting")).to_be_visible()

    say(own_world, "assessment", yes=True)
    phone.send_now()
    expect(refer).to_be_visible(timeout=ANSWER_MAX_MS)
