"""What sealing restricted content costs: the same work on two databases, one in clear as before.

Half of the records are restricted. Each figure is a ratio, of CPU in one process, taken in turns.
"""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.config import Config
from server.domain import issues, listing
from server.domain.query import Asked
from server.store.base import db
from server.store.engine import writing
from sync.schema import KINDS
from tests.bench.network import count_rows
from tests.bench.table import Figure, cpu_ms
from tests.contract.network import START_MS, TestNetwork, TestPhone, Wire
from tests.contract.test_keys_of_content import as_before
from tests.databases import DATABASES, fresh_database

RECORDS = 10_000
BATCH = 200
PUSHED = 40
TIMES = 15
CLEARED = ("health", "protection", "incident")

Work = Callable[["Side"], object]


class Side:
    """One database with its people; `clear` stores as before there was sealing."""

    def __init__(self, url: str, folder: Path, clear: bool) -> None:
        self.clear = clear
        self.app = _app(url, folder)
        with self.at_work():
            db.create_all()
            self.network = TestNetwork(self.app)
            self.lead = self.network.phone("coordinator", clearances=CLEARED)
            self.site = str(uuid.uuid4())

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with self.app.app_context(), pytest.MonkeyPatch.context() as patched:
            if self.clear:
                as_before(patched)
            yield

    def fill(self, records: int) -> None:
        with self.at_work():
            for start in range(0, records, BATCH):
                made = self.changes(BATCH, restricted=start % (2 * BATCH) == 0)
                self.lead.sync(*made, limit=1)
            with writing() as session:
                count_rows(session.connection())

    def changes(self, count: int, *, restricted: bool) -> list[Wire]:
        kind = "contact" if restricted else "activity"
        return [self.lead.change(kind, self._fields(kind, n)) for n in range(count)]

    def _fields(self, kind: str, number: int) -> dict[str, object]:
        note = f"what somebody wrote, number {number}, some words long as notes are"
        shared: dict[str, object] = {"site": self.site, "note": note}
        if number % 20 == 0:
            # One in twenty is something for the inbox.
            shared["duration_min"] = "unreadable"
        if kind == "activity":
            counted = {"service_type": "food.hot_meal", "quantity": 9, "people": 7, "unit": "meal"}
            return {**shared, **counted, "started_at": "2026-09-21T12:00:00Z"}
        person = {"language": "fr", "sex": "f", "age_band": "child", "minor_status": "separated"}
        return {**shared, **person, "group_size": 2, "needs/legal": True, "needs/food": True}


def _app(url: str, folder: Path) -> Flask:
    return create_app(Config(folder, url, "a-secret-of-the-bench-and-of-nothing-else", demo=True))


def measure(folder: Path, records: int = RECORDS) -> list[Figure]:
    figures: list[Figure] = []
    for name in DATABASES:
        with ExitStack() as stack:
            sides = []
            for clear in (True, False):
                url = stack.enter_context(fresh_database(name, folder))
                sides.append(Side(url, folder / f"{name}-{clear}", clear))
                sides[-1].fill(records)
            figures += [
                _ratio(f"{what} ({records:,} records, {name})", bound, work, sides)
                for what, bound, work in WORK
            ]
            for side in sides:
                with side.app.app_context():
                    db.session.remove()
                    db.engine.dispose()
    return figures


def _ratio(title: str, bound: float, work: Work, sides: list[Side]) -> Figure:
    times: dict[bool, list[float]] = {True: [], False: []}
    for _time in range(TIMES):
        for side in sides:
            with side.at_work():
                times[side.clear].append(cpu_ms(lambda side=side: work(side)))  # type: ignore[misc]
    clear, sealed = (statistics.median(times[which]) for which in (True, False))
    return Figure(
        title, sealed / clear, bound, "x", f"{clear:.1f} ms in clear, {sealed:.1f} sealed"
    )


def _push(restricted: bool) -> Work:
    def push(side: Side) -> object:
        return side.lead.sync(*side.changes(PUSHED, restricted=restricted), limit=1)

    return push


def _list(kind: str) -> Work:
    def ask(side: Side) -> object:
        listed = listing.listed(side.lead.who, Asked(KINDS[kind]), START_MS)
        assert len(listed.items) == 50
        return listed

    return ask


def _inbox(side: Side) -> object:
    asked = {"issue": None, "kind": None, "page": 1, "per_page": 50}
    found = issues.listed(side.lead.who, **asked, now_ms=START_MS)  # type: ignore[arg-type]
    assert len(found.issues) == 50
    return found


def _pull(side: Side) -> object:
    return TestPhone(side.network, side.lead.who).sync(limit=100)


WORK: tuple[tuple[str, float, Work], ...] = (
    (f"sealing: push of {PUSHED} unrestricted", 1.1, _push(restricted=False)),
    (f"sealing: push of {PUSHED} restricted", 1.5, _push(restricted=True)),
    ("sealing: list of 50 unrestricted", 1.1, _list("activity")),
    ("sealing: list of 50 restricted, cleared", 1.5, _list("contact")),
    ("sealing: inbox of 50", 1.5, _inbox),
    ("sealing: pull of 100", 1.1, _pull),
)
