"""`/api/export/<kind>.csv` and `.xlsx`: the list as a table, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, request, stream_with_context

from server.api.auth import policy, the_who
from server.api.filters import read_question
from server.api.records import find_kind
from server.clock import now_ms
from server.domain import export, xlsx_table
from server.domain.errors import Invalid
from server.domain.table import Layout, column_names
from sync.canonical import is_text
from sync.schema import Kind

blueprint = Blueprint("export", __name__, url_prefix="/api/export")

HEADING_MAX: Final = 80
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_OF_LAYOUT: Final = ("columns", "heading", "language", "word")
_WORD: Final = re.compile(r"([a-z0-9_. -]{1,60})=(.{1,80})")
WORDS_MAX: Final = 100


@blueprint.get("/<kind>.csv")
@policy(roles=("coordinator", "network"), proved=True)
def as_csv(kind: str) -> Response:
    """What the list shows with the same query, without pages; every export is audited."""
    of = find_kind(kind)
    layout, query = _layout(of)
    lines = export.write_csv(the_who(), read_question(of, query), now_ms(), layout)
    return _file(lines, "text/csv", f"{kind}.csv")


@blueprint.get("/<kind>.xlsx")
@policy(roles=("coordinator", "network"), proved=True)
def as_xlsx(kind: str) -> Response:
    """As the CSV, with numbers, days and times as what they are."""
    of = find_kind(kind)
    layout, query = _layout(of)
    pieces = export.write_xlsx(the_who(), read_question(of, query), now_ms(), layout)
    return _file(pieces, xlsx_table.MIMETYPE, f"{kind}.xlsx")


def _file(pieces: Iterator[str] | Iterator[bytes], mimetype: str, name: str) -> Response:
    answer = Response(stream_with_context(pieces), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _layout(kind: Kind) -> tuple[Layout, Mapping[str, Sequence[str]]]:
    """How the table is to look, and the rest of the query. Raises Invalid."""
    query = request.args.to_dict(flat=False)
    asked = {name: query.pop(name, []) for name in _OF_LAYOUT}
    columns = [name for given in asked["columns"] for name in given.split(",")]
    known, wrong = column_names(kind), {}
    if len(asked["columns"]) > 1 or len(set(columns)) < len(columns):
        wrong["columns"] = ["repeated"]
    elif not set(columns) <= set(known):
        wrong["columns"] = ["unknown_field"]
    if any(not is_text(text) or len(text) > HEADING_MAX for text in asked["heading"]):
        wrong["heading"] = ["bad_format"]
    elif len(asked["heading"]) not in (0, len(columns)):
        wrong["heading"] = ["out_of_range"]
    languages = asked["language"]
    if len(languages) > 1 or not all(_LANGUAGE.fullmatch(code) for code in languages):
        wrong["language"] = ["bad_format"]
    words = [_WORD.fullmatch(text) for text in asked["word"]]
    if not all(words) or len(words) > WORDS_MAX or not all(map(is_text, asked["word"])):
        wrong["word"] = ["bad_format"]
    if wrong:
        raise Invalid(wrong)
    told = {found[1]: found[2] for found in words if found is not None}
    headings = tuple(asked["heading"])
    return Layout(tuple(columns), headings, languages[0] if languages else None, told), query
