"""`/hsds`: the published directory for everybody, as Open Referral HSDS 3.1, without login."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request, stream_with_context

from server.api.auth import policy
from server.api.client import spend_public
from server.api.hsds_query import Query, read_query
from server.api.unchanged import is_known, not_modified, tag, tagged
from server.clock import now_ms
from server.domain.hsds import publication
from server.domain.hsds.publication import NOUNS, Wanted
from server.settings import settings

blueprint = Blueprint("hsds", __name__, url_prefix="/hsds")
blueprint.before_request(spend_public)

VERSION: Final = "3.1"
PROFILE: Final = "https://docs.openreferral.org/en/latest/hsds/"
NDJSON: Final = "application/x-ndjson"
# How long others may answer from what they kept, without asking whether it changed.
KEPT_S: Final = 60

_PAGED: Final = ("page", "per_page", "search", "format")
_OF_SERVICES: Final = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "services": (*_PAGED, *_OF_SERVICES, "minimal", "full"),
    "organizations": (*_PAGED, "taxonomy_term_id", "taxonomy_id", "organization_id", "full"),
    "service_at_locations": (*_PAGED, *_OF_SERVICES, "full"),
    "taxonomies": _PAGED,
    "taxonomy_terms": (*_PAGED, "taxonomy_id"),
}


@blueprint.get("/")
@policy(public=True)
def about() -> Response:
    """What this is."""
    read_query(request.args.to_dict(flat=False), ())
    body = {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": f"{settings().url}/api/openapi.json",
    }
    return _kept(tagged(body, tag(VERSION, settings().url)))


@blueprint.get("/<any(services,organizations,service_at_locations,taxonomies,taxonomy_terms):noun>")
@policy(public=True)
def listed(noun: str) -> Response:
    """A page of a list, or all of it line by line."""
    query, now = read_query(request.args.to_dict(flat=False), ALLOWED[noun]), now_ms()
    etag = tag(publication.version(now), f"{noun} {query.signature()}")
    if is_known(etag):
        return _kept(not_modified(etag))
    if query.format == "ndjson":
        lines = _lines(noun, _wanted(query), now)
        answer = Response(stream_with_context(lines), mimetype=NDJSON)
        answer.set_etag(etag, weak=True)
        return _kept(answer)
    found = publication.page(noun, _wanted(query), query.offset, query.per_page, now)
    return _kept(tagged(_page(found, query), etag))


@blueprint.get(
    "/<any(services,organizations,service_at_locations,taxonomies,taxonomy_terms):noun>/<id>"
)
@policy(public=True)
def one(noun: str, id: str) -> Response:  # noqa: A002  # the name that HSDS gives it
    """One object with all that belongs to it."""
    read_query(request.args.to_dict(flat=False), ("full",))
    now, wanted = now_ms(), id.lower()
    etag = tag(publication.version(now), f"{noun}/{wanted}")
    found = publication.one(noun, wanted, now)
    if is_known(etag):
        return _kept(not_modified(etag))
    return _kept(tagged(found, etag))


def _wanted(query: Query) -> Wanted:
    return Wanted(
        query.search,
        query.taxonomy_term_id,
        query.taxonomy_id,
        query.organization_id,
        query.modified_after,
        query.minimal,
        query.full,
    )


def _page(found: publication.Page, query: Query) -> dict[str, Any]:
    pages = -(-found.total // query.per_page)
    return {
        "total_items": found.total,
        "total_pages": pages,
        "page_number": query.page,
        "size": len(found.contents),
        "first_page": query.page == 1,
        "last_page": query.page >= pages,
        "empty": not found.contents,
        "contents": found.contents,
    }


def _lines(noun: str, wanted: Wanted, now: int) -> Iterator[bytes]:
    for told in publication.stream(noun, wanted, now):
        yield orjson.dumps(told) + b"\n"


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    return answer


assert set(ALLOWED) == set(NOUNS)
