"""`/api/audit`: who read, exported, widened, erased."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from server.api import dump
from server.api.auth import policy, the_who
from server.api.schemas import AuditQuery
from server.domain import audit
from server.domain.audit import Wanted

blueprint = Blueprint("audit", __name__, url_prefix="/api/audit")


@blueprint.get("")
@policy(roles=("coordinator", "network", "admin"))
def listed() -> dict[str, Any]:
    asked = AuditQuery().read(request.args.to_dict())
    entries, total = audit.listed(the_who(), Wanted(**asked))
    pages = {"page": asked["page"], "per_page": asked["per_page"]}
    return {"items": [dump.audit(entry) for entry in entries], **pages, "total": total}
