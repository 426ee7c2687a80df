"""`/api/enrol`: how a phone becomes a member's phone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api import dump
from server.api.auth import policy, require_secure_transport
from server.api.body import read_json_body
from server.api.client import address_limits
from server.api.schemas import EnrolBody, LookBody
from server.clock import now_ms, to_wire_time
from server.domain import invites, sealing
from server.domain.invites import Asking
from sync.schema import SCHEMA_NUMBER

blueprint = Blueprint("enrol", __name__, url_prefix="/api/enrol")


@blueprint.post("")
@policy(public=True)
def enrol() -> tuple[dict[str, Any], int]:
    require_secure_transport()
    asking = Asking(**EnrolBody().read(read_json_body()))
    told = sealing.public(now_ms())
    done = invites.enrol(asking, address_limits(), now_ms())
    return {
        "device": done.device,
        "token": done.token,
        "user": dump.user(done.user),
        "network": dump.network(done.network),
        "schema": SCHEMA_NUMBER,
        "sealing": told,
    }, 201


@blueprint.post("/look")
@policy(public=True)
def look() -> dict[str, Any]:
    require_secure_transport()
    code = LookBody().read(read_json_body())["code"]
    found = invites.look(code, address_limits(), now_ms())
    return {
        "network": found.network,
        "org": found.org,
        "alias": found.alias,
        "role": found.role,
        "expires_at": to_wire_time(found.expires_at_ms),
        "lock_words": found.lock_words,
    }
