"""The published directory in words, for people without the app: what the page `/directory` shows.

Texts are in `server/strings/public.json`, one object a language; labels are those of the lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import select

from server.domain.days import calendar_day
from server.domain.hsds import hours
from server.domain.hsds.catalogue import Asked, Directory, Entry, OwnWords, Service, opened
from server.domain.hsds.hours import DAYS, Hours
from server.domain.hsds.objects import Writer
from server.domain.hsds.terms import TAXONOMIES
from server.store.engine import reading
from server.store.models import Network
from sync.schema import codes

TEXTS: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    files("server").joinpath("strings/public.json").read_text(encoding="utf-8")
)
LANGUAGES: Final = tuple(TEXTS)
# What no longer takes place is told to nobody; see `docs/protocol.md` 40.
_SHOWN: Final = ("active", "temporarily closed")
_COUNTRY: Final = "FR"
_RUN_MIN: Final = 3
_AGES: Final = ("min_age", "max_age")


@dataclass(frozen=True, slots=True)
class Emergency:
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Card:
    """One service in words. `facts` are (heading, text, link or nothing)."""

    anchor: str
    name: str
    provider: str | None
    description: str
    alert: str | None
    closed: bool
    phone: str | None
    phone_link: str | None
    hours: Sequence[tuple[str, str]]
    facts: Sequence[tuple[str, str, str | None]]
    holidays: str
    confirmed: str
    confirmed_on: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A category with its services; one of several stands in the first, and is named in others."""

    code: str
    title: str
    cards: Sequence[Card]
    also: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leaflet:
    language: str
    network: str
    day: str
    emergency: Sequence[Emergency]
    sections: Sequence[Section]


def leaflet(language: str, now_ms: int) -> Leaflet:
    """The page in a language of LANGUAGES. Raises NotFound while there is no network."""
    with reading() as session:
        directory = opened(session)
        name = session.scalars(select(Network.name).where(Network.id == directory.network_id)).one()
        services = [
            one
            for one in directory.every_service(Asked())
            if one.entry.fields.get("status") in _SHOWN
        ]
        words = _words(directory, language, now_ms)
    services.sort(key=lambda one: (one.entry.text("name") or "", one.entry.id))
    return Leaflet(
        language,
        name,
        words.day(words.writer.today.isoformat()),
        words.emergency(services),
        words.sections(services),
    )


def _words(directory: Directory, language: str, now_ms: int) -> _Words:
    today = calendar_day(now_ms, directory.time_zone)
    own = directory.own_words()
    return _Words(language, TEXTS[language], own, Writer(directory.time_zone, today, own))


@dataclass(frozen=True, slots=True)
class _Words:
    """Says things in one language."""

    language: str
    texts: Mapping[str, Any]
    own: OwnWords
    writer: Writer

    def say(self, text: str, **values: object) -> str:
        return str(self.texts[text]).format(**values)

    def join(self, parts: Sequence[str]) -> str:
        return str(self.texts["separator"]).join(parts)

    def label(self, listed: str, code: str) -> str:
        words = {**TAXONOMIES[listed].words.get(code, {}), **self.own.get((listed, code), {})}
        return words.get(self.language) or words.get("en") or next(iter(words.values()), code)

    def day(self, iso: str) -> str:
        found = date.fromisoformat(iso)
        month = self.texts["months"][found.month - 1]
        return self.say("day", d=found.day, month=month, y=found.year)

    def emergency(self, services: Sequence[Service]) -> list[Emergency]:
        """The numbers of the countries of all places; of France without any."""
        places = [site for one in services for site in one.sites]
        countries = {site.text("country") for site in places} - {None} or {_COUNTRY}
        return [
            Emergency(entry["number"], entry.get(self.language) or entry["en"])
            for entry in codes("emergency_number").values()
            if countries & set(entry["countries"])
        ]

    def sections(self, services: Sequence[Service]) -> list[Section]:
        order = list(codes("service_category"))
        first: dict[str, list[Service]] = {}
        also: dict[str, list[Service]] = {}
        for one in services:
            held = sorted(
                one.entry.keys("categories"),
                key=lambda code: (order.index(code) if code in order else len(order), code),
            )
            for number, code in enumerate(held):
                (also if number else first).setdefault(code, []).append(one)
        known = [code for code in order if code in first or code in also]
        added = sorted((first.keys() | also.keys()) - set(order))
        return [
            Section(
                code,
                self.label("service_category", code),
                [self.card(one) for one in first.get(code, [])],
                [(_anchor(o.entry), o.entry.text("name") or "?") for o in also.get(code, [])],
            )
            for code in (*known, *added)
        ]

    def card(self, found: Service) -> Card:
        entry = found.entry
        phone = entry.text("phone")
        on = entry.text("assured_on")
        return Card(
            anchor=_anchor(entry),
            name=entry.text("name") or "?",
            provider=found.provider.text("name") if found.provider else None,
            description=entry.text("description") or "",
            alert=self.writer.alert(entry),
            closed=entry.fields.get("status") == "temporarily closed",
            phone=phone,
            phone_link="tel:" + re.sub(r"[^+0-9]", "", phone) if phone else None,
            hours=[self.line(line) for line in hours.of_service(entry.fields) if self.holds(line)],
            facts=self.facts(found),
            holidays=self.say(f"holidays.{entry.text('on_holidays') or 'unknown'}"),
            confirmed=self.say("confirmed", day=self.day(on)) if on else self.say("unconfirmed"),
            confirmed_on=on,
        )

    def holds(self, line: Hours) -> bool:
        """Whether a line is not over yet."""
        return line.last is None or line.last >= self.writer.today.isoformat()

    def line(self, line: Hours) -> tuple[str, str]:
        """(days, times) in words."""
        period = self.period(line.first, line.last)
        days = self.days(line.days) if line.usual else period
        if line.opens is None or line.closes is None:
            times = self.say("closed")
        elif line.opens == "00:00" and line.closes == "24:00":
            times = self.say("around_the_clock")
        else:
            times = f"{line.opens}–{line.closes}"
        more = line.note if not line.usual else period
        return days[:1].upper() + days[1:], f"{times} ({more})" if more else times

    def days(self, days: Sequence[str]) -> str:
        """Three or more in a row are told by their ends."""
        if len(days) == len(DAYS):
            return self.say("every_day")
        numbers = [DAYS.index(day) for day in days]
        whole = numbers == list(range(numbers[0], numbers[-1] + 1)) and len(days) >= _RUN_MIN
        if whole:
            return self.say("days", first=self.texts[days[0]], last=self.texts[days[-1]])
        return self.join([self.texts[day] for day in days])

    def period(self, first: str | None, last: str | None) -> str:
        if first and last:
            if first == last:
                return self.day(first)
            return self.say("from_to", first=self.day(first), last=self.day(last))
        if first and first > self.writer.today.isoformat():
            return self.say("from", first=self.day(first))
        return self.say("until", last=self.day(last)) if last else ""

    def facts(self, found: Service) -> list[tuple[str, str, str | None]]:
        entry = found.entry
        email, website = entry.text("email"), entry.text("url")
        spoken = sorted(self.label("language", code) for code in entry.keys("languages"))
        told = (
            ("where", self.where(found), None),
            ("languages", self.join(spoken), None),
            ("interpretation", entry.text("interpretation"), None),
            ("for_whom", self.for_whom(entry), None),
            ("documents", entry.text("documents_required"), None),
            ("access", entry.text("how_to_access"), None),
            ("fees", entry.text("fees"), None),
            ("email", email, f"mailto:{email}"),
            ("website", website, website),
        )
        return [(self.say(heading), text, link) for heading, text, link in told if text]

    def where(self, found: Service) -> str:
        address = None if found.hidden else found.entry.text("address")
        names = [site.text("name") or "?" for site in found.sites]
        ways = [
            self.say(f"attending.{way}")
            for way in ("phone", "online")
            if way in found.entry.keys("attending")
        ]
        return self.join([*names, *([address] if address else []), *ways])

    def for_whom(self, entry: Entry) -> str:
        ages = [self.say(name, n=entry.fields[name]) for name in _AGES if name in entry.fields]
        eligibility = entry.text("eligibility")
        return self.join([*([eligibility] if eligibility else []), *ages])


def _anchor(entry: Entry) -> str:
    return f"s-{entry.public_id}"
