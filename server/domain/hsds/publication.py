"""Answers of the public directory: pages of lists, single objects, and everything as a stream.

The first network of an installation is the one whose directory is public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.domain.days import calendar_day
from server.domain.errors import NotFound
from server.domain.hsds import terms
from server.domain.hsds.catalogue import BATCH, Asked, Directory, Entry, opened
from server.domain.hsds.objects import Json, Writer
from server.domain.hsds.terms import FIELDS, TAXONOMIES
from server.store.engine import reading
from server.store.read_rows import fold

NOUNS: Final = (
    "services",
    "organizations",
    "service_at_locations",
    "taxonomies",
    "taxonomy_terms",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a list; ids are those that others know."""

    search: str | None = None
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after_ms: int | None = None
    minimal: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    contents: Sequence[Json]
    total: int


def version(now_ms: int) -> str:
    """Changes whenever an answer could: with the directory, and with the day."""
    with reading() as session:
        directory = opened(session)
        day = calendar_day(now_ms, directory.time_zone)
        return f"{directory.version()} {day.isoformat()}"


def page(noun: str, wanted: Wanted, offset: int, limit: int, now_ms: int) -> Page:
    """One page of a list."""
    with reading() as session:
        shelf = _shelf(noun, opened(session), wanted, now_ms)
        return Page(shelf.slice(offset, limit), shelf.count())


def stream(noun: str, wanted: Wanted, now_ms: int) -> Iterator[Json]:
    """Every match, without pages."""
    with reading() as session:
        shelf = _shelf(noun, opened(session), wanted, now_ms)
        offset = 0
        while batch := shelf.slice(offset, BATCH):
            yield from batch
            offset += BATCH


def one(noun: str, public_id: str, now_ms: int) -> Json:
    """A single object with all that belongs to it. Raises NotFound."""
    with reading() as session:
        directory = opened(session)
        return _FOUND[noun](directory, _writer(directory, now_ms), public_id)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A list that pages are cut from."""

    count: Callable[[], int]
    slice: Callable[[int, int], list[Json]]


def _shelf(noun: str, directory: Directory, wanted: Wanted, now_ms: int) -> _Shelf:
    writer = _writer(directory, now_ms)
    asked = _asked(directory, writer, wanted)
    return _SHELVES[noun](directory, writer, asked, wanted)


def _writer(directory: Directory, now_ms: int) -> Writer:
    today = calendar_day(now_ms, directory.time_zone)
    return Writer(directory.time_zone, today, directory.own_words())


def _asked(directory: Directory, writer: Writer, wanted: Wanted) -> Asked:
    """The question by our names. What does not exist matches nothing."""
    asked = Asked(wanted.search, modified_after_ms=wanted.modified_after_ms)
    if wanted.taxonomy_term_id is not None:
        term = terms.find_term(wanted.taxonomy_term_id, writer.own)
        if term is None or term[0].name not in FIELDS:
            return replace(asked, nothing=True)
        asked = replace(asked, terms=((FIELDS[term[0].name], term[1]),))
    if wanted.taxonomy_id is not None:
        taxonomy = terms.BY_ID.get(wanted.taxonomy_id)
        if taxonomy is None or taxonomy.name not in FIELDS:
            return replace(asked, nothing=True)
        asked = replace(asked, taxonomy_fields=(FIELDS[taxonomy.name],))
    if wanted.organization_id is not None:
        try:
            org = directory.find_org(wanted.organization_id)
        except NotFound:
            return replace(asked, nothing=True)
        asked = replace(asked, organization=org.id)
    return asked


def _services(directory: Directory, writer: Writer, asked: Asked, wanted: Wanted) -> _Shelf:
    def cut(offset: int, limit: int) -> list[Json]:
        found = directory.services(asked, offset, limit)
        if wanted.minimal:
            return [writer.minimal(one.entry) for one in found]
        return [writer.service(one, full=wanted.full) for one in found]

    return _Shelf(lambda: directory.count_services(asked), cut)


def _organizations(directory: Directory, writer: Writer, asked: Asked, wanted: Wanted) -> _Shelf:
    def cut(offset: int, limit: int) -> list[Json]:
        found = directory.orgs(asked, offset, limit)
        if wanted.full:
            return [_whole_organization(directory, writer, org) for org in found]
        return [writer.organization(org) for org in found]

    return _Shelf(lambda: directory.count_orgs(asked), cut)


def _at_locations(directory: Directory, writer: Writer, asked: Asked, wanted: Wanted) -> _Shelf:
    def cut(offset: int, limit: int) -> list[Json]:
        pairs = directory.pairs(asked, offset, limit)
        services = directory.services_by_id({service for service, _site in pairs})
        return [
            writer.service_at_location(services[service], place, full=wanted.full)
            for service, site in pairs
            for place in writer.places(services[service])
            if (place.id if place else "") == site
        ]

    return _Shelf(lambda: directory.count_pairs(asked), cut)


def _taxonomies(_directory: Directory, _writer: Writer, asked: Asked, _wanted: Wanted) -> _Shelf:
    found = [taxonomy.to_wire() for taxonomy in TAXONOMIES.values()]
    return _listed(found, asked.search)


def _terms(_directory: Directory, writer: Writer, asked: Asked, wanted: Wanted) -> _Shelf:
    found = [
        taxonomy.term(code, writer.own.get((taxonomy.name, code)))
        for taxonomy in TAXONOMIES.values()
        if wanted.taxonomy_id in (None, taxonomy.id)
        for code in terms.codes_of(taxonomy, writer.own)
    ]
    return _listed(found, asked.search)


def _listed(found: Sequence[Json], search: str | None) -> _Shelf:
    kept = [
        one
        for one in found
        if search is None or fold(search) in fold(f"{one['name']} {one['description']}")
    ]
    return _Shelf(lambda: len(kept), lambda offset, limit: kept[offset : offset + limit])


def _whole_organization(directory: Directory, writer: Writer, org: Entry) -> Json:
    services = [
        {"id": one.entry.public_id, "name": told["name"], "status": told["status"]}
        for one in directory.services(Asked(organization=org.id), 0, None)
        for told in [writer.service(one, full=False)]
    ]
    return writer.full_organization(org, sorted(services, key=lambda one: str(one["id"])))


def _one_service(directory: Directory, writer: Writer, public_id: str) -> Json:
    return writer.service(directory.find_service(public_id), full=True)


def _one_organization(directory: Directory, writer: Writer, public_id: str) -> Json:
    return _whole_organization(directory, writer, directory.find_org(public_id))


def _one_at_location(directory: Directory, writer: Writer, public_id: str) -> Json:
    """Its id is made from those of service and place: whoever looks one up looks at all."""
    for found in directory.every_service(Asked()):
        for place in writer.places(found):
            told = writer.service_at_location(found, place, full=True)
            if told["id"] == public_id:
                return told
    raise NotFound


def _one_taxonomy(_directory: Directory, _writer: Writer, public_id: str) -> Json:
    if public_id not in terms.BY_ID:
        raise NotFound
    return terms.BY_ID[public_id].to_wire()


def _one_term(_directory: Directory, writer: Writer, public_id: str) -> Json:
    found = terms.find_term(public_id, writer.own)
    if found is None:
        raise NotFound
    taxonomy, code = found
    return taxonomy.term(code, writer.own.get((taxonomy.name, code)))


_SHELVES: Final[dict[str, Callable[[Directory, Writer, Asked, Wanted], _Shelf]]] = {
    "services": _services,
    "organizations": _organizations,
    "service_at_locations": _at_locations,
    "taxonomies": _taxonomies,
    "taxonomy_terms": _terms,
}
_FOUND: Final[dict[str, Callable[[Directory, Writer, str], Json]]] = {
    "services": _one_service,
    "organizations": _one_organization,
    "service_at_locations": _one_at_location,
    "taxonomies": _one_taxonomy,
    "taxonomy_terms": _one_term,
}
