"""A sealed file that somebody else hands in: unreadable, harmless twice. security.md Y4."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.api.world import World, canary

from .faults import captive_portal, out_of_reach
from .makers import ContextMaker, PhoneMaker
from .people import Person, invite, stored
from .phone_page import PhonePage
from .watch import Watch

MEAL = "food.hot_meal"
DRINK = "food.hot_drink"


@pytest.fixture
def author(phone: PhonePage, watch: Watch) -> PhonePage:
    """A phone without network that holds two entries."""
    out_of_reach(phone, watch)
    phone.count(MEAL, 4)
    phone.count(DRINK, 2)
    phone.kept()
    phone.unsent(2)
    return phone


def as_file(phone: PhonePage, folder: Path) -> Path:
    """By the second of the two other ways in the sheet."""
    phone.open_sheet()
    with phone.page.expect_download() as loading:
        phone.press("lock.carry.file")
    file = folder / loading.value.suggested_filename
    loading.value.save_as(file)
    phone.close_sheet()
    return file


def hand_in(phone: PhonePage, file: Path) -> None:
    """On a page of somebody who never joined."""
    phone.press("lock.handIn.open")
    give(phone, file)


def give(phone: PhonePage, file: Path) -> None:
    phone.page.locator("input[type=file]").set_input_files(file)


def answer(phone: PhonePage, key: str) -> Locator:
    return phone.page.get_by_role("dialog").get_by_text(phone.texts.pattern(key))


def both_arrived(world: World, person: Person) -> None:
    found = {e["fields"]["service_type"]: e["fields"]["quantity"] for e in stored(world, person)}
    assert found == {MEAL: 4, DRINK: 2}
    assert len(stored(world, person)) == 2


def test_sec_y4_a_phone_that_never_joined_hands_in_what_it_cannot_read(
    world: World,
    author: PhonePage,
    person: Person,
    new_phone: PhoneMaker,
    tmp_path: Path,
) -> None:
    file = as_file(author, tmp_path)
    inside = file.read_bytes()
    for each in (b"hot_meal", person.alias.encode(), person.id.encode(), b"quantity"):
        assert each not in inside

    carrier = new_phone()
    carrier.visit()
    hand_in(carrier, file)
    expect(answer(carrier, "lock.handIn.done")).to_contain_text("2")
    both_arrived(world, person)

    # Twice does no harm.
    give(carrier, file)
    expect(answer(carrier, "lock.handIn.working")).to_be_hidden()
    expect(answer(carrier, "lock.handIn.done")).to_contain_text("2")
    both_arrived(world, person)

    # What its author still holds leaves by its own confirmation alone.
    author.unsent(2)
    author.online()
    author.send_now()
    author.all_sent()
    both_arrived(world, person)


def test_sec_y4_the_browser_of_a_desk_hands_in_too(
    world: World,
    author: PhonePage,
    person: Person,
    desk_context: ContextMaker,
    tmp_path: Path,
) -> None:
    file = as_file(author, tmp_path)
    computer = PhonePage.open(desk_context(), world.server.base)
    computer.page.goto(computer.base)
    computer.button("lock.handIn.open").click()
    give(computer, file)
    expect(answer(computer, "lock.handIn.done")).to_contain_text("2")
    both_arrived(world, person)


def test_sec_y4_a_mate_hands_in_from_the_sheet_and_the_author_sees_who_carries(
    world: World,
    author: PhonePage,
    person: Person,
    new_phone: PhoneMaker,
    tmp_path: Path,
) -> None:
    mate = new_phone()
    mate.join(invite(world, alias="Sacha").code)
    author.open_sheet()
    author.press("lock.carry.phone")
    with author.page.expect_download() as loading:
        author.press("lock.carry.share")
    file = tmp_path / "carried.txt"
    loading.value.save_as(file)
    who = author.page.get_by_role("dialog").get_by_role("listitem").get_by_role("button")
    author.tap(who.last)
    expect(author.reads("lock.carry.bySomebody")).to_be_visible()
    author.close_sheet()
    author.close_sheet()
    author.open_day()
    carried = author.entries().filter(has_text=author.texts("lock.carry.bySomebody"))
    expect(carried).to_have_count(2)

    mate.open_sheet()
    mate.press("lock.handIn.open")
    give(mate, file)
    expect(answer(mate, "lock.handIn.done")).to_contain_text("2")
    both_arrived(world, person)
    author.online()
    author.send_now()
    author.all_sent()
    expect(carried).to_have_count(0)


def test_sec_y4_a_changed_file_is_refused_in_words(
    world: World,
    author: PhonePage,
    person: Person,
    new_phone: PhoneMaker,
    tmp_path: Path,
) -> None:
    file = as_file(author, tmp_path)
    head, first, *rest = file.read_text("ascii").splitlines()
    carrier = new_phone()
    carrier.visit()

    middle = len(first) // 2
    flipped = first[:middle] + ("A" if first[middle] != "A" else "B") + first[middle + 1 :]
    file.write_text("\n".join([head, flipped, *rest]), "ascii")
    hand_in(carrier, file)
    expect(answer(carrier, "lock.handIn.partly")).to_contain_text("1")
    assert len(stored(world, person)) == 1

    for content in ("", "a letter\nto somebody", f"{head}\n<html>", canary()):
        file.write_text(content, "ascii")
        give(carrier, file)
        expect(carrier.reads("lock.handIn.not_ours")).to_be_visible()
    assert len(stored(world, person)) == 1
    author.online()
    author.send_now()
    author.all_sent()
    both_arrived(world, person)


def test_sec_y4_a_wifi_sign_in_page_takes_no_file(
    author: PhonePage,
    new_phone: PhoneMaker,
    world: World,
    person: Person,
    tmp_path: Path,
) -> None:
    file = as_file(author, tmp_path)
    carrier = new_phone()
    carrier.visit()
    with captive_portal(carrier.page.context):
        hand_in(carrier, file)
        expect(carrier.reads("lock.handIn.portal")).to_be_visible()
    assert stored(world, person) == []
    give(carrier, file)
    expect(answer(carrier, "lock.handIn.done")).to_contain_text("2")
