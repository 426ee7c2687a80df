"""People, phones and networks as answers show them."""

from __future__ import annotations

from typing import Any

from server.clock import to_wire_time
from server.domain.accounts import Person, Place
from server.domain.answer_links import Line
from server.domain.audit import Entry
from server.domain.charter import Charter
from server.domain.devices import Phone
from server.domain.invites import Open
from server.domain.sessions import Line as SessionLine


def user(person: Person) -> dict[str, Any]:
    return {"id": person.id, "alias": person.alias, "role": person.role, "org": person.org}


def full_user(person: Person) -> dict[str, Any]:
    more = {"clearances": list(person.clearances), "email": person.email, "active": person.active}
    return user(person) | more


def network(place: Place) -> dict[str, Any]:
    return {"id": place.id, "name": place.name, "time_zone": place.time_zone}


def device(phone: Phone) -> dict[str, Any]:
    return {
        "id": phone.id,
        "user": {"id": phone.user_id, "alias": phone.alias, "org": phone.org_id},
        "label": phone.label,
        "app": phone.app,
        "enrolled_at": to_wire_time(phone.enrolled_at_ms),
        "last_seen": _time(phone.last_seen_ms),
        "revoked_at": _time(phone.revoked_at_ms),
        "made": phone.made,
        "stored": phone.stored,
        "unsent": phone.unsent,
        "missing": phone.missing,
    }


def session(line: SessionLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "label": line.label,
        "created_at": to_wire_time(line.created_at_ms),
        "last_seen": to_wire_time(line.last_seen_ms),
    }


def invite(line: Open) -> dict[str, Any]:
    return {
        "id": line.id,
        "user": user(line.user),
        "made_by": line.made_by,
        "created_at": to_wire_time(line.created_at_ms),
        "expires_at": to_wire_time(line.expires_at_ms),
        "used_at": _time(line.used_at_ms),
    }


def answer_link(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "state": line.state,
        "made_by": line.made_by,
        "created_at": to_wire_time(line.created_at_ms),
        "expires_at": to_wire_time(line.expires_at_ms),
        "used_at": _time(line.used_at_ms),
        "successor": line.successor,
    }


def charter(known: Charter) -> dict[str, Any]:
    papers = [
        {
            "paper": paper.name,
            "confirmed": paper.confirmed,
            "by": paper.by,
            "at": _time(paper.at_ms),
        }
        for paper in known.papers
    ]
    return {"papers": papers, "referrals": known.referrals}


def audit(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": to_wire_time(entry.at_ms),
        "user": entry.user_id,
        "alias": entry.alias,
        "org": entry.org_id,
        "device": entry.device_id,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "about": entry.about,
    }


def _time(ms: int | None) -> str | None:
    return None if ms is None else to_wire_time(ms)
