"""`/directory`: the published directory as a page for everybody, without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request, send_file

from server.api.auth import policy
from server.api.client import spend_public
from server.api.unchanged import is_known, not_modified, tag
from server.clock import now_ms
from server.domain.errors import Invalid
from server.domain.hsds import publication
from server.domain.hsds.leaflet import LANGUAGES, TEXTS, leaflet

blueprint = Blueprint("public", __name__)
blueprint.before_request(spend_public)

KEPT_S: Final = 5 * 60
_STYLE: Final = Path(__file__).parents[1] / "templates" / "directory.css"


@blueprint.get("/directory")
@policy(public=True)
def directory() -> Response:
    """The page in the language asked for, else in the first that the browser likes."""
    language, now = _language(), now_ms()
    etag = tag(publication.version(now), f"directory {language}")
    if is_known(etag):
        return _kept(not_modified(etag))
    texts = TEXTS[language]

    def around(text: str) -> list[str]:
        """What stands before and after the place of a text that is a link or a name."""
        return re.split(r"\{[a-z]+\}", texts[text])

    told = leaflet(language, now)
    page = render_template("directory.html", told=told, texts=texts, languages=TEXTS, around=around)
    answer = Response(page, mimetype="text/html")
    answer.set_etag(etag, weak=True)
    answer.content_language.add(language)
    return _kept(answer)


@blueprint.get("/directory.css")
@policy(public=True)
def style() -> Response:
    return _kept(send_file(_STYLE, mimetype="text/css", conditional=True))


def _language() -> str:
    given = request.args.to_dict(flat=False)
    wrong = {name: ["unknown_parameter"] for name in given if name != "language"}
    asked = given.get("language", [])
    if len(asked) > 1:
        wrong["language"] = ["repeated"]
    elif asked and asked[0] not in LANGUAGES:
        wrong["language"] = ["unknown_code"]
    if wrong:
        raise Invalid(wrong)
    if asked:
        return asked[0]
    return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0]) or LANGUAGES[0]


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_S}"
    answer.vary.add("Accept-Language")
    return answer
