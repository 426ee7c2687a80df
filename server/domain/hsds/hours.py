"""Opening hours: ours are times on the clock of a zone, those of HSDS carry an offset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from sync.canonical import Value

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
# HH:MM, seconds and fractions of them, an offset: RFC 3339, of which HSDS asks no part but hours.
_TIME: Final = re.compile(
    r"([01][0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Hours:
    """One line of usual hours, or, with `usual` false, of days that differ.

    `days` are of DAYS. Without `opens` it is closed on the days from `first` to `last`.
    """

    key: str
    days: tuple[str, ...]
    opens: str | None
    closes: str | None
    first: str | None
    last: str | None
    zone: str | None = None
    note: str | None = None
    usual: bool = True

    def to_value(self) -> Value:
        """The element as the wire has it."""
        if self.usual:
            days = ",".join(self.days)
            return [days, self.opens, self.closes, self.first, self.last, self.zone]
        return [self.first, self.last, self.opens, self.closes, self.note]


def read_usual(key: str, value: Value) -> Hours | None:
    """An element of `schedules`; None when it makes no sense."""
    if not isinstance(value, list) or len(value) != 6:
        return None
    byday, opens, closes, first, last, zone = value
    days = tuple(byday.split(",")) if isinstance(byday, str) else ()
    if not days or not set(days) <= set(DAYS):
        return None
    if not (_is_clock(opens) and _is_clock(closes) and _is_day(first) and _is_day(last)):
        return None
    known = zone if isinstance(zone, str) and zone in available_timezones() else None
    ordered = tuple(day for day in DAYS if day in days)
    return Hours(key, ordered, str(opens), str(closes), _text(first), _text(last), known)


def read_exception(key: str, value: Value) -> Hours | None:
    """An element of `exceptions`; None when it makes no sense."""
    if not isinstance(value, list) or len(value) != 5:
        return None
    first, last, opens, closes, note = value
    if first is None or last is None or not (_is_day(first) and _is_day(last)):
        return None
    if opens is not None and not (_is_clock(opens) and _is_clock(closes)):
        return None
    closed = opens is None
    return Hours(
        key,
        (),
        None if closed else str(opens),
        None if closed else str(closes),
        str(first),
        str(last),
        note=_text(note),
        usual=False,
    )


def of_service(fields: Mapping[str, Value]) -> list[Hours]:
    """Every line of hours of a service that makes sense, the usual ones first."""
    found = []
    for name, value in fields.items():
        base, _slash, key = name.partition("/")
        if base == "schedules":
            found.append(read_usual(key, value))
        elif base == "exceptions":
            found.append(read_exception(key, value))
    lines = [line for line in found if line is not None]
    return sorted(lines, key=_order)


def _order(line: Hours) -> tuple[Any, ...]:
    first_day = DAYS.index(line.days[0]) if line.days else 0
    what = (line.opens or "", line.closes or "", line.last or "", line.days)
    return not line.usual, line.first or "", first_day, what, line.key


def offset_at(zone: str, day: date) -> timedelta:
    """How far the clocks of a zone are ahead of UTC at noon of a day."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() or timedelta()


def with_offset(clock: str, offset: timedelta) -> str:
    """`24:00`, the end of the day, is the beginning of the next."""
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"{'00:00' if clock == '24:00' else clock}{sign}{minutes // 60:02}:{minutes % 60:02}"


def read_time(text: str) -> tuple[str, timedelta | None] | None:
    """(HH:MM, offset) of a time with or without one; None when it is no time."""
    found = _TIME.fullmatch(text)
    if found is None or (found[1] == "24" and found[2] != "00"):
        return None
    if found[3] is None:
        return f"{found[1]}:{found[2]}", None
    if found[3] == "Z":
        return f"{found[1]}:{found[2]}", timedelta()
    hours, minutes = int(found[3][1:3]), int(found[3][4:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return f"{found[1]}:{found[2]}", -ahead if found[3][0] == "-" else ahead


def offsets_of(zone: str, year: int) -> set[timedelta]:
    """Those that the clocks of a zone have in winter and in summer."""
    return {offset_at(zone, date(year, month, 1)) for month in (1, 7)}


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_clock(value: Value) -> bool:
    return isinstance(value, str) and _CLOCK.fullmatch(value) is not None


def _is_day(value: Value) -> bool:
    return value is None or (isinstance(value, str) and is_day(value))


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
