"""Computing again what is derived from the records."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain.exchange import store_moved
from server.domain.permission import SERVER
from server.domain.who import Who
from server.store import read_models
from server.store.engine import reading, writing
from server.store.models import Network, Record
from server.store.records import load
from server.store.sequence import Sequence, lock

# Whose records hang together: what follows from them is settled before it is projected.
_SETTLED = ("consent", "referral")
_BATCH = 500


def rebuild(network_id: str) -> int:
    """Make the read models of a network from its records; gives how many records there are."""
    with writing() as session:
        sequence = lock(session, network_id)
        _settle(session, sequence)
        sequence.close()
        return read_models.rebuild(session, network_id)


def rebuild_all() -> int:
    """Every network of this installation, one transaction each."""
    with reading() as session:
        networks = session.scalars(select(Network.id)).all()
    return sum(rebuild(network_id) for network_id in networks)


def _settle(session: Session, sequence: Sequence) -> None:
    """How referrals stand; one stored before that was kept has nothing beside it yet."""
    network_id = sequence.network_id
    query = select(Record.kind, Record.id).where(
        Record.network_id == network_id, Record.kind.in_(_SETTLED)
    )
    keys = [(row.kind, row.id) for row in session.execute(query.order_by(Record.seq))]
    who = Who(SERVER, network_id, "", SERVER)
    for start in range(0, len(keys), _BATCH):
        beside = keys[start : start + _BATCH]
        records = load(session, network_id, beside)
        store_moved(session, sequence, who, records, set(), beside)
