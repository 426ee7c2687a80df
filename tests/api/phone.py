"""A scripted phone, written from the protocol alone.

It keeps what a phone keeps: cells, outbox, kept, drawer, cursor; as plain dictionaries, so that
a test can say exactly what should be there.
"""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.sealing import SigningKey, seal

from .wire import Answer, Wire

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUSH_MAX = 200

Value = Any
Change = dict[str, Any]
Reply = dict[str, Any]


class Covered:
    """The state of a write that another write replaced."""

    def __repr__(self) -> str:
        return "COVERED"


COVERED = Covered()


def canonical(value: Value) -> bytes:
    """Canonical JSON: UTF-8, sorted keys (code point order is UTF-8 byte order), no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def new_wid(at_ms: int | None = None) -> str:
    """A write id: 50 bits of milliseconds, 50 random bits, in Crockford's alphabet."""
    at_ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    number = (min(at_ms, 2**50 - 1) << 50) | secrets.randbits(50)
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(19, -1, -1))


def change(
    kind: str,
    record: str,
    fields: Mapping[str, Value],
    covers: Mapping[str, Iterable[str]] | None = None,
    *,
    wid: str | None = None,
) -> Change:
    """A change on the wire; `covers` names per field the writes that this one replaces."""
    covers = covers or {}
    entries = {name: [value, *covers.get(name, ())] for name, value in fields.items()}
    return {"id": wid or new_wid(), "c": kind, "r": record, "s": 1, "set": entries}


@dataclass
class ScriptedPhone:
    """One phone of one user. `cells[path][field][wid]` is a value or COVERED."""

    wire: Wire
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    signing: SigningKey = field(default_factory=SigningKey)
    identity: dict[str, Any] = field(default_factory=dict)
    cursor: str | None = None
    cells: dict[str, dict[str, dict[str, Value]]] = field(default_factory=dict)
    stubs: dict[str, dict[str, Value]] = field(default_factory=dict)
    outbox: dict[str, Change] = field(default_factory=dict)
    kept: dict[str, Change] = field(default_factory=dict)
    held: dict[str, tuple[str, Change]] = field(default_factory=dict)
    drawer: dict[str, tuple[str, Change]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    made: int = 0
    resets: list[str] = field(default_factory=list)
    _seen: set[str] | None = None

    # --- enrolment

    def look(self, code: str) -> Answer:
        return self.wire.send("POST", "/api/enrol/look", {"code": code})

    def enrol(self, code: str) -> Answer:
        body: dict[str, Any] = {"code": code, "device": self.device, "label": "scripted phone"}
        body |= {"public_key": self.signing.public}
        answer = self.wire.send("POST", "/api/enrol", body)
        if answer.status == 201:
            self.identity = answer.json()
            self.wire.headers["Authorization"] = f"Bearer {self.identity['token']}"
        return answer

    def seal(self, *changes: Change) -> str:
        """An envelope that only the server can open."""
        told = self.identity
        named = {"network": told["network"]["id"], "device": told["device"]}
        return seal({"push": list(changes)}, to=told["sealing"], key=self.signing, **named)

    @property
    def user(self) -> str:
        return str(self.identity["user"]["id"])

    @property
    def org(self) -> str:
        return str(self.identity["user"]["org"])

    # --- writing

    def write(self, kind: str, record: str, fields: Mapping[str, Value], **options: Any) -> Change:
        """Save a change into the outbox; covers all heads shown unless `covers` says else."""
        covers = options.pop("covers", None)
        if covers is None:
            covers = {name: list(self.heads(f"{kind}/{record}", name)) for name in fields}
        made = change(kind, record, fields, covers, **options)
        self.keep(made)
        return made

    def create(self, kind: str, fields: Mapping[str, Value], record: str | None = None) -> str:
        """A new record of the user's organisation; gives its id."""
        record = record or str(uuid.uuid4())
        self.keep(change(kind, record, {"org": self.org, **fields}))
        return record

    def keep(self, made: Change) -> None:
        self.outbox[made["id"]] = made
        self.made += 1

    # --- reading

    def shown_cells(self, path: str) -> dict[str, dict[str, Value]]:
        """The cells of a record joined with the outbox, as the screen shows them."""
        joined = {name: dict(cells) for name, cells in self.cells.get(path, {}).items()}
        for made in [*self.outbox.values(), *(held for _, held in self.held.values())]:
            if f"{made['c']}/{made['r']}" == path:
                join(joined, *delta(made))
        return joined

    def heads(self, path: str, name: str) -> dict[str, Value]:
        cells = self.shown_cells(path).get(name, {})
        return {wid: value for wid, value in cells.items() if value is not COVERED}

    def values(self, path: str, name: str) -> list[Value]:
        """The values of a field's heads, oldest write first."""
        heads = self.heads(path, name)
        return [heads[wid] for wid in sorted(heads)]

    def paths(self, kind: str) -> set[str]:
        return {path for path in {*self.cells, *self.stubs} if path.startswith(f"{kind}/")}

    # --- the exchange

    def request(self, **members: Any) -> Reply:
        """The next request body: the frozen outbox, at most 200 changes."""
        push = list(self.outbox.values())[:PUSH_MAX]
        body: Reply = {"v": 1, "schema": 1, "t": time.time_ns() // 1_000_000}
        if self.cursor is not None:
            body["cursor"] = self.cursor
        body["phone"] = {"app": "0.0.1", "made": self.made, "unsent": len(self.outbox)}
        if push:
            body["push"] = push
        return body | members

    def post(self, body: Mapping[str, Any]) -> Answer:
        """Send a request body; nothing is applied, as if the answer had been lost."""
        return self.wire.send("POST", "/api/sync", body)

    def once(self, **members: Any) -> Reply:
        """One request, its answer applied."""
        answer = self.post(self.request(**members))
        assert answer.status == 200, str(answer)
        reply: Reply = answer.json()
        self.apply(reply)
        return reply

    def sync(self, *, after: Callable[[], None] | None = None, **members: Any) -> list[Reply]:
        """Push everything, pull to the end; `after` runs between the pages."""
        replies = [self.once(**members)]
        members.pop("want", None)
        while replies[-1]["more"] or self.outbox:
            assert len(replies) < 2000, "the exchange does not end"
            if after:
                after()
            replies.append(self.once(**members))
        return replies

    def ask_again(self) -> None:
        """What is held goes out with the next request."""
        self.outbox |= {wid: made for wid, (_, made) in self.held.items()}
        self.held.clear()

    # --- an answer arrives

    def apply(self, reply: Reply) -> None:
        """Verdicts, pull, gone, erased, cursor, sweep: in the order the protocol gives."""
        for name in ("ack", "pull", "gone", "erased"):
            assert isinstance(reply[name], list), f"{name} is missing"
        if reply["reset"] is not None:
            self._reset(reply)
        self._verdicts(reply)
        pulled = [self._pull(record) for record in reply["pull"]]
        assert not set(pulled) & set(reply["gone"]), "a path is in both pull and gone"
        for path in [*reply["gone"], *reply["erased"]]:
            self._forget(path)
        for path in reply["erased"]:
            self.erased.add(path)
            self.outbox = {w: c for w, c in self.outbox.items() if f"{c['c']}/{c['r']}" != path}
        self.cursor = reply["cursor"]
        if not reply["more"] and self._seen is not None:
            for path in {*self.cells, *self.stubs} - self._seen:
                self._forget(path)
            self._seen = None

    def _reset(self, reply: Reply) -> None:
        assert reply["reset"] in ("timeline", "scope"), reply["reset"]
        assert (reply["pull"], reply["gone"], reply["erased"]) == ([], [], [])
        assert reply["more"] is True
        self.resets.append(reply["reset"])
        self._seen = set()
        if reply["reset"] == "timeline":
            self.outbox = self.kept | self.outbox
            self.kept = {}

    def _verdicts(self, reply: Reply) -> None:
        given = [*reply["ack"], *reply["held"], *reply["void"], *reply["bad"]]
        assert len(given) == len(set(given)), "a change has two verdicts"
        for wid in reply["ack"]:
            made = self.outbox.pop(wid, None)
            if made is None:
                continue
            self.kept[wid] = made
            path = f"{made['c']}/{made['r']}"
            if path not in self.stubs:
                join(self.cells.setdefault(path, {}), *delta(made))
            if self._seen is not None:
                self._seen.add(path)
        for wid, code in reply["held"].items():
            if wid in self.outbox:
                self._hold(wid, code, self.outbox.pop(wid))
        for wid, code in reply["bad"].items():
            if wid in self.outbox:
                self.drawer[wid] = (code, self.outbox.pop(wid))
        for wid in reply["void"]:
            self.outbox.pop(wid, None)

    def _hold(self, wid: str, code: str, made: Change) -> None:
        if code != "id_reuse":
            self.held[wid] = (code, made)
            return
        again = {**made, "id": new_wid()}
        self.outbox[again["id"]] = again

    def _pull(self, record: Mapping[str, Any]) -> str:
        path = f"{record['c']}/{record['r']}"
        if self._seen is not None:
            self._seen.add(path)
        if "stub" in record:
            self._forget(path)
            self.stubs[path] = record["stub"]
            return path
        self.stubs.pop(path, None)
        live: dict[str, dict[str, Value]] = {}
        for wid, _, fields in record["w"]:
            for name, value in fields.items():
                live.setdefault(name, {})[wid] = value
        join(self.cells.setdefault(path, {}), live, record.get("x", {}))
        return path

    def _forget(self, path: str) -> None:
        self.cells.pop(path, None)
        self.stubs.pop(path, None)
        self.kept = {w: c for w, c in self.kept.items() if f"{c['c']}/{c['r']}" != path}


Live = Mapping[str, Mapping[str, Value]]
Over = Mapping[str, Sequence[str]]


def delta(made: Change) -> tuple[Live, Over]:
    """What a change says: its own live cells, and the cells that it covers."""
    live = {name: {made["id"]: entry[0]} for name, entry in made["set"].items()}
    return live, {name: entry[1:] for name, entry in made["set"].items()}


def join(cells: dict[str, dict[str, Value]], live: Live, over: Over) -> None:
    """absent < live < covered; of two live values of one id the larger canonical JSON stays."""
    for name, writes in live.items():
        field_cells = cells.setdefault(name, {})
        for wid, value in writes.items():
            ours = field_cells.get(wid, value)
            if ours is not COVERED:
                field_cells[wid] = max(ours, value, key=canonical)
    for name, wids in over.items():
        for wid in wids:
            cells.setdefault(name, {})[wid] = COVERED
