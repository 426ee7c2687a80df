"""Keys of restricted content of which no copy is left: going on without them, said and audited.

What they sealed stays as it is. People see its line; whoever asks for more is told that the key is
missing, phones' changes of it wait at the door. Should the key come back, all of it opens again.
"""

from __future__ import annotations

from sqlalchemy import select

from server.domain import audit
from server.domain.permission import SERVER
from server.domain.who import Who
from server.store import at_rest, resealing
from server.store.engine import writing
from server.store.models import Network
from server.store.resealing import Rotation


def rotate(now_ms: int, *, without_lost: bool) -> Rotation:
    """As `resealing.rotate`; the trail of each network names the keys that are given up."""
    if not without_lost:
        return resealing.rotate()
    with writing() as session:
        missing = at_rest.missing(session)
        for network_id in session.scalars(select(Network.id).order_by(Network.id)).all():
            who = Who(SERVER, network_id, "", SERVER)
            for key_id in missing:
                audit.note(session, who, "key_given_up", f"key/{key_id}", now_ms)
    return resealing.rotate(without_lost=True)
