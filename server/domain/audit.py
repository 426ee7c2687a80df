"""The trail of who did what, when and why. It holds ids and codes, never content.

Lines are appended only, the database sees to that (`store/append_only.py`). They are read by the
organisation of who did it, and by the one that it was done to.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.domain.access import looked_after
from server.domain.days import end_ms, start_ms
from server.domain.who import Who
from server.store.engine import reading
from server.store.models import Network, Record
from server.store.people import Audit, User

PAGE_MAX: Final = 200
_AT_ONCE: Final = 500
USER: Final = "user/"


@dataclass(frozen=True, slots=True)
class Entry:
    """`alias` is who did it, whosever people they are; `about` the person that it was done to."""

    id: str
    at_ms: int
    user_id: str
    alias: str
    org_id: str
    device_id: str | None
    action: str
    subject: str
    reason: str | None
    about: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; days are those of the network, both included."""

    user_id: str | None = None
    actions: Sequence[str] = ()
    first: date | None = None
    last: date | None = None
    page: int = 1
    per_page: int = 50


def note(
    session: Session,
    who: Who,
    action: str,
    subject: str,
    now_ms: int,
    reason: str | None = None,
    about_org: str | None = None,
) -> None:
    """Append one line, in the transaction of what it tells about.

    `subject` is "<kind>/<id>", `about_org` the organisation that it belongs to, if not one's own.
    """
    session.add(
        Audit(
            id=str(uuid.uuid4()),
            network_id=who.network_id,
            at_ms=now_ms,
            user_id=who.user_id,
            org_id=who.org_id,
            device_id=who.device_id,
            action=action,
            subject=subject,
            reason=reason,
            about_org_id=about_org or who.org_id,
        )
    )


def note_records(
    session: Session, who: Who, action: str, paths: Collection[str], now_ms: int
) -> None:
    """A line for each of these records, told to the organisation whose it is."""
    orgs = _orgs(session, who.network_id, paths)
    for path in paths:
        note(session, who, action, path, now_ms, about_org=orgs.get(path))


def subjects(session: Session, who: Who, action: str, after_ms: int) -> set[str]:
    """What this person did this to since a time."""
    query = select(Audit.subject).where(
        Audit.network_id == who.network_id,
        Audit.at_ms > after_ms,
        Audit.user_id == who.user_id,
        Audit.action == action,
    )
    return set(session.scalars(query))


def listed(who: Who, wanted: Wanted) -> tuple[list[Entry], int]:
    """What people of the own organisation did, and what others did to what is its own (a network
    coordinator: everything), newest first; and how many lines there are."""
    with reading() as session:
        zone = session.get_one(Network, who.network_id).time_zone
        query = _narrowed(looked_after(select(Audit), who, Audit), wanted, zone)
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        ordered = query.order_by(Audit.at_ms.desc(), Audit.id).limit(wanted.per_page)
        lines = session.scalars(ordered.offset((wanted.page - 1) * wanted.per_page)).all()
        aliases = _aliases(session, who.network_id, lines)
        return [_entry(line, aliases) for line in lines], total


def _narrowed(query: Select[Any], wanted: Wanted, zone: str) -> Select[Any]:
    if wanted.user_id is not None:
        query = query.where(Audit.user_id == wanted.user_id)
    if wanted.actions:
        query = query.where(Audit.action.in_(wanted.actions))
    if wanted.first is not None:
        query = query.where(Audit.at_ms >= start_ms(wanted.first, zone))
    if wanted.last is not None:
        query = query.where(Audit.at_ms < end_ms(wanted.last, zone))
    return query


def _entry(line: Audit, aliases: dict[str, str]) -> Entry:
    return Entry(
        id=line.id,
        at_ms=line.at_ms,
        user_id=line.user_id,
        alias=aliases.get(line.user_id, ""),
        org_id=line.org_id,
        device_id=line.device_id,
        action=line.action,
        subject=line.subject,
        reason=line.reason,
        about=aliases.get(line.subject.removeprefix(USER)),
    )


def _aliases(session: Session, network_id: str, lines: Sequence[Audit]) -> dict[str, str]:
    ids = {line.user_id for line in lines}
    ids |= {line.subject.removeprefix(USER) for line in lines if line.subject.startswith(USER)}
    query = select(User.id, User.alias).where(User.network_id == network_id, User.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}


def _orgs(session: Session, network_id: str, paths: Collection[str]) -> dict[str, str]:
    """The organisation of each record that there is."""
    found: dict[str, str] = {}
    wanted = sorted(paths)
    for start in range(0, len(wanted), _AT_ONCE):
        keys = [path.split("/", 1) for path in wanted[start : start + _AT_ONCE]]
        query = select(Record.kind, Record.id, Record.org_id).where(
            Record.network_id == network_id,
            Record.kind.in_({kind for kind, _id in keys}),
            Record.id.in_([record for _kind, record in keys]),
        )
        for kind, record, org in session.execute(query):
            found[f"{kind}/{record}"] = org
    return found
