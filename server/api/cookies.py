"""The cookies of a session: set when it begins or changes its token, taken away at its end."""

from __future__ import annotations

from flask import Response

from server.api.auth import COOKIE, PLAIN_COOKIE, allows_plain_cookie


def give(answer: Response, token: str) -> Response:
    """Browsers keep the first on https and on this machine; see PLAIN_COOKIE for the second."""
    answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")
    if allows_plain_cookie():
        answer.set_cookie(PLAIN_COOKIE, token, httponly=True, samesite="Strict", path="/")
    return answer


def take(answer: Response) -> Response:
    for name in (COOKIE, PLAIN_COOKIE):
        answer.delete_cookie(
            name, secure=name == COOKIE, httponly=True, samesite="Strict", path="/"
        )
    return answer
