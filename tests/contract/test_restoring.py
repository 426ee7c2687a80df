"""Backups of other versions and kinds, and what is made safe after any of them."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import downgrade
from sqlalchemy import insert, select, text

from server import create_app
from server.config import Config
from server.domain import backups, restoring
from server.store import copy_sqlite, migrate, running, snapshot
from server.store.base import db
from server.store.journal import FILE_NAME, Journal
from server.store.models import Network, Tick
from server.store.snapshot import CannotCopy
from tests.databases import DATABASES, fresh_database

OLDER = "0008"
NOW_MS = 1_795_000_000_000


@pytest.fixture(params=DATABASES)
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """An installation with an empty, migrated database; its application's context is open."""
    with fresh_database(request.param, tmp_path) as url:
        config = Config(tmp_path / "data", url, "of-the-tests-" * 3)
        with create_app(config).app_context():
            migrate.upgrade()
            yield config
            db.session.remove()
            db.engine.dispose()


def add_network(name: str) -> None:
    row = {"id": name, "name": name, "time_zone": "Europe/Paris", "created_at_ms": 1}
    with db.engine.begin() as connection:
        connection.execute(insert(Network), [{**row, "seq": 7, "changes": 3}])
        ticks = [{"network_id": name, "seq": seq, "tag": f"{seq:010d}"} for seq in (0, 7)]
        connection.execute(insert(Tick), ticks)


def networks() -> set[str]:
    with db.engine.connect() as connection:
        return set(connection.scalars(select(Network.id)))


def made(config: Config) -> Path:
    return backups.make(config, backups.folder_of(config), 35, NOW_MS).path


def restore(
    config: Config, path: Path, *, replaced: bool = True, at_ms: int = NOW_MS
) -> restoring.Restored:
    said: list[str] = []
    return restoring.restore(config, path, replace=replaced, now_ms=at_ms, say=said.append)


def test_a_backup_of_an_older_version_is_brought_up_to_date(config: Config) -> None:
    add_network("older")
    downgrade(directory=str(migrate.FOLDER), revision=OLDER)
    path = made(config)
    migrate.upgrade()
    assert json.loads(path.open("rb").readline())["schema"] == OLDER
    restore(config, path)
    assert networks() == {"older"}
    assert snapshot.schema_head() in migrate.heads()


def test_a_restored_network_is_on_a_timeline_of_its_own(config: Config) -> None:
    """No tick of before is left, so no cursor of before is known."""
    add_network("n")
    path = made(config)
    restore(config, path)
    with db.engine.connect() as connection:
        first = connection.execute(select(Tick.seq, Tick.tag)).all()
    assert [seq for seq, _tag in first] == [8]
    restore(config, path, at_ms=NOW_MS + 10)
    with db.engine.connect() as connection:
        (second,) = connection.execute(select(Tick.seq, Tick.tag)).all()
    assert second.seq == 8 and second.tag != first[0].tag, "the same number, another timeline"


def test_a_backup_of_a_newer_version_or_another_kind_is_refused(config: Config) -> None:
    add_network("here")
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = made(config)
    with db.engine.begin() as connection:
        head = {"head": migrate.heads()[0]}
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), head)
    with pytest.raises(CannotCopy, match="newer version"):
        restore(config, newer)
    other = made(config)
    line, _, rest = other.read_bytes().partition(b"\n")
    told = json.loads(line)
    told["database"] = "sqlite" if told["database"] == "postgresql" else "postgresql"
    other.write_bytes(json.dumps(told).encode() + b"\n" + rest)
    with pytest.raises(CannotCopy, match="kind of database"):
        restore(config, other)
    assert networks() == {"here"}
    assert not running.is_unfinished(config.data_dir)


def test_an_empty_database_needs_no_word_to_be_replaced(config: Config) -> None:
    path = made(config)
    assert restore(config, path, replaced=False).at == "2026-11-18T11:06:40Z"
    add_network("n")
    with pytest.raises(CannotCopy, match="--replace"):
        restore(config, path, replaced=False)


def test_the_journal_beside_the_backup_is_taken_over(config: Config, tmp_path: Path) -> None:
    """The machine burned: what is left is the folder of the backups and the keys."""
    add_network("n")
    journal = Journal.beside(config.data_dir)
    journal.append("n", 1, ["activity/a"])
    path = made(config)
    journal.append("n", 2, ["activity/b"])
    made(config)
    beside = Journal(path.with_name(FILE_NAME))
    assert [line.names for line in beside.read()] == [("activity/a",), ("activity/b",)]
    elsewhere = replace(config, data_dir=tmp_path / "new", told_keys_dir=config.keys_dir)
    restore(elsewhere, path)
    adopted = list(Journal.beside(elsewhere.data_dir).read())
    assert adopted == list(journal.read())
    restore(elsewhere, path, at_ms=NOW_MS + 10)
    assert list(Journal.beside(elsewhere.data_dir).read()) == adopted


def test_what_was_put_aside_is_kept_no_longer_than_backups_are(config: Config) -> None:
    add_network("n")
    path = made(config)
    restore(config, path)
    restore(config, path, at_ms=NOW_MS + 10)
    assert snapshot.forget_aside(NOW_MS + 5, dry_run=True) == 1
    assert snapshot.forget_aside(NOW_MS + 5) == 1
    assert snapshot.forget_aside(NOW_MS + 5) == 0
    assert snapshot.forget_aside(NOW_MS + 20) == 1
    assert networks() == {"n"}


def test_a_server_holds_the_folder_and_a_restore_waits_for_nobody(config: Config) -> None:
    with running.alone(config.data_dir):
        with pytest.raises(running.MayNotServe):
            running.serve(config.data_dir)
        with pytest.raises(running.ServerRuns), running.alone(config.data_dir):
            pass
    running.begin_restore(config.data_dir)
    with pytest.raises(running.MayNotServe):
        running.serve(config.data_dir)
    running.end_restore(config.data_dir)


def test_a_restore_that_fails_leaves_everything_as_it_was(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk; on PostgreSQL, whose disk is its own, without the program that restores."""
    add_network("here")
    path = made(config)

    def no_room(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copy_sqlite, "_write", no_room)
    if snapshot.kind() == "postgresql":
        monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotCopy):
        restore(config, path)
    assert networks() == {"here"}
    assert not running.is_unfinished(config.data_dir)


def test_without_second_names_the_old_database_is_copied(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_network("here")
    path = made(config)

    def refuse(*_names: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    done = restore(config, path)
    assert done.aside is not None and networks() == {"here"}
