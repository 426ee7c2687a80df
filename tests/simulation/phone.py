"""A virtual phone: the replica's rows, forms on a screen, and requests in flight.

Every method that changes rows is one local transaction; a crash happens between them. Two tabs
are two requests in flight at once.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from sync.canonical import Value, read_json
from sync.change import Change
from sync.ids import encode_wid
from sync.merge import Cells, live_wids, show_all
from sync.protocol import PUSH_MAX
from sync.replica import (
    BAD,
    FROZEN,
    HELD,
    OPEN,
    Meta,
    OutboxRow,
    Rows,
    basis,
    freeze_covered,
    receive,
    save,
    shown_cells,
)
from sync.schema import KINDS
from tests.simulation.oracle import Oracle, Screen


@dataclass(slots=True)
class Form:
    """An open form; `screen` is what it rendered last, `change` its open outbox change."""

    path: str
    tab: int
    screen: Screen
    change: str | None = None


@dataclass(slots=True)
class Flight:
    """One request on its way. `body` left the phone; `replies` come back, or never do."""

    phone: str
    body: dict[str, Any]
    sent_ms: int = 0
    replies: list[dict[str, Any]] = field(default_factory=list)
    delivered: int = 0


class Phone:
    def __init__(
        self, name: str, token: str, user: str, org: str, dice: Random, oracle: Oracle
    ) -> None:
        self.name = name
        self.token = token
        self.user = user
        self.org = org
        self.dice = dice
        self.oracle = oracle
        self.rows = Rows(Meta(user))
        self.forms: dict[str, Form] = {}
        self.skew_ms = 0
        self.offset_ms = 0
        self.page_limit = 500
        self.schema = 1
        self.role = "volunteer"
        self.blocked = False

    # What a person does.

    def open_form(self, path: str, tab: int = 0) -> Form:
        form = self.forms.get(f"{path}#{tab}")
        if form is None:
            form = self.forms[f"{path}#{tab}"] = Form(path, tab, Screen())
        self.render(form)
        return form

    def render(self, form: Form) -> None:
        """Show the record as it is now; from here on a save covers what this shows."""
        cells = shown_cells(self.rows, form.path)
        shown = show_all(KINDS[cells.kind], cells)
        form.screen = Screen(
            {name: one.value for name, one in shown.items()},
            {name: dict(heads) for name, heads in cells.live.items()},
        )

    def save(self, form: Form, dirty: dict[str, Value], now_ms: int) -> Change:
        """One transaction: the form's open change, with what the person changed."""
        kind = KINDS[form.path.partition("/")[0]]
        screen = form.screen
        bases = {}
        for name in dirty:
            screen_values = [screen.values[name]] if name in screen.values else []
            bases[name] = basis(kind.field(name), screen.heads.get(name, {}), screen_values)
        row = self.rows.outbox.get(form.change or "")
        opened = row.change if row is not None and row.state == OPEN else None
        now = max(0, self.clock(now_ms) + self.offset_ms)
        change = save(opened, form.path, dirty, bases, now, self.dice.getrandbits(50))
        self.rows.outbox[change.id] = OutboxRow(change, OPEN)
        self.rows.outbox.update(freeze_covered(self.rows, change))
        form.change = change.id
        self.oracle.saved(self.name, self.user, change, dict.fromkeys(dirty, screen))
        return change

    def delete(self, path: str, now_ms: int) -> None:
        form = self.open_form(path)
        cells = shown_cells(self.rows, path)
        seen: list[Any] = sorted(live_wids(cells))
        self.save(form, {"$gone": seen}, now_ms)
        self.close(form)

    def close(self, form: Form) -> None:
        """The form is left: its open change is frozen."""
        del self.forms[f"{form.path}#{form.tab}"]
        if form.change in self.rows.outbox:
            row = self.rows.outbox[form.change]
            if row.state == OPEN:
                self.rows.outbox[form.change] = replace(row, state=FROZEN)

    def paths(self, kind: str) -> list[str]:
        """The records of a kind that the screen lists, stubs left out."""
        stored = [path for path, row in self.rows.records.items() if row.stub is None]
        unsent = [row.change.path for row in self.rows.outbox.values() if row.state != BAD]
        return sorted({path for path in (*stored, *unsent) if path.startswith(kind + "/")})

    # What the phone does by itself.

    def clock(self, now_ms: int) -> int:
        """What this phone's own clock says."""
        return now_ms + self.skew_ms

    def request(self, now_ms: int, *, whole: bool = False) -> Flight:
        """Freeze what is sent in one transaction, before the first byte leaves."""
        sendable = sorted(
            (row.change for row in self.rows.outbox.values() if row.state == FROZEN),
            key=lambda change: change.id,
        )[:PUSH_MAX]
        least = len(sendable) if whole else 1
        count = self.dice.randint(least, len(sendable)) if sendable else 0
        body: dict[str, Any] = {
            "v": 1,
            "schema": self.schema,
            "cursor": self.rows.meta.cursor,
            "limit": self.page_limit,
            "push": [change.to_wire() for change in sendable[:count]],
        }
        return Flight(self.name, body, self.clock(now_ms))

    def ask_again(self) -> None:
        """Held changes are asked about again, as with the first sync of a day."""
        for change_id, row in self.rows.outbox.items():
            if row.state == HELD:
                self.rows.outbox[change_id] = OutboxRow(row.change, FROZEN)

    def receive(self, flight: Flight, reply: dict[str, Any], now_ms: int) -> None:
        """Apply a reply in one transaction, and tell the oracle what became of the outbox."""
        before = dict(self.rows.outbox)
        asked = flight.body["cursor"]
        minted: list[str] = []

        def mint(ms: int) -> str:
            minted.append(encode_wid(ms, self.dice.getrandbits(50)))
            return minted[-1]

        # A clock that jumped while the request was on its way makes the offset wrong by half.
        self.offset_ms = reply["now"] - (flight.sent_ms + self.clock(now_ms)) // 2
        effects = receive(self.rows, asked, reply, now_ms, mint)
        for change_id in list(before):
            self._note(change_id, before[change_id], reply, effects.outbox, minted)
        # Dropped from `kept` and not put back into the outbox, by `gone`, a stub, or a sweep; or
        # never kept, because its record had become a stub meanwhile. What a real phone has of
        # the latter is its envelope (`webclient/src/store/past.ts`), and this one has none.
        left = {change_id for change_id, row in effects.kept.items() if row is None}
        left |= (effects.outbox.keys() & set(reply["ack"])) - effects.kept.keys()
        for change_id in left:
            if effects.outbox.get(change_id) is None:
                self.oracle.left_with_its_record.add(change_id)
        effects.write_to(self.rows)

    def _note(
        self,
        change_id: str,
        row: OutboxRow,
        reply: dict[str, Any],
        outbox: dict[str, OutboxRow | None],
        minted: list[str],
    ) -> None:
        if change_id not in outbox or outbox[change_id] is not None:
            return
        if change_id in reply["ack"]:
            self.oracle.acknowledged.add(change_id)
        elif reply["held"].get(change_id) == "id_reuse":
            self.oracle.count("id_reuse")
            for new_id in minted:
                again = outbox[new_id]
                assert again is not None
                if again.change.writes == row.change.writes:
                    self.oracle.rewritten(change_id, again.change)
        else:
            assert row.change.path in self.oracle.erased, "an outbox row left without a verdict"
            self.oracle.voided.add(change_id)

    # What happens to a phone.

    def crash(self) -> None:
        """The process dies between two transactions: forms are gone, open changes are frozen."""
        self.forms.clear()
        for change_id, row in self.rows.outbox.items():
            if row.state == OPEN:
                self.rows.outbox[change_id] = replace(row, state=FROZEN)

    def backup(self) -> Rows:
        return copy.deepcopy(self.rows)

    def restore(self, rows: Rows) -> None:
        """The phone is set back to an older backup; what only it knew since then is gone."""
        lost = self.rows.outbox.keys() - rows.outbox.keys()
        self.oracle.destroyed.update(lost)
        self.rows = copy.deepcopy(rows)
        self.crash()

    def clone(self, name: str) -> Phone:
        """A second store with the same token, as when a profile is copied."""
        twin = Phone(name, self.token, self.user, self.org, self.dice, self.oracle)
        twin.rows = copy.deepcopy(self.rows)
        twin.role, twin.schema, twin.blocked = self.role, self.schema, self.blocked
        twin.crash()
        return twin

    def cells(self, path: str) -> Cells | None:
        row = self.rows.records.get(path)
        return row.cells if row is not None and row.stub is None else None


def parse(body: bytes) -> dict[str, Any]:
    parsed: dict[str, Any] = read_json(body, depth_max=32)
    return parsed
