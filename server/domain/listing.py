"""Lists of records with their totals, as far as a user may see them.

What may be seen is decided in the query, by `access.scoped`, never after it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from server import clock
from server.domain import audit
from server.domain.access import grade_by_sole_key, scope_hash
from server.domain.days import day_of
from server.domain.query import Asked, counted, fully, matching, on_page, unsearched
from server.domain.who import Who
from server.store.at_rest import CannotOpen
from server.store.engine import reading, writing
from server.store.models import Network, Record
from server.store.read_closed import opened_issue, shown_of
from server.store.read_models import TABLES, Issue
from server.store.read_rows import PLAIN
from server.store.records import FULL
from server.store.sequence import newest_tick
from sync.canonical import Value
from sync.merge import RESTRICTED
from sync.schema import KINDS, Kind

TOTAL_MAX: Final = 10_000
HOUR_MS: Final = 60 * 60_000
READ: Final = "read"
READ_AGAIN_MS: Final = 60 * 60_000
# Of no use where nothing opens them; a page tells by its heads that there is one.
_SEALED: Final = {
    name: [one for one, declared in kind.own.items() if declared.type == "ciphertext"]
    for name, kind in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Item:
    """One record as lists show it. `stub`: all the user may know of it is in `fields`."""

    id: str
    kind: str
    org: str | None
    author: str | None
    made_at_ms: int
    received_at_ms: int | None
    visibility: str
    when_ms: int
    fields: Mapping[str, Value]
    issues: Sequence[Mapping[str, Any]]
    seq: int
    stub: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over all matches; those with two values of the field are left out and counted."""

    sum: float
    unsettled: int


@dataclass(frozen=True, slots=True)
class Listing:
    items: Sequence[Item]
    total: int
    total_more: bool
    totals: Mapping[str, Total]
    version: str
    unsearched: int
    """Restricted records that might match: what was asked for lies sealed in them."""


def version(who: Who, now_ms: int) -> str:
    """Changes whenever anything that this user may be shown could have changed."""
    with reading() as session:
        return version_in(session, who, now_ms)


def version_in(session: Session, who: Who, now_ms: int) -> str:
    seq, tag = newest_tick(session, who.network_id)
    # Days begin and answers become late without a write; an hour later is soon enough.
    today, hour = day_of(now_ms, time_zone(session, who)), now_ms // HOUR_MS
    return f"{seq}.{tag}.{scope_hash(who)}.{who.user_id}.{today.isoformat()}.{hour}"


def time_zone(session: Session, who: Who) -> str:
    return session.get_one(Network, who.network_id).time_zone


def today(who: Who, now_ms: int) -> date:
    """The day that it is for the network."""
    with reading() as session:
        return day_of(now_ms, time_zone(session, who))


def listed(who: Who, asked: Asked, now_ms: int) -> Listing:
    """One page of the list, with totals over all pages. Reading restricted records is audited."""
    with reading() as session:
        zone = time_zone(session, who)
        table = asked.table.c
        page = session.execute(on_page(asked, who, zone, now_ms)).mappings()
        rows = [dict(row) for row in page]
        found = session.scalar(counted(matching(asked, who, zone, now_ms, table.id), TOTAL_MAX))
        listing = Listing(
            items=items(session, who, asked.kind, rows),
            total=min(found or 0, TOTAL_MAX),
            total_more=(found or 0) > TOTAL_MAX,
            totals=_totals(session, who, asked, zone, now_ms),
            version=version_in(session, who, now_ms),
            unsearched=_unsearched(session, who, asked, zone, now_ms),
        )
    note_reading(who, listing.items, now_ms)
    return listing


def _unsearched(session: Session, who: Who, asked: Asked, zone: str, now_ms: int) -> int:
    query = unsearched(asked, who, zone, now_ms)
    return 0 if query is None else session.scalar(counted(query, TOTAL_MAX)) or 0


def items(session: Session, who: Who, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    """Rows of a kind's table, with a column `grade`, as this user may see them."""
    full = {row["id"]: shown for row in rows if (shown := _shown(kind, row)) is not None}
    issues = issues_of(session, who, kind.name, full)
    stubs = _stubs(session, who, kind, [row["id"] for row in rows if row["id"] not in full])
    found = []
    for row in rows:
        if row["id"] in full:
            found.append(_full_item(kind, row, full[row["id"]], issues.get(row["id"], [])))
        elif row["id"] in stubs:
            found.append(stub_item(kind, row, stubs[row["id"]]))
    return found


def entries(
    session: Session, who: Who, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Item]:
    """These records, by kind and id. The caller knows that this user may read them, or their
    stubs."""
    found = {}
    for name in {kind for kind, _record in keys}:
        table = TABLES[name]
        ids = {record for kind, record in keys if kind == name}
        of_network = table.c.network_id == who.network_id
        grade = grade_by_sole_key(who, table.c).label("grade")
        query = select(table, grade).where(of_network, table.c.id.in_(ids))
        rows = [dict(row) for row in session.execute(query).mappings()]
        for item in items(session, who, KINDS[name], rows):
            found[name, item.id] = item
    return found


def _shown(kind: Kind, row: Mapping[str, Any]) -> dict[str, Value] | None:
    """What this user may see of a row in full. What cannot be opened is a stub to everybody: one
    key that is missing must not take the other lines of a list along."""
    if row["grade"] != FULL:
        return None
    try:
        shown = shown_of(kind.name, row)
    except CannotOpen:
        return None
    for name in _SEALED[kind.name]:
        shown.pop(name, None)
    return shown


def _full_item(
    kind: Kind,
    row: Mapping[str, Any],
    fields: Mapping[str, Value],
    issues: Sequence[Mapping[str, Any]],
) -> Item:
    return Item(
        id=row["id"],
        kind=kind.name,
        org=row["org_id"],
        author=row["author_id"],
        made_at_ms=row["made_at_ms"],
        received_at_ms=row["received_at_ms"],
        visibility=row["effective_visibility"],
        when_ms=row["when_ms"],
        fields=fields,
        issues=issues,
        seq=row["seq"],
        stub=False,
    )


def stub_item(kind: Kind, row: Mapping[str, Any], stub: Mapping[str, Any]) -> Item:
    """What somebody without clearance sees: the stub and nothing that is not in it."""
    return Item(
        id=row["id"],
        kind=kind.name,
        org=None,
        author=stub.get("author"),
        made_at_ms=row["made_at_ms"],
        received_at_ms=None,
        visibility=row["effective_visibility"],
        when_ms=row["made_at_ms"],
        fields=stub,
        issues=(),
        seq=row["seq"],
        stub=True,
    )


def _stubs(
    session: Session, who: Who, kind: Kind, ids: Collection[str]
) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    query = select(Record.id, Record.stub).where(
        Record.network_id == who.network_id, Record.kind == kind.name, Record.id.in_(ids)
    )
    return {row.id: json.loads(row.stub)["stub"] for row in session.execute(query) if row.stub}


def issues_of(
    session: Session, who: Who, kind: str, ids: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """The issues of these records, as the rows hold them, by record; what two organisations are
    told, once."""
    if not ids:
        return {}
    query = (
        select(Issue.__table__)
        .where(Issue.network_id == who.network_id, Issue.kind == kind, Issue.record_id.in_(ids))
        .where(Issue.at_ms <= clock.now_ms())
        .order_by(Issue.issue, Issue.field, Issue.id)
    )
    found: dict[str, dict[tuple[str | None, ...], dict[str, Any]]] = {}
    for row in map(opened_issue, session.execute(query).mappings()):
        once = (row["issue"], row["field"], row["target_id"])
        found.setdefault(row["record_id"], {}).setdefault(once, row)
    return {record: list(rows.values()) for record, rows in found.items()}


def _totals(session: Session, who: Who, asked: Asked, zone: str, now_ms: int) -> dict[str, Total]:
    """Sums over every match that counts. A quantity is summed while there is one unit only."""
    kind, table = asked.kind, asked.table.c
    names = [name for name, declared in kind.own.items() if declared.sum]
    if not names:
        return {}
    columns: list[Any] = []
    for name in names:
        unsettled = table.unsettled.like(f"% {name} %")
        settled = case((unsettled, None), else_=table[name])
        columns.append(func.coalesce(func.sum(settled), 0).label(name))
        columns.append(func.coalesce(func.sum(case((unsettled, 1), else_=0)), 0))
    has_unit = "unit" in kind.own
    # Without a unit nobody knows what was counted: that is a unit of its own.
    unit = func.coalesce(table.unit, "") if has_unit else None
    units = [func.min(unit), func.max(unit)] if has_unit else []
    query = matching(asked, who, zone, now_ms, *columns, *units).where(table.standing == PLAIN)
    row = session.execute(fully(query, asked, who)).one()
    totals = {name: Total(float(row[2 * n]), int(row[2 * n + 1])) for n, name in enumerate(names)}
    if has_unit and row[-1] != row[-2]:
        totals.pop("quantity", None)
    return totals


def note_reading(who: Who, shown: Sequence[Item], now_ms: int) -> None:
    """Audit every restricted record that was shown in full, as `note_shown` does."""
    opened = [item for item in shown if item.visibility in RESTRICTED and not item.stub]
    note_shown(who, {f"{item.kind}/{item.id}" for item in opened}, now_ms)


def note_shown(who: Who, paths: Collection[str], now_ms: int) -> None:
    """Audit restricted records that are on somebody's screen: once an hour for each.

    A screen that stays open asks again every few seconds; a line each time would bury the others.
    """
    if not paths:
        return
    with reading() as session:
        noted = audit.subjects(session, who, READ, now_ms - READ_AGAIN_MS)
    fresh = sorted(set(paths) - noted)
    if fresh:
        with writing() as session:
            note_opened(session, who, fresh, now_ms)


def note_opened(session: Session, who: Who, paths: Iterable[str], now_ms: int) -> None:
    audit.note_records(session, who, READ, list(paths), now_ms)
