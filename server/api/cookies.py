"""The cookies of a session: set when it begins or changes its token, taken away at its end."""

from __future__ import annotations

from flask import Response

from server.api.auth import COOKIES, allows_plain_cookie


def give(answer: Response, token: str, names: tuple[str, str] = COOKIES) -> Response:
    """Browsers keep the first on https and on this machine; see PLAIN_COOKIE for the second."""
    secure, plain = names
    answer.set_cookie(secure, token, secure=True, httponly=True, samesite="Strict", path="/")
    if allows_plain_cookie():
        answer.set_cookie(plain, token, httponly=True, samesite="Strict", path="/")
    return answer


def take(answer: Response, names: tuple[str, str] = COOKIES) -> Response:
    for name in names:
        answer.delete_cookie(
            name, secure=name == names[0], httponly=True, samesite="Strict", path="/"
        )
    return answer
