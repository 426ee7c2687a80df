"""A coordinator's question on the phone of the entry's author. ux.md section 3, s18 and s19."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Route, expect

from tests.api.world import World

from .faults import SYNC
from .in_hand import InHand
from .people import Person, disputed, invite, stored
from .phone_page import PhonePage
from .test_contact import drafted
from .waiting import eventually
from .watch import NO_NETWORK, Watch

QUESTION = "57 or 75? The flask says 75."
MEAL = "food.hot_meal"


def ask(world: World, entry: dict[str, Any], question: str = QUESTION) -> None:
    """From the desk, of any kind of entry."""
    asked = {"queried": True, "query": question}
    answer = world.desk().patch(entry["kind"], entry["id"], asked)
    assert answer.status == 200, str(answer)


def counted(world: World, phone: PhonePage, person: Person) -> dict[str, Any]:
    """A sent count of this person."""
    phone.start_round()
    phone.count(MEAL)
    phone.kept()
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person)
    return entry


def pinned(phone: PhonePage) -> Locator:
    """What needs attention, above everything else of the day."""
    words = phone.texts("day.attention")
    return phone.page.get_by_role("list", name=words).get_by_role("listitem")


def test_a_question_is_pinned_and_answered_in_two_taps_without_network(
    world: World, phone: PhonePage, person: Person, watch: Watch
) -> None:
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    entry = counted(world, phone, person)
    ask(world, entry)
    phone.open_count()
    phone.send_now()
    expect(phone.attention()).to_contain_text("1")
    phone.offline()

    phone.taps = 0
    phone.open_day()
    expect(phone.entries().first).to_contain_text(QUESTION)
    expect(pinned(phone)).to_have_count(1)
    asker = world.users(0, "coordinator")[0]["alias"]
    words = phone.texts.filled("reason.asks", asker, QUESTION)
    expect(pinned(phone)).to_contain_text(words)
    expect(phone.button("entry.send")).to_be_disabled()
    phone.page.get_by_role("textbox", name=phone.texts("entry.answer")).fill("75, I miscounted")
    phone.press("entry.send")
    assert phone.taps == 2

    # Sent too early: the question is open again, with what was typed.
    expect(pinned(phone)).to_have_count(0)
    phone.press("undo")
    expect(phone.reads("after.asked")).to_be_visible()
    answer = phone.page.get_by_role("textbox", name=phone.texts("entry.answer"))
    expect(answer).to_have_value("75, I miscounted")
    phone.press("entry.send")
    expect(pinned(phone)).to_have_count(0)
    expect(phone.attention()).to_be_hidden()
    phone.unsent(1)
    phone.reload()
    phone.unsent(1)
    phone.online()
    phone.send_now()
    phone.all_sent()
    [answered] = stored(world, person)
    assert answered["fields"]["answer"] == "75, I miscounted"

    # Asked anew it is a question again, and the earlier answer is replaced, not disputed.
    ask(world, entry, "So 75 in all?")
    phone.send_now()
    phone.open_day()
    expect(pinned(phone)).to_contain_text("So 75 in all?")
    phone.page.get_by_role("textbox", name=phone.texts("entry.answer")).fill("Yes")
    phone.press("entry.send")
    expect(pinned(phone)).to_have_count(0)
    phone.all_sent()
    [answered] = stored(world, person)
    assert answered["fields"]["answer"] == "Yes"
    assert disputed(answered) == []


def test_sec_p4_a_half_typed_answer_survives_a_killed_app(world: World, in_hand: InHand) -> None:
    person = invite(world)
    phone = in_hand.first_visit(person.code)
    ask(world, counted(world, phone, person))
    phone.send_now()
    field = phone.page.get_by_role("textbox", name=phone.texts("entry.answer"))
    field.fill("75, I thi")
    drafted(phone, "75, I thi")
    phone = in_hand.restart()
    phone.open_day()
    field = phone.page.get_by_role("textbox", name=phone.texts("entry.answer"))
    expect(field).to_have_value("75, I thi")
    phone.press("entry.send")
    phone.unsent(1)
    expect(pinned(phone)).to_have_count(0)


def test_a_question_on_a_sealed_entry_names_who_to_ask_and_nothing_else(
    world: World, phone: PhonePage, person: Person
) -> None:
    phone.start_round()
    phone.open_person()
    phone.press("contact.save")
    phone.open_day()
    phone.all_sent()
    [entry] = stored(world, person, "contact")
    ask(world, entry)
    phone.send_now()
    expect(pinned(phone)).to_contain_text(QUESTION)

    # What came out makes it sealed, the question with it.
    phone.tap(pinned(phone).get_by_role("button").first)
    phone.press("entry.correct")
    phone.press("contact.minor")
    phone.tap(phone.chip("minor_status", "unaccompanied"))
    phone.press("contact.save")
    expect(phone.reads("day.sealed")).to_be_visible()
    phone.page.go_back()
    phone.all_sent()
    expect(pinned(phone)).to_contain_text(phone.texts("contact.sealedTitle"))
    who_to_ask = phone.texts.filled("reason.asksWithoutText", "").strip(" .")
    expect(pinned(phone)).to_contain_text(who_to_ask)
    expect(pinned(phone)).not_to_contain_text(QUESTION)
    expect(phone.button("entry.send")).to_be_hidden()


def test_a_refused_round_is_sent_again_or_let_go(
    world: World, phone: PhonePage, person: Person
) -> None:
    refused: list[str] = []
    over: list[bool] = []

    def refuse(route: Route) -> None:
        """Nothing arrives at the server, and the phone hears that nothing ever can."""
        if over:  # not taken away at the end: an exchange on its way then would be handled twice
            route.fallback()
            return
        asked: dict[str, Any] = route.request.post_data_json or {}
        push = asked.pop("push", [])
        answer = route.fetch(post_data=asked | {"push": []})
        said = answer.json()
        refused.extend(change["id"] for change in push)
        said["bad"] = {change["id"]: "refused" for change in push}
        route.fulfill(response=answer, json=said)

    phone.page.context.route(SYNC, refuse)
    phone.start_round()
    phone.open_day()
    expect(pinned(phone)).to_have_count(1)
    over.append(True)
    phone.tap(pinned(phone).get_by_role("button"))
    phone.press("entry.sendAgain")
    expect(phone.button("entry.sendAgain")).to_be_hidden()
    phone.page.go_back()
    phone.all_sent()
    expect(pinned(phone)).to_have_count(0)
    eventually(phone.page, lambda: len(stored(world, person, "round")) == 1)
    assert len(refused) == 1
