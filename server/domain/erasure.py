"""Erasing people: a record goes with everything that belongs to it. `sync.md` section 12.

Owner references in the declaration decide what belongs: consents and referrals to a case, steps
and messages to a referral, approvals and withdrawals to a consent, sign-ups to a round.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.domain import audit, dossier
from server.domain.access import grade_of, user_keys
from server.domain.blanking import blank_fields
from server.domain.errors import NotFound
from server.domain.exchange import store_moved
from server.domain.permission import SERVER
from server.domain.scope import shown
from server.domain.who import Who
from server.settings import settings
from server.store import read_models
from server.store.bulk import one_of
from server.store.engine import reading, scrub, writing
from server.store.erasure import (
    erase_record,
    erased_scopes,
    erased_times,
    keys_of,
    remember_erased,
)
from server.store.journal import Journal, Line
from server.store.models import Network
from server.store.people import Device, User
from server.store.records import Key, StoredRecord, linked, load
from server.store.sequence import Sequence as NetworkSequence
from server.store.sequence import lock
from sync.schema import KINDS

# What a contact loses when the case that it names is erased (`domain.md` section 8 point 8).
CONTACT_FIELDS: Final = ("case", "note")


def erased_at_ms(who: Who, paths: Sequence[str]) -> int:
    """When the last of these was erased; they are what `erase` gave to the same user."""
    with reading() as session:
        found = erased_times(session, who.network_id, keys_of(paths))
    return max(found.values(), default=now_ms())


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many records were erased again, phones blocked again, accounts turned off again."""

    records: int
    phones: int
    users: int


def erase(who: Who, paths: Sequence[str]) -> list[str]:
    """Erase records of the own organisation with all that belongs to them; gives every path.

    Asking again is harmless. Raises NotFound for a record of others or none.
    """
    with writing() as session:
        sequence = lock(session, who.network_id)
        wanted = set(keys_of(paths))
        already = _erased_before(session, who, wanted)
        records = load(session, who.network_id, wanted - already)
        if records.keys() != wanted - already:
            raise NotFound
        keys = user_keys(who)
        for record in records.values():
            if record.org_id != who.org_id or grade_of(record.scope, keys) is None:
                raise NotFound
        erased = erase_closure(session, sequence, records)
        for path in erased:
            audit.note(session, who, "erase", path, now_ms())
        sequence.close()
    scrub()
    return sorted({*erased, *(f"{kind}/{record}" for kind, record in already)})


def replay(journal: Journal) -> Replayed:
    """Do again, in a restored database, what the journal names."""
    records = phones = 0
    accounts: dict[str, bool] = {}
    for line in journal.read():
        if line.what == "records":
            records += _replay_erasure(line)
        elif line.what == "devices":
            phones += _block(line)
        else:
            accounts |= dict.fromkeys(line.names, line.what == "users_on")
    users = _turn_off([user for user, active in accounts.items() if not active])
    scrub()
    return Replayed(records, phones, users)


def _replay_erasure(line: Line) -> int:
    with writing() as session:
        if session.get(Network, line.network_id) is None:
            # The backup is older than the network, or of another installation.
            return 0
        sequence = lock(session, line.network_id)
        keys = keys_of(line.names)
        records = load(session, line.network_id, keys)
        count = len(erase_closure(session, sequence, records, journaled=True))
        # A backup older than the record does not know it; the phones that do must not
        # bring it back.
        unknown = set(keys) - erased_scopes(session, line.network_id, keys).keys()
        remember_erased(session, sequence, unknown, line.at_ms)
        sequence.close()
    return count


def _block(line: Line) -> int:
    """Phones that were blocked. One that the backup does not know has no token here either."""
    with writing() as session:
        query = select(Device).where(one_of(Device.id, line.names), Device.revoked_at_ms.is_(None))
        found = list(session.scalars(query))
        for device in found:
            device.revoked_at_ms = line.at_ms
    return len(found)


def _turn_off(user_ids: Sequence[str]) -> int:
    with writing() as session:
        query = select(User).where(one_of(User.id, user_ids), User.active.is_(True))
        found = list(session.scalars(query))
        for user in found:
            user.active = False
    return len(found)


def _erased_before(session: Session, who: Who, wanted: Collection[Key]) -> set[Key]:
    """Those of the records that are erased already and were in this user's reach."""
    keys = set(user_keys(who))
    scopes = erased_scopes(session, who.network_id, wanted)
    return {key for key, scope in scopes.items() if not keys.isdisjoint(scope)}


def erase_closure(
    session: Session,
    sequence: NetworkSequence,
    roots: dict[Key, StoredRecord],
    *,
    journaled: bool = False,
) -> list[str]:
    network_id, at_ms = sequence.network_id, now_ms()
    closure = closure_of(session, network_id, roots)
    if not closure:
        return []
    paths = [record.path for record in closure.values()]
    if not journaled:
        Journal.beside(settings().data_dir).append(network_id, at_ms, paths)
    contacts = _contacts(session, network_id, closure.values())
    related = dict(closure)
    beside = dossier.gather(session, network_id, related, closure) - closure.keys()
    for record in closure.values():
        erase_record(session, sequence, record, at_ms)
    read_models.forget(session, network_id, list(closure))
    system = Who(SERVER, network_id, "", SERVER)
    remaining = {key: related[key] for key in beside}
    store_moved(session, sequence, system, remaining, set(), beside)
    for contact, codes in contacts:
        _forget_case(session, sequence, system, contact, codes)
    return paths


def closure_of(
    session: Session, network_id: str, roots: dict[Key, StoredRecord]
) -> dict[Key, StoredRecord]:
    """The records and, step by step, what names one of them in an owner field."""
    closure = dict(roots)
    fresh = list(roots.values())
    while fresh:
        owners: dict[str, list[StoredRecord]] = {}
        for record in fresh:
            for name in _names(record):
                owners.setdefault(name, []).append(record)
        children = {
            (kind, record_id)
            for kind, record_id, name, target in linked(session, network_id, owners)
            if any(_owns(owner, kind, name) for owner in owners[target])
        }
        found = load(session, network_id, children - closure.keys())
        fresh = [
            child
            for child in found.values()
            if _reaches(session, network_id, child, (name := _owner_name(child)), owners.get(name))
        ]
        closure |= {child.key: child for child in fresh}
    return closure


def _names(record: StoredRecord) -> set[str]:
    """By what others name a record: its id, and the code of a case."""
    codes = record.cells.heads("code").values() if record.kind == "case" else ()
    return {record.id, *(str(code) for code in codes if code is not None)}


def _owns(owner: StoredRecord, kind: str, name: str) -> bool:
    declared = KINDS[kind].fields[name]
    named = "case" if declared.type == "case_code" else declared.of
    return declared.owner and named == owner.kind


def _reaches(
    session: Session,
    network_id: str,
    child: StoredRecord,
    name: str,
    owners: Sequence[StoredRecord] | None,
) -> bool:
    """Whether erasing the `owners`, which the child calls by this name, reaches the child.

    A case is named by a code that anybody could write into a case of their own. So what another
    organisation wrote about a case goes only when it is a party of it, and when no second case
    carries the code.
    """
    cases = [owner for owner in owners or () if owner.kind == "case"]
    if not cases or any(owner.org_id == child.org_id for owner in cases):
        return True
    rivals = {
        record_id
        for kind, record_id, field, _target in linked(session, network_id, [name])
        if (kind, field) == ("case", "code")
    }
    parties = any(f"p:{child.org_id}" in owner.stored_scope for owner in cases)
    return parties and rivals <= {owner.id for owner in cases}


def _owner_name(child: StoredRecord) -> str:
    owner_fields = [name for name, declared in KINDS[child.kind].own.items() if declared.owner]
    return str(shown(child, owner_fields[0])) if owner_fields else ""


def _contacts(
    session: Session, network_id: str, erased: Collection[StoredRecord]
) -> list[tuple[Key, set[str]]]:
    """The meetings that name an erased case, with its codes; see `_reaches`."""
    cases: dict[str, list[StoredRecord]] = {}
    for record in erased:
        if record.kind == "case":
            for code in _names(record) - {record.id}:
                cases.setdefault(code, []).append(record)
    named: dict[Key, set[str]] = {}
    for kind, record_id, name, target in linked(session, network_id, cases):
        if (kind, name) == ("contact", "case"):
            named.setdefault((kind, record_id), set()).add(target)
    reached = [
        (key, {c for c in named[key] if _reaches(session, network_id, contact, c, cases[c])})
        for key, contact in load(session, network_id, named).items()
    ]
    return [(key, codes) for key, codes in reached if codes]


def _forget_case(
    session: Session, sequence: NetworkSequence, system: Who, key: Key, codes: set[str]
) -> None:
    """Null the case and the note of a meeting, and take both out of what is kept of it."""
    heads = load(session, system.network_id, {key})[key].cells.heads
    covers = {name: sorted(heads(name)) for name in CONTACT_FIELDS if heads(name)}
    blank_fields(session, sequence, {key: covers}, {key: lambda body: _blank(body, codes)})


def _blank(body: dict[str, Any], codes: set[str]) -> bool:
    """Take the note and these case codes out of one change; the covers stay."""
    taken = False
    for name in CONTACT_FIELDS:
        write = body.get("set", {}).get(name)
        if write and write[0] is not None and (name == "note" or write[0] in codes):
            write[0] = None
            taken = True
    return taken
