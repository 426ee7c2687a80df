"""`/api/export/<kind>.csv`: the list as a table, streamed."""

from __future__ import annotations

from flask import Blueprint, Response, request, stream_with_context

from server.api.auth import policy, the_who
from server.api.filters import read_question
from server.api.records import find_kind
from server.clock import now_ms
from server.domain import export

blueprint = Blueprint("export", __name__, url_prefix="/api/export")


@blueprint.get("/<kind>.csv")
@policy(roles=("coordinator", "network"))
def as_csv(kind: str) -> Response:
    """What the list shows with the same query, without pages; every export is audited."""
    who, asked = the_who(), read_question(find_kind(kind), request.args.to_dict(flat=False))
    lines = stream_with_context(export.write_csv(who, asked, now_ms()))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer
