"""The sequence of a network: taken under its lock, so that commit order is sequence order.

A cursor therefore never skips a row, on PostgreSQL too, where bare sequences and autoincrement
columns commit out of order.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.store.models import Network, Tick

TAG_BYTES: Final = 5


class Sequence:
    """The numbers that one transaction takes. Made by `lock`, ended by `close`."""

    def __init__(self, session: Session, network_id: str, seq: int, changes: int) -> None:
        self.network_id = network_id
        self._session = session
        self._start = (seq, changes)
        self._seq = seq
        self._changes = changes

    def next_seq(self) -> int:
        self._seq += 1
        return self._seq

    def next_number(self) -> int:
        """The place of one more stored change."""
        self._changes += 1
        return self._changes

    def close(self) -> None:
        """Write what was taken; one tick when the sequence moved, none when it did not."""
        if (self._seq, self._changes) == self._start:
            return
        self._session.execute(
            update(Network)
            .where(Network.id == self.network_id)
            .values(seq=self._seq, changes=self._changes)
            .execution_options(synchronize_session=False)
        )
        if self._seq != self._start[0]:
            self._session.execute(insert(Tick), [_tick(self.network_id, self._seq)])


def lock(session: Session, network_id: str) -> Sequence:
    """Wait for, and keep until the end of the transaction, the right to write in a network.

    The first statement of a writing transaction: on SQLite it emits BEGIN IMMEDIATE, on
    PostgreSQL it locks the network's row. FOR NO KEY UPDATE (`key_share`), because every insert
    that refers to the network, of a user or a phone, takes a share of the row's key first: with
    FOR UPDATE two of them would wait for each other.
    """
    query = select(Network.seq, Network.changes).where(Network.id == network_id)
    row = session.execute(query.with_for_update(key_share=True)).one()
    return Sequence(session, network_id, row.seq, row.changes)


def create_network(session: Session, *, name: str, time_zone: str, now_ms: int) -> str:
    """A new network with its tick 0; gives its id."""
    network_id = str(uuid.uuid4())
    row = {"id": network_id, "name": name, "time_zone": time_zone, "created_at_ms": now_ms}
    session.execute(insert(Network), [{**row, "seq": 0, "changes": 0}])
    session.execute(insert(Tick), [_tick(network_id, 0)])
    return network_id


def new_timeline(session: Session, network_id: str) -> None:
    """Forget every tick and begin with a new one: no cursor from before is known any more.

    After a restore every phone then pulls afresh and offers again what it kept, also one whose
    cursor the backup knows: it may have been told "stored" since, of what moved no record.
    """
    sequence = lock(session, network_id)
    session.execute(delete(Tick).where(Tick.network_id == network_id))
    sequence.next_seq()
    sequence.close()


def newest_tick(session: Session, network_id: str) -> tuple[int, str]:
    """Sequence and tag of the last transaction that this snapshot sees."""
    row = session.execute(
        select(Tick.seq, Tick.tag)
        .where(Tick.network_id == network_id)
        .order_by(Tick.seq.desc())
        .limit(1)
    ).one()
    return row.seq, row.tag


def has_tick(session: Session, network_id: str, seq: int, tag: str) -> bool:
    """Whether this timeline is one that holds the tick."""
    found = session.scalar(select(Tick.tag).where(Tick.network_id == network_id, Tick.seq == seq))
    return found == tag


def _tick(network_id: str, seq: int) -> dict[str, object]:
    return {"network_id": network_id, "seq": seq, "tag": secrets.token_hex(TAG_BYTES)}
