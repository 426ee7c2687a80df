"""Every problem that the doctor knows is made, and found; a sound installation has none."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import delete, text, update

from server import create_app
from server.config import Config
from server.domain import backups, doctor, relay
from server.domain.doctor import DAY_MS, Finding, Patient
from server.store import condition, migrate, resealing, running
from server.store.at_rest import ring
from server.store.base import db
from server.store.engine import writing
from server.store.journal import Journal
from server.store.keyring import KeyRing
from server.store.models import Network
from server.store.people import Device
from tests.databases import DATABASES, fresh_database

from .network import TestNetwork


@pytest.fixture
def app(patient: Patient) -> Flask:
    """The application whose context is open."""
    assert patient.config.secret_key
    found: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # of the proxy
    return found


@pytest.fixture(params=DATABASES)
def patient(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Patient]:
    """A sound installation, with a client, a network and last night's backup."""
    with fresh_database(request.param, tmp_path) as url:
        client = tmp_path / "dist"
        client.mkdir()
        for name in ("index.html", "desk.html"):
            (client / name).touch()
        data = tmp_path / "data"
        data.mkdir(mode=0o700)
        config = Config(
            data_dir=data,
            database_url=url,
            secret_key="of-the-tests-" * 3,
            public_url="https://maraude.example.org",
            proxies=1,
            client_dir=client,
        )
        app = create_app(config)
        with app.app_context():
            migrate.upgrade()
            folder = backups.folder_of(config)
            now_ms = time.time_ns() // 1_000_000
            backups.make(config, folder, 35, now_ms)
            yield Patient(config, config, folder, now_ms)
            db.session.remove()
            db.engine.dispose()


def found(patient: Patient, **config: Any) -> list[Finding]:
    """What the doctor says with these settings changed."""
    changed = replace(patient.config, **config)
    findings = doctor.examine(replace(patient, config=changed, told=changed))
    assert all(one.text and one.fix for one in findings)
    return findings


def wrong(patient: Patient, **config: Any) -> set[str]:
    return {one.check for one in found(patient, **config) if one.wrong}


def test_a_sound_installation_has_no_problem(patient: Patient) -> None:
    assert found(patient) == []


def test_unsafe_settings_are_named(patient: Patient) -> None:
    (one,) = found(patient, secret_key="short")
    assert one.check == "settings" and "MARAUDE_SECRET_KEY" in one.text
    assert wrong(patient, cors_origins=("*",)) == {"settings"}
    assert wrong(patient, public_url="http://maraude.example.org") == {"settings"}
    patient.config.data_dir.chmod(0o755)
    assert wrong(patient) == {"settings"}
    patient.config.data_dir.chmod(0o700)
    patient.config.keys_dir.chmod(0o755)
    (keys,) = found(patient)
    assert "MARAUDE_KEYS_DIR" in keys.text and "chmod 700" in keys.fix


def test_a_demonstration_is_noted_and_is_wrong_in_public(patient: Patient) -> None:
    assert wrong(patient, demo=True) == {"demo"}
    noted = found(patient, demo=True, public_url="http://localhost:8000")
    assert [(one.check, one.wrong) for one in noted] == [("demo", False)]


def test_the_address_and_the_proxy(patient: Patient) -> None:
    assert wrong(patient, public_url=None) == {"address"}
    (note,) = found(patient, proxies=0)
    assert (note.check, note.wrong) == ("address", False) and "MARAUDE_PROXIES=1" in note.fix


def test_folders_of_somebody_else(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, for whom every folder is open: only the answer is made up.
    monkeypatch.setattr(os, "access", lambda path, _how: path != patient.config.keys_dir)
    (one,) = found(patient)
    assert one.check == "folders" and str(patient.config.keys_dir) in one.text


def test_a_full_disk(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES_MIN", 10**18)
    assert wrong(patient) == {"disk"}


def test_keys_that_are_damaged_or_old(patient: Patient) -> None:
    ring = KeyRing.open(patient.config.keys_dir, "sealing")
    ring.first(patient.now_ms - 200 * DAY_MS)
    (old,) = found(patient)
    assert old.check == "keys" and "200 days" in old.text
    ring.path.write_text("damaged")
    (damaged,) = found(patient)
    assert damaged.check == "keys" and "keys import" in damaged.fix


def test_sec_h4_restricted_entries_whose_key_is_gone_or_that_are_not_sealed(
    patient: Patient, app: Flask
) -> None:
    network = TestNetwork(app)
    network.now_ms = patient.now_ms
    network.phone().create("contact", {"group_size": 1, "minor_status": "separated"})
    assert found(patient) == []
    key = ring().keys[0]
    ring().add(patient.now_ms)
    (rotating,) = found(patient)
    assert rotating.check == "content" and not rotating.wrong
    ring().path.rename(patient.config.keys_dir / "aside")
    (gone,) = found(patient)
    assert gone.check == "content" and gone.wrong and key.id in gone.text
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "keys": "missing"})
    (patient.config.keys_dir / "aside").rename(ring().path)
    assert app.test_client().get("/readyz").json == {"status": "ready"}
    resealing.rotate()
    with writing() as session:
        session.execute(update(Network).values(unsealed_seq=7))
    (plain,) = found(patient)
    assert plain.check == "content" and plain.wrong and "init" in plain.fix


def test_a_client_that_was_not_built(patient: Patient) -> None:
    (patient.config.client_dir / "desk.html").unlink()
    (one,) = found(patient)
    assert (one.check, one.fix) == ("client", "make build")


def test_two_newest_migrations(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = migrate.heads()
    monkeypatch.setattr(migrate, "heads", lambda: (*heads, "0099"))
    assert wrong(patient) == {"migrations"}


def test_a_restore_that_was_cut_off(patient: Patient) -> None:
    running.begin_restore(patient.config.data_dir)
    assert wrong(patient) == {"restore"}


def test_a_torn_line_of_the_journal(patient: Patient) -> None:
    journal = Journal.beside(patient.config.data_dir)
    journal.append("network", 1, ["activity/x"])
    assert found(patient) == []
    with journal.path.open("ab") as file:
        file.write(b'{"network"')
    (one,) = found(patient)
    assert one.check == "journal" and "1 lines" in one.text


def test_no_backup_or_an_old_one(patient: Patient, tmp_path: Path) -> None:
    (late,) = found(replace(patient, now_ms=patient.now_ms + 3 * DAY_MS))
    assert late.check == "backup" and "72 hours" in late.text
    (none,) = found(replace(patient, backup_dir=tmp_path / "elsewhere"))
    assert none.check == "backup" and "no backup" in none.text


def test_a_database_that_cannot_be_reached(patient: Patient, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database" * 1000)
    elsewhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    here = patient.config.database_url.startswith("sqlite")
    config = replace(patient.config, database_url=f"sqlite:///{broken}" if here else elsewhere)
    with create_app(config).app_context():
        assert wrong(replace(patient, config=config, told=config)) == {"database"}


def test_a_database_that_is_empty_old_or_newer(patient: Patient, tmp_path: Path) -> None:
    def at(revision: str) -> None:
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})

    at("0001")
    (old,) = found(patient)
    assert old.check == "database" and "flask --app wsgi init" in old.fix
    at("9999")
    (newer,) = found(patient)
    assert newer.check == "database" and "newer version" in newer.text
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    (empty,) = found(patient)
    assert empty.check == "database" and "empty" in empty.text


def test_postgresql_and_its_programs(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    if condition.postgresql_major() is None:
        monkeypatch.setattr(condition, "postgresql_major", lambda: 12)
        assert any("older than 14" in one.text for one in found(patient))
        return
    monkeypatch.setenv("PATH", "/nowhere")
    missing = found(patient)
    assert {one.check for one in missing} == {"postgresql"} and len(missing) == 3
    monkeypatch.undo()
    monkeypatch.setattr(condition, "postgresql_major", lambda: 99)
    assert all("of version" in one.text for one in found(patient)) and len(found(patient)) == 3


def test_a_clock_that_differs_or_went_back(
    patient: Patient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = TestNetwork(app)
    network.now_ms = patient.now_ms
    network.phone().create("activity", {"quantity": 1})
    assert found(patient) == []
    (back,) = found(replace(patient, now_ms=patient.now_ms - 10 * 60_000))
    assert back.check == "clock" and "went back" in back.text
    monkeypatch.setattr(condition, "clock_ahead_ms", lambda: -200_000)
    (differs,) = found(patient)
    assert differs.check == "clock" and "200 s" in differs.text


def test_envelopes_that_nobody_could_open_are_noted(patient: Patient, app: Flask) -> None:
    network = TestNetwork(app)
    network.now_ms = patient.now_ms
    stranger = network.phone()
    envelope = stranger.seal(stranger.change("activity", {"note": "x"}))
    with writing() as session:
        session.execute(delete(Device).where(Device.id == stranger.who.device_id))
    relay.hand_in([envelope], None)
    (note,) = found(patient)
    assert (note.check, note.wrong) == ("envelopes", False) and "1 × unknown_device" in note.text


def test_retention_that_did_not_run(patient: Patient, app: Flask) -> None:
    network = TestNetwork(app)
    network.now_ms = patient.now_ms - 92 * DAY_MS
    network.phone().create("activity", {"note": "x"})
    assert found(patient) == []
    later = replace(patient, now_ms=patient.now_ms + 10 * DAY_MS)
    backups.make(later.config, later.backup_dir, 35, later.now_ms)
    key, kept = found(later)
    assert key.check == "keys", "the same run makes a new one"
    assert kept.check == "retention" and "notes" in kept.text


def test_the_command_tells_it_to_people_and_to_programs(
    patient: Patient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = app.test_cli_runner()
    monkeypatch.delenv("MARAUDE_SECRET_KEY", raising=False)
    told = runner.invoke(args=["doctor"])
    assert told.exit_code == 1 and "WRONG  settings" in told.stdout, told.output
    (line,) = runner.invoke(args=["doctor", "--json"]).stdout.splitlines()
    (problem,) = json.loads(line)
    assert set(problem) == {"check", "text", "fix", "wrong"} and problem["wrong"] is True
    monkeypatch.setenv("MARAUDE_SECRET_KEY", patient.config.secret_key)
    well = runner.invoke(args=["doctor"])
    assert (well.exit_code, well.stdout) == (0, ""), well.output
