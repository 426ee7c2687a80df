"""What coordinators do, and what happens to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation import checkers
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World


def move(world: World, phone: Phone) -> None:
    """Everything the old organisation shared leaves the phone."""
    _become(world, phone, world.dice.choice(world.orgs), phone.role)
    world.oracle.count("moved")


def role(world: World, phone: Phone) -> None:
    """Another role reads and writes more, or less, of the same organisation."""
    _become(world, phone, phone.org, world.dice.choice(("volunteer", "coordinator", "network")))
    world.oracle.count("role_changed")


def _become(world: World, phone: Phone, org: str, role: str) -> None:
    if phone.user in world.desk_users:  # the desk itself stays as it is
        return
    world.server.become(phone.user, org, role)
    for one in world.phones:
        if one.user == phone.user:
            one.org, one.role = org, role


def erase(world: World, _phone: Phone) -> None:
    paths = sorted(path for path in world.server.records() if path.startswith("activity/"))
    if not paths:
        return
    path = world.dice.choice(paths)
    for coordinator in world.server.coordinators:
        status, _ = world.server.post("/api/erase", {"records": [path]}, coordinator.token)
        if status == 200:
            world.oracle.erased.add(path)
            world.oracle.count("erased")
            return


def settle(world: World, _phone: Phone) -> None:
    """A coordinator keeps one of two values, covering exactly what was shown."""
    coordinator = world.dice.choice(world.server.coordinators)
    status, found = world.server.get("/api/issues?issue=conflict", coordinator.token)
    assert status == 200, found
    if not found["items"]:
        return
    item = world.dice.choice(found["items"])
    if item["kind"] == "referral":
        return
    keep = world.dice.choice(item["values"])["value"]
    seen = [value["wid"] for value in item["values"]]
    path = f"/api/records/{item['kind']}/{item['record']}"
    body = {"set": {item["field"]: keep}, "seen": {item["field"]: seen}}
    answer = world.server.app.test_client().patch(
        path, json=body, headers={"Authorization": f"Bearer {coordinator.token}"}
    )
    assert answer.status_code in (200, 404), answer.get_json()
    world.oracle.count("settled")


def settle_fork(world: World, _phone: Phone) -> None:
    """Of a referral that stands in two ways one is kept, upon all the steps that lead to them."""
    coordinator = world.dice.choice(world.server.coordinators)
    status, found = world.server.get("/api/issues?issue=conflict&kind=referral", coordinator.token)
    assert status == 200, found
    forks = [item for item in found["items"] if item["field"] == "status"]
    if not forks:
        return
    item = world.dice.choice(forks)
    fields = {
        "referral": item["record"],
        "to": world.dice.choice(item["values"])["value"],
        "parents": [value["wid"] for value in item["values"]],
        "source": "app",
        "note": "settled",
    }
    path = "/api/records/referral_event"
    status, answer = world.server.post(path, {"fields": fields}, coordinator.token)
    # Whose decision it is not is told so.
    assert status in (201, 403, 404), answer
    if status == 201:
        world.followed[f"referral_event/{answer['id']}"] = f"referral/{item['record']}"
        world.oracle.count("forks_settled")


def release(world: World, _phone: Phone) -> None:
    _decide(world, "release")


def refuse(world: World, _phone: Phone) -> None:
    _decide(world, "refuse")


def _decide(world: World, verb: str) -> None:
    coordinator = world.dice.choice(world.server.coordinators)
    status, found = world.server.get("/api/held", coordinator.token)
    assert status == 200, found
    if found["items"]:
        item = world.dice.choice(found["items"])
        path = f"/api/held/{item['id']}/{verb}"
        status, answer = world.server.post(path, {}, coordinator.token)
        assert status in (200, 403, 404, 409, 422), answer
        world.oracle.count(verb)


def backup_server(world: World, _phone: Phone) -> None:
    world.server_backup = world.server.snapshot()
    world.people_backup = {phone.user: (phone.org, phone.role) for phone in world.phones}


def restore_server(world: World, _phone: Phone) -> None:
    checkers.forgive_what_no_phone_kept(world)
    world.server.restore(world.server_backup)
    world.oracle.count("server_restored")


def restore_all(world: World, _phone: Phone) -> None:
    """Everything is as of the backup, people and phones too: who joined later is unknown, who was
    blocked later still is."""
    checkers.forgive_what_no_phone_kept(world)
    blocked = {phone.name: phone.token for phone in world.phones if phone.blocked}
    world.server.restore_all(world.server_backup)
    for phone in world.phones:
        phone.org, phone.role = world.people_backup[phone.user]
    for name, token in blocked.items():
        status, _ = world.server.post("/api/sync", {"v": 1}, token)
        assert status in (401, 403), f"{name} was blocked, and a backup brought it back to life"
    world.oracle.count("server_restored")
    world.oracle.count("all_restored")


def revoke(world: World, phone: Phone) -> None:
    """A phone is blocked: nothing of what it sends is processed, until it is enrolled anew."""
    if phone.user in world.desk_users or phone.blocked:
        return
    if not world.server.revoke(phone.token, phone.org):
        return
    before = _stored(world)
    answered = world.exchange(phone)
    assert answered is None, "a blocked phone was answered"
    assert _stored(world) == before, "what a blocked phone sent was processed"
    world.oracle.count("revoked")


def disk_full(world: World, phone: Phone) -> None:
    """The server's disk is full: it says so, and nothing is half written."""
    before = _stored(world)
    flight = phone.request(world.now_ms)
    with world.server.disk_full():
        answered = world.deliver(flight)
    if answered:
        phone.receive(flight, flight.replies[0], world.now_ms)
    elif not phone.blocked:
        assert _stored(world) == before, "the server kept part of what it refused"
        world.oracle.count("server_full")


def _stored(world: World) -> tuple[set[str], dict[str, tuple[int, bytes]]]:
    records = {path: (row.seq, row.state) for path, row in world.server.records().items()}
    return set(world.server.changes()), records


def enrol_again(world: World, phone: Phone) -> None:
    """With a fresh invite; what the phone has not sent is still on it."""
    if phone.blocked:
        # A coordinator may invite volunteers, and nobody with more rights.
        _become(world, phone, phone.org, "volunteer")
        phone.token = world.server.enrol_again(phone.user, phone.org)
        phone.blocked = False
        world.oracle.count("enrolled_again")
