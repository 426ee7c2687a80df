"""People and records for tests of the access rules, without a database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.dossier import settle_all
from server.domain.scope import own_audience, settle
from server.domain.who import Who
from server.store.records import StoredRecord
from sync.change import Change, Write
from sync.ids import encode_wid
from sync.merge import Cells

NETWORK = "network"
HOME, OTHER, THIRD = (str(uuid.UUID(int=number, version=4)) for number in (1, 2, 3))
NOW_MS = 1_790_000_000_000


def who(role: str, org: str = HOME, clearances: Iterable[str] = (), user: str = "") -> Who:
    return Who(user or str(uuid.uuid4()), NETWORK, org, role, frozenset(clearances))


def change(kind: str, record: str, fields: Mapping[str, Any], **covers: Iterable[str]) -> Change:
    writes = {name: Write(value, tuple(covers.get(name, ()))) for name, value in fields.items()}
    return Change(encode_wid(NOW_MS, uuid.uuid4().int >> 78), kind, record, 1, writes)


def stored(
    kind: str,
    fields: Mapping[str, Any],
    org: str = HOME,
    author: str = "author",
    record_id: str = "",
    *,
    alone: bool = True,
) -> StoredRecord:
    """A record as the server holds it; with `alone`, its scope is decided by itself."""
    record_id = record_id or str(uuid.uuid4())
    cells = Cells(kind, record_id)
    cells.apply(change(kind, record_id, {"org": org, **fields}), author)
    record = StoredRecord(
        kind=kind,
        id=record_id,
        cells=cells,
        org_id=org,
        author_id=author,
        device_id="device",
        org_declared=True,
        made_at_ms=NOW_MS,
        received_at_ms=NOW_MS,
        changed_at_ms=NOW_MS,
        stored_seq=1,
    )
    if alone:
        settle(record, own_audience(record), {})
    return record


def decide(*records: StoredRecord) -> None:
    """Decide the scopes of the records of one person's follow-up together."""
    settle_all(list(records))
