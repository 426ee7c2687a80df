"""`/api/changes`: several changes at once, as an action on many entries makes them."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint
from marshmallow import ValidationError

from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.kinds import ChangesBody, values_schema
from server.clock import now_ms
from server.domain import several
from server.domain.several import INVALID, NOT_FOUND, Outcome, Wanted
from sync.protocol import BODY_BYTES_MAX
from sync.schema import KINDS

blueprint = Blueprint("changes", __name__, url_prefix="/api/changes")

ROLES: Final = ("coordinator", "handler", "network")


@blueprint.post("")
@policy(roles=ROLES)
def write() -> dict[str, Any]:
    """Write fields of several records, each covering exactly what was seen of it."""
    body = ChangesBody().read(read_json_body(BODY_BYTES_MAX))
    read = [_read(one) for one in body["changes"]]
    wanted = [one for one in read if isinstance(one, Wanted)]
    outcomes = iter(several.write(the_who(), wanted, now_ms()) if wanted else [])
    told = [next(outcomes) if isinstance(one, Wanted) else one for one in read]
    return {"items": [_dump(outcome) for outcome in told]}


def _read(one: dict[str, Any]) -> Wanted | Outcome:
    kind, _slash, record = one["record"].partition("/")
    if kind not in KINDS:
        return Outcome(kind, record, None, NOT_FOUND)
    try:
        values = values_schema(kind, patching=True).load(one["values"])
    except ValidationError:
        return Outcome(kind, record, None, INVALID)
    return Wanted(kind, record, values, one["seen"])


def _dump(outcome: Outcome) -> dict[str, Any]:
    path = f"{outcome.kind}/{outcome.id}"
    return {"record": path, "id": outcome.wid, "error": outcome.error}
