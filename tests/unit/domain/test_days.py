"""The days of a network begin at six in its own time zone, summer and winter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from server.domain.days import calendar_day, day_of, end_ms, start_ms

PARIS = "Europe/Paris"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-16T01:30:00+01:00", date(2026, 1, 15)),
        ("2026-01-16T05:59:59+01:00", date(2026, 1, 15)),
        ("2026-01-16T06:00:00+01:00", date(2026, 1, 16)),
        ("2026-07-01T05:59:59+02:00", date(2026, 6, 30)),
        ("2026-07-01T06:00:00+02:00", date(2026, 7, 1)),
        ("2026-01-01T00:00:00+01:00", date(2025, 12, 31)),
    ],
)
def test_a_night_belongs_to_the_day_before(moment: str, day: date) -> None:
    assert day_of(ms(moment), PARIS) == day
    assert start_ms(day, PARIS) <= ms(moment) < end_ms(day, PARIS)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-15T23:59:59+01:00", date(2026, 1, 15)),
        ("2026-01-16T00:00:00+01:00", date(2026, 1, 16)),
        ("2026-07-01T05:59:59+02:00", date(2026, 7, 1)),
    ],
)
def test_the_day_of_the_calendar_begins_at_midnight(moment: str, day: date) -> None:
    assert calendar_day(ms(moment), PARIS) == day


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 23), (date(2026, 10, 24), 25), (date(2026, 5, 1), 24)]
)
def test_the_day_before_the_clocks_change_is_shorter_or_longer(day: date, hours: int) -> None:
    assert end_ms(day, PARIS) - start_ms(day, PARIS) == hours * 3_600_000


def test_no_moment_is_outside_every_day() -> None:
    assert end_ms(date(2026, 3, 28), PARIS) == start_ms(date(2026, 3, 29), PARIS)
