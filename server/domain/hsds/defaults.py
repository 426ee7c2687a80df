"""What a new record needs and no file of HSDS tells: suggestions, for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.domain.hsds import terms
from server.domain.hsds.here import Ours
from server.domain.hsds.taken import Taken, Told, slug
from server.domain.who import Who
from sync.canonical import Value

_CODE_MAX: Final = 51


def defaults_of(
    who: Who, taken: Taken, said: Mapping[str, Told], orgs: Mapping[str, Ours]
) -> dict[str, Value]:
    """Values for a new record, by wire name; what the file says goes before them."""
    made = terms.record_id(taken.kind, taken.foreign)
    if taken.kind == "org":
        return {
            "org": made,
            "description": taken.name,
            "code": _code(taken, orgs),
            "org_type": "other",
            "member": False,
            "external": True,
            "listed": True,
        }
    if taken.kind == "site":
        zone = taken.zone or "elsewhere"
        return {"org": who.org_id, "site_kind": "office", "hub_zone": zone, "active": True}
    provider = said["provider"].value if "provider" in said else None
    found: dict[str, Value] = {
        "org": _keeper(who, provider, orgs),
        "description": taken.name,
        "accepts_referrals": "no",
        # It was public where it came from.
        "published": True,
    }
    if provider is None and who.role == "coordinator":
        found["provider"] = who.org_id
    return found


def _keeper(who: Who, provider: Value, orgs: Mapping[str, Ours]) -> str:
    """A service belongs to who gives it, if that is a member; else to who keeps it."""
    known = orgs.get(provider) if isinstance(provider, str) else None
    if known is not None and known.fields.get("member") is True and who.role == "network":
        return known.id
    return who.org_id


def _code(taken: Taken, orgs: Mapping[str, Ours]) -> str:
    """A short name that no other organisation has."""
    code = slug(taken.name)[:_CODE_MAX].strip("-") or "org"
    if code in {one.text("code") for one in orgs.values()}:
        return f"{code}-{terms.record_id('org', taken.foreign)[:8]}"
    return code
