"""`/api/held`: changes in quarantine, released or refused by a coordinator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from server.api import record_dump as dump
from server.api.auth import policy, the_who
from server.api.filters import read_page
from server.domain import held
from server.domain.errors import NotFound
from sync.ids import is_record_id

blueprint = Blueprint("held", __name__, url_prefix="/api/held")


@blueprint.get("")
@policy(roles=("coordinator", "network"))
def listed() -> dict[str, Any]:
    """Changes that wait for a coordinator, the oldest first; how many envelopes do not open."""
    asked = read_page(request.args.to_dict(flat=False), {})
    found, total = held.listed(the_who(), asked["page"], asked["per_page"])
    told = {"items": [dump.held(change) for change in found], **asked, "total": total}
    return told | {"unopened": held.unopened(the_who())}


@blueprint.post("/<held_id>/release")
@policy(roles=("coordinator", "network"))
def release(held_id: str) -> dict[str, Any]:
    """Store a held change, in its author's name."""
    change = held.release(the_who(), _checked(held_id))
    return {"id": held_id, "state": "released", "change": change}


@blueprint.post("/<held_id>/refuse")
@policy(roles=("coordinator", "network"))
def refuse(held_id: str) -> dict[str, Any]:
    """Refuse a held change for good."""
    held.refuse(the_who(), _checked(held_id))
    return {"id": held_id, "state": "refused"}


@blueprint.post("/<held_id>/reopen")
@policy(roles=("coordinator", "network"))
def reopen(held_id: str) -> dict[str, Any]:
    """Take a refusal back: the change waits again."""
    held.reopen(the_who(), _checked(held_id))
    return {"id": held_id, "state": "waiting"}


def _checked(held_id: str) -> str:
    if not is_record_id(held_id):
        raise NotFound
    return held_id
