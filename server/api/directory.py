"""`/api/directory`: what a file of somebody else's directory would change here.

Nothing is stored by it. What somebody accepts of the answer they write like everything else: a
new record by `POST /api/records/<kind>`, fields of a known one by `POST /api/changes`, with the
`seen` of the answer.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, request
from werkzeug.exceptions import UnsupportedMediaType

from server.api.auth import policy, the_who
from server.api.body import read_bytes
from server.clock import now_ms
from server.domain.errors import Invalid
from server.domain.hsds.difference import (
    Difference,
    FieldDifference,
    RecordDifference,
    compare,
)
from server.domain.hsds.files import FILES_MAX, SENT_BYTES_MAX, parse

blueprint = Blueprint("directory", __name__, url_prefix="/api/directory")

ROLES: Final = ("coordinator", "network")
_NAMES: Final = {
    "application/json": "body.json",
    "application/x-ndjson": "body.ndjson",
    "application/zip": "body.zip",
}


@blueprint.post("/import")
@policy(roles=ROLES)
def compare_file() -> dict[str, Any]:
    """The difference per record and field."""
    found = compare(the_who(), parse(_files()), now_ms())
    return dump_difference(found)


def _files() -> dict[str, bytes]:
    """The files of this request by name, bounded before anything is looked at."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = SENT_BYTES_MAX
        request.max_form_parts = FILES_MAX
        given = request.files.getlist("file")
        names = [file.filename or "" for file in given]
        if not given or len(set(names)) < len(names):
            raise Invalid({"file": ["repeated" if given else "required"]})
        return {name: file.read() for name, file in zip(names, given, strict=True)}
    if request.mimetype not in _NAMES:
        raise UnsupportedMediaType
    return {_NAMES[request.mimetype]: read_bytes(SENT_BYTES_MAX)}


def dump_difference(found: Difference) -> dict[str, Any]:
    return {
        "format": found.format,
        "counts": found.counts(),
        "records": [_record(record) for record in found.records],
        "not_taken": [
            {"field": field, "why": why, "count": count} for field, why, count in found.not_taken()
        ],
    }


def _record(record: RecordDifference) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "id": record.id,
        "hsds_id": record.hsds_id,
        "name": record.name,
        "state": record.state,
        "matched_by": record.matched_by,
        "place": record.place,
        "refused": record.refused,
        "needs": record.needs,
        "depends": record.depends,
        "fields": [_field(field) for field in record.fields],
        "not_taken": [{"place": place, "why": why} for place, why in record.not_taken],
    }


def _field(field: FieldDifference) -> dict[str, Any]:
    return {
        "field": field.field,
        "state": field.state,
        "ours": field.ours,
        "theirs": field.theirs,
        "seen": field.seen,
        "fixed": field.fixed,
        "default": field.default,
        "place": field.place,
    }
