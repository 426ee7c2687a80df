"""SIGKILL to the server while phones push: nothing acknowledged is ever missing."""

from __future__ import annotations

import json
import random
import threading
import time

import psycopg

from .database import plain_url, sqlite_files
from .phone import ScriptedPhone
from .wire import NoAnswer
from .world import World

ROUNDS = 3
PHONES = 3
FLIGHT_MAX_S = 0.3
FIRST_ACK_MAX_S = 60


class Pusher(threading.Thread):
    """A phone that logs and sends until the server goes away; its outbox stays."""

    def __init__(self, phone: ScriptedPhone, world: World) -> None:
        super().__init__(daemon=True)
        self.phone, self.world = phone, world
        self.logged: dict[str, int] = {}
        self.lost_answers = 0
        self.acknowledged = threading.Event()

    def run(self) -> None:
        while True:
            for quantity in range(8):
                record = self.phone.create("activity", self.world.activity(quantity=quantity))
                self.logged[f"activity/{record}"] = quantity
            try:
                self.phone.once()
                self.acknowledged.set()
            except NoAnswer:
                self.lost_answers += 1
                return


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(own_world: World) -> None:
    world = own_world
    phones = [world.phone(user=number % 2) for number in range(PHONES)]
    logged: dict[str, int] = {}
    acknowledged: set[str] = set()
    dice = random.Random(7)
    for _ in range(ROUNDS):
        pushers = [Pusher(phone, world) for phone in phones]
        for pusher in pushers:
            pusher.start()
        assert pushers[0].acknowledged.wait(FIRST_ACK_MAX_S), "no push was acknowledged"
        time.sleep(dice.uniform(0, FLIGHT_MAX_S))
        world.server.kill()
        for pusher in pushers:
            pusher.join(timeout=30)
            assert not pusher.is_alive()
            assert pusher.lost_answers == 1
            logged |= pusher.logged
        acknowledged = {path for phone in phones for path in kept_paths(phone)}
        world.server.start()
        reader = world.phone()
        reader.sync()
        missing = acknowledged - set(reader.cells)
        assert not missing, f"{len(missing)} acknowledged records are gone"
    for phone in phones:
        phone.sync()
        assert phone.outbox == {}
    reader = world.phone()
    reader.sync()
    found = {path: reader.values(path, "quantity") for path in reader.paths("activity")}
    assert {path: found.get(path) for path in logged} == {p: [q] for p, q in logged.items()}


def kept_paths(phone: ScriptedPhone) -> set[str]:
    return {f"{made['c']}/{made['r']}" for made in phone.kept.values()}


def test_a_request_cut_off_halfway_changes_nothing(own_world: World) -> None:
    phone = own_world.phone()
    phone.sync()
    record = phone.create("activity", own_world.activity())
    (made,) = phone.outbox.values()
    raw = json.dumps(phone.request()).encode()
    for keep in (0, 1, len(raw) // 2, len(raw) - 1):
        phone.wire.send_and_hang_up("/api/sync", raw, keep)
    reader = own_world.phone(user=1)
    reader.sync()
    assert f"activity/{record}" not in reader.cells
    assert phone.once()["ack"] == [made["id"]]


def test_an_idle_exchange_writes_nothing(own_world: World) -> None:
    phone = own_world.phone()
    phone.sync()
    phone.once()
    before, cursor = written(own_world), phone.cursor
    for _ in range(5):
        reply = phone.once()
        assert (reply["pull"], reply["gone"], reply["more"]) == ([], [], False)
    assert written(own_world) == before
    assert phone.cursor == cursor


def written(world: World) -> object:
    """Something that differs after any write to the database."""
    url = world.server.database_url
    if url.startswith("sqlite"):
        return {
            path.name: path.read_bytes()
            for path in sqlite_files(url)
            if path.is_file() and not path.name.endswith("-shm")
        }
    with psycopg.connect(plain_url(url)) as connection:
        # The next transaction number: taken by transactions that write, and by no others.
        return connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()
