"""The page of a pull: what changed since the cursor and may travel to this phone.

Everything is read in one unchanging snapshot. Records are stored fragments, joined as bytes.
`sync.md` sections 8 and 9.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import CompoundSelect, Table, bindparam, select, union_all
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.domain.access import phone_keys, readable_seqs, scope_hash
from server.domain.verdicts import Entry
from server.domain.who import Who
from server.store.bulk import one_of
from server.store.models import Exit, Record, Scope
from server.store.records import FULL, Key, by_kind
from server.store.sequence import has_tick, newest_tick
from sync.protocol import (
    PAGE_BYTES_MAX,
    RESET_SCOPE,
    RESET_TIMELINE,
    VOID,
    Cursor,
    SyncReply,
    SyncRequest,
    Verdict,
)

EXITS_MAX: Final = 2000
DAY_MS: Final = 24 * 3600 * 1000
SWEEP_MARK: Final = "s"

# Prepared once: building a statement costs more than running it on an idle phone's behalf.
_SCOPE: Final = cast(Table, Scope.__table__)
_RECORD: Final = cast(Table, Record.__table__)
_FRAGMENTS: Final = (
    select(_RECORD.c.seq, _RECORD.c.kind, _RECORD.c.id, _RECORD.c.state, _RECORD.c.stub)
    .where(
        _RECORD.c.network_id == bindparam("network"),
        one_of(_RECORD.c.seq, "seqs"),
    )
    .order_by(_RECORD.c.seq)
)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a pull starts. `sweep_from` is set while a phone pulls everything: only exits after
    that number concern it, because it knows nothing older."""

    position: int
    sweep_from: int | None

    def mark(self, scope: str) -> str:
        """The last part of the cursor: the scope's hash, and that a sweep is going on."""
        return scope if self.sweep_from is None else f"{scope}{SWEEP_MARK}{self.sweep_from}"


@dataclass(slots=True)
class Page:
    """What goes into one reply. `held` are the paths already in `pull`."""

    end: int
    more: bool
    pull: list[bytes] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def add(self, kind: str, record: str, fragment: bytes | None) -> None:
        """One record: its fragment, or its path under `gone` when it may not be shown."""
        path = f"{kind}/{record}"
        if path in self.paths:
            return
        self.paths.add(path)
        if fragment:
            self.pull.append(fragment)
        else:
            self.gone.append(path)


def build_page(
    session: Session,
    who: Who,
    request: SyncRequest,
    entries: Sequence[Entry],
    verdicts: Mapping[str, Verdict],
    window_days: int,
) -> SyncReply:
    """The reply to a request whose changes already have their verdicts."""
    newest_seq, newest_tag = newest_tick(session, who.network_id)
    scope = scope_hash(who)
    anchored = Cursor(0, newest_seq, newest_tag, scope)
    reply = SyncReply(now_ms=now_ms(), cursor="", verdicts=dict(verdicts))
    start, reset = _standpoint(session, who, request.cursor, scope, newest_seq)
    if reset is not None:
        reply.reset, reply.more = reset, True
        reply.cursor = replace(anchored, scope_hash=start.mark(scope)).encode()
        return reply
    cutoff_ms = None if start.sweep_from is None else reply.now_ms - window_days * DAY_MS
    page = _pull(session, who, start, newest_seq, request.limit, cutoff_ms, reply.now_ms)
    _add_named(session, who, page, _pushed(entries, verdicts), only_stubs=True)
    _add_named(session, who, page, set(request.want), only_stubs=False)
    after = start if page.more else Standpoint(page.end, None)
    reply.cursor = replace(anchored, position=page.end, scope_hash=after.mark(scope)).encode()
    reply.pull, reply.gone, reply.erased, reply.more = page.pull, page.gone, page.erased, page.more
    return reply


def _standpoint(
    session: Session, who: Who, sent: str | None, scope: str, newest_seq: int
) -> tuple[Standpoint, str | None]:
    """Where the phone stands, and the reset that it needs, if any."""
    if sent is None:
        return Standpoint(0, newest_seq), None
    cursor = Cursor.decode(sent)
    if cursor is None or cursor.position > cursor.anchor_seq:
        return Standpoint(0, 0), RESET_TIMELINE
    if not has_tick(session, who.network_id, cursor.anchor_seq, cursor.anchor_tag):
        return Standpoint(0, 0), RESET_TIMELINE
    told, _, sweep = cursor.scope_hash.partition(SWEEP_MARK)
    sweep_from = int(sweep) if sweep.isdecimal() and len(sweep) <= 18 else None
    if told != scope:
        # What left the phone's reach since it stood there must still be told.
        known = cursor.position if sweep_from is None else min(cursor.position, sweep_from)
        return Standpoint(0, known), RESET_SCOPE
    return Standpoint(cursor.position, sweep_from), None


def _pull(
    session: Session,
    who: Who,
    start: Standpoint,
    newest_seq: int,
    limit: int,
    cutoff_ms: int | None,
    at_ms: int,
) -> Page:
    if start.position >= newest_seq:
        return Page(start.position, more=False)
    found = _candidates(session, who, start.position, limit, cutoff_ms, at_ms)
    taken = _cut(found, limit)
    more = len(taken) < len(found)
    end = taken[-1][0] if more else newest_seq
    after = max(start.position, start.sweep_from or 0)
    exits = _exits(session, who, after, end)
    if len(exits) > EXITS_MAX:
        exits = exits[:EXITS_MAX]
        end, more = exits[-1].seq, True
        taken = [one for one in taken if one[0] <= end]
    page = Page(end, more)
    grades = {seq: grade for seq, grade, _size in taken}
    for row in _fragments(session, who.network_id, list(grades)):
        page.add(row.kind, row.id, row.state if grades[row.seq] == FULL else row.stub)
    _add_exits(session, who, page, exits)
    return page


def _candidates(
    session: Session, who: Who, position: int, limit: int, cutoff_ms: int | None, at_ms: int
) -> list[tuple[int, int, int]]:
    """(seq, grade, size) of the next readable records in order, one more than the page takes."""
    keys = phone_keys(who)
    values: dict[str, object] = {f"key_{place}": key for place, key in enumerate(keys)}
    values |= {"network": who.network_id, "position": position, "most": limit + 1}
    if cutoff_ms is not None:
        values |= {"cutoff": cutoff_ms, "now": at_ms}
    query = _candidates_query(len(keys), cutoff_ms is not None)
    best: dict[int, tuple[int, int]] = {}
    for seq, grade, size in session.connection().execute(query, values):
        if seq not in best or best[seq][0] < grade:
            best[seq] = (grade, size)
    return [(seq, *best[seq]) for seq in sorted(best)[: limit + 1]]


@cache
def _candidates_query(keys: int, windowed: bool) -> CompoundSelect[int, int, int]:
    """One range of the index per key: rows are read in its order and never sorted."""
    parts = []
    for place in range(keys):
        query = select(_SCOPE.c.seq, _SCOPE.c.grade, _SCOPE.c.size).where(
            _SCOPE.c.network_id == bindparam("network"),
            _SCOPE.c.key == bindparam(f"key_{place}"),
            _SCOPE.c.seq > bindparam("position"),
        )
        if windowed:
            recent = _SCOPE.c.window_ms >= bindparam("cutoff")
            query = query.where(recent | (_SCOPE.c.until_ms >= bindparam("now")))
        ordered = query.order_by(_SCOPE.c.seq).limit(bindparam("most"))
        parts.append(select(ordered.subquery()))
    return union_all(*parts)


def _cut(found: list[tuple[int, int, int]], limit: int) -> list[tuple[int, int, int]]:
    """The part that fits into one page: by count, and by size but never less than one record."""
    total = 0
    for place, (_seq, _grade, size) in enumerate(found[:limit]):
        total += size + 1
        if total > PAGE_BYTES_MAX and place > 0:
            return found[:place]
    return found[:limit]


def _fragments(session: Session, network_id: str, seqs: list[int]) -> Iterable[Any]:
    values = {"network": network_id, "seqs": seqs}
    return session.connection().execute(_FRAGMENTS, values).all()


def _exits(session: Session, who: Who, after: int, end: int) -> list[Any]:
    query = (
        select(Exit.seq, Exit.kind, Exit.record_id, Exit.erased)
        .where(
            Exit.network_id == who.network_id,
            one_of(Exit.key, phone_keys(who)),
            Exit.seq > after,
            Exit.seq <= end,
        )
        .order_by(Exit.seq)
        .limit(EXITS_MAX + 1)
    )
    return list(session.execute(query))


def _add_exits(session: Session, who: Who, page: Page, exits: list[Any]) -> None:
    erased = {(row.kind, row.record_id) for row in exits if row.erased}
    page.erased = [f"{kind}/{record}" for kind, record in sorted(erased)]
    left = {(row.kind, row.record_id) for row in exits} - erased
    still_readable = {key for key, grade, _fragments in _readable(session, who, left) if grade}
    for kind, record in sorted(left - still_readable):
        page.add(kind, record, None)


def _add_named(
    session: Session, who: Who, page: Page, keys: Collection[Key], *, only_stubs: bool
) -> None:
    """Records named by the phone itself. What cannot be read is gone, as what does not exist.

    Of what the phone pushed only the stubs are added: an old cursor may be past the record, and
    the phone would keep in clear what it sent.
    """
    readable = set()
    for (kind, record), grade, (state, stub) in _readable(session, who, keys):
        readable.add((kind, record))
        if grade != FULL or not only_stubs:
            page.add(kind, record, state if grade == FULL else stub)
    for kind, record in sorted(set(keys) - readable):
        if f"{kind}/{record}" not in page.erased:
            page.add(kind, record, None)


def _readable(
    session: Session, who: Who, keys: Collection[Key]
) -> list[tuple[Key, int, tuple[bytes, bytes | None]]]:
    """Those of the records that may travel to this phone, with grade and fragments."""
    found = []
    for kind, ids in by_kind(keys):
        query = select(_RECORD.c.seq, _RECORD.c.id, _RECORD.c.state, _RECORD.c.stub).where(
            _RECORD.c.network_id == who.network_id,
            _RECORD.c.kind == kind,
            one_of(_RECORD.c.id, ids),
        )
        rows = session.connection().execute(query).all()
        grades = readable_seqs(session, who, [row.seq for row in rows])
        found += [
            ((kind, row.id), grades[row.seq], (row.state, row.stub))
            for row in rows
            if row.seq in grades
        ]
    return found


def _pushed(entries: Sequence[Entry], verdicts: Mapping[str, Verdict]) -> set[Key]:
    """The records named by what was pushed, but for the erased ones: `void` tells of those."""
    return {
        entry.key for entry in entries if entry.key is not None and verdicts[entry.id].kind != VOID
    }
