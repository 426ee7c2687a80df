"""Answers of the API travel as brotli, else as gzip. Files are compressed when they are built."""

from __future__ import annotations

import gzip
import re
from typing import Final

import brotli
from flask import Flask, Response, request

BYTES_MIN: Final = 500
# Measured on pull pages: brotli 4 is smaller than gzip 6 and costs less.
_QUALITY: Final = 4
_NEVER: Final = re.compile(r"q\s*=\s*0(\.0*)?")
_TEXT: Final = (
    *("application/json", "application/openapi+json"),
    *("text/csv", "text/html", "text/plain"),
)


def install(app: Flask) -> None:
    app.after_request(_compress)


def pick(accepted: str) -> str | None:
    """`br`, `gzip` or None, from an Accept-Encoding header; a quality of 0 means no."""
    offered = {}
    for entry in accepted.lower().split(","):
        name, _, parameter = entry.partition(";")
        offered[name.strip()] = _NEVER.fullmatch(parameter.strip()) is None
    every = offered.get("*", False)
    return next((name for name in ("br", "gzip") if offered.get(name, every)), None)


def _compress(response: Response) -> Response:
    if response.is_streamed or response.direct_passthrough or response.mimetype not in _TEXT:
        return response
    response.vary.add("Accept-Encoding")
    coding = pick(request.headers.get("Accept-Encoding", ""))
    plain = response.status_code in (200, 201) and "Content-Encoding" not in response.headers
    if coding is None or not plain or (response.content_length or 0) < BYTES_MIN:
        return response
    body = response.get_data()
    if coding == "br":
        packed = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_QUALITY)
    else:
        packed = gzip.compress(body, _QUALITY, mtime=0)
    response.set_data(packed)
    response.headers["Content-Encoding"] = coding
    # Two codings of one answer are not the same bytes.
    tag, weak = response.get_etag()
    if tag is not None and not weak:
        response.set_etag(tag, weak=True)
    return response
