"""What a report on referrals tells others: an adversary adds up its tables and its file, knows
nothing of which referrals there are, and finds no small count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from server.domain.periods import Period, Span
from server.domain.referral_counts import Case
from server.domain.report_referrals import Referrals, released
from server.domain.small_cells import THRESHOLDS, is_small

from .test_small_cells import reduce, subtract

RECEIVERS, TYPES = ("a", "b", "c"), ("t", "u", "v")
# Each status that is closed, and the reasons of one of them.
ENDS = (("sent", ""), ("completed", ""), ("cancelled", ""), ("declined", "x"), ("declined", "y"))
CELLS = tuple(product(RECEIVERS, TYPES, ENDS))
PERIODS = (Period(date(2026, 6, 1), date(2026, 6, 7)), Period(date(2026, 6, 8), date(2026, 6, 14)))
AUDIENCE = st.sampled_from(["partners", "public"])
Cell = tuple[str, str, tuple[str, str]]
Equation = dict[int, Fraction]


def referral(cell: Cell, period: int, overdue: bool) -> Case:
    receiver, kind, (status, reason) = cell
    return Case(
        period=period,
        sender="s",
        receiver=receiver,
        type=kind,
        urgency="normal",
        status=status,
        reason=reason or None,
        overdue=overdue,
        answer_days=1.0,
        close_days=None,
        reviewed=True,
    )


def network(amounts: Mapping[Cell, int]) -> list[Case]:
    return [
        referral(cell, number % 2, number % 3 == 0)
        for cell, amount in amounts.items()
        for number in range(amount)
    ]


@st.composite
def networks(draw: st.DrawFn) -> list[Case]:
    amount = st.one_of(st.just(0), st.just(0), st.integers(1, 4), st.integers(0, 30))
    return network({cell: draw(amount) for cell in CELLS})


COMPLETED, DECLINED = ("completed", ""), ("declined", "y")
# With c's five of type u told, b's are all other ones of u, which leaves one of t to b, four to c.
CHAIN: dict[Cell, int] = {
    ("a", "t", DECLINED): 4,
    ("a", "v", COMPLETED): 5,
    ("a", "v", DECLINED): 1,
    ("b", "t", COMPLETED): 1,
    ("b", "u", COMPLETED): 5,
    ("b", "v", COMPLETED): 6,
    ("b", "v", DECLINED): 5,
    ("c", "t", COMPLETED): 4,
    ("c", "t", DECLINED): 1,
    ("c", "u", COMPLETED): 5,
    ("c", "v", ("sent", "")): 4,
    ("c", "v", COMPLETED): 5,
}


def span(audience: str) -> Span:
    return Span(audience, "week", PERIODS)


def part(**wanted: Any) -> Equation:
    """The sum over the cells that agree with what is given."""
    found: Equation = {}
    for at, (receiver, kind, (status, reason)) in enumerate(CELLS):
        known = {"receiver": receiver, "kind": kind, "status": status, "reason": reason}
        known["outcome"] = "waiting" if status == "sent" else status
        if all(known[name] in values for name, values in wanted.items()):
            found[at] = Fraction(1)
    return found


def told(found: Referrals) -> list[Equation]:
    """Every number of the page and of the file, as a sum over cells."""
    equations = [part()] + [part(outcome=names) for names in found.outcomes]
    for name, lines in (("receiver", found.receivers), ("kind", found.types)):
        for key, line in lines.items():
            if line.total is not None:
                equations.append(part(**{name: [key]}))
            equations += [
                part(**{name: [key], "outcome": names})
                for names, value in zip(found.outcomes, line.outcomes, strict=True)
                if value is not None
            ]
    equations += [
        part(status=["declined"], reason=[reason])
        for reason, value in found.reasons.items()
        if value is not None
    ]
    equations += [
        part(
            receiver=[row.receiver],
            kind=[row.type],
            status=[row.status],
            reason=[row.reason or ""],
        )
        for row in found.rows
        if row.type is not None and row.count is not None
    ]
    return equations


def follows(wanted: Equation, reduced: list[Equation]) -> bool:
    left = dict(wanted)
    for row in reduced:
        subtract(left, row)
    return not left


@given(networks(), AUDIENCE)
@example(network(CHAIN), "partners")
def test_no_small_count_follows_from_tables_and_file(cases: list[Case], audience: str) -> None:
    least = THRESHOLDS[audience]
    found = released(cases, span(audience))
    if len(cases) < least:
        assert found.receivers == {} and not found.rows
        return
    reduced = reduce(told(found))
    counted = Counter((c.receiver, c.type, (c.status, c.reason or "")) for c in cases)
    for at, cell in enumerate(CELLS):
        if is_small(counted[cell], least):
            assert not follows({at: Fraction(1)}, reduced), cell
    for name, lines in (("receiver", found.receivers), ("kind", found.types)):
        for key, line in lines.items():
            for names, value in zip(found.outcomes, line.outcomes, strict=True):
                wanted = part(**{name: [key], "outcome": names})
                assert value is not None or not follows(wanted, reduced), (key, names)


@given(networks(), AUDIENCE)
def test_no_number_of_the_file_is_small_and_none_is_lost(cases: list[Case], audience: str) -> None:
    least = THRESHOLDS[audience]
    found = released(cases, span(audience))
    rest, late = len(cases), sum(one.overdue for one in cases)
    for row in found.rows:
        assert not is_small(row.count or 0, least) and not is_small(row.overdue or 0, least)
        if row.overdue is not None:
            assert row.count is not None
            rest, late = rest - row.count, late - row.overdue
            assert not is_small(late, least) and not is_small(rest - late, least)
    shown = sum(row.count or 0 for row in found.rows)
    assert shown <= len(cases)
    if found.rows and all(row.count is not None for row in found.rows):
        assert shown == len(cases)


@given(networks())
def test_an_own_report_tells_every_referral(cases: list[Case]) -> None:
    found = released(cases, span("org"))
    assert sum(row.count or 0 for row in found.rows) == len(cases)
    assert all(row.suppressed == 0 for row in found.rows)
