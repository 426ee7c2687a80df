"""Pages without script, for people without an account and for old phones.

Their templates, texts and stylesheet are the files of `server/pages/`. Nothing is escaped by
hand: the environment does it everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, send_file
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.api.auth import policy

blueprint = Blueprint("pages", __name__)

FOLDER: Final = Path(__file__).parents[1] / "pages"
# Each in its own words: a person must find theirs without reading the current one.
LANGUAGES: Final = {"en": "English", "fr": "Français", "ar": "العربية"}
_RIGHT_TO_LEFT: Final = frozenset(("ar",))
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@blueprint.get("/pages.css")
@policy(public=True)
def style() -> Response:
    answer = send_file(FOLDER / "style.css", mimetype="text/css", conditional=True)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def asked_language() -> str:
    """That of `?language=`, else the first of the browser's that there is, whatever its region."""
    asked = request.args.get("language", "")
    if asked in LANGUAGES:
        return asked
    preferred = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in preferred if language in LANGUAGES), "en")


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A page of one reader: kept by nobody on the way and found by no search engine."""
    language = asked_language()
    html = _TEMPLATES.get_template(template).render(
        language=language,
        direction="rtl" if language in _RIGHT_TO_LEFT else "ltr",
        languages=LANGUAGES,
        say=_speaker(language),
        apart=_apart,
        **context,
    )
    answer = Response(html, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def moment(ms: int, time_zone: str) -> str:
    """A time for people, on the clock of the network."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(time_zone)).strftime("%d/%m/%Y, %H:%M")


def clock(ms: int, time_zone: str) -> str:
    """A time of today, on the clock of the network."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(time_zone)).strftime("%H:%M")


@cache
def texts(language: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found


def _apart(name: str) -> str:
    """A name inside a sentence that may run the other way."""
    return f"\u2068{name}\u2069"


def _speaker(language: str) -> Any:
    def say(name: str, **places: str) -> str:
        return texts(language)[name].format(**places)

    return say
