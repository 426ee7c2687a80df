"""The restore drill: real commands, real processes, both databases (SEC-H5).

Backed up while phones write, restored after the server was lost; nothing that a phone kept is
missing, and nothing that was erased or blocked comes back.
"""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from pathlib import Path

import pytest

from .database import everything
from .phone import ScriptedPhone
from .world import World, canary


def back_up(world: World) -> Path:
    return Path(world.server.command("backup").strip())


def restore(world: World, backup: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """As an administrator does it: stop, restore, start."""
    world.server.stop()
    done = world.server.attempt("restore", "--replace", str(backup), **settings)
    assert done.returncode == 0, done.stderr
    world.server.start()
    world.forget_desks()
    return done


class Writing(threading.Thread):
    """A phone that writes and sends until it is told to stop."""

    def __init__(self, phone: ScriptedPhone, world: World) -> None:
        super().__init__(daemon=True)
        self.phone, self.world = phone, world
        self.paths: list[str] = []
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            for count in range(4):
                record = self.phone.create("activity", self.world.activity(quantity=count))
                self.paths.append(f"activity/{record}")
            self.phone.sync()


def test_sec_h5_the_drill_a_backup_of_a_busy_server_brings_everything_back(
    own_world: World,
) -> None:
    world = own_world
    author, reader = world.phone(), world.phone(user=1)
    before = f"activity/{author.create('activity', world.activity(note='before'))}"
    author.sync()
    busy = Writing(world.phone(), world)
    busy.start()
    backup = back_up(world)
    busy.stop.set()
    busy.join(timeout=60)
    assert not busy.is_alive() and busy.paths
    after = f"activity/{author.create('activity', world.activity(note='after'))}"
    author.sync()
    reader.sync()
    done = restore(world, backup)
    assert "offer again" in done.stderr
    offline = f"activity/{author.create('activity', world.activity(note='while down'))}"
    # Nobody does anything but what phones do by themselves.
    for phone in (author, busy.phone, reader):
        phone.sync()
        assert phone.resets == ["timeline"]
        assert phone.outbox == {}
    assert {before, after, offline, *busy.paths} <= set(reader.cells)
    assert reader.values(after, "note") == ["after"]
    fresh = world.phone(user=1)
    fresh.sync()
    assert {before, after, offline, *busy.paths} <= set(fresh.cells)


def test_sec_h5_nothing_erased_comes_back_with_a_backup(own_world: World) -> None:
    world = own_world
    secret = canary()
    phone, old = world.phone(), world.phone(user=1)
    record = phone.create("activity", world.activity(note=secret))
    path = f"activity/{record}"
    phone.sync()
    old.sync()
    assert old.values(path, "note") == [secret]
    old.write("activity", record, {"note": secret + " again"})
    backup = back_up(world)
    assert world.desk().erase(path).status == 200
    done = restore(world, backup)
    assert "1 records erased" in done.stderr
    assert secret not in everything(world.server.database_url)
    for one in (old, phone):
        one.sync()
        assert path in one.erased and path not in one.cells and one.outbox == {}
    assert secret not in everything(world.server.database_url)
    assert secret.encode() not in backup.read_bytes()


def test_sec_h5_a_blocked_phone_and_an_account_turned_off_stay_so(own_world: World) -> None:
    world = own_world
    lost, left, back = world.phone(), world.colleague(), world.colleague()
    desk = world.desk()
    unused = world.invite()
    backup = back_up(world)
    assert desk.revoke(lost.identity["device"]).status == 200
    for user, states in ((left.user, (False,)), (back.user, (False, True))):
        for active in states:
            answer = desk.change("PATCH", f"/api/users/{user}", {"active": active})
            assert answer.status == 200, str(answer)
    # Spent after the backup was made: there it is open still.
    again = ScriptedPhone(world.server.wire())
    assert again.enrol(unused).status == 201
    done = restore(world, backup)
    assert "1 phones blocked, 1 accounts turned off" in done.stderr, done.stderr
    for phone in (lost, left):
        answer = phone.post(phone.request())
        assert (answer.status, answer.code) == (403, "device_revoked"), str(answer)
    back.sync()
    assert ScriptedPhone(world.server.wire()).enrol(unused).code == "invite_invalid"
    assert desk.get("/api/devices").status == 401, "a session from before is open"


def test_a_phone_that_joined_after_the_backup_keeps_its_work_and_joins_again(
    own_world: World,
) -> None:
    world = own_world
    backup = back_up(world)
    phone = world.phone()
    sent = f"activity/{phone.create('activity', world.activity(note='sent'))}"
    phone.sync()
    unsent = f"activity/{phone.create('activity', world.activity(note='unsent'))}"
    restore(world, backup)
    answer = phone.post(phone.request())
    assert answer.status == 401, str(answer)
    assert len(phone.outbox) == 1 and len(phone.kept) == 1, "an unknown token is no logout"
    assert phone.enrol(world.invite()).status == 201
    phone.sync()
    assert phone.resets == ["timeline"] and phone.outbox == {}
    reader = world.phone(user=1)
    reader.sync()
    assert {sent, unsent} <= set(reader.cells)


def test_every_phone_starts_afresh_also_one_that_the_backup_knows(own_world: World) -> None:
    """A new timeline, not only a new number: nothing was lost here, and it still says so."""
    world = own_world
    phone = world.phone()
    phone.create("activity", world.activity())
    phone.sync()
    phone.sync()
    cursor = phone.cursor
    backup = back_up(world)
    restore(world, backup)
    assert phone.cursor == cursor
    phone.sync()
    assert phone.resets == ["timeline"] and phone.outbox == {}


def test_the_restore_refuses_what_could_lose_something(own_world: World) -> None:
    world = own_world
    backup = back_up(world)
    phone = world.phone()
    path = f"activity/{phone.create('activity', world.activity())}"
    phone.sync()
    running = world.server.attempt("restore", "--replace", str(backup))
    assert running.returncode == 1 and "The server runs" in running.stderr, running.stderr
    world.server.stop()
    over = world.server.attempt("restore", str(backup))
    assert over.returncode == 1 and "--replace" in over.stderr, over.stderr
    cut = backup.with_name("cut.backup")
    cut.write_bytes(backup.read_bytes()[:-1])
    damaged = world.server.attempt("restore", "--replace", str(cut))
    assert damaged.returncode == 1 and "too early" in damaged.stderr, damaged.stderr
    cut.write_bytes(b"SQLite format 3")
    foreign = world.server.attempt("restore", "--replace", str(cut))
    assert foreign.returncode == 1 and "no file of Maraude's" in foreign.stderr, foreign.stderr
    cut.unlink()
    keys = world.server.folder / "keys"
    elsewhere = keys.rename(keys.with_name("elsewhere"))
    keyless = world.server.attempt("restore", "--replace", str(backup))
    assert keyless.returncode == 1 and "keys import" in keyless.stderr, keyless.stderr
    elsewhere.rename(keys)
    world.server.start()
    reader = world.phone(user=1)
    reader.sync()
    assert path in reader.cells, "a restore that was refused changed something"


def test_what_was_there_is_put_aside(own_world: World) -> None:
    world = own_world
    phone = world.phone()
    backup = back_up(world)
    note = canary()
    phone.create("activity", world.activity(note=note))
    phone.sync()
    done = restore(world, backup)
    assert note not in current(world)
    aside = done.stderr.partition("is kept as ")[2].partition(";")[0]
    if world.server.database_url.startswith("sqlite"):
        assert note.encode() in Path(aside).read_bytes()
    else:
        assert aside.split()[2].startswith("before_restore_")
    # A later backup does not drag along what was put aside.
    world.server.stop()
    restored = world.server.attempt("restore", "--replace", str(back_up(world)))
    assert restored.returncode == 0, restored.stderr
    world.server.start()
    phone.sync()


def current(world: World) -> str:
    """What is in the database that is served, without what was put aside."""
    url = world.server.database_url
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).read_bytes().decode("latin-1")
    return everything(url)


def test_the_keys_are_carried_by_a_passphrase(own_world: World) -> None:
    world = own_world
    backup = back_up(world)
    file, keys = world.server.folder / "board.keys", world.server.folder / "keys"
    phrase = "correct horse battery"
    short = world.server.attempt("keys", "export", str(file), typed="short\nshort\n")
    assert short.returncode == 1 and not file.exists(), short.stderr
    told = world.server.attempt("keys", "export", str(file), typed=f"{phrase}\n{phrase}\n")
    assert told.returncode == 0, told.stderr
    assert file.stat().st_mode & 0o077 == 0
    again = world.server.attempt("keys", "export", str(file), typed=f"{phrase}\n{phrase}\n")
    assert again.returncode == 1, "an older file of keys was written over"
    secrets = {path.name: path.read_text() for path in keys.glob("*.json")}
    (kept,) = json.loads(secrets["backup.json"])
    for raw in (kept["secret"].encode(), base64.b64decode(kept["secret"])):
        assert raw not in file.read_bytes() and raw not in backup.read_bytes()
    gone = keys.rename(keys.with_name("gone"))
    wrong = world.server.attempt("keys", "import", str(file), typed="another passphrase\n")
    assert wrong.returncode == 1 and "another one" in wrong.stderr and not keys.exists()
    brought = world.server.attempt("keys", "import", str(file), typed=f"{phrase}\n")
    assert brought.returncode == 0, brought.stderr
    assert {path.name: path.read_text() for path in keys.glob("*.json")} == secrets
    assert gone.exists()
    restore(world, backup)


def test_old_backups_are_removed_after_a_new_one_is_whole(own_world: World) -> None:
    world = own_world
    folder = world.server.folder / "copies"
    folder.mkdir(mode=0o700)
    old, other = folder / "maraude-2020-01-01T0000Z.backup", folder / "notes.backup"
    recent = folder / "maraude-2999-01-01T0000Z.backup"
    for path in (old, other, recent):
        path.write_bytes(b"x")
    failed = world.server.attempt(
        "backup", "--to", str(folder), MARAUDE_DATABASE_URL=nowhere(world)
    )
    assert failed.returncode == 1 and "No backup was made" in failed.stderr, failed.stderr
    assert sorted(folder.iterdir()) == sorted((old, other, recent))
    made = Path(world.server.command("backup", "--to", str(folder)).strip())
    assert sorted(folder.glob("*.backup")) == sorted((made, other, recent))
    assert made.stat().st_mode & 0o077 == 0


def nowhere(world: World) -> str:
    if world.server.database_url.startswith("sqlite"):
        broken = world.server.folder / "broken.db"
        broken.write_bytes(b"no database at all" * 100)
        return f"sqlite:///{broken}"
    return "postgresql+psycopg://nobody@127.0.0.1:1/none"


def test_without_postgresql_s_programs_it_says_what_to_install(own_world: World) -> None:
    if own_world.server.database_url.startswith("sqlite"):
        assert own_world.server.attempt("backup", PATH="/nowhere").returncode == 0
        return
    done = own_world.server.attempt("backup", PATH="/nowhere")
    assert done.returncode == 1 and "apt install postgresql-client" in done.stderr, done.stderr


@pytest.mark.parametrize("count", [2])
def test_two_backups_of_one_minute_are_two(own_world: World, count: int) -> None:
    made = {back_up(own_world) for _ in range(count)}
    assert len(made) == count and all(path.exists() for path in made)
