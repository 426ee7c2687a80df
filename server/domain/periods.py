"""The periods of a report: weeks from Monday, calendar months and quarters, in network days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from server.domain.days import end_ms, start_ms

UNITS: Final = ("week", "month", "quarter")
AUDIENCES: Final = ("org", "partners", "public")
# What is published is at least so old, `domain.md` section 6 rule 7.
PUBLIC_DELAY: Final = timedelta(days=14)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the network, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Span:
    """What a report is about: its periods, one after the other, and for whom it is."""

    audience: str
    unit: str
    periods: tuple[Period, ...]

    @property
    def first(self) -> date:
        return self.periods[0].first

    @property
    def last(self) -> date:
        return self.periods[-1].last


def span(audience: str, unit: str, first: date, last: date, today: date) -> Span:
    """The periods from `first` to `last`.

    Outside of the own association edges are those of weeks (partners) or months (public): reports
    over almost the same days would tell, subtracted, what happened on one of them. For partners a
    week is never cut within: it belongs to the month or quarter of its Monday. The public's are no
    shorter than months, and end early enough.
    """
    if audience == "partners":
        first, last = _start(first, "week"), _end(last, "week")
    if audience == "public":
        unit = "month" if unit == "week" else unit
        first, last = _start(first, "month"), _end(last, "month")
        ended = today - PUBLIC_DELAY
        if last > ended:
            last = ended if _end(ended, "month") == ended else _start(ended, "month") - _DAY
    return Span(audience, unit, _split(audience, unit, first, last))


def before(found: Span) -> Span:
    """As many days, or whole months, right before."""
    if not found.periods:
        return found
    last = found.first - _DAY
    whole_months = found.first.day == 1 and (found.last + _DAY).day == 1
    if whole_months and found.audience != "partners":
        count = _month_number(found.last) - _month_number(found.first)
        number = _month_number(last) - count
        first = date(number // 12, number % 12 + 1, 1)
    else:
        first = last - (found.last - found.first)
    return Span(found.audience, found.unit, _split(found.audience, found.unit, first, last))


def edges_ms(periods: Sequence[Period], time_zone: str) -> list[int]:
    """When each period ends, in milliseconds since 1970."""
    return [end_ms(period.last, time_zone) for period in periods]


def begins_ms(found: Span, time_zone: str) -> int:
    return start_ms(found.first, time_zone)


def _split(audience: str, unit: str, first: date, last: date) -> tuple[Period, ...]:
    """The edges may cut a period."""
    found = []
    while first <= last:
        end = _end(first, unit)
        if audience == "partners":
            end = _end(end, "week")
        found.append(Period(first, min(end, last)))
        first = found[-1].last + _DAY
    return tuple(found)


def _start(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    month = day.month if unit == "month" else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def _end(day: date, unit: str) -> date:
    if unit == "week":
        return _start(day, unit) + timedelta(days=6)
    months = 1 if unit == "month" else 3
    number = _month_number(_start(day, unit)) + months
    return date(number // 12, number % 12 + 1, 1) - _DAY


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1
