"""What may have been counted twice, `domain.md` section 2.

Two counts of one service by one organisation, at one place and within 90 minutes, by two people
who were not in one round. (In one round each counts for themselves, and the sum is right.) Each
such count has one issue, however many there are: it points to the nearest earlier one, or else to
the next, as they were when it was written.

A coordinator settles it for two counts (`distinct/<the other>`), or for their two authors at that
place and service for good (`distinct/<the other's author>`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from server.store.bulk import one_of
from server.store.read_rows import SLOT_MS as WITHIN_MS
from server.store.read_rows import slot_of
from server.store.read_tables import TABLES, Element, Issue

DUPLICATE: Final = "duplicate"
KIND: Final = "activity"
# How far to look on each side of a count for one that is not by the same people.
STEPS_MAX: Final = 200
# How many of those are looked at on each side.
CANDIDATES_MAX: Final = 16

_COLUMNS: Final = (
    *("when_ms", "id", "site", "service_type", "org_id", "author_id", "round"),
    *("seq", "sole_key", "received_at_ms", "slot"),
)

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
    sole_key: str
    received_at_ms: int

    def slots(self) -> list[int]:
        """Its stretch of time at its place, and the two beside it."""
        number = self.when_ms // WITHIN_MS
        return [slot_of(self.place, number + step) for step in (-1, 0, 1)]

    def is_near(self, other: Count) -> bool:
        return abs(self.when_ms - other.when_ms) <= WITHIN_MS


@dataclass(frozen=True, slots=True)
class Pair:
    """`count` may be what `other` is already."""

    count: Count
    other: str


def orphans(session: Session, network_id: str, touched: Collection[str]) -> set[str]:
    """Counts whose issue points to one of these and must be looked at again."""
    if not touched:
        return set()
    query = select(Issue.record_id).where(
        Issue.network_id == network_id,
        Issue.target_kind == KIND,
        one_of(Issue.target_id, touched),
        Issue.issue == DUPLICATE,
    )
    return set(session.scalars(query))


def settled_later(session: Session, network_id: str) -> set[str]:
    """Counts whose issue is over because of what was settled, for good, after they were read."""
    table = TABLES[KIND].c
    query = select(Issue.record_id, Issue.target_id).where(
        Issue.network_id == network_id, Issue.kind == KIND, Issue.issue == DUPLICATE
    )
    pairs = [(row.record_id, str(row.target_id)) for row in session.execute(query)]
    ids = {record for pair in pairs for record in pair}
    counts = {count.id: count for count in _load(session, network_id, table.id, ids)}
    apart = _always_apart(session, network_id, {str(count.author) for count in counts.values()})
    return {
        record
        for record, target in pairs
        if (count := counts.get(record)) and (other := counts.get(target))
        if (count.place, _two(count, other)) in apart
    }


def count_of(row: Mapping[str, Any]) -> Count | None:
    """A row of the activities as a count; None when it stands for nothing that could repeat."""
    if row["slot"] is None:
        return None
    place = (row["site"], row["service_type"], row["org_id"])
    who = (row["author_id"], row["round"])
    told = (row["seq"], row["sole_key"], row["received_at_ms"])
    return Count(row["when_ms"], row["id"], place, *who, *told)


def find(
    session: Session, network_id: str, written: Sequence[Count], others: Collection[str]
) -> list[Pair]:
    """The pairs of the counts just written, of `others`, and of neighbours that had none."""
    ids = set(others) - {count.id for count in written}
    asked = [*written, *_load(session, network_id, TABLES[KIND].c.id, ids)]
    contested = _contested(session, network_id, asked)
    by_place = _neighbours(session, network_id, contested)
    candidates = {count.id: _candidates(count, by_place[count.place]) for count in contested}
    if not any(earlier or later for earlier, later in candidates.values()):
        return []
    settled = _settled(session, network_id, candidates)
    people = {str(count.author) for count in contested}
    people |= {str(o.author) for sides in candidates.values() for side in sides for o in side}
    apart = _always_apart(session, network_id, people)
    pairs: dict[str, Pair] = {}
    back: dict[str, Pair] = {}
    for count in contested:
        earlier, later = candidates[count.id]
        found = [
            other
            for other in (*earlier, *later)
            if not _distinct(count, other, settled)
            and (count.place, _two(count, other)) not in apart
        ]
        if found:
            pairs[count.id] = Pair(count, found[0].id)
        back |= {other.id: Pair(other, count.id) for other in found}
    new = back.keys() - {count.id for count in asked}
    new -= _told(session, network_id, new)
    return [
        pair
        for pair in (*pairs.values(), *(back[one] for one in sorted(new)))
        if (pair.count.id, "accepted", DUPLICATE) not in settled
    ]


def _load(session: Session, network_id: str, column: Any, wanted: Collection[Any]) -> list[Count]:
    if not wanted:
        return []
    table = TABLES[KIND].c
    columns = (table[name] for name in _COLUMNS)
    query = select(*columns).where(table.network_id == network_id, one_of(column, wanted))
    rows = session.execute(query).mappings()
    return [count for row in rows if (count := count_of(dict(row))) is not None]


def _contested(session: Session, network_id: str, asked: Sequence[Count]) -> list[Count]:
    """Those near which somebody else counted: usually none, and an index alone can tell."""
    slots_of = {count.id: count.slots() for count in asked}
    slots = {slot for around in slots_of.values() for slot in around}
    table = TABLES[KIND].c
    people: dict[int, set[tuple[str | None, str | None]]] = {}
    if not slots:
        return []
    query = select(table.slot, table.author_id, table.round).where(
        table.network_id == network_id, one_of(table.slot, slots)
    )
    for slot, author, round_id in session.execute(query.distinct()):
        people.setdefault(slot, set()).add((author, round_id))
    return [
        count
        for count in asked
        if any(
            _are_apart((count.author, count.round), other)
            for slot in slots_of[count.id]
            for other in people.get(slot, ())
        )
    ]


def _are_apart(ours: tuple[str | None, str | None], theirs: tuple[str | None, str | None]) -> bool:
    """Whether two counts, by author and round, are by two people who were not in one round."""
    (our_author, our_round), (their_author, their_round) = ours, theirs
    same_round = our_round is not None and our_round == their_round
    return our_author != their_author and not same_round


def _neighbours(
    session: Session, network_id: str, contested: Sequence[Count]
) -> dict[Place, list[Count]]:
    """All counts at the places and around the times of these, in order of time."""
    slots = {slot for count in contested for slot in count.slots()}
    found: dict[Place, list[Count]] = {count.place: [] for count in contested}
    for count in sorted(_load(session, network_id, TABLES[KIND].c.slot, slots)):
        found.setdefault(count.place, []).append(count)
    return found


def _candidates(count: Count, there: Sequence[Count]) -> tuple[list[Count], list[Count]]:
    """What `count` may repeat: earlier ones and later ones, the nearest first."""
    at = bisect_left(there, count)
    earlier = there[max(0, at - STEPS_MAX) : at][::-1]
    later = there[at + 1 : at + 1 + STEPS_MAX]
    return _among(count, earlier), _among(count, later)


def _among(count: Count, side: Sequence[Count]) -> list[Count]:
    found: list[Count] = []
    for other in side:
        if len(found) == CANDIDATES_MAX or not count.is_near(other):
            break
        if _are_apart((count.author, count.round), (other.author, other.round)):
            found.append(other)
    return found


def _distinct(count: Count, other: Count, settled: set[tuple[str, str, str]]) -> bool:
    ours, theirs = (count.id, "distinct", other.id), (other.id, "distinct", count.id)
    return ours in settled or theirs in settled


def _two(count: Count, other: Count) -> frozenset[str]:
    return frozenset(str(one.author) for one in (count, other))


def _always_apart(
    session: Session, network_id: str, authors: Collection[str]
) -> set[tuple[Place, frozenset[str]]]:
    """Pairs of these people who each serve a queue of their own, always, and where they do."""
    table = TABLES[KIND].c
    query = select(
        table.site, table.service_type, table.org_id, table.author_id, Element.key
    ).where(
        Element.network_id == network_id,
        # As the index says it, word for word.
        Element.field == literal_column("'distinct'"),
        one_of(Element.key, authors),
        Element.kind == KIND,
        table.network_id == Element.network_id,
        table.id == Element.record_id,
    )
    return {
        (
            (row.site, row.service_type, row.org_id),
            frozenset((str(row.author_id), row.key)),
        )
        for row in session.execute(query)
    }


def _settled(
    session: Session,
    network_id: str,
    candidates: Mapping[str, tuple[list[Count], list[Count]]],
) -> set[tuple[str, str, str]]:
    """(record, "distinct" or "accepted", key) of what coordinators decided about these."""
    ids = {other.id for sides in candidates.values() for side in sides for other in side}
    ids |= candidates.keys()
    query = select(Element.record_id, Element.field, Element.key).where(
        Element.network_id == network_id,
        Element.kind == KIND,
        one_of(Element.record_id, ids),
        Element.field.in_(("distinct", "accepted")),
    )
    return {(row.record_id, row.field, row.key) for row in session.execute(query)}


def _told(session: Session, network_id: str, ids: Collection[str]) -> set[str]:
    """Those that have their issue already."""
    query = select(Issue.record_id).where(
        Issue.network_id == network_id,
        Issue.kind == KIND,
        one_of(Issue.record_id, ids),
        Issue.issue == DUPLICATE,
    )
    return set(session.scalars(query))
