"""Rules of `sync.md`, each broken on purpose, and a run short enough to notice it.

A name that is patched here and no longer exists fails the test: a rule that moved must be broken
where it went. When the actions of the simulation change, so do its seeds:
`make simulate ARGS="--broken 200"` finds for each rule the first that notices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import exchange, page, relay
from server.domain.envelopes import Origin
from server.domain.page import build_page
from server.domain.who import Who
from server.store import sequence
from server.store.models import Tick
from server.store.records import write
from server.store.sequence import Sequence as NetworkSequence
from sync import merge, replica
from sync.canonical import Value
from sync.change import COVERS_MAX
from sync.merge import Cell, Live
from sync.protocol import Cursor, SyncReply
from tests.simulation import desk, network, people, relays
from tests.simulation import phone as phones
from tests.simulation.world import Action

STEPS = 120

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule; `often` are the faults that show it, so that a short run has them."""

    rule: str
    apply: Break
    seed: int
    often: Mapping[Action, int]
    database: str = "sqlite"


def _cover_loses(patch: pytest.MonkeyPatch) -> None:
    def join(self: merge.Cells, field: str, wid: str, cell: Cell, user: Any = None) -> bool:
        moved = right(self, field, wid, cell, user)
        if isinstance(cell, Live) and wid in self.covered.get(field, ()):
            self.live.setdefault(field, {})[wid] = cell.value
            self.users[wid] = user
        return moved

    right = merge.Cells.join
    patch.setattr(merge.Cells, "join", join)


def _nothing_gone_when_pushed(patch: pytest.MonkeyPatch) -> None:
    exits = exchange._exits

    def without_own(*arguments: Any) -> list[dict[str, Any]]:
        return [row for row in exits(*arguments) if not row["key"].startswith("x:")]

    patch.setattr(exchange, "_exits", without_own)
    patch.setattr(page, "_pushed", lambda *_: set())


def _anchor_not_checked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(page, "has_tick", lambda *_: True)


def _anchor_at_position(patch: pytest.MonkeyPatch) -> None:
    def anchored_where_it_stands(session: Session, *arguments: Any) -> SyncReply:
        reply = build_page(session, *arguments)
        cursor = Cursor.decode(reply.cursor)
        assert cursor is not None
        near = select(Tick.seq, Tick.tag).where(Tick.seq >= cursor.position)
        row = session.execute(near.order_by(Tick.seq).limit(1)).one()
        reply.cursor = replace(cursor, anchor_seq=row.seq, anchor_tag=row.tag).encode()
        return reply

    patch.setattr(exchange, "build_page", anchored_where_it_stands)


def _scope_never_reset(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(page, "scope_hash", lambda _who: "same")


def _no_number_on_entry(patch: pytest.MonkeyPatch) -> None:
    settle = exchange._settle

    def only_moved(session: Session, network_id: str, records: Any, moved: Any, beside: Any) -> Any:
        dirty = settle(session, network_id, records, moved, beside)
        followers = [record for record in dirty if record.key not in moved]
        write(session, network_id, followers)
        return [record for record in dirty if record.key in moved]

    patch.setattr(exchange, "_settle", only_moved)


def _any_ack_empties(patch: pytest.MonkeyPatch) -> None:
    take = replica._Receipt._take_verdicts

    def take_and_empty(receipt: replica._Receipt) -> None:
        take(receipt)
        if receipt.reply["ack"]:
            for change_id, row in receipt.before.outbox.items():
                if row.state == replica.FROZEN:
                    receipt.out.outbox[change_id] = None

    patch.setattr(replica._Receipt, "_take_verdicts", take_and_empty)


def _lock_last(patch: pytest.MonkeyPatch) -> None:
    class LateSequence(NetworkSequence):
        """Takes the lock with the first number, when the records are loaded already."""

        def __init__(self, session: Session, network_id: str) -> None:
            super().__init__(session, network_id, 0, 0)
            self.locked = False

        def next_number(self) -> int:
            if not self.locked:
                real = lock(self._session, self.network_id)
                self.locked, self._start = True, real._start
                self._seq, self._changes = real._start
            return super().next_number()

    lock = sequence.lock
    patch.setattr(exchange, "lock", LateSequence)


def _form_covers_unseen(patch: pytest.MonkeyPatch) -> None:
    def everything(_field: Any, heads: Mapping[str, Value], _screen: Sequence[Value]) -> list[str]:
        return sorted(heads)[:COVERS_MAX]

    patch.setattr(phones, "basis", everything)


def _stale_reply_counts(patch: pytest.MonkeyPatch) -> None:
    def apply(rows: replica.Rows, _asked: str | None, *rest: Any) -> replica.Effects:
        return right(rows, rows.meta.cursor, *rest)

    right = replica.receive
    patch.setattr(phones, "receive", apply)


def _open_change_goes_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(phones, "freeze_covered", lambda *_: {})


def _restored_server_joined(patch: pytest.MonkeyPatch) -> None:
    take = replica._Receipt._take_record

    def join(receipt: replica._Receipt, fragment: Mapping[str, Any]) -> None:
        path = f"{fragment['c']}/{fragment['r']}"
        before = receipt.before.records.get(path)
        take(receipt, fragment)
        after = receipt.out.records[path]
        if before is not None and after is not None and after.stub is None:
            after.cells.merge(before.cells)

    patch.setattr(replica._Receipt, "_take_record", join)


def _stub_keeps_words(patch: pytest.MonkeyPatch) -> None:
    def keep(_receipt: replica._Receipt, _path: str) -> None:
        return

    patch.setattr(replica._Receipt, "_drop_kept", keep)


def _blocked_phones_are_taken(patch: pytest.MonkeyPatch) -> None:
    def taken(origin: Who, entries: Any, *, revoked: bool) -> Any:
        return right(origin, entries, revoked=False)

    right = exchange.push_for
    patch.setattr(exchange, "push_for", taken)


def _in_the_bearers_name(patch: pytest.MonkeyPatch) -> None:
    def take(handed: Any, origin: Origin, entries: Any, bearer: Who | None) -> None:
        taken = origin if bearer is None else replace(origin, who=bearer)
        right(handed, taken, entries, bearer)

    right = relay._take
    patch.setattr(relay, "_take", take)


RESTORES: dict[Action, int] = {
    desk.backup_server: 6,
    desk.restore_server: 6,
    network.one_record_pages: 10,
}
MID_PAGE = {**RESTORES, network.one_record_pages: 60, desk.restore_server: 12}
HELD_THEN_RELEASED: Mapping[Action, int] = {
    desk.move: 20,
    desk.release: 30,
    people.meet: 40,
    people.restrict: 10,
}
# A reply from before a reset does harm when the phone's scope is again what it was then.
THERE_AND_BACK: Mapping[Action, int] = {
    desk.role: 80,
    network.send: 120,
    network.deliver: 120,
    network.answer: 120,
}
SEALED: Mapping[Action, int] = {
    relays.seal_some: 60,
    relays.relay: 60,
    relays.carry: 60,
    desk.revoke: 40,
    desk.enrol_again: 10,
}
ENTRIES: Mapping[Action, int] = {people.refer: 30, network.send: 60, network.deliver: 60}

# The first nine are those that `sync.md` section 14 names; the others are `docs/protocol.md`'s.
BROKEN: Sequence[Broken] = (
    Broken("cover loses to live", _cover_loses, 1, {}),
    Broken("no gone for a pushed record", _nothing_gone_when_pushed, 24, HELD_THEN_RELEASED),
    Broken("no anchor check", _anchor_not_checked, 2, RESTORES),
    Broken(
        "anchor = position",
        _anchor_at_position,
        1,
        RESTORES | {network.one_record_pages: 60, desk.restore_server: 12},
    ),
    Broken("no scope reset", _scope_never_reset, 1, {desk.move: 20}),
    Broken("no new seq on scope entry", _no_number_on_entry, 1, ENTRIES),
    Broken("outbox cleared by any ack", _any_ack_empties, 2, {}),
    Broken("lock taken last", _lock_last, 2, {network.overlap: 40}, "postgresql"),
    Broken("a form covers what it did not show", _form_covers_unseen, 4, {people.meet: 40}),
    Broken("a stale reply counts", _stale_reply_counts, 97, THERE_AND_BACK),
    Broken("an open change goes on once covered", _open_change_goes_on, 1, {people.two_tabs: 40}),
    Broken("what a restored server lost is joined again", _restored_server_joined, 7, RESTORES),
    Broken("kept survives gone and stub", _stub_keeps_words, 1, {people.restrict: 20}),
    Broken("what a blocked phone sealed is stored", _blocked_phones_are_taken, 5, SEALED),
    Broken("a carrier becomes the author", _in_the_bearers_name, 2, SEALED),
)
