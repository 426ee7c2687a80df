"""Shapes of answers about accounts: invites, sessions, second factor, recovery."""

from __future__ import annotations

from typing import Final

from server.api.shapes import (
    BOOLEAN,
    INTEGER,
    TEXT,
    TIME,
    UUID,
    Shape,
    listing,
    maybe,
    named,
    shape,
)

ACCOUNT_SHAPES: Final[dict[str, Shape]] = {
    "Invite": shape({"code": TEXT, "url": TEXT, "expires_at": TIME, "user": named("User")}),
    "OpenInvite": shape(
        {
            "id": UUID,
            "user": named("User"),
            "made_by": maybe(UUID),
            "created_at": TIME,
            "expires_at": TIME,
            "used_at": maybe(TIME),
        }
    ),
    "Invites": shape({"items": listing(named("OpenInvite"))}),
    "Sessions": shape(
        {
            "items": listing(
                shape(
                    {
                        "id": UUID,
                        "label": maybe(TEXT),
                        "created_at": TIME,
                        "last_seen": TIME,
                        "current": BOOLEAN,
                    }
                )
            )
        }
    ),
    "SecondFactor": shape({"otp": BOOLEAN, "spare_codes": INTEGER}),
    "OfferedFactor": shape({"secret": TEXT, "url": TEXT}),
    "SpareCodes": shape({"spare_codes": listing(TEXT)}),
    "RecoveryCode": shape({"code": TEXT, "expires_at": TIME, "user": named("User")}),
}
