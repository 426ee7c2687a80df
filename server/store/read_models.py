"""What lists, counts and exports read, derived from the records.

Everything here can be thrown away and computed again from `record` and `change`.
`sync.md` section 7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from server.store import read_duplicates, read_issues
from server.store.models import Record
from server.store.read_rows import Projection, project
from server.store.read_tables import ELEMENTS, ISSUES, SCALARS, TABLES, Element, Issue
from server.store.records import IN_MAX, Key, StoredRecord, read_row

__all__ = ["TABLES", "Element", "Issue", "clear", "forget", "rebuild", "refresh"]

REBUILD_BATCH: Final = 1_000


def refresh(session: Session, network_id: str, records: Sequence[StoredRecord]) -> None:
    """Bring the read models of these records up to date, in the transaction of the write.

    To be called with every record that got a new sequence number, after the records and their
    changes are written.
    """
    projections = [project(network_id, record, SCALARS[record.kind]) for record in records]
    activities = [record.id for record in records if record.kind == read_duplicates.KIND]
    orphans = read_duplicates.orphans(session, network_id, activities)
    _forget_rows(session, network_id, [record.key for record in records])
    for kind, group in _by_kind(projections):
        session.execute(insert(TABLES[kind]), [projection.row for projection in group])
    elements = [row for projection in projections for row in projection.elements]
    if elements:
        session.execute(insert(ELEMENTS), elements)
    found = read_issues.find(session, network_id, projections, orphans)
    if found:
        session.execute(insert(ISSUES), found)


def forget(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Drop what the read models hold of these records, and what other issues say of them."""
    activities = [record for kind, record in keys if kind == read_duplicates.KIND]
    orphans = read_duplicates.orphans(session, network_id, activities)
    _forget_rows(session, network_id, keys)
    found = read_issues.find(session, network_id, (), orphans - set(activities))
    if found:
        session.execute(insert(ISSUES), found)


def clear(session: Session, network_id: str) -> None:
    """Drop the read models of a network."""
    for kind in TABLES.values():
        _delete(session, kind, kind.c.network_id == network_id)
    for rows in (Element, Issue):
        _delete(session, rows, rows.network_id == network_id)


def rebuild(session: Session, network_id: str) -> int:
    """Compute the read models of a network again; how many records there were."""
    clear(session, network_id)
    count, last_seq = 0, 0
    while True:
        query = (
            select(Record.__table__)
            .where(Record.network_id == network_id, Record.seq > last_seq)
            .order_by(Record.seq)
            .limit(REBUILD_BATCH)
        )
        batch = [read_row(row) for row in session.execute(query).mappings()]
        if not batch:
            _settle_duplicates(session, network_id)
            return count
        refresh(session, network_id, batch)
        count, last_seq = count + len(batch), batch[-1].seq


def _settle_duplicates(session: Session, network_id: str) -> None:
    """What was settled for good by a later write is settled for the earlier ones too."""
    over = sorted(read_duplicates.settled_later(session, network_id))
    for start in range(0, len(over), IN_MAX):
        named = (Issue.network_id == network_id, Issue.issue == read_duplicates.DUPLICATE)
        _delete(session, Issue, *named, Issue.record_id.in_(over[start : start + IN_MAX]))
    found = read_issues.find(session, network_id, (), over)
    if found:
        session.execute(insert(ISSUES), found)


def _by_kind(projections: Iterable[Projection]) -> Iterable[tuple[str, list[Projection]]]:
    groups: dict[str, list[Projection]] = {}
    for projection in projections:
        groups.setdefault(projection.kind, []).append(projection)
    return groups.items()


def _forget_rows(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Deleting first makes new and changed records one case; few statements, whatever the size."""
    ids: dict[str, list[str]] = {}
    for kind, record in keys:
        ids.setdefault(kind, []).append(record)
    for kind, records in ids.items():
        for start in range(0, len(records), IN_MAX):
            some = sorted(records)[start : start + IN_MAX]
            table = TABLES[kind].c
            _delete(session, TABLES[kind], table.network_id == network_id, table.id.in_(some))
            for rows in (Element, Issue):
                of_kind = (rows.network_id == network_id, rows.kind == kind)
                _delete(session, rows, *of_kind, rows.record_id.in_(some))
            # Of others: "refers to nothing" is over when it arrived; pairs are looked up again.
            named = (Issue.network_id == network_id, Issue.target_kind == kind)
            _delete(session, Issue, *named, Issue.target_id.in_(some))


def _delete(session: Session, table: Any, *conditions: ColumnElement[bool]) -> None:
    statement = delete(table).where(*conditions)
    session.execute(statement.execution_options(synchronize_session=False))
