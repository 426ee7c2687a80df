"""One verdict per change: stored, kept in quarantine, never acceptable, or of an erased record.

Verdicts are independent of each other. Nothing that is pushed is dropped: what is not stored is
kept verbatim, except what belongs to an erased record. `sync.md` sections 7 and 8.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.orm import Session

from server.domain import keeping, referrals, sharing
from server.domain.permission import NOT_IN_SCOPE, NOT_PERMITTED, SERVER, breaks_once, may_write
from server.domain.scope import shown
from server.domain.who import Who
from server.store import changes as store
from server.store.at_rest import CannotOpen
from server.store.records import Key, StoredRecord, linked, load
from server.store.sequence import Sequence as NetworkSequence
from sync.change import Change
from sync.errors import MalformedChange
from sync.ids import is_kind, is_record_id, wid_ms
from sync.merge import Cells
from sync.protocol import ACKNOWLEDGED, BAD, HELD, VOID, Verdict
from sync.referral import Step
from sync.schema import KINDS

MINUTE_MS: Final = 60_000
# The record that decides about a step or a message, by kind: (field, kind of the parent).
PARENTS: Final = {"referral_event": ("referral", "referral"), "message": ("referral", "referral")}


@dataclass(frozen=True, slots=True)
class Entry:
    """One pushed change as it came. `change` is None when it is malformed; `key` is the record
    it names, as far as that can be read."""

    id: str
    body: bytes
    sha256: bytes
    change: Change | None
    key: Key | None


def read_entry(wire: Mapping[str, Any]) -> Entry:
    """Read one entry of a push, outside any lock. Its `id` was checked with the request."""
    try:
        return entry_of(Change.from_wire(wire))
    except MalformedChange:
        body = json.dumps(wire, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        kind, record = wire.get("c"), wire.get("r")
        named = is_kind(kind) and is_record_id(record)
        key = (str(kind), str(record)) if named else None
        return Entry(wire["id"], body, hashlib.sha256(body).digest(), None, key)


def entry_of(change: Change) -> Entry:
    body = change.body()
    key = (change.kind, change.record)
    return Entry(change.id, body, hashlib.sha256(body).digest(), change, key)


@dataclass(slots=True)
class Batch:
    """Entries being judged inside one writing transaction, and what comes of them.

    `records` are the states in memory, changed in place; `moved` those that really changed.
    Without `quarantine` nothing is kept of what is not accepted: the caller tells its author.
    Nothing is accepted from a `revoked` phone.
    """

    session: Session
    sequence: NetworkSequence
    who: Who
    via: str
    received_ms: Callable[[Change | None], int]
    quarantine: bool
    revoked: bool = False
    records: dict[Key, StoredRecord] = field(default_factory=dict)
    moved: set[Key] = field(default_factory=set)
    counted: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    _erased: set[Key] = field(default_factory=set)
    # Referrals whose steps are among `records`.
    _stepped: set[str] = field(default_factory=set)
    _known: dict[str, bytes | None] = field(default_factory=dict)
    _held: dict[tuple[str, bytes], store.Quarantined] = field(default_factory=dict)
    _change_rows: list[dict[str, Any]] = field(default_factory=list)
    _held_rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def network_id(self) -> str:
        return self.sequence.network_id

    def judge(self, entries: Sequence[Entry]) -> None:
        """Give every entry its verdict and apply what is accepted to the states in memory."""
        self.load(entries)
        for entry in entries:
            tell(self.verdicts, {entry.id: self._judge(entry)})

    def hold(self, entry: Entry) -> None:
        """Keep what touches a record that nobody can read, its key being given up."""
        with suppress(CannotOpen):
            self._held = store.quarantined(self.session, self.network_id, {entry.id})
        self.verdicts[entry.id] = self._hold(entry, Verdict(HELD, NOT_IN_SCOPE))

    def knows(self, change_id: str) -> bool:
        """Whether a change is stored under this id."""
        return change_id in self._known

    def append(self) -> None:
        """Write the stored changes and the quarantine.

        Once it is known which records are restricted: their changes are never there in clear.
        """
        restricted = {key for key, record in self.records.items() if record.is_restricted}
        store.append_changes(self.session, self.network_id, self._change_rows, restricted)
        store.append_held(self.session, self.network_id, self._held_rows)

    def load(self, entries: Sequence[Entry]) -> None:
        """Bring in one go all that judging these entries may ask for."""
        ids = {entry.id for entry in entries}
        keys = {entry.key for entry in entries if entry.key is not None}
        for entry in entries:
            keys |= _parents(entry)
        if any(kind in sharing.SHARED for kind, _record in keys):
            keys.add(sharing.key_of(self.network_id))
        self._erased = store.erased_among(self.session, self.network_id, keys)
        self._known = store.known_changes(self.session, self.network_id, ids)
        self._held = store.quarantined(self.session, self.network_id, ids)
        self.records = load(self.session, self.network_id, keys)

    def _judge(self, entry: Entry) -> Verdict:
        if entry.key in self._erased:
            self._count_void(entry)
            return Verdict(VOID, "erased")
        held = self._held.get((entry.id, entry.sha256))
        if held is not None and held.state == store.REFUSED:
            return Verdict(BAD, "refused")
        if entry.id in self._known and entry.change is not None:
            if self._known[entry.id] == entry.sha256:
                return ACKNOWLEDGED
            return self._hold(entry, Verdict(HELD, "id_reuse"))
        if entry.change is None:
            return self._hold(entry, Verdict(BAD, "malformed"))
        if held is not None and held.state == store.NEVER:
            return Verdict(BAD, held.reason)
        return self._consider(entry, entry.change)

    def _consider(self, entry: Entry, change: Change) -> Verdict:
        if self.revoked:
            return self._hold(entry, Verdict(HELD, "device_revoked"))
        if change.kind not in KINDS:
            return self._hold(entry, Verdict(HELD, "unknown_kind"))
        record = self.records.get((change.kind, change.record))
        parent = self.parent(change, record)
        steps = self._steps(parent) if change.kind == referrals.EVENT else ()
        refusal = may_write(self.who, change, record, parent, steps)
        if refusal is not None:
            return self._hold(entry, Verdict(HELD, refusal))
        if self.is_off(change, record, parent):
            # Phones know it from the charter; the desk, which is told at once, from the reason.
            reason = NOT_PERMITTED if self.quarantine else sharing.REFERRALS_OFF
            return self._hold(entry, Verdict(HELD, reason))
        if breaks_once(change, record.cells if record is not None else None):
            return self._hold(entry, Verdict(BAD, "immutable"))
        self.keep(entry, change)
        return ACKNOWLEDGED

    def is_off(
        self, change: Change, record: StoredRecord | None, parent: StoredRecord | None
    ) -> bool:
        """Whether the change shares something that the network has not switched on."""
        if self.who.role == SERVER or not sharing.shares(change, record, parent):
            return False
        return not sharing.is_on(self.records.get(sharing.key_of(self.network_id)))

    def parent(self, change: Change, record: StoredRecord | None) -> StoredRecord | None:
        """The record that decides about this one, when there is one and it is known."""
        field_name, kind = PARENTS.get(change.kind, ("", ""))
        write = change.writes.get(field_name)
        heads = record.cells.heads(field_name) if record is not None else {}
        named = heads[min(heads)] if heads else write.value if write is not None else None
        if named is None:
            return None
        key = (kind, str(named))
        if key not in self.records and is_record_id(named):
            self.records |= load(self.session, self.network_id, {key})
        return self.records.get(key)

    def _steps(self, referral: StoredRecord | None) -> Sequence[Step]:
        """The steps of a referral, those of this transaction included."""
        if referral is None:
            return ()
        if referral.id not in self._stepped:
            self._stepped.add(referral.id)
            found = linked(self.session, self.network_id, {referral.id})
            keys = {(kind, record_id) for kind, record_id, _field, _target in found}
            events = {key for key in keys if key[0] == referrals.EVENT} - self.records.keys()
            self.records |= load(self.session, self.network_id, events)
        named = (
            record
            for record in self.records.values()
            if record.kind == referrals.EVENT and shown(record, "referral") == referral.id
        )
        return referrals.steps_of(referral, named)

    def keep(self, entry: Entry, change: Change) -> None:
        """Store a change and join it into its record."""
        who = self.who
        key = (change.kind, change.record)
        received_ms = self.received_ms(change)
        record = self.records.get(key)
        if record is None:
            record = self.records[key] = new_record(change, who, received_ms)
        if record.cells.apply(change, who.user_id):
            self.moved.add(key)
            record.changed_at_ms = max(received_ms, record.changed_at_ms)
        if not record.org_declared and change.writes.get("org") is not None:
            _declare_org(record, change, who, received_ms)
        keeping.note(self.session, who, change, record, received_ms)
        self._known[entry.id] = entry.sha256
        self._change_rows.append(self._change_row(entry, change, received_ms))
        self.counted += (entry.id, entry.sha256) not in self._held
        self._release(entry)

    def _release(self, entry: Entry) -> None:
        """What was held and is permitted now leaves the quarantine."""
        held = self._held.get((entry.id, entry.sha256))
        if held is not None and held.state == store.WAITING:
            now_ms = self.received_ms(entry.change)
            store.decide_held(self.session, held.id, state=store.RELEASED, decided_at_ms=now_ms)

    def _change_row(self, entry: Entry, change: Change, received_ms: int) -> dict[str, Any]:
        return {
            "network_id": self.network_id,
            "id": entry.id,
            "number": self.sequence.next_number(),
            "kind": change.kind,
            "record_id": change.record,
            "user_id": self.who.user_id,
            "device_id": self.who.device_id,
            "via": self.via,
            "received_at_ms": received_ms,
            "sha256": entry.sha256,
            "body": entry.body,
        }

    def _count_void(self, entry: Entry) -> None:
        """Remember the id alone, so that asking again does not count twice."""
        if entry.id in self._known or not self.quarantine:
            return
        nothing = dict.fromkeys(
            ("kind", "record_id", "user_id", "device_id", "received_at_ms", "sha256", "body")
        )
        number = self.sequence.next_number()
        row = {"network_id": self.network_id, "id": entry.id, "number": number, "via": self.via}
        self._change_rows.append({**row, **nothing})
        self._known[entry.id] = None
        self.counted += 1

    def _hold(self, entry: Entry, verdict: Verdict) -> Verdict:
        """Keep a verbatim copy, once."""
        if not self.quarantine:
            return verdict
        copy = (entry.id, entry.sha256)
        known = self._held.get(copy)
        if known is not None:
            if known.state == store.WAITING and known.reason != verdict.reason:
                store.decide_held(self.session, known.id, reason=verdict.reason)
            return verdict
        record = self.records.get(entry.key) if entry.key is not None else None
        state = store.WAITING if verdict.kind == HELD else store.NEVER
        row_id = str(uuid.uuid4())
        self._held[copy] = store.Quarantined(row_id, state, verdict.reason)
        self._held_rows.append(
            {
                "id": row_id,
                "network_id": self.network_id,
                "change_id": entry.id,
                "sha256": entry.sha256,
                "body": entry.body,
                "kind": entry.key[0] if entry.key is not None else None,
                "record_id": entry.key[1] if entry.key is not None else None,
                "reason": verdict.reason,
                "state": state,
                "user_id": self.who.user_id,
                "org_id": self.who.org_id,
                "record_org_id": record.org_id if record is not None else None,
                "device_id": self.who.device_id,
                "via": self.via,
                "received_at_ms": self.received_ms(entry.change),
                "decided_at_ms": None,
                "decided_by": None,
            }
        )
        self.counted += 1
        return verdict


def tell(told: dict[str, Verdict], more: Mapping[str, Verdict]) -> None:
    """Add verdicts. One id, one verdict: of two bodies under one id the phone must hear of the
    reuse."""
    for change_id, verdict in more.items():
        if told.get(change_id, ACKNOWLEDGED) == ACKNOWLEDGED:
            told[change_id] = verdict


def _parents(entry: Entry) -> set[Key]:
    if entry.change is None or entry.change.kind not in PARENTS:
        return set()
    field_name, kind = PARENTS[entry.change.kind]
    write = entry.change.writes.get(field_name)
    return {(kind, str(write.value))} if write is not None and is_record_id(write.value) else set()


def new_record(change: Change, who: Who, now_ms: int) -> StoredRecord:
    """An empty record of the organisation, author and device of its first change."""
    return StoredRecord(
        kind=change.kind,
        id=change.record,
        cells=Cells(change.kind, change.record),
        org_id=who.org_id,
        author_id=who.user_id,
        device_id=who.device_id,
        org_declared=False,
        made_at_ms=made_at_ms(change.id, now_ms),
        received_at_ms=now_ms,
        changed_at_ms=now_ms,
    )


def made_at_ms(wid: str, received_ms: int) -> int:
    """The human time of a write, to the minute: never later than its reception."""
    return min(wid_ms(wid), received_ms) // MINUTE_MS * MINUTE_MS


def _declare_org(record: StoredRecord, change: Change, who: Who, now_ms: int) -> None:
    """Author, device and time are those of the first stored write that set `org`."""
    org = change.writes["org"].value
    if not isinstance(org, str):
        return
    record.org_id = org
    record.org_declared = True
    record.author_id, record.device_id = who.user_id, who.device_id
    record.made_at_ms = made_at_ms(change.id, now_ms)
    record.received_at_ms = now_ms
