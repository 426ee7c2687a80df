"""`/api/issues`: what waits for a coordinator, over all kinds."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.api import record_dump as dump
from server.api.auth import policy, the_who
from server.api.filters import read_page
from server.api.unchanged import is_known, not_modified, tag, tagged
from server.clock import now_ms
from server.domain import issues, listing
from server.domain.query import ISSUES
from sync.schema import KINDS

blueprint = Blueprint("issues", __name__, url_prefix="/api/issues")


@blueprint.get("")
@policy(roles=("coordinator", "network"))
def listed() -> Response:
    """Phones, the directory, then issues of the own organisation, each with its record."""
    who, now = the_who(), now_ms()
    choices = {"issue": ISSUES, "kind": tuple(KINDS)}
    asked = read_page(request.args.to_dict(flat=False), choices)
    phones = issues.phones(who, asked["issue"], asked["kind"], now)
    question = f"issues {sorted(asked.items(), key=str)} {phones}"
    etag = tag(listing.version(who, now), question)
    if is_known(etag):
        return not_modified(etag)
    found = issues.listed(who, **asked, phones=phones, now_ms=now)
    items = [dump.phone_issue(one) for one in found.phones]
    items += [dump.service_issue(one) for one in found.services]
    items += [dump.inbox_issue(row, about) for row, about in found.issues]
    body = {
        "items": items,
        "page": asked["page"],
        "per_page": asked["per_page"],
        "total": found.total,
        "total_more": found.total_more,
    }
    return tagged(body, tag(found.version, question))
