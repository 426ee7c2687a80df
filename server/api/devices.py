"""`/api/devices`: the phones of an organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from server.api import dump, record_dump
from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.schemas import LookedBody
from server.clock import from_wire_time, now_ms
from server.domain import devices, silence, take_back
from server.domain.errors import Invalid, NotFound
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


@blueprint.post("/<device_id>/look")
@policy(roles=("coordinator", "network", "admin"))
def look(device_id: str) -> dict[str, Any]:
    """A coordinator looked at a silent phone, or at one from which something is missing."""
    who = the_who()
    devices.one(who, device_id)
    body = LookedBody().read(read_json_body())
    return dump.device(silence.look(who, device_id, body["looked"], now_ms()))


@blueprint.get("/<device_id>/take-back")
@policy(roles=("coordinator", "network"), proved=True)
def take_back_plan(device_id: str) -> dict[str, Any]:
    """What to write to put entries back as they were before this phone wrote since a time.

    Nothing is written here: the plan goes to `/api/changes`, as far as somebody wants it.
    """
    who, now = the_who(), now_ms()
    devices.one(who, device_id)
    since_ms = from_wire_time(request.args.get("since", ""))
    if since_ms is None:
        raise Invalid({"since": ["bad_format"]})
    plan = take_back.plan(who, device_id, since_ms, now)
    items = [record_dump.undoing(one) for one in plan.undoings]
    told = {"device": dump.device(plan.device), "items": items}
    return told | {"left": plan.left, "more": plan.more}
