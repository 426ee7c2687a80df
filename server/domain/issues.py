"""What waits for a coordinator, over all kinds: the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from server.domain.access import scoped
from server.domain.listing import Item, entries, note_reading, version_in
from server.domain.silence import Worry, worries
from server.domain.who import Who
from server.store.engine import reading
from server.store.read_models import Issue


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of issues, each beside the record it is about, the newest first; then phones."""

    issues: Sequence[tuple[Mapping[str, Any], Item]]
    phones: Sequence[Worry]
    total: int
    version: str


def phones(who: Who, issue: str | None, kind: str | None, now_ms: int) -> list[Worry]:
    """The phones among the issues asked for; they are no records, and of no kind."""
    return worries(who, now_ms, issue) if kind is None else []


def listed(
    who: Who,
    *,
    issue: str | None,
    kind: str | None,
    page: int,
    per_page: int,
    phones: Sequence[Worry] = (),
    now_ms: int,
) -> Inbox:
    """Issues of the own organisation; a network coordinator's are of all that they may read.

    Whoever sees a record only as a stub does not see what is wrong inside it.
    """
    query = scoped(select(Issue.__table__), who, Issue, full=True)
    if who.role != "network":
        query = query.where(Issue.org_id == who.org_id)
    if issue is not None:
        query = query.where(Issue.issue == issue)
    if kind is not None:
        query = query.where(Issue.kind == kind)
    with reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        ordered = query.order_by(Issue.at_ms.desc(), Issue.id)
        start = (page - 1) * per_page
        rows = session.execute(ordered.limit(per_page).offset(start)).mappings()
        found = [dict(row) for row in rows]
        about = entries(session, who, {(row["kind"], row["record_id"]) for row in found})
        inbox = Inbox(
            [(row, about[row["kind"], row["record_id"]]) for row in found],
            phones[max(0, start - total) : max(0, start + per_page - total)],
            total + len(phones),
            version_in(session, who, now_ms),
        )
    note_reading(who, list(about.values()), now_ms)
    return inbox
