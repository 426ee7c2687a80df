"""`/api/users`: the people of an organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api import dump
from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.schemas import UserBody
from server.clock import now_ms
from server.domain import accounts
from server.domain.accounts import NewUser

blueprint = Blueprint("users", __name__, url_prefix="/api/users")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    return {"items": [dump.full_user(person) for person in accounts.listed(the_who())]}


@blueprint.post("")
@policy(roles=("coordinator", "network", "admin"))
def create() -> tuple[dict[str, Any], int]:
    who, body = the_who(), UserBody().read(read_json_body())
    new = NewUser(
        org_id=body.get("org", who.org_id),
        alias=body["alias"],
        role=body["role"],
        email=body["email"],
        password=body["password"],
        clearances=frozenset(body["clearances"]),
    )
    return dump.full_user(accounts.create(who, new, now_ms())), 201
