"""Referrals as reports count them: one line each, read from the referrals and their steps."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from server.clock import from_wire_time
from server.domain.access import counted_in_totals, grade_by_sole_key, scoped_by_sole_key
from server.domain.periods import Span, begins_ms, edges_ms
from server.domain.referrals import EVENT, REASONS, WAITING
from server.domain.who import Who
from server.store.at_rest import CannotOpen
from server.store.models import PastReferral, Record
from server.store.read_closed import shown_of
from server.store.read_models import TABLES
from server.store.read_rows import PLAIN
from server.store.records import FULL
from sync.merge import RESTRICTED
from sync.referral import REVIEW

# What a report tells apart. Two answers that wait for somebody count as open.
OUTCOMES: Final = ("waiting", "under_way", "completed", "not_completed", "declined", "cancelled")
OUTCOME_OF: Final = {
    **dict.fromkeys(WAITING, "waiting"),
    **dict.fromkeys(("accepted", "in_progress"), "under_way"),
    **{name: name for name in OUTCOMES[2:]},
}
ANSWERED: Final = ("under_way", "completed", "not_completed", "declined")
_ANSWERS: Final = ("accepted", "in_progress", "completed", "not_completed", "declined")
# Outcomes that are one status each.
STATUSES: Final = frozenset(name for status, name in OUTCOME_OF.items() if status == name)
DAY_MS: Final = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True)
class Case:
    """One referral, as far as it is counted. None of it is about the person."""

    period: int
    sender: str
    receiver: str
    type: str
    urgency: str
    status: str
    reason: str | None
    overdue: bool
    answer_days: float | None
    close_days: float | None
    reviewed: bool

    @property
    def outcome(self) -> str:
        return OUTCOME_OF[self.status]


def cases_of(session: Session, who: Who, span: Span, time_zone: str, now_ms: int) -> list[Case]:
    """Every referral of the span that this audience may have counted."""
    if not span.periods:
        return []
    table = TABLES["referral"].c
    ends = edges_ms(span.periods, time_zone)
    period = case(*((table.when_ms < end, number) for number, end in enumerate(ends)))
    own = span.audience == "org"
    grade = grade_by_sole_key(who, table) if own else literal(FULL)
    columns = (
        *(table.id, table.org_id, table.to_org, table.referral_type, table.urgency),
        *(table.status, table.respond_by, table.made_at_ms, table.review),
        *(period.label("period"), grade.label("grade")),
    )
    within = (table.when_ms >= begins_ms(span, time_zone), table.when_ms < ends[-1])
    query = _scoped(select(*columns).where(*within), who, own)
    first = _first_answers(session, who, within, own)
    closed = _closings(session, who, within, own)
    found = []
    for row in session.execute(query).mappings():
        whole = row["grade"] == FULL
        answered = first.get(row["id"]) if whole and row["status"] != REVIEW else None
        last = closed.get((row["id"], row["status"])) if whole else None
        sent = (first.get((row["id"], "sent")) or row["made_at_ms"]) if whole else 0
        due = from_wire_time(row["respond_by"]) if whole and row["respond_by"] else None
        acted = answered or (last.at_ms if last else None) or now_ms
        found.append(
            Case(
                period=row["period"],
                sender=row["org_id"],
                receiver=row["to_org"] or "",
                type=row["referral_type"] or "",
                urgency=row["urgency"] or "",
                status=row["status"],
                reason=last.reason if last else None,
                overdue=due is not None and acted > due,
                answer_days=_days(sent, answered),
                close_days=_days(sent, last.at_ms if last else None),
                reviewed=whole and row["review"] == "reviewed",
            )
        )
    return found + _past(session, who, span, time_zone)


def _past(session: Session, who: Who, span: Span, time_zone: str) -> list[Case]:
    """Those of which only this line is left (`closing.py`): the whole network's, or those that the
    own organisation sent and received."""
    table = PastReferral
    ends = edges_ms(span.periods, time_zone)
    period = case(*((table.when_ms < end, number) for number, end in enumerate(ends)))
    columns = (table.org_id, table.to_org, table.referral_type, table.urgency, table.status)
    more = (table.reason, table.overdue, table.answer_days, table.close_days, table.reviewed)
    query = select(period, *columns, *more).where(
        table.when_ms >= begins_ms(span, time_zone), table.when_ms < ends[-1]
    )
    if span.audience == "org":
        query = query.where(
            table.network_id == who.network_id,
            or_(table.org_id == who.org_id, table.to_org == who.org_id),
        )
    else:
        query = counted_in_totals(query, who, table)
    return [Case(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class _Closing:
    at_ms: int
    reason: str | None


def _scoped(query: Select[Any], who: Who, own: bool) -> Select[Any]:
    """Without drafts, and without what was sent by mistake."""
    table = TABLES["referral"].c
    query = query.where(table.standing == PLAIN, table.status.in_(tuple(OUTCOME_OF)))
    if own:
        parties = or_(table.org_id == who.org_id, table.to_org == who.org_id)
        return scoped_by_sole_key(query.where(parties), who, table)
    return counted_in_totals(query, who, table)


def _steps(who: Who, within: Sequence[Any], own: bool, to: Collection[str], *columns: Any) -> Any:
    """Steps that count, of the referrals in question."""
    table, event = TABLES["referral"].c, TABLES[EVENT].c
    ignored = (
        select(Record.id)
        .where(
            Record.network_id == event.network_id,
            Record.kind == EVENT,
            Record.id == event.id,
            Record.derived.contains('"ignored":true'),
        )
        .exists()
    )
    of_referral = and_(event.network_id == table.network_id, event.referral == table.id)
    query = select(*columns).select_from(TABLES["referral"].join(TABLES[EVENT], of_referral))
    query = query.where(*within, event.standing == PLAIN, event.to.in_(to), ~ignored)
    return _scoped(query, who, own)


def _first_answers(
    session: Session, who: Who, within: Sequence[Any], own: bool
) -> dict[Hashable, int]:
    """When somebody first answered, by referral; when it was sent, by (referral, "sent")."""
    event = TABLES[EVENT].c
    sent = case((event.to == "sent", 1), else_=0)
    columns = (event.referral, sent, func.min(event.made_at_ms))
    query = _steps(who, within, own, ("sent", *_ANSWERS), *columns)
    rows = session.execute(query.group_by(event.referral, sent))
    return {(referral, "sent") if is_sent else referral: at for referral, is_sent, at in rows}


def _closings(
    session: Session, who: Who, within: Sequence[Any], own: bool
) -> dict[tuple[str, str], _Closing]:
    """The last step to each final status, by referral and status."""
    event = TABLES[EVENT].c
    reasons = (event[name] for name in REASONS.values())
    # Of what is restricted the reason is in the sealed column alone.
    sealed = case((event.effective_visibility.in_(RESTRICTED), event.shown)).label("shown")
    named = (event.network_id, event.id, event.org_id)
    columns = (event.referral, event.to, event.made_at_ms, *reasons, sealed, *named)
    query = _steps(who, within, own, tuple(REASONS), *columns)
    found = {}
    for row in session.execute(query.order_by(event.made_at_ms, event.id)).mappings():
        told = row if row["shown"] is None else _opened(row)
        to = row["to"]
        found[row["referral"], to] = _Closing(row["made_at_ms"], told.get(REASONS[to]))
    return found


def _opened(row: Mapping[Any, Any]) -> Mapping[str, Any]:
    try:
        return shown_of(EVENT, row)
    except CannotOpen:
        return {}


def _days(from_ms: int, to_ms: int | None) -> float | None:
    return None if to_ms is None else max(0, to_ms - from_ms) / DAY_MS
