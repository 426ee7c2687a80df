"""Reading bodies from outside: size, coding and JSON are all bounded before anything is trusted."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

from flask import request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from sync.canonical import read_json
from sync.errors import Unreadable

SMALL_BYTES_MAX: Final = 64 * 1024
FORM_FIELDS_MAX: Final = 20
_CHUNK_BYTES: Final = 64 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS


def read_json_body(bytes_max: int = SMALL_BYTES_MAX) -> Any:
    """The body of this request as strict JSON; `bytes_max` bounds it before and after gzip.

    Raises UnsupportedMediaType (415), RequestEntityTooLarge (413), Unreadable (400).
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return read_json(read_bytes(bytes_max))


def read_form_body(bytes_max: int = SMALL_BYTES_MAX) -> dict[str, str]:
    """The fields of a form without files; of a repeated one the last, lines ending as `\\n`.

    Raises UnsupportedMediaType (415), RequestEntityTooLarge (413), Unreadable (400).
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType
    try:
        text = read_bytes(bytes_max).decode("ascii")
        pairs = parse_qsl(text, True, errors="strict", max_num_fields=FORM_FIELDS_MAX)
    except ValueError as error:
        raise Unreadable("bad_form") from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


def read_bytes(bytes_max: int) -> bytes:
    """The body of this request as it was before gzip; `bytes_max` bounds it before and after."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise UnsupportedMediaType
    if (request.content_length or 0) > bytes_max:
        raise RequestEntityTooLarge
    return _inflate(bytes_max) if coding == "gzip" else _read_plain(bytes_max)


def _read_plain(bytes_max: int) -> bytes:
    body = _arrived(bytes_max + 1)
    if len(body) > bytes_max:
        raise RequestEntityTooLarge
    return body


def _arrived(at_most: int) -> bytes:
    """The next bytes of the body. One that breaks off, or falls silent, on its way is no body."""
    try:
        return request.stream.read(at_most)
    except (OSError, ParseException) as error:
        raise Unreadable("broken_off") from error


def _inflate(bytes_max: int) -> bytes:
    """Unpack in small pieces, so that a bomb is dropped as soon as it passes the cap."""
    inflater, body, taken = zlib.decompressobj(_GZIP), bytearray(), 0
    while chunk := _arrived(_CHUNK_BYTES):
        taken += len(chunk)
        if taken > bytes_max:
            raise RequestEntityTooLarge
        for piece in _unpacked(inflater, chunk):
            body += piece
            if len(body) > bytes_max:
                raise RequestEntityTooLarge
        if inflater.unused_data:
            raise Unreadable("bytes_after_gzip")
    if not inflater.eof:
        raise Unreadable("truncated_gzip")
    return bytes(body)


def _unpacked(inflater: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    """What is in a chunk, never more of it in memory than a piece. Raises Unreadable."""
    waiting = chunk
    while True:
        try:
            piece = inflater.decompress(waiting, _CHUNK_BYTES)
        except zlib.error as error:
            raise Unreadable("bad_gzip") from error
        yield piece
        waiting = inflater.unconsumed_tail
        # A full piece may have left some of itself behind, with nothing more to read.
        if not waiting and len(piece) < _CHUNK_BYTES:
            return
