"""`/api/login`, `/api/logout`, `/api/me`: browsers that sign in, and who is asking."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify

from server.api import dump
from server.api.auth import (
    COOKIE,
    PLAIN_COOKIE,
    allows_plain_cookie,
    policy,
    require_same_origin,
    require_secure_transport,
    session_token,
    the_who,
)
from server.api.body import read_json_body
from server.api.client import account_limits
from server.api.schemas import KeyBody, LoginBody
from server.clock import now_ms
from server.domain import accounts, devices, relay, sealing, sessions

blueprint = Blueprint("sessions", __name__, url_prefix="/api")


@blueprint.post("/login")
@policy(public=True)
def login() -> Response:
    require_secure_transport()
    require_same_origin()
    body = LoginBody().read(read_json_body())
    email = accounts.read_email(body["email"])
    opened = sessions.sign_in(email, body["password"], account_limits(email), now_ms())
    _end_current()
    person, _network = accounts.introduce(opened.who)
    answer = jsonify({"user": dump.user(person), "csrf": opened.csrf})
    _set_cookies(answer, opened.token)
    return answer


@blueprint.post("/logout")
@policy()
def logout() -> Response:
    _end_current()
    answer = jsonify({})
    for name in (COOKIE, PLAIN_COOKIE):
        answer.delete_cookie(
            name, secure=name == COOKIE, httponly=True, samesite="Strict", path="/"
        )
    return answer


@blueprint.get("/me")
@policy()
def me() -> dict[str, Any]:
    person, network = accounts.introduce(the_who())
    told: dict[str, Any] = {
        "user": dump.user(person),
        "network": dump.network(network),
        "sealing": sealing.public(now_ms()),
    }
    if "csrf" in g:
        told["csrf"] = g.csrf
    return told


@blueprint.post("/me/key")
@policy(device=True)
def key() -> tuple[str, int]:
    """Remember the signing key of a phone that enrolled without one."""
    who = the_who()
    devices.set_key(who, KeyBody().read(read_json_body())["public_key"])
    relay.reopen(who.device_id)
    return "", 204


def _end_current() -> None:
    token = session_token()
    if token is not None:
        sessions.sign_out(token)


def _set_cookies(answer: Response, token: str) -> None:
    """Browsers keep the first on https and on this machine; see PLAIN_COOKIE for the second."""
    answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")
    if allows_plain_cookie():
        answer.set_cookie(PLAIN_COOKIE, token, httponly=True, samesite="Strict", path="/")
