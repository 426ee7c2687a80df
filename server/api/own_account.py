"""`/api/otp`, `/api/password`: what people do about their own account, in a browser."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from server.api.auth import own_session, policy, require_secure_transport, the_who
from server.api.body import read_json_body
from server.api.client import account_limits
from server.api.schemas import OtpBody, PasswordBody
from server.clock import now_ms
from server.domain import accounts, own_account
from server.settings import settings

blueprint = Blueprint("own_account", __name__, url_prefix="/api")


@blueprint.get("/otp")
@policy(desk=True)
def told() -> dict[str, Any]:
    """Whether the caller has a second factor, and how many spare codes are left."""
    own = own_session()
    return {"otp": own.has_otp, "spare_codes": own_account.spares_left(own.who.user_id)}


@blueprint.post("/otp")
@policy(desk=True, proved=True, setting_up=True)
def offer() -> dict[str, Any]:
    """A new secret, told once; it counts from its first code on."""
    require_secure_transport()
    made = own_account.offer(the_who(), own_session().id, settings().secret_key)
    return {"secret": made.secret, "url": made.address}


@blueprint.post("/otp/confirm")
@policy(desk=True, proved=True, setting_up=True)
def confirm() -> dict[str, Any]:
    require_secure_transport()
    who, typed = the_who(), OtpBody().read(read_json_body())["otp"]
    person, _network = accounts.introduce(who)
    limits = account_limits(person.email or person.id)
    key, own = settings().secret_key, own_session()
    return {"spare_codes": own_account.confirm(who, own.id, typed, key, limits, now_ms())}


@blueprint.post("/otp/spare-codes")
@policy(desk=True, proved=True)
def renew_spares() -> dict[str, Any]:
    require_secure_transport()
    return {"spare_codes": own_account.renew_spares(the_who(), settings().secret_key, now_ms())}


@blueprint.post("/password")
@policy(desk=True, proved=True)
def change_password() -> dict[str, Any]:
    require_secure_transport()
    password = PasswordBody().read(read_json_body())["password"]
    own_account.change_password(the_who(), own_session().id, password, now_ms())
    return {}
