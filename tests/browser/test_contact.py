"""Meeting one person or a few: ux.md section 3 (`contact`) and 4, s30 to s33."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.api.world import World, canary

from .in_hand import InHand
from .opened_rows import everything_opened
from .people import Person, invite, stored
from .phone_page import PhonePage
from .waiting import eventually
from .watch import NO_NETWORK, Watch

# Every row of the phone's own database as text.
EVERYTHING = """async () => {
    const opening = indexedDB.open("maraude");
    const db = await new Promise((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
    });
    const text = (value) => value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    const rows = [];
    for (const store of db.objectStoreNames) {
        const asked = db.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => (asked.onsuccess = resolve));
        rows.push(...asked.result.map((row) => JSON.stringify(row, (_name, value) => text(value))));
    }
    db.close();
    return rows.join("\\n");
}"""


def everything_stored(page: Page) -> str:
    return str(page.evaluate(EVERYTHING))


def meet(phone: PhonePage, *needs: str, people: str | None = None) -> None:
    """Somebody with these needs, all met."""
    phone.open_person()
    phone.at_meeting()
    if people is not None:
        phone.choose_people(people)
    for need in needs:
        phone.tap(phone.need(need))
    phone.press("contact.save")


def test_a_person_with_two_needs_takes_four_taps_and_arrives(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.taps = 0
    phone.open_person()
    phone.tap(phone.need("food"))
    phone.tap(phone.need("health", "needUnmet"))
    phone.press("contact.save")
    assert phone.taps == 4
    phone.at_count()
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person, "contact")
    [round_] = stored(world, person, "round")
    fields = entry["fields"]
    assert fields["needs/food"] is True
    assert fields["needs_unmet/health"] is True
    assert (fields["group_size"], fields["round"]) == (1, round_["id"])
    assert f"sites/{fields['site']}" in round_["fields"]


def test_a_person_as_last_time_takes_three_taps(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.open_person()
    # Nothing to repeat yet, and no key that does nothing.
    expect(phone.button("contact.sameAsLast")).to_be_hidden()
    phone.choose_people("3")
    phone.tap(phone.need("legal"))
    phone.tap(phone.chip("language", "ti"))
    phone.press("contact.adult")
    phone.write_note("asked for a map")
    phone.press("contact.save")

    phone.taps = 0
    phone.open_person()
    phone.press("contact.sameAsLast")
    phone.press("contact.save")
    assert phone.taps == 3
    phone.open_day()
    phone.all_sent()
    first, second = sorted(
        stored(world, person, "contact"), key=lambda one: "note" in one["fields"]
    )
    assert second["fields"].pop("note") == "asked for a map"
    for entry in (first, second):
        assert entry["fields"]["group_size"] == 3
        assert entry["fields"]["needs/legal"] is True
        assert (entry["fields"]["language"], entry["fields"]["age_band"]) == ("ti", "adult")
    # What was said of one person is not said of the next.
    assert "note" not in first["fields"]


def test_a_larger_group_is_counted_with_a_stepper(phone: PhonePage) -> None:
    phone.start_round()
    phone.open_person()
    phone.choose_people(phone.texts("contact.sixOrMore"))
    for _ in range(2):
        more = phone.texts.filled("detail.moreOf", phone.texts("contact.people"))
        phone.tap(phone.page.get_by_role("button", name=more, exact=True))
    phone.press("contact.save")
    phone.open_day()
    title = phone.entries().first.locator("strong").first
    expect(title).to_have_text(re.compile(r"\b8$"))


def test_without_a_round_the_place_is_asked_first(phone: PhonePage) -> None:
    phone.open_person()
    phone.at_round_start()
    head = phone.places().first
    if head.get_attribute("aria-expanded") == "false":
        phone.tap(head)
    phone.tap(phone.page.get_by_role("group").get_by_role("button").first)
    phone.at_meeting()


def test_a_saved_meeting_is_taken_back_by_one_line_until_the_next_touch(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    meet(phone, "food")
    line = phone.saved_meeting()
    words = [phone.texts("state.savedWord"), phone.texts("state.sentWord")]
    expect(line).to_contain_text(re.compile("|".join(words)))
    phone.tap(line.get_by_role("button", name=phone.texts("undo")))
    expect(line).to_contain_text(
        phone.texts.filled("contact.takenBack", phone.texts("contact.title"))
    )
    phone.count(phone.services()[0])
    expect(line).to_be_hidden()
    phone.open_day()
    phone.all_sent()
    eventually(phone.page, lambda: stored(world, person, "contact") == [])


def test_a_meeting_is_corrected_like_any_entry(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    meet(phone, "food", people="2")
    phone.open_day()
    phone.all_sent()
    phone.tap(phone.entries().first.get_by_role("button"))
    phone.press("entry.correct")
    expect(phone.need("food")).to_have_attribute("aria-pressed", "true")
    phone.tap(phone.need("food", "needUnmet"))
    phone.press("contact.save")
    expect(phone.button("entry.correct")).to_be_visible()
    food = phone.texts.label("need", "food")
    expect(phone.page.get_by_role("main")).to_contain_text(
        f"{food} {phone.texts('contact.notPossible').lower()}"
    )
    phone.all_sent()
    [entry] = stored(world, person, "contact")
    assert entry["fields"]["needs_unmet/food"] is True
    assert not entry["fields"].get("needs/food")
    assert entry["fields"]["group_size"] == 2

    # The same again fills in a new one.
    phone.press("entry.again")
    expect(phone.need("food", "needUnmet")).to_have_attribute("aria-pressed", "true")
    phone.press("contact.save")
    expect(phone.button("entry.correct")).to_be_visible()
    phone.all_sent()
    assert [one["fields"]["group_size"] for one in stored(world, person, "contact")] == [2, 2]


def test_text_like_a_name_is_warned_of_and_may_be_saved(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.open_person()
    phone.write_note("bring socks")
    expect(phone.says("detail.looksLikeName")).to_be_hidden()
    phone.write_note("call 06 12 34 56 78")
    expect(phone.says("detail.looksLikeName")).to_contain_text("06 12 34 56 78")
    phone.press("contact.save")
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person, "contact")
    assert entry["fields"]["note"] == "call 06 12 34 56 78"


def test_a_minor_alone_is_sealed_when_saved_and_only_a_stub_comes_back(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    secret = canary()
    phone.ready_without_network()
    phone.start_round()
    phone.open_day()
    phone.all_sent()
    phone.offline()
    phone.open_person()
    phone.tap(phone.need("food"))
    phone.press("contact.minor")
    phone.tap(phone.chip("minor_status", "accompanied"))
    expect(phone.reads("contact.seals")).to_be_hidden()
    phone.tap(phone.chip("minor_status", "unaccompanied"))
    expect(phone.reads("contact.seals")).to_be_visible()
    phone.write_note(secret)
    phone.press("contact.save")
    expect(phone.page.get_by_role("heading", name=phone.texts("day.title"))).to_be_visible()
    sealed_here(phone, secret, phone.texts("state.savedWord"))

    # Not even after the app was started anew, and not as "last time".
    phone.reload()
    phone.open_person()
    phone.at_meeting()
    expect(phone.button("contact.sameAsLast")).to_be_hidden()
    phone.page.go_back()
    phone.open_day()
    sealed_here(phone, secret, phone.texts("state.savedWord"))

    phone.online()
    phone.send_now()
    phone.all_sent()
    sealed_here(phone, secret, phone.texts("state.sentWord"))
    kept = everything_opened(phone.page)
    assert secret not in kept
    assert "unaccompanied" not in kept
    [entry] = stored(world, person, "contact")
    assert entry["visibility"] == "minor"


def sealed_here(phone: PhonePage, secret: str, state: str) -> None:
    """My day has a line without content, and opening it shows no more."""
    line = phone.entries().filter(has_text=phone.texts("contact.sealedTitle"))
    expect(line).to_have_count(1)
    expect(line).to_contain_text(phone.texts("day.sealed"))
    expect(line).to_contain_text(state)
    phone.tap(line.get_by_role("button"))
    expect(phone.button("entry.void")).to_be_visible()
    expect(phone.button("entry.correct")).to_be_hidden()
    said = phone.page.locator("body").inner_text().lower()
    for word in (secret, phone.texts.label("need", "food"), "alone"):
        assert word.lower() not in said
    phone.page.go_back()
    expect(line).to_be_visible()


def restart(in_hand: InHand) -> PhonePage:
    phone = in_hand.restart()
    phone.at_count()
    return phone


def test_sec_p4_what_is_half_filled_in_survives_a_killed_app(world: World, in_hand: InHand) -> None:
    phone = in_hand.first_visit(invite(world).code)
    phone.offline()
    phone.start_round()
    phone.open_person()
    phone.choose_people("4")
    phone.tap(phone.need("shelter_items", "needUnmet"))
    phone.tap(phone.chip("language", "ps"))
    phone.write_note("comes back tomor")
    drafted(phone, "comes back tomor")

    phone = restart(in_hand)
    phone.open_person()
    expect(phone.says("contact.restored")).to_be_visible()
    expect(phone.need("shelter_items", "needUnmet")).to_have_attribute("aria-pressed", "true")
    expect(phone.chip("language", "ps")).to_have_attribute("aria-pressed", "true")
    expect(phone.page.get_by_role("radio", name="4", exact=True)).to_be_checked()
    expect(phone.note()).to_have_value("comes back tomor")
    phone.unsent(1)
    phone.press("contact.save")
    phone.unsent(2)

    # Saved once: neither restored again nor left behind.
    phone = restart(in_hand)
    phone.open_person()
    phone.at_meeting()
    expect(phone.says("contact.restored")).to_be_hidden()
    expect(phone.need("shelter_items", "needUnmet")).to_have_attribute("aria-pressed", "false")

    # What would be sealed is not kept half filled in: the phone may be seized.
    phone.press("contact.minor")
    phone.tap(phone.chip("minor_status", "separated"))
    secret = canary()
    phone.write_note(secret)
    phone.choose_people("2")
    drafted(phone, '"group_size":2')
    kept = everything_opened(phone.page)
    assert secret not in kept
    assert "separated" not in kept
    phone = restart(in_hand)
    phone.open_person()
    expect(phone.page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    phone.press("contact.afresh")
    expect(phone.page.get_by_role("radio", name="1", exact=True)).to_be_checked()

    # Beside a count: what looks like a number waits for the person, and survives too.
    phone.page.go_back()
    phone.hold(phone.tile("food.hot_meal"))
    phone.write_note("tel 0612345678")
    drafted(phone, "0612345678")
    phone = restart(in_hand)
    phone.hold(phone.tile("food.hot_meal"))
    expect(phone.note()).to_have_value("tel 0612345678")


def drafted(phone: PhonePage, text: str) -> None:
    """Wait until what is half typed lies in the phone's own database, for who opens it alone."""
    eventually(phone.page, lambda: text in everything_opened(phone.page))
    assert text not in everything_stored(phone.page)
