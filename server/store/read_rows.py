"""One record as its read models hold it: computed from its cells alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final

import orjson

from server.store.records import FULL, STUB, StoredRecord
from sync.canonical import Value
from sync.ids import wid_ms
from sync.merge import edited_after_deletion, holds, show
from sync.referral import REVIEW
from sync.schema import KINDS, Field, Kind, key_of

# Whether a record still stands: as written, taken back, or deleted or merged into another.
PLAIN: Final = 0
VOIDED: Final = 1
GONE: Final = 2
MANY_KEYS: Final = "*"
LIVING_SITE: Final = "living_site"
# Counts within this time of each other may be one and the same.
SLOT_MS: Final = 90 * 60_000

CONFLICT: Final = "conflict"
EDITED_AFTER_DELETION: Final = "edited_after_deletion"
INVALID: Final = "invalid"
INVALID_STEP: Final = "invalid_step"
CONSENT_EXCEPTION: Final = "consent_exception"
OVERDUE: Final = "referral_overdue"


@dataclass(frozen=True, slots=True)
class Reference:
    """A shown reference from one field to another record."""

    field: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue of a record; `values` are the heads of `field` that it is about.

    It holds from `at_ms` on, at once when that is None, and is for `org_id`, or the record's.
    """

    issue: str
    field: str | None = None
    why: str | None = None
    values: tuple[dict[str, Any], ...] = ()
    target_kind: str | None = None
    target_id: str | None = None
    at_ms: int | None = None
    org_id: str | None = None


@dataclass(slots=True)
class Projection:
    """The rows of one record. `accepted` are the codes of issues that were let stand."""

    record: StoredRecord
    row: dict[str, Any]
    elements: list[dict[str, Any]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)

    @property
    def kind(self) -> str:
        return self.record.kind


def project(network_id: str, record: StoredRecord, scalars: frozenset[str]) -> Projection:
    """Everything that follows from the cells of one record; `scalars` have a column."""
    kind = KINDS[record.kind]
    row: dict[str, Any] = dict.fromkeys(scalars)
    projection = Projection(record, row)
    shown: dict[str, Value] = {}
    unsettled: list[str] = []
    for name, heads in record.cells.live.items():
        declared = kind.field(name)
        if declared is None or declared.derived:
            continue
        seen = show(declared, heads)
        shown[name] = seen.value
        if seen.conflict:
            # Of others nothing is added up; the column is part of an index and stays short.
            if declared.sum:
                unsettled.append(name)
            projection.findings.append(Finding(CONFLICT, name, values=told(record, name, heads)))
        wrong = declared.check(seen.value, key_of(name))
        if wrong is not None:
            head = told(record, name, {seen.wid: seen.value})
            projection.findings.append(Finding(INVALID, name, wrong, head))
        else:
            _place(network_id, projection, name, declared, seen.value)
    shown |= {name: record.derived[name] for name in kind.own if name in record.derived}
    row |= {name: value for name, value in shown.items() if name in record.derived}
    if kind.name == "site" and LIVING_SITE in record.cells.heads("site_kind").values():
        # Who disagree about it keep it from the public.
        row["site_kind"] = shown["site_kind"] = LIVING_SITE
    _derive(network_id, kind, projection, shown)
    projection.findings += _of_others(projection)
    row["unsettled"] = f" {' '.join(sorted(unsettled))} " if unsettled else None
    if edited_after_deletion(record.cells):
        projection.findings.append(Finding(EDITED_AFTER_DELETION, "$gone"))
    return projection


def _of_others(projection: Projection) -> list[Finding]:
    """What is wrong with a record as others make it, told in `record.derived` (referrals.py)."""
    record, derived = projection.record, projection.record.derived
    found = [Finding(INVALID, name, "required") for name in derived.get("missing", ())]
    if derived.get("ignored"):
        values = told(record, "to", dict(record.cells.heads("to")))
        found.append(Finding(INVALID_STEP, "to", values=values))
    if derived.get("exception") == "open":
        found.append(Finding(CONSENT_EXCEPTION, "basis"))
    # Both sides of a referral are told, each as something of its own.
    sides = dict.fromkeys((None, projection.row.get("to_org"))) if record.kind == "referral" else ()
    for org_id in sides:
        if derived.get("status") == REVIEW:
            values = _of_heads(derived, "status", "to")
            found.append(Finding(CONFLICT, "status", values=values, org_id=org_id))
        if "outcomes" in derived:
            values = _of_heads(derived, "outcome", "reason")
            found.append(Finding(CONFLICT, "outcome", values=values, org_id=org_id))
        if derived.get("waiting") and projection.row["standing"] == PLAIN:
            due_ms = wire_ms(derived["respond_by"])
            found.append(Finding(OVERDUE, "status", at_ms=due_ms, org_id=org_id))
    return found


def _of_heads(derived: dict[str, Any], field_name: str, member: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "field": field_name,
            "wid": head["id"],
            "value": head[member],
            "user": head["user"],
            "at_ms": head["at_ms"],
        }
        for head in derived["heads"]
    )


def _place(
    network_id: str, projection: Projection, name: str, declared: Field, value: Value
) -> None:
    """Put a valid shown value into its column or its element row, and note what it refers to."""
    record = projection.record
    if declared.container is None:
        if name in projection.row:
            projection.row[name] = _column_value(declared, value)
        if declared.of is not None and name != "org" and isinstance(value, str):
            projection.references.append(Reference(name, _kind_of(declared.of), value))
        return
    key = key_of(name)
    if not holds(value) or key is None or declared.key is None:
        return
    projection.elements.append(
        {
            "network_id": network_id,
            "kind": record.kind,
            "record_id": record.id,
            "field": declared.name,
            "key": key,
            "value": orjson.dumps(value).decode(),
        }
    )
    if declared.key.of is not None:
        projection.references.append(Reference(name, _kind_of(declared.key.of), key))
    if declared.name == "accepted":
        projection.accepted.add(key)


def _kind_of(target: str) -> str:
    """Users are named by the records of kind member, under the same id."""
    return "member" if target == "user" else target


def _column_value(declared: Field, value: Value) -> Any:
    if isinstance(value, list):
        return orjson.dumps(value).decode()
    if declared.type == "number" and value is not None:
        return float(value)
    return value


def _derive(network_id: str, kind: Kind, projection: Projection, shown: dict[str, Value]) -> None:
    record, row = projection.record, projection.row
    row |= {
        "network_id": network_id,
        "id": record.id,
        "seq": record.seq,
        "org_id": record.org_id,
        "author_id": record.author_id,
        "device_id": record.device_id,
        "made_at_ms": record.made_at_ms,
        "received_at_ms": record.received_at_ms,
        "when_ms": _when_ms(kind, record, row),
        "effective_visibility": record.visibility,
        "sole_key": _sole_key(record),
        "standing": _standing(record, shown),
        "search_text": search_text(kind, row),
        "shown": orjson.dumps(shown, option=orjson.OPT_SORT_KEYS).decode(),
    }
    if kind.name == "activity":
        row["slot"] = _slot(row)


def _when_ms(kind: Kind, record: StoredRecord, row: dict[str, Any]) -> int:
    """When it happened, else when it was written.

    Whoever has only the stub of a record must not find out, day by day, a time that the stub does
    not tell: lists of days would.
    """
    closed = STUB in record.scope.values()
    for name in kind.when:
        told = kind.fields[name].stub or not closed
        if told and (found := wire_ms(row[name])) is not None:
            return found
    return min(record.made_at_ms, record.received_at_ms)


def wire_ms(wire_time: str | None) -> int | None:
    """Milliseconds since 1970 of a checked datetime or date of the wire."""
    if wire_time is None:
        return None
    moment = datetime.fromisoformat(wire_time)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) * 1000


def slot_of(place: tuple[str, str, str], number: int) -> int:
    """One number for a place, a service, an organisation and a stretch of time.

    Two that differ hardly ever share it; whoever looks rows up by it compares them again.
    """
    digest = blake2b(f"{place} {number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _slot(row: dict[str, Any]) -> int | None:
    site, service = row["site"], row["service_type"]
    if row["standing"] != PLAIN or site is None or service is None:
        return None
    return slot_of((site, service, row["org_id"]), row["when_ms"] // SLOT_MS)


def _sole_key(record: StoredRecord) -> str:
    """The one scope key under which a record is read in full, when there are no others."""
    if len(record.scope) == 1 and FULL in record.scope.values():
        return next(iter(record.scope))
    return MANY_KEYS


def _standing(record: StoredRecord, shown: dict[str, Value]) -> int:
    into = record.cells.heads("$into")
    if record.deleted or (into and into[max(into)] is not None):
        return GONE
    return VOIDED if holds(shown.get("voided")) else PLAIN


def search_text(kind: Kind, row: dict[str, Any]) -> str | None:
    """What a search of this row looks through."""
    words = [row[name] for name, declared in kind.own.items() if declared.search and row.get(name)]
    return fold(" ".join(words)) if words else None


def fold(text: str) -> str:
    """Text as searches compare it: without accents, letters' case and runs of spaces."""
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.casefold().split())


def told(record: StoredRecord, name: str, heads: dict[str, Value]) -> tuple[dict[str, Any], ...]:
    """Heads as an issue keeps them, the oldest first. `at_ms` is the human time of each write."""
    return tuple(
        {
            "field": name,
            "wid": wid,
            "value": heads[wid],
            "user": record.cells.users.get(wid),
            "at_ms": min(wid_ms(wid), record.changed_at_ms),
        }
        for wid in sorted(heads)
    )
