"""`/api/referrals/<id>/contact`: how a referred person can be reached, for the receiver alone."""

from __future__ import annotations

from flask import Blueprint

from server.api.auth import policy, the_who
from server.clock import now_ms
from server.domain import sealed_contact
from server.domain.access import PARTY_ROLES
from server.domain.errors import NotFound
from sync.ids import is_record_id

blueprint = Blueprint("sealed_contact", __name__, url_prefix="/api/referrals")


@blueprint.post("/<referral_id>/contact")
@policy(roles=PARTY_ROLES, desk=True, proved=True)
def show(referral_id: str) -> dict[str, str]:
    """Open it. A POST, for it is written down; no phone asks: it would be one more place."""
    if not is_record_id(referral_id):
        raise NotFound
    return {"contact": sealed_contact.opened(the_who(), referral_id, now_ms())}
