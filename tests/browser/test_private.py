"""Nothing that somebody wrote lies where others look. security.md P10."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.api.world import World, canary

from .makers import ContextMaker
from .people import Person, stored
from .phone_page import PhonePage

CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      found.push([request.url, await answer.text()]);
    }
  }
  return found;
}"""
STORED = """() => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie,
  history.state, document.title, location.href, name,
])"""


def outside_of_the_store(page: Page) -> str:
    """Everything the browser keeps of this app except its own database."""
    cached: list[list[str]] = page.evaluate(CACHED)
    assert cached, "the shell is cached"
    assert not [url for url, _ in cached if "/api" in url or "/desk" in url], "build files only"
    return "\n".join([*(text for pair in cached for text in pair), page.evaluate(STORED)])


def test_sec_p10_what_is_written_stays_out_of_caches_storage_address_and_title(
    world: World, phone: PhonePage, person: Person
) -> None:
    secret = canary()
    said: list[str] = []
    phone.page.context.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    phone.page.context.on("request", lambda request: asked.append(request.url))
    phone.ready_without_network()
    phone.start_round()
    phone.count(phone.services()[0])
    phone.open_details()
    phone.tap(phone.page.get_by_role("button", name=phone.texts("detail.note")))
    phone.page.get_by_role("textbox", name=phone.texts("detail.note")).fill(secret)
    for place in ("form", "day", "entry"):
        if place == "day":
            phone.press("done")
            phone.open_day()
            phone.all_sent()
        if place == "entry":
            phone.tap(phone.entries().first.get_by_role("button"))
            phone.page.get_by_text(secret).first.wait_for()
        kept = outside_of_the_store(phone.page)
        for each in (secret, person.alias, person.code, person.id):
            assert each not in kept, f"{each} in {place}"
        assert phone.page.title() == "Maraude"
        assert phone.page.url == f"{world.server.base}/"
    assert stored(world, person)[0]["fields"]["note"] == secret, "it did arrive"
    assert not [text for text in [*said, *asked] if secret in text]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("indexedDB", "reason.noStorage"),
        ("WebAssembly", "reason.noKeys"),
        ("BroadcastChannel", None),
    ],
)
def test_sec_p8_what_a_protective_browser_lacks_is_found_at_the_start_and_explained(
    world: World, phone_context: ContextMaker, person: Person, missing: str, said: str | None
) -> None:
    context = phone_context()
    context.add_init_script(f"delete globalThis.{missing}")
    phone = PhonePage.open(context, world.server.base)
    if said is None:
        phone.join(person.code)
        return
    phone.page.goto(f"{phone.base}/#join={person.code}")
    expect(phone.reads(said)).to_be_visible()
    expect(phone.page.get_by_role("button")).to_have_count(0)
