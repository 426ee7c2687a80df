"""Whole exchanges of one phone, step by step; `tests/vectors/README.md` explains the steps."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sync.canonical import Value, same
from sync.change import Change
from sync.ids import encode_wid
from sync.merge import Cells, deleted, show_all
from sync.replica import (
    FROZEN,
    HELD,
    OPEN,
    Meta,
    OutboxRow,
    Rows,
    basis,
    receive,
    save,
    shown_cells,
)
from sync.schema import KINDS

TRANSCRIPTS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "transcripts.json").read_text("utf-8")
)
NOTHING: dict[str, Any] = {
    "ack": [],
    "held": {},
    "bad": {},
    "void": {},
    "pull": [],
    "gone": [],
    "erased": [],
    "reset": None,
    "more": False,
}


@dataclass
class Form:
    path: str
    heads: dict[str, dict[str, Value]] = field(default_factory=dict)
    screen: dict[str, list[Value]] = field(default_factory=dict)
    change: str | None = None


class Phone:
    """What the transcript's verbs do, over the functions under test."""

    def __init__(self, user: str) -> None:
        self.rows = Rows(Meta(user))
        self.forms: dict[str, Form] = {}
        self.requests: dict[str, dict[str, Any]] = {}
        self.last: dict[str, Any] = {"cursor": None}
        self.told: dict[str, set[str]] = {}

    def play(self, step: dict[str, Any]) -> None:
        verb = next(name for name in VERBS if name in step)
        getattr(self, f"do_{verb}")(step)

    def do_save(self, step: dict[str, Any]) -> None:
        said = step["save"]
        form = self.forms.get(said["form"])
        if form is None:
            form = self.forms[said["form"]] = Form(said["path"])
            self.render(form, {})
        kind = KINDS.get(form.path.partition("/")[0])
        bases = {
            name: basis(
                kind.field(name) if kind is not None else None,
                form.heads.get(name, {}),
                form.screen.get(name, []),
            )
            for name in said["dirty"]
        }
        row = self.rows.outbox.get(form.change or "")
        opened = row.change if row is not None and row.state == OPEN else None
        change = save(opened, form.path, said["dirty"], bases, said["now"], said["random"])
        self.rows.outbox[change.id] = OutboxRow(change, OPEN)
        form.change = change.id
        self._show_own(form, change)
        if "id" in step:
            assert change.id == step["id"]

    def _show_own(self, form: Form, change: Change) -> None:
        """After its own save a form shows what it wrote."""
        for name, write in change.writes.items():
            heads = form.heads.setdefault(name, {})
            for wid in write.covers:
                heads.pop(wid, None)
            heads[change.id] = write.value
            form.screen[name] = [write.value]

    def do_render(self, step: dict[str, Any]) -> None:
        form = self.forms.setdefault(step["render"], Form(step.get("path", "")))
        self.render(form, step.get("showing", {}))

    def render(self, form: Form, showing: dict[str, list[Value]]) -> None:
        cells = shown_cells(self.rows, form.path)
        shown = show_all(KINDS[cells.kind], cells) if cells.kind in KINDS else {}
        form.heads = {name: dict(heads) for name, heads in cells.live.items()}
        # What no declaration explains is on the screen as it is, every head of it.
        form.screen = {
            name: [shown[name].value, *showing.get(name, [])]
            if name in shown
            else list(heads.values())
            for name, heads in cells.live.items()
        }

    def do_close(self, step: dict[str, Any]) -> None:
        self._freeze(self.forms.pop(step["close"]).change)

    def do_restart(self, _step: dict[str, Any]) -> None:
        self.forms.clear()
        for change_id in list(self.rows.outbox):
            self._freeze(change_id)

    def _freeze(self, change_id: str | None) -> None:
        row = self.rows.outbox.get(change_id or "")
        if row is not None and row.state == OPEN:
            self.rows.outbox[row.change.id] = replace(row, state=FROZEN)

    def do_request(self, step: dict[str, Any]) -> None:
        states = (FROZEN, HELD) if step["request"].get("held") else (FROZEN,)
        rows = [row for row in self.rows.outbox.values() if row.state in states]
        rows.sort(key=lambda row: (states.index(row.state), row.change.id))
        push = [row.change.to_wire() for row in rows]
        self.last = {"cursor": self.rows.meta.cursor, "push": push}
        if "cursor" in step["request"]:
            assert self.last["cursor"] == step["request"]["cursor"]
        if "push" in step["request"]:
            assert push == step["request"]["push"]
        if "name" in step:
            self.requests[step["name"]] = self.last

    def do_reply(self, step: dict[str, Any]) -> None:
        asked = self.requests[step["to"]] if "to" in step else self.last
        random = iter(step.get("random", []))
        before = self.rows.records.keys() | {row.change.path for row in self.rows.outbox.values()}
        reply = {"cursor": self.rows.meta.cursor, **NOTHING, **step["reply"]}
        effects = receive(
            self.rows,
            asked["cursor"],
            reply,
            step.get("now", 0),
            lambda ms: encode_wid(ms, next(random)),
        )
        effects.write_to(self.rows)
        self.told = {
            "erased": set(reply["erased"]) & before,
            "gone": set(reply["gone"]) & before,
        }

    def do_told(self, step: dict[str, Any]) -> None:
        for name, paths in step["told"].items():
            assert self.told[name] == set(paths), name

    def do_expect(self, step: dict[str, Any]) -> None:
        for name, wanted in step["expect"].items():
            getattr(self, f"expect_{name}")(wanted)

    def expect_shown(self, wanted: dict[str, Any]) -> None:
        for path, fields in wanted.items():
            cells = shown_cells(self.rows, path)
            if fields is None:
                assert not cells.live, path
                continue
            shown = show_all(KINDS[cells.kind], cells)
            for name, value in fields.items():
                assert same(shown[name].value, value), (path, name)

    def expect_conflicts(self, wanted: dict[str, list[str]]) -> None:
        for path, names in wanted.items():
            cells = shown_cells(self.rows, path)
            shown = show_all(KINDS[cells.kind], cells)
            assert sorted(name for name, one in shown.items() if one.conflict) == sorted(names)

    def expect_stub(self, wanted: dict[str, Any]) -> None:
        for path, stub in wanted.items():
            assert self.rows.records[path].stub == stub
            assert stub is None or not self.rows.records[path].cells.live

    def expect_deleted(self, wanted: dict[str, bool]) -> None:
        for path, is_deleted in wanted.items():
            assert deleted(shown_cells(self.rows, path)) is is_deleted

    def expect_outbox(self, wanted: dict[str, Any]) -> None:
        rows = {
            change_id: row.state if row.reason is None else [row.state, row.reason]
            for change_id, row in self.rows.outbox.items()
        }
        assert rows == wanted

    def expect_kept(self, wanted: list[str]) -> None:
        assert sorted(self.rows.kept) == sorted(wanted)

    def expect_records(self, wanted: list[str]) -> None:
        held = [
            path
            for path, row in self.rows.records.items()
            if row.stub is not None or _holds(row.cells)
        ]
        assert sorted(held) == sorted(wanted)

    def expect_cursor(self, wanted: str | None) -> None:
        assert self.rows.meta.cursor == wanted

    def expect_sweeping(self, wanted: bool) -> None:
        assert self.rows.meta.sweeping is wanted


def _holds(cells: Cells) -> bool:
    return bool(cells.live or cells.covered)


VERBS = ("save", "render", "close", "restart", "request", "reply", "expect", "told")


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda one: one["name"])
def test_a_phone_does_what_the_transcript_says(transcript: dict[str, Any]) -> None:
    phone = Phone(transcript["user"])
    for number, step in enumerate(transcript["steps"]):
        try:
            phone.play(step)
        except AssertionError as error:
            raise AssertionError(f"step {number}: {json.dumps(step)[:400]}") from error
