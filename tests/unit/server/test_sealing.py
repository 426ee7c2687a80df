"""Sealing keys of an installation: made, told, rotated by command; trouble with them passes."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.clock import SETTING as CLOCK
from server.domain import demo
from server.store.base import db
from server.store.keyring import KeyRing

from .conftest import KEY, START_MS, Installation, install

DAY_MINUTES = 24 * 60


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    """An installation of this test alone: its keys may be spoilt."""
    app = install(tmp_path)
    with app.app_context():
        users = demo.prepare(KEY, START_MS).to_wire()["users"]
    found = Installation(app, users)
    app.config[CLOCK] = lambda: found.now_ms
    yield found
    with app.app_context():
        db.engine.dispose()


def ring(here: Installation) -> KeyRing:
    return KeyRing.open(here.app.config["MARAUDE"].keys_dir, "sealing")


def run(here: Installation, *arguments: str) -> Any:
    return here.app.test_cli_runner().invoke(args=["keys", *arguments])


def told(here: Installation) -> Any:
    return here.desk().get("/api/me").json["sealing"]


def test_a_key_is_renewed_by_command_every_ninety_days_or_at_once(own: Installation) -> None:
    first = told(own)["id"]
    assert "not old enough" in run(own, "rotate", "sealing").output
    assert told(own)["id"] == first
    own.pass_time(90 * DAY_MINUTES)
    assert "New: " in run(own, "rotate", "sealing").output
    second = told(own)["id"]
    assert "New: " in run(own, "rotate", "sealing", "--now").output
    third = told(own)["id"]
    assert [key.id for key in ring(own).keys] == [first, second, third]
    assert "0 envelopes opened" in run(own, "reopen").output


def test_keys_that_cannot_be_read_are_trouble_that_passes(own: Installation) -> None:
    """Nothing is lost or spent meanwhile: an invite is still good, an envelope not `corrupt`."""
    first = told(own)
    desk, volunteer = own.desk(), own.user("volunteer")
    kept = ring(own).path.read_bytes()
    ring(own).path.write_text("{")
    asking = {"code": volunteer["invite"], "device": str(uuid.uuid4())}
    for answer in (own.client().post("/api/enrol", json=asking), desk.get("/api/me")):
        assert (answer.status_code, answer.json["error"]["code"]) == (429, "busy")
    broken = run(own, "rotate", "sealing")
    assert broken.exit_code == 1 and "sealing.json" in broken.output
    assert ring(own).path.read_text() == "{"
    ring(own).path.write_bytes(kept)
    enrolled = own.client().post("/api/enrol", json=asking)
    assert (enrolled.status_code, enrolled.json["sealing"]) == (201, first)


def test_a_key_folder_that_cannot_be_written_is_trouble_that_passes(
    own: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        answer = own.desk().get("/api/me")
    assert (answer.status_code, answer.json["error"]["code"]) == (429, "busy")
    assert ring(own).keys == ()
    assert told(own)["id"] == ring(own).keys[0].id
