"""The erasure journal: a file beside the database, outside its backups.

A restored backup knows nothing of what was erased after it was made. The journal does: it is
replayed before the restored server opens. It holds ids, never content. `sync.md` section 12.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from server.config import make_private

log = logging.getLogger(__name__)

FILE_NAME: Final = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    """One erasure: which records of which network, and when."""

    network_id: str
    at_ms: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    path: Path

    @classmethod
    def beside(cls, data_dir: Path) -> Journal:
        return cls(data_dir / FILE_NAME)

    def append(self, network_id: str, at_ms: int, paths: Sequence[str]) -> None:
        """Write one line so that it survives a power cut before anything is erased."""
        make_private(self.path.parent)
        line = json.dumps({"network": network_id, "at": at_ms, "records": list(paths)})
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a+b") as file:
            if _is_torn(file):
                file.write(b"\n")
            file.write(line.encode("ascii") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync_folder(self.path.parent)

    def read(self) -> Iterator[Line]:
        """Every line, oldest first. One torn by a power cut was never acted on."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for number, text in enumerate(file, 1):
                try:
                    line = json.loads(text)
                except ValueError:
                    log.warning("line %d of the journal of erasures was torn", number)
                    continue
                yield Line(line["network"], line["at"], tuple(line["records"]))


def _is_torn(file: BinaryIO) -> bool:
    """Whether the last line has no end: the next one must not be written onto it."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
