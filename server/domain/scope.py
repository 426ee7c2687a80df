"""What follows from a record's cells for its readers: class, audience, stub, age.

Records that stand alone are decided here. Those of a case, whose audience depends on one another
(consents, referrals and what belongs to them), are decided together in `dossier.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from server.clock import to_wire_time
from server.domain.access import Audience, scope_keys
from server.store.records import FULL, STUB, StoredRecord
from sync.canonical import Value, canonical
from sync.merge import Cells, deleted, effective_visibility, holds, narrowest, show
from sync.schema import KINDS, Kind, codes, key_of

# Until when a first pull brings these kinds whatever their age, `domain.md` section 8 point 10.
UNTIL_FIELDS: Final = {"round": "planned_end", "notice": "until"}
TOLD_GONE: Final = b""


def shown(record: StoredRecord, name: str) -> Value:
    """What one field shows; None when nothing was written."""
    heads = record.cells.heads(name)
    declared = KINDS[record.kind].field(name)
    return show(declared, heads).value if heads and declared is not None else None


def elements(cells: Cells, name: str) -> set[str]:
    """The keys of a set that hold; of concurrent values the one that holds counts."""
    start = f"{name}/"
    return {
        wire_name.removeprefix(start)
        for wire_name, heads in cells.live.items()
        if wire_name.startswith(start) and any(holds(value) for value in heads.values())
    }


def own_class(cells: Cells) -> str:
    """The visibility class of a record by itself; what is not known is closed."""
    kind = KINDS[cells.kind]
    classes = [effective_visibility(kind, cells), *_unknown_codes(kind, cells)]
    if cells.kind == "incident" and not elements(cells, "kinds"):
        classes.append("incident")
    found = narrowest(classes)
    assert found is not None
    return found


def _unknown_codes(kind: Kind, cells: Cells) -> list[str]:
    """A code of no list that this server has could mean any class: the narrowest then holds."""
    found = []
    for name, heads in cells.live.items():
        declared = kind.field(name)
        if declared is None or "list" not in declared.implies:
            continue
        known = codes(declared.implies["list"])
        for value in heads.values():
            code = key_of(name) if declared.container is not None else value
            if holds(value) and str(code) not in known:
                found.append("incident" if cells.kind == "incident" else "protection")
    return found


def own_audience(record: StoredRecord) -> Audience:
    """The audience of a record that depends on no other."""
    authors = {(record.org_id, record.author_id)} if record.author_id else set()
    return Audience(
        own_class(record.cells), record.org_id, {record.org_id: FULL}, frozenset(authors)
    )


def settle(record: StoredRecord, audience: Audience, derived: dict[str, Any]) -> None:
    """Write into a record what follows from its cells and its audience.

    `derived` is what follows from other records (a referral's status, from its steps).
    """
    record.derived = derived
    record.visibility = audience.visibility
    record.deleted = deleted(record.cells)
    record.scope = scope_keys(record.kind, audience)
    record.until_ms = _until_ms(record)
    record.stub = None
    if STUB in record.scope.values():
        record.stub = TOLD_GONE if record.deleted else make_stub(record)


def make_stub(record: StoredRecord) -> bytes:
    """The fragment for those who may only know that the record exists."""
    values: dict[str, Any] = {
        "author": record.author_id,
        "made_at": to_wire_time(record.made_at_ms),
        "visibility": record.visibility,
    }
    for name, declared in KINDS[record.kind].fields.items():
        if declared.stub and name not in values:
            values[name] = record.derived.get(name) if declared.derived else shown(record, name)
    present = {name: value for name, value in values.items() if value is not None}
    return canonical({"c": record.kind, "r": record.id, "stub": present})


def _until_ms(record: StoredRecord) -> int:
    name = UNTIL_FIELDS.get(record.kind)
    if name is None:
        return 0
    kind = KINDS[record.kind]
    times = [v for v in record.cells.heads(name).values() if not kind.check(name, v)]
    return max((_ms(str(value)) for value in times if value is not None), default=0)


def _ms(wire_time: str) -> int:
    moment = datetime.strptime(wire_time, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return int(moment.timestamp()) * 1000
