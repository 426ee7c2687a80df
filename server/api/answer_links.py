"""`/api/referrals/<id>/links`: letting a receiver without an account answer."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, request

from server.api import dump
from server.api.auth import policy, require_secure_transport, the_who
from server.api.body import read_json_body
from server.api.schemas import AnswerLinkBody
from server.clock import now_ms, to_wire_time
from server.domain import answer_links
from server.domain.errors import NotFound
from server.settings import settings
from sync.ids import is_record_id

blueprint = Blueprint("answer_links", __name__, url_prefix="/api/referrals")

# Who may author a referral, and who leads those who do.
ROLES: Final = ("volunteer", "coordinator")


def address_of(token: str) -> str:
    origin = settings().public_url or request.host_url.rstrip("/")
    return f"{origin}/answer/{token}"


@blueprint.get("/<referral_id>/links")
@policy(roles=ROLES)
def listed(referral_id: str) -> dict[str, Any]:
    lines = answer_links.listed(the_who(), _known(referral_id), now_ms())
    return {"items": [dump.answer_link(line) for line in lines]}


@blueprint.post("/<referral_id>/links")
@policy(roles=ROLES, proved=True)
def create(referral_id: str) -> tuple[dict[str, Any], int]:
    require_secure_transport()
    days = AnswerLinkBody().read(read_json_body())["days"]
    made = answer_links.make(the_who(), _known(referral_id), days, now_ms())
    expires_at = to_wire_time(made.expires_at_ms)
    return {"id": made.id, "url": address_of(made.token), "expires_at": expires_at}, 201


@blueprint.post("/<referral_id>/links/<link_id>/revoke")
@policy(roles=ROLES)
def revoke(referral_id: str, link_id: str) -> dict[str, Any]:
    return dump.answer_link(answer_links.revoke(the_who(), _known(referral_id), link_id, now_ms()))


def _known(referral_id: str) -> str:
    if not is_record_id(referral_id):
        raise NotFound
    return referral_id
