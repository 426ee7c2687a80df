"""What lists, counts and exports read, derived from the records.

Everything here can be thrown away and computed again from `record` and `change`.
`sync.md` section 7.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from server.store import read_duplicates, read_issues
from server.store.at_rest import Sealer
from server.store.bulk import insert_rows, one_of
from server.store.models import Record
from server.store.read_closed import closed_elements, closed_issue, closed_row, is_closed
from server.store.read_rows import Projection, project
from server.store.read_tables import ELEMENTS, ISSUES, SCALARS, TABLES, Element, Issue
from server.store.records import Key, StoredRecord, by_kind, read_row

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
    _forget_rows(session, network_id, [record.key for record in records if record.stored_seq])
    _forget_named(session, network_id, [record.key for record in records])
    sealer = Sealer(session, network_id)
    for kind, group in _by_kind(projections):
        insert_rows(session, TABLES[kind], [closed_row(sealer, projection) for projection in group])
    elements = [row for projection in projections for row in closed_elements(projection)]
    insert_rows(session, ELEMENTS, elements)
    issues = read_issues.find(session, network_id, projections, orphans)
    closed = {projection.record.key for projection in projections if is_closed(projection)}
    told = [
        closed_issue(sealer, row) if (row["kind"], row["record_id"]) in closed else row
        for row in issues
    ]
    insert_rows(session, ISSUES, told)


def forget(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Drop what the read models hold of these records, and what other issues say of them."""
    activities = [record for kind, record in keys if kind == read_duplicates.KIND]
    orphans = read_duplicates.orphans(session, network_id, activities)
    _forget_rows(session, network_id, keys)
    _forget_named(session, network_id, keys)
    found = read_issues.find(session, network_id, (), orphans - set(activities))
    insert_rows(session, ISSUES, found)


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
    over = read_duplicates.settled_later(session, network_id)
    named = (Issue.network_id == network_id, Issue.issue == read_duplicates.DUPLICATE)
    _delete(session, Issue, *named, one_of(Issue.record_id, over))
    insert_rows(session, ISSUES, read_issues.find(session, network_id, (), over))


def _by_kind(projections: Iterable[Projection]) -> Iterable[tuple[str, list[Projection]]]:
    groups: dict[str, list[Projection]] = {}
    for projection in projections:
        groups.setdefault(projection.kind, []).append(projection)
    return groups.items()


def _forget_rows(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Deleting first makes new and changed records one case; few statements, whatever the size."""
    for kind, ids in by_kind(keys):
        table = TABLES[kind].c
        _delete(session, TABLES[kind], table.network_id == network_id, one_of(table.id, ids))
        for rows in (Element, Issue):
            of_kind = (rows.network_id == network_id, rows.kind == kind)
            _delete(session, rows, *of_kind, one_of(rows.record_id, ids))


def _forget_named(session: Session, network_id: str, keys: Collection[Key]) -> None:
    """Of others: "refers to nothing" is over when it arrived; pairs are looked up again."""
    for kind, ids in by_kind(keys):
        named = (Issue.network_id == network_id, Issue.target_kind == kind)
        _delete(session, Issue, *named, one_of(Issue.target_id, ids))


def _delete(session: Session, table: Any, *conditions: ColumnElement[bool]) -> None:
    statement = delete(table).where(*conditions)
    session.execute(statement.execution_options(synchronize_session=False))
