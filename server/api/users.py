"""`/api/users`: the people of an organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api import dump
from server.api.auth import policy, require_proof, require_secure_transport, the_who
from server.api.body import read_json_body
from server.api.schemas import AlterBody, MoveBody, UserBody
from server.clock import now_ms, to_wire_time
from server.domain import accounts, own_account, team
from server.domain.accounts import NewUser
from server.domain.errors import NotFound
from server.settings import settings
from sync.canonical import is_text

blueprint = Blueprint("users", __name__, url_prefix="/api/users")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    return {"items": [dump.full_user(person) for person in accounts.listed(the_who())]}


@blueprint.post("")
@policy(roles=("coordinator", "network", "admin"))
def create() -> tuple[dict[str, Any], int]:
    who, body = the_who(), UserBody().read(read_json_body())
    if body["role"] != "volunteer" or body["email"] is not None:
        require_proof()
    new = NewUser(
        org_id=body.get("org", who.org_id),
        alias=body["alias"],
        role=body["role"],
        email=body["email"],
        password=body["password"],
        clearances=frozenset(body["clearances"]),
    )
    return dump.full_user(accounts.create(who, new, now_ms())), 201


@blueprint.patch("/<user_id>")
@policy(roles=("coordinator", "network", "admin"), proved=True)
def alter(user_id: str) -> dict[str, Any]:
    """Another role; the account off, or on again."""
    who = the_who()
    team.one(who, user_id)
    body = AlterBody().read(read_json_body())
    altered = team.alter(who, user_id, body["role"], body["active"], now_ms())
    return dump.full_user(altered)


@blueprint.post("/<user_id>/move")
@policy(roles=("network",), proved=True)
def move(user_id: str) -> tuple[dict[str, Any], int]:
    """Over to another organisation, as a new account there."""
    who = the_who()
    team.one(who, user_id)
    body = MoveBody().read(read_json_body())
    moved = team.move(who, user_id, body["org"], settings().secret_key, now_ms())
    return dump.full_user(moved), 201


@blueprint.post("/<user_id>/recover")
@policy(roles=("coordinator", "network"), proved=True)
def let_in(user_id: str) -> tuple[dict[str, Any], int]:
    """A code with which somebody gets back into their account; told once."""
    require_secure_transport()
    if not is_text(user_id):
        raise NotFound
    made = own_account.let_in(the_who(), user_id, settings().secret_key, now_ms())
    return {
        "code": made.code,
        "expires_at": to_wire_time(made.expires_at_ms),
        "user": dump.user(made.user),
    }, 201
