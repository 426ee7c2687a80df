"""Computing again what is derived from the records."""

from __future__ import annotations

from sqlalchemy import select

from server.store import read_models
from server.store.engine import reading, writing
from server.store.models import Network
from server.store.sequence import lock


def rebuild(network_id: str) -> int:
    """Make the read models of a network from its records; gives how many records there are."""
    with writing() as session:
        lock(session, network_id)
        return read_models.rebuild(session, network_id)


def rebuild_all() -> int:
    """Every network of this installation, one transaction each."""
    with reading() as session:
        networks = session.scalars(select(Network.id)).all()
    return sum(rebuild(network_id) for network_id in networks)
