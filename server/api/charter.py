"""`/api/charter`: what the network confirms before anybody is referred, and the papers to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, send_file

from server.api import dump
from server.api.auth import policy, the_who
from server.api.body import read_json_body
from server.api.schemas import CharterBody
from server.clock import now_ms
from server.domain import charter
from server.domain.errors import NotFound

blueprint = Blueprint("charter", __name__)

FOLDER: Final = Path(__file__).parents[2] / "docs" / "templates"


@blueprint.get("/api/charter")
@policy(roles=("coordinator", "network", "handler"))
def shown() -> dict[str, Any]:
    return dump.charter(charter.read(the_who()))


@blueprint.patch("/api/charter")
@policy(roles=("network",), proved=True)
def confirm() -> dict[str, Any]:
    said = CharterBody().read(read_json_body())
    return dump.charter(charter.confirm(the_who(), said, now_ms()))


@blueprint.get("/papers/<name>")
@policy(public=True)
def template(name: str) -> Response:
    """A paper to fill in, as text that every browser shows and every editor opens."""
    known = {path.name: path for path in FOLDER.glob("*.md")}
    if name not in known:
        raise NotFound
    answer = send_file(known[name], mimetype="text/plain", conditional=True)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
