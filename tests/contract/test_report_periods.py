"""Which days a report for others is about, on both databases."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain import reports
from server.domain.periods import UNITS, before
from server.domain.reports import Wanted

from .network import TestNetwork, TestPhone
from .test_records import count
from .test_reports import Row, at, read, wanted


@pytest.mark.parametrize("unit", UNITS)
def test_what_partners_are_told_never_begins_or_ends_within_a_week(
    network: TestNetwork, unit: str
) -> None:
    desk = network.phone("coordinator")
    # August 2026 ends on a Monday, and February 2027 is four whole weeks.
    network.phone().create("activity", count(people=40, **at("2026-08-05")))
    network.phone().create("activity", count(people=3, **at("2026-08-31")))
    network.phone().create("activity", count(people=60, **at("2026-09-03")))
    summer = (date(2026, 8, 3), date(2026, 9, 6))
    winter = (date(2027, 2, 1), date(2027, 2, 28))
    for first, last in (summer, winter):
        asked = wanted("partners", unit, first=first, last=last)
        span = reports.summary(desk.who, asked, network.now_ms).span
        for each in (*span.periods, *before(span).periods):
            assert (each.first.weekday(), each.last.weekday()) == (0, 6)
    august = wanted("partners", unit, first=date(2026, 8, 3), last=date(2026, 8, 30))
    longer = wanted("partners", unit, first=date(2026, 8, 3), last=date(2026, 9, 6))
    one, other = (
        {int(row["#reached+ind+total"] or 0) for row in rows_for(desk, asked)}
        for asked in (august, longer)
    )
    assert one == {40} and 43 not in other, "three people on one Monday would follow"


def rows_for(desk: TestPhone, asked: Wanted) -> list[Row]:
    return read(reports.write_services(desk.who, asked, desk.network.now_ms))
