"""The file of backups and keys: whatever was done to it, it opens whole or not at all."""

from __future__ import annotations

import io
import json
import os
from contextlib import suppress

import pytest

from server.store.sealed_file import CHUNK_BYTES, Broken, Reader, Writer

KEY = bytes(range(32))
# Cannot be compressed, so it fills several chunks.
CONTENT = os.urandom(3 * CHUNK_BYTES + 100)


def written(content: bytes = CONTENT, key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    with Writer(file, key, {"format": "test"}) as writer:
        for start in range(0, len(content), 10_000):
            writer.write(content[start : start + 10_000])
    return file.getvalue()


def read(raw: bytes, key: bytes = KEY) -> bytes:
    return b"".join(Reader.open(io.BytesIO(raw)).content(key))


def chunks(raw: bytes) -> tuple[bytes, list[bytes]]:
    """The line in clear, and each chunk with its length."""
    line, _, rest = raw.partition(b"\n")
    found = []
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:size])
        rest = rest[size:]
    return line + b"\n", found


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_was_written_is_read(size: int) -> None:
    content = os.urandom(size)
    assert read(written(content)) == content


def test_the_content_is_compressed_and_not_in_clear() -> None:
    content = b"canary" * 100_000
    raw = written(content)
    assert len(raw) < len(content) // 100
    assert b"canary" not in raw
    assert read(raw) == content


def test_sec_h5_a_file_that_was_cut_off_anywhere_does_not_open() -> None:
    raw = written()
    line, parts = chunks(raw)
    assert len(parts) > 3, "the test has one chunk only"
    ends = [len(line) + sum(map(len, parts[:count])) for count in range(len(parts))]
    for end in {*ends, *(end + 2 for end in ends), *(end + 30 for end in ends), len(raw) - 1}:
        with pytest.raises(Broken):
            read(raw[:end])


def test_sec_h5_chunks_moved_repeated_or_left_out_do_not_open() -> None:
    line, parts = chunks(written())
    swapped = [parts[1], parts[0], *parts[2:]]
    repeated = [parts[0], *parts]
    left_out = [parts[0], *parts[2:]]
    more = [*parts, parts[-1]]
    for wrong in (swapped, repeated, left_out, more):
        with pytest.raises(Broken):
            read(line + b"".join(wrong))


def test_sec_h5_a_chunk_of_another_file_of_the_same_key_does_not_open() -> None:
    line, parts = chunks(written())
    _, others = chunks(written())
    with pytest.raises(Broken):
        read(line + b"".join([others[0], *parts[1:]]))


def test_sec_h5_no_flipped_bit_goes_unnoticed() -> None:
    raw = written(os.urandom(200))
    for place in range(len(raw)):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(Broken):
            read(bytes(altered))


def test_another_key_and_another_line_in_clear_do_not_open_it() -> None:
    raw = written()
    with pytest.raises(Broken, match="another key"):
        read(raw, bytes(32))
    line, _, rest = raw.partition(b"\n")
    renamed = json.dumps(json.loads(line) | {"format": "else"}, separators=(",", ":"))
    with pytest.raises(Broken):
        read(renamed.encode() + b"\n" + rest)


@pytest.mark.parametrize("raw", [b"", b"\n", b"{}\n", b"[]\n", b'{"salt":1}\n', b"x" * 10_000])
def test_other_files_are_refused(raw: bytes) -> None:
    with pytest.raises(Broken):
        read(raw)


def test_a_file_is_not_whole_when_its_writing_was_stopped() -> None:
    file = io.BytesIO()
    with suppress(RuntimeError), Writer(file, KEY, {}) as writer:
        writer.write(CONTENT)
        raise RuntimeError
    with pytest.raises(Broken):
        read(file.getvalue())
