"""What a list shows, as a table: same filters, same order, and the columns asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from server.domain import audit, csv_table, labels, xlsx_table
from server.domain.access import grade_by_sole_key
from server.domain.listing import Item, items, note_opened, time_zone
from server.domain.query import Asked, counted, element_keys, fully, matching, ordered
from server.domain.table import AS_STORED, Cell, Layout, Rows, every_column
from server.domain.who import Who
from server.store.at_rest import CannotOpen
from server.store.engine import reading, writing
from server.store.read_closed import element_keys as element_keys_of
from server.store.read_closed import shown_of
from server.store.read_rows import MANY_KEYS
from sync.merge import RESTRICTED

BATCH: Final = 500
EXPORT: Final = "export"
# The audit counts no further: the first byte does not wait for a million rows.
COUNTED_MAX: Final = 100_000
# What may stand in the audit: codes and ids of places and organisations. Never the code of a case.
_TOLD_TYPES: Final = ("code", "enum", "flag", "bool", "sex_age")
_TOLD_IDS: Final = ("site", "org", "round", "user")
_REASON_MAX: Final = 280


@dataclass(frozen=True, slots=True)
class _Sheet:
    headings: Sequence[str]
    batches: Iterator[list[list[Cell]]]


def write_csv(who: Who, asked: Asked, now_ms: int, layout: Layout = AS_STORED) -> Iterator[str]:
    """The table in pieces. The audit is written at once, before any piece.

    What the user may know only as a stub is one here, as on the list.
    """
    _note(who, asked, now_ms, "csv")
    return _csv_pieces(who, asked, now_ms, layout)


def write_xlsx(who: Who, asked: Asked, now_ms: int, layout: Layout = AS_STORED) -> Iterator[bytes]:
    """As `write_csv`; times are those of the network's clocks, because cells know no zones."""
    _note(who, asked, now_ms, "xlsx")
    return _xlsx_pieces(who, asked, now_ms, layout)


def _csv_pieces(who: Who, asked: Asked, now_ms: int, layout: Layout) -> Iterator[str]:
    with reading() as session:
        sheet = _sheet(session, who, asked, now_ms, layout)
        yield from csv_table.write(sheet.headings, sheet.batches, local=bool(layout.columns))


def _xlsx_pieces(who: Who, asked: Asked, now_ms: int, layout: Layout) -> Iterator[bytes]:
    with reading() as session:
        sheet = _sheet(session, who, asked, now_ms, layout)
        yield from xlsx_table.write(asked.kind.name, sheet.headings, sheet.batches)


def _sheet(session: Session, who: Who, asked: Asked, now_ms: int, layout: Layout) -> _Sheet:
    zone = time_zone(session, who)
    columns: Sequence[str] = layout.columns
    if not columns:
        columns = every_column(asked.kind, _element_keys(session, who, asked, zone, now_ms))
    named = labels.load(session, who, layout.language) if layout.language else None
    deleted = asked.deleted == "only"
    rows = Rows(asked.kind, columns, zone, named, layout.words, deleted=deleted)
    batches = (
        [rows.cells(item) for item in batch]
        for batch in _batches(session, who, asked, zone, now_ms)
    )
    return _Sheet(layout.headings or columns, batches)


def _element_keys(
    session: Session, who: Who, asked: Asked, zone: str, now_ms: int
) -> list[tuple[str, str]]:
    """Those of restricted records are sealed with them."""
    keys = session.execute(element_keys(asked, who, zone, now_ms))
    found = {(row[0], row[1]) for row in keys}
    table = asked.table.c
    query = _opened(asked, who, zone, now_ms, table.network_id, table.id, table.org_id, table.shown)
    for row in session.execute(query.execution_options(yield_per=BATCH)).mappings():
        try:
            found |= element_keys_of(asked.kind, shown_of(asked.kind.name, row))
        except CannotOpen:
            continue
    return sorted(found)


def _opened(asked: Asked, who: Who, zone: str, now_ms: int, *columns: Any) -> Select[Any]:
    """The restricted records that are in the table whole."""
    table = asked.table.c
    query = matching(asked, who, zone, now_ms, *columns)
    # A restricted record has keys with a stub beside those that open it, so never one alone.
    restricted = table.effective_visibility.in_(RESTRICTED)
    return fully(query.where(table.sole_key == MANY_KEYS, restricted), asked, who)


def _batches(
    session: Session, who: Who, asked: Asked, zone: str, now_ms: int
) -> Iterator[list[Item]]:
    grade = grade_by_sole_key(who, asked.table.c).label("grade")
    query = ordered(matching(asked, who, zone, now_ms, asked.table, grade), asked, who)
    result = session.execute(query.execution_options(yield_per=BATCH)).mappings()
    for rows in result.partitions():
        yield items(session, who, asked.kind, [dict(row) for row in rows])


def _note(who: Who, asked: Asked, now_ms: int, form: str) -> None:
    """Who exported how much, by which filters; and every restricted record that is in it whole."""
    table = asked.table.c
    with reading() as session:
        zone = time_zone(session, who)
        ids = matching(asked, who, zone, now_ms, table.id)
        count = session.scalar(counted(ids, COUNTED_MAX)) or 0
        opened = session.scalars(_opened(asked, who, zone, now_ms, table.id)).all()
    rows = f"{count} rows" if count <= COUNTED_MAX else f"more than {COUNTED_MAX} rows"
    reason = f"{rows}, {form}; {_told(asked)}"[:_REASON_MAX]
    with writing() as session:
        audit.note(session, who, EXPORT, f"{EXPORT}/{asked.kind.name}", now_ms, reason)
        note_opened(session, who, [f"{asked.kind.name}/{record}" for record in opened], now_ms)


def _told(asked: Asked) -> str:
    """The filters as codes; of what was searched for and of cases only that it was."""
    told = [f"from={asked.first_day}"] if asked.first_day else []
    told += [f"to={asked.last_day}"] if asked.last_day else []
    told += ["q"] if asked.text is not None else []
    told += [f"issue={asked.issue}"] if asked.issue else []
    told += [
        f"{name}={switch}"
        for name, switch in (("deleted", asked.deleted), ("voided", asked.voided))
        if switch != "no"
    ]
    for name, wanted in asked.filters:
        values = ",".join(str(value) for value in wanted)
        told.append(f"{name}={values}" if _may_be_told(asked, name) else name)
    return " ".join(told) or "no filter"


def _may_be_told(asked: Asked, name: str) -> bool:
    if name in ("org", "author"):
        return True
    declared = asked.kind.fields[name]
    key = declared.key or declared
    return (key if declared.container else declared).type in _TOLD_TYPES or key.of in _TOLD_IDS
