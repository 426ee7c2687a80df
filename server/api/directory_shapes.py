"""The JSON of the directory's answers: what is published, and what an import would change."""

from __future__ import annotations

from typing import Final

from server.api.shapes import (
    BOOLEAN,
    INTEGER,
    OBJECT,
    TEXT,
    UUID,
    VALUE,
    WID,
    Shape,
    listing,
    mapping,
    maybe,
    named,
    shape,
)
from server.domain.hsds.difference import STATES

STATE: Final[Shape] = {"type": "string", "enum": list(STATES)}

DIRECTORY_SHAPES: Final[dict[str, Shape]] = {
    "About": shape({"version": TEXT, "profile": TEXT, "openapi_url": TEXT}),
    "HsdsObject": shape({"id": UUID}),
    "Published": shape(
        {
            "total_items": INTEGER,
            "total_pages": INTEGER,
            "page_number": INTEGER,
            "size": INTEGER,
            "first_page": BOOLEAN,
            "last_page": BOOLEAN,
            "empty": BOOLEAN,
            "contents": listing(named("HsdsObject")),
        }
    ),
    "HsdsFile": {
        **OBJECT,
        "description": "A service or organisation of HSDS 3.1, or a page of a list of them. Also "
        "application/x-ndjson, application/zip (the tabular form), or multipart/form-data with one "
        "or several parts named `file`.",
    },
    "Difference": shape(
        {
            "format": {"type": "string", "enum": ["json", "ndjson", "csv"]},
            "counts": mapping(INTEGER),
            "records": listing(named("ImportedRecord")),
            "not_taken": listing(shape({"field": TEXT, "why": TEXT, "count": INTEGER})),
        }
    ),
    "ImportedRecord": shape(
        {
            "kind": {"type": "string", "enum": ["org", "site", "directory_service"]},
            "id": UUID,
            "hsds_id": maybe(TEXT),
            "name": TEXT,
            "state": STATE,
            "matched_by": {"enum": ["id", "hsds_id", "name", None]},
            "place": maybe(TEXT),
            "refused": maybe(TEXT),
            "needs": listing(TEXT),
            "depends": listing(TEXT),
            "fields": listing(named("ImportedField")),
            "not_taken": listing(shape({"place": TEXT, "why": TEXT})),
        }
    ),
    "ImportedField": shape(
        {
            "field": TEXT,
            "state": STATE,
            "ours": listing(VALUE),
            "theirs": VALUE,
            "seen": listing(WID),
            "fixed": BOOLEAN,
            "default": BOOLEAN,
            "place": maybe(TEXT),
        }
    ),
}
