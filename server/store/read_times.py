"""Times that cannot be, because a phone's clock was wrong; `sync.md` section 10.

What one record and its phone tell is found with the record. Whether an entry lies outside its
round depends on both, and either may arrive first, or change later: the issue points to the round,
so that it is looked up again whenever one of the two is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.store.bulk import one_of
from server.store.people import Device
from server.store.read_rows import PLAIN, Finding, Projection, told, wire_ms
from server.store.read_tables import TABLES, Element, Issue
from sync.ids import wid_ms
from sync.schema import KINDS

IMPLAUSIBLE_TIME: Final = "implausible_time"
KIND: Final = "activity"
ROUND: Final = "round"
FIELD: Final = "started_at"

HOUR_MS: Final = 60 * 60_000
DAY_MS: Final = 24 * HOUR_MS
# Whoever sets out early, or counts on without having heard of the end, is not asked about it.
EARLY_MS: Final = 3 * HOUR_MS
LATE_MS: Final = 12 * HOUR_MS

_COLUMNS: Final = ("id", "org_id", "seq", "sole_key", "received_at_ms", "standing", ROUND, FIELD)

Row = Mapping[str, Any]
Span = tuple[int, int | None]


def find_alone(session: Session, projections: Sequence[Projection]) -> None:
    """Times that a phone with a wrong clock filled in.

    A phone that knew its clock's offset cannot have written before it was enrolled, and nothing
    that is written down has happened more than a day after it arrived.
    """
    devices = {p.record.device_id for p in projections if p.record.device_id is not None}
    query = select(Device.id, Device.created_at_ms).where(one_of(Device.id, devices))
    enrolled = {row.id: row.created_at_ms for row in session.execute(query)} if devices else {}
    for projection in projections:
        name = next(iter(KINDS[projection.kind].when), None)
        if name is None or projection.row[name] is None:
            continue
        if KINDS[projection.kind].fields[name].type == "datetime" and _cannot_be(
            projection, name, enrolled.get(projection.record.device_id or "", 0)
        ):
            values = told(projection.record, name, dict(projection.record.cells.heads(name)))
            projection.findings.append(Finding(IMPLAUSIBLE_TIME, name, values=values))


def _cannot_be(projection: Projection, name: str, enrolled_ms: int) -> bool:
    record, when_ms = projection.record, projection.row["when_ms"]
    if when_ms > record.changed_at_ms + DAY_MS:
        return True
    written_ms = wid_ms(max(record.cells.heads(name)))
    return bool(max(when_ms, written_ms) < enrolled_ms - DAY_MS)


def find_outside(session: Session, network_id: str, projections: Sequence[Projection]) -> list[Row]:
    """The rows of the entries that lie outside their round: those written, or whose round was.

    A round whose own time cannot be says nothing of others.
    """
    written = {p.record.id: p.row for p in projections if p.kind == KIND}
    changed = {p.record.id for p in projections if p.kind == ROUND}
    named = {row[ROUND] for row in written.values() if row[ROUND] is not None}
    spans = _spans(session, network_id, named | changed)
    if not spans:
        return []
    others = _others(session, network_id, {one: spans[one] for one in changed & spans.keys()})
    found = {row["id"]: row for row in (*others, *written.values()) if _is_outside(row, spans)}
    if not found:
        return []
    unsure = _flagged(session, network_id, ROUND, {row[ROUND] for row in found.values()})
    over = _flagged(session, network_id, KIND, found) | _accepted(session, network_id, found)
    for one in projections:
        told_alone = any(finding.issue == IMPLAUSIBLE_TIME for finding in one.findings)
        if told_alone and IMPLAUSIBLE_TIME not in one.accepted:
            (unsure if one.kind == ROUND else over).add(one.record.id)
    return [row for row in found.values() if row["id"] not in over and row[ROUND] not in unsure]


def _spans(session: Session, network_id: str, ids: Collection[str]) -> dict[str, Span]:
    """From when until when entries of these rounds can be; rounds that never began have none."""
    if not ids:
        return {}
    table = TABLES[ROUND].c
    columns = (table.id, table.started_at, table.planned_start, table.ended_at, table.planned_end)
    query = select(*columns).where(
        table.network_id == network_id,
        one_of(table.id, ids),
        table.standing == PLAIN,
        table.started_at.is_not(None),
    )
    found: dict[str, Span] = {}
    for one, *times in session.execute(query):
        began, planned, ended, until = (wire_ms(time) for time in times)
        assert began is not None
        start = min(began, planned if planned is not None else began)
        end = None if ended is None or ended < began else max(ended, until or ended) + LATE_MS
        found[one] = (start - EARLY_MS, end)
    return found


def _is_outside(row: Row, spans: Mapping[str, Span]) -> bool:
    span, at_ms = spans.get(row[ROUND]), wire_ms(row[FIELD])
    if span is None or at_ms is None or row["standing"] != PLAIN:
        return False
    return at_ms < span[0] or (span[1] is not None and at_ms > span[1])


def _others(session: Session, network_id: str, spans: Mapping[str, Span]) -> Sequence[Row]:
    """Entries of these rounds, stored before; an index alone finds those that lie outside."""
    if not spans:
        return []
    table = TABLES[KIND].c
    times = select(table.id, table.round, table.started_at).where(
        table.network_id == network_id, one_of(table.round, spans)
    )
    plain = {"standing": PLAIN}
    rows = ({**row, **plain} for row in session.execute(times).mappings())
    ids = [row["id"] for row in rows if _is_outside(row, spans)]
    if not ids:
        return []
    columns = (table[name] for name in _COLUMNS)
    query = select(*columns).where(table.network_id == network_id, one_of(table.id, ids))
    return [dict(row) for row in session.execute(query).mappings()]


def _flagged(session: Session, network_id: str, kind: str, ids: Collection[str]) -> set[str]:
    query = select(Issue.record_id).where(
        Issue.network_id == network_id,
        Issue.kind == kind,
        one_of(Issue.record_id, ids),
        Issue.issue == IMPLAUSIBLE_TIME,
    )
    return set(session.scalars(query))


def _accepted(session: Session, network_id: str, ids: Collection[str]) -> set[str]:
    query = select(Element.record_id).where(
        Element.network_id == network_id,
        Element.kind == KIND,
        one_of(Element.record_id, ids),
        Element.field == "accepted",
        Element.key == IMPLAUSIBLE_TIME,
    )
    return set(session.scalars(query))
