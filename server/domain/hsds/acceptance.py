"""Taking what is new in a file as a whole: the first fill of an empty directory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from server.domain import exchange
from server.domain.hsds.difference import NEW, SERVICE, Difference, RecordDifference
from server.domain.who import Who
from server.domain.writing import new_record
from sync.canonical import Value
from sync.change import Change
from sync.protocol import ACKNOWLEDGED

BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many records were made, and those that a person must look at."""

    made: int
    left: Sequence[RecordDifference]


def accept_new(who: Who, found: Difference, now_ms: int, category: str | None = None) -> Accepted:
    """Write every new record that lacks nothing, as the changes that they are.

    `category` is for services of which the file tells none. What hangs on something that is left
    is left too.
    """
    left: list[RecordDifference] = []
    changes: list[tuple[RecordDifference, Change]] = []
    missing: set[str] = set()
    for record in found.records:
        if record.state != NEW:
            continue
        chosen = [category] if category and record.kind == SERVICE else []
        lacking = [need for need in record.needs if need != "categories" or not chosen]
        closed = [one for one in record.depends if one in missing and one.startswith("org/")]
        if record.refused or lacking or closed:
            missing.add(f"{record.kind}/{record.id}")
            left.append(record)
        else:
            values = _values(record, missing, chosen if "categories" in record.needs else ())
            changes.append((record, new_record(record.kind, record.id, values, now_ms)))
    for start in range(0, len(changes), BATCH):
        batch = changes[start : start + BATCH]
        verdicts = exchange.push(who, [change for _record, change in batch])
        left += [one for one, change in batch if verdicts[change.id] != ACKNOWLEDGED]
    new = sum(record.state == NEW for record in found.records)
    return Accepted(new - len(left), left)


def _values(
    record: RecordDifference, missing: Collection[str], categories: Sequence[str]
) -> dict[str, Value]:
    """What the record will hold; never a place that is not there."""
    values = {one.field: one.theirs for one in record.fields}
    values |= {f"categories/{code}": True for code in categories}
    gone = {path.replace("site/", "sites/", 1) for path in missing}
    return {name: value for name, value in values.items() if name not in gone}
