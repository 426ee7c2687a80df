"""The codes of a list that can be chosen now, in the network's order.

How a network's own entries lie over the shipped ones is told twice: here, for pages that the
server draws, and for the screens in `webclient/src/schema/lists.ts`. Both answer alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.domain.access import scoped_by_sole_key
from server.domain.who import Who
from server.store.read_models import TABLES
from server.store.read_rows import PLAIN
from sync.schema import codes, is_code

# Shipped codes stand so far apart that others find room between them.
RANK_STEP: Final = 2**20
UNIT: Final = "piece"
_FIELDS: Final = ("parent", "unit", "step", "rank", "retired")


@dataclass(frozen=True, slots=True)
class Offered:
    """One code; `unit` and `step` are what it is counted in, and what one person more adds."""

    code: str
    category: str
    unit: str
    step: int
    rank: int


def load(session: Session, who: Who, listed: str) -> dict[str, Offered]:
    """By code. Of several entries for one code each field is of the latest that has one."""
    shipped = codes(listed)
    over: dict[str, dict[str, Any]] = {code: {} for code in shipped}
    table = TABLES["list_item"].c
    query: Select[Any] = select(table.code, *(table[name] for name in _FIELDS))
    query = query.where(table.list == listed, table.standing == PLAIN)
    query = query.order_by(table.made_at_ms, table.id)
    for row in session.execute(scoped_by_sole_key(query, who, table, full=True)).mappings():
        if row["code"] is not None and is_code(listed, row["code"]):
            known = {name: row[name] for name in _FIELDS if row[name] is not None}
            over.setdefault(row["code"], {}).update(known)
    places = {code: number for number, code in enumerate(shipped, 1)}
    found = [
        _laid(code, fields, shipped, places)
        for code, fields in over.items()
        if not fields.get("retired", shipped.get(code, {}).get("retired", False))
    ]
    return {one.code: one for one in sorted(found, key=lambda one: (one.rank, one.code))}


def _laid(
    code: str,
    fields: Mapping[str, Any],
    shipped: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, int],
) -> Offered:
    parent = code if code in shipped else fields.get("parent")
    base = shipped.get(parent or "", {})
    category = str(base.get("category", parent if parent in codes("service_category") else ""))
    unit = str(fields.get("unit", base.get("unit", UNIT)))
    # A step belongs to its unit: ten kilograms are not ten bags.
    step = base.get("step", 1) if unit == base.get("unit", UNIT) else 1
    # A code of the network's own comes right after its parent, one without a parent at the end.
    place = places.get(parent or "", len(places) + 1) * RANK_STEP
    return Offered(code, category, unit, int(fields.get("step", step)), fields.get("rank", place))
