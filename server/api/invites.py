"""`/api/invites`: bringing in a new person, or a new phone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from server.api import dump
from server.api.auth import policy, require_proof, the_who
from server.api.body import read_json_body
from server.api.schemas import InviteBody
from server.clock import now_ms, to_wire_time
from server.domain import accounts, invites
from server.domain.accounts import NewUser
from server.domain.errors import NotFound
from server.domain.who import Who
from server.settings import settings
from sync.canonical import is_text

blueprint = Blueprint("invites", __name__, url_prefix="/api/invites")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    return {"items": [dump.invite(line) for line in invites.listed(the_who())]}


@blueprint.post("")
@policy(roles=("coordinator", "network", "admin"))
def create() -> tuple[dict[str, Any], int]:
    who, body = the_who(), InviteBody().read(read_json_body())
    if _role(who, body) != "volunteer":
        # A phone of such a person opens the desk's routes too.
        require_proof()
    made = _make(who, body)
    origin = settings().public_url or request.host_url.rstrip("/")
    return {
        "code": made.code,
        "url": f"{origin}/#join={made.code}",
        "expires_at": to_wire_time(made.expires_at_ms),
        "user": dump.user(made.user),
    }, 201


@blueprint.post("/<invite_id>/revoke")
@policy(roles=("coordinator", "network", "admin"))
def revoke(invite_id: str) -> dict[str, Any]:
    if not is_text(invite_id):
        raise NotFound
    return dump.invite(invites.revoke(the_who(), invite_id, now_ms()))


def _role(who: Who, body: dict[str, Any]) -> str:
    """Raises NotFound."""
    if "user" in body:
        return accounts.one(who, body["user"]).role
    return str(body["role"])


def _make(who: Who, body: dict[str, Any]) -> invites.Made:
    if "user" in body:
        return invites.invite_known(who, body["user"], body["minutes"], now_ms())
    new = NewUser(body.get("org", who.org_id), body["alias"], body["role"])
    return invites.invite_new(who, new, body["minutes"], now_ms())
