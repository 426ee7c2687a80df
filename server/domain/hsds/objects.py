"""Published entries as objects of HSDS 3.1. Every member that is told is named here.

Not told, whatever an entry holds: capacity, notes, zones, who wrote it, how referrals are taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from server.clock import to_wire_time
from server.domain.hsds import hours
from server.domain.hsds.catalogue import Entry, OwnWords, Service
from server.domain.hsds.terms import FIELDS, TAXONOMIES, derived

Json = dict[str, Any]

# HSDS asks for a URI, which has no letters beyond these (RFC 3986).
_LETTERS: Final = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_URI: Final = re.compile(
    rf"https?://[A-Za-z0-9._~-]+(?::[0-9]{{1,5}})?(?:/{_LETTERS}*)?"
    rf"(?:\?(?:{_LETTERS}|\?)*)?(?:#(?:{_LETTERS}|\?)*)?"
)
TEXTS: Final = (
    # ours, theirs
    ("description", "description"),
    ("url", "url"),
    ("email", "email"),
    ("interpretation", "interpretation_services"),
    ("how_to_access", "application_process"),
    ("fees", "fees_description"),
    ("eligibility", "eligibility_description"),
    ("assured_on", "assured_date"),
)
NUMBERS: Final = (("min_age", "minimum_age"), ("max_age", "maximum_age"))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes objects as they are on one day, in a network of one zone and own words."""

    time_zone: str
    today: date
    own: OwnWords

    def service(self, found: Service, *, full: bool) -> Json:
        """A service; with `full`, all that belongs to it."""
        entry = found.entry
        told: Json = {"id": entry.public_id, "name": entry.text("name") or "?"}
        told |= {theirs: text for ours, theirs in TEXTS if (text := _text(entry, ours))}
        told["status"] = entry.fields.get("status") or "inactive"
        told |= {t: entry.fields[o] for o, t in NUMBERS if o in entry.fields}
        if alert := self.alert(entry):
            told["alert"] = alert
        told["last_modified"] = to_wire_time(entry.modified_ms)
        if found.provider is not None:
            told["organization"] = self.organization(found.provider)
        return {**told, **self._belonging(found)} if full else told

    def minimal(self, entry: Entry) -> Json:
        return {"id": entry.public_id, "last_modified": to_wire_time(entry.modified_ms)}

    def alert(self, entry: Entry) -> str | None:
        """What is to be known today; an alert ends with its last day."""
        until = entry.text("alert_until")
        over = until is not None and until < self.today.isoformat()
        return None if over else entry.text("alert")

    def organization(self, org: Entry) -> Json:
        told: Json = {
            "id": org.public_id,
            "name": org.text("name") or "?",
            "description": org.text("description") or org.text("name") or "?",
        }
        if website := _text(org, "website", as_uri=True):
            told["website"] = website
        if email := org.text("email"):
            told["email"] = email
        return told

    def full_organization(self, org: Entry, services: list[Json]) -> Json:
        """With its telephone, its type, and what is told of its services."""
        told = self.organization(org) | self._phones(org)
        if org_type := org.text("org_type"):
            told["attributes"] = [self._attribute("organization", org, "org_type", org_type)]
        return {**told, "services": services}

    def service_at_location(self, found: Service, site: Entry | None, *, full: bool) -> Json:
        """A service at one of its places, or, without a site, at its own address."""
        location = self._location(found, site)
        told: Json = {
            "id": derived("service_at_location", found.entry.public_id, location["id"]),
            "service_id": found.entry.public_id,
            "description": found.entry.text("name") or "?",
            "location": location if full else _alone(location),
        }
        return told | self._schedules(found.entry, of=told["id"]) if full else told

    def places(self, found: Service) -> list[Entry | None]:
        """Where a service is given: None stands for its own address."""
        if found.sites:
            return list(found.sites)
        return [None] if found.entry.text("address") and not found.hidden else []

    # --- what belongs to a service

    def _belonging(self, found: Service) -> Json:
        entry = found.entry
        told = self._phones(entry) | self._schedules(entry)
        languages = [self._language(entry, code) for code in _ordered("language", entry)]
        if languages:
            told["languages"] = languages
        if document := entry.text("documents_required"):
            made = derived("required_document", entry.public_id)
            told["required_documents"] = [{"id": made, "document": document}]
        places = [self.service_at_location(found, s, full=True) for s in self.places(found)]
        if places:
            told["service_at_locations"] = [_within(place) for place in places]
        attributes = [
            self._attribute("service", entry, taxonomy, code)
            for taxonomy in ("service_category", "referral_type", "attending")
            for code in _ordered(taxonomy, entry)
        ]
        if on_holidays := entry.text("on_holidays"):
            attributes.append(self._attribute("service", entry, "on_holidays", on_holidays))
        if attributes:
            told["attributes"] = attributes
        return told

    def _phones(self, entry: Entry) -> Json:
        number = entry.text("phone")
        made = derived("phone", entry.public_id)
        return {"phones": [{"id": made, "number": number, "type": "voice"}]} if number else {}

    def _language(self, entry: Entry, code: str) -> Json:
        term = TAXONOMIES["language"].term(code, self.own.get(("language", code)))
        made = derived("language", entry.public_id, code)
        return {"id": made, "code": code, "name": term["name"]}

    def _attribute(self, entity: str, entry: Entry, taxonomy: str, code: str) -> Json:
        term = TAXONOMIES[taxonomy].term(code, self.own.get((taxonomy, code)))
        return {
            "id": derived("attribute", entry.public_id, taxonomy, code),
            "link_id": entry.public_id,
            "link_entity": entity,
            "link_type": taxonomy,
            "value": code,
            "label": term["name"],
            "taxonomy_term": term,
        }

    def _schedules(self, entry: Entry, of: str | None = None) -> Json:
        lines = hours.of_service(entry.fields)
        made = [self._schedule(entry, line, of) for line in lines]
        return {"schedules": made} if made else {}

    def _schedule(self, entry: Entry, line: hours.Hours, of: str | None) -> Json:
        day = max(self.today, date.fromisoformat(line.first) if line.first else self.today)
        offset = hours.offset_at(line.zone or self.time_zone, day)
        made = schedule_id(entry.public_id, line)
        told: Json = {"id": derived("schedule", of, made) if of else made}
        if line.first:
            told |= {"valid_from": line.first, "dtstart": line.first}
        if line.last:
            told |= {"valid_to": line.last, "until": line.last}
        if line.usual:
            told |= {"freq": "WEEKLY", "interval": 1, "wkst": "MO", "byday": ",".join(line.days)}
        if line.opens and line.closes:
            told |= {
                "opens_at": hours.with_offset(line.opens, offset),
                "closes_at": hours.with_offset(line.closes, offset),
                "timezone": _in_hours(offset),
            }
        if line.usual:
            ways = _ordered("attending", entry)
            return told | ({"attending_type": ",".join(ways)} if ways else {})
        told["description"] = "Instead of the usual hours" if line.opens else "Closed"
        if line.note:
            told["notes"] = line.note
        marked = Entry(entry.id, told["id"], {})
        told["attributes"] = [self._attribute("schedule", marked, "hours", "exception")]
        return told

    def _location(self, found: Service, site: Entry | None) -> Json:
        service = found.entry
        address = None if found.hidden else service.text("address")
        if site is None:
            made = own_place_id(service.public_id)
            named = {"id": made, "location_type": "physical", "name": address}
            return {**named, "addresses": [_address(service, made, address, None)]}
        kind = site.text("site_kind") or "other"
        told: Json = {
            "id": site.public_id,
            "location_type": "virtual" if kind == "phone" else "physical",
            "name": site.text("name") or "?",
        }
        if kind != "phone":
            told["addresses"] = [_address(service, site.public_id, address, site)]
        return {**told, "attributes": [self._attribute("location", site, "site_kind", kind)]}


def schedule_id(service: str, line: hours.Hours) -> str:
    """Lines that came from elsewhere have their id there as key."""
    from_elsewhere = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", line.key)
    part = "schedules" if line.usual else "exceptions"
    return line.key if from_elsewhere else derived("schedule", service, part, line.key)


def own_place_id(service: str) -> str:
    """The id of the location that is nothing but the address of this service."""
    return derived("location", service)


def _address(service: Entry, location: str, text: str | None, site: Entry | None) -> Json:
    """What is not known of a place, its town and postal code, is empty: HSDS asks for both."""
    told: Json = {
        "id": derived("address", service.public_id, location),
        "address_1": text or (site.text("name") if site else None) or "",
        "city": "",
    }
    if site and site.text("adm1"):
        told["region"] = site.text("adm1")
    return told | {
        "state_province": (site.text("adm2") if site else None) or "",
        "postal_code": "",
        "country": (site.text("country") if site else None) or "",
        "address_type": "physical",
    }


def _text(entry: Entry, name: str, *, as_uri: bool = False) -> str | None:
    text = entry.text(name)
    if text is None or not (as_uri or name == "url"):
        return text
    return text if _URI.fullmatch(text) else None


def _ordered(taxonomy: str, entry: Entry) -> list[str]:
    """The codes of a service's set, in the order of the list."""
    order = {code: n for n, code in enumerate(TAXONOMIES[taxonomy].words)}
    held = entry.keys(FIELDS[taxonomy])
    return sorted(held, key=lambda code: (order.get(code, len(order)), code))


def _within(place: Json) -> Json:
    """Inside its service a place needs not name it."""
    return {name: value for name, value in place.items() if name != "service_id"}


def _alone(told: Mapping[str, Any]) -> Json:
    """Without what belongs to it."""
    return {name: value for name, value in told.items() if not isinstance(value, list)}


def _in_hours(offset: timedelta) -> int | float:
    number = offset.total_seconds() / 3600
    return int(number) if number.is_integer() else number
