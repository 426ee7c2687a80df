"""A coordinator's account at the desk: two factors, "is it still you?", getting back in."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.world import World

from .desk_page import DeskPage
from .inbox_cases import named, wrote
from .makers import ContextMaker
from .server import new_world
from .test_reach import problems
from .watch import Watch

NEW_PASSWORD = "five plain words of mine"
# What was typed wrong; and what was on its way when a session ended or changed its cookie.
UNKNOWN = r"status of 401 \(UNAUTHORIZED\)"
ASKED_AGAIN = r"status of 403 \(FORBIDDEN\)"
NARROW = {"width": 320, "height": 740}
LATE_MS = 11 * 60 * 1000


@pytest.fixture
def real_world(tmp_path: Path, watch: Watch) -> Iterator[World]:
    """The people of the demonstration on a server that is none: everybody needs a code."""
    found = new_world(tmp_path, MARAUDE_DEMO="0")
    watch.bases.add(found.server.base)
    watch.allow(UNKNOWN)
    watch.allow(ASKED_AGAIN)
    yield found
    found.server.stop()


def let_proofs_end(world: World) -> None:
    """As if every password had been typed eleven minutes earlier."""
    path = world.server.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path, timeout=30) as database:
        database.execute("UPDATE desk_session SET proved_at_ms = proved_at_ms - ?", (LATE_MS,))
    database.close()


def field(desk: DeskPage, key: str, inside: Page | Locator | None = None) -> Locator:
    return (inside or desk.page).get_by_label(desk.texts(key))


def secret_of(desk: DeskPage) -> pyotp.TOTP:
    """The authenticator of who typed what the page shows beside the picture."""
    expect(desk.page.get_by_role("img", name=desk.texts("setup.picture"))).to_be_visible()
    return pyotp.TOTP(desk.page.locator(".secret").inner_text().replace(" ", ""))


def set_up(desk: DeskPage) -> tuple[pyotp.TOTP, list[str]]:
    """Do what the page asks for; gives the authenticator and the spare codes."""
    desk.at("setup.title")
    totp = secret_of(desk)
    field(desk, "setup.code").fill(totp.now())
    desk.press("setup.go")
    expect(desk.page.get_by_role("heading", name=desk.texts("spares.title"))).to_be_focused()
    spares = desk.page.locator(".spare-codes li").all_inner_texts()
    assert len(set(spares)) == 10
    desk.press("spares.done")
    return totp, spares


def arrive(desk: DeskPage, role: str = "coordinator") -> tuple[pyotp.TOTP, list[str]]:
    """Sign in for the first time, and set up."""
    user = desk.world.users(0, role)[0]
    desk.page.goto(f"{desk.world.server.base}/desk")
    desk.fill_in(user["email"], user["password"])
    found = set_up(desk)
    desk.at("inbox.title")
    return found


def test_sec_u3_the_first_sign_in_sets_up_a_code_and_the_next_one_asks_for_it(
    real_world: World, desk_context: ContextMaker
) -> None:
    desk = DeskPage.open(desk_context(bypass_csp=True, viewport=NARROW), real_world)
    user = real_world.users(0, "coordinator")[0]
    desk.page.goto(f"{real_world.server.base}/desk")
    desk.fill_in(user["email"], user["password"])
    desk.at("setup.title")
    secret_of(desk)
    assert problems(desk.page, "setting up") == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    field(desk, "setup.code").fill("000000")
    desk.press("setup.go")
    expect(desk.page.get_by_role("alert")).to_have_text(desk.texts("error.otp_wrong"))
    desk.page.reload()
    totp = secret_of(desk)
    field(desk, "setup.code").fill(totp.now())
    desk.key("Enter")
    expect(desk.page.locator(".spare-codes li")).to_have_count(10)
    assert problems(desk.page, "spare codes") == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    spares = desk.page.locator(".spare-codes li").all_inner_texts()
    desk.press("spares.done")
    desk.at("inbox.title")

    desk.press("signin.out")
    desk.fill_in(user["email"], user["password"])
    code = field(desk, "signin.otp")
    expect(code).to_be_focused()
    expect(desk.page.get_by_role("alert")).to_have_text(desk.texts("error.otp_required"))
    desk.page.keyboard.type("000000")
    desk.key("Enter")
    expect(desk.page.get_by_role("alert")).to_have_text(desk.texts("error.otp_wrong"))
    code.fill(spares[0])
    desk.key("Enter")
    desk.at("inbox.title")

    desk.press("signin.out")
    desk.fill_in(user["email"], user["password"])
    # The step after this one: that of now may be the one that set it up.
    code.fill(totp.generate_otp(int(time.time()) // 30 + 1))
    desk.press("signin.go")
    desk.at("inbox.title")


def test_sec_u3_an_export_asks_again_who_it_is_and_then_the_file_arrives(
    own_world: World, desk_context: ContextMaker, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(UNKNOWN)
    for n in range(2):
        wrote(named(own_world, f"Alix {n}"), own_world, people=n + 1)
    desk = DeskPage.open(desk_context(bypass_csp=True, accept_downloads=True), own_world)
    desk.sign_in()
    desk.open_entries()
    desk.export("csv", tmp_path)
    let_proofs_end(own_world)
    desk.page.get_by_role("button", name=desk.texts.pattern("list.export")).click()
    desk.page.get_by_role("link", name=desk.texts("export.csv"), exact=True).click()
    asked = desk.page.get_by_role("dialog", name=desk.texts("prove.title"))
    password = field(desk, "signin.password", asked)
    expect(password).to_be_focused()
    assert problems(desk.page, "proof") == []
    password.fill("not the password")
    desk.key("Enter")
    expect(asked.get_by_role("alert")).to_have_text(desk.texts("error.bad_credentials"))
    password.fill(own_world.users(0, "coordinator")[0]["password"])
    with desk.page.expect_download() as download:
        desk.key("Enter")
    path = tmp_path / "proved.csv"
    download.value.save_as(path)
    assert len(path.read_text("utf-8-sig").splitlines()) == 3
    expect(asked).to_be_hidden()
    # The cookie is another one now: what asks by itself every 15 seconds goes on.
    desk.page.get_by_role("link", name=desk.texts("nav.rounds"), exact=True).click()
    desk.at("nav.rounds")


def test_sec_u3_what_was_typed_is_kept_while_it_asks_who_it_is(
    own_world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(ASKED_AGAIN)
    desk = DeskPage.open(desk_context(), own_world)
    desk.sign_in()
    desk.go("/people")
    desk.press("people.invite")
    field(desk, "invite.role").select_option("coordinator")
    desk.page.get_by_label(desk.texts("invite.alias")).fill("Fauvette")
    let_proofs_end(own_world)
    desk.press("invite.go")
    asked = desk.page.get_by_role("dialog", name=desk.texts("prove.title"))
    expect(asked).to_be_visible()
    desk.key("Escape")
    expect(asked).to_be_hidden()
    expect(desk.page.get_by_role("alert").filter(has_text=re.compile("."))).to_have_text(
        desk.texts("error.reauthenticate")
    )
    expect(desk.page.get_by_label(desk.texts("invite.alias"))).to_have_value("Fauvette")
    desk.press("invite.go")
    field(desk, "signin.password", asked).fill(own_world.users(0, "coordinator")[0]["password"])
    desk.press("prove.go")
    ready = desk.page.get_by_role("dialog", name=desk.texts.filled("invite.ready", "Fauvette"))
    expect(ready).to_be_visible()


def test_sec_u3_a_second_coordinator_lets_somebody_back_in(
    real_world: World, desk_context: ContextMaker
) -> None:
    lost = DeskPage.open(desk_context(), real_world)
    arrive(lost)
    lost.press("signin.out")
    boss = DeskPage.open(desk_context(), real_world)
    arrive(boss, "network")
    user = real_world.users(0, "coordinator")[0]
    boss.go("/people")
    change = boss.texts.filled("colon", boss.texts("people.change"), user["alias"])
    boss.page.get_by_role("button", name=change, exact=True).click()
    boss.press("member.recover")
    boss.says_done("did.recovery")
    code = boss.page.locator(".invite-code").inner_text()

    lost.press("signin.recover")
    lost.at("recover.title")
    field(lost, "signin.email").fill(user["email"])
    field(lost, "recover.code").fill("0000 0000 00")
    lost.page.get_by_label(lost.texts("account.password.new")).fill(NEW_PASSWORD)
    lost.press("recover.go")
    expect(lost.page.get_by_role("alert")).to_have_text(lost.texts("error.recovery_invalid"))
    field(lost, "recover.code").fill(code)
    lost.press("recover.go")
    set_up(lost)
    lost.at("inbox.title")

    lost.go("/settings/audit")
    given = lost.texts.filled("audit.do.recovery_made", user["alias"])
    line = lost.page.get_by_role("listitem").filter(has_text=given)
    expect(line).to_contain_text(real_world.users(0, "network")[0]["alias"])
    used = lost.texts("audit.do.recovery_used")
    expect(lost.page.get_by_role("listitem").filter(has_text=used)).to_be_visible()


def test_sec_u3_settings_change_the_password_and_end_sessions(
    own_world: World, desk_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(UNKNOWN)
    desk = DeskPage.open(desk_context(bypass_csp=True), own_world)
    desk.sign_in()
    other = DeskPage.open(desk_context(), own_world)
    other.sign_in()
    desk.go("/settings/account")
    sessions = desk.page.get_by_role("region", name=desk.texts("account.sessions"))
    end = sessions.get_by_role("button", name=desk.texts.pattern("account.sessions.end.of"))
    expect(end).to_have_count(1)
    here = desk.texts("account.sessions.here")
    expect(sessions.get_by_text(here, exact=True)).to_be_visible()
    assert problems(desk.page, "account") == []
    end.click()
    desk.says_done("did.session")
    expect(end).to_have_count(0)
    other.page.reload()
    expect(other.button("signin.go")).to_be_visible()

    desk.page.get_by_label(desk.texts("account.password.new")).fill(NEW_PASSWORD)
    desk.press("account.password.go")
    desk.says_done("did.password")
    desk.press("account.sessions.all")
    user = own_world.users(0, "coordinator")[0]
    desk.fill_in(user["email"], NEW_PASSWORD)
    desk.page.get_by_label(desk.texts("account.password.new")).wait_for()


def test_sec_u8_who_did_what_is_found_with_the_keyboard_and_on_a_narrow_screen(
    own_world: World, desk_context: ContextMaker, tmp_path: Path
) -> None:
    desk = DeskPage.open(desk_context(bypass_csp=True, viewport=NARROW), own_world)
    desk.sign_in()
    own_world.desk().export("activity")
    own_world.desk().invite(role="volunteer", alias="Sittelle")
    desk.go("/settings/audit")
    lines = desk.page.get_by_role("list", name=desk.texts("audit.list")).get_by_role("listitem")
    exported = desk.texts.filled("audit.do.export", desk.texts("audit.file.activity"))
    invited = desk.texts.filled("audit.do.invited", "Sittelle")
    expect(lines.filter(has_text=exported)).to_have_count(1)
    expect(lines.filter(has_text=invited)).to_have_count(1)
    assert problems(desk.page, "audit") == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

    who, what = desk.page.locator(".audit-narrow select").all()
    what.focus()
    desk.page.keyboard.type(desk.texts("audit.group.export"))
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(exported)
    what.select_option("")
    expect(lines.filter(has_text=invited)).to_have_count(1)
    who.select_option(label=own_world.users(0, "volunteer")[0]["alias"])
    expect(desk.reads("audit.none")).to_be_visible()
    who.select_option("")
    desk.page.locator(".audit-narrow input").nth(1).fill("2026-01-01")
    expect(desk.reads("audit.none")).to_be_visible()
