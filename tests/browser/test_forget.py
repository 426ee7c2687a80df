"""A code forgotten, a phone emptied, a phone passed on: what is unsent leaves all the same.
security.md L4, L5, P5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, expect

from tests.api.world import World

from .people import Person, another_phone, invite, stored
from .phone_page import UNLOCK_MAX_MS, PhonePage
from .stored_rows import keys_of
from .waiting import eventually
from .watch import NO_NETWORK, Watch

MEAL = "food.hot_meal"
MANY = 200
ROUNDS = 12
SENT_MAX_S = 90
TAP_EACH = """() => document.querySelectorAll("button.tile").forEach((tile) => tile.click())"""
# Each service of the list under "another service", one after the other.
COUNT_OTHERS = """async ([opener, most]) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const open = [...document.querySelectorAll("button")].find((each) =>
    each.textContent.includes(opener));
  for (let at = 0; at < most; at += 1) {
    open.click();
    while (document.querySelector(".sheet .choice") === null) await drawn();
    const found = document.querySelectorAll(".sheet .choice");
    if (at >= found.length) throw new Error(`only ${found.length} services`);
    found[at].click();
    while (document.querySelector(".sheet .choice") !== null) await drawn();
  }
}"""
OF_THE_READABLE = ("records", "outbox", "open", "kept", "drafts")


def count_many(phone: PhonePage) -> int:
    """Two hundred records: some in rounds that can be read again, some while it is locked.

    Gives in how many changes."""
    made = 0
    for _ in range(ROUNDS):
        phone.start_round()
        tiles = phone.tiles().count()
        phone.page.evaluate(TAP_EACH)
        phone.kept()
        made += tiles + 1
        phone.unsent(made)
        phone.end_round()
        phone.press("round.newRound")
        phone.at_round_start()
    phone.start_round()
    made += 1
    # Sealed, two changes of one record look like two.
    changes = made + ROUNDS
    while made < MANY:
        phone.page.reload()
        phone.at_lock()
        phone.at_count()
        now = min(60, MANY - made)
        phone.page.evaluate(COUNT_OTHERS, [phone.texts("tally.another"), now])
        made += now
        changes += now
        phone.unsent(changes)
    return changes


def all_of(world: World, person: Person) -> list[dict[str, Any]]:
    return [*stored(world, person), *stored(world, person, "round")]


def forget(phone: PhonePage) -> None:
    """Asks twice."""
    phone.press("lock.locked.forgot")
    expect(phone.reads("lock.forgot.text")).to_be_visible()
    phone.press("lock.forgot.go")
    phone.press("lock.forgot.sure")
    at_join(phone)


def at_join(phone: PhonePage) -> None:
    expect(phone.page.get_by_role("textbox")).to_be_visible(timeout=UNLOCK_MAX_MS)


def test_sec_l5_two_hundred_unsent_records_survive_a_forgotten_code(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    phone.all_sent()
    phone.offline()
    changes = count_many(phone)
    phone.page.reload()
    phone.at_lock()
    phone.unsent(changes)
    forget(phone)
    expect(phone.says("lock.carry.sealed")).to_contain_text(str(changes))
    assert all_of(world, person) == []

    # Without a new invite, in nobody's name.
    phone.online()
    eventually(phone.page, lambda: len(all_of(world, person)) == MANY, SENT_MAX_S)
    phone.join(another_phone(world, person))
    phone.all_sent()
    entries = all_of(world, person)
    assert len({entry["id"] for entry in entries}) == len(entries) == MANY


@contextmanager
def held(phone: PhonePage, what: Locator) -> Iterator[None]:
    """A finger that stays meanwhile."""
    what.tap(trial=True)  # until it rests where it is
    box = what.bounding_box()
    assert box is not None
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    fingers = phone.page.context.new_cdp_session(phone.page)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    yield
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def eraser(phone: PhonePage) -> Locator:
    return phone.button("lock.erase.button")


def left_unsent(phone: PhonePage) -> None:
    phone.ready_without_network()
    phone.start_round()
    phone.open_day()
    phone.all_sent()
    phone.open_count()
    phone.offline()
    phone.count(MEAL, 3)
    phone.kept()
    phone.unsent(1)


def test_sec_l4_three_seconds_empty_a_phone_without_network_but_for_what_is_sealed(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    left_unsent(phone)
    phone.lock()
    phone.press("lock.locked.erase")
    expect(phone.says("lock.erase.hold")).to_contain_text("1")

    # Let go too early, nothing happened.
    with held(phone, eraser(phone)):
        expect(phone.button("lock.erase.holding")).to_be_visible()
    expect(phone.button("lock.erase.button")).to_be_visible()
    assert keys_of(phone.page)["records"]

    with held(phone, eraser(phone)):
        at_join(phone)
    rows = keys_of(phone.page)
    for store in OF_THE_READABLE:
        assert rows[store] == [], store
    assert rows["vault"] == ["signing"]
    assert len(rows["sealed"]) == 1
    assert not {"account", "replica", "home", "round", "tiles"} & set(rows["meta"])
    expect(phone.says("lock.carry.sealed")).to_contain_text("1")
    assert stored(world, person) == []

    phone.online()
    eventually(phone.page, lambda: len(stored(world, person)) == 1)
    [entry] = stored(world, person)
    assert entry["fields"]["quantity"] == 3


def test_sec_p5_unsent_records_are_dropped_only_when_it_was_said_twice(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    left_unsent(phone)
    phone.lock()
    phone.press("lock.locked.erase")
    phone.press("lock.erase.unsentToo")
    expect(phone.says("lock.erase.unsentSure")).to_contain_text("1")
    phone.press("lock.erase.no")
    phone.press("lock.erase.unsentToo")
    phone.press("lock.erase.yes")
    with held(phone, eraser(phone)):
        at_join(phone)
    rows = keys_of(phone.page)
    assert rows["sealed"] == rows["outbox"] == rows["vault"] == []
    expect(phone.says("lock.carry.sealed")).to_be_hidden()
    phone.online()
    phone.join(another_phone(world, person))
    phone.all_sent()
    assert stored(world, person) == []


def test_sec_l4_a_phone_passed_on_still_hands_in_what_its_first_holder_counted(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    left_unsent(phone)
    phone.lock()
    forget(phone)
    second = invite(world)
    phone.online()
    phone.join(second.code)
    assert person.alias not in phone.page.locator("body").inner_text()
    phone.start_round()
    phone.count(MEAL, 2)
    phone.kept()
    phone.open_day()
    phone.send_now()
    phone.all_sent()
    expect(phone.entry(MEAL)).to_have_count(1)
    [first] = stored(world, person)
    [own] = stored(world, second)
    assert (first["fields"]["quantity"], own["fields"]["quantity"]) == (3, 2)
