"""The built web client: two pages, a service worker, and files whose names change with them."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter
from werkzeug.security import safe_join

from server.api.auth import policy
from server.api.compression import pick
from server.settings import settings

blueprint = Blueprint("static_files", __name__)

PAGES: Final = {"": "index.html", "desk": "desk.html"}
_SUFFIX: Final = {"br": ".br", "gzip": ".gz"}
_YEAR_S: Final = 365 * 24 * 60 * 60
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
_UNBUILT: Final = (
    "The web client has not been built yet.\n\n"
    "Run `make build` once, or `make run` to build and start everything, then reload this page.\n"
)


class FileConverter(PathConverter):
    """Any path that is not the API's: there, a missing route is an error of its own."""

    regex = "(?!(?:api|hsds)(?:/|$))[^/].*?"


@blueprint.get("/", defaults={"name": ""})
@blueprint.get("/<file:name>")
@policy(public=True)
def serve(name: str) -> Response:
    """A page or a built file, precompressed where the browser takes it."""
    name = PAGES.get(name.rstrip("/"), name)
    path = _find(name)
    if path is None:
        if name in PAGES.values():
            return Response(_UNBUILT, 503, mimetype="text/plain")
        raise NotFound
    return _send(path, name)


def _find(name: str) -> Path | None:
    if "\0" in name or name.endswith((".br", ".gz")):
        return None
    joined = safe_join(str(settings().client_dir), name)
    if joined is None:
        return None
    path = Path(joined)
    try:
        return path if path.is_file() else None
    except OSError:
        # A name that is too long for the file system names nothing.
        return None


def _send(path: Path, name: str) -> Response:
    coding = pick(request.headers.get("Accept-Encoding", ""))
    packed = path.with_name(path.name + _SUFFIX[coding]) if coding else path
    packing = coding is not None and packed.is_file()
    answer = send_file(packed if packing else path, mimetype=_type(path), conditional=True)
    answer.headers["Vary"] = "Accept-Encoding"
    if packing and coding is not None:
        answer.headers["Content-Encoding"] = coding
    if name.startswith("assets/"):
        answer.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
    else:
        answer.headers["Cache-Control"] = "no-cache"
    return answer


def _type(path: Path) -> str:
    guessed = mimetypes.guess_type(path.name)[0]
    return _TYPES.get(path.suffix) or guessed or "application/octet-stream"
