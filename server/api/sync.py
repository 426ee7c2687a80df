"""POST /api/sync: one exchange of a phone. POST /api/relay: envelopes, from whoever has them."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response

from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.client import relay_limit
from server.clock import now_ms
from server.domain import relay
from server.domain.throttle import spend
from server.settings import settings
from sync.protocol import BODY_BYTES_MAX, SyncReply, SyncRequest, read_relay

blueprint = Blueprint("sync", __name__, url_prefix="/api")


@blueprint.post("/sync")
@policy(device=True)
def sync() -> Response:
    """Take the changes of this phone; give verdicts and what changed for its user."""
    request = SyncRequest.read(read_json_body(BODY_BYTES_MAX))
    reply = relay.sync(the_who(), request, settings().window_days)
    return Response(write_reply(reply), mimetype="application/json")


@blueprint.post("/relay")
@policy(public=True)
def hand_in() -> dict[str, Any]:
    """Take sealed envelopes without asking who brings them: each proves whose it is."""
    spend(relay_limit(), now_ms())
    sealed = read_relay(read_json_body(BODY_BYTES_MAX))
    return {"sealed": relay.hand_in(sealed).answers}


def write_reply(reply: SyncReply) -> bytes:
    """The body: the stored fragments are joined as bytes, never parsed."""
    return b'%s,"pull":[%s]}' % (orjson.dumps(reply.head())[:-1], b",".join(reply.pull))
