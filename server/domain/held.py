"""The quarantine as coordinators meet it: look, release, refuse.

A change is decided by the coordinators of its author's organisation, or of the record's own. To
release it they must be permitted to write it themselves. What it holds they see only if they may
read such a record; the line itself they see always. `sync.md` section 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.domain import audit
from server.domain.access import (
    Audience,
    at_the_door,
    grade_of,
    looked_after,
    may_read,
    scope_keys,
    user_keys,
)
from server.domain.errors import Forbidden, Invalid, NotFound, ReferralsOff
from server.domain.exchange import store
from server.domain.listing import Item, entries, note_reading, note_shown
from server.domain.permission import breaks_once, may_write
from server.domain.scope import own_class
from server.domain.verdicts import Batch, entry_of
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.store.changes import NEVER, REFUSED, RELEASED, WAITING, decide_held, held_body
from server.store.engine import reading, writing
from server.store.models import Held, Unopened
from server.store.people import Device, User
from server.store.records import FULL, Key, StoredRecord, linked, linking_fields, load
from server.store.sequence import Sequence, lock
from sync.canonical import read_json
from sync.change import Change
from sync.ids import wid_ms
from sync.merge import RESTRICTED, Cells, narrowest
from sync.schema import KINDS


@dataclass(frozen=True, slots=True)
class HeldChange:
    """A change that waits for a coordinator, as it came; a `stub` has nothing under `set`.

    `about` is the entry that it would change, as far as there is one that they may read in full.
    """

    id: str
    change: Mapping[str, Any]
    reason: str
    user: str
    org: str
    device: str | None
    received_at_ms: int
    stub: bool
    about: Item | None = None


def listed(who: Who, page: int, per_page: int) -> tuple[list[HeldChange], int]:
    """What waits for this coordinator, oldest first, and how much there is.

    Reading what is, or would be, in a restricted record is audited.
    """
    query = at_the_door(select(Held).where(Held.state == WAITING), who)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        ordered = query.order_by(Held.received_at_ms, Held.id)
        rows = session.scalars(ordered.limit(per_page).offset((page - 1) * per_page)).all()
        changes = {row.id: _change_of(row) for row in rows}
        classes = _classes(session, who.network_id, changes)
        about = _about(session, who, changes.values())
        found = [
            replace(
                _line(who, row, changes[row.id], classes[row.id]),
                about=about.get((str(row.kind), str(row.record_id))),
            )
            for row in rows
        ]
    note_reading(who, list(about.values()), now_ms())
    opened = [one for one in found if classes[one.id] in RESTRICTED and not one.stub]
    note_shown(who, {f"{one.change['c']}/{one.change['r']}" for one in opened}, now_ms())
    return found, total


def unopened(who: Who) -> int:
    """How many sealed envelopes are kept that could not be opened: of phones that `who` looks
    after; for a network coordinator also of those that nobody knows."""
    of_phones = select(Unopened.sha256).where(Unopened.network_id == who.network_id)
    if who.role != "network":
        of_phones = of_phones.join(Device, Device.id == Unopened.device_id)
        of_phones = looked_after(of_phones.join(User, User.id == Device.user_id), who, User)
    with reading() as session:
        return session.scalar(select(func.count()).select_from(of_phones.subquery())) or 0


def release(who: Who, held_id: str) -> str:
    """Store a held change as if it had been accepted, in its author's name; gives its id there.

    Raises NotFound, Forbidden when the coordinator may not write it either, and Invalid with the
    reason when it can never be stored.
    """
    with writing() as session:
        sequence = lock(session, who.network_id)
        row = _find(session, who, held_id, WAITING)
        change = _change_of(row)
        if change.kind not in KINDS:
            raise Invalid({"change": ["unknown_kind"]})
        stored, reason = _store(session, sequence, who, row, change)
        decided = {"decided_at_ms": now_ms(), "decided_by": who.user_id}
        if reason is None:
            decide_held(session, row.id, state=RELEASED, **decided)
        else:
            decide_held(session, row.id, state=NEVER, reason=reason, **decided)
        whose = row.record_org_id or row.org_id
        audit.note(session, who, "held.release", change.path, now_ms(), reason, whose)
        sequence.close()
    if reason is not None:
        raise Invalid({"change": [reason]})
    return stored


def refuse(who: Who, held_id: str) -> None:
    """From now on the change is `bad: refused`. Raises NotFound."""
    with writing() as session:
        lock(session, who.network_id)
        row = _find(session, who, held_id, WAITING)
        decided = {"decided_at_ms": now_ms(), "decided_by": who.user_id}
        decide_held(session, row.id, state=REFUSED, **decided)
        _note(session, who, "held.refuse", row)


def reopen(who: Who, held_id: str) -> None:
    """A refusal is taken back: the change waits again. Raises NotFound.

    A phone that has heard of the refusal keeps the change in its drawer, and does no harm there.
    """
    with writing() as session:
        lock(session, who.network_id)
        row = _find(session, who, held_id, REFUSED)
        decide_held(session, row.id, state=WAITING, decided_at_ms=None, decided_by=None)
        _note(session, who, "held.reopen", row)


def _store(
    session: Session, sequence: Sequence, who: Who, row: Held, change: Change
) -> tuple[str, str | None]:
    """Insert the change: its id, and the reason when it can never be. Raises Forbidden."""
    author = _author(session, row)
    arrived_ms = now_ms()
    batch = Batch(session, sequence, author, row.via, lambda _change: arrived_ms, quarantine=False)
    entry = entry_of(change)
    batch.load([entry])
    if batch.knows(change.id):
        # The id is taken by another body; the same writes are stored under a new one.
        change = replace(change, id=fresh_wid(wid_ms(change.id)))
        entry = entry_of(change)
    record = batch.records.get((change.kind, change.record))
    parent = batch.parent(change, record)
    if may_write(who, change, record, parent) is not None:
        raise Forbidden
    if batch.is_off(change, record, parent):
        raise ReferralsOff
    if breaks_once(change, record.cells if record is not None else None):
        return change.id, "immutable"
    batch.keep(entry, change)
    store(batch)
    return change.id, None


def _change_of(row: Held) -> Change:
    """Raises CannotOpen."""
    return Change.from_wire(
        read_json(held_body({"body": row.body, "id": row.id, "org_id": row.org_id}))
    )


def _author(session: Session, row: Held) -> Who:
    """Who pushed the change, with the role of today; none after leaving the organisation."""
    user = session.get(User, row.user_id)
    role = user.role if user is not None and user.org_id == row.org_id else ""
    return Who(row.user_id, row.network_id, row.org_id, role, device_id=row.device_id)


def _find(session: Session, who: Who, held_id: str, state: str) -> Held:
    query = select(Held).where(Held.id == held_id, Held.state == state)
    row = session.scalar(at_the_door(query, who))
    if row is None:
        raise NotFound
    return row


def _note(session: Session, who: Who, action: str, row: Held) -> None:
    path, whose = f"{row.kind}/{row.record_id}", row.record_org_id or row.org_id
    audit.note(session, who, action, path, now_ms(), about_org=whose)


def _line(who: Who, row: Held, change: Change, visibility: str) -> HeldChange:
    """What this coordinator may see, as if it stood in a record of their own organisation."""
    audience = Audience(visibility, who.org_id, {who.org_id: FULL}, frozenset())
    stub = grade_of(scope_keys(change.kind, audience), user_keys(who)) != "full"
    wire = change.to_wire()
    return HeldChange(
        id=row.id,
        change=wire | {"set": {}} if stub else wire,
        reason=row.reason,
        user=row.user_id,
        org=row.org_id,
        device=row.device_id,
        received_at_ms=row.received_at_ms,
        stub=stub,
    )


def _about(session: Session, who: Who, changes: Iterable[Change]) -> dict[Key, Item]:
    """The entries that these changes would change, as lists show them."""
    keys = {(change.kind, change.record) for change in changes if change.kind in KINDS}
    stored = load(session, who.network_id, keys)
    full = [key for key, record in stored.items() if may_read(who, record) == "full"]
    return entries(session, who, full)


def _classes(session: Session, network_id: str, changes: Mapping[str, Change]) -> dict[str, str]:
    """The visibility class of what each change holds."""
    cases: dict[str, set[Key]] = {}
    targets = {target for change in changes.values() for _of, target in _belongs(change)}
    for kind, record_id, name, code in linked(session, network_id, targets):
        if (kind, name) == ("case", "code"):
            cases.setdefault(code, set()).add((kind, record_id))
    concerned = {
        held_id: {(change.kind, change.record)}.union(
            *({(of, target)} if of else cases.get(target, ()) for of, target in _belongs(change))
        )
        for held_id, change in changes.items()
    }
    records = load(session, network_id, set().union(*concerned.values()))
    return {
        held_id: _class_of(change, {key: records[key] for key in concerned[held_id] & set(records)})
        for held_id, change in changes.items()
    }


def _belongs(change: Change) -> list[tuple[str | None, str]]:
    """What the change says its record belongs to: (kind, id), or no kind and a case's code."""
    kind = KINDS.get(change.kind)
    if kind is None or kind.scope_from is None:
        return []
    return [
        (kind.fields[name].of, value)
        for name in linking_fields(kind)
        if name in change.writes and isinstance(value := change.writes[name].value, str)
    ]


def _class_of(change: Change, concerned: Mapping[Key, StoredRecord]) -> str:
    """The narrowest of its record, before and after, and of what that belongs to."""
    if change.kind not in KINDS:
        # A newer phone's: of what it holds only the envelope can be read.
        said = change.writes.get("visibility")
        return str(narrowest(["parties", *([said.value] if said and said.value else [])]))
    after = Cells(change.kind, change.record)
    record = concerned.get((change.kind, change.record))
    if record is not None:
        after.merge(record.cells)
    after.apply(change)
    found = narrowest([own_class(after), *(record.visibility for record in concerned.values())])
    assert found is not None
    return found
