"""What would put entries back as they were before a phone wrote into them: a plan, not a deed.

Nothing is removed. What the phone began is made void; where it changed what others had written,
their values are written again. A value that somebody wrote since, having seen the phone's, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import devices
from server.domain.access import may_read
from server.domain.listing import Item, entries, note_reading
from server.domain.permission import may_write
from server.domain.records import drawn
from server.domain.several import SEVERAL_MAX
from server.domain.story import Step, history_of
from server.domain.who import Who
from server.store.engine import reading
from server.store.models import Change as StoredChange
from server.store.records import Key, StoredRecord, load
from sync.canonical import Value, same
from sync.change import Write
from sync.ids import encode_wid, wid_ms
from sync.merge import holds
from sync.schema import KINDS, key_of

MADE_VOID: Final = "mistake"
# Who may read a record is not given back by the way, and what is written once stays.
KEPT: Final = frozenset(("org", "visibility", "captured_locked"))

Set = dict[str, Value]
Seen = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Undoing:
    """One entry, and the change that takes back what the phone wrote into it.

    `made`: the phone began it, so it is made void; `shared`: somebody else has written in it since.
    """

    item: Item
    values: Mapping[str, Value]
    seen: Mapping[str, Sequence[str]]
    made: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`left` entries cannot be put back by this coordinator; `more`: there are further ones."""

    device: devices.Phone
    undoings: Sequence[Undoing]
    left: int
    more: bool


def plan(who: Who, device_id: str, since_ms: int, now_ms: int) -> Plan:
    """What to write to take back all that a phone wrote since a time. Raises NotFound."""
    phone = devices.one(who, device_id)
    with reading() as session:
        touched, more = _touched(session, who, device_id, since_ms)
        records = load(session, who.network_id, touched)
        found = {
            key: undoing
            for key in touched
            if (record := records.get(key)) is not None
            and may_read(who, record) is not None
            and (undoing := _undoing(session, who, record, device_id, since_ms, now_ms)) is not None
        }
        told = entries(session, who, [key for key, one in found.items() if one.permitted])
    note_reading(who, list(told.values()), now_ms)
    undoings = [
        Undoing(told[key], one.values, one.seen, one.made, one.shared)
        for key, one in found.items()
        if key in told
    ]
    return Plan(phone, undoings, len(found) - len(undoings), more)


def _touched(session: Session, who: Who, device_id: str, since_ms: int) -> tuple[list[Key], bool]:
    """The records that the phone wrote to, in the order of its last words; the newest first.

    A write is as old as its id says, or as its arrival when that is earlier. Ids sort by time, so
    their index alone leads to them.
    """
    query = (
        select(StoredChange.kind, StoredChange.record_id)
        .where(
            StoredChange.network_id == who.network_id,
            StoredChange.id >= encode_wid(since_ms, 0),
            StoredChange.received_at_ms >= since_ms,
            StoredChange.device_id == device_id,
        )
        .order_by(StoredChange.id.desc())
    )
    keys: dict[Key, None] = {}
    for kind, record_id in session.execute(query):
        if kind is None or record_id is None:
            continue
        if (kind, record_id) not in keys and len(keys) == SEVERAL_MAX:
            return list(keys), True
        keys[kind, record_id] = None
    return list(keys), False


@dataclass(frozen=True, slots=True)
class _Draft:
    values: Set
    seen: Seen
    made: bool
    shared: bool
    permitted: bool


def _undoing(
    session: Session, who: Who, record: StoredRecord, device_id: str, since_ms: int, now_ms: int
) -> _Draft | None:
    """None when nothing that the phone wrote still stands."""
    history = history_of(session, who.network_id, record.kind, record.id)
    taken = {s.id for s in history if s.device == device_id and s.at_ms >= since_ms}
    made = bool(history) and history[0].id in taken
    values, seen = _void(record) if made else _earlier(record, history, taken)
    if not values or record.deleted:
        return None
    writes = {name: Write(value, tuple(seen[name])) for name, value in values.items()}
    change = drawn(KINDS[record.kind], record.id, writes, now_ms)
    permitted = may_read(who, record) == "full" and may_write(who, change, record) is None
    shared = any(step.user != record.author_id for step in history if step.id not in taken)
    return _Draft(values, seen, made, made and shared, permitted)


def _void(record: StoredRecord) -> tuple[Set, Seen]:
    heads = record.cells.heads("voided")
    if any(holds(value) for value in heads.values()):
        return {}, {}
    return {"voided": MADE_VOID}, {"voided": sorted(heads)}


def _earlier(record: StoredRecord, history: Sequence[Step], taken: set[str]) -> tuple[Set, Seen]:
    values: Set = {}
    seen: Seen = {}
    for name, ours, others in _standing(record, taken):
        value = others[max(others)] if others else _value_before(name, ours, history, taken)
        if not all(same(value, now) for now in ours.values()) and _fits(record, name, value):
            values[name], seen[name] = value, sorted(ours)
    return values, seen


def _fits(record: StoredRecord, name: str, value: Value) -> bool:
    """A field that must have a value keeps the phone's when there was none before."""
    declared = KINDS[record.kind].field(name)
    return declared is None or declared.check(value, key_of(name)) is None


def _standing(
    record: StoredRecord, taken: set[str]
) -> Iterator[tuple[str, dict[str, Value], dict[str, Value]]]:
    """The fields in which something of the phone stands: its heads, and those of others."""
    kind = KINDS[record.kind]
    for name, heads in record.cells.live.items():
        declared = kind.field(name)
        ours = {wid: value for wid, value in heads.items() if wid in taken}
        once = declared is not None and declared.merge == "once"
        reserved = name in ("$gone", "$into")
        if ours and name not in KEPT and not once and (declared is not None or reserved):
            yield name, ours, {wid: v for wid, v in heads.items() if wid not in taken}


def _value_before(
    name: str, ours: Mapping[str, Value], history: Sequence[Step], taken: set[str]
) -> Value:
    """The newest value that the phone's writes were made upon; null when they were the first."""
    writes = {step.id: step.set[name] for step in history if name in step.set}
    open_wids, visited, found = list(ours), set[str](), set[str]()
    while open_wids:
        wid = open_wids.pop()
        if wid in visited or wid not in writes:
            continue
        visited.add(wid)
        if wid in taken:
            open_wids += [str(over) for over in writes[wid][1:]]
        else:
            found.add(wid)
    if not found:
        return None
    value: Value = writes[max(found, key=wid_ms)][0]
    return value
