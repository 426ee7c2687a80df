"""`/api/erase`: erasing people's records with all that belongs to them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.kinds import EraseBody
from server.clock import to_wire_time
from server.domain import erasure
from server.domain.backups import DAY_MS, KEEP_DAYS_DEFAULT

blueprint = Blueprint("erase", __name__, url_prefix="/api/erase")


@blueprint.post("")
@policy(roles=("coordinator", "network"), proved=True)
def erase() -> dict[str, Any]:
    """Erase records and everything that belongs to them.

    What is told is the proof for the person who asked: every path, when it was erased, and until
    when a backup from before may hold it.
    """
    who, body = the_who(), EraseBody().read(read_json_body())
    erased = erasure.erase(who, body["records"])
    at_ms = erasure.erased_at_ms(who, erased)
    until_ms = at_ms + KEEP_DAYS_DEFAULT * DAY_MS
    times = {"at": to_wire_time(at_ms), "in_backups_until": to_wire_time(until_ms)}
    return {"erased": erased, **times}
