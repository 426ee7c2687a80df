"""What lies in the database for longer than it may: found here, decided about in the domain."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, delete, func, select
from sqlalchemy.orm import Session

from server.store.at_rest import MARK, CannotOpen, is_passed_over
from server.store.bulk import one_of
from server.store.changes import body_of, held_body
from server.store.models import Change, Held, Link, Record, Unopened
from server.store.people import (
    AnswerLink,
    Audit,
    AuditHorizon,
    DeskSession,
    Failure,
    Invite,
    Recovery,
)
from server.store.records import Key

_ROWS_MAX: Final = 1000
_OPENED: Final[dict[Any, Callable[[Mapping[Any, Any]], bytes]]] = {
    Change: body_of,
    Held: held_body,
}


def recorded_before(
    session: Session, network_id: str, kind: str, before_ms: int, *, idle: bool = False
) -> list[Key]:
    """The records of a kind that came before a time; with `idle`, none changed since either."""
    age = Record.changed_at_ms if idle else Record.received_at_ms
    query = select(Record.kind, Record.id).where(
        Record.network_id == network_id, Record.kind == kind, age < before_ms
    )
    return [(row.kind, row.id) for row in session.execute(query.order_by(Record.id))]


def written_before(
    session: Session, network_id: str, kind: str, field: str, before_ms: int
) -> list[Key]:
    """The records of which a change or a quarantined copy from before a time holds a value for a
    field. Bodies are canonical JSON, so a value can be told from a null by its bytes."""
    found = set()
    for table in (Change, Held):
        query = select(table.record_id).where(
            table.network_id == network_id,
            table.kind == kind,
            table.received_at_ms < before_ms,
            _holds(session, table.body, field),
        )
        found |= {(kind, str(record)) for record in session.scalars(query.distinct())}
        # What lies sealed is opened, all of it.
        query = select(table.__table__).where(
            table.network_id == network_id,
            table.kind == kind,
            table.received_at_ms < before_ms,
            func.substr(table.body, 1, 1) == MARK,
        )
        name = json.dumps(field).encode("ascii")
        for row in session.execute(query.execution_options(yield_per=_ROWS_MAX)).mappings():
            body = _opened(table, row) or b""
            if name + b":[" in body and name + b":[null" not in body:
                found.add((kind, str(row["record_id"])))
    return sorted(found)


def _opened(table: Any, row: Mapping[Any, Any]) -> bytes | None:
    try:
        return _OPENED[table](row)
    except CannotOpen as error:
        if not is_passed_over(error):
            raise
        return None


def _holds(session: Session, body: Any, field: str) -> ColumnElement[bool]:
    name = json.dumps(field).encode("ascii")
    value, null = (_has(session, body, name + end) for end in (b":[", b":[null"))
    return and_(value, ~null)


def _has(session: Session, body: Any, part: bytes) -> ColumnElement[bool]:
    if session.get_bind().dialect.name == "sqlite":
        return func.instr(body, part) > 0
    found: ColumnElement[bool] = body.op("LIKE", is_comparison=True)(b"%" + part + b"%")
    return found


def writes_of(session: Session, network_id: str, key: Key) -> Iterator[tuple[str, int, bytes]]:
    """(change id, received at, body) of everything kept of a record, quarantined copies too."""
    for table, name in ((Change, Change.id), (Held, Held.change_id)):
        query = select(table.__table__).where(
            table.network_id == network_id,
            table.kind == key[0],
            table.record_id == key[1],
            table.body.is_not(None),
        )
        for row in session.execute(query).mappings():
            yield row[name.key], row["received_at_ms"] or 0, _opened(table, row) or b"{}"


def received_at(session: Session, network_id: str, ids: Collection[str]) -> dict[str, int]:
    """When these changes arrived."""
    query = select(Change.id, Change.received_at_ms).where(
        Change.network_id == network_id, one_of(Change.id, ids), Change.received_at_ms.is_not(None)
    )
    return {row.id: row.received_at_ms for row in session.execute(query)}


def named_cases(session: Session, network_id: str) -> list[tuple[Key, str, int]]:
    """Each meeting that names a case: (its key, the code, when it came)."""
    meeting = and_(
        Record.network_id == Link.network_id, Record.kind == Link.kind, Record.id == Link.record_id
    )
    query = select(Link.record_id, Link.target, Record.received_at_ms).join(Record, meeting)
    query = query.where(Link.network_id == network_id, Link.kind == "contact", Link.field == "case")
    return [
        (("contact", row.record_id), row.target, row.received_at_ms)
        for row in session.execute(query.order_by(Link.record_id))
    ]


# ---- Rows of tables that are about people and their coming in; conditions are of one table each.


def audited_before(before_ms: int) -> tuple[type[Audit], ColumnElement[bool]]:
    return Audit, Audit.at_ms < before_ms


def failed_before(before_ms: int) -> tuple[type[Failure], ColumnElement[bool]]:
    return Failure, Failure.at_ms < before_ms


def ended_sessions(opened_ms: int, seen_ms: int) -> tuple[type[DeskSession], ColumnElement[bool]]:
    ended = (DeskSession.created_at_ms < opened_ms) | (DeskSession.last_seen_ms < seen_ms)
    return DeskSession, ended


def spent_invites(used_ms: int, now_ms: int) -> tuple[type[Invite], ColumnElement[bool]]:
    """Those that were used and whose phone may no longer ask again, and those that ran out."""
    unused = and_(Invite.used_at_ms.is_(None), Invite.expires_at_ms < now_ms)
    return Invite, (Invite.used_at_ms < used_ms) | unused


def ended_links(before_ms: int) -> tuple[type[AnswerLink], ColumnElement[bool]]:
    return AnswerLink, AnswerLink.expires_at_ms <= before_ms


def unopened_before(before_ms: int) -> tuple[type[Unopened], ColumnElement[bool]]:
    return Unopened, Unopened.received_at_ms < before_ms


def ended_recoveries(now_ms: int) -> tuple[type[Recovery], ColumnElement[bool]]:
    return Recovery, Recovery.expires_at_ms <= now_ms


def count_rows(session: Session, table: Any, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0


def delete_rows(session: Session, table: Any, condition: ColumnElement[bool]) -> int:
    """Delete some of the rows, at most so many that others need not wait long; gives how many."""
    (key,) = table.__table__.primary_key.columns
    keys = list(session.scalars(select(key).where(condition).limit(_ROWS_MAX)))
    if table is Audit and keys:
        newest = session.scalar(select(func.max(Audit.at_ms)).where(key.in_(keys)))
        _move_horizon(session, (newest or 0) + 1)
    statement = delete(table).where(key.in_(keys))
    session.execute(statement.execution_options(synchronize_session=False))
    if table is Audit:
        _move_horizon(session, 0)
    return len(keys)


def _move_horizon(session: Session, before_ms: int) -> None:
    """Below it the database lets lines of the audit be deleted: see `append_only.py`."""
    session.merge(AuditHorizon(id=1, before_ms=before_ms))
    session.flush()
