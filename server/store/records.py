"""Loading and writing the merged states of records, in bulk.

Core statements with one row of parameters each (executemany): the ORM's unit of work costs ten
times as much for a batch of 200.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from sqlalchemy import RowMapping, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from server.store.at_rest import DERIVED, STATE, CannotOpen, Sealer, is_passed_over
from server.store.bulk import insert_rows, one_of
from server.store.models import TARGET_LENGTH_MAX, Exit, Link, Record, Scope
from sync.canonical import canonical
from sync.merge import RESTRICTED, Cells
from sync.schema import KINDS, Kind

Key = tuple[str, str]  # kind, record id

FULL: Final = 2
STUB: Final = 1
FOREVER_MS: Final = 2**62

_TABLE: Final = cast(Table, Record.__table__)


@dataclass(slots=True)
class StoredRecord:
    """One record inside a transaction: as it is now, and what of it was stored before.

    `stored_seq` is 0 until it was stored once. `scope` maps each key to FULL or STUB. Times are
    milliseconds since 1970; `until_ms` is how long the record stays in a first pull whatever its
    age.
    """

    kind: str
    id: str
    cells: Cells
    org_id: str
    author_id: str | None
    device_id: str | None
    org_declared: bool
    made_at_ms: int
    received_at_ms: int
    changed_at_ms: int
    visibility: str = ""
    deleted: bool = False
    seq: int = 0
    scope: dict[str, int] = field(default_factory=dict)
    stub: bytes | None = None
    state: bytes = b""
    until_ms: int = 0
    stored_seq: int = 0
    stored_scope: Mapping[str, int] = field(default_factory=dict)
    stored_visibility: str = ""
    # What follows from other records; JSON.
    derived: dict[str, Any] = field(default_factory=dict)
    stored_derived: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def path(self) -> str:
        return f"{self.kind}/{self.id}"

    @property
    def is_restricted(self) -> bool:
        return self.visibility in RESTRICTED

    @property
    def becomes_restricted(self) -> bool:
        """Whether what is stored of it lies in clear until now."""
        stored = bool(self.stored_seq) and self.stored_visibility not in RESTRICTED
        return stored and self.is_restricted


def load(session: Session, network_id: str, keys: Collection[Key]) -> dict[Key, StoredRecord]:
    """The records among `keys` that exist. Raises CannotOpen, but for what is passed over."""
    found = {}
    for kind, ids in by_kind(keys):
        query = select(_TABLE).where(
            _TABLE.c.network_id == network_id, _TABLE.c.kind == kind, one_of(_TABLE.c.id, ids)
        )
        for row in session.connection().execute(query).mappings():
            try:
                record = read_row(row)
            except CannotOpen as error:
                if not is_passed_over(error):
                    raise
                continue
            found[record.key] = record
    return found


def scope_of(session: Session, network_id: str, key: Key) -> dict[str, int]:
    """Who may read a record, by key, without opening it; nobody when there is none."""
    query = select(_TABLE.c.scope).where(
        _TABLE.c.network_id == network_id, _TABLE.c.kind == key[0], _TABLE.c.id == key[1]
    )
    return dict(json.loads(session.scalar(query) or "[]"))


def by_kind(keys: Collection[Key]) -> Iterator[tuple[str, list[str]]]:
    """Ids by kind: only with its kind can an index find a record."""
    ids: dict[str, list[str]] = {}
    for kind, record in sorted(set(keys)):
        ids.setdefault(kind, []).append(record)
    yield from ids.items()


def read_row(row: RowMapping) -> StoredRecord:
    """A row of `record` with its cells read. Raises CannotOpen."""
    scope = dict(json.loads(row["scope"]))
    derived = json.loads(DERIVED.opened(row, row["derived"])) if row["derived"] else {}
    return StoredRecord(
        **{name: row[name] for name in _PLAIN},
        cells=Cells.from_wire(json.loads(STATE.opened(row, row["state"]))),
        scope=scope,
        stored_seq=row["seq"],
        stored_scope=dict(scope),
        stored_visibility=row["visibility"],
        derived=derived,
        stored_derived=derived,
    )


def write(session: Session, network_id: str, records: Sequence[StoredRecord]) -> None:
    """Store records that have just been given a new `seq`, and their scope rows."""
    for record in records:
        record.state = canonical(record.cells.to_wire())
    _drop_scope(session, network_id, records)
    new = [record for record in records if not record.stored_seq]
    old = [record for record in records if record.stored_seq]
    sealer = Sealer(session, network_id)
    insert_rows(session, Record, [_row(sealer, network_id, record) for record in new])
    if old:
        session.execute(_UPDATE, [_update_row(sealer, network_id, record) for record in old])
    rows = [row for record in records for row in _scope_rows(network_id, record)]
    insert_rows(session, Scope, rows)
    _write_links(session, network_id, records)


def _drop_scope(session: Session, network_id: str, records: Sequence[StoredRecord]) -> None:
    rows = [
        {"b_network": network_id, "b_key": key, "b_seq": record.stored_seq}
        for record in records
        for key in record.stored_scope
    ]
    if rows:
        session.execute(_DELETE_SCOPE, rows)


def remove(session: Session, network_id: str, record: StoredRecord) -> None:
    """Delete a state with its scope rows and links; what else names it is the caller's."""
    _drop_scope(session, network_id, [record])
    for table, name in ((Link, Link.record_id), (Record, Record.id)):
        session.execute(
            delete(table)
            .where(table.network_id == network_id, table.kind == record.kind, name == record.id)
            .execution_options(synchronize_session=False)
        )


def write_exits(session: Session, rows: list[dict[str, Any]]) -> None:
    insert_rows(session, Exit, rows)


def linked(
    session: Session, network_id: str, targets: Collection[str]
) -> list[tuple[str, str, str, str]]:
    """Who refers to these ids or codes: (kind, record id, field, target)."""
    if not targets:
        return []
    query = select(Link.kind, Link.record_id, Link.field, Link.target).where(
        Link.network_id == network_id, one_of(Link.target, targets)
    )
    return [(row.kind, row.record_id, row.field, row.target) for row in session.execute(query)]


def linking_fields(kind: Kind) -> list[str]:
    """The fields of a kind whose values decide erasure or scope."""
    return [
        name
        for name, declared in kind.own.items()
        if declared.container is None
        and (declared.owner or declared.type == "case_code" or declared.of == "consent")
    ]


def links(record: StoredRecord) -> list[tuple[str, str]]:
    """(field, target) of every live reference; of concurrent values all count.

    A mistyped code links too: erasing must reach what a broken client wrote.
    """
    return [
        (name, target)
        for name in linking_fields(KINDS[record.kind])
        for target in {str(head) for head in record.cells.heads(name).values() if head is not None}
        if len(target) <= TARGET_LENGTH_MAX
    ]


def _write_links(session: Session, network_id: str, records: Sequence[StoredRecord]) -> None:
    linking = [record for record in records if linking_fields(KINDS[record.kind])]
    for record in linking:
        if record.stored_seq:
            session.execute(
                delete(Link)
                .where(
                    Link.network_id == network_id,
                    Link.kind == record.kind,
                    Link.record_id == record.id,
                )
                .execution_options(synchronize_session=False)
            )
    rows = [
        {
            "network_id": network_id,
            "kind": record.kind,
            "record_id": record.id,
            "field": name,
            "target": target,
        }
        for record in linking
        for name, target in links(record)
    ]
    insert_rows(session, Link, rows)


_PLAIN: Final = (
    "kind",
    "id",
    "seq",
    "org_id",
    "author_id",
    "device_id",
    "org_declared",
    "made_at_ms",
    "received_at_ms",
    "changed_at_ms",
    "visibility",
    "deleted",
    "state",
    "stub",
)
_UPDATED: Final = tuple(name for name in _PLAIN if name not in ("kind", "id"))
# Of a restricted record too: times, and what the stubs of a referral and its steps tell.
_DERIVED_IN_CLEAR: Final = frozenset(("ignored", "missing", "status", "respond_by", "waiting"))


def _scope_text(record: StoredRecord) -> str:
    return canonical([[key, record.scope[key]] for key in sorted(record.scope)]).decode()


def _derived_text(record: StoredRecord) -> str | None:
    return canonical(record.derived).decode() if record.derived else None


def _row(sealer: Sealer, network_id: str, record: StoredRecord) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in _PLAIN}
    row |= {"network_id": network_id, "scope": _scope_text(record)}
    row["derived"] = _derived_text(record)
    if record.is_restricted:
        row["state"] = sealer.seal(STATE, row, record.state)
        if row["derived"] and not record.derived.keys() <= _DERIVED_IN_CLEAR:
            row["derived"] = sealer.seal(DERIVED, row, row["derived"].encode())
    return row


def _update_row(sealer: Sealer, network_id: str, record: StoredRecord) -> dict[str, Any]:
    row = _row(sealer, network_id, record)
    keys = {f"b_{name.removesuffix('_id')}": row.pop(name) for name in ("network_id", "kind", "id")}
    return row | keys


def _scope_rows(network_id: str, record: StoredRecord) -> list[dict[str, Any]]:
    window_ms = record.changed_at_ms if KINDS[record.kind].window else FOREVER_MS
    return [
        {
            "network_id": network_id,
            "key": key,
            "seq": record.seq,
            "grade": grade,
            "size": len(record.state if record.stub is None or grade == FULL else record.stub),
            "window_ms": window_ms,
            "until_ms": record.until_ms,
        }
        for key, grade in record.scope.items()
    ]


_UPDATE: Final = (
    update(_TABLE)
    .where(
        Record.network_id == bindparam("b_network"),
        Record.kind == bindparam("b_kind"),
        Record.id == bindparam("b_id"),
    )
    .values({name: bindparam(name) for name in (*_UPDATED, "scope", "derived")})
)
_DELETE_SCOPE: Final = delete(Scope.__table__).where(  # type: ignore[arg-type]  # as above
    Scope.network_id == bindparam("b_network"),
    Scope.key == bindparam("b_key"),
    Scope.seq == bindparam("b_seq"),
)
