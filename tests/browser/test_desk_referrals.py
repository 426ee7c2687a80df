"""Referrals at the desk: what waits, the next step, and two who did not know of each other."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from tests.api.phone import ScriptedPhone
from tests.api.test_referral import Referred, refer, step
from tests.api.world import World, case_code, utc

from .desk_page import DeskPage
from .makers import ContextMaker
from .watch import Watch

LATER_MS = 20_000
# Whose coordinator is cleared for protection in the demo network.
CLEARED_ORG = 6


@dataclass
class Sides:
    """A referral of organisation 0 to organisation 1, sent, and the desk of the receiver."""

    referred: Referred
    sent: str
    desk: DeskPage

    def open(self) -> None:
        self.desk.go(f"/record/{self.referred.referral}")

    def heading(self, text: str) -> Locator:
        return self.desk.page.get_by_role("heading", name=text, level=2, exact=True)


def sent_to_us(world: World, desk_context: ContextMaker) -> Sides:
    referred = refer(world, "legal_asylum")
    sent = step(referred.sender, referred, "sent")
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in(org=1)
    return Sides(referred, sent, desk)


def status(world: World, referred: Referred) -> str:
    kind, _slash, record = referred.referral.partition("/")
    return str(world.desk(1).record(kind, record)["fields"]["status"])


def test_what_was_received_is_answered_in_two_presses_and_taken_back(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    other = refer(world, "legal_asylum")
    step(other.sender, other, "sent")
    sides = sent_to_us(world, desk_context)
    desk, referred = sides.desk, sides.referred
    desk.key("g", "f")
    desk.at("nav.referrals")
    line = desk.page.locator(f"a[href$='{referred.referral}']")
    expect(line).to_contain_text("Asylum advice")
    lines = desk.page.locator("a.referral-line")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        desk.key(key)
        expect(lines.nth(at)).to_be_focused()
    line.focus()
    desk.key("Enter")
    expect(sides.heading("Sent")).to_be_visible(timeout=LATER_MS)
    desk.key("h")
    expect(sides.heading("Sent")).to_be_focused()
    accept = desk.button("step.accepted")
    desk.key(accept.get_attribute("aria-keyshortcuts") or "")
    expect(sides.heading("Accepted")).to_be_visible(timeout=LATER_MS)
    assert status(world, referred) == "accepted"
    desk.key("u")
    desk.says_done("did.step_back")
    expect(sides.heading("Sent")).to_be_visible(timeout=LATER_MS)
    assert status(world, referred) == "sent"
    desk.key("Escape")
    desk.at("nav.referrals")


def test_a_reason_is_asked_for_where_one_is_needed(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    sides = sent_to_us(world, desk_context)
    sides.open()
    sides.desk.press("step.declined")
    dialog = sides.desk.dialog()
    dialog.get_by_label("Person not eligible for this service").check()
    sides.desk.confirm()
    expect(sides.heading("Declined")).to_be_visible(timeout=LATER_MS)
    told = sides.desk.page.locator(".referral-steps").get_by_text(
        "Person not eligible for this service"
    )
    expect(told).to_be_visible()


def test_two_who_did_not_know_stand_side_by_side_until_one_is_kept(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    sides = sent_to_us(world, desk_context)
    referred, desk = sides.referred, sides.desk
    step(referred.receiver, referred, "accepted", (sides.sent,))
    step(referred.sender, referred, "cancelled", (sides.sent,), cancel_reason="met_elsewhere")
    # The inbox brings it to both sides.
    desk.go(f"/inbox/{referred.referral.partition('/')[2]}")
    desk.page.reload()
    expect(desk.page.locator(".fork-side")).to_have_count(2, timeout=LATER_MS)
    expect(desk.page.locator(".fork-common")).to_contain_text("Sent")
    expect(desk.page.get_by_role("button", name="Keep: Accepted", exact=True)).to_be_visible()
    sides_shown = desk.page.locator(".fork-side").all_inner_texts()
    [accepted] = [at for at, said in enumerate(sides_shown, 1) if "Accepted" in said]
    desk.key(str(accepted))
    expect(desk.page.locator(".fork-side")).to_have_count(0, timeout=LATER_MS)
    assert status(world, referred) == "accepted"
    for phone in (referred.sender, referred.receiver):
        assert _stands(phone, referred) == 4


def test_the_board_has_a_column_for_each_way_to_stand(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    sides = sent_to_us(world, desk_context)
    sides.desk.go("/referrals/board")
    sent = sides.desk.page.get_by_role("heading", name="Sent", level=2)  # and how many they are
    column = sides.desk.page.locator(".board-column").filter(has=sent)
    line = column.locator(f"a[href$='{sides.referred.referral}']")
    line.click()
    expect(sides.heading("Sent")).to_be_visible(timeout=LATER_MS)
    sides.desk.key("Escape")
    # Back on the board, not on the list, the keys go on from where they were.
    expect(line).to_be_visible(timeout=LATER_MS)
    sides.desk.key("j", "k")
    expect(sides.desk.page.locator("a.referral-line:focus")).to_have_count(1)


def test_a_receiver_without_an_account_gets_a_link_that_opens(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    sides = sent_to_us(world, desk_context)
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.go(f"/record/{sides.referred.referral}")
    desk.press("link.title")
    desk.press("link.make")
    link = desk.page.locator(".invite-link")
    expect(link).to_contain_text("/answer/", timeout=LATER_MS)
    path = urlsplit(link.inner_text()).path
    answer = world.server.wire().send("GET", path)
    assert answer.status == 200
    assert sides.referred.summary.encode() in answer.body
    desk.press("link.revoke")
    expect(desk.button("link.revoke")).to_have_count(0, timeout=LATER_MS)
    assert world.server.wire().send("GET", path).status != 200


def test_an_exception_is_looked_at_by_who_answers_for_protection(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    author = world.phone(org=CLEARED_ORG)
    code = case_code()
    author.create("case", {"code": code, "language": "ar"})
    given = {"case": code, "to_org": world.org(1), "basis": "vital_interest", "method": "spoken"}
    told = {"reason": "Could not be asked", "text_version": "1", "given_at": utc()}
    consent = author.create("consent", {**given, **told, "language": "ar", "scopes/refer": True})
    author.sync()
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in(org=CLEARED_ORG)
    desk.go(f"/record/consent/{consent}")
    desk.press("consent.agree")
    desk.says_done("did.agreed")
    expect(desk.button("consent.agree")).to_have_count(0, timeout=LATER_MS)
    desk.press("consent.withdraw")
    desk.says_done("did.withdrawn")
    desk.key("u")
    desk.says_done("did.withdrawn.back")


def test_two_cases_of_one_person_become_one_and_two_again(
    world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    phone = world.phone(role="coordinator")
    stays, other = case_code(), case_code()
    kept = phone.create("case", {"code": stays, "language": "ti"})
    merged = phone.create("case", {"code": other, "language": "ti"})
    phone.sync()
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in()
    desk.go("/referrals")
    desk.at("nav.referrals")
    find = desk.page.get_by_label(desk.texts("case.find"), exact=True)
    find.fill(other[:-1] + ("0" if other[-1] != "0" else "1"))
    desk.press("case.go")
    desk.says_done("case.wrong")
    find.fill(f"{other[:3]} {other[3:6]}-{other[6:]}".upper())
    desk.press("case.go")
    desk.press("record.same")
    desk.page.get_by_label(desk.texts("case.same.label"), exact=True).fill(stays)
    desk.press("case.same.go")
    desk.says_done("did.once")
    assert world.desk().record("case", merged)["heads"]["$into"][0]["value"] == kept
    desk.press("record.two")
    desk.says_done("did.two")
    assert world.desk().record("case", merged)["heads"]["$into"][0]["value"] is None


def test_a_stranger_finds_nothing(world: World, desk_context: ContextMaker, watch: Watch) -> None:
    watch.allow(r"status of 404")
    referred = refer(world, "legal_asylum")
    desk = DeskPage.open(desk_context(), world)
    desk.sign_in(org=2)
    desk.go(f"/record/{referred.referral}")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(desk.texts("error.not_found"))


def _stands(phone: ScriptedPhone, referred: Referred) -> int:
    """How many steps of the referral a phone holds."""
    phone.sync()
    record = referred.referral.partition("/")[2]
    events = [path for path in phone.cells if path.startswith("referral_event/")]
    return sum(phone.values(path, "referral") == [record] for path in events)
