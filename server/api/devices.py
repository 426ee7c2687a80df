"""`/api/devices`: the phones of an organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api import dump
from server.api.auth import policy, the_who
from server.clock import now_ms
from server.domain import devices
from server.domain.errors import NotFound
from sync.canonical import is_text

blueprint = Blueprint("devices", __name__, url_prefix="/api/devices")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    return {"items": [dump.device(phone) for phone in devices.listed(the_who())]}


@blueprint.post("/<device_id>/revoke")
@policy(roles=("coordinator", "network", "admin"))
def revoke(device_id: str) -> dict[str, Any]:
    if not is_text(device_id):
        raise NotFound
    return dump.device(devices.revoke(the_who(), device_id, now_ms()))
