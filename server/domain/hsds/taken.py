"""What objects of HSDS say, in our fields; and what they say that has no place here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from server.domain.hsds import hours, terms
from server.domain.hsds.hours import Hours
from server.domain.hsds.node import Node
from server.domain.hsds.objects import NUMBERS, TEXTS, own_place_id
from server.store.read_rows import fold
from sync.canonical import Value
from sync.schema import KINDS, codes

# Members that join objects, or tell of the file itself: nothing is lost with them.
_JOINING: Final = re.compile(r"id|.+_id|last_modified|link_entity|link_type|metadata")
_ATTENDING: Final = ("in_person", "phone", "online")
_UNKNOWN: Final = "unknown_field"


@dataclass(frozen=True, slots=True)
class Told:
    """A value for one of our fields, and where the file says it."""

    value: Value
    place: str | None


@dataclass(slots=True)
class Taken:
    """One object of the file as a record of ours. `foreign` is its id there.

    `provider` and `sites` are ids there too. `full`: the file tells of all that belongs to it, so
    what is missing is missing.
    """

    kind: str
    foreign: str
    place: str
    name: str
    fields: dict[str, Told] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    provider: str | None = None
    sites: dict[str, str] = field(default_factory=dict)
    lines: list[tuple[Hours, str]] = field(default_factory=list)
    full: bool = False
    zone: str = ""
    """For a new place, its coarse zone: a suggestion."""

    def take(self, name: str, value: Value, place: str) -> bool:
        """Take a value when it fits; else say why not."""
        why = KINDS[self.kind].check(name, value)
        if why is None:
            self.fields.setdefault(name, Told(value, place))
        else:
            self.left.append((place, why))
        return why is None

    def leave(self, node: Node, but: Iterable[str], why: str = _UNKNOWN) -> None:
        """Say of everything else in an object that it has no place here."""
        known = set(but)
        for name, value in node.items():
            if name in known or _JOINING.fullmatch(name) or value in (None, "", []):
                continue
            rows = node.nodes(name) if node.tabular else []
            self.left += [(row.place, why) for row in rows] or [(node.at(name), why)]


def take_organization(node: Node) -> Taken:
    found = _begun("org", node)
    for name in ("name", "description", "email", "website"):
        if text := node.text(name):
            found.take(name, text, node.at(name))
    _take_phone(found, node)
    for attribute in node.nodes("attributes"):
        taxonomy, code = _term_of(attribute)
        if taxonomy != "org_type" or not found.take("org_type", code, attribute.place):
            found.left.append((attribute.place, "unknown_code"))
    found.leave(node, ("name", "description", "email", "website", "phones", "attributes"))
    return found


def take_location(node: Node) -> Taken | None:
    """A place. None when it is none of ours to know: a living site, or nothing but a line."""
    found = _begun("site", node)
    address = next(iter(node.nodes("addresses")), None)
    name = node.text("name") or (address.text("address_1") if address else None)
    kind = None
    for attribute in node.nodes("attributes"):
        taxonomy, code = _term_of(attribute)
        if taxonomy == "site_kind":
            kind = code
    if not name or kind == "living_site":
        return None
    found.name = name
    found.take("name", name, node.at("name"))
    if kind:
        found.take("site_kind", kind, node.at("attributes"))
    if address is not None:
        _take_region(found, address)
    # Where its services are, streets and towns, is told with them.
    found.leave(node, ("name", "location_type", "addresses", "attributes", "schedules"))
    return found


def _take_region(found: Taken, address: Node) -> None:
    region, state = address.text("region"), address.text("state_province")
    if adm1 := region or state:
        found.take("adm1", adm1, address.at("region" if region else "state_province"))
    if adm2 := state or address.text("city"):
        found.take("adm2", adm2, address.at("state_province" if state else "city"))
    if country := address.text("country"):
        found.take("country", country.upper(), address.at("country"))
    found.zone = slug(address.text("city") or address.text("state_province") or "")


def take_service(node: Node, zone: str, year: int) -> Taken:
    """A service. `zone` is the network's; its offsets of `year` are those that hours may have."""
    found = _begun("directory_service", node)
    found.full = node.tabular or any(isinstance(value, list) for value in node.values())
    organization = node.node("organization")
    found.provider = _id_of(organization) if organization else node.text("organization_id")
    _take_plain(found, node)
    _take_phone(found, node)
    documents = [text for one in node.nodes("required_documents") if (text := one.text("document"))]
    if documents:
        found.take("documents_required", "; ".join(documents), node.at("required_documents"))
    for one in node.nodes("required_documents"):
        found.leave(one, ("document",))
    for language in node.nodes("languages"):
        _take_language(found, language)
    for attribute in node.nodes("attributes"):
        _take_attribute(found, attribute)
    _take_places(found, node)
    _take_hours(found, node, hours.offsets_of(zone, year))
    known = [theirs for _ours, theirs in (*TEXTS, *NUMBERS)]
    known += ["name", "status", "alert", "fees", "phones", "required_documents", "languages"]
    known += ["attributes", "service_at_locations", "schedules", "organization"]
    found.leave(node, known)
    return found


def _take_plain(found: Taken, node: Node) -> None:
    for ours, theirs in (("name", "name"), *TEXTS, ("status", "status"), ("alert", "alert")):
        if text := node.text(theirs):
            found.take(ours, text, node.at(theirs))
    if fees := node.text("fees"):
        if "fees" not in found.fields:
            found.take("fees", fees, node.at("fees"))
        elif found.fields["fees"].value != fees:
            found.left.append((node.at("fees"), "second"))
    for ours, theirs in NUMBERS:
        number = node.get(theirs)
        if number is not None:
            whole = int(number) if isinstance(number, float) and number.is_integer() else number
            found.take(ours, whole, node.at(theirs))


def _take_phone(found: Taken, node: Node) -> None:
    for phone in node.nodes("phones"):
        number = (phone.text("number") or "").strip("\"' ").removeprefix("tel:")
        if "phone" in found.fields:
            if found.fields["phone"].value != number:
                found.left.append((phone.at("number"), "second"))
        else:
            found.take("phone", number, phone.at("number"))
        voice = ("type",) if phone.get("type") == "voice" else ()
        found.leave(phone, ("number", *voice))


def _take_language(found: Taken, node: Node) -> None:
    code = (node.text("code") or "").lower()
    if code not in codes("language"):
        name = fold(node.text("name") or "")
        labels = {
            fold(str(entry.get(one, ""))): known
            for known, entry in codes("language").items()
            for one in terms.LANGUAGES
        }
        code = code if code.startswith("x_") else labels.get(name, "")
    if not code or not found.take(f"languages/{code}", True, node.at("code")):
        found.left.append((node.place, "unknown_code"))
    found.leave(node, ("code", "name"))


def _take_attribute(found: Taken, node: Node) -> None:
    taxonomy, code = _term_of(node)
    if taxonomy == "on_holidays":
        found.take("on_holidays", code, node.place)
    elif taxonomy is not None and taxonomy in terms.FIELDS:
        found.take(f"{terms.FIELDS[taxonomy]}/{code}", True, node.place)
    elif code in codes("service_category"):
        found.take(f"categories/{code}", True, node.place)
    else:
        found.left.append((node.place, "unknown_code"))


def _term_of(node: Node) -> tuple[str | None, str]:
    """(our name of the taxonomy, code) of an attribute."""
    term = node.node("taxonomy_term")
    code = (term.text("code") if term else None) or node.text("value") or ""
    if term is None:
        ours = terms.find_term(str(node.get("taxonomy_term_id")), {})
        return (ours[0].name, ours[1]) if ours else (None, code)
    detail = term.node("taxonomy_detail")
    ids = (detail.get("id") if detail else None, term.get("taxonomy_id"))
    for one in ids:
        if one in terms.BY_ID:
            return terms.BY_ID[str(one)].name, code
    title = term.text("taxonomy") or (detail.text("name") if detail else None)
    named = [one.name for one in terms.TAXONOMIES.values() if one.title == title]
    return named[0] if named else None, code


def _take_places(found: Taken, node: Node) -> None:
    for pair in node.nodes("service_at_locations"):
        found.leave(pair, ("location", "schedules", "description"))
        location = pair.node("location")
        if location is None:
            continue
        address = next(iter(location.nodes("addresses")), None)
        if location.get("location_type") == "physical" and address is not None:
            _take_address(found, location, address)
        if location.get("location_type") == "virtual" and not location.nodes("attributes"):
            found.take("attending/online", True, location.at("location_type"))
        elif _id_of(location) != own_place_id(found.foreign):
            found.sites[_id_of(location)] = location.place


def _take_address(found: Taken, location: Node, address: Node) -> None:
    town = " ".join(filter(None, (address.text("postal_code"), address.text("city"))))
    parts = [address.text("address_1"), address.text("address_2"), town]
    text = ", ".join(part for part in parts if part)
    own = _id_of(location) == own_place_id(found.foreign)
    if text and (own or text != location.text("name")):
        if "address" not in found.fields:
            found.take("address", text, address.at("address_1"))
        elif found.fields["address"].value != text:
            found.left.append((address.at("address_1"), "second"))


def _take_hours(found: Taken, node: Node, offsets: set[timedelta]) -> None:
    """Hours of the service; those of its places only where they say the same, or it has none."""
    own = node.nodes("schedules")
    places = [
        one
        for pair in node.nodes("service_at_locations")
        for holder in (pair, pair.node("location") or Node({}, ""))
        for one in holder.nodes("schedules")
    ]
    seen: set[tuple[Any, ...]] = set()
    for schedule in own or places:
        _take_schedule(found, schedule, offsets, seen)
    for schedule in places if own else ():
        line = _line(schedule, offsets)
        if not isinstance(line, Hours) or _content(line) not in seen:
            found.left.append((schedule.place, "unsupported"))


def _take_schedule(
    found: Taken, node: Node, offsets: set[timedelta], seen: set[tuple[Any, ...]]
) -> None:
    for way in (node.text("attending_type") or "").split(","):
        if way.strip() in _ATTENDING:
            found.take(f"attending/{way.strip()}", True, node.at("attending_type"))
    line = _line(node, offsets)
    if not isinstance(line, Hours):
        found.left.append((node.place, line))
        return
    if _content(line) in seen:
        return
    seen.add(_content(line))
    found.lines.append((line, node.place))
    known = ["valid_from", "valid_to", "dtstart", "until", "freq", "interval", "wkst", "byday"]
    known += ["opens_at", "closes_at", "timezone"]
    ways = {way.strip() for way in (node.text("attending_type") or "").split(",")}
    known += ["attending_type"] if ways <= set(_ATTENDING) else []
    found.leave(node, known if line.usual else [*known, "notes", "description", "attributes"])


def _line(node: Node, offsets: set[timedelta]) -> Hours | str:
    """A line of hours, or why it is none."""
    first = node.text("valid_from") or node.text("dtstart")
    last = node.text("valid_to") or node.text("until")
    opens, closes = (hours.read_time(node.text(one) or "") for one in ("opens_at", "closes_at"))
    for told in (opens, closes):
        if told is not None and told[1] is not None and told[1] not in offsets:
            return "other_zone"
    key = _id_of(node)
    if not node.text("byday") and node.get("freq") is None:
        if first is None or last is None or (opens is None) != (closes is None):
            return "unsupported"
        begin, end = (opens[0], closes[0]) if opens and closes else (None, None)
        return Hours(key, (), begin, end, first, last, note=node.text("notes"), usual=False)
    days = tuple(part.strip() for part in (node.text("byday") or "").split(","))
    plain = node.get("freq") in (None, "WEEKLY") and node.get("interval") in (None, 1)
    more = any(node.get(one) for one in ("byweekno", "bymonthday", "byyearday", "count"))
    if not plain or more or not set(days) <= set(hours.DAYS) or opens is None or closes is None:
        return "unsupported"
    until = "24:00" if closes[0] == "00:00" else closes[0]
    ordered = tuple(day for day in hours.DAYS if day in days)
    return Hours(key, ordered, opens[0], until, first, last)


def _content(line: Hours) -> tuple[Any, ...]:
    return line.days, line.opens, line.closes, line.first, line.last, line.note, line.usual


def slug(text: str) -> str:
    """A short name of letters a to z, digits and dashes; may be empty."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(text))
    return plain.strip("-")[:60].strip("-")


def _begun(kind: str, node: Node) -> Taken:
    return Taken(kind, _id_of(node), node.place, node.text("name") or "")


def _id_of(node: Node) -> str:
    return str(node.get("id", "")).lower()
