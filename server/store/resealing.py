"""Sealing again what is stored: under a new key, or for the first time.

Both go through everything in batches, each in a transaction of its own under the network's lock,
while the server runs. Killed in between they go on where they were when they are started again:
what is done already says so itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.store import changes, read_models
from server.store.at_rest import (
    KEPT,
    MARK,
    PREFIX_BYTES,
    STATE,
    TEXT_MARK,
    TEXT_PREFIX_CHARS,
    UNKNOWN,
    CannotOpen,
    ContentKeyMissing,
    Kept,
    Sealer,
    is_given_up,
    key_id_of,
    ring,
)
from server.store.engine import reading, scrub, writing
from server.store.keyring import Key
from server.store.models import Held, Network, Record
from server.store.records import load, write
from server.store.sequence import lock
from sync.merge import RESTRICTED

BATCH: Final = 200

Place = tuple[Any, ...]


@dataclass(slots=True)
class Rotation:
    """What a rotation did. `left` counts, by key, what could not be opened and is as it was."""

    key_id: str
    is_new: bool
    resealed: int = 0
    left: Counter[str] = field(default_factory=Counter)


def usage() -> Counter[str]:
    """How many values are sealed under each key, by its id."""
    found: Counter[str] = Counter()
    with reading() as session:
        for kept in KEPT:
            prefix = _prefix(kept)
            query = select(prefix, func.count()).where(_is_sealed(kept)).group_by(prefix)
            for told, count in session.execute(query):
                found[key_id_of(told)] += count
    return found


def rotate(*, without_lost: bool = False) -> Rotation:
    """Make a new key and bring everything under it, or end what an earlier call began.

    Raises ContentKeyMissing, before anything is done, when a key that is needed is gone; with
    `without_lost` that key is given up: no network names it any more, what it sealed stays as it
    is, and opens again should the key come back.
    """
    newest, used = ring().newest, usage()
    lost = used.keys() - {key.id for key in ring().keys}
    if not without_lost:
        for key_id in sorted(lost - given_up()):
            raise ContentKeyMissing(key_id)
    fresh = newest is None or not used.keys() - lost - {newest.id}
    key = ring().add(now_ms()) if fresh or newest is None else newest
    done = Rotation(key.id, fresh)
    for network_id in _networks():
        for kept in KEPT:
            _rotate_column(network_id, kept, key, done)
    _note_use(lost)
    return done


def given_up() -> set[str]:
    """The keys that are gone, seal something, and that somebody said to go on without."""
    used = usage().keys() - {key.id for key in ring().keys} - {UNKNOWN}
    with reading() as session:
        return {key_id for key_id in used if is_given_up(session, key_id)}


def records_under(key_ids: Collection[str]) -> int:
    """How many records are sealed under these keys."""
    prefixes = [STATE.prefix(key_id) for key_id in key_ids]
    with reading() as session:
        query = select(func.count()).select_from(Record).where(_prefix(STATE).in_(prefixes))
        return session.scalar(query) or 0


def drop(key_id: str) -> int:
    """Remove a key that nothing needs; gives how many values still do, and removes none then."""
    newest = ring().newest
    needed = usage()[key_id]
    if not needed and (newest is None or newest.id != key_id):
        ring().drop(key_id)
    return needed


def seal_old() -> int:
    """Seal what was stored before there were keys; gives how many records that were."""
    count = 0
    for network_id in _networks():
        while (found := _seal_records(network_id)) is not None:
            count += found
    if count:
        scrub()
    return count


def _networks() -> Sequence[str]:
    with reading() as session:
        return session.scalars(select(Network.id).order_by(Network.id)).all()


def _rotate_column(network_id: str, kept: Kept, key: Key, done: Rotation) -> None:
    after: Place | None = None
    while True:
        with writing() as session:
            lock(session, network_id)
            rows = _sealed_otherwise(session, network_id, kept, key, after)
            _reseal(session, kept, key, rows, done)
        if len(rows) < BATCH:
            return
        after = tuple(rows[-1][column.name] for column in kept.table.primary_key)


def _sealed_otherwise(
    session: Session, network_id: str, kept: Kept, key: Key, after: Place | None
) -> list[Mapping[Any, Any]]:
    columns = {*kept.row, kept.org, *(column.name for column in kept.table.primary_key)}
    primary = list(kept.table.primary_key)
    query = select(*(kept.table.c[name] for name in sorted(columns | {kept.column}))).where(
        kept.table.c.network_id == network_id,
        _is_sealed(kept),
        _prefix(kept) != kept.prefix(key.id),
    )
    if after is not None:
        query = query.where(tuple_(*primary) > tuple_(*after))
    query = query.order_by(*primary).limit(BATCH)
    return [dict(row) for row in session.execute(query).mappings()]


def _reseal(
    session: Session, kept: Kept, key: Key, rows: Sequence[Mapping[Any, Any]], done: Rotation
) -> None:
    primary = list(kept.table.primary_key)
    changed = []
    for row in rows:
        stored = row[kept.column]
        try:
            plain = kept.opened(row, stored)
        except CannotOpen:
            done.left[key_id_of(stored[: TEXT_PREFIX_CHARS if kept.is_text else PREFIX_BYTES])] += 1
            continue
        named = {f"b_{column.name}": row[column.name] for column in primary}
        changed.append({**named, "b_value": kept.sealed(key, row, plain)})
    if changed:
        statement = update(kept.table).where(
            *(column == bindparam(f"b_{column.name}") for column in primary)
        )
        session.execute(statement.values({kept.column: bindparam("b_value")}), changed)
    done.resealed += len(changed)


def _note_use(lost: Collection[str]) -> None:
    """Name of each network the newest key, under which all of it is now, and forget those under
    which nothing is sealed any more or that are given up."""
    newest, used = ring().newest, usage()
    with writing() as session:
        for network_id, told in session.execute(
            select(Network.id, Network.content_keys).order_by(Network.id).with_for_update()
        ).all():
            if told is None or newest is None:
                continue
            old = [one for one in told.split() if used[one] and one not in (*lost, newest.id)]
            session.execute(
                update(Network)
                .where(Network.id == network_id)
                .values(content_keys=" ".join((*old, newest.id)))
                .execution_options(synchronize_session=False)
            )


def _seal_records(network_id: str) -> int | None:
    """One batch of restricted records, the newest first; None when there are none left."""
    with writing() as session:
        lock(session, network_id)
        last = session.scalar(select(Network.unsealed_seq).where(Network.id == network_id))
        if last is None:
            return None
        query = (
            select(Record.kind, Record.id, Record.seq)
            .where(
                Record.network_id == network_id,
                Record.seq <= last,
                Record.visibility.in_(sorted(RESTRICTED)),
            )
            .order_by(Record.seq.desc())
            .limit(BATCH)
        )
        found = session.execute(query).all()
        keys = [(row.kind, row.id) for row in found]
        records = list(load(session, network_id, keys).values())
        write(session, network_id, records)
        changes.close_changes(session, network_id, keys)
        read_models.refresh(session, network_id, records)
        if not found:
            _seal_held(session, network_id)
        left = found[-1].seq - 1 if found else None
        session.execute(
            update(Network)
            .where(Network.id == network_id)
            .values(unsealed_seq=left)
            .execution_options(synchronize_session=False)
        )
        return len(found)


def _seal_held(session: Session, network_id: str) -> None:
    """The quarantine, whatever is in it; it is short."""
    sealer = Sealer(session, network_id)
    in_clear = func.substr(Held.body, 1, 1) != MARK
    query = select(Held.id, Held.org_id, Held.sha256, Held.body)
    for row in session.execute(query.where(Held.network_id == network_id, in_clear)).mappings():
        sealed = changes.sealed_held(sealer, row, row["sha256"], row["body"])
        changes.decide_held(session, row["id"], **sealed)


def _is_sealed(kept: Kept) -> Any:
    return func.substr(kept.table.c[kept.column], 1, 1) == (TEXT_MARK if kept.is_text else MARK)


def _prefix(kept: Kept) -> Any:
    length = TEXT_PREFIX_CHARS if kept.is_text else PREFIX_BYTES
    return func.substr(kept.table.c[kept.column], 1, length)
