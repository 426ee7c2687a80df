"""`/api/audit`: who read, exported, widened, erased."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from server.api import dump
from server.api.auth import policy, the_who
from server.api.schemas import PageQuery
from server.domain import audit

blueprint = Blueprint("audit", __name__, url_prefix="/api/audit")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    asked = PageQuery().read(request.args.to_dict())
    entries, total = audit.listed(the_who(), asked["page"], asked["per_page"])
    return {"items": [dump.audit(entry) for entry in entries], **asked, "total": total}
