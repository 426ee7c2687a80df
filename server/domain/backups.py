"""Backups: the whole database in one encrypted file, made while the server runs.

The keys are not inside, nor is the journal of erasures, which lies beside. `docs/backup.md`.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from server.clock import to_wire_time
from server.config import Config, make_private
from server.store import snapshot
from server.store.journal import FILE_NAME, Journal, sync_folder
from server.store.keyring import KeyRing
from server.store.sealed_file import Broken, Reader, Writer
from server.store.snapshot import CannotCopy

FORMAT: Final = "maraude-backup-1"
KEYS: Final = "backup"
KEEP_DAYS_DEFAULT: Final = 35
DAY_MS: Final = 24 * 60 * 60 * 1000
_NAME: Final = re.compile(r"maraude-(\d{4}-\d\d-\d\dT\d{4}Z)(?:-\d+)?\.backup", re.ASCII)
_PART: Final = ".part"


@dataclass(frozen=True, slots=True)
class Made:
    """One new backup. `removed` are the names of those that were too old, `first`: there was no
    key before this one."""

    path: Path
    size_bytes: int
    removed: tuple[str, ...]
    first: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What a backup says of itself in clear."""

    key: str
    at: str
    kind: str
    schema: str | None


def folder_of(config: Config) -> Path:
    return config.backup_dir


def make(config: Config, folder: Path, keep_days: int, now_ms: int) -> Made:
    """Write a backup beside the others, rename it when it is whole, then remove the old ones.

    Raises CannotCopy, OSError; what was there before is then untouched.
    """
    make_private(folder)
    with _one_at_a_time(config.data_dir):
        snapshot.clear_temporary(config.data_dir)
        for left in folder.glob(f"maraude-*{_PART}"):
            left.unlink(missing_ok=True)
        return _make(config, folder, keep_days, now_ms)


@contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    """What lies about from others inside was left by a command that was killed."""
    descriptor = os.open(data_dir, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise CannotCopy("Another backup is being made.") from None
    finally:
        os.close(descriptor)


def _make(config: Config, folder: Path, keep_days: int, now_ms: int) -> Made:
    ring = KeyRing.open(config.keys_dir, KEYS)
    first = ring.newest is None
    key = ring.first(now_ms)
    header: dict[str, Any] = {
        "format": FORMAT,
        "key": key.id,
        "at": to_wire_time(now_ms),
        "database": snapshot.kind(),
        "schema": snapshot.schema_head(),
    }
    path = _free(folder, now_ms)
    part = path.with_name(path.name + _PART)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with Writer(file, key.secret, header) as writer:
                for piece in snapshot.take(config.data_dir):
                    writer.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(folder)
    finally:
        part.unlink(missing_ok=True)
    # The journal of this moment goes along, for a day on which only this folder is left.
    if (journal := Journal.beside(config.data_dir)).path.exists():
        Journal(folder / FILE_NAME).adopt(journal)
    return Made(path, path.stat().st_size, forget_old(folder, keep_days, now_ms), first)


def forget_old(
    folder: Path, keep_days: int, now_ms: int, *, dry_run: bool = False
) -> tuple[str, ...]:
    """Remove the backups that are older than so many days, by their names; gives those."""
    old = [path for at_ms, path in listed(folder) if at_ms < now_ms - keep_days * DAY_MS]
    for path in old if not dry_run else ():
        path.unlink(missing_ok=True)
    return tuple(path.name for path in old)


def listed(folder: Path) -> list[tuple[int, Path]]:
    """The whole backups in a folder and when they were begun, the oldest first."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        if match := _NAME.fullmatch(path.name):
            at = datetime.strptime(match[1], "%Y-%m-%dT%H%MZ").replace(tzinfo=UTC)
            found.append((int(at.timestamp() * 1000), path))
    return sorted(found)


def read_header(reader: Reader) -> Header:
    """Raises Broken for another kind of file."""
    told = reader.header
    if told.get("format") != FORMAT:
        raise Broken("This is no backup that this version of Maraude can read.")
    return Header(str(told["key"]), str(told["at"]), str(told["database"]), told["schema"])


def content(path: Path, keys_dir: Path) -> Iterator[bytes]:
    """What is in a backup, in pieces. Raises Broken, CannotCopy when its key is not here."""
    with path.open("rb") as file:
        reader = Reader.open(file)
        header = read_header(reader)
        key = KeyRing.open(keys_dir, KEYS).find(header.key)
        if key is None:
            raise CannotCopy(
                f"The key {header.key} of this backup is not in {keys_dir}. Bring it from where "
                "the board keeps it: flask --app wsgi keys import FILE"
            )
        yield from reader.content(key.secret)


def _free(folder: Path, now_ms: int) -> Path:
    """A name that no other backup has: two in one minute are two."""
    stem = "maraude-" + datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H%MZ")
    names = [f"{stem}.backup", *(f"{stem}-{number}.backup" for number in range(2, 100))]
    return next(folder / name for name in names if not (folder / name).exists())
