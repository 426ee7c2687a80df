"""One encrypted file, written and read as a stream: what backups and carried keys are kept in.

A line in clear says what the file is; then come chunks of AES-256-GCM. The key of a file is
derived from the given key, a random salt and that line, so the line cannot be altered either and
numbers can serve as nonces. The nonce of a chunk is its number and whether it is the last one:
chunks that were reordered, left out, repeated or cut off do not open.
Source: the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015; age's file format.
"""

from __future__ import annotations

import json
import secrets
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK_BYTES: Final = 64 * 1024
HEADER_BYTES_MAX: Final = 4096
SALT_BYTES: Final = 32
_TAG_BYTES: Final = 16
_LENGTH: Final = struct.Struct(">I")


class Broken(Exception):
    """The file is not whole, was altered, or is of another key; the text says which, in words."""


class Writer(AbstractContextManager["Writer"]):
    """Compresses and seals what is written into a file. It is whole after a `with` that ended
    well, and does not open when anything was raised."""

    def __init__(self, file: BinaryIO, key: bytes, header: Mapping[str, Any]) -> None:
        salt = secrets.token_hex(SALT_BYTES)
        line = json.dumps({**header, "salt": salt}, separators=(",", ":")).encode("ascii") + b"\n"
        assert len(line) <= HEADER_BYTES_MAX
        file.write(line)
        self._file = file
        self._cipher = _cipher(key, line, bytes.fromhex(salt))
        self._number = 0
        self._packer = zlib.compressobj()
        self._buffer = bytearray()

    def write(self, data: bytes) -> None:
        self._buffer += self._packer.compress(data)
        # One chunk stays behind: only at the end is it known which one is the last.
        while len(self._buffer) > CHUNK_BYTES:
            self._put(bytes(self._buffer[:CHUNK_BYTES]), last=False)
            del self._buffer[:CHUNK_BYTES]

    def _put(self, chunk: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), chunk, None)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        self._number += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.write(b"")
            self._buffer += self._packer.flush()
            while len(self._buffer) > CHUNK_BYTES:
                self._put(bytes(self._buffer[:CHUNK_BYTES]), last=False)
                del self._buffer[:CHUNK_BYTES]
            self._put(bytes(self._buffer), last=True)


class Reader:
    """Reads what `Writer` wrote. `header` is believed only after the first chunk has opened."""

    def __init__(self, file: BinaryIO, header: Mapping[str, Any], line: bytes) -> None:
        self.header = header
        self._file = file
        self._line = line

    @classmethod
    def open(cls, file: BinaryIO) -> Self:
        """Read the line in clear. Raises Broken when there is none."""
        line = file.readline(HEADER_BYTES_MAX)
        try:
            header = json.loads(line)
            salted = len(bytes.fromhex(header["salt"])) == SALT_BYTES
        except (ValueError, KeyError, TypeError):
            salted = False
        if not salted or not line.endswith(b"\n"):
            raise Broken("This is no file of Maraude's.")
        return cls(file, header, line)

    def content(self, key: bytes) -> Iterator[bytes]:
        """What was written, in pieces. Raises Broken, at the end at the latest: nothing that came
        before may be acted on until then."""
        cipher = _cipher(key, self._line, bytes.fromhex(self.header["salt"]))
        unpacker = zlib.decompressobj()
        for chunk in self._chunks(cipher):
            data = chunk
            while data:
                yield unpacker.decompress(data, CHUNK_BYTES * 16)
                data = unpacker.unconsumed_tail
        yield unpacker.flush()
        if not unpacker.eof:
            raise Broken("The file ends too early.")

    def _chunks(self, cipher: AESGCM) -> Iterator[bytes]:
        number, sealed = 0, self._next()
        while True:
            following = self._next()
            if sealed is None:
                raise Broken("The file ends too early.")
            try:
                yield cipher.decrypt(_nonce(number, last=following is None), sealed, None)
            except InvalidTag:
                raise Broken(_why(number, last=following is None)) from None
            if following is None:
                return
            number, sealed = number + 1, following

    def _next(self) -> bytes | None:
        head = self._file.read(_LENGTH.size)
        if not head:
            return None
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        if not _TAG_BYTES <= length <= CHUNK_BYTES + _TAG_BYTES:
            raise Broken("The file is damaged, or ends too early.")
        sealed = self._file.read(length)
        if len(sealed) != length:
            raise Broken("The file ends too early.")
        return sealed


def _why(number: int, *, last: bool) -> str:
    if number == 0:
        return "The file is of another key, or its beginning was altered."
    return "The file ends too early." if last else "The file is damaged."


def _cipher(key: bytes, line: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"maraude file " + line).derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
