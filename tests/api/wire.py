"""One plain HTTP client that keeps every answer honest.

Every answer that passes through here is checked for what holds of all answers: bad input never
gives a 5xx, and an error under /api has the one error body with a documented code.
"""

from __future__ import annotations

import functools
import http.client
import json
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ERRORS_PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
TIMEOUT_S = 60.0
PIECE_BYTES = 50_000


class NoAnswer(Exception):
    """The connection ended before a whole answer had arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str | None:
        """The stable code of an error answer, None of any other."""
        try:
            error = json.loads(self.body)["error"]
        except (ValueError, KeyError, TypeError):
            return None
        return str(error["code"])

    def __str__(self) -> str:
        return f"{self.status} {self.body[:400]!r}"


@functools.cache
def documented_codes() -> frozenset[str]:
    """The codes that docs/errors.md names, read as words in backquotes."""
    return frozenset(re.findall(r"`([a-z][a-z0-9_]*)`", ERRORS_PAGE.read_text("utf-8")))


def check_answer(path: str, answer: Answer) -> None:
    assert answer.status < 500, f"{path}: {answer}"
    if answer.status < 400 or not path.startswith("/api/"):
        return
    error = answer.json()["error"]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", error["code"]), f"{path}: {answer}"
    assert isinstance(error["message"], str) and error["message"], f"{path}: {answer}"
    assert error["code"] in documented_codes(), f"{error['code']} is not in docs/errors.md"


def pieces(raw: bytes) -> Iterator[bytes]:
    for start in range(0, len(raw), PIECE_BYTES):
        yield raw[start : start + PIECE_BYTES]


@dataclass(slots=True)
class Wire:
    """Requests to one server, each over its own connection.

    `source` is the address to call from, so that a test which must fail often is throttled alone.
    """

    base: str
    source: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        chunked: bool = False,
    ) -> Answer:
        """Send `body` as JSON, or `raw` as it is; `chunked` tells no length beforehand.

        Raises NoAnswer when the server went away, AssertionError when the answer breaks what
        holds of every answer.
        """
        target = f"{path}?{urlencode(query, doseq=True)}" if query else path
        sent = dict(self.headers)
        if raw is None and body is not None:
            raw = json.dumps(body, ensure_ascii=False).encode("utf-8")
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        sent.update(headers or {})
        answer = self._exchange(method, target, pieces(raw) if chunked and raw else raw, sent)
        check_answer(path, answer)
        return answer

    def _exchange(
        self,
        method: str,
        target: str,
        raw: bytes | Iterator[bytes] | None,
        headers: Mapping[str, str],
    ) -> Answer:
        address = urlsplit(self.base)
        assert address.hostname is not None
        source = (self.source, 0) if self.source else None
        connection = http.client.HTTPConnection(
            address.hostname, address.port, timeout=TIMEOUT_S, source_address=source
        )
        try:
            chunked = not isinstance(raw, bytes | None)
            connection.request(method, target, raw, dict(headers), encode_chunked=chunked)
            reply = connection.getresponse()
            body = reply.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{method} {target}: {error!r}") from error
        finally:
            connection.close()
        named = {name.lower(): value for name, value in reply.getheaders()}
        cookies = tuple(v for n, v in reply.getheaders() if n.lower() == "set-cookie")
        return Answer(reply.status, named, body, cookies)

    def send_and_hang_up(self, path: str, raw: bytes, keep_bytes: int) -> None:
        """Send the head and the first `keep_bytes` of a POST, then drop the connection."""
        address = urlsplit(self.base)
        head = [f"POST {path} HTTP/1.1", f"Host: {address.netloc}", "Connection: close"]
        head += ["Content-Type: application/json", f"Content-Length: {len(raw)}"]
        head += [f"{name}: {value}" for name, value in self.headers.items()]
        with socket.create_connection((address.hostname, address.port), TIMEOUT_S) as line:
            line.sendall("\r\n".join(head).encode("ascii") + b"\r\n\r\n" + raw[:keep_bytes])
