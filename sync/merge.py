"""How concurrent writes of one record become one record.

The essay. A record's field is an observed-remove multi-value register. Every write has a random
id that never changes and names the writes it replaces. A cell (record, field, write id) only ever
goes absent -> live(value) -> covered, never back, so joining two replicas is a pointwise maximum:
commutative, associative, idempotent. It does not matter how often, in which order or by which
road a change arrives. No clock, counter or device id takes part; the clock, inside the write id,
only orders concurrent values on the screen.

Why not the obvious designs? Last-write-wins, by wall clock or by hybrid logical clock, loses an
acknowledged write as soon as one phone's clock jumps, and phones in the street do jump. A version
counter per device breaks when a phone is restored from a backup or its profile is cloned: two
stores then count on under one name, and one of the two histories is swallowed. Compare-and-swap
against a base version is ambiguous once a change may travel by another phone or a hub: the base
it names may be one that the receiver has merged past or never had. Trees of revisions keep whole
documents, and so can neither forget one person nor settle one field. General document CRDTs carry
their history inside, and cannot erase a person or keep one record from one reader.

What remains is small: live cells of a field are its heads; more than one head means that two
people wrote without having seen each other; a policy declared per field says what is shown and
whether a human must decide. Nothing a policy does changes a cell.

Sources: observed-remove sets (Shapiro et al. 2011; Bieniusa et al. 2012), dotted version vectors
(Preguica et al. 2010), delta-state CRDTs (Almeida et al. 2018), and the predecessor rule of
Automerge. `sync.md` sections 1, 3 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.canonical import Value, canonical, same
from sync.change import Change
from sync.schema import Field, Kind, key_of


@dataclass(frozen=True, slots=True)
class Live:
    """A cell that holds a value which no known write replaces."""

    value: Value


class Covered:
    """A cell whose write is replaced; what it held is history."""

    __slots__ = ()


COVERED: Final = Covered()
Cell = Live | Covered | None


def join_cell(ours: Cell, theirs: Cell) -> Cell:
    """Join two states of one cell: absent < live < covered.

    Commutative, associative, idempotent. Two live values of one write id never differ unless a
    client is broken or hostile; the larger canonical JSON, compared as UTF-8 bytes, then stands.
    Source: observed-remove sets, Bieniusa et al. 2012; see the essay above.
    """
    if ours is None:
        return theirs
    if theirs is None:
        return ours
    if isinstance(ours, Covered) or isinstance(theirs, Covered):
        return COVERED
    return ours if canonical(ours.value) >= canonical(theirs.value) else theirs


class Cells:
    """The merged state of one record: every cell that is not absent, and who wrote the live ones.

    `live[field][wid]` is a value, `covered[field]` the ids known to be replaced, `users[wid]` the
    user of each write that still has a live cell (None on the phone that has not sent it yet).
    """

    __slots__ = ("covered", "kind", "live", "record", "users")

    def __init__(self, kind: str, record: str) -> None:
        self.kind = kind
        self.record = record
        self.live: dict[str, dict[str, Value]] = {}
        self.covered: dict[str, set[str]] = {}
        self.users: dict[str, str | None] = {}

    @property
    def path(self) -> str:
        return f"{self.kind}/{self.record}"

    def heads(self, field: str) -> dict[str, Value]:
        """The live cells of a field: write id -> value."""
        return self.live.get(field, {})

    def cell(self, field: str, wid: str) -> Cell:
        if wid in self.covered.get(field, ()):
            return COVERED
        heads = self.heads(field)
        return Live(heads[wid]) if wid in heads else None

    def apply(self, change: Change, user: str | None = None) -> bool:
        """Join the delta of a change; whether any cell moved."""
        moved = False
        for field, write in change.writes.items():
            moved |= self.join(field, change.id, Live(write.value), user)
            for wid in write.covers:
                moved |= self.join(field, wid, COVERED)
        return moved

    def merge(self, other: Cells) -> bool:
        """Join another replica's state of the same record; whether any cell moved."""
        moved = False
        for field, heads in other.live.items():
            for wid, value in heads.items():
                moved |= self.join(field, wid, Live(value), other.users.get(wid))
        for field, wids in other.covered.items():
            for wid in wids:
                moved |= self.join(field, wid, COVERED)
        return moved

    def join(self, field: str, wid: str, cell: Cell, user: str | None = None) -> bool:
        """Join one cell; whether it moved."""
        before = self.cell(field, wid)
        after = join_cell(before, cell)
        if isinstance(after, Live):
            # Ids are unique, so two users of one write are a broken client: the larger stands.
            self.users[wid] = max(self.users.get(wid) or "", user or "") or None
            self.live.setdefault(field, {})[wid] = after.value
            return before is None or after is not before
        if after is None or isinstance(before, Covered):
            return False
        self.covered.setdefault(field, set()).add(wid)
        if before is not None:
            self._drop_live(field, wid)
        return True

    def _drop_live(self, field: str, wid: str) -> None:
        del self.live[field][wid]
        if not self.live[field]:
            del self.live[field]
        if not any(wid in heads for heads in self.live.values()):
            self.users.pop(wid, None)

    def to_wire(self) -> dict[str, Any]:
        """The fragment `{"c","r","w","x"}`; equal states give equal canonical bytes."""
        writes: dict[str, dict[str, Value]] = {}
        for field, heads in self.live.items():
            for wid, value in heads.items():
                writes.setdefault(wid, {})[field] = value
        return {
            "c": self.kind,
            "r": self.record,
            "w": [[wid, self.users.get(wid), writes[wid]] for wid in sorted(writes)],
            "x": {field: sorted(wids) for field, wids in self.covered.items() if wids},
        }

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Cells:
        """Read a fragment that a replica wrote; remote input is checked before it gets here."""
        cells = cls(wire["c"], wire["r"])
        for field, wids in wire["x"].items():
            cells.covered[field] = set(wids)
        for wid, user, fields in wire["w"]:
            for field, value in fields.items():
                cells.join(field, wid, Live(value), user)
        return cells


@dataclass(frozen=True, slots=True)
class Shown:
    """What a field shows: the value, the write it stands for, and whether a human must decide."""

    value: Value
    wid: str
    conflict: bool = False


def show(field: Field, heads: Mapping[str, Value]) -> Shown:
    """What the field's policy makes of its heads, of which there is at least one."""
    return POLICIES[field.merge](field, heads)


def show_all(kind: Kind, cells: Cells) -> dict[str, Shown]:
    """Every declared field that has a head, by wire name."""
    shown = {}
    for name, heads in cells.live.items():
        field = kind.field(name)
        if field is not None and not field.derived:
            shown[name] = show(field, heads)
    return shown


def _show_latest(_field: Field, heads: Mapping[str, Value]) -> Shown:
    wid = max(heads)
    return Shown(heads[wid], wid)


def _show_review(_field: Field, heads: Mapping[str, Value]) -> Shown:
    wid = max(heads)
    return Shown(heads[wid], wid, _differ(heads))


def _show_any(_field: Field, heads: Mapping[str, Value]) -> Shown:
    wid = max((wid for wid, value in heads.items() if holds(value)), default=None) or max(heads)
    return Shown(heads[wid], wid)


def _show_furthest(field: Field, heads: Mapping[str, Value]) -> Shown:
    """The maximal states of the declared order; an unknown state is incomparable."""
    states = [value for value in heads.values() if isinstance(value, str)]
    maximal = {
        wid: value
        for wid, value in heads.items()
        if not (isinstance(value, str) and any((value, other) in field.order for other in states))
    }
    wid = max(maximal)
    return Shown(maximal[wid], wid, _differ(maximal))


def _show_narrowest(_field: Field, heads: Mapping[str, Value]) -> Shown:
    value = narrowest([value for value in heads.values() if value is not None])
    wid = max((wid for wid, head in heads.items() if head == value), default=None) or max(heads)
    return Shown(value, wid)


def _show_once(_field: Field, heads: Mapping[str, Value]) -> Shown:
    wid = min(heads)
    return Shown(heads[wid], wid, _differ(heads))


POLICIES: Final[Mapping[str, Callable[[Field, Mapping[str, Value]], Shown]]] = {
    "latest": _show_latest,
    "review": _show_review,
    "any": _show_any,
    "furthest": _show_furthest,
    "narrowest": _show_narrowest,
    "once": _show_once,
}


def holds(value: Value) -> bool:
    """Whether a head of an `any` field says yes: it is neither null nor false."""
    return value is not None and value is not False


def _differ(heads: Mapping[str, Value]) -> bool:
    if len(heads) == 1:
        return False
    first, *others = heads.values()
    return not all(same(first, other) for other in others)


CLASSES: Final = ("public", "network", "org", "parties")
RESTRICTED: Final = frozenset(("health", "minor", "protection", "incident"))


def narrowest(classes: Sequence[Value]) -> str | None:
    """The narrowest of visibility classes; two different restricted ones give `protection`.

    A class that this version does not know counts as `protection`: closed by default.
    """
    wide = [name for name in classes if name in CLASSES]
    narrow = [name for name in classes if name not in CLASSES]
    restricted = {_restricted_class(name) for name in narrow}
    if len(restricted) > 1:
        return "protection"
    if restricted:
        return restricted.pop()
    return max((str(name) for name in wide), key=CLASSES.index, default=None)


def _restricted_class(name: Value) -> str:
    return name if isinstance(name, str) and name in RESTRICTED else "protection"


def effective_visibility(kind: Kind, cells: Cells) -> str:
    """The class of a record: the narrowest over its heads and what its fields imply.

    `sync.md` section 9, `domain.md` section 8 point 14.
    """
    classes: list[Value] = [head for head in cells.heads("visibility").values() if head is not None]
    if not classes:
        classes.append(kind.visibility)
    for name, heads in cells.live.items():
        field = kind.field(name)
        if field is not None and field.implies:
            implied = (field.implied_class(value, key_of(name)) for value in heads.values())
            classes.extend(found for found in implied if found is not None)
    found = narrowest(classes)
    assert found is not None
    return found


def live_wids(cells: Cells) -> set[str]:
    """The ids that a deletion must name: those live in any field but `$gone`, null left out."""
    return {
        wid
        for field, heads in cells.live.items()
        if field != "$gone"
        for wid, value in heads.items()
        if value is not None
    }


def deleted(cells: Cells) -> bool:
    """Whether the record is deleted: all that is live was seen by those who deleted it."""
    gone = _gone_heads(cells)
    return bool(gone) and live_wids(cells) <= set().union(*gone)


def edited_after_deletion(cells: Cells) -> bool:
    """Whether somebody deleted the record and somebody wrote what the deletion had not seen."""
    return bool(_gone_heads(cells)) and not deleted(cells)


def _gone_heads(cells: Cells) -> list[set[str]]:
    heads = cells.heads("$gone").values()
    return [{str(wid) for wid in value} for value in heads if isinstance(value, list)]


def canonical_record(start: str, into: Callable[[str], str | None]) -> str:
    """Follow `$into` to the record that stays; a cycle ends at its smallest id."""
    path: list[str] = []
    here: str | None = start
    while here is not None and here not in path:
        path.append(here)
        here = into(here)
    return path[-1] if here is None else min(path[path.index(here) :])
