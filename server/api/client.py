"""Where a request comes from, for the limits on guessing."""

from __future__ import annotations

from flask import request

from server.domain import throttle
from server.domain.throttle import Limit, account_limit, address_limit, link_limit
from server.settings import settings


def address_limits() -> tuple[Limit, ...]:
    return (address_limit(request.remote_addr or "unknown", settings().secret_key),)


def account_limits(email: str) -> tuple[Limit, ...]:
    return (account_limit(email, settings().secret_key), *address_limits())


def relay_limit() -> Limit:
    return throttle.relay_limit(request.remote_addr or "unknown", settings().secret_key)


def answer_limit(token: str) -> Limit:
    return link_limit(token, settings().secret_key)
