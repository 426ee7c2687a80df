"""Taking values out of records that stay: the server writes null over what is shown, and what was
stored of it is blanked. The hashes of the changes stay. `sync.md` section 12, Retention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from server.clock import now_ms
from server.domain.exchange import store
from server.domain.permission import SERVER
from server.domain.verdicts import Batch, entry_of
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.store.erasure import rewrite_bodies
from server.store.records import Key
from server.store.sequence import Sequence as NetworkSequence
from sync.canonical import Value
from sync.change import COVERS_MAX, Change, Write
from sync.schema import SCHEMA_NUMBER

# Takes values out of one parsed change, and tells whether it took anything.
Blank = Callable[[dict[str, Any]], bool]


def blank_fields(
    session: Session,
    sequence: NetworkSequence,
    covers: Mapping[Key, Mapping[str, Sequence[str]]],
    blanks: Mapping[Key, Blank],
    also: Mapping[Key, Mapping[str, Value]] | None = None,
) -> None:
    """Write null over the heads in `covers`, by record and field, and what is `also` to be
    written in the same change; blank what was stored of the records in `blanks`."""
    arrived_ms = now_ms()
    system = Who(SERVER, sequence.network_id, "", SERVER)
    batch = Batch(session, sequence, system, SERVER, lambda _change: arrived_ms, quarantine=False)
    changes = [
        _nulls(key, fields, (also or {}).get(key, {}), arrived_ms)
        for key, fields in covers.items()
        if fields
    ]
    entries = [entry_of(change) for change in changes]
    batch.load(entries)
    for entry, change in zip(entries, changes, strict=True):
        batch.keep(entry, change)
    store(batch)
    for key, blank in blanks.items():
        rewrite_bodies(session, sequence.network_id, key, blank)


def _nulls(
    key: Key, fields: Mapping[str, Sequence[str]], also: Mapping[str, Value], now_ms: int
) -> Change:
    writes = {name: Write(None, tuple(wids[:COVERS_MAX])) for name, wids in fields.items()}
    writes |= {name: Write(value) for name, value in also.items()}
    return Change(fresh_wid(now_ms), *key, SCHEMA_NUMBER, writes)
