"""What in the directory waits for whoever keeps it: services that nobody confirmed for a while,
and questions about them.

Nothing is stored about this: days pass without a write. Who keeps a service is who may write it,
`permission.py`; of those that no association with accounts provides, a network coordinator.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from server.domain.access import scoped_by_sole_key
from server.domain.days import calendar_day
from server.domain.listing import Item, entries, time_zone
from server.domain.query import STALE, is_stale
from server.domain.who import Who
from server.store.read_models import TABLES
from server.store.read_rows import PLAIN, told
from server.store.records import load

KIND: Final = "directory_service"
QUESTION: Final = "directory_question"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One service and why; `values` are the questions as they were written, with their authors."""

    issue: str
    about: Item
    values: Sequence[Mapping[str, Any]] = ()

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.UUID(self.about.id), self.issue))


def waiting(session: Session, who: Who, now_ms: int, issue: str | None = None) -> list[Waiting]:
    """Questions first, then what was confirmed longest ago."""
    found = _asked(session, who) if issue in (None, QUESTION) else []
    return found + (_stale(session, who, now_ms) if issue in (None, STALE) else [])


def _asked(session: Session, who: Who) -> list[Waiting]:
    table = TABLES[KIND].c
    abouts = _kept(session, who, table.queried.is_(True), table.seq)
    records = load(session, who.network_id, {(KIND, about.id) for about in abouts})
    found = []
    for about in abouts:
        record = records[KIND, about.id]
        found.append(
            Waiting(QUESTION, about, told(record, "query", dict(record.cells.heads("query"))))
        )
    return found


def _stale(session: Session, who: Who, now_ms: int) -> list[Waiting]:
    table = TABLES[KIND].c
    today = calendar_day(now_ms, time_zone(session, who))
    abouts = _kept(session, who, is_stale(table, today), table.assured_on.asc().nulls_first())
    return [Waiting(STALE, about) for about in abouts]


def _kept(session: Session, who: Who, wanted: ColumnElement[bool], order: Any) -> list[Item]:
    table = TABLES[KIND].c
    query = scoped_by_sole_key(select(table.id), who, table, full=True)
    query = query.where(table.standing == PLAIN, _keeps(who), wanted).order_by(order, table.id)
    ids = list(session.scalars(query))
    about = entries(session, who, {(KIND, record) for record in ids})
    return [about[KIND, record] for record in ids]


def _keeps(who: Who) -> ColumnElement[bool]:
    service = TABLES[KIND].c
    provider = func.coalesce(service.provider, service.org_id)
    if who.role == "coordinator":
        return provider == who.org_id
    if who.role != "network":
        return false()
    org = TABLES["org"].c
    members = select(org.id).where(org.network_id == who.network_id, org.member.is_(True))
    return or_(provider == who.org_id, provider.not_in(members))
