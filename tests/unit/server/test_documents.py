"""What is written about the interface is true of the running application."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for

from server.api.errors import HTTP_CODES, MESSAGES
from server.api.openapi import SHAPES, TOLD
from server.domain import errors as domain
from server.domain.query import ISSUES
from sync import errors as sync
from sync.protocol import BAD, HELD, VOID

from .conftest import Installation

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "errors.md").read_text("utf-8")
# Words in backquotes that stand first in a row of a table.
ROWS = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\|([^|]*\|[^|]*)", PAGE, re.M))))


def subclasses(base: type[Exception]) -> set[type[Exception]]:
    return {base}.union(*(subclasses(one) for one in base.__subclasses__()))


def sources() -> str:
    folders = ("server", "sync")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in paths if "migrations" not in path.parts)


def test_every_error_class_has_its_row() -> None:
    known = subclasses(domain.DomainError) | subclasses(sync.SyncError)
    codes = {str(getattr(one, "code", "")) for one in known} | {*HTTP_CODES.values(), *MESSAGES}
    assert len(codes) > 18
    assert codes - ROWS - {"sync_error"} == set()


def test_every_code_that_the_source_sends_has_its_row() -> None:
    """Codes of fields, of verdicts and of refusals, wherever they are written down."""
    text = sources()
    sent = set(
        re.findall(r'(?:ValidationError|MalformedChange|_Wrong|_unavailable)\("(\w+)"', text)
    )
    sent |= set(re.findall(r'error="(\w{3,})"', text))
    sent |= set(re.findall(r'Invalid\(\{"\w+": \["(\w+)"\]\}', text))
    sent |= set(re.findall(r'Verdict\((?:HELD|BAD|VOID), "(\w+)"\)', text))
    schema = (ROOT / "sync" / "schema.py").read_text("utf-8")
    sent |= set(re.findall(r'return "([a-z_]+)"$', schema, re.M)) - {"protection"}
    sent |= set(re.findall(r'else "([a-z_]+)"$', schema, re.M))
    assert {"bad_key", "wrong_type", "malformed", "id_reuse", "unknown_parameter"} <= sent
    assert sent - ROWS == set()


def test_every_issue_and_verdict_has_its_row() -> None:
    assert {*ISSUES, HELD, BAD, VOID} - ROWS == set()


def test_every_route_says_what_it_does_and_answers(here: Installation) -> None:
    every = here.app.url_map.iter_rules()
    rules = [rule for rule in every if rule.rule.startswith(("/api/", "/hsds/"))]
    assert len(rules) > 20
    assert {rule.endpoint for rule in rules} == set(TOLD)
    answers = {told.answer for told in TOLD.values()}
    assert {answer for answer in answers if "/" not in answer} <= set(SHAPES)


def test_no_reference_of_the_description_leads_nowhere(here: Installation) -> None:
    document = here.client().get("/api/openapi.json").json
    for path in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in path.split("/"):
            found = found[part]


@pytest.mark.parametrize(
    "path",
    [
        "/api/me",
        "/api/records/site",
        "/api/records/member",
        "/api/issues",
        "/api/held",
        "/api/users",
        "/api/devices",
        "/api/invites",
        "/api/audit",
        "/api/reports/summary",
        "/api/records/nothing",
    ],
)
def test_answers_are_as_described(here: Installation, path: str) -> None:
    desk = here.desk()
    document = desk.get("/api/openapi.json").json
    name = re.sub("/(site|member|nothing)$", "/{kind}", path)
    answer = desk.get(path)
    told = document["paths"][name]["get"]["responses"][str(answer.status_code)]
    if "$ref" in told:
        told = document["components"]["responses"][str(answer.status_code)]
    schema = told["content"]["application/json"]["schema"]
    check(document, schema, answer.json)
    if path.startswith("/api/records") and answer.status_code == 200:
        assert answer.json["items"], "the test looks at nothing"
        page = desk.get(f"{path}/{answer.json['items'][0]['id']}").json
        check(document, {"$ref": "#/components/schemas/Page"}, page)


def check(document: dict[str, Any], schema: dict[str, Any], answer: Any) -> None:
    whole = {**schema, "components": document["components"]}
    problems = [str(problem) for problem in validator_for(whole).iter_errors(answer)]
    assert problems == []


def test_the_readable_description_runs_no_script_and_asks_nobody(here: Installation) -> None:
    answer = here.client().get("/api/docs")
    assert answer.status_code == 200 and answer.mimetype == "text/html"
    assert "<script" not in answer.text and "//" not in re.sub(r"</?\w+>", "", answer.text)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
