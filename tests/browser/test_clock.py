"""A phone whose clock is a year off: its entries carry the right time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.api.world import World

from .conftest import PhoneMaker
from .people import invite, stored
from .phone_page import PhonePage

YEAR_S = 366 * 24 * 60 * 60
CLOCK = Path(__file__).parents[1] / "api" / "clock"


def test_a_clock_wrong_by_a_year_is_said_and_corrected(
    own_world: World, own_phone: PhoneMaker
) -> None:
    """Phones do not agree with the server by a year; it is the server that is moved here."""
    own_world.server.restart(PYTHONPATH=str(CLOCK), CLOCK_SHIFT_S=str(-YEAR_S))
    own_world.forget_desks()
    person = invite(own_world)
    phone = own_phone()
    phone.join(person.code)
    phone.open_sheet()
    expect(phone.says("reason.clock")).to_be_visible()
    phone.close_sheet()
    expect(phone.says("reason.clock")).to_be_visible()
    phone.start_round()
    phone.count(phone.services()[0])
    phone.kept()
    phone.open_day()
    expect(phone.says("reason.clock")).to_be_visible()
    phone.all_sent()
    [entry] = stored(own_world, person)
    for told in (entry["fields"]["started_at"], entry["made_at"], entry["when"]):
        written_s = datetime.fromisoformat(told).astimezone(UTC).timestamp()
        assert abs(written_s - (time.time() - YEAR_S)) < 300, told
    assert entry["issues"] == []


def test_a_right_clock_is_not_mentioned(phone: PhonePage) -> None:
    phone.open_sheet()
    expect(phone.page.get_by_role("dialog")).to_contain_text(phone.texts("sheet.clockRight"))
    expect(phone.says("reason.clock")).to_be_hidden()
