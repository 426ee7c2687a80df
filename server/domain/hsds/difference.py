"""What a file of somebody else's directory would change here. Nothing is written.

Every value that stands here now comes with the ids of its writes, so that whoever accepts the
other one covers exactly what was compared: what changed meanwhile makes two values, never a loss.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from server.domain.days import calendar_day
from server.domain.errors import Invalid
from server.domain.hsds import here, hours, terms
from server.domain.hsds.defaults import defaults_of
from server.domain.hsds.files import Parsed
from server.domain.hsds.here import Here
from server.domain.hsds.node import Node
from server.domain.hsds.objects import NUMBERS, TEXTS, own_place_id, schedule_id
from server.domain.hsds.taken import (
    Taken,
    Told,
    take_location,
    take_organization,
    take_service,
)
from server.domain.permission import may_write
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.store.engine import reading
from server.store.models import Network
from server.store.records import StoredRecord, load
from sync.canonical import Value, same
from sync.change import Change, Write
from sync.merge import holds
from sync.schema import KINDS, SCHEMA_NUMBER

NEW: Final = "new"
CHANGED: Final = "changed"
SAME: Final = "same"
MISSING_THERE: Final = "missing_there"
STATES: Final = (NEW, CHANGED, SAME, MISSING_THERE)
SERVICE: Final = "directory_service"
_DANGLING: Final = "dangling"
_GONE: Final = "deleted"

# What a file of HSDS can tell of a record, so that it may be missing there.
_SCALARS: Final[Mapping[str, tuple[str, ...]]] = {
    "org": ("description", "email", "website", "phone"),
    "site": (),
    SERVICE: (
        *(ours for ours, _theirs in (*TEXTS, *NUMBERS)),
        *("alert", "phone", "documents_required", "address", "on_holidays"),
    ),
}
# Told by objects that belong to a service, which its short form leaves out.
_OF_CHILDREN: Final = ("phone", "documents_required", "address", "on_holidays")
_SETS: Final = (*terms.FIELDS.values(), "sites", "schedules", "exceptions")


@dataclass(slots=True)
class FieldDifference:
    """One field of a record. `ours` are the values that stand here, `seen` the ids of their writes;
    `theirs` is what accepting writes. `fixed`: written once here. `default`: not from the file."""

    field: str
    state: str
    ours: list[Value]
    theirs: Value
    seen: list[str]
    fixed: bool = False
    default: bool = False
    place: str | None = None


@dataclass(slots=True)
class RecordDifference:
    """One record; see `docs/protocol.md` 44. `refused`: why this person cannot write it."""

    kind: str
    id: str
    hsds_id: str | None
    name: str
    state: str
    matched_by: str | None
    place: str | None
    refused: str | None = None
    needs: list[str] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    fields: list[FieldDifference] = field(default_factory=list)
    not_taken: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    format: str
    records: Sequence[RecordDifference]

    def counts(self) -> dict[str, int]:
        counted = Counter(record.state for record in self.records)
        return {state: counted[state] for state in STATES}

    def not_taken(self) -> list[tuple[str, str, int]]:
        """(kind of place, why, how often) over the whole file."""
        counted = Counter(
            (re.sub(r"/\d+(?=/|$)|(?<=line )\d+|line \d+, ", _blank, place), why)
            for record in self.records
            for place, why in record.not_taken
        )
        return [(place, why, n) for (place, why), n in sorted(counted.items())]


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return "/*" if text.startswith("/") else "" if text.startswith("line") else "*"


def compare(who: Who, parsed: Parsed, now_ms: int) -> Difference:
    """Raises Invalid for a service of an organisation that nobody knows."""
    with reading() as session:
        zone = session.scalars(select(Network.time_zone).where(Network.id == who.network_id)).one()
        ours = here.load(session, who)
        work = _Work(who, ours, zone, now_ms)
        work.take(parsed)
        keys = {(kind, match[0]) for (kind, _f), match in work.matches.items() if match}
        work.stored = load(session, who.network_id, keys)
        records = list(work.differences())
        if parsed.whole:
            records += work.missing_there()
    return Difference(parsed.format, records)


class _Work:
    """One comparison under way."""

    def __init__(self, who: Who, ours: Here, zone: str, now_ms: int) -> None:
        self.who, self.ours, self.zone, self.now_ms = who, ours, zone, now_ms
        self.today = calendar_day(now_ms, zone)
        self.taken: dict[tuple[str, str], Taken] = {}
        self.matches: dict[tuple[str, str], here.Match | None] = {}
        self.stored: dict[tuple[str, str], StoredRecord] = {}
        self.refused: set[str] = set()
        self.orgs = {key[1]: one for key, one in ours.records.items() if key[0] == "org"}
        # One id for all: in a file of thousands it is for the looks of a change only.
        self._wid = fresh_wid(now_ms)

    # --- what the file says

    def take(self, parsed: Parsed) -> None:
        """Organisations first, then places, then services: each refers to those before."""
        embedded = [org for one in parsed.services if (org := one.node("organization"))]
        for node in (*parsed.organizations, *embedded):
            self._put(node, "org")
        for service in parsed.services:
            for pair in service.nodes("service_at_locations"):
                location = pair.node("location")
                own = own_place_id(str(service.get("id", "")).lower())
                if location is not None and str(location.get("id", "")).lower() != own:
                    self._put(location, "site")
        wrong = {}
        for node in parsed.services:
            taken = take_service(node, self.zone, self.today.year)
            if taken.provider and self._resolve("org", taken.provider) is None:
                wrong[node.at("organization_id")] = [_DANGLING]
            self._add(taken, self._resolve("org", taken.provider))
        if wrong:
            raise Invalid(dict(list(wrong.items())[:100]))

    def _put(self, node: Node, kind: str) -> None:
        """The first time that an object is told of counts."""
        if (kind, str(node.get("id", "")).lower()) in self.taken:
            return
        taken = take_organization(node) if kind == "org" else take_location(node)
        if taken is not None:
            self._add(taken, None)

    def _add(self, taken: Taken, provider: str | None) -> None:
        key = (taken.kind, taken.foreign)
        self.taken[key] = taken
        self.matches[key] = self.ours.match(*key, taken.name, provider)

    def _resolve(self, kind: str, foreign: str | None) -> str | None:
        """The id here, now or once it is accepted, of what has this id in the file."""
        if foreign is None:
            return None
        if (kind, foreign) not in self.taken:
            found = self.ours.match(kind, foreign, "", None)
            return found[0] if found else None
        match = self.matches[kind, foreign]
        return match[0] if match else terms.record_id(kind, foreign)

    # --- how it differs

    def differences(self) -> Iterator[RecordDifference]:
        for kind in here.KINDS:
            for (of, foreign), taken in list(self.taken.items()):
                if of == kind:
                    yield self._difference(taken, self.matches[kind, foreign])

    def _difference(self, taken: Taken, match: here.Match | None) -> RecordDifference:
        made = match[0] if match else terms.record_id(taken.kind, taken.foreign)
        found = RecordDifference(
            taken.kind,
            made,
            taken.foreign,
            taken.name,
            SAME,
            match[1] if match else None,
            taken.place,
            not_taken=taken.left,
        )
        said = self._said(taken, made, found)
        if match is None:
            self._fill_new(found, taken, said)
        else:
            self._compare(found, taken, said)
        if found.refused:
            self.refused.add(f"{found.kind}/{found.id}")
        return found

    def _said(self, taken: Taken, made: str, found: RecordDifference) -> dict[str, Told]:
        """The file's values under our names, with our ids for what it refers to."""
        said = dict(taken.fields)
        provider = self._resolve("org", taken.provider)
        if taken.kind == SERVICE and provider:
            said["provider"] = Told(provider, taken.place)
            self._depend(found, "org", taken.provider)
        for foreign, place in taken.sites.items():
            site = self._resolve("site", foreign)
            if site is None:
                found.not_taken.append((place, "not_found"))
                continue
            said[f"sites/{site}"] = Told(True, place)
            self._depend(found, "site", foreign)
        known = self._known_lines(taken, made)
        for line, place in taken.lines:
            part = "schedules" if line.usual else "exceptions"
            name = f"{part}/{known.get(line.key, line.key)}"
            why = KINDS[SERVICE].check(name, line.to_value())
            if why:
                found.not_taken.append((place, why))
            else:
                said[name] = Told(line.to_value(), place)
        return said

    def _known_lines(self, taken: Taken, made: str) -> dict[str, str]:
        """Of the lines of hours that stand here: our key by the id under which they are told."""
        ours = self.ours.records.get((taken.kind, made))
        if ours is None or not taken.lines:
            return {}
        lines = hours.of_service(ours.fields)
        return {schedule_id(taken.foreign, line): line.key for line in lines}

    def _depend(self, found: RecordDifference, kind: str, foreign: str | None) -> None:
        if foreign and self.matches.get((kind, foreign), ("", "")) is None:
            found.depends.append(f"{kind}/{terms.record_id(kind, foreign)}")

    # --- new here

    def _fill_new(self, found: RecordDifference, taken: Taken, said: dict[str, Told]) -> None:
        found.state = NEW
        defaults = defaults_of(self.who, taken, said, self.orgs)
        whole = {**{name: Told(value, None) for name, value in defaults.items()}, **said}
        if KINDS[taken.kind].check("hsds_id", taken.foreign) is None:
            whole["hsds_id"] = Told(taken.foreign, None)
        found.fields = [
            FieldDifference(
                name, NEW, [], told.value, [], default=name not in said, place=told.place
            )
            for name, told in whole.items()
        ]
        found.needs = _needs(taken.kind, whole)
        found.refused = self._refusal(found, None)
        if any(path in self.refused for path in found.depends if path.startswith("org/")):
            found.refused = found.refused or _DANGLING

    # --- known here

    def _compare(self, found: RecordDifference, taken: Taken, said: dict[str, Told]) -> None:
        record = self.stored[found.kind, found.id]
        ours = self.ours.records[found.kind, found.id]
        for name, told in said.items():
            found.fields.append(self._field(record, name, told))
        found.fields += self._missing_fields(record, ours.fields, taken, said)
        differing = [one for one in found.fields if one.state != SAME and not one.fixed]
        if not differing:
            found.fields = []
            return
        found.state = CHANGED
        found.refused = self._refusal(found, record) if ours.stands else _GONE

    def _field(self, record: StoredRecord, name: str, told: Told) -> FieldDifference:
        heads = record.cells.heads(name)
        values: list[Value] = [
            value for value in heads.values() if value is not None and value is not False
        ]
        declared = KINDS[record.kind].field(name)
        once = declared is not None and declared.merge == "once" and bool(heads)
        if not values:
            state = NEW
        elif len(heads) == 1 and self._equal(name, values[0], told.value):
            state = SAME
        else:
            state = CHANGED
        return FieldDifference(
            name, state, values, told.value, sorted(heads), once, place=told.place
        )

    def _equal(self, name: str, ours: Value, theirs: Value) -> bool:
        if same(ours, theirs):
            return True
        base, _slash, key = name.partition("/")
        if base == "schedules":
            one, other = hours.read_usual(key, ours), hours.read_usual(key, theirs)
            return one is not None and other is not None and _clocks(one) == _clocks(other)
        return isinstance(ours, str) and isinstance(theirs, str) and ours.strip() == theirs.strip()

    def _missing_fields(
        self,
        record: StoredRecord,
        fields: Mapping[str, Value],
        taken: Taken,
        said: Mapping[str, Told],
    ) -> Iterator[FieldDifference]:
        """What stands here and is not in the file, though it could be."""
        for name, value in fields.items():
            base, slash, key = name.partition("/")
            told = base in _SETS if slash else name in _SCALARS[taken.kind]
            belonging = slash or name in _OF_CHILDREN
            if not told or name in said or (belonging and not taken.full):
                continue
            if not self._would_tell(base, key, value, fields):
                continue
            declared = KINDS[record.kind].field(name)
            if declared is None or (declared.required and not slash):
                continue
            nothing: Value = False if declared.type == "flag" else None
            heads = record.cells.heads(name)
            yield FieldDifference(name, MISSING_THERE, [value], nothing, sorted(heads))

    def _would_tell(self, base: str, key: str, value: Value, fields: Mapping[str, Value]) -> bool:
        """Whether our own file would have it: what is closed is not missing elsewhere."""
        if base == "sites":
            return ("site", key) in self.ours.records
        if base == "alert":
            until = fields.get("alert_until")
            return not isinstance(until, str) or until >= self.today.isoformat()
        if base in ("schedules", "exceptions"):
            read = hours.read_usual if base == "schedules" else hours.read_exception
            return read(key, value) is not None
        return True

    def missing_there(self) -> Iterator[RecordDifference]:
        """Published services of the file's organisations that it does not have."""
        orgs = {match[0] for (kind, _f), match in self.matches.items() if kind == "org" and match}
        found = {
            match[0] for (kind, _f), match in self.matches.items() if kind == SERVICE and match
        }
        for (kind, made), ours in self.ours.records.items():
            if kind != SERVICE or made in found or not ours.stands:
                continue
            if ours.fields.get("published") is True and ours.text("provider") in orgs:
                foreign = ours.text("hsds_id") or None
                yield RecordDifference(
                    SERVICE, made, foreign, ours.text("name"), MISSING_THERE, None, None
                )

    def _refusal(self, found: RecordDifference, record: StoredRecord | None) -> str | None:
        """Why this person may not write it; asked of the same rule that decides when they do."""
        writes = {
            one.field: Write(one.theirs, ())
            for one in found.fields
            if one.state != SAME and not one.fixed
        }
        change = Change(self._wid, found.kind, found.id, SCHEMA_NUMBER, writes)
        return may_write(self.who, change, record)


def _needs(kind: str, told: Mapping[str, Told]) -> list[str]:
    """What every record of a kind has, and this one would not."""
    given = {name.partition("/")[0] for name, one in told.items() if holds(one.value)}
    given |= {name for name, one in told.items() if one.value is not None}
    own = KINDS[kind].own.values()
    return [one.name for one in own if one.required and one.name not in given]


def _clocks(line: hours.Hours) -> tuple[object, ...]:
    """Lines that are told alike: midnight has two names."""
    closes = "00:00" if line.closes == "24:00" else line.closes
    return line.days, line.opens, closes, line.first, line.last
