"""SEC-H4: new keys for what is sealed, and sealing what was stored before there were any."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import inspect, select, update

from server.domain import listing, rebuild
from server.domain.query import Asked
from server.settings import settings
from server.store import changes, migrate, read_closed, read_models, resealing
from server.store.at_rest import ring
from server.store.base import db
from server.store.engine import reading, writing
from server.store.models import Network, Record
from server.store.records import StoredRecord
from sync.schema import KINDS
from tests.databases import DATABASES, fresh_database

from .conftest import make_app
from .network import TestNetwork, TestPhone
from .test_at_rest import CLEARED, canary, everything, is_there, shown, write_everything

KNOWN = {"content_keys", "unsealed_seq"}
# In a process of its own: ends as if the power failed, before the third batch is committed.
KILLED = """
import os, signal, sys
from pathlib import Path
from server.store import resealing
from tests.contract.conftest import make_app

batches = 0
reseal = resealing._reseal

def reseal_and_die(*args):
    global batches
    reseal(*args)
    batches += bool(args[3])
    if batches == 3:
        os.kill(os.getpid(), signal.SIGKILL)

resealing.BATCH = 2
resealing._reseal = reseal_and_die
with make_app(sys.argv[1], Path(sys.argv[2])).app_context():
    resealing.rotate()
"""


@pytest.fixture
def cleared(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator", clearances=CLEARED)


def test_sec_h4_a_new_key_takes_over_while_people_write(
    network: TestNetwork, cleared: TestPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write_everything(cleared)
    waiting = cleared.change("member", {"alias": canary()})
    cleared.sync(waiting)
    before, old = everything(), ring().keys[0].id
    column = resealing._rotate_column

    def write_between(*args: Any) -> None:
        column(*args)
        written[meeting(cleared)] = "separated"

    monkeypatch.setattr(resealing, "_rotate_column", write_between)
    monkeypatch.setattr(resealing, "BATCH", 3)
    done = resealing.rotate()
    assert (done.is_new, done.key_id, +done.left) == (True, ring().keys[-1].id, {})
    assert set(resealing.usage()) == {done.key_id}
    for table, rows in before.items():
        missing = set(rows) - set(everything()[table])
        assert not missing or table in ("network", "issue"), table
    for path, word in written.items():
        assert word in str(shown(cleared.who, path))
    with reading() as session:
        assert session.scalars(select(Network.content_keys)).all() == [done.key_id]
    assert resealing.drop(old) == 0
    assert [key.id for key in ring().keys] == [done.key_id]
    assert cleared.sync(waiting)["held"]
    for path, word in written.items():
        assert word in str(shown(cleared.who, path))


def meeting(phone: TestPhone) -> str:
    return phone.create("contact", {"group_size": 1, "minor_status": "separated"})


def test_sec_h4_a_rotation_that_was_killed_goes_on_where_it_was(
    app: Flask, network: TestNetwork, cleared: TestPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write_everything(cleared)
    before = everything()
    told = str(app.config["SQLALCHEMY_DATABASE_URI"].render_as_string(hide_password=False))
    command = [sys.executable, "-c", KILLED, told, str(settings().data_dir)]
    ended = subprocess.run(command, check=False, capture_output=True, cwd=Path(__file__).parents[2])
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    first, second = (key.id for key in ring().keys)
    between = resealing.usage()
    assert between[first] > 0 and between[second] == 4, "two batches were committed, not the third"
    for path, word in written.items():
        assert word in str(shown(cleared.who, path)), path
    with pytest.raises(AssertionError):
        assert resealing.drop(first) == 0
    assert [key.id for key in ring().keys] == [first, second]
    monkeypatch.setattr(resealing, "BATCH", 3)
    done = resealing.rotate()
    assert (done.is_new, done.key_id) == (False, second)
    assert set(resealing.usage()) == {second}
    assert resealing.usage().total() == between.total()
    assert everything() == before


def test_sec_h4_what_cannot_be_opened_stops_no_rotation(
    network: TestNetwork, cleared: TestPhone
) -> None:
    one, two = meeting(cleared), meeting(cleared)
    old = ring().keys[0].id
    with writing() as session:
        broken = update(Record).where(Record.id == one.split("/")[1])
        state = session.scalar(select(Record.state).where(Record.id == one.split("/")[1])) or b""
        session.execute(broken.values(state=state[:-1] + bytes([state[-1] ^ 1])))
    done = resealing.rotate()
    assert done.left == {old: 1}
    assert shown(cleared.who, two)["minor_status"] == "separated"
    assert resealing.drop(old) == 1
    assert old in [key.id for key in ring().keys]


def test_sec_h4_the_first_key_is_made_when_something_is_sealed(network: TestNetwork) -> None:
    person = network.phone()
    person.create("activity", {"people": 3})
    assert ring().keys == ()
    meeting(person)
    assert len(ring().keys) == 1
    rebuild.rebuild_all()
    assert len(ring().keys) == 1


@pytest.mark.parametrize("database", DATABASES)
def test_sec_h4_a_filled_database_of_before_is_sealed_by_bringing_it_up_to_date(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database(database, tmp_path) as url:
        app = make_app(url, tmp_path / "data")
        with app.app_context():
            migrate.upgrade()
            network = TestNetwork(app)
            cleared = network.phone("coordinator", clearances=CLEARED)
            held_word = canary()
            with monkeypatch.context() as patched:
                as_before(patched)
                written = write_everything(cleared)
                cleared.sync(cleared.change("member", {"alias": held_word}))
                cleared.create("activity", {"note": "open to all"})
            words = [word for word in (*written.values(), held_word) if word.startswith("canary")]
            assert all(map(is_there, words)) and ring().keys == ()
            db.session.remove()
            migrate_again()
            monkeypatch.setattr(resealing, "BATCH", 4)
            with monkeypatch.context() as patched:
                patched.setattr(resealing, "seal_old", lambda: die_after(2))
                with pytest.raises(KeyboardInterrupt):
                    migrate.upgrade()
            assert any(map(is_there, words)), "it was stopped in between"
            migrate.upgrade()
            assert [word for word in words if is_there(word)] == []
            for path, word in written.items():
                assert word in str(shown(cleared.who, path))
            found = listing.listed(cleared.who, Asked(KINDS["activity"]), network.now_ms)
            assert {item.fields.get("note") for item in found.items} >= {"open to all"}
            sealed = everything()
            rebuild.rebuild_all()
            assert everything() == sealed
            with reading() as session:
                assert session.scalars(select(Network.unsealed_seq)).all() == [None]
            db.session.remove()
            db.engine.dispose()


def migrate_again() -> None:
    """Go back before the migration that knows keys, alone, and through it again."""
    step = migrate._scripts().get_revision("0011").module
    with (
        db.engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        step.downgrade()
        assert not KNOWN & {one["name"] for one in inspect(connection).get_columns("network")}
        step.upgrade()


def as_before(patched: pytest.MonkeyPatch) -> None:
    """Store in clear, as a server did before it could seal."""
    patched.setattr(StoredRecord, "is_restricted", property(lambda _record: False))
    for module in (read_models, read_closed):
        patched.setattr(module, "is_closed", lambda _projection: False)
    patched.setattr(
        changes, "sealed_held", lambda _s, _row, sha256, body: {"sha256": sha256, "body": body}
    )


def die_after(batches: int) -> None:
    (network_id,) = resealing._networks()
    for _batch in range(batches):
        resealing._seal_records(network_id)
    raise KeyboardInterrupt


def test_sec_h4_keys_by_command(app: Flask, network: TestNetwork, cleared: TestPhone) -> None:
    path = meeting(cleared)
    runner = app.test_cli_runner()
    (old,) = (key.id for key in ring().keys)
    refused = runner.invoke(args=["keys", "drop", "content", old, "--now"])
    assert refused.exit_code == 1 and "values need it" in refused.output
    rotated = runner.invoke(args=["keys", "rotate", "content"])
    assert rotated.exit_code == 0, rotated.output
    listed = runner.invoke(args=["keys", "list"]).stdout.splitlines()
    used = {line.split()[1]: line.rpartition("  ")[2] for line in listed if "content" in line}
    assert used[old] == "0 values" and len(used) == 2
    early = runner.invoke(args=["keys", "drop", "content", old])
    assert early.exit_code == 1 and "Backups may need it" in early.output
    network.later(days=36)
    assert runner.invoke(args=["keys", "drop", "content", old]).exit_code == 0
    newest = runner.invoke(args=["keys", "drop", "content", ring().keys[0].id, "--now"])
    assert newest.exit_code == 1, newest.output
    assert shown(cleared.who, path)["minor_status"] == "separated"
    ring().path.unlink()
    lost = runner.invoke(args=["keys", "list"])
    assert "MISSING" in lost.stderr and lost.exit_code == 0
    broken = runner.invoke(args=["keys", "rotate", "content"])
    assert broken.exit_code == 1 and "Bring that file back" in broken.output
    assert not ring().path.exists()
