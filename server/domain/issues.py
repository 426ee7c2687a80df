"""What waits for a coordinator, over all kinds: the inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server.domain import upkeep
from server.domain.access import scoped_by_sole_key
from server.domain.listing import TOTAL_MAX, Item, entries, note_reading, version_in
from server.domain.query import counted
from server.domain.silence import Worry, worries
from server.domain.upkeep import Waiting, waiting
from server.domain.who import Who
from server.store.engine import reading
from server.store.read_closed import opened_issue
from server.store.read_models import Issue
from server.store.read_rows import OVERDUE


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page: phones, services, then issues, each beside its record, the newest first.

    Phones and the directory come first, so that any number of issues leaves them in sight.
    """

    phones: Sequence[Worry]
    services: Sequence[Waiting]
    issues: Sequence[tuple[Mapping[str, Any], Item]]
    total: int
    total_more: bool
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

    Whoever sees a record only as a stub does not see what is wrong inside it; that an answer is
    late, the stub tells.
    """
    late = Issue.issue == OVERDUE
    query = scoped_by_sole_key(select(Issue.__table__.c.id), who, Issue, full=True, told=late)
    query = query.where(Issue.at_ms <= now_ms)
    if who.role != "network":
        query = query.where(Issue.org_id == who.org_id)
    if issue is not None:
        query = query.where(Issue.issue == issue)
    if kind is not None:
        query = query.where(Issue.kind == kind)
    newest = (Issue.at_ms.desc(), Issue.id.desc())
    start, end = (page - 1) * per_page, page * per_page
    with reading() as session:
        about_directory = kind in (None, upkeep.KIND)
        services = waiting(session, who, now_ms, issue) if about_directory else []
        before = len(phones) + len(services)
        first, last = (max(0, at - before) for at in (start, end))
        # The page is found among ids alone, which an index holds; only its rows are then read.
        ids = query.order_by(*newest).limit(last - first).offset(first)
        rows = select(Issue.__table__).where(Issue.id.in_(ids)).order_by(*newest)
        found = [opened_issue(row) for row in session.execute(rows).mappings()]
        about = entries(session, who, {(row["kind"], row["record_id"]) for row in found})
        total = session.scalar(counted(query, TOTAL_MAX)) or 0
        inbox = Inbox(
            phones[start:end],
            services[max(0, start - len(phones)) : max(0, end - len(phones))],
            [(row, about[row["kind"], row["record_id"]]) for row in found],
            min(total, TOTAL_MAX) + before,
            total > TOTAL_MAX,
            version_in(session, who, now_ms),
        )
    note_reading(who, list(about.values()), now_ms)
    return inbox
