"""What the read models hold of restricted records: the line that everybody may know, in clear,
and the rest sealed in one column.

So lists find, sort and search restricted records by IN_CLEAR alone, and open the rows of a page
for whoever may read them. Counting needs nothing else: what is summed, and of an activity, which
is about no person, where and what it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson

from server.store.at_rest import SHOWN, VALUES, CannotOpen, Sealer
from server.store.read_rows import Projection, search_text
from server.store.read_tables import SCALARS
from server.store.records import linking_fields
from sync.merge import RESTRICTED, holds
from sync.schema import KINDS, Kind, key_of

# How far the work on a record has come.
_OF_ALL: Final = ("review", "accepted", "distinct")
_OF_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    # Counts of people who are not told apart: reports, double entries and times need these.
    "activity": ("round", "site", "service_type", "started_at", "unmet_reason", "breakdown"),
    # Follows from the urgency, which the stub tells.
    "referral": ("respond_by",),
}
_NO_VALUES: Final = "[]"


def _in_clear(kind: Kind) -> frozenset[str]:
    stub = (name for name, declared in kind.fields.items() if declared.stub)
    summed = (name for name, declared in kind.own.items() if declared.sum or name == "unit")
    # The table of links holds these too: ids, and codes of cases, which are pseudonyms.
    return frozenset(
        (*stub, *summed, *linking_fields(kind), *_OF_ALL, *_OF_KIND.get(kind.name, ()))
    )


IN_CLEAR: Final[Mapping[str, frozenset[str]]] = {
    name: _in_clear(kind) for name, kind in KINDS.items()
}


def is_closed(projection: Projection) -> bool:
    return projection.record.visibility in RESTRICTED


def closed_row(sealer: Sealer, projection: Projection) -> dict[str, Any]:
    """The row as it is stored."""
    if not is_closed(projection):
        return projection.row
    kind, row = projection.kind, projection.row
    closed = {**row, **dict.fromkeys(SCALARS[kind] - IN_CLEAR[kind])}
    closed["search_text"] = search_text(KINDS[kind], closed)
    closed["shown"] = sealer.seal(SHOWN[kind], row, row["shown"].encode())
    return closed


def closed_elements(projection: Projection) -> list[dict[str, Any]]:
    if not is_closed(projection):
        return projection.elements
    clear = IN_CLEAR[projection.kind]
    return [element for element in projection.elements if element["field"] in clear]


def closed_issue(sealer: Sealer, row: dict[str, Any]) -> dict[str, Any]:
    """An issue of a restricted record: that there is one, in clear, but not in which field.

    Its id follows from the field, which would be guessed; so it is made with a key.
    """
    field = str(row["field"] or "").partition("/")[0]
    if row["record_values"] == _NO_VALUES and (not field or field in IN_CLEAR[row["kind"]]):
        return row
    told = {"field": row["field"], "why": row["why"], "values": json.loads(row["record_values"])}
    closed = {**row, "id": sealer.blind(row["id"]), "field": None, "why": None}
    closed["record_values"] = sealer.seal(VALUES, closed, orjson.dumps(told))
    return closed


def opened_issue(row: Mapping[Any, Any]) -> dict[str, Any]:
    """As it was before; without its values while they cannot be opened."""
    try:
        opened = VALUES.opened(row, row["record_values"])
    except CannotOpen:
        return {**row, "record_values": _NO_VALUES}
    if opened is row["record_values"]:
        return dict(row)
    told = json.loads(opened)
    values = orjson.dumps(told["values"]).decode()
    return {**row, "field": told["field"], "why": told["why"], "record_values": values}


def element_keys(kind: Kind, shown: Mapping[str, Any]) -> set[tuple[str, str]]:
    """(field, key) of the elements that an open record has as rows."""
    found = set()
    for name, value in shown.items():
        declared, key = kind.field(name), key_of(name)
        if declared is None or key is None or not holds(value):
            continue
        if declared.check(value, key) is None:
            found.add((declared.name, key))
    return found


def shown_of(kind: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    """What a row shows, by field. Raises CannotOpen."""
    found: dict[str, Any] = json.loads(SHOWN[kind].opened(row, row["shown"]))
    return found
