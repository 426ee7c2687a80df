"""Records at the desk: one record as a page, and writing by people who see what they cover.

Everything is written through `exchange.push`, like all that is ever written.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import sealed_contact
from server.domain.access import grade_of, may_read, user_keys
from server.domain.errors import Forbidden, Invalid, NotFound, ReferralsOff
from server.domain.exchange import push
from server.domain.listing import Item, items, note_reading, stub_item, version_in
from server.domain.sharing import REFERRALS_OFF
from server.domain.story import Head, Step, heads_of, history_of
from server.domain.who import Who
from server.domain.writing import fresh_wid, new_record
from server.store.at_rest import CannotOpen
from server.store.engine import reading, writing
from server.store.read_models import TABLES
from server.store.records import FULL, StoredRecord, load, scope_of
from server.store.sequence import lock
from sync.canonical import Value
from sync.change import Change, Write
from sync.errors import MalformedChange
from sync.ids import WID_MS_MAX, wid_ms
from sync.protocol import ACKNOWLEDGED, BAD, HELD, Verdict
from sync.schema import SCHEMA_NUMBER, Kind


@dataclass(frozen=True, slots=True)
class Page:
    """One record with all its values and its history; both are empty for a stub.

    `contact_open`: whether the sealed contact of a referral may be opened by who asks; None where
    there is none for them.
    """

    item: Item
    deleted: bool
    heads: Mapping[str, Sequence[Head]]
    history: Sequence[Step]
    version: str
    contact_open: bool | None = None


def page(who: Who, kind: Kind, record_id: str, now_ms: int) -> Page:
    """Raises NotFound for what is missing and for what this user may not know of, alike."""
    with reading() as session:
        record = _readable(session, who, kind, record_id)
        version = version_in(session, who, now_ms)
        if may_read(who, record) == "stub":
            return Page(_stub(kind, record), False, {}, (), version)
        table = TABLES[kind.name]
        of_network = table.c.network_id == who.network_id
        query = select(table).where(of_network, table.c.id == record_id)
        row = dict(session.execute(query).mappings().one())
        history = history_of(session, who.network_id, kind.name, record_id)
        told = Page(
            item=items(session, who, kind, [{**row, "grade": FULL}])[0],
            deleted=record.deleted,
            heads=heads_of(record, history),
            history=history,
            version=version,
            contact_open=sealed_contact.is_open(session, who, record),
        )
    note_reading(who, [told.item], now_ms)
    return told


def _stub(kind: Kind, record: StoredRecord) -> Item:
    if not record.stub:
        raise NotFound
    row = {
        "id": record.id,
        "made_at_ms": record.made_at_ms,
        "effective_visibility": record.visibility,
        "seq": record.seq,
    }
    return stub_item(kind, row, json.loads(record.stub)["stub"])


def create(
    who: Who, kind: Kind, values: Mapping[str, Value], record_id: str | None, now_ms: int
) -> str:
    """A new record; gives its id. The same id again by the same user is a repeated request."""
    new_id = record_id or str(uuid.uuid4())
    fields = {"org": who.org_id, **values}
    with writing() as session:
        lock(session, who.network_id)
        known = load(session, who.network_id, {(kind.name, new_id)}).get((kind.name, new_id))
        if known is None:
            change = _checked(new_record(kind.name, new_id, fields, now_ms))
            _write(session, who, change, Forbidden())
        elif may_read(who, known) is None:
            raise NotFound
        elif known.author_id != who.user_id:
            raise Invalid({"id": ["taken"]})
    return new_id


def patch(
    who: Who,
    kind: Kind,
    record_id: str,
    values: Mapping[str, Value],
    seen: Mapping[str, Sequence[str]],
    now_ms: int,
) -> None:
    """Write fields, covering exactly the writes that were seen."""
    covers = {name: tuple(seen.get(name, ())) for name in values}
    writes = {name: Write(value, covers[name]) for name, value in values.items()}
    _change(who, kind, record_id, writes, now_ms)


def delete(who: Who, kind: Kind, record_id: str, seen: Sequence[str], now_ms: int) -> None:
    """Write `$gone` over everything that was seen; what was not seen keeps the record there."""
    wids = sorted(set(seen))
    with reading() as session:
        record = _readable(session, who, kind, record_id)
        before = record.cells.heads("$gone")
        if may_read(who, record) == "stub":
            # Nobody has seen what they would delete.
            raise Forbidden
    covers = tuple(wid for wid in wids if wid in before)
    _change(who, kind, record_id, {"$gone": Write(list(wids), covers)}, now_ms)


def drawn(kind: Kind, record_id: str, writes: Mapping[str, Write], now_ms: int) -> Change:
    """A change of the desk, later than all that it covers. Raises Invalid."""
    covered = [wid_ms(wid) for write in writes.values() for wid in write.covers]
    wid = fresh_wid(min(max([now_ms, *(ms + 1 for ms in covered)]), WID_MS_MAX))
    return _checked(Change(wid, kind.name, record_id, SCHEMA_NUMBER, writes))


def _change(who: Who, kind: Kind, record_id: str, writes: Mapping[str, Write], now_ms: int) -> None:
    change = drawn(kind, record_id, writes, now_ms)
    with writing() as session:
        lock(session, who.network_id)
        _readable(session, who, kind, record_id)
        _write(session, who, change, NotFound())


def _checked(change: Change) -> Change:
    """The same change, of the form and size that every change has. Raises Invalid."""
    try:
        return Change.from_wire(change.to_wire())
    except MalformedChange as error:
        raise Invalid({"set": [error.detail]}) from error


def _readable(session: Session, who: Who, kind: Kind, record_id: str) -> StoredRecord:
    key = (kind.name, record_id)
    try:
        record = load(session, who.network_id, {key}).get(key)
    except CannotOpen:
        if grade_of(scope_of(session, who.network_id, key), user_keys(who)) is None:
            raise NotFound from None
        raise
    if record is None or may_read(who, record) is None:
        raise NotFound
    return record


def _write(session: Session, who: Who, change: Change, out_of_scope: Exception) -> None:
    """Push one change; what is refused is told at once and leaves nothing in the quarantine."""
    verdict = push(who, [change], via="desk", session=session)[change.id]
    if verdict != ACKNOWLEDGED:
        # Leaving `writing` by an exception undoes the push, quarantine included.
        raise _refusal(verdict, change, out_of_scope)


def _refusal(verdict: Verdict, change: Change, out_of_scope: Exception) -> Exception:
    if verdict.reason == REFERRALS_OFF:
        return ReferralsOff()
    if verdict.kind == HELD:
        return out_of_scope if verdict.reason == "not_in_scope" else Forbidden()
    if verdict.kind == BAD:
        return Invalid({name: [verdict.reason] for name in change.writes})
    return NotFound()
