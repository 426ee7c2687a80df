"""Keys of this installation, kept outside of its database and of its backups.

A ring is one file of the folder `MARAUDE_KEYS_DIR`: `sealing` opens what phones sealed, `content`
what is restricted at rest, `backup` the backups. Keys are added and, once nothing needs them any
more, dropped; never changed. What is read is what the file says now: a command may rotate the
keys of a server that runs.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.config import make_private

SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Key:
    """`id` is 16 hex digits; `secret` is not to be shown, logged or stored elsewhere."""

    id: str
    made_at_ms: int
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"


class UnreadableKeys(Exception):
    """The file of a ring is not what this program wrote: to be restored, never overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read as keys; bring back a copy of it.")


def new_key(now_ms: int) -> Key:
    """A random secret of 256 bits under a random id."""
    return Key(secrets.token_hex(8), now_ms, secrets.token_bytes(SECRET_BYTES))


class KeyRing:
    """The keys of one purpose, oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int], tuple[Key, ...]] | None = None

    @classmethod
    def open(cls, keys_dir: Path, name: str) -> KeyRing:
        return cls(keys_dir / f"{name}.json")

    @property
    def path(self) -> Path:
        return self._path

    @property
    def keys(self) -> tuple[Key, ...]:
        """Oldest first, none while the ring is new. Raises UnreadableKeys."""
        try:
            told = self._path.stat()
        except FileNotFoundError:
            return ()
        version = (told.st_mtime_ns, told.st_size, told.st_ino)
        if self._read is None or self._read[0] != version:
            self._read = version, _parse(self._path)
        return self._read[1]

    @property
    def newest(self) -> Key | None:
        return self.keys[-1] if self.keys else None

    def find(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def first(self, now_ms: int, make: Callable[[int], Key] = new_key) -> Key:
        """The newest key; in an empty ring one is made, by one process however many ask."""
        found = self.newest
        if found is not None:
            return found
        with self._alone():
            return self.newest or self._append(make(now_ms))

    def add(self, now_ms: int, make: Callable[[int], Key] = new_key) -> Key:
        """A further key, which is the newest from now on."""
        with self._alone():
            return self._append(make(now_ms))

    def adopt(self, key: Key) -> bool:
        """Take a key that this installation had before; whether it was missing."""
        with self._alone():
            if self.find(key.id) is not None:
                return False
            self._write(tuple(sorted((*self.keys, key), key=lambda one: one.made_at_ms)))
            return True

    def drop(self, key_id: str) -> None:
        """Forget a key that nothing needs any more."""
        with self._alone():
            self._write(tuple(key for key in self.keys if key.id != key_id))

    def _append(self, key: Key) -> Key:
        self._write((*self.keys, key))
        return key

    def _write(self, keys: tuple[Key, ...]) -> None:
        """Whole or not at all, also when the power fails."""
        told = [
            {"id": key.id, "made_at_ms": key.made_at_ms, "secret": _text(key.secret)}
            for key in keys
        ]
        beside = self._path.with_suffix(".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(told, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        _sync_folder(self._path.parent)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        make_private(self._path.parent)
        handle = os.open(self._path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def read_keys(text: str) -> tuple[Key, ...]:
    """The keys that the text of a ring's file tells. Raises ValueError, TypeError, KeyError."""
    return tuple(
        Key(str(told["id"]), int(told["made_at_ms"]), base64.b64decode(told["secret"]))
        for told in json.loads(text)
    )


def _parse(path: Path) -> tuple[Key, ...]:
    try:
        return read_keys(path.read_text("ascii"))
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableKeys(path) from error


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
