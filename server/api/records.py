"""`/api/records/<kind>`: lists, pages, and writing at the desk."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, request

from server.api import record_dump as dump
from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.filters import read_question
from server.api.kinds import CreateBody, DeleteBody, PatchBody, values_schema
from server.api.unchanged import is_known, not_modified, tag, tagged
from server.clock import now_ms
from server.domain import listing, records
from server.domain.errors import NotFound
from server.domain.query import signature
from server.domain.who import Who
from sync.change import CHANGE_BYTES_MAX
from sync.ids import is_record_id
from sync.schema import KINDS, Kind

blueprint = Blueprint("records", __name__, url_prefix="/api/records")

ROLES: Final = ("coordinator", "handler", "network")
# A change, its covers as they are written in a body, and the shell around both.
BODY_BYTES_MAX: Final = 2 * CHANGE_BYTES_MAX


def find_kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


@blueprint.get("/<kind>")
@policy(roles=ROLES)
def listed(kind: str) -> Response:
    """One page of the list of a kind, with totals over all pages."""
    who, asked = the_who(), read_question(find_kind(kind), request.args.to_dict(flat=False))
    question, now = signature(asked), now_ms()
    etag = tag(listing.version(who, now), question)
    if is_known(etag):
        return not_modified(etag)
    found = listing.listed(who, asked, now)
    body = {
        "items": [dump.item(item) for item in found.items],
        "page": asked.page,
        "per_page": asked.per_page,
        "total": found.total,
        "total_more": found.total_more,
        "unsearched": found.unsearched,
        "totals": {name: dump.total(total) for name, total in found.totals.items()},
    }
    return tagged(body, tag(found.version, question))


@blueprint.post("/<kind>")
@policy(roles=ROLES)
def create(kind: str) -> tuple[dict[str, Any], int]:
    """Make a record; the same id again is no second one."""
    who, of, now = the_who(), find_kind(kind), now_ms()
    body = CreateBody().read(read_json_body(BODY_BYTES_MAX))
    values = values_schema(kind, patching=False).load(body["values"])
    made = records.create(who, of, values, body.get("id"), now)
    return _written(who, of, made, now), 201


@blueprint.get("/<kind>/<record_id>")
@policy(roles=ROLES)
def page(kind: str, record_id: str) -> Response:
    """One record with every value that stands and its whole history."""
    who, of, now = the_who(), find_record(kind, record_id), now_ms()
    etag = tag(listing.version(who, now), f"{kind}/{record_id}")
    if is_known(etag):
        return not_modified(etag)
    found = records.page(who, of, record_id, now)
    return tagged(dump.page(found), tag(found.version, f"{kind}/{record_id}"))


@blueprint.patch("/<kind>/<record_id>")
@policy(roles=ROLES)
def patch(kind: str, record_id: str) -> dict[str, Any]:
    """Write fields, covering exactly what was seen."""
    who, of, now = the_who(), find_record(kind, record_id), now_ms()
    body = PatchBody().read(read_json_body(BODY_BYTES_MAX))
    values = values_schema(kind, patching=True).load(body["values"])
    records.patch(who, of, record_id, values, body["seen"], now)
    return _written(who, of, record_id, now)


@blueprint.delete("/<kind>/<record_id>")
@policy(roles=ROLES)
def delete(kind: str, record_id: str) -> dict[str, Any]:
    """Delete what was seen; a value that was not seen keeps the record there."""
    who, of, now = the_who(), find_record(kind, record_id), now_ms()
    body = DeleteBody().read(read_json_body())
    records.delete(who, of, record_id, body["seen"], now)
    return _written(who, of, record_id, now)


def _written(who: Who, of: Kind, record_id: str, now: int) -> dict[str, Any]:
    """The record after a write that was accepted. It may have led it out of its writer's sight:
    then it is said that it is done, and nothing of what it holds."""
    try:
        return dump.page(records.page(who, of, record_id, now))
    except NotFound:
        return dump.out_of_sight(of.name, record_id)


def find_record(kind: str, record_id: str) -> Kind:
    if not is_record_id(record_id):
        raise NotFound
    return find_kind(kind)
