"""A phone without space says so, and what it kept before stays."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.api.world import World

from .makers import PhoneMaker
from .people import invite, stored
from .waiting import eventually
from .watch import NO_NETWORK, Watch

MEAL = "food.hot_meal"
DRINK = "food.hot_drink"
QUOTA_BYTES = 4_000_000
FILL = """async (chunkBytes) => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("filler", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("filler");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const put = (size) => new Promise((resolve) => {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65536)));
    const parts = new Uint8Array(size).map((_, at) => bytes[at % bytes.length]);
    const transaction = database.transaction("filler", "readwrite", { durability: "strict" });
    transaction.objectStore("filler").put(parts, crypto.randomUUID());
    transaction.oncomplete = () => resolve("kept");
    transaction.onabort = () => resolve(transaction.error.name);
  });
  let last = "kept";
  for (let size = chunkBytes; size >= 256; size = Math.floor(size / 2)) {
    for (let tries = 0; tries < 200; tries += 1) {
      last = await put(size);
      if (last !== "kept") break;
    }
  }
  database.close();
  return last;
}"""
EMPTY = """() => new Promise((resolve, reject) => {
  const request = indexedDB.deleteDatabase("filler");
  request.onsuccess = () => resolve(true);
  request.onerror = () => reject(request.error);
  request.onblocked = () => reject(new Error("blocked"));
})"""


def test_a_full_phone_says_so_and_keeps_what_it_had(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    person = invite(world)
    phone = new_phone()
    limit = {"origin": world.server.base, "quotaSize": QUOTA_BYTES}
    phone.page.context.new_cdp_session(phone.page).send("Storage.overrideQuotaForOrigin", limit)
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    service, other = MEAL, DRINK
    phone.count(service, 3)
    before = 3
    phone.shows(service, before)
    phone.kept()
    # What a server takes makes space.
    phone.offline()
    assert phone.page.evaluate(FILL, 1_000_000) == "QuotaExceededError"

    phone.count(other)
    expect(phone.strip().get_by_role("alert")).to_have_text(phone.texts("reason.full"))
    phone.shows(other, 0)
    phone.count(service)
    expect(phone.strip().get_by_role("alert")).to_have_text(phone.texts("reason.full"))
    phone.shows(service, before)
    phone.open_sheet()
    expect(phone.page.get_by_role("dialog")).to_contain_text(phone.texts("reason.full"))
    phone.close_sheet()

    phone.reload()
    phone.shows(service, before)
    phone.shows(other, 0)

    # Space again: counting goes on, and nothing half written comes to light.
    phone.page.evaluate(EMPTY)
    phone.online()
    phone.count(other)
    phone.kept()
    phone.open_day()
    phone.send_now()
    phone.all_sent()
    counted = {entry["fields"]["service_type"]: entry for entry in stored(world, person)}
    assert counted.keys() == {service, other}
    assert counted[service]["fields"]["people"] == 3
    assert counted[other]["fields"]["people"] == 1


def test_a_full_phone_still_sends_what_its_last_form_left_open(
    world: World, new_phone: PhoneMaker, watch: Watch
) -> None:
    person = invite(world)
    phone = new_phone()
    limit = {"origin": world.server.base, "quotaSize": QUOTA_BYTES}
    phone.page.context.new_cdp_session(phone.page).send("Storage.overrideQuotaForOrigin", limit)
    phone.join(person.code)
    phone.ready_without_network()
    phone.start_round()
    phone.all_sent()
    service = MEAL
    phone.count(service, 3)
    phone.shows(service, 3)
    phone.kept()
    assert phone.page.evaluate(FILL, 1_000_000) == "QuotaExceededError"

    # Leaving the screen closes what was counted, which may take no space.
    phone.open_day()
    phone.send_now()
    eventually(phone.page, lambda: len(stored(world, person)) == 1)
    [entry] = stored(world, person)
    assert entry["fields"]["people"] == 3
    expect(phone.entry(service)).to_be_visible()
    phone.open_count()
    phone.shows(service, entry["fields"]["quantity"])

    phone.page.evaluate(EMPTY)
    phone.send_now()
    phone.all_sent()
    phone.shows(service, entry["fields"]["quantity"])
