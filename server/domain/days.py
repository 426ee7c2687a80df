"""The days of a network: in its time zone, each from 06:00 to 06:00, so that a night is one day."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY_STARTS: Final = time(6)


def day_of(ms: int, time_zone: str) -> date:
    """The day in which a moment (milliseconds since 1970) lies."""
    local = datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(time_zone))
    return local.date() if local.time() >= DAY_STARTS else local.date() - timedelta(days=1)


def calendar_day(ms: int, time_zone: str) -> date:
    """The day of the calendar, which begins at midnight: of opening hours, not of nights."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(time_zone)).date()


def start_ms(day: date, time_zone: str) -> int:
    """When a day begins, in milliseconds since 1970."""
    begin = datetime.combine(day, DAY_STARTS, ZoneInfo(time_zone))
    return int(begin.timestamp()) * 1000


def end_ms(day: date, time_zone: str) -> int:
    """When a day ends, which is when the next one begins."""
    return start_ms(day + timedelta(days=1), time_zone)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; in a month that does not have it, its last."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
