"""Whether the server runs: every process that serves holds a shared lock on one file.

The kernel takes the lock back when a process ends, however it ends, so nothing stale is left. A
command that must be alone takes the lock for itself; while it has it, no server starts.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from server.config import make_private
from server.store.journal import sync_folder

LOCK_NAME: Final = "running.lock"
UNFINISHED_NAME: Final = "restore-unfinished"


class ServerRuns(Exception):
    """Somebody serves from this data folder."""


class MayNotServe(Exception):
    """A restore is going on, or was cut off: what is in the database was not made safe yet."""


def serve(data_dir: Path) -> None:
    """Say that this process serves, until it ends. Raises MayNotServe."""
    descriptor = _open(data_dir)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise MayNotServe("a backup is being restored.") from None
    if is_unfinished(data_dir):
        os.close(descriptor)
        raise MayNotServe("restoring a backup was cut off; run flask --app wsgi restore again.")


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """No server runs or starts inside. Raises ServerRuns."""
    descriptor = _open(data_dir)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerRuns from None
        yield
    finally:
        os.close(descriptor)


def is_unfinished(data_dir: Path) -> bool:
    """Whether restoring a backup was begun and not ended."""
    return (data_dir / UNFINISHED_NAME).exists()


def begin_restore(data_dir: Path) -> None:
    """From now on no server starts, until `end_restore`; a power cut does not undo it."""
    descriptor = os.open(data_dir / UNFINISHED_NAME, os.O_WRONLY | os.O_CREAT, 0o600)
    os.fsync(descriptor)
    os.close(descriptor)
    sync_folder(data_dir)


def end_restore(data_dir: Path) -> None:
    (data_dir / UNFINISHED_NAME).unlink()
    sync_folder(data_dir)


def _open(data_dir: Path) -> int:
    make_private(data_dir)
    return os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
