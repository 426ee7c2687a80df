"""A new version comes between entries, when somebody takes it, and takes nothing away."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.api.world import World

from .faults import RESET, silent_server
from .makers import ContextMaker
from .people import invite, stored
from .phone_page import PhonePage
from .watch import NO_NETWORK, Watch

BUILD = '<meta name="build" content="second">'


def release(world: World) -> None:
    """Put a second build in place: another page, and a worker that lists it."""
    client = Path(world.server.settings["BROWSER_TEST_CLIENT"])
    page, worker = client / "index.html", client / "sw.js"
    page.write_text(page.read_text("utf-8").replace("</head>", f"{BUILD}</head>"), "utf-8")
    digest = hashlib.md5(page.read_bytes(), usedforsecurity=False).hexdigest()
    source = worker.read_text("utf-8")
    listed = re.search(r'\{"revision":"[0-9a-f]{32}","url":"index.html"\}', source)
    assert listed is not None, "the worker lists the page"
    renewed = re.sub(r"[0-9a-f]{32}", digest, listed[0])
    assert renewed != listed[0]
    worker.write_text(source.replace(listed[0], renewed), "utf-8")
    for name in ("index.html", "sw.js"):
        for packed in client.glob(f"{name}.*"):
            packed.unlink()


def look_for_update(page: Page) -> None:
    """What the app does once an hour."""
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")


def second_build(page: Page) -> Locator:
    return page.locator("meta[name=build]")


def test_a_new_version_is_offered_between_entries_and_unsent_ones_survive(
    own_world: World, phone_context: ContextMaker, watch: Watch
) -> None:
    watch.allow(RESET)
    watch.allow(NO_NETWORK)
    person = invite(own_world)
    phone = PhonePage.open(phone_context(), own_world.server.base)
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    service = phone.services()[0]
    phone.all_sent()
    release(own_world)
    with silent_server(phone.page.context):
        phone.count(service, 3)
        phone.kept()
        before = phone.quantity(service)
        phone.open_details()
        look_for_update(phone.page)
        phone.page.wait_for_function(
            "navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null)"
        )
        expect(phone.reads("reason.update")).to_be_hidden()
        phone.press("done")
        phone.at_count()
        expect(phone.reads("reason.update")).to_be_hidden()
        phone.open_day()
        expect(phone.reads("reason.update")).to_be_visible()
        expect(second_build(phone.page)).to_have_count(0)

        phone.press("reason.updateNow")
        expect(second_build(phone.page)).to_have_count(1)
        phone.unsent(1)
        phone.open_count()
        phone.shows(service, before)
        assert stored(own_world, person) == []
    phone.offline()
    phone.page.reload()
    expect(second_build(phone.page)).to_have_count(1)
    phone.online()
    phone.send_now()
    phone.all_sent()
    [entry] = stored(own_world, person)
    assert entry["fields"]["people"] == 3
