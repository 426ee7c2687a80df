"""A broken or hostile client: it may add, but never take away what it was not shown.

Each attack goes through the real endpoint with a valid token, as a taken-over phone would. The
server may refuse or keep aside; it never fails, and nobody else's record moves.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync.change import COVERS_MAX
from sync.ids import encode_wid
from sync.protocol import PUSH_MAX
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

YEAR_2099_MS = 4_070_908_800_000
TAKEN = {"ack"}
Wire = dict[str, Any]


def attack(world: World, phone: Phone) -> None:
    """One of the attacks, drawn."""
    # A twin learns that both are blocked only when it is told so.
    if any(one.blocked for one in world.phones if one.token == phone.token):
        return
    chosen = world.dice.choice(ATTACKS)
    chosen(world, phone)
    world.oracle.count(f"attack_{chosen.__name__}")


def unknown_covers(world: World, phone: Phone) -> None:
    """As many covers of ids that nobody has as one field may carry; one more is malformed."""
    record = world.uuid()
    for count, verdict in ((COVERS_MAX, "ack"), (COVERS_MAX + 1, "malformed")):
        covers = [world.wid() for _ in range(count)]
        change = _change(world.wid(), record, {"quantity": [1, *covers]})
        _refused_or(world, phone, change, {verdict})


def gigantic(world: World, phone: Phone) -> None:
    """More fields, or longer values, than a change may hold."""
    many = {f"items/x{number}": [1] for number in range(257)}
    long = {"note": ["x" * (16 * 1024 + 1)]}
    for fields in (many, long):
        change = _change(world.wid(), world.uuid(), fields)
        _unmoved(world, phone, [change], "bad", "malformed")


def from_2099(world: World, phone: Phone) -> None:
    """A write from the future is a write: it wins a tie on the screen and nothing else."""
    change = _change(encode_wid(YEAR_2099_MS, world.dice.getrandbits(50)), world.uuid(), {})
    change["set"] = {"people": [3]}
    _refused_or(world, phone, change, TAKEN)


def forged_id(world: World, phone: Phone) -> None:
    """What is no id fails the request, and names the entry."""
    wrong = world.dice.choice(("", "0" * 19, "I" * 20, "0123456789abcdefghjU", None, 7))
    honest = _change(world.wid(), world.uuid(), {"people": [3]})
    push = [honest, {**honest, "id": wrong}]
    status, reply = _unmoved_by(world, lambda: _post(world, phone, push))
    assert (status, reply["error"]["code"]) == (400, "malformed_change"), reply
    assert reply["error"]["index"] == 1


def flood(world: World, phone: Phone) -> None:
    """More changes than one request may carry: none of them is stored."""
    push = [_change(world.wid(), world.uuid(), {"people": [1]}) for _ in range(PUSH_MAX + 1)]
    status, reply = _unmoved_by(world, lambda: _post(world, phone, push))
    assert (status, reply["error"]["code"]) == (413, "too_large"), reply


def reused_id(world: World, phone: Phone) -> None:
    """Another body under an id that is taken waits for a coordinator."""
    known = _stored(world)
    if known:
        victim = world.dice.choice(known)
        change = _change(victim["id"], victim["r"], {"quantity": [99]})
        _refused_or(world, phone, change, {"id_reuse", "erased", "refused"})


def replay(world: World, phone: Phone) -> None:
    """Somebody else's change, word for word: known, so acknowledged; its author stays."""
    known = _stored(world)
    if known:
        victim = world.dice.choice(known)
        before = world.server.changes()[victim["id"]].user_id
        _refused_or(world, phone, victim, {"ack", "erased"})
        assert world.server.changes()[victim["id"]].user_id == before


def foreign_record(world: World, phone: Phone) -> None:
    """A record of another organisation is not written, covered nor told of."""
    foreign = [
        row
        for path, row in sorted(world.server.records().items())
        if path.startswith("activity/") and row.org_id != phone.org
    ]
    if foreign:
        victim = world.dice.choice(foreign)
        heads = [write[0] for write in json.loads(victim.state)["w"]]
        covers = heads[:COVERS_MAX]
        change = _change(world.wid(), victim.id, {"quantity": [0, *covers]})
        _unmoved(world, phone, [change], "held", "not_in_scope")


def foreign_org(world: World, phone: Phone) -> None:
    """Nobody writes in the name of another organisation."""
    other = next(org for org in world.orgs if org != phone.org)
    change = _change(world.wid(), world.uuid(), {"org": [other], "people": [3]})
    status, reply = _unmoved_by(world, lambda: _post(world, phone, [change]))
    assert status == 200, reply
    assert change["id"] in reply["held"], reply


def lying_report(world: World, phone: Phone) -> None:
    """Whatever a phone says about itself, the server goes on counting by itself."""
    lies: list[Any] = [
        {"app": "x" * 1000, "made": 1, "unsent": 1},
        {"app": "1", "made": -1, "unsent": 0},
        {"app": "1", "made": 2**53 - 1, "unsent": 2**53 - 1},
        {"app": "1", "made": 0, "unsent": 2**53 - 1},
        ["made"],
    ]
    push = [_change(world.wid(), world.uuid(), {"people": [3]})]
    status, reply = _post(world, phone, push, report=world.dice.choice(lies))
    assert status in (200, 400), (status, reply)


ATTACKS: tuple[Callable[[World, Phone], None], ...] = (
    unknown_covers,
    gigantic,
    from_2099,
    forged_id,
    flood,
    reused_id,
    replay,
    foreign_record,
    foreign_org,
    lying_report,
)


def _refused_or(world: World, phone: Phone, change: Wire, expected: set[str]) -> None:
    """The change has one of the expected verdicts, or none of this role's writes is permitted."""
    status, reply = _post(world, phone, [change])
    assert status == 200, reply
    verdict = _verdict(reply, change["id"])
    assert verdict in expected | _closed(phone), (verdict, expected)


def _unmoved(world: World, phone: Phone, push: list[Wire], kind: str, reason: str) -> None:
    status, reply = _unmoved_by(world, lambda: _post(world, phone, push))
    assert status == 200, reply
    for change in push:
        assert reply[kind] == {change["id"]: reason}, reply


def _unmoved_by(world: World, send: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    before = _everything(world)
    answer = send()
    assert _everything(world) == before, "what was refused moved something"
    return answer


def _everything(world: World) -> tuple[set[str], dict[str, tuple[int, bytes]]]:
    records = {path: (row.seq, row.state) for path, row in world.server.records().items()}
    return set(world.server.changes()), records


def _closed(phone: Phone) -> set[str]:
    return set() if phone.role in ("volunteer", "coordinator") else {"not_permitted"}


def _verdict(reply: dict[str, Any], change_id: str) -> str:
    reasons = {**reply["held"], **reply["bad"], **reply["void"]}
    return "ack" if change_id in reply["ack"] else str(reasons[change_id])


def _stored(world: World) -> list[Wire]:
    rows = sorted(world.server.changes().values(), key=lambda row: row.number)
    return [json.loads(row.body) for row in rows if row.kind == "activity" and row.body]


def _post(world: World, phone: Phone, push: list[Wire], report: Any = None) -> tuple[int, Any]:
    body = {"v": 1, "cursor": phone.rows.meta.cursor, "push": push, "phone": report}
    return world.server.post("/api/sync", body, phone.token)


def _change(change_id: str, record: str, fields: dict[str, list[Any]]) -> Wire:
    return {"id": change_id, "c": "activity", "r": record, "s": 1, "set": fields}
