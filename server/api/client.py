"""Where a request comes from, for the limits on guessing."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from flask import request
from sqlalchemy.exc import DBAPIError

from server.clock import now_ms
from server.domain import throttle
from server.domain.throttle import Limit, account_limit, address_limit, link_limit
from server.settings import settings

# The more special sign first: each browser also claims to be those after it.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chromium"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_SIGNS: Final = (_BROWSERS, _SYSTEMS)


def address_limits() -> tuple[Limit, ...]:
    return (address_limit(request.remote_addr or "unknown", settings().secret_key),)


def account_limits(email: str) -> tuple[Limit, ...]:
    return (account_limit(email, settings().secret_key), *address_limits())


def spend_public() -> None:
    """Count a reading of what is public. Raises Throttled; where nothing can be counted, on a full
    disk, what can still be read is read."""
    limit = throttle.public_limit(request.remote_addr or "unknown", settings().secret_key)
    with suppress(DBAPIError):
        throttle.spend(limit, now_ms())


def relay_limit() -> Limit:
    return throttle.relay_limit(request.remote_addr or "unknown", settings().secret_key)


def browser() -> str | None:
    """Browser and system as people know them, to recognise a session by; never the whole header,
    which tells more of a computer than anybody needs."""
    said = request.headers.get("User-Agent", "")
    names = (next((name for sign, name in known if sign in said), None) for known in _SIGNS)
    return " · ".join(name for name in names if name) or None


def answer_limit(token: str) -> Limit:
    return link_limit(token, settings().secret_key)
