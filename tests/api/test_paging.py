"""Pages of a pull: whole, each record once, nothing skipped while others write."""

from __future__ import annotations

import threading

import pytest

from .phone import ScriptedPhone
from .wire import NoAnswer
from .world import World

PAGE_BYTES_MAX = 512 * 1024
WRITERS = 3
RECORDS = 12
MOST_PAGES = 400


@pytest.fixture
def reader(world: World) -> ScriptedPhone:
    phone = world.phone(user=1)
    phone.sync()
    return phone


def paths(reply: dict[str, list[dict[str, str]]]) -> list[str]:
    return [f"{record['c']}/{record['r']}" for record in reply["pull"]]


def test_pages_and_one_pull_give_the_same(world: World, reader: ScriptedPhone) -> None:
    author = world.phone()
    made = {f"activity/{author.create('activity', world.activity())}" for _ in range(11)}
    author.sync()
    start = reader.cursor
    replies = reader.sync(limit=3)
    pages = [paths(reply) for reply in replies]
    assert all(len(page) <= 3 for page in pages) and len(pages) >= 4
    together = [path for page in pages for path in page]
    assert len(together) == len(set(together)) and made <= set(together)
    assert [reply["more"] for reply in replies] == [True] * (len(replies) - 1) + [False]
    once = ScriptedPhone(reader.wire, cursor=start)
    once.sync()
    assert {path: once.cells[path] for path in made} == {path: reader.cells[path] for path in made}


def test_a_page_ends_before_512_kib(world: World, reader: ScriptedPhone) -> None:
    author = world.phone()
    text = "é" * 8000
    for _ in range(45):
        author.create("activity", world.activity(note=text))
    author.sync()
    sizes = []
    while True:
        answer = reader.post(reader.request(limit=2000))
        reader.apply(answer.json())
        sizes.append(len(answer.body))
        if not answer.json()["more"]:
            break
    assert max(sizes) <= PAGE_BYTES_MAX + 64 * 1024 and len(sizes) >= 2


@pytest.mark.parametrize("limit", [1, 2000])
def test_the_extreme_limits_work(world: World, reader: ScriptedPhone, limit: int) -> None:
    author = world.phone()
    made = {f"activity/{author.create('activity', world.activity())}" for _ in range(3)}
    author.sync()
    reader.sync(limit=limit)
    assert made <= set(reader.cells)


class Writer(threading.Thread):
    """Logs and sends one record after the other."""

    def __init__(self, world: World, user: int) -> None:
        super().__init__(daemon=True)
        self.world, self.phone = world, world.phone(user=user)
        self.made: list[str] = []
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            for number in range(RECORDS):
                record = self.phone.create("activity", self.world.activity(quantity=number))
                self.made.append(f"activity/{record}")
                self.phone.once(limit=1)
        except (AssertionError, NoAnswer) as error:  # shown by the test, which joins this thread
            self.failed = error


def test_paging_under_concurrent_writers_skips_and_repeats_nothing(
    world: World, reader: ScriptedPhone
) -> None:
    writers = [Writer(world, number % 2) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    seen: list[str] = []
    cursors = []
    for _ in range(MOST_PAGES):
        running = any(writer.is_alive() for writer in writers)
        reply = reader.once(limit=2)
        seen += paths(reply)
        cursors.append(reader.cursor)
        if not running and not reply["more"]:
            break
    for writer in writers:
        writer.join(timeout=30)
        assert writer.failed is None, writer.failed
    made = {path for writer in writers for path in writer.made}
    assert len(made) == WRITERS * RECORDS
    assert made - set(seen) == set(), "records were skipped"
    assert len(seen) == len(set(seen)), "a record written once came twice"
    assert len(set(cursors)) > len(made) / 4, "everything came at once: the test shows nothing"


def test_a_record_changed_between_pages_comes_with_its_change(
    world: World, reader: ScriptedPhone
) -> None:
    author = world.phone()
    author.sync()
    made = [author.create("activity", world.activity(quantity=1)) for _ in range(6)]
    author.sync()
    edited = iter(made)

    def edit_between_pages() -> None:
        record = next(edited, None)
        if record is not None:
            author.write("activity", record, {"quantity": 2})
            author.sync()

    reader.sync(limit=1, after=edit_between_pages)
    reader.sync()
    values = {record: reader.values(f"activity/{record}", "quantity") for record in made}
    author.sync()
    expected = {record: author.values(f"activity/{record}", "quantity") for record in made}
    assert values == expected
    assert [2] in expected.values()


def test_phones_that_write_together_end_equal(world: World) -> None:
    """Threads edit the same records at once; afterwards every phone shows the same cells."""
    phones = [world.phone(user=number % 2) for number in range(3)]
    shared = [phones[0].create("activity", world.activity()) for _ in range(4)]
    for phone in [*phones, *phones]:
        phone.sync()
    failures: list[Exception] = []

    def edit(phone: ScriptedPhone, number: int) -> None:
        try:
            for turn in range(6):
                for record in shared:
                    phone.write("activity", record, {"quantity": 100 * number + turn})
                phone.sync(limit=3)
        except (AssertionError, NoAnswer) as error:  # shown below
            failures.append(error)

    threads = [threading.Thread(target=edit, args=(p, n)) for n, p in enumerate(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failures, failures
    for phone in [*phones, *phones]:
        phone.sync()
    for record in shared:
        states = [phone.cells[f"activity/{record}"] for phone in phones]
        assert states[0] == states[1] == states[2]
        assert states[0]["quantity"], "no head"
