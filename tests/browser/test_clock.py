"""A phone whose clock is a year off: its entries carry the right time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.api.world import World

from .makers import ContextMaker
from .people import invite, stored
from .phone_page import PhonePage
from .server import new_world
from .watch import Watch

YEAR_S = 366 * 24 * 60 * 60
CLOCK = Path(__file__).parents[1] / "api" / "clock"


@pytest.fixture
def late_world(tmp_path: Path, watch: Watch) -> Iterator[World]:
    """Phones do not agree with the server by a year; it is the server that is moved."""
    found = new_world(tmp_path, PYTHONPATH=str(CLOCK), CLOCK_SHIFT_S=str(-YEAR_S))
    watch.bases.add(found.server.base)
    yield found
    found.server.stop()


def test_a_clock_wrong_by_a_year_is_said_and_corrected(
    late_world: World, phone_context: ContextMaker
) -> None:
    person = invite(late_world)
    phone = PhonePage.open(phone_context(), late_world.server.base)
    phone.join(person.code)
    said = phone.page.get_by_role("main").get_by_text(phone.texts.pattern("reason.clock"))
    expect(said).to_be_visible()
    phone.open_sheet()
    sheet = phone.page.get_by_role("dialog")
    expect(sheet.get_by_text(phone.texts.pattern("reason.clock"))).to_be_visible()
    phone.close_sheet()
    phone.start_round()
    phone.count(phone.services()[0])
    phone.kept()
    phone.open_day()
    expect(said).to_be_visible()
    phone.all_sent()
    [entry] = stored(late_world, person)
    for told in (entry["fields"]["started_at"], entry["made_at"], entry["when"]):
        written_s = datetime.fromisoformat(told).astimezone(UTC).timestamp()
        assert abs(written_s - (time.time() - YEAR_S)) < 300, told
    assert entry["issues"] == []


def test_a_right_clock_is_not_mentioned(phone: PhonePage) -> None:
    phone.open_sheet()
    expect(phone.page.get_by_role("dialog")).to_contain_text(phone.texts("sheet.clockRight"))
    expect(phone.says("reason.clock")).to_be_hidden()
