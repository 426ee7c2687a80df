"""ETags of answers that are asked for again and again: the version of what the reader may see,
and the question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request


def tag(version: str, question: str) -> str:
    """Both are hashed: a tag tells nothing of the network's size or of what was searched for."""
    return hashlib.sha256(f"{version} {question}".encode()).hexdigest()[:32]


def is_known(etag: str) -> bool:
    """Whether the reader has the answer with this tag already."""
    return request.if_none_match.contains_weak(etag)


def not_modified(etag: str) -> Response:
    answer = Response(status=304)
    answer.set_etag(etag, weak=True)
    return answer


def tagged(body: Mapping[str, Any], etag: str) -> Response:
    answer = jsonify(body)
    answer.set_etag(etag, weak=True)
    return answer
