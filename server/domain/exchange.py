"""The exchange: changes in, verdicts and records out. `sync.md` sections 7 to 9.

`push` is the only way by which anything is ever written to a record: by phones, by the desk, by
the server itself and by the demonstration data.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.domain import dossier, openings, sealing
from server.domain.access import grade_of, phone_keys
from server.domain.page import build_page
from server.domain.permission import SERVER
from server.domain.scope import own_audience, settle
from server.domain.verdicts import Batch, Entry, entry_of, read_entry, tell
from server.domain.who import Who
from server.store import read_models
from server.store.at_rest import CannotOpen, opens
from server.store.changes import close_changes
from server.store.engine import reading, writing
from server.store.people import Device
from server.store.records import Key, StoredRecord, write, write_exits
from server.store.sequence import Sequence as NetworkSequence
from server.store.sequence import create_network, lock
from sync.change import Change
from sync.protocol import PhoneReport, SyncReply, SyncRequest, Verdict

__all__ = ["Handed", "create_network", "push", "push_for", "sync", "take", "write_as_server"]

SEEN_EVERY_MS: Final = 5 * 60_000
# How a change came in: a coordinator may use the desk's routes with a phone's token, and what is
# written there is none of the changes that the phone counts.
PHONE: Final = "sync"
RELAY: Final = "relay"


@dataclass(slots=True)
class Handed:
    """What came of envelopes: an answer for each, and the verdicts on changes of their bearer."""

    answers: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)


def sync(
    who: Who, request: SyncRequest, window_days: int, handed: Handed | None = None
) -> SyncReply:
    """Take what a phone pushes, then give it the next page; two transactions, never nested.

    `handed` is what came of the envelopes in the same request; the reply tells it too.
    """
    handed = handed or Handed()
    entries = [read_entry(wire) for wire in request.push]
    verdicts = take(who, entries, request.phone) if entries else {}
    tell(verdicts, handed.verdicts)
    with reading() as session:
        named = [*entries, *handed.entries]
        reply = build_page(session, who, request, named, verdicts, window_days)
        reply.sealed, reply.sealing = handed.answers, sealing.public(reply.now_ms)
        seen_now = bool(entries) or reply.now_ms - _last_seen(session, who) < SEEN_EVERY_MS
    if not seen_now:
        with writing() as session:
            _update_device(session, who, request.phone, counted=0)
    return reply


def take(
    who: Who, entries: Sequence[Entry], phone: PhoneReport | None = None
) -> dict[str, Verdict]:
    """What a phone pushes, or a page that counts for one."""
    return _take(who, entries, PHONE, phone=phone)


def push_for(origin: Who, entries: Sequence[Entry], *, revoked: bool) -> dict[str, Verdict]:
    """Take in a transaction of its own what a phone had sealed, as if it had pushed it now.

    From a `revoked` one nothing is stored: it waits for a coordinator.
    """
    return _take(origin, entries, RELAY, revoked=revoked)


def _take(
    who: Who,
    entries: Sequence[Entry],
    via: str,
    *,
    phone: PhoneReport | None = None,
    revoked: bool = False,
) -> dict[str, Verdict]:
    """What a phone pushes, in one transaction.

    When it touches what is sealed under a key that was given up, each entry in its own: those that
    need that key wait for a coordinator, for the phone could otherwise send nothing any more.
    """
    try:
        with writing() as session:
            return _push(session, who, entries, via, True, phone=phone, revoked=revoked)
    except CannotOpen as error:
        _raise_if_it_may_open(error)
    verdicts: dict[str, Verdict] = {}
    for entry in entries:
        try:
            with writing() as session:
                tell(verdicts, _push(session, who, [entry], via, True, revoked=revoked))
        except CannotOpen as error:
            _raise_if_it_may_open(error)
            tell(verdicts, _hold(who, entry, via))
    return verdicts


def _hold(who: Who, entry: Entry, via: str) -> dict[str, Verdict]:
    with writing() as session:
        sequence, arrived_ms = lock(session, who.network_id), now_ms()
        batch = Batch(session, sequence, who, via, lambda _change: arrived_ms, True)
        batch.hold(entry)
        batch.append()
        sequence.close()
        _count(batch, None)
    return batch.verdicts


def _raise_if_it_may_open(error: CannotOpen) -> None:
    with reading() as session:
        if opens(session, error):
            raise error


def push(
    who: Who,
    changes: Iterable[Change],
    *,
    via: str = "desk",
    session: Session | None = None,
    received_ms: Callable[[Change | None], int] | None = None,
) -> dict[str, Verdict]:
    """Write changes in one transaction, the caller's when `session` is given.

    What is not accepted is not kept either: unlike a phone, the caller can be told at once.
    `received_ms` tells when a change reached the server; only demonstration data, which is older
    than its server, gives it.
    """
    entries = [entry_of(change) for change in changes]
    if session is not None:
        return _push(session, who, entries, via, False, received_ms=received_ms)
    with writing() as own:
        return _push(own, who, entries, via, False, received_ms=received_ms)


def write_as_server(
    network_id: str,
    user_id: str | None,
    changes: Iterable[Change],
    *,
    via: str = SERVER,
    session: Session | None = None,
) -> dict[str, Verdict]:
    """Write what no person may write (members, first organisations). `user_id` None: the system."""
    who = Who(user_id or SERVER, network_id, "", SERVER)
    return push(who, changes, via=via, session=session)


def _push(
    session: Session,
    who: Who,
    entries: Sequence[Entry],
    via: str,
    quarantine: bool,
    *,
    phone: PhoneReport | None = None,
    revoked: bool = False,
    received_ms: Callable[[Change | None], int] | None = None,
) -> dict[str, Verdict]:
    sequence = lock(session, who.network_id)
    arrived_ms = now_ms()
    arrival = received_ms or (lambda _change: arrived_ms)
    batch = Batch(session, sequence, who, via, arrival, quarantine, revoked)
    batch.judge(entries)
    store(batch)
    sequence.close()
    _count(batch, phone)
    return batch.verdicts


def store(batch: Batch) -> None:
    """Write what was judged: the changes and, as `store_moved` does, the records."""
    dirty = _settle(batch.session, batch.network_id, batch.records, batch.moved, ())
    batch.append()
    _write(batch.session, batch.sequence, batch.who, dirty, batch.moved)


def store_moved(
    session: Session,
    sequence: NetworkSequence,
    who: Who,
    records: dict[Key, StoredRecord],
    moved: set[Key],
    beside: Collection[Key] = (),
) -> None:
    """Write the records that changed, and those whose readers changed with them.

    `records` grows by what hangs together with the moved ones, and with those `beside` them. A
    record gets a new sequence number when its cells moved, or what follows from others' did.
    """
    dirty = _settle(session, sequence.network_id, records, moved, beside)
    _write(session, sequence, who, dirty, moved)


def _write(
    session: Session,
    sequence: NetworkSequence,
    who: Who,
    dirty: list[StoredRecord],
    moved: set[Key],
) -> None:
    if not dirty:
        return
    for record in dirty:
        record.seq = sequence.next_seq()
    openings.note(session, who, [one for one in dirty if one.key in moved], now_ms())
    exits = [row for record in dirty for row in _exits(sequence.network_id, who, record, moved)]
    write(session, sequence.network_id, dirty)
    write_exits(session, exits)
    closed = [record.key for record in dirty if record.becomes_restricted]
    if closed:
        close_changes(session, sequence.network_id, closed)
    read_models.refresh(session, sequence.network_id, dirty)


def _settle(
    session: Session,
    network_id: str,
    records: dict[Key, StoredRecord],
    moved: set[Key],
    beside: Collection[Key],
) -> list[StoredRecord]:
    """Decide scopes and stubs again; gives the records that need a new sequence number."""
    together = dossier.gather(session, network_id, records, moved.union(beside))
    stubs = {key: records[key].stub for key in together}
    for key in moved - together:
        settle(records[key], own_audience(records[key]), {})
    dossier.settle_all([records[key] for key in together])
    followers = {
        key
        for key in together - moved
        if records[key].scope != records[key].stored_scope
        or records[key].stub != stubs[key]
        or records[key].derived != records[key].stored_derived
    }
    return [record for key, record in records.items() if key in moved or key in followers]


def _exits(
    network_id: str, who: Who, record: StoredRecord, moved: set[Key]
) -> list[dict[str, Any]]:
    """Rows for the keys that lost the record, and for a sender who may not read what was sent."""
    keys = sorted(record.stored_scope.keys() - record.scope.keys())
    own = record.key in moved and who.role != SERVER
    if own and grade_of(record.scope, phone_keys(who)) is None:
        keys.append(f"x:{who.user_id}")
    named = {"network_id": network_id, "kind": record.kind, "record_id": record.id}
    return [{**named, "key": key, "seq": record.seq, "erased": False} for key in keys]


def _last_seen(session: Session, who: Who) -> int:
    if who.device_id is None:
        return now_ms()
    return session.scalar(select(Device.last_seen_ms).where(Device.id == who.device_id)) or 0


def _count(batch: Batch, phone: PhoneReport | None) -> None:
    """Note with the phone what came of it, by itself or carried."""
    if batch.who.device_id is not None and batch.via == PHONE:
        _update_device(batch.session, batch.who, phone, batch.counted)
    elif batch.via == RELAY and batch.counted:
        _count_relayed(batch.session, batch.who, batch.counted)


def _update_device(session: Session, who: Who, phone: PhoneReport | None, counted: int) -> None:
    """Note the contact. A phone tells its numbers as they were before this request's verdicts."""
    device = session.get_one(Device, who.device_id)
    device.last_seen_ms = now_ms()
    device.stored += counted
    if phone is not None:
        device.app, device.made = phone.app, phone.made
        left = min(phone.unsent - counted, phone.made - device.stored)
        device.unsent = max(0, left)
    session.flush()


def _count_relayed(session: Session, who: Who, counted: int) -> None:
    """Count what others brought. The phone itself was not in contact, and what it last said that it
    had not sent may be what came now."""
    device = session.get_one(Device, who.device_id)
    device.stored += counted
    device.unsent = max(0, min(device.unsent - counted, device.made - device.stored))
    session.flush()
