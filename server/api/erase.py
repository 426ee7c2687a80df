"""`/api/erase`: erasing people's records with all that belongs to them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.kinds import EraseBody
from server.domain import erasure

blueprint = Blueprint("erase", __name__, url_prefix="/api/erase")


@blueprint.post("")
@policy(roles=("coordinator", "network"))
def erase() -> dict[str, Any]:
    """Erase records and everything that belongs to them; gives every path."""
    body = EraseBody().read(read_json_body())
    return {"erased": erasure.erase(the_who(), body["records"])}
