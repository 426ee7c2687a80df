"""Counting without anything kept on the phone: for browsers without storage. security.md P8.

An invite enrols such a browser as a phone of its own, whose token nobody ever has: a session
stands for it, with the times of the desk's. What is counted comes in as from any phone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from server.clock import to_wire_time
from server.domain import accounts, devices, exchange, invites, labels, offered, sessions
from server.domain.access import scoped_by_sole_key
from server.domain.days import day_of, end_ms, start_ms
from server.domain.errors import FormUsed, Invalid
from server.domain.invites import Asking
from server.domain.labels import Labels
from server.domain.offered import Offered
from server.domain.sessions import Opened
from server.domain.throttle import Limit
from server.domain.verdicts import entry_of
from server.domain.who import Who
from server.domain.writing import new_record
from server.store.changes import known_changes
from server.store.engine import reading, writing
from server.store.models import Network
from server.store.people import Device, User
from server.store.read_models import TABLES, Element
from server.store.read_rows import GONE, PLAIN
from sync.canonical import Value
from sync.change import Change, Write
from sync.errors import MalformedChange
from sync.ids import is_record_id, is_wid, wid_ms
from sync.protocol import Verdict
from sync.schema import KINDS, SCHEMA_NUMBER

COUNT: Final = KINDS["activity"]
QUANTITY_MAX: Final = 999_999
ENTRIES_MAX: Final = 20
# A round that goes on after the day's end is still offered.
NIGHT_MS: Final = 24 * 60 * 60_000
# How old a page may be: what it counts is noted at the time when it was drawn.
FORM_MS: Final = 24 * 60 * 60_000
TILES: Final = 6
# Where a place has no usual services; as on phones, `webclient/src/ui/field/tiles.ts`.
DEFAULTS: Final = (
    *("food.hot_meal", "food.hot_drink", "energy.firewood"),
    *("comms.charging", "clothing.warm", "shelter_items.blanket"),
)


@dataclass(frozen=True, slots=True)
class Where:
    """A place to count at, in a round or in none. `kind` and `begins_ms` are the round's."""

    site: str
    name: str
    round: str | None = None
    kind: str | None = None
    begins_ms: int | None = None

    @property
    def value(self) -> str:
        return f"{self.round or ''}/{self.site}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A count of this session, as it stands now."""

    id: str
    made_at_ms: int
    site: str
    service: str
    quantity: float
    people: int
    unmet: int
    note: str | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What the page needs to know. `usual` are the codes that have a tile at a place, by place."""

    words: Labels
    time_zone: str
    alias: str
    org: str
    may_count: bool
    places: tuple[Where, ...]
    services: Mapping[str, Offered]
    categories: tuple[str, ...]
    usual: Mapping[str, frozenset[str]]
    entries: tuple[Entry, ...]

    def place(self, value: str) -> Where | None:
        return next((where for where in self.places if where.value == value), None)

    def tiles(self, where: Where) -> list[Offered]:
        usual = [code for code in self.services if code in self.usual.get(where.site, ())]
        codes = usual or [code for code in DEFAULTS if code in self.services]
        return [self.services[code] for code in codes[:TILES]]

    def by_category(self) -> list[tuple[str, list[Offered]]]:
        """All services; those of no category, or of a hidden one, under "" at the end."""
        found: dict[str, list[Offered]] = {category: [] for category in (*self.categories, "")}
        for service in self.services.values():
            found[service.category if service.category in found else ""].append(service)
        return [(category, services) for category, services in found.items() if services]


@dataclass(frozen=True, slots=True)
class Count:
    """A form that was filled in. `record` and `wid` were drawn with the page: the same form again
    is the same change."""

    record: str
    wid: str
    where: Where
    service: Offered
    people: int
    quantity: Value
    unmet: int | None
    note: str | None


def join(asking: Asking, limits: tuple[Limit, ...], now_ms: int, label: str | None) -> Opened:
    """Spend an invite for a session. Raises InviteInvalid, Throttled."""
    enrolled = invites.enrol(asking, limits, now_ms)
    with writing() as session:
        told = {"app": devices.ONLINE, "last_seen_ms": now_ms}
        session.execute(update(Device).where(Device.id == enrolled.device).values(**told))
        user = session.get_one(User, enrolled.user.id)
        return sessions.open_in(session, user, now_ms, label, enrolled.device)


def leave(who: Who, token: str, now_ms: int) -> None:
    """End the session, and its phone for good."""
    devices.give_up(who, now_ms)
    sessions.sign_out(token)


def look(who: Who, language: str, now_ms: int) -> Sight:
    with reading() as session:
        user = session.get_one(User, who.user_id)
        words = labels.load(session, who, language)
        zone = session.get_one(Network, who.network_id).time_zone
        return Sight(
            words=words,
            time_zone=zone,
            alias=user.alias,
            org=accounts.org_name(session, who.network_id, who.org_id),
            may_count=who.role in COUNT.create,
            places=(*_rounds(session, who, words, zone, now_ms), *_sites(session, who, words)),
            services=offered.load(session, who, "service_type"),
            categories=tuple(offered.load(session, who, "service_category")),
            usual=_usual(session, who),
            entries=tuple(_entries(session, who)),
        )


def save(who: Who, count: Count, now_ms: int) -> Verdict:
    """Write one count, once for each form.

    Raises Invalid, and FormUsed when the form was saved already with other values.
    """
    change = _checked(who, count, now_ms)
    entry = entry_of(change)
    with reading() as session:
        known = known_changes(session, who.network_id, {entry.id})
    if known.get(entry.id) not in (None, entry.sha256):
        raise FormUsed
    return exchange.take(who, [entry])[entry.id]


def take_back(who: Who, record: str, now_ms: int) -> bool:
    """Make one entry of this session void, as a mistake; False for any other, which stays."""
    with reading() as session:
        mine = next((each for each in _entries(session, who) if each.id == record), None)
    if mine is not None and not mine.taken_back:
        change = new_record(COUNT.name, record, {"voided": "mistake"}, now_ms)
        exchange.take(who, [entry_of(change)])
    return mine is not None


def _checked(who: Who, count: Count, now_ms: int) -> Change:
    if not is_record_id(count.record) or not is_wid(count.wid):
        raise Invalid({"form": ["bad_format"]})
    if not -FORM_MS <= wid_ms(count.wid) - now_ms <= 0:
        raise Invalid({"form": ["out_of_range"]})
    values: dict[str, Value] = {
        "org": who.org_id,
        "site": count.where.site,
        "service_type": count.service.code,
        "started_at": to_wire_time(wid_ms(count.wid)),
        "quantity": count.quantity,
        "unit": count.service.unit,
        "people": count.people,
        "people_method": "counted",
    }
    more = {"round": count.where.round, "unmet": count.unmet, "note": count.note}
    values |= {name: value for name, value in more.items() if value is not None}
    wrong = {name: code for name, value in values.items() if (code := COUNT.check(name, value))}
    if wrong:
        raise Invalid({name: [code] for name, code in wrong.items()})
    writes = {name: Write(value) for name, value in values.items()}
    try:
        change = Change(count.wid, COUNT.name, count.record, SCHEMA_NUMBER, writes)
        return Change.from_wire(change.to_wire())
    except MalformedChange as error:
        # Of all that is typed only a note can hold what no change may.
        raise Invalid({"note": [error.detail]}) from error


def _sites(session: Session, who: Who, words: Labels) -> list[Where]:
    """Every place that is in use, by name."""
    table = TABLES["site"].c
    query: Select[Any] = select(table.id).where(table.standing == PLAIN)
    query = query.where(or_(table.active.is_(True), table.active.is_(None)))
    found = session.scalars(scoped_by_sole_key(query, who, table, full=True))
    named = [Where(site, words.names[site]) for site in found if words.names.get(site)]
    return sorted(named, key=lambda where: (where.name.casefold(), where.site))


def _rounds(session: Session, who: Who, words: Labels, zone: str, now_ms: int) -> list[Where]:
    """Today's rounds of the association at each of their places, and those that still go on."""
    table = TABLES["round"].c
    today = day_of(now_ms, zone)
    of_today = table.when_ms.between(start_ms(today, zone), end_ms(today, zone))
    goes_on = and_(table.status == "running", table.when_ms.between(now_ms - NIGHT_MS, now_ms))
    query: Select[Any] = (
        select(table.id, table.round_kind, table.when_ms, Element.key.label("site"))
        .where(
            table.org_id == who.org_id,
            table.standing == PLAIN,
            table.status.in_(("planned", "running")),
            or_(of_today, goes_on),
            *_elements_of("round", "sites", table),
        )
        .order_by(table.when_ms, table.id, Element.key)
    )
    rows = session.execute(scoped_by_sole_key(query, who, table, full=True))
    return [
        Where(row.site, words.names[row.site], row.id, row.round_kind, row.when_ms)
        for row in rows
        if words.names.get(row.site)
    ]


def _usual(session: Session, who: Who) -> dict[str, frozenset[str]]:
    table = TABLES["site"].c
    query: Select[Any] = select(table.id, Element.key, Element.value)
    query = query.where(table.standing == PLAIN, *_elements_of("site", "usual", table))
    found: dict[str, frozenset[str]] = {}
    for site, service, value in session.execute(scoped_by_sole_key(query, who, table, full=True)):
        if json.loads(value) is True:
            found[site] = found.get(site, frozenset()) | {service}
    return found


def _elements_of(kind: str, field: str, table: Any) -> tuple[Any, ...]:
    return (
        Element.network_id == table.network_id,
        Element.kind == kind,
        Element.record_id == table.id,
        Element.field == field,
    )


def _entries(session: Session, who: Who) -> list[Entry]:
    """What came from this session, the newest first."""
    table = TABLES[COUNT.name].c
    names = ("id", "made_at_ms", "site", "service_type", "quantity", "people", "unmet", "note")
    query: Select[Any] = select(*(table[name] for name in names), table.voided)
    query = query.where(table.author_id == who.user_id, table.device_id == who.device_id)
    query = query.where(table.service_type.is_not(None), table.standing != GONE)
    query = query.order_by(table.received_at_ms.desc(), table.id).limit(ENTRIES_MAX)
    return [
        Entry(
            id=row.id,
            made_at_ms=row.made_at_ms,
            site=row.site,
            service=row.service_type,
            quantity=row.quantity or 0,
            people=row.people or 0,
            unmet=row.unmet or 0,
            note=row.note,
            taken_back=row.voided is not None,
        )
        for row in session.execute(scoped_by_sole_key(query, who, table, full=True))
    ]
