"""What lies in the files of a browser's profile, as somebody with the whole disk would look for it.

Chromium keeps IndexedDB in LevelDB: logs whose records are cut at block borders, and tables whose
blocks are compressed with Snappy. Both are opened here; every other file is looked at as it is.
Formats: github.com/google/leveldb, doc/log_format.md and doc/table_format.md; google/snappy,
format_description.txt.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

LOG_BLOCK_BYTES = 32_768
LOG_HEADER_BYTES = 7
FOOTER_BYTES = 48
MAGIC = 0xDB4775248B80FB57
SNAPPY = 1
# Of a value, as JSON and as the browser writes what is not ASCII; of the key of a row.
VALUE = ("utf-8", "utf-16-le")
KEY = ("utf-16-be",)


def hits(
    folder: Path, texts: list[str], written: tuple[str, ...] = VALUE + KEY
) -> set[tuple[str, str]]:
    """Which texts are found in which files, in these encodings."""
    wanted = {text: [text.encode(form) for form in written] for text in texts}
    found: set[tuple[str, str]] = set()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(folder))
        for content in _contents(path):
            found |= {
                (text, name)
                for text, forms in wanted.items()
                if any(form in content for form in forms)
            }
    return found


def _contents(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".log":
        yield _log(raw)
    elif path.suffix in (".ldb", ".sst"):
        yield from _table(raw)


def _log(raw: bytes) -> bytes:
    """The records without what stands between them."""
    parts = []
    for start in range(0, len(raw), LOG_BLOCK_BYTES):
        block = raw[start : start + LOG_BLOCK_BYTES]
        at = 0
        while at + LOG_HEADER_BYTES <= len(block):
            length = int.from_bytes(block[at + 4 : at + 6], "little")
            at += LOG_HEADER_BYTES
            parts.append(block[at : at + length])
            at += length
    return b"".join(parts)


def _table(raw: bytes) -> Iterator[bytes]:
    """Every block that holds rows."""
    footer = raw[-FOOTER_BYTES:]
    assert struct.unpack("<Q", footer[-8:])[0] == MAGIC, "no LevelDB table"
    at = _skip(footer, 0, 2)  # where the meta index lies
    index = _block(raw, *_handle(footer, at))
    restarts = int.from_bytes(index[-4:], "little")
    end = len(index) - 4 - 4 * restarts
    at = 0
    while at < end:
        _, at = _varint(index, at)
        own, at = _varint(index, at)
        size, at = _varint(index, at)
        at += own
        yield _block(raw, *_handle(index, at))
        at += size


def _block(raw: bytes, offset: int, size: int) -> bytes:
    content = raw[offset : offset + size]
    return unsnapped(content) if raw[offset + size] == SNAPPY else content


def unsnapped(packed: bytes) -> bytes:
    """Undoes Snappy."""
    length, at = _varint(packed, 0)
    out = bytearray()
    while at < len(packed):
        tag = packed[at]
        at += 1
        kind = tag & 3
        if kind == 0:
            size = (tag >> 2) + 1
            if size > 60:
                more = size - 60
                size = int.from_bytes(packed[at : at + more], "little") + 1
                at += more
            out += packed[at : at + size]
            at += size
            continue
        if kind == 1:
            size, back = ((tag >> 2) & 7) + 4, ((tag >> 5) << 8) | packed[at]
            at += 1
        else:
            width = 2 if kind == 2 else 4
            size, back = (tag >> 2) + 1, int.from_bytes(packed[at : at + width], "little")
            at += width
        for _ in range(size):  # it may overlap what it makes
            out.append(out[-back])
    assert len(out) == length, "not Snappy"
    return bytes(out)


def _handle(raw: bytes, at: int) -> tuple[int, int]:
    offset, at = _varint(raw, at)
    return offset, _varint(raw, at)[0]


def _skip(raw: bytes, at: int, count: int) -> int:
    for _ in range(count):
        _, at = _varint(raw, at)
    return at


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
