"""A walk through every screen of the desk, on a network that already has entries."""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Iterator

from playwright.sync_api import FilePayload, expect

from tests.api.world import World

from .desk_page import ANSWER_MAX_MS, DeskPage
from .inbox_cases import twice
from .tour import dispute


def desk_screens(desk: DeskPage, world: World) -> Iterator[str]:
    """Every screen of the desk, one after the other; gives each its name while it is shown."""
    disputed = dispute(world)
    pair, _another = twice(world), twice(world)
    desk.page.goto(f"{world.server.base}/desk")
    expect(desk.button("signin.go")).to_be_visible()
    yield "desk-sign-in"
    desk.sign_in()
    yield from _inbox(desk, disputed, pair.entry)
    yield from _entries(desk)
    yield from _record(desk, disputed)
    yield from _rounds(desk)
    yield from _referrals(desk)
    yield from _directory(desk)
    yield from _import(desk, world)
    yield from _reports(desk)
    yield from _people(desk)
    yield from _lists(desk)


def _inbox(desk: DeskPage, disputed: str, doubled: str) -> Iterator[str]:
    desk.choose_card(disputed)
    yield "desk-inbox"
    desk.press("inbox.another")
    yield "desk-inbox-another"
    desk.press("dialog.cancel")
    desk.go(f"/inbox/{doubled}")
    expect(desk.button("twice.always")).to_be_visible()
    yield "desk-inbox-twice"
    desk.page.get_by_role("button", name=desk.texts.pattern("alike.both")).click()
    expect(desk.page.get_by_role("checkbox").first).to_be_visible()
    yield "desk-inbox-alike"
    desk.press("dialog.cancel")


def _entries(desk: DeskPage) -> Iterator[str]:
    desk.open_entries()
    yield "desk-entries"
    desk.button("list.place").first.click()
    yield "desk-entries-filter"
    desk.key("Escape")
    desk.press("columns.title")
    yield "desk-entries-columns"
    desk.key("Escape")
    desk.page.get_by_role("button", name=desk.texts.pattern("list.export")).click()
    yield "desk-entries-export"
    desk.key("Escape")
    desk.select_rows(0, 1, 2)
    yield "desk-entries-selected"
    desk.press("bulk.set")
    desk.dialog().locator("select").first.select_option("unmet")
    desk.dialog().get_by_role("spinbutton").fill("7")
    expect(desk.dialog().get_by_role("listitem").first).to_be_visible()
    yield "desk-entries-change"
    desk.press("dialog.cancel")
    desk.press("list.selected.none")


def _record(desk: DeskPage, record: str) -> Iterator[str]:
    desk.go(f"/record/activity/{record}")
    expect(desk.reads("record.story")).to_be_visible()
    yield "desk-record"
    desk.page.get_by_role("button", name=desk.texts.pattern("takeback.open")).click()
    expect(desk.page.get_by_role("dialog").get_by_role("checkbox").first).to_be_visible()
    yield "desk-take-back"
    desk.press("dialog.cancel")
    desk.key("e")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    yield "desk-edit"
    desk.press("dialog.cancel")
    desk.key("q")
    yield "desk-ask"
    desk.press("dialog.cancel")


def _rounds(desk: DeskPage) -> Iterator[str]:
    desk.go("/rounds")
    desk.at("nav.rounds")
    expect(desk.page.locator("ul.rounds > li").first).to_be_visible()
    yield "desk-rounds"
    desk.press("rounds.plan")
    yield "desk-rounds-plan"
    desk.press("dialog.cancel")
    desk.press("notices.write")
    yield "desk-rounds-notice"
    desk.press("dialog.cancel")


def _directory(desk: DeskPage) -> Iterator[str]:
    desk.go("/directory")
    desk.at("nav.directory")
    expect(desk.rows().first).to_be_visible()
    yield "desk-directory"
    desk.select_rows(0, 1)
    desk.key("r")
    expect(desk.dialog().get_by_role("listitem").first).to_be_visible()
    yield "desk-directory-confirm"
    desk.press("dialog.cancel")
    desk.press("list.selected.none")
    desk.press("service.alert")
    yield "desk-directory-alert"
    desk.press("dialog.cancel")
    desk.rows().first.get_by_role("link").click()
    expect(desk.reads("record.story")).to_be_visible()
    yield "desk-service"
    desk.key("e")
    expect(desk.reads("service.preview")).to_be_visible()
    desk.press("hours.add_exceptions")
    yield "desk-service-write"
    desk.go("/service/new")
    desk.at("service.new")
    desk.press("service.create")
    expect(desk.reads("service.wrong")).to_be_visible()
    yield "desk-service-new"
    desk.go("/inbox")
    card = desk.page.locator(".group").filter(has_text=desk.texts("inbox.group.stale"))
    card.locator(".card").first.click()
    expect(desk.button("service.confirm")).to_be_visible()
    yield "desk-inbox-stale"


def _referrals(desk: DeskPage) -> Iterator[str]:
    desk.go("/referrals")
    desk.at("nav.referrals")
    expect(desk.page.locator(".referral-line").first).to_be_visible()
    yield "desk-referrals"
    desk.page.locator(".referral-line").first.click()
    expect(desk.page.locator(".referral-step").first).to_be_visible()
    yield "desk-referral"
    desk.go("/referrals/board")
    expect(desk.page.locator(".board-column").first).to_be_visible()
    yield "desk-referrals-board"


def _import(desk: DeskPage, world: World) -> Iterator[str]:
    """A file with an own service that differs, and one that is not here yet."""
    own = f"/hsds/services?full=true&organization_id={world.org()}"
    services = world.server.wire().send("GET", own).json()["contents"]
    changed, new = services[0], copy.deepcopy(services[0])
    changed |= {"description": "Riz, huile et lentilles.", "wait_time": "20 minutes"}
    new |= {"id": str(uuid.uuid4()), "name": "Thé de l'Écluse", "attributes": []}
    desk.go("/directory/import")
    desk.at("import.title")
    body = json.dumps({"contents": [changed, new]}).encode()
    chosen: FilePayload = {"name": "x.json", "mimeType": "application/json", "buffer": body}
    desk.page.get_by_label(desk.texts("import.file"), exact=True).set_input_files(chosen)
    expect(desk.page.locator(".import-record")).to_have_count(2)
    yield "desk-import"


def _reports(desk: DeskPage) -> Iterator[str]:
    for audience in ("org", "partners"):
        desk.go(f"/reports?for={audience}")
        desk.at("nav.reports")
        expect(desk.page.get_by_text(desk.texts(f"reports.hides.{audience}"))).to_be_visible()
        yield f"desk-reports-{audience}"


def _people(desk: DeskPage) -> Iterator[str]:
    desk.go("/people")
    desk.at("people.title")
    yield "desk-people"
    change = re.compile(rf"^{re.escape(desk.texts('people.change'))}")
    desk.page.get_by_role("button", name=change).first.click()
    yield "desk-member"
    desk.press("dialog.cancel")
    desk.press("people.invite")
    yield "desk-invite"
    desk.page.get_by_label(desk.texts("invite.alias")).fill("Camille")
    desk.press("invite.go")
    expect(desk.page.get_by_role("img", name=desk.texts("invite.qr"))).to_be_visible()
    yield "desk-invite-ready"
    desk.press("invite.done")
    desk.go("/settings/tiles")
    expect(desk.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    yield "desk-settings-tiles"
    desk.go("/settings/phones")
    expect(desk.page.get_by_role("switch")).to_have_count(2)
    yield "desk-settings-phones"
    desk.go("/settings/account")
    desk.press("account.otp.set")
    expect(desk.page.get_by_role("img", name=desk.texts("setup.picture"))).to_be_visible()
    yield "desk-second-factor"
    desk.press("dialog.close")
    yield "desk-account"
    desk.go("/settings/audit")
    expect(desk.page.get_by_role("list", name=desk.texts("audit.list"))).to_be_visible()
    yield "desk-audit"
    desk.key("?")
    yield "desk-keys"
    desk.press("dialog.close")


def _lists(desk: DeskPage) -> Iterator[str]:
    """What only a coordinator of the network may change."""
    desk.press("signin.out")
    expect(desk.button("signin.go")).to_be_visible()
    desk.sign_in(role="network")
    desk.go("/settings/referrals")
    expect(desk.reads("charter.on")).to_be_visible(timeout=ANSWER_MAX_MS)
    yield "desk-settings-referrals"
    desk.go("/settings/phones")
    expect(desk.page.get_by_role("main").get_by_role("combobox")).to_be_visible()
    yield "desk-settings-phones-of-all"
    desk.go("/settings/service_type")
    desk.at("settings.title")
    yield "desk-settings"
    desk.press("settings.add")
    desk.page.get_by_label(desk.texts("settings.parent")).select_option("energy.firewood")
    yield "desk-settings-add"
