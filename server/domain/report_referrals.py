"""What became of referrals: how many, answered how fast, declined why. Codes and counts only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from sqlalchemy.orm import Session

from server.domain.periods import Span
from server.domain.referral_counts import OUTCOMES, STATUSES, Case, cases_of
from server.domain.small_cells import (
    MEDIAN_CASES_MIN,
    THRESHOLDS,
    Count,
    hidden,
    hidden_parts,
    is_small,
)
from server.domain.who import Who
from sync.referral import REVIEW


@dataclass(frozen=True, slots=True)
class Line:
    """A number of referrals with how they came out; `outcomes` in the order of the table's. None
    is hidden. Medians are days, None with fewer than MEDIAN_CASES_MIN."""

    total: int | None
    outcomes: tuple[int | None, ...]
    answer_days: float | None
    close_days: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file; what several values were merged into is None."""

    first: int
    last: int
    sender: str | None
    receiver: str
    type: str | None
    urgency: str | None
    status: str | None
    reason: str | None
    count: int | None
    overdue: int | None
    answer_days: float | None
    close_days: float | None
    review: str
    suppressed: int


@dataclass(frozen=True, slots=True)
class Referrals:
    """A whole release. `outcomes` names the columns of every table: each one or more outcomes that
    were merged because one of them alone was small."""

    outcomes: tuple[tuple[str, ...], ...] = ()
    everything: Line = field(default_factory=lambda: Line(0, (), None, None))
    receivers: Mapping[str, Line] = field(default_factory=dict)
    types: Mapping[str, Line] = field(default_factory=dict)
    periods: Mapping[int, Line] = field(default_factory=dict)
    reasons: Mapping[str, int | None] = field(default_factory=dict)
    overdue: int | None = 0
    rows: Sequence[Row] = ()


def referrals(session: Session, who: Who, span: Span, time_zone: str, now_ms: int) -> Referrals:
    """The release for one audience: those of the own organisation, or the network's."""
    return released(cases_of(session, who, span, time_zone, now_ms), span)


def released(cases: Sequence[Case], span: Span) -> Referrals:
    """Every table and the file over these referrals, small counts hidden."""
    threshold = THRESHOLDS[span.audience]
    if is_small(len(cases), threshold):
        empty = Line(None, (), None, None)
        return Referrals(everything=empty, overdue=None)
    columns = _columns(Counter(case.outcome for case in cases), threshold)
    tables = [
        _table(cases, columns, threshold, of)
        for of in (lambda c: c.receiver, lambda c: c.type, lambda c: c.period)
    ]
    declined = Counter(case.reason or "" for case in cases if case.status == "declined")
    told = hidden_parts(declined, threshold)
    reasons = {reason: None if reason in told else n for reason, n in declined.items()}
    if threshold and ("declined",) not in columns:
        reasons = {}
    late = sum(case.overdue for case in cases)
    found = Referrals(
        outcomes=columns,
        everything=_line(cases, columns),
        receivers=tables[0],
        types=tables[1],
        periods=tables[2],
        reasons=reasons,
        overdue=_overdue(late, len(cases), threshold),
    )
    rows = _merged_rows(cases, found, span) if threshold else _own_rows(cases)
    return replace(found, rows=rows)


def _columns(counted: Mapping[str, int], threshold: int) -> tuple[tuple[str, ...], ...]:
    """Outcomes, small ones merged with the next until none is small: their sums over everything
    are then shown, so that tables by receiver, type and period share nothing that is hidden."""
    groups: list[tuple[int, tuple[str, ...]]] = [
        (counted.get(name, 0), (name,)) for name in OUTCOMES
    ]
    while any(is_small(count, threshold) for count, _names in groups):
        positive = sorted(group for group in groups if group[0] > 0)
        (one, names), (other, more) = positive[:2]
        groups = [group for group in groups if group not in positive[:2]]
        groups.append((one + other, tuple(sorted((*names, *more), key=OUTCOMES.index))))
    return tuple(sorted((names for _n, names in groups), key=lambda g: OUTCOMES.index(g[0])))


def _table(
    cases: Iterable[Case],
    columns: Sequence[tuple[str, ...]],
    threshold: int,
    of: Callable[[Case], Any],
) -> dict[Any, Line]:
    """Lines by `of`, by outcome; the sums of the columns are taken to be known."""
    by_line: dict[Any, list[Case]] = defaultdict(list)
    for one in cases:
        by_line[of(one)].append(one)
    lines = {key: _line(found, columns) for key, found in by_line.items()}
    counts: list[Count] = []
    for key, line in lines.items():
        counts.append(Count((key, None), line.total or 0, "all", ("line", key)))
        for column, value in enumerate(line.outcomes):
            cell = ("line", key), ("column", column)
            counts.append(Count((key, column), value or 0, *cell))
    told = hidden(counts, threshold)
    return {
        key: Line(
            None if (key, None) in told else line.total,
            tuple(None if (key, n) in told else v for n, v in enumerate(line.outcomes)),
            line.answer_days,
            line.close_days,
        )
        for key, line in lines.items()
    }


def _line(cases: Sequence[Case], columns: Sequence[tuple[str, ...]]) -> Line:
    counted = Counter(case.outcome for case in cases)
    return Line(
        len(cases),
        tuple(sum(counted[name] for name in names) for names in columns),
        _median(case.answer_days for case in cases),
        _median(case.close_days for case in cases),
    )


def _median(days: Iterable[float | None]) -> float | None:
    known = [one for one in days if one is not None]
    return round(median(known), 1) if len(known) >= MEDIAN_CASES_MIN else None


def _overdue(late: int, count: int, threshold: int) -> int | None:
    """Those in time follow from the late ones, so neither may be few."""
    few = is_small(late, threshold) or is_small(count - late, threshold)
    return None if few else late


def _own_rows(cases: Sequence[Case]) -> list[Row]:
    by_row: dict[tuple[Any, ...], list[Case]] = defaultdict(list)
    for one in cases:
        by_row[one.period, *_key(one), one.status == REVIEW].append(one)
    return [
        _row(found, (period, period), key, 0)
        for (period, *key, _review), found in sorted(by_row.items(), key=lambda pair: pair[0])
    ]


def _key(one: Case) -> tuple[str, ...]:
    status = "received" if one.status == REVIEW else one.status
    return one.sender, one.receiver, one.type, one.urgency, status, one.reason or ""


def _row(
    cases: Sequence[Case], periods: tuple[int, int], key: Sequence[str | None], threshold: int
) -> Row:
    sender, receiver, kind, urgency, status, reason = key
    late = _overdue(sum(case.overdue for case in cases), len(cases), threshold)
    return Row(
        first=periods[0],
        last=periods[1],
        sender=sender,
        receiver=receiver or "",
        type=kind,
        urgency=urgency,
        status=status,
        reason=reason or None,
        count=len(cases),
        overdue=late,
        answer_days=_median(case.answer_days for case in cases),
        close_days=_median(case.close_days for case in cases),
        review=_review(cases),
        suppressed=int(late is None),
    )


def _review(cases: Sequence[Case]) -> str:
    if any(case.status == REVIEW for case in cases):
        return REVIEW
    return "reviewed" if all(case.reviewed for case in cases) else "new"


def _merged_rows(cases: Sequence[Case], found: Referrals, span: Span) -> list[Row]:
    """The file for others: one row over the whole span for each receiver and column of the page,
    or in its place every detail of it. Never some of them: with those that are told, the sums by
    type, reason and receiver would give away what is left (`_can_be_told`)."""
    threshold = THRESHOLDS[span.audience]
    column = {name: n for n, names in enumerate(found.outcomes) for name in names}
    by_cell: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for one in cases:
        by_cell[one.receiver, column[one.outcome]].append(one)
    left = Counter(line for one in cases for line in _sums(one, column))
    periods = (0, len(span.periods) - 1)
    rows: list[Row] = []
    late, rest_of = sum(one.overdue for one in cases), len(cases)
    for (receiver, at), of_cell in sorted(by_cell.items()):
        details: dict[tuple[str, ...], list[Case]] = defaultdict(list)
        for one in of_cell:
            details[_key(one)].append(one)
        if not _can_be_told(details.values(), left, found, column, threshold):
            rows.append(_whole_row(of_cell, found, receiver, at, periods, threshold))
            continue
        left.subtract(line for one in of_cell for line in _sums(one, column))
        for key, few in sorted(details.items()):
            row = _row(few, periods, key, threshold)
            if row.overdue is not None:
                late_rest, count_rest = late - row.overdue, rest_of - len(few)
                if found.overdue is None or _overdue(late_rest, count_rest, threshold) is None:
                    row = replace(row, overdue=None, suppressed=1)
                else:
                    late, rest_of = late_rest, count_rest
            rows.append(row)
    return rows


def _can_be_told(
    details: Collection[Sequence[Case]],
    left: Mapping[Hashable, int],
    found: Referrals,
    column: Mapping[str, int],
    threshold: int,
) -> bool:
    """Each detail of a receiver's column is many and part of shown sums only, and what they leave
    of each sum together is nothing or no small count. Of the other receivers, sums alone are told:
    a count of theirs follows only where it is one of those sums."""
    if any(len(few) < threshold or not _is_shown(few[0], found, column) for few in details):
        return False
    taken = Counter(line for few in details for one in few for line in _sums(one, column))
    return not any(is_small(left[line] - count, threshold) for line, count in taken.items())


def _sums(one: Case, column: Mapping[str, int]) -> list[Hashable]:
    """The shown sums over several receivers that a referral is part of."""
    at = column[one.outcome]
    reason = [("reason", one.reason)] if one.status == "declined" else []
    return [("type", one.type, at), *reason, ("column", at)]


def _is_shown(one: Case, found: Referrals, column: Mapping[str, int]) -> bool:
    at = column[one.outcome]
    cells = [found.receivers[one.receiver].outcomes[at], found.types[one.type].outcomes[at]]
    if one.status == "declined":
        cells.append(found.reasons.get(one.reason or ""))
    return None not in cells


def _whole_row(
    cases: Sequence[Case],
    found: Referrals,
    receiver: str,
    at: int,
    periods: tuple[int, int],
    threshold: int,
) -> Row:
    """What the page says of a receiver and a column."""
    names = found.outcomes[at]
    status = names[0] if len(names) == 1 and names[0] in STATUSES else None
    key = (None, receiver, None, None, status, None)
    row = replace(_row(cases, periods, key, threshold), overdue=None, suppressed=1)
    if found.receivers[receiver].outcomes[at] is None:
        row = replace(row, count=None, answer_days=None, close_days=None, suppressed=2)
    return row
