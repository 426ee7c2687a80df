"""A phone's replica as pure functions over rows: what a save writes, what a reply does.

The twin of `webclient/src/sync/replica.ts`. Whoever keeps the rows (IndexedDB on a phone, a
dictionary in the simulation) reads what a call needs, calls it, and writes the returned Effects
in the same transaction. What the screen shows is the records' cells joined with the delta of
every outbox change that is not bad. `sync.md` sections 4, 6 and 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from sync.canonical import Value, same
from sync.change import COVERS_MAX, Change, Write
from sync.ids import WID_MS_MAX, encode_wid, wid_ms
from sync.merge import Cells
from sync.protocol import RESET_TIMELINE
from sync.schema import SCHEMA_NUMBER, Field

OPEN: Final = "open"
FROZEN: Final = "frozen"
HELD: Final = "held"
BAD: Final = "bad"

Row = TypeVar("Row")

KEPT_MS: Final = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A change that no reply has acknowledged. `reason` is the code of held or bad."""

    change: Change
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An own acknowledged change, kept in case the server is restored from an older backup."""

    change: Change
    acked_ms: int


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as the server gave it. While `stub` is set, `cells` is empty.

    `generation` is that of its last pull, `acked` that of its last own acknowledged change.
    """

    cells: Cells
    stub: Mapping[str, Value] | None = None
    generation: int = 0
    acked: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """Where this replica stands with one server; `sweeping` from a reset until its last page."""

    user: str
    cursor: str | None = None
    generation: int = 0
    sweeping: bool = False


@dataclass(slots=True)
class Rows:
    """Everything a replica holds, or the part of it that one call needs."""

    meta: Meta
    records: dict[str, RecordRow] = field(default_factory=dict)
    outbox: dict[str, OutboxRow] = field(default_factory=dict)
    kept: dict[str, KeptRow] = field(default_factory=dict)


@dataclass(slots=True)
class Effects:
    """What to write, in one transaction; None deletes the row."""

    meta: Meta
    records: dict[str, RecordRow | None] = field(default_factory=dict)
    outbox: dict[str, OutboxRow | None] = field(default_factory=dict)
    kept: dict[str, KeptRow | None] = field(default_factory=dict)

    def write_to(self, rows: Rows) -> None:
        rows.meta = self.meta
        _write(self.records, rows.records)
        _write(self.outbox, rows.outbox)
        _write(self.kept, rows.kept)


def shown_cells(rows: Rows, path: str) -> Cells:
    """The cells that a screen shows of one record."""
    kind, _slash, record = path.partition("/")
    cells = Cells(kind, record)
    if path in rows.records:
        cells.merge(rows.records[path].cells)
    for row in rows.outbox.values():
        if row.state != BAD and row.change.path == path:
            cells.apply(row.change, rows.meta.user)
    return cells


def basis(declared: Field | None, heads: Mapping[str, Value], screen: Sequence[Value]) -> list[str]:
    """The ids a save of this field covers, taken from what is rendered.

    `heads` are those known when the form was rendered, `screen` the values it showed. Of more
    than 64 heads the oldest are covered.
    """
    policy = "review" if declared is None else declared.merge
    if policy == "once":
        return []
    wids = sorted(heads)
    if policy == "review":
        wids = [wid for wid in wids if any(same(heads[wid], value) for value in screen)]
    return wids[:COVERS_MAX]


def save(
    opened: Change | None,
    path: str,
    dirty: Mapping[str, Value],
    bases: Mapping[str, Sequence[str]],
    now_ms: int,
    random50: int,
) -> Change:
    """The change that a form writes: a new one, or its open one with the last values.

    `now_ms` is the phone's clock with its offset; `dirty` has only what the person changed.
    """
    if opened is None:
        latest = max((wid_ms(wid) for name in dirty for wid in bases.get(name, ())), default=-1)
        ms = min(WID_MS_MAX, max(now_ms, latest + 1))
        kind, _slash, record = path.partition("/")
        opened = Change(encode_wid(ms, random50), kind, record, SCHEMA_NUMBER, {})
    writes = dict(opened.writes)
    for name, value in dirty.items():
        before = writes[name].covers if name in writes else ()
        covers = sorted({*before, *bases.get(name, ())} - {opened.id})
        writes[name] = Write(value, tuple(covers[:COVERS_MAX]))
    return replace(opened, writes=writes)


def freeze_covered(rows: Rows, saved: Change) -> dict[str, OutboxRow]:
    """The open changes that a save covers, to be written frozen in the same transaction.

    Two tabs may have a form open on one record. If the first went on writing into its open
    change after the second had replaced it, the two changes would cover each other: neither
    would be a head, and both values would vanish.
    """
    covered = {wid for write in saved.writes.values() for wid in write.covers}
    return {
        change_id: replace(row, state=FROZEN)
        for change_id, row in rows.outbox.items()
        if row.state == OPEN and change_id in covered
    }


def receive(
    rows: Rows,
    asked: str | None,
    reply: Mapping[str, Any],
    now_ms: int,
    mint: Callable[[int], str],
) -> Effects:
    """What a reply does: verdicts, pull, gone, erased, cursor, and the sweep at the last page.

    `asked` is the cursor that the request carried, `reply` the parsed body; `mint(ms)` makes a
    new write id. `rows` needs the whole outbox; the touched records, or all of them while
    sweeping; and `kept` whole.

    A reply to a cursor that is no longer ours does nothing: another tab, or the worker, was
    quicker. Its `gone` may be older than what we hold, and its last page is not the last page of
    a sweep that began meanwhile. What it acknowledges is sent again and acknowledged again.
    """
    if rows.meta.cursor != asked:
        return Effects(rows.meta)
    return _Receipt(rows, reply, now_ms, mint).effects()


class _Receipt:
    def __init__(
        self, rows: Rows, reply: Mapping[str, Any], now_ms: int, mint: Callable[[int], str]
    ) -> None:
        meta = rows.meta
        if reply["reset"] is not None:
            meta = replace(meta, generation=meta.generation + 1, sweeping=True)
        self.before = rows
        self.reply = reply
        self.now_ms = now_ms
        self.mint = mint
        self.out = Effects(replace(meta, cursor=reply["cursor"]))

    def effects(self) -> Effects:
        self._take_verdicts()
        if self.reply["reset"] == RESET_TIMELINE:
            self._offer_again()
        for fragment in self.reply["pull"]:
            self._take_record(fragment)
        for path in self.reply["gone"]:
            self._drop_record(path)
        for path in self.reply["erased"]:
            self._erase(path)
        if not self.reply["more"] and self.out.meta.sweeping:
            self._sweep()
        return self.out

    def _take_verdicts(self) -> None:
        for change_id in self.reply["ack"]:
            row = self.before.outbox.get(change_id)
            if row is not None:
                self._acknowledge(row.change)
        for state in (HELD, BAD):
            for change_id, reason in self.reply[state].items():
                row = self.before.outbox.get(change_id)
                if row is not None:
                    self._put_aside(row, state, reason)
        for change_id in self.reply["void"]:
            row = self.before.outbox.get(change_id)
            if row is not None:
                self._erase(row.change.path)

    def _acknowledge(self, change: Change) -> None:
        self.out.outbox[change.id] = None
        row = self._record(change.path)
        # What became a stub is not to be read here again, our own words included.
        if row.stub is None:
            row.cells.apply(change, self.out.meta.user)
            self.out.kept[change.id] = KeptRow(change, self.now_ms)
        # What a reset reply acknowledges belongs to the generation before: such a reply cannot
        # say `gone`, and what may still be read here comes again with the pages that follow.
        self.out.records[change.path] = replace(row, acked=self.before.meta.generation)

    def _put_aside(self, row: OutboxRow, state: str, reason: str) -> None:
        if reason != "id_reuse":
            self.out.outbox[row.change.id] = OutboxRow(row.change, state, reason)
            return
        # The same set under a new id, with the same covers, not covering the old one.
        again = replace(row.change, id=self.mint(wid_ms(row.change.id)))
        self.out.outbox[row.change.id] = None
        self.out.outbox[again.id] = OutboxRow(again, FROZEN)

    def _offer_again(self) -> None:
        """The server lost part of its past: everything it once acknowledged is sent again."""
        for change_id, kept in self.before.kept.items():
            self.out.outbox[change_id] = OutboxRow(kept.change, FROZEN)
            self.out.kept[change_id] = None

    def _take_record(self, fragment: Mapping[str, Any]) -> None:
        path = f"{fragment['c']}/{fragment['r']}"
        generation = self.out.meta.generation
        if "stub" in fragment:
            self._drop_kept(path)
            empty = Cells(fragment["c"], fragment["r"])
            self.out.records[path] = RecordRow(empty, fragment["stub"], generation)
            return
        row = self._record(path)
        cells = Cells.from_wire(fragment)
        # The first pull after a reset replaces: a restored server may have lost what we hold of
        # others, and would never take it back. What is ours comes again from `kept`.
        if row.generation == generation:
            cells.merge(row.cells)
        self.out.records[path] = RecordRow(cells, None, generation, row.acked)

    def _drop_record(self, path: str) -> None:
        self.out.records[path] = None
        self._drop_kept(path)

    def _erase(self, path: str) -> None:
        self._drop_record(path)
        for outbox in (self.before.outbox, dict(self.out.outbox)):
            for change_id, row in outbox.items():
                if row is not None and row.change.path == path:
                    self.out.outbox[change_id] = None

    def _drop_kept(self, path: str) -> None:
        for kept in (self.before.kept, dict(self.out.kept)):
            for change_id, row in kept.items():
                if row is not None and row.change.path == path:
                    self.out.kept[change_id] = None

    def _sweep(self) -> None:
        generation = self.out.meta.generation
        for path, row in self.before.records.items():
            seen = generation in (row.generation, row.acked)
            if not seen and path not in self.out.records:
                self._drop_record(path)
        self.out.meta = replace(self.out.meta, sweeping=False)

    def _record(self, path: str) -> RecordRow:
        """The row as it stands in this receipt, its cells safe to change."""
        row = self.out.records[path] if path in self.out.records else self.before.records.get(path)
        kind, _slash, record = path.partition("/")
        cells = Cells(kind, record)
        if row is None:
            return RecordRow(cells)
        cells.merge(row.cells)
        return replace(row, cells=cells)


def _write(effects: Mapping[str, Row | None], rows: dict[str, Row]) -> None:
    for key, row in effects.items():
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row
