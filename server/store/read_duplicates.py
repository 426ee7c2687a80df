"""What may have been counted twice, `domain.md` section 2.

Two counts of one service by one organisation, at one place and within 90 minutes, by two people
who were not in one round. (In one round each counts for themselves, and the sum is right.) Every
such count points to the nearest earlier one, the first to the next: one issue each, however many
there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from server.store.read_rows import PLAIN
from server.store.read_tables import TABLES, Element, Issue
from server.store.records import IN_MAX

DUPLICATE: Final = "duplicate"
KIND: Final = "activity"
WITHIN_MS: Final = 90 * 60_000
# How far to look on each side of a count for one that is not by the same people.
STEPS_MAX: Final = 200
# How many of those may be settled before we stop asking.
CANDIDATES_MAX: Final = 8

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """One activity as far as this question goes; ordered by time."""

    when_ms: int
    id: str
    place: Place
    author: str | None
    round: str | None
    seq: int
    received_at_ms: int

    def may_repeat(self, other: Count) -> bool:
        apart = self.round is None or other.round is None or self.round != other.round
        return apart and self.author != other.author and self.id != other.id

    def is_near(self, other: Count) -> bool:
        return abs(self.when_ms - other.when_ms) <= WITHIN_MS


@dataclass(frozen=True, slots=True)
class Pair:
    """`count` may be what `other` is already."""

    count: Count
    other: str


def orphans(session: Session, network_id: str, touched: Collection[str]) -> set[str]:
    """Counts whose issue points to one of these and must be looked at again."""
    found: set[str] = set()
    for some in _chunks(touched):
        query = select(Issue.record_id).where(
            Issue.network_id == network_id,
            Issue.target_kind == KIND,
            Issue.target_id.in_(some),
            Issue.issue == DUPLICATE,
        )
        found |= set(session.scalars(query))
    return found


def find(session: Session, network_id: str, ids: Collection[str]) -> list[Pair]:
    """The pairs of these counts, and of their neighbours that had none."""
    asked = _load(session, network_id, TABLES[KIND].c.id, ids)
    by_place = _neighbours(session, network_id, asked)
    candidates = {
        count.id: (count, list(_candidates(count, by_place[count.place]))) for count in asked
    }
    if not any(found for _count, found in candidates.values()):
        return []
    settled = _settled(session, network_id, candidates.values())
    pairs: dict[str, Pair] = {}
    back: dict[str, Pair] = {}
    for count, found in candidates.values():
        open_ones = [other for other in found if not _distinct(count, other, settled)]
        if open_ones:
            pairs[count.id] = Pair(count, open_ones[0].id)
        back |= {other.id: Pair(other, count.id) for other in open_ones[:2]}
    told = _told(session, network_id, back.keys() - candidates.keys())
    mirrored = [back[one] for one in back if one not in told and one not in candidates]
    return [
        pair
        for pair in (*pairs.values(), *mirrored)
        if (pair.count.id, "accepted", DUPLICATE) not in settled
    ]


def _chunks(ids: Collection[Any]) -> Iterator[list[Any]]:
    every = sorted(ids)
    for start in range(0, len(every), IN_MAX):
        yield every[start : start + IN_MAX]


def _load(
    session: Session, network_id: str, column: Any, wanted: Collection[Any], *more: Any
) -> list[Count]:
    table = TABLES[KIND].c
    found = []
    for some in _chunks(wanted):
        query = select(
            table.when_ms,
            table.id,
            table.site,
            table.service_type,
            table.org_id,
            table.author_id,
            table.round,
            table.seq,
            table.received_at_ms,
        ).where(
            table.network_id == network_id,
            column.in_(some),
            *more,
            table.standing == PLAIN,
        )
        for when_ms, record, site, service, org, *rest in session.execute(query):
            if site is not None and service is not None:
                found.append(Count(when_ms, record, (site, service, org), *rest))
    return found


def _neighbours(
    session: Session, network_id: str, asked: Sequence[Count]
) -> dict[Place, list[Count]]:
    """All counts at the places and around the times of these, in order of time."""
    found: dict[Place, list[Count]] = {count.place: [] for count in asked}
    if asked:
        table = TABLES[KIND].c
        place = tuple_(table.site, table.service_type, table.org_id)
        first, last = min(c.when_ms for c in asked), max(c.when_ms for c in asked)
        around = table.when_ms.between(first - WITHIN_MS, last + WITHIN_MS)
        for count in sorted(_load(session, network_id, place, found.keys(), around)):
            found[count.place].append(count)
    # Most places have one person counting: nothing to compare there.
    return {p: there if len({c.author for c in there}) > 1 else [] for p, there in found.items()}


def _candidates(count: Count, there: Sequence[Count]) -> Iterator[Count]:
    """What `count` may repeat: the nearest earlier ones first, then the nearest later ones."""
    at = bisect_left(there, count)
    earlier = there[max(0, at - STEPS_MAX) : at][::-1]
    later = there[at + 1 : at + 1 + STEPS_MAX]
    for side in (earlier, later):
        left = CANDIDATES_MAX
        for other in side:
            if not left or not count.is_near(other):
                break
            if count.may_repeat(other):
                left -= 1
                yield other


def _distinct(count: Count, other: Count, settled: set[tuple[str, str, str]]) -> bool:
    ours, theirs = (count.id, "distinct", other.id), (other.id, "distinct", count.id)
    return ours in settled or theirs in settled


def _settled(
    session: Session, network_id: str, candidates: Collection[tuple[Count, list[Count]]]
) -> set[tuple[str, str, str]]:
    """(record, "distinct" or "accepted", key) of what coordinators decided about these."""
    ids = {one.id for count, found in candidates for one in (count, *found) if found}
    decided: set[tuple[str, str, str]] = set()
    for some in _chunks(ids):
        query = select(Element.record_id, Element.field, Element.key).where(
            Element.network_id == network_id,
            Element.kind == KIND,
            Element.record_id.in_(some),
            Element.field.in_(("distinct", "accepted")),
        )
        decided |= {(row.record_id, row.field, row.key) for row in session.execute(query)}
    return decided


def _told(session: Session, network_id: str, ids: Collection[str]) -> set[str]:
    """Those that have their issue already."""
    found: set[str] = set()
    for some in _chunks(ids):
        query = select(Issue.record_id).where(
            Issue.network_id == network_id,
            Issue.kind == KIND,
            Issue.record_id.in_(some),
            Issue.issue == DUPLICATE,
        )
        found |= set(session.scalars(query))
    return found
