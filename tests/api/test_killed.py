"""SIGKILL to backup, restore and retention, before any step that lasts (SEC-H5)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain import backups
from server.store import running

from .database import everything
from .server import ROOT
from .test_backup import back_up, current
from .world import World, canary

CLOCK = Path(__file__).parent / "clock"
STEPS_MAX = 400


def killed(world: World, at: int, *arguments: str, **settings: str) -> bool:
    """Run a command that dies before its step `at`; whether it had so many."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.api.killed", str(at), *arguments],
        cwd=ROOT,
        env=world.server.environment() | settings,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode in (0, -9), ran.stderr[-4000:]
    return ran.returncode == -9


def moments() -> Iterator[int]:
    """The first steps each, then some, and rarely."""
    at = 1
    while at < STEPS_MAX:
        yield at
        at += max(1, at // 2)
    raise AssertionError("the command does not end")


def test_sec_h5_a_backup_that_was_killed_is_none_and_the_next_one_is_whole(
    own_world: World,
) -> None:
    world, folder = own_world, own_world.server.folder / "killed"
    keys, count = world.server.folder / "keys", 0
    for at in moments():
        count += 1
        died = killed(world, at, "backup", "--to", str(folder))
        for path in folder.glob("*.backup") if folder.exists() else ():
            assert b"".join(backups.content(path, keys)), path
        if not died:
            break
    assert count > 4, "it was hardly killed"
    assert list(folder.glob("*.part")) == []
    assert [path for path in world.server.folder.iterdir() if "maraude-copy" in path.name] == []


def test_sec_h5_a_restore_that_was_killed_serves_nothing_until_it_was_ended(
    own_world: World,
) -> None:
    world, data_dir = own_world, own_world.server.folder
    phone = world.phone()
    erased, later = canary(), canary()
    record = phone.create("activity", world.activity(note=erased))
    phone.sync()
    backup = back_up(world)
    assert world.desk().erase(f"activity/{record}").status == 200
    phone.sync()
    phone.create("activity", world.activity(note=later))
    phone.sync()
    world.server.stop()
    unfinished = 0
    for at in moments():
        if not killed(world, at, "restore", "--replace", str(backup)):
            break
        if running.is_unfinished(data_dir):
            unfinished += 1
            if unfinished == 1:
                refused = serve(world)
                assert refused.returncode == 3 and "restore again" in refused.stderr
        else:
            # As it was before, or, after the very last step, as it is to be.
            assert erased not in current(world)
            assert later in current(world) or unfinished > 2
    assert unfinished > 2, "it was hardly killed"
    assert not running.is_unfinished(data_dir)
    assert later not in current(world) and erased not in current(world)
    world.server.start()
    world.forget_desks()
    phone.sync()
    assert later in everything(world.server.database_url), "the phone offers it again"
    assert erased not in current(world)


def serve(world: World) -> subprocess.CompletedProcess[str]:
    """What a worker of the server does first."""
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=world.server.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_sec_h5_retention_that_was_killed_goes_on_where_it_was(own_world: World) -> None:
    world = own_world
    world.server.command("demo", "--records", "300")
    in_a_year = {"PYTHONPATH": str(CLOCK), "CLOCK_SHIFT_S": str(400 * 24 * 3600)}
    before = due(world, in_a_year)
    assert before["notes"] > 0 and before["referrals"] > 0, before
    died = 0
    for at in moments():
        if not killed(world, at, "retention", "run", **in_a_year):
            break
        died += 1
    assert died > 2, "it was hardly killed"
    assert {rule: count for rule, count in due(world, in_a_year).items() if count} == {}


def due(world: World, shifted: dict[str, str]) -> dict[str, int]:
    told = world.server.attempt("retention", "run", "--dry-run", **shifted)
    assert told.returncode == 0, told.stderr
    rows = (line.split(maxsplit=1) for line in told.stdout.splitlines())
    return {rule: int(count) for count, rule in rows}


@pytest.fixture(autouse=True)
def _started(own_world: World) -> Iterator[None]:
    """Whatever a test did, the next one finds the server running."""
    yield
    world = own_world
    if world.server._process is None:
        world.server.start()
        world.forget_desks()


def test_a_killed_command_really_dies(own_world: World) -> None:
    assert killed(own_world, 1, "backup", "--to", str(Path(own_world.server.folder) / "never"))
