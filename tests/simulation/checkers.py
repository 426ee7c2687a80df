"""What must hold: the invariants I1 to I8 of `sync.md` section 14, each a function."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from server.store.models import Record
from sync.canonical import canonical
from sync.merge import RESTRICTED, Cells, show_all
from sync.referral import course
from sync.replica import BAD, HELD
from sync.schema import KINDS
from tests.simulation import scopes
from tests.simulation.follow_ups import steps_on
from tests.simulation.oracle import Oracle
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

WINDOW_MS = 28 * 24 * 3600 * 1000


def check_all(world: World) -> None:
    """After calm: everything, on the server and on every phone."""
    states = {path: Cells.from_wire(json.loads(row.state)) for path, row in _records(world)}
    check_acknowledged(world, states)
    check_outboxes(world.oracle, world.phones)
    check_at_rest(world, states)
    check_scope(world)
    check_standing(world)
    check_erased(world)
    check_story(world, states)
    for cells in states.values():
        shown = show_all(KINDS[cells.kind], cells)
        for one in shown.values():
            if one.conflict:
                world.oracle.count("conflicts")


def check_outboxes(oracle: Oracle, phones: list[Phone]) -> None:
    """I2: an unacknowledged write is in its author's outbox or drawer, never nowhere."""
    somewhere = {change_id for phone in phones for change_id in phone.rows.outbox}
    for change_id, save in oracle.saves.items():
        settled = oracle.acknowledged | oracle.voided | oracle.destroyed | oracle.replaced
        if change_id not in settled and save.change.path not in oracle.erased:
            assert change_id in somewhere, f"I2: {change_id} of {save.phone} is nowhere"


def check_acknowledged(world: World, states: dict[str, Cells]) -> None:
    """I1 and I7: live, or covered by a stored write whose author was shown it, or erased."""
    stored = world.server.changes()
    covers: dict[tuple[str, str], set[str]] = {}
    for change_id, row in stored.items():
        if row.body is not None:
            for name, write in json.loads(row.body)["set"].items():
                for wid in write[1:]:
                    covers.setdefault((name, wid), set()).add(change_id)
    offered = {change_id for phone in world.phones for change_id in phone.rows.outbox}
    for change_id in world.oracle.acknowledged - world.oracle.destroyed:
        save = world.oracle.saves[change_id]
        if save.change.path in world.oracle.erased:
            continue
        # Sent again to a restored server, it may wait for a coordinator there; or its record had
        # left the scope of the phone, which then may not keep it.
        elsewhere = offered | world.oracle.left_with_its_record
        if change_id in elsewhere - stored.keys() and world.oracle.counts["server_restored"]:
            continue
        assert change_id in stored, f"I1: {change_id} was acknowledged and is not stored"
        body = stored[change_id].body
        # A cloned or restored phone may have held an earlier body of the same open change.
        assert body in world.oracle.bodies[change_id], f"I1: {change_id} was altered"
        cells = states[save.change.path]
        for name in json.loads(body)["set"]:
            if change_id in cells.heads(name):
                continue
            by = covers.get((name, change_id), set())
            assert by, f"I1: {name} of {change_id} vanished without a cover"
            assert any(_was_shown(world.oracle, one, name, change_id) for one in by), (
                f"I1: {name} of {change_id} was covered by somebody who never saw it"
            )


def _was_shown(oracle: Oracle, cover: str, name: str, wid: str) -> bool:
    # A coordinator's write at the desk names what the server showed in that very request.
    save = oracle.saves.get(cover)
    return save is None or wid in save.seen.get(name, set())


def check_at_rest(world: World, states: dict[str, Cells]) -> None:
    """I3 and I8: all replicas hold the same live cells within their scope; outboxes are empty."""
    records = dict(_records(world))
    for phone in world.phones:
        for row in phone.rows.outbox.values():
            assert row.state in (HELD, BAD), f"I3: {phone.name} still has {row.change.id}"
        for path, record in records.items():
            whole = scopes.grade(world, phone, path, records) == scopes.WHOLE
            if record.visibility in RESTRICTED or not whole:
                continue
            cells = phone.cells(path)
            if cells is None and _too_old(record, world.now_ms):
                continue
            assert cells is not None, f"I3: {phone.name} lacks {path}"
            ours, theirs = cells.to_wire(), states[path].to_wire()
            assert canonical(ours["w"]) == canonical(theirs["w"]), f"I3: {phone.name} {path}"


def check_scope(world: World) -> None:
    """I4: nothing restricted in clear, nothing out of scope, on any phone that has synced."""
    records = dict(_records(world))
    for phone in world.phones:
        for kept_row in phone.rows.kept.values():
            path = kept_row.change.path
            readable = path in records and _readable(world, phone, path, records)
            assert readable, f"I4: {phone.name} keeps {path}, which left its scope"
            whole = scopes.grade(world, phone, path, records) == scopes.WHOLE
            assert whole, f"I4: {phone.name} keeps writes of {path}, a line to it"
        for path, row in phone.rows.records.items():
            assert path in records, f"I4: {phone.name} holds {path}, which the server does not"
            record = records[path]
            readable = _readable(world, phone, path, records)
            assert readable, f"I4: {phone.name} holds {path} out of its scope"
            whole = scopes.grade(world, phone, path, records) == scopes.WHOLE
            if record.visibility in RESTRICTED or not whole:
                assert not row.cells.live, f"I4: {phone.name} reads {path}"
                kept = [one for one in phone.rows.kept.values() if one.change.path == path]
                assert not kept, f"I4: {phone.name} keeps writes of {path}"


def check_standing(world: World) -> None:
    """A referral stands alike on the server and on every phone that may read it whole."""
    records = dict(_records(world))
    for phone in world.phones:
        for path in phone.paths("referral"):
            record = records.get(path)
            if record is None or scopes.grade(world, phone, path, records) != scopes.WHOLE:
                continue
            told = json.loads(record.derived or "{}").get("status")
            # Steps that wait for a coordinator are shown by their author's phone alone.
            held = [
                row for row in phone.rows.outbox.values() if row.change.kind == "referral_event"
            ]
            if not held:
                shown = course(steps_on(phone, path)).status
                assert shown == told, f"{phone.name} shows {path} as {shown}, not {told}"
                world.oracle.count(f"standing_{told}")


def check_counted(world: World) -> None:
    """Each change counts once in the numbers of its phone, whichever ways it came."""
    counted = world.server.counted()
    for device in world.server.devices().values():
        assert device.stored == counted[device.id], f"{device.id} counts wrongly"


def check_erased(world: World) -> None:
    """I5: an erased value occurs in no table and on no phone."""
    for path in world.oracle.erased:
        canary = world.canaries.get(path)
        if canary is None:
            continue
        tables = world.server.holds(canary)
        assert not tables, f"I5: {path} is still in {tables}"
        for phone in world.phones:
            assert path not in phone.rows.records, f"I5: {phone.name} still holds {path}"
            for row in phone.rows.outbox.values():
                assert row.change.path != path, f"I5: {phone.name} still sends {path}"


def check_story(world: World, states: dict[str, Cells]) -> None:
    """I6: each covered cell is named by a stored change with user, device and time."""
    named: set[tuple[str, str, str]] = set()
    for change in world.server.changes().values():
        if change.body is None:  # its record was erased
            continue
        assert change.user_id, f"I6: {change.id} has no author"
        assert change.received_at_ms, f"I6: {change.id} has no time"
        body: dict[str, Any] = json.loads(change.body)
        path = f"{body['c']}/{body['r']}"
        for name, write in body["set"].items():
            named.update((path, name, wid) for wid in write[1:])
    for path, name, wid in named:
        live = wid in states[path].heads(name)
        assert not live, f"{name} {wid} of {path} is covered, and shown all the same"
    for path, cells in states.items():
        for name, wids in cells.covered.items():
            # Covers that name each other would leave nothing to show.
            assert cells.heads(name), f"{name} of {path} has no head left"
            for wid in wids:
                assert (path, name, wid) in named, f"I6: nobody covered {name} {wid} of {path}"


def forgive_what_no_phone_kept(world: World) -> None:
    """Before a restore: what only the server has, and the backup has not, is lost with it."""
    backed_up = {row["id"] for row in world.server_backup["change"]}
    kept = {change_id for phone in world.phones for change_id in phone.rows.kept}
    stored = {change_id: row.body for change_id, row in world.server.changes().items()}
    # A restored phone may hold an older body under the same id; it is rewritten under another.
    unsent = {
        row.change.id
        for phone in world.phones
        for row in phone.rows.outbox.values()
        if stored.get(row.change.id) in (None, row.change.body())
    }
    for change_id in world.oracle.acknowledged - backed_up - kept - unsent:
        world.oracle.destroyed.add(change_id)


def _records(world: World) -> list[tuple[str, Any]]:
    return sorted(world.server.records().items())


def _too_old(record: Record, now_ms: int) -> bool:
    """A first pull leaves out what has not changed for four weeks; a phone then just lacks it."""
    return KINDS[record.kind].window and record.changed_at_ms < now_ms - WINDOW_MS


def _readable(world: World, phone: Phone, path: str, records: Mapping[str, Record]) -> bool:
    """Whether a phone may hold a record in full, or know of it as a line."""
    return scopes.grade(world, phone, path, records) is not None
