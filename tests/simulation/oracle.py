"""What the simulation knows that no replica knows: every save, and what its author was shown.

The oracle decides nothing by the code under test. It keeps each save as it was made on a phone's
screen, and which write ids that screen stood for at the moment it was rendered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.canonical import Value, canonical
from sync.change import Change
from sync.schema import KINDS


@dataclass(slots=True)
class Screen:
    """One record as a form rendered it: per field the value shown and the heads known then."""

    values: dict[str, Value] = field(default_factory=dict)
    heads: dict[str, dict[str, Value]] = field(default_factory=dict)

    def seen(self, kind: str, name: str) -> set[str]:
        """The writes of a field that a save from this screen may replace."""
        heads = self.heads.get(name, {})
        declared = KINDS[kind].field(name)
        if declared is not None and declared.merge == "once":
            return set()
        if declared is not None and declared.merge != "review":
            return set(heads)
        if name not in self.values:
            return set()
        shown = canonical(self.values[name])
        return {wid for wid, value in heads.items() if canonical(value) == shown}


@dataclass(slots=True)
class Save:
    """One change as a person made it; `seen[field]` is what the screen stood for."""

    change: Change
    phone: str
    user: str
    seen: dict[str, set[str]]


@dataclass(slots=True)
class Oracle:
    saves: dict[str, Save] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    voided: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    destroyed: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    left_with_its_record: set[str] = field(default_factory=set)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def saved(self, phone: str, user: str, change: Change, screens: Mapping[str, Screen]) -> None:
        """Note a save; `screens` gives per field the screen it was made from."""
        seen = {name: screens[name].seen(change.kind, name) for name in screens}
        before = self.saves.get(change.id)
        if before is not None:
            for name, wids in before.seen.items():
                seen[name] = seen.get(name, set()) | wids
        self.saves[change.id] = Save(change, phone, user, seen)
        self.bodies.setdefault(change.id, set()).add(change.body())

    def rewritten(self, old_id: str, change: Change) -> None:
        """A phone wrote the same set again under a new id (`id_reuse`)."""
        old = self.saves[old_id]
        self.saves[change.id] = Save(change, old.phone, old.user, old.seen)
        self.bodies[change.id] = {change.body()}
        self.replaced.add(old_id)

    def count(self, what: str) -> None:
        self.counts[what] += 1
