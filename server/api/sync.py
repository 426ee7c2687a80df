"""POST /api/sync: one exchange of a phone."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response

from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.domain import exchange
from server.settings import settings
from sync.protocol import BODY_BYTES_MAX, SyncReply, SyncRequest

blueprint = Blueprint("sync", __name__, url_prefix="/api")


@blueprint.post("/sync")
@policy(device=True)
def sync() -> Response:
    """Take the changes of this phone; give verdicts and what changed for its user."""
    request = SyncRequest.read(read_json_body(BODY_BYTES_MAX))
    reply = exchange.sync(the_who(), request, settings().window_days)
    return Response(write_reply(reply), mimetype="application/json")


def write_reply(reply: SyncReply) -> bytes:
    """The body: the stored fragments are joined as bytes, never parsed."""
    return b'%s,"pull":[%s]}' % (orjson.dumps(reply.head())[:-1], b",".join(reply.pull))
