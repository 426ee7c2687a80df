"""Nothing that somebody wrote, and nobody's name, can be found in a locked phone taken apart, nor
in what a server leaves lying about. security.md P10, A1, section 8."""

from __future__ import annotations

import secrets
from pathlib import Path

from playwright.sync_api import expect

from tests.api.world import World, canary

from .directory import list_demo
from .follow_page import FollowPage
from .in_hand import InHand
from .people import Person, invite, stored
from .phone_page import PhonePage
from .raw_profile import hits, unsnapped
from .stored_rows import keys_of, meta_of
from .waiting import eventually
from .watch import NO_NETWORK

MEAL = "food.hot_meal"
TENTS = "Tentes et couvertures"


def open_note(phone: PhonePage, text: str) -> None:
    phone.count(MEAL)
    phone.open_details()
    phone.write_note(text)
    phone.press("done")
    phone.kept()


def meet(phone: PhonePage, text: str, minor: bool) -> None:
    phone.open_person()
    phone.at_meeting()
    phone.tap(phone.need("food"))
    if minor:
        phone.press("contact.minor")
        phone.tap(phone.chip("minor_status", "unaccompanied"))
    phone.write_note(text)
    phone.press("contact.save")
    expect(phone.button("contact.save")).to_be_hidden()


def asked_and_answered(world: World, phone: PhonePage, person: Person, said: list[str]) -> None:
    question, answer = said
    [entry] = stored(world, person)
    about = {"queried": True, "query": question}
    assert world.desk().patch("activity", entry["id"], about).status == 200
    phone.open_day()
    phone.send_now()
    expect(phone.entries().first).to_contain_text(question)
    phone.page.get_by_role("textbox", name=phone.texts("entry.answer")).fill(answer)
    phone.press("entry.send")
    phone.all_sent()


def ask_the_directory(phone: PhonePage, text: str) -> None:
    phone.open_directory()
    phone.open_service(TENTS)
    phone.press("directory.wrong")
    phone.page.get_by_role("textbox", name=phone.texts("directory.wrongWhat")).fill(text)
    phone.press("directory.wrongSend")
    expect(phone.reads("directory.waiting")).to_be_visible()
    phone.page.go_back()


def test_sec_p10_a1_no_canary_is_found_in_the_raw_profile_logs_database_or_backups(
    world: World, in_hand: InHand, tmp_path: Path
) -> None:
    in_hand.watch.allow(NO_NETWORK)
    list_demo(world)
    plain, question, answer, service, minor, unsent, draft = (canary() for _ in range(7))
    alias, mate = (f"Lou {canary()}" for _ in range(2))
    person = invite(world, alias=alias)
    invite(world, alias=mate)
    phone = in_hand.first_visit(person.code)
    phone.start_round()
    open_note(phone, plain)
    phone.open_day()
    phone.all_sent()
    asked_and_answered(world, phone, person, [question, answer])
    phone.open_count()
    meet(phone, minor, minor=True)
    phone.open_count()
    ask_the_directory(phone, service)
    phone.all_sent()
    follow = FollowPage(phone)
    phone.open_count()
    code = follow.make_case(language="ps")
    phone.send_now()
    phone.all_sent()
    assert [one["fields"] for one in stored(world, person, "contact")], "they did arrive"

    # What waits, and what is half typed, is no less secret.
    phone.offline()
    phone.reload()
    phone.open_count()
    meet(phone, unsent, minor=False)
    phone.open_person()
    phone.at_meeting()
    phone.write_note(draft)
    eventually(phone.page, lambda: len(keys_of(phone.page)["drafts"]) > 0)
    # The round's id lies open: a locked phone counts into it.
    home = meta_of(phone.page, "round").split("/")[0]
    phone.page.go_back()
    phone.lock()

    secret = [plain, question, answer, service, minor, unsent, draft, alias, mate, code]
    profile = tmp_path / "profile"
    in_hand.device.kill()
    found = hits(profile, [*secret, home])
    # Ids lie open as keys of rows (docs/vault.md), and nowhere else.
    assert hits(profile, [person.id], ("utf-8",)) == set()
    assert {name for text, name in found if text == home}, "this search finds what lies there"
    assert {one for one in found if one[0] != home} == set()

    # Once more, after a start and another lock: what is rewritten may lie elsewhere.
    phone = in_hand.start(network=False)
    phone.page.goto(world.server.base)
    phone.at_lock()
    phone.unlock()
    phone.open_day()
    expect(phone.page.get_by_role("main")).to_contain_text(phone.texts("state.sentWord"))
    phone.lock()
    in_hand.device.kill()
    found = hits(profile, [*secret, home])
    assert hits(profile, [person.id], ("utf-8",)) == set()
    assert home in {text for text, _ in found}
    assert {one for one in found if one[0] != home} == set()

    server = Path(world.server.folder)
    written = [plain, question, answer, service, minor, alias, mate, code]
    assert [text for text in written if text in world.server.log.read_text("utf-8")] == []
    world.server.command("backup", "--to", str(tmp_path / "backups"))
    assert hits(tmp_path / "backups", written) == set()
    assert {text for text, _ in hits(server, [minor])} == set(), (
        "restricted: sealed in the database"
    )


def test_what_snappy_packed_is_unpacked() -> None:
    text = b"Wikipedia is a free, web-based, collaborative, multilingual encyclopedia project."
    packed = bytes([len(text), 0xF0, len(text) - 1]) + text
    assert unsnapped(packed) == text
    # A copy that overlaps what it makes: "ab" and ten more of it.
    assert unsnapped(bytes([12, 1 << 2]) + b"ab" + bytes([(9 << 2) | 2, 2, 0])) == b"ab" * 6
    noise = secrets.token_bytes(300)
    longer = bytes([0xAC, 0x02, 61 << 2]) + (299).to_bytes(2, "little") + noise
    assert unsnapped(longer) == noise
