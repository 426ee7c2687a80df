"""What a coordinator should look at: found when records are written, never a reason to refuse.

Findings of one record alone come with its projection; those that need other records, changes or
phones are looked up here for the whole batch at once. `sync.md` sections 7 and 10, `domain.md`
section 2.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.store import read_duplicates, read_times
from server.store.bulk import one_of
from server.store.models import Change, Erased, Record
from server.store.people import User
from server.store.read_duplicates import DUPLICATE, KIND, Count, count_of
from server.store.read_rows import GONE, Finding, Projection, Reference, told
from server.store.records import Key

EDITED_AFTER_REVIEW: Final = "edited_after_review"
DANGLING: Final = "dangling"
# Who disagree about these keep a record from the public, whatever else somebody let stand.
KEEP_CLOSED: Final = frozenset(("published", "listed"))


def find(
    session: Session,
    network_id: str,
    projections: Sequence[Projection],
    orphans: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The issue rows of these records, and of others that may repeat them or lie outside them.

    `orphans` are counts whose issue pointed to one of these.
    """
    current = [projection for projection in projections if projection.row["standing"] != GONE]
    _find_dangling(session, network_id, current)
    _find_edited_after_review(session, network_id, current)
    read_times.find_alone(session, current)
    found = [
        _row(network_id, projection, finding)
        for projection in current
        for finding in projection.findings
        if finding.issue not in projection.accepted or finding.field in KEEP_CLOSED
    ]
    # What a broken phone wrote may be wrong in two ways that are one issue.
    rows = list({row["id"]: row for row in reversed(found)}.values())[::-1]
    counts = [count for p in current if p.kind == KIND and (count := count_of(p.row)) is not None]
    rows += _duplicates(session, network_id, counts, orphans)
    return rows + _outside_rounds(session, network_id, current)


def _row(network_id: str, projection: Projection, finding: Finding) -> dict[str, Any]:
    record = projection.record
    return {
        "id": _issue_id(network_id, record.key, finding),
        "network_id": network_id,
        **_finding_row(finding),
        "kind": record.kind,
        "record_id": record.id,
        "org_id": finding.org_id or record.org_id,
        "seq": record.seq,
        "sole_key": projection.row["sole_key"],
        "at_ms": record.changed_at_ms if finding.at_ms is None else finding.at_ms,
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    return {
        "issue": finding.issue,
        "field": finding.field,
        "why": finding.why,
        "record_values": orjson.dumps(finding.values).decode(),
        "target_kind": finding.target_kind,
        "target_id": finding.target_id,
    }


def _issue_id(network_id: str, key: Key, finding: Finding) -> str:
    """The same issue keeps its id for as long as it lasts."""
    parts = [*key, finding.issue, finding.field or "", finding.target_id or ""]
    if finding.org_id is not None:
        parts.append(finding.org_id)
    return str(uuid.uuid5(uuid.UUID(network_id), "/".join(parts)))


def _find_dangling(session: Session, network_id: str, projections: Sequence[Projection]) -> None:
    """References to records that never arrived; what was erased is missing on purpose."""
    named: dict[str, set[str]] = {}
    for projection in projections:
        for reference in projection.references:
            named.setdefault(reference.kind, set()).add(reference.id)
    missing = {
        (kind, record)
        for kind, ids in named.items()
        for record in ids - _present(session, network_id, kind, ids, Record.kind, Record.id)
    }
    for kind in {kind for kind, _record in missing}:
        ids = {record for of, record in missing if of == kind}
        erased = _present(session, network_id, kind, ids, Erased.kind, Erased.record_id)
        missing -= {(kind, record) for record in erased}
    if not missing:
        return
    for projection in projections:
        for reference in projection.references:
            if (reference.kind, reference.id) in missing:
                projection.findings.append(_dangling(projection, reference))


def _present(
    session: Session, network_id: str, kind: str, ids: set[str], kind_column: Any, id_column: Any
) -> set[str]:
    of_network = kind_column.class_.network_id == network_id
    query = select(id_column).where(of_network, kind_column == kind, one_of(id_column, ids))
    return set(session.scalars(query))


def _dangling(projection: Projection, reference: Reference) -> Finding:
    heads = projection.record.cells.heads(reference.field)
    values = told(projection.record, reference.field, dict(heads))
    return Finding(
        DANGLING,
        reference.field,
        values=values,
        target_kind=reference.kind,
        target_id=reference.id,
    )


def _find_edited_after_review(
    session: Session, network_id: str, projections: Sequence[Projection]
) -> None:
    """What volunteers wrote after a coordinator had reviewed it, as long as it still stands.

    "After" is the order in which the server stored the changes, not what clocks say.
    """
    reviewed = [projection for projection in projections if projection.row["review"] == "reviewed"]
    if not reviewed:
        return
    live = {
        wid
        for projection in reviewed
        for heads in projection.record.cells.live.values()
        for wid in heads
    }
    query = select(Change.id, Change.number, Change.user_id).where(
        Change.network_id == network_id, one_of(Change.id, live)
    )
    stored = {row.id: (row.number, row.user_id) for row in session.execute(query)}
    volunteers = _volunteers(session, {user for _number, user in stored.values() if user})
    for projection in reviewed:
        finding = _edited_after_review(projection, stored, volunteers)
        if finding is not None:
            projection.findings.append(finding)


def _edited_after_review(
    projection: Projection, stored: dict[str, tuple[int, str | None]], volunteers: set[str]
) -> Finding | None:
    cells = projection.record.cells
    reviews = [w for w, value in cells.heads("review").items() if value == "reviewed"]
    reviewed = max((stored[wid][0] for wid in reviews if wid in stored), default=None)
    if reviewed is None:
        return None
    edits: dict[str, dict[str, Any]] = {}
    for name, heads in cells.live.items():
        for wid, value in heads.items():
            number, user = stored.get(wid, (0, None))
            # An answer was asked for; it changes nothing that was reviewed.
            if number > reviewed and user in volunteers and name != "answer":
                edits.setdefault(name, {})[wid] = value
    if not edits:
        return None
    names = sorted(edits)
    values = tuple(v for name in names for v in told(projection.record, name, edits[name]))
    return Finding(EDITED_AFTER_REVIEW, names[0] if len(names) == 1 else None, values=values)


def _volunteers(session: Session, users: Collection[str]) -> set[str]:
    query = select(User.id).where(one_of(User.id, users), User.role == "volunteer")
    return set(session.scalars(query))


def _duplicates(
    session: Session, network_id: str, written: Sequence[Count], others: Collection[str]
) -> list[dict[str, Any]]:
    found = read_duplicates.find(session, network_id, written, others)
    pairs = ((pair.count, pair.other) for pair in found)
    return [
        _row_of_count(
            network_id,
            Finding(DUPLICATE, target_kind=KIND, target_id=other),
            id=count.id,
            org_id=count.place[2],
            seq=count.seq,
            sole_key=count.sole_key,
            received_at_ms=count.received_at_ms,
        )
        for count, other in pairs
    ]


def _outside_rounds(
    session: Session, network_id: str, projections: Sequence[Projection]
) -> list[dict[str, Any]]:
    names = ("id", "org_id", "seq", "sole_key", "received_at_ms")
    return [
        _row_of_count(
            network_id,
            Finding(
                read_times.IMPLAUSIBLE_TIME,
                read_times.FIELD,
                target_kind=read_times.ROUND,
                target_id=row[read_times.ROUND],
            ),
            **{name: row[name] for name in names},
        )
        for row in read_times.find_outside(session, network_id, projections)
    ]


def _row_of_count(network_id: str, finding: Finding, **of: Any) -> dict[str, Any]:
    """Of a count as its table holds it; its issue is the same one whatever it points to."""
    return {
        "id": _issue_id(network_id, (KIND, of["id"]), replace(finding, target_id=None)),
        "network_id": network_id,
        **_finding_row(finding),
        "kind": KIND,
        "record_id": of["id"],
        "org_id": of["org_id"],
        "seq": of["seq"],
        "sole_key": of["sole_key"],
        "at_ms": of["received_at_ms"],
    }
