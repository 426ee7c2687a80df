"""The keys beside the database: made once, never lost, for their own user only."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.store.keyring import KeyRing, UnreadableKeys
from tests.unit.server.conftest import install


def test_the_newest_key_is_used_and_old_ones_are_still_found(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", "content")
    assert not ring.keys
    old = ring.first(1)
    assert ring.first(2) == old
    new = ring.add(3)
    assert ring.newest == new and ring.find(old.id) == old
    assert len(old.id) == 16 and len(old.secret) == 32 and old.secret != new.secret
    ring.drop(old.id)
    assert ring.keys == (new,) and ring.find(old.id) is None


def test_a_ring_that_is_open_sees_what_a_command_did(tmp_path: Path) -> None:
    serving, command = (KeyRing.open(tmp_path / "keys", "sealing") for _ in range(2))
    first = serving.first(1)
    added = command.add(2)
    assert serving.keys == (first, added)


def test_many_that_ask_at_once_get_one_first_key(tmp_path: Path) -> None:
    rings = [KeyRing.open(tmp_path / "keys", "backup") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = {key.id for key in pool.map(lambda ring: ring.first(1), rings)}
    assert found == {key.id for key in rings[0].keys} and len(found) == 1


def test_keys_are_for_their_own_user_and_in_no_text(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", "content")
    key = ring.first(1)
    assert ring.path.stat().st_mode & 0o077 == 0
    assert ring.path.parent.stat().st_mode & 0o077 == 0
    assert str(key) == repr(key) == f"Key({key.id})"


def test_a_file_that_is_no_ring_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", "content")
    ring.first(1)
    ring.path.write_text("[{", "ascii")
    with pytest.raises(UnreadableKeys, match=r"content\.json"):
        ring.add(2)
    assert ring.path.read_text("ascii") == "[{"


def test_the_command_lists_ids_and_ages_but_no_secret(tmp_path: Path) -> None:
    app = install(tmp_path)
    ring = KeyRing.open(tmp_path / "data" / "keys", "content")
    key = ring.first(0)
    shown = app.test_cli_runner().invoke(args=["keys", "list"])
    assert shown.exit_code == 0 and f"content    {key.id}" in shown.output
    assert json.loads(ring.path.read_text())[0]["secret"] not in shown.output
    ring.path.write_text("{")
    broken = app.test_cli_runner().invoke(args=["keys", "list"])
    assert broken.exit_code == 1 and "bring back a copy of it" in broken.output
