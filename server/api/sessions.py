"""`/api/login`, `/api/logout`, `/api/reauthenticate`, `/api/recover`, `/api/sessions`, `/api/me`:
browsers that sign in, and who is asking."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify

from server.api import cookies, dump
from server.api.auth import (
    must_set_up,
    own_session,
    policy,
    require_same_origin,
    require_secure_transport,
    session_token,
    the_session,
    the_who,
)
from server.api.body import read_json_body
from server.api.client import account_limits, browser
from server.api.schemas import KeyBody, LoginBody, ProofBody, RecoverBody
from server.clock import now_ms
from server.domain import accounts, devices, own_account, relay, sealing, sessions
from server.domain.errors import NotFound
from server.domain.own_account import Getting
from server.domain.sessions import Opened, Proof
from server.settings import settings
from sync.canonical import is_text

blueprint = Blueprint("sessions", __name__, url_prefix="/api")


@blueprint.post("/login")
@policy(public=True)
def login() -> Response:
    require_secure_transport()
    require_same_origin()
    body = LoginBody().read(read_json_body())
    email = accounts.read_email(body["email"])
    proof = _proof(body)
    opened = sessions.sign_in(email, proof, account_limits(email), now_ms(), browser())
    return _welcome(opened)


@blueprint.post("/recover")
@policy(public=True)
def recover() -> Response:
    """Back in with a recovery code, and with another password."""
    require_secure_transport()
    require_same_origin()
    body = RecoverBody().read(read_json_body())
    email = accounts.read_email(body["email"])
    getting = Getting(email, body["code"], body["password"], settings().secret_key)
    return _welcome(own_account.get_in(getting, account_limits(email), now_ms(), browser()))


@blueprint.post("/reauthenticate")
@policy(desk=True, setting_up=True)
def reauthenticate() -> Response:
    require_secure_transport()
    body = ProofBody().read(read_json_body())
    person, _network = accounts.introduce(the_who())
    limits = account_limits(person.email or person.id)
    opened = sessions.prove(session_token() or "", _proof(body), limits, now_ms())
    answer = jsonify({"user": dump.user(person), "csrf": opened.csrf})
    return cookies.give(answer, opened.token)


@blueprint.post("/logout")
@policy(setting_up=True)
def logout() -> Response:
    _end_current()
    return cookies.take(jsonify({}))


@blueprint.get("/sessions")
@policy(desk=True)
def listed() -> dict[str, Any]:
    """Where the caller is signed in."""
    own = own_session()
    lines = sessions.listed(own.who.user_id, now_ms())
    return {"items": [{**dump.session(line), "current": line.id == own.id} for line in lines]}


@blueprint.post("/sessions/<session_id>/end")
@policy(desk=True)
def end(session_id: str) -> dict[str, Any]:
    if not is_text(session_id):
        raise NotFound
    sessions.end(the_who().user_id, session_id)
    return {}


@blueprint.post("/sessions/end")
@policy(desk=True)
def end_all() -> Response:
    """Sign the caller out everywhere, here too."""
    own_account.sign_out_everywhere(the_who())
    return cookies.take(jsonify({}))


@blueprint.get("/me")
@policy(setting_up=True)
def me() -> dict[str, Any]:
    person, network = accounts.introduce(the_who())
    told: dict[str, Any] = {
        "user": dump.user(person),
        "network": dump.network(network),
        "sealing": sealing.public(now_ms()),
    }
    session = the_session()
    if session is not None:
        told["csrf"] = session.csrf
        told["session"] = {
            "proved_for_s": session.proof_left_ms(now_ms()) // 1000,
            "otp": session.has_otp,
            "set_up": must_set_up(session),
        }
    return told


@blueprint.post("/me/key")
@policy(device=True)
def key() -> tuple[str, int]:
    """Remember the signing key of a phone that enrolled without one."""
    who = the_who()
    devices.set_key(who, KeyBody().read(read_json_body())["public_key"])
    relay.reopen(who.device_id)
    return "", 204


def _proof(body: dict[str, Any]) -> Proof:
    return Proof(body["password"], body["otp"], settings().secret_key)


def _welcome(opened: Opened) -> Response:
    """A browser has one session: the one before ends."""
    _end_current()
    person, _network = accounts.introduce(opened.who)
    answer = jsonify({"user": dump.user(person), "csrf": opened.csrf})
    return cookies.give(answer, opened.token)


def _end_current() -> None:
    token = session_token()
    if token is not None:
        sessions.sign_out(token)
