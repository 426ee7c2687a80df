"""What a list shows, as a table: same filters, same order, one column per flat field.

Which device wrote is never exported, nor the language and sex of single persons (`domain.md`
section 6, point 8). Cells that a spreadsheet would take for a formula are neutralised.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server.clock import to_wire_time
from server.domain import audit
from server.domain.access import grade_by_sole_key
from server.domain.listing import Item, items, time_zone
from server.domain.query import Asked, element_keys, matching, ordered
from server.domain.who import Who
from server.store.engine import reading, writing
from sync.canonical import Value
from sync.merge import holds
from sync.schema import Field, Kind

BATCH: Final = 500
EXPORT: Final = "export"
# Spreadsheet programs read the file as UTF-8 only with this mark in front.
BYTE_ORDER_MARK: Final = "\ufeff"
# `when` comes first, so that the mark never becomes part of the name of the id column.
LEADING: Final = ("when", "id", "org", "author", "made_at", "received_at", "visibility", "issues")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
# Of these kinds a row is a person, or a few.
_PERSONAL_KINDS: Final = frozenset(("contact", "case", "consent", "referral"))
_PERSONAL_LISTS: Final = frozenset(("language", "sex"))


def write_csv(who: Who, asked: Asked, now_ms: int) -> Iterator[str]:
    """The table in pieces, RFC 4180. The audit line is written at once, before any piece.

    What the user may know only as a stub is one here, as on the list.
    """
    with writing() as session:
        audit.note(session, who, EXPORT, f"{EXPORT}/{asked.kind.name}", now_ms)
    return _pieces(who, asked, now_ms)


def _pieces(who: Who, asked: Asked, now_ms: int) -> Iterator[str]:
    with reading() as session:
        zone = time_zone(session, who)
        keys = session.execute(element_keys(asked, who, zone, now_ms))
        columns = columns_of(asked.kind, [(row[0], row[1]) for row in keys])
        yield BYTE_ORDER_MARK + _lines([[*LEADING, *columns]])
        for batch in _batches(session, who, asked, zone, now_ms):
            yield _lines([_cells(item, asked.kind, columns) for item in batch])


def _batches(
    session: Session, who: Who, asked: Asked, zone: str, now_ms: int
) -> Iterator[list[Item]]:
    grade = grade_by_sole_key(who, asked.table.c).label("grade")
    query = ordered(matching(asked, who, zone, now_ms, asked.table, grade), asked)
    result = session.execute(query.execution_options(yield_per=BATCH)).mappings()
    for rows in result.partitions():
        yield items(session, who, asked.kind, [dict(row) for row in rows])


def columns_of(kind: Kind, keys: Sequence[tuple[str, str]]) -> list[str]:
    """Flat names in declared order; of sets and maps the keys that occur.

    Elements with keys of their own making (ids) would be columns without end: those share one.
    """
    columns: list[str] = []
    for name, declared in kind.fields.items():
        if name in LEADING or declared.derived or _is_personal(kind, declared):
            continue
        if declared.container is None or not _has_columns(declared):
            columns.append(name)
        else:
            columns += [f"{name}/{key}" for field, key in keys if field == name]
    return columns


def _is_personal(kind: Kind, declared: Field) -> bool:
    listed = declared.list or (declared.key.list if declared.key is not None else None)
    return kind.name in _PERSONAL_KINDS and listed in _PERSONAL_LISTS


def _has_columns(declared: Field) -> bool:
    return declared.key is not None and declared.key.type in ("code", "enum", "sex_age")


def _cells(item: Item, kind: Kind, columns: Sequence[str]) -> list[str]:
    leading: Mapping[str, Any] = {
        "when": to_wire_time(item.when_ms),
        "id": item.id,
        "org": item.org,
        "author": item.author,
        "made_at": to_wire_time(item.made_at_ms),
        "received_at": to_wire_time(item.received_at_ms) if item.received_at_ms else None,
        "visibility": item.visibility,
        "issues": " ".join(sorted({issue["issue"] for issue in item.issues})),
    }
    joined = _joined(item, kind)
    return [
        *(cell(leading[name]) for name in LEADING),
        *(cell(joined.get(name, item.fields.get(name))) for name in columns),
    ]


def _joined(item: Item, kind: Kind) -> dict[str, str]:
    """One cell for all elements of a field whose keys make no columns."""
    parts: dict[str, list[str]] = {}
    for name, value in item.fields.items():
        base, slash, key = name.partition("/")
        declared = kind.fields.get(base)
        if slash and declared is not None and not _has_columns(declared) and holds(value):
            parts.setdefault(base, []).append(key if value is True else f"{key}={_text(value)}")
    return {base: "; ".join(found) for base, found in parts.items()}


def cell(value: Value) -> str:
    """A value as a cell. Only texts can be formulas; a number keeps its sign."""
    text = _text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _lines(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
