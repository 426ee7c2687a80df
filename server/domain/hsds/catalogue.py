"""The published directory: what anybody may read, found in the database.

What may be read is decided by `access.published`, in the query. Which fields of it are told is
decided by `objects.py`, which names each of them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, literal, null, select, union_all
from sqlalchemy.orm import Session, aliased

from server.domain.access import for_everybody, published
from server.domain.errors import NotFound
from server.domain.hsds import terms
from server.domain.query import containing
from server.store.bulk import one_of
from server.store.models import Network, Record
from server.store.read_models import TABLES, Element
from sync.canonical import Value
from sync.merge import holds
from sync.schema import KINDS

BATCH: Final = 500
SERVICE: Final = "directory_service"

OwnWords = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One published record: its id here, its id for others, and its valid values by wire name."""

    id: str
    public_id: str
    fields: Mapping[str, Value]
    modified_ms: int = 0

    def text(self, name: str) -> str | None:
        found = self.fields.get(name)
        return found if isinstance(found, str) and found else None

    def keys(self, name: str) -> list[str]:
        """The elements of a set that hold."""
        start = f"{name}/"
        return [key.removeprefix(start) for key in self.fields if key.startswith(start)]


@dataclass(frozen=True, slots=True)
class Service:
    """A published service with what of its organisation and places is public.

    `hidden`: it is given at a place that is not public, so where people go is not told at all.
    """

    entry: Entry
    provider: Entry | None
    sites: Sequence[Entry]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the directory; what is told must all hold. Times in milliseconds."""

    search: str | None = None
    terms: tuple[tuple[str, str], ...] = ()
    """(set of a service, code)"""
    taxonomy_fields: tuple[str, ...] = ()
    organization: str | None = None
    modified_after_ms: int | None = None
    nothing: bool = False
    """It asks for something that does not exist."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory of one network inside a reading transaction."""

    session: Session
    network_id: str
    time_zone: str

    def version(self) -> str:
        """Changes with everything that is in the directory."""
        parts = []
        for kind in (SERVICE, "org", "site", "list_item"):
            table = TABLES[kind].c
            query = select(func.count(), func.max(table.seq)).where(
                table.network_id == self.network_id
            )
            count, last = self.session.execute(query).one()
            parts.append(f"{count}.{last or 0}")
        return " ".join(parts)

    def own_words(self) -> dict[tuple[str, str], dict[str, str]]:
        """The network's own words for the codes of services, by list and code."""
        table = TABLES["list_item"].c
        query = (
            select(table.list, table.code, Element.key, Element.value)
            .where(
                table.network_id == self.network_id,
                for_everybody(table),
                table.list.in_([name for name in terms.FIELDS if name != "attending"]),
                Element.network_id == table.network_id,
                Element.kind == "list_item",
                Element.record_id == table.id,
                Element.field == "label",
            )
            .order_by(table.made_at_ms, table.id)
        )
        found: dict[tuple[str, str], dict[str, str]] = {}
        for listed, code, language, value in self.session.execute(query):
            if listed and code:
                found.setdefault((listed, code), {})[language] = json.loads(value)
        return found

    # --- services

    def count_services(self, asked: Asked) -> int:
        query = select(func.count()).select_from(TABLES[SERVICE]).where(*self._wanted(asked))
        return self.session.scalar(query) or 0

    def services(self, asked: Asked, offset: int, limit: int | None) -> list[Service]:
        """Services in the order of their ids."""
        table = TABLES[SERVICE]
        query = _rows(SERVICE, table.c.provider).where(*self._wanted(asked)).order_by(table.c.id)
        return self._complete(self.session.execute(query.limit(limit).offset(offset)).all())

    def every_service(self, asked: Asked) -> Iterator[Service]:
        offset = 0
        while batch := self.services(asked, offset, BATCH):
            yield from batch
            offset += BATCH

    def find_service(self, public_id: str) -> Service:
        """Raises NotFound."""
        row = self._find(SERVICE, public_id, TABLES[SERVICE].c.provider)
        return self._complete([row])[0]

    def services_by_id(self, ids: Collection[str]) -> dict[str, Service]:
        """Of these ids here, those that are published."""
        table = TABLES[SERVICE].c
        query = _rows(SERVICE, table.provider).where(
            *published(SERVICE, self.network_id), one_of(table.id, list(ids))
        )
        found = self._complete(self.session.execute(query).all())
        return {one.entry.id: one for one in found}

    # --- organisations

    def count_orgs(self, asked: Asked) -> int:
        query = select(func.count()).select_from(TABLES["org"]).where(*self._wanted_orgs(asked))
        return self.session.scalar(query) or 0

    def orgs(self, asked: Asked, offset: int, limit: int | None) -> list[Entry]:
        query = _rows("org").where(*self._wanted_orgs(asked)).order_by(TABLES["org"].c.id)
        rows = self.session.execute(query.limit(limit).offset(offset)).all()
        return [_entry("org", row) for row in rows]

    def every_org(self, asked: Asked) -> Iterator[Entry]:
        yield from self.orgs(asked, 0, None)

    def find_org(self, public_id: str) -> Entry:
        """Raises NotFound."""
        return _entry("org", self._find("org", public_id))

    # --- services at places

    def count_pairs(self, asked: Asked) -> int:
        return self.session.scalar(select(func.count()).select_from(self._pairs(asked))) or 0

    def pairs(self, asked: Asked, offset: int, limit: int | None) -> list[tuple[str, str]]:
        """(service, place), both by their ids here; no place: at its own address."""
        pairs = self._pairs(asked)
        query = select(pairs.c.service, pairs.c.site).order_by(pairs.c.service, pairs.c.site)
        rows = self.session.execute(query.limit(limit).offset(offset))
        return [(row.service, row.site or "") for row in rows]

    # --- how it is found

    def _wanted(self, asked: Asked) -> list[ColumnElement[bool]]:
        table = TABLES[SERVICE].c
        found = published(SERVICE, self.network_id)
        if asked.nothing:
            return [literal(value=False)]
        if asked.search is not None:
            found.append(containing(table.search_text, asked.search))
        found += [self._has(field, code) for field, code in asked.terms]
        found += [self._has(field, None) for field in asked.taxonomy_fields]
        if asked.organization is not None:
            found.append(table.provider == asked.organization)
        if asked.modified_after_ms is not None:
            record = aliased(Record)
            found.append(
                exists().where(
                    record.network_id == table.network_id,
                    record.kind == SERVICE,
                    record.id == table.id,
                    record.changed_at_ms >= asked.modified_after_ms,
                )
            )
        return found

    def _has(self, field: str, code: str | None) -> ColumnElement[bool]:
        conditions = [
            Element.network_id == self.network_id,
            Element.kind == SERVICE,
            Element.record_id == TABLES[SERVICE].c.id,
            Element.field == field,
        ]
        if code is not None:
            conditions.append(Element.key == code)
        return exists().where(*conditions)

    def _wanted_orgs(self, asked: Asked) -> list[ColumnElement[bool]]:
        table = TABLES["org"].c
        found = published("org", self.network_id)
        if asked.nothing:
            return [literal(value=False)]
        if asked.search is not None:
            found.append(containing(table.search_text, asked.search))
        if asked.organization is not None:
            found.append(table.id == asked.organization)
        if asked.terms or asked.taxonomy_fields:
            services = TABLES[SERVICE].c
            of_what = Asked(terms=asked.terms, taxonomy_fields=asked.taxonomy_fields)
            of_service = self._wanted(of_what)
            found.append(exists().where(services.provider == table.id, *of_service))
        return found

    def _pairs(self, asked: Asked) -> Any:
        services, sites = TABLES[SERVICE].c, TABLES["site"].c
        wanted = self._wanted(asked)
        of_service = [
            Element.network_id == self.network_id,
            Element.kind == SERVICE,
            Element.record_id == services.id,
            Element.field == "sites",
        ]
        # Places are few: as a list they leave PostgreSQL no way to join them in a bad order.
        places = select(sites.id).where(*published("site", self.network_id))
        public = list(self.session.scalars(places))
        at_sites = select(services.id.label("service"), Element.key.label("site")).where(
            *wanted, *of_service, one_of(Element.key, public)
        )
        elsewhere = select(services.id.label("service"), null().label("site")).where(
            *wanted, services.address.is_not(None), ~exists().where(*of_service)
        )
        return union_all(at_sites, elsewhere).subquery()

    def _find(self, kind: str, public_id: str, *more: Any) -> Any:
        """By the id that others know; a record's own id goes first."""
        table = TABLES[kind].c
        if not terms.is_uuid(public_id):
            raise NotFound
        candidates = [public_id, terms.record_id(kind, public_id)]
        query = _rows(kind, *more).where(
            *published(kind, self.network_id), one_of(table.id, candidates)
        )
        rows = [row for row in self.session.execute(query) if _public_id(kind, row) == public_id]
        if not rows:
            raise NotFound
        return min(rows, key=lambda row: row.id != public_id)

    def _complete(self, rows: Sequence[Any]) -> list[Service]:
        entries = [_entry(SERVICE, row) for row in rows]
        orgs = self._by_id("org", {row.provider for row in rows if row.provider})
        named = {site for entry in entries for site in entry.keys("sites")}
        sites = self._by_id("site", named)
        found = []
        for entry, row in zip(entries, rows, strict=True):
            asked = entry.keys("sites")
            places = [sites[site] for site in asked if site in sites]
            places.sort(key=lambda place: place.public_id)
            found.append(Service(entry, orgs.get(row.provider), places, len(places) < len(asked)))
        return found

    def _by_id(self, kind: str, ids: Collection[str]) -> dict[str, Entry]:
        if not ids:
            return {}
        query = _rows(kind).where(
            *published(kind, self.network_id), one_of(TABLES[kind].c.id, list(ids))
        )
        return {row.id: _entry(kind, row) for row in self.session.execute(query)}


def opened(session: Session) -> Directory:
    """The directory of this installation: of its first network. Raises NotFound without any."""
    query = select(Network.id, Network.time_zone).order_by(Network.created_at_ms, Network.id)
    row = session.execute(query.limit(1)).first()
    if row is None:
        raise NotFound
    return Directory(session, row.id, row.time_zone)


def _rows(kind: str, *more: Any) -> Select[Any]:
    table = TABLES[kind].c
    return select(table.id, table.hsds_id, table.shown, Record.changed_at_ms, *more).join(
        Record,
        (Record.network_id == table.network_id) & (Record.kind == kind) & (Record.id == table.id),
    )


def _public_id(kind: str, row: Any) -> str:
    return terms.public_id(kind, row.id, row.hsds_id)


def _entry(kind: str, row: Any) -> Entry:
    fields = valid(kind, json.loads(row.shown))
    return Entry(row.id, _public_id(kind, row), fields, row.changed_at_ms)


def valid(kind: str, shown: Mapping[str, Value]) -> dict[str, Value]:
    """What of a record's shown values is there and as declared; elements only that hold."""
    declared = KINDS[kind]
    return {
        name: value
        for name, value in shown.items()
        if value is not None
        and declared.check(name, value) is None
        and ("/" not in name or holds(value))
    }
