"""The journal: a file beside the database, outside its backups, of what must never come back.

A restored backup knows nothing of what was erased after it was made, nor of phones that were
blocked and accounts that were turned off. The journal does: it is replayed before the restored
server opens. It holds ids, never content. `sync.md` section 12, `docs/protocol.md` point 83.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal, get_args

from server.config import make_private

log = logging.getLogger(__name__)

FILE_NAME: Final = "erased.jsonl"

# Records that were erased, phones that were blocked, accounts that were turned off, or on again.
What = Literal["records", "devices", "users_off", "users_on"]


@dataclass(frozen=True, slots=True)
class Line:
    """What happened to which records (paths), phones or users (ids) of a network, and when."""

    network_id: str
    at_ms: int
    what: What
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    path: Path

    @classmethod
    def beside(cls, data_dir: Path) -> Journal:
        return cls(data_dir / FILE_NAME)

    def append(
        self, network_id: str, at_ms: int, names: Sequence[str], what: What = "records"
    ) -> None:
        """Write one line so that it survives a power cut before what it says is done."""
        self._append([Line(network_id, at_ms, what, tuple(names))])

    def adopt(self, other: Journal) -> int:
        """Take over the lines of a copy that are not here yet; gives how many there were."""
        known = set(self.read())
        lines = [line for line in dict.fromkeys(other.read()) if line not in known]
        if lines:
            self._append(lines)
        return len(lines)

    def _append(self, lines: Sequence[Line]) -> None:
        make_private(self.path.parent)
        text = "".join(_to_json(line) + "\n" for line in lines)
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a+b") as file:
            if _is_torn(file):
                file.write(b"\n")
            file.write(text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        if new:
            sync_folder(self.path.parent)

    def read(self) -> Iterator[Line]:
        """Every line, oldest first. One torn by a power cut was never acted on."""
        for number, line in self._lines():
            if line is None:
                log.warning("line %d of the journal of erasures was torn", number)
            else:
                yield line

    def torn(self) -> int:
        """How many lines nobody can read."""
        return sum(line is None for _number, line in self._lines())

    def _lines(self) -> Iterator[tuple[int, Line | None]]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for number, text in enumerate(file, 1):
                yield number, _from_json(text)


def _to_json(line: Line) -> str:
    return json.dumps({"network": line.network_id, "at": line.at_ms, line.what: list(line.names)})


def _from_json(text: bytes) -> Line | None:
    try:
        told = json.loads(text)
        what: What = next(name for name in get_args(What) if name in told)
        return Line(told["network"], told["at"], what, tuple(told[what]))
    except (ValueError, KeyError, TypeError, StopIteration):
        return None


def _is_torn(file: BinaryIO) -> bool:
    """Whether the last line has no end: the next one must not be written onto it."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def sync_folder(folder: Path) -> None:
    """Make what was created or renamed in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
