"""`/api/openapi.json`, the description of the API for programs, and `/api/docs`, for people.

Paths, methods, parameters and roles come from the running application; bodies from the schemas
that check them; kinds from the declaration. Nothing is described that does not exist.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask import Blueprint, Response, current_app, jsonify, render_template_string
from marshmallow import Schema, fields, validate
from werkzeug.routing import Rule

from server.api import kinds, schemas
from server.api.account_shapes import ACCOUNT_SHAPES
from server.api.auth import Policy, policy
from server.api.directory_shapes import DIRECTORY_SHAPES
from server.api.filters import filter_names
from server.api.hsds_query import FORMATS
from server.api.shapes import SHAPES as OWN_SHAPES
from server.api.shapes import UUID, WID, Shape, named
from server.domain.hsds.publication import NOUNS
from server.domain.periods import AUDIENCES, UNITS
from server.domain.query import ISSUES
from server.domain.xlsx_table import MIMETYPE
from sync.schema import KINDS, SCHEMA_NUMBER

blueprint = Blueprint("openapi", __name__, url_prefix="/api")

SHAPES: Final = {**OWN_SHAPES, **ACCOUNT_SHAPES, **DIRECTORY_SHAPES}
OPENAPI_VERSION: Final = "3.1.0"
_METHODS: Final = ("GET", "POST", "PATCH", "DELETE", "PUT")
_LIST: Final = ("from", "to", "q", "sort", "issue", "deleted", "voided")
_PAGED: Final = ("page", "per_page")
_REPORT: Final = ("from", "to", "audience", "period")
_LAYOUT: Final = ("columns", "heading", "language", "word")
_DIRECTORY: Final = (
    *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after"),
    *("minimal", "full", "format"),
)
_DESCRIBED: Final = ("/api/", "/hsds/")


@dataclass(frozen=True, slots=True)
class Told:
    """What the URL map does not know of a view: what it does, takes and answers."""

    summary: str
    answer: str
    status: int = 200
    body: type[Schema] | str | None = None
    query: tuple[str, ...] = ()


TOLD: Final[dict[str, Told]] = {
    "enrol.enrol": Told("Make a phone known, with an invite", "Enrolled", 201, schemas.EnrolBody),
    "enrol.look": Told("Whose invite a code is; it stays", "Look", 200, schemas.LookBody),
    "sync.sync": Told("Exchange changes with a phone", "SyncReply", 200, "SyncRequest"),
    "sync.hand_in": Told("Hand in sealed envelopes", "RelayReply", 200, "RelayRequest"),
    "sessions.login": Told("Sign in at the desk", "Session", 200, schemas.LoginBody),
    "sessions.logout": Told("Sign out", "Nothing"),
    "sessions.reauthenticate": Told(
        "Show again that it is you, before what can do much harm", "Session", 200, schemas.ProofBody
    ),
    "sessions.recover": Told(
        "Back in with a recovery code and another password", "Session", 200, schemas.RecoverBody
    ),
    "sessions.listed": Told("Where one is signed in", "Sessions"),
    "sessions.end": Told("End one of one's own sessions", "Nothing"),
    "sessions.end_all": Told("Sign out everywhere", "Nothing"),
    "own_account.told": Told("One's own second factor", "SecondFactor"),
    "own_account.offer": Told("A secret for a second factor, told once", "OfferedFactor"),
    "own_account.confirm": Told(
        "Set up the second factor, with its first code", "SpareCodes", 200, schemas.OtpBody
    ),
    "own_account.renew_spares": Told("Ten new spare codes, told once", "SpareCodes"),
    "own_account.change_password": Told("Another password", "Nothing", 200, schemas.PasswordBody),
    "sessions.me": Told("Who is asking", "Me"),
    "sessions.key": Told("Remember the signing key of this phone", "Nothing", 204, schemas.KeyBody),
    "records.listed": Told("List records of a kind", "List", query=(*_PAGED, *_LIST)),
    "records.create": Told("Make a record", "Written", 201, kinds.CreateBody),
    "records.page": Told("One record: every value, whole history", "Page"),
    "records.patch": Told("Write fields over what was seen", "Written", 200, kinds.PatchBody),
    "records.delete": Told("Delete what was seen", "Written", 200, kinds.DeleteBody),
    "changes.write": Told(
        "Write fields of several records over what was seen", "Outcomes", 200, kinds.ChangesBody
    ),
    "issues.listed": Told(
        "What waits for a coordinator", "Inbox", query=(*_PAGED, "issue", "kind")
    ),
    "held.listed": Told("Changes in quarantine", "Quarantine", query=_PAGED),
    "held.release": Told("Store a held change in its author's name", "Decided"),
    "held.refuse": Told("Refuse a held change for good", "Decided"),
    "held.reopen": Told("Take a refusal back", "Decided"),
    "erase.erase": Told("Erase records with what belongs to them", "Erased", 200, kinds.EraseBody),
    "export.as_csv": Told(
        "The list as a table, without pages", "text/csv", query=(*_LIST, *_LAYOUT)
    ),
    "export.as_xlsx": Told(
        "The list as a table, with numbers and times as such", MIMETYPE, query=(*_LIST, *_LAYOUT)
    ),
    "reports.services": Told("What was done, for others: HXL", "text/csv", query=_REPORT),
    "reports.referrals": Told("What became of referrals: HXL", "text/csv", query=_REPORT),
    "reports.summary": Told("The same as a page shows it", "Report", query=_REPORT),
    "invites.listed": Told("Open invites", "Invites"),
    "invites.create": Told("Invite a person, or a new phone", "Invite", 201, schemas.InviteBody),
    "invites.revoke": Told("Withdraw an open invite", "OpenInvite"),
    "answer_links.listed": Told("Links by which a receiver may answer", "AnswerLinks"),
    "answer_links.create": Told(
        "A link by which the receiver answers, told once", "MadeLink", 201, schemas.AnswerLinkBody
    ),
    "answer_links.revoke": Told("Take a link back", "AnswerLink"),
    "sealed_contact.show": Told("Open how to reach a referred person", "Contact"),
    "devices.listed": Told("Phones", "Devices"),
    "devices.revoke": Told("Block a phone", "Device"),
    "devices.look": Told("A coordinator looked at a phone", "Device", 200, schemas.LookedBody),
    "devices.take_back_plan": Told(
        "What would take back all that a phone wrote since a time", "TakeBack", query=("since",)
    ),
    "users.listed": Told("People", "Users"),
    "users.create": Told("Add a person", "FullUser", 201, schemas.UserBody),
    "users.alter": Told("Another role, off, on again", "FullUser", 200, schemas.AlterBody),
    "users.move": Told("Over to another organisation", "FullUser", 201, schemas.MoveBody),
    "charter.shown": Told("What the network confirmed before people are referred", "Charter"),
    "charter.confirm": Told(
        "Confirm papers, or take that back", "Charter", 200, schemas.CharterBody
    ),
    "users.let_in": Told("A code to get back into an account, told once", "RecoveryCode", 201),
    "audit.listed": Told("Who did what", "Audit", query=(*_PAGED, "user", "action", "from", "to")),
    "directory.compare_file": Told(
        "What a file of another directory (HSDS 3.1) would change; nothing is stored",
        "Difference",
        200,
        "HsdsFile",
    ),
    "hsds.about": Told("The published directory: which standard it follows", "About"),
    "hsds.listed": Told(
        "A list of the published directory (HSDS 3.1)", "Published", query=(*_PAGED, *_DIRECTORY)
    ),
    "hsds.one": Told("One object of the published directory (HSDS 3.1)", "HsdsObject"),
    "openapi.document": Told("This description", "Nothing"),
    "openapi.docs": Told("This description, for people", "text/html"),
}

_QUERY: Final[dict[str, Shape]] = {
    "page": {"type": "integer", "minimum": 1},
    "per_page": {"type": "integer", "minimum": 1, "maximum": 200},
    "from": {"type": "string", "format": "date", "description": "Day of the network, from 06:00."},
    "to": {"type": "string", "format": "date", "description": "Day of the network, included."},
    "q": {"type": "string", "maxLength": 200, "description": "Accents and case do not count."},
    "sort": {"type": "string", "description": "`when`, `own` or a declared field; `-`: down."},
    "issue": {"type": "string", "enum": ["any", *ISSUES]},
    "deleted": {"type": "string", "enum": ["0", "1", "only"]},
    "voided": {"type": "string", "description": "0, 1 (with them), only, or a reason's code."},
    "kind": {"type": "string", "enum": list(KINDS)},
    "since": {"type": "string", "format": "date-time", "description": "UTC, with a Z."},
    "audience": {"type": "string", "enum": list(AUDIENCES), "description": "Who will read it."},
    "period": {"type": "string", "enum": list(UNITS), "description": "Months for the public."},
    "user": UUID,
    "action": {"type": "string", "description": "Codes of actions with commas between."},
    "columns": {"type": "string", "description": "Fields with commas between; else all there are."},
    "heading": {
        "type": "array",
        "items": {"type": "string", "maxLength": 80},
        "description": "Once per column: its name for people.",
    },
    "language": {"type": "string", "description": "Words for codes, names for places and people."},
    "search": {"type": "string", "maxLength": 200, "description": "Accents and case do not count."},
    "taxonomy_term_id": UUID,
    "taxonomy_id": UUID,
    "organization_id": UUID,
    "modified_after": {"type": "string", "format": "date-time", "description": "Or a date."},
    "minimal": {"type": "boolean", "description": "Services: ids and when they were changed."},
    "full": {"type": "boolean", "description": "With all that belongs to each object."},
    "format": {"type": "string", "enum": list(FORMATS), "description": "ndjson has no pages."},
    "word": {
        "type": "array",
        "items": {"type": "string"},
        "description": "`code=word` for states and enumerations, such as `reviewed=relu`.",
    },
}
_ERRORS: Final = {
    "400": "The body cannot be read.",
    "401": "No or unknown token or session.",
    "403": "The role does not allow it, CSRF, blocked phone, bad invite.",
    "404": "Missing, or somebody else's.",
    "413": "Too large.",
    "415": "Not JSON.",
    "422": "Readable, but invalid; `fields` says what.",
    "429": "Too many attempts.",
}


@blueprint.get("/openapi.json")
@policy(public=True)
def document() -> Response:
    return jsonify(described())


@blueprint.get("/docs")
@policy(public=True)
def docs() -> Response:
    answer = Response(render_template_string(PAGE, style=STYLE, **_readable()))
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy_text = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    answer.headers["Content-Security-Policy"] = policy_text
    return answer


def described() -> dict[str, Any]:
    """The OpenAPI document of the running application."""
    paths: dict[str, Any] = {}
    for rule, method in _routes():
        path = re.sub(r"<(?:[^:<>]*:)?([^<>]+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method.lower()] = _operation(rule, method)
    errors = {status: {"description": text, **_json("Error")} for status, text in _ERRORS.items()}
    return {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": "Maraude",
            "version": str(SCHEMA_NUMBER),
            "description": "Records of outreach rounds, written offline. Errors have one shape.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "paths": paths,
        "components": {
            "schemas": {**SHAPES, **_bodies()},
            "responses": errors,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-maraude"},
            },
        },
    }


def _routes() -> Iterator[tuple[Rule, str]]:
    rules = [r for r in current_app.url_map.iter_rules() if r.rule.startswith(_DESCRIBED)]
    for rule in sorted(rules, key=lambda rule: rule.rule):
        for method in _METHODS:
            if method in (rule.methods or ()):
                yield rule, method


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    told = TOLD.get(rule.endpoint, Told(rule.endpoint, "Nothing"))
    declared: Policy = getattr(current_app.view_functions[rule.endpoint], "policy")  # noqa: B009
    content = _json(told.answer) if told.answer in SHAPES else {"content": {told.answer: {}}}
    operation: dict[str, Any] = {
        "operationId": f"{rule.endpoint}.{method.lower()}",
        "summary": told.summary,
        "tags": [rule.endpoint.partition(".")[0]],
        "parameters": [*_in_path(rule), *_in_query(told)],
        "responses": {
            str(told.status): {"description": told.summary, **content},
            **{status: {"$ref": f"#/components/responses/{status}"} for status in _ERRORS},
        },
        "security": [] if declared.public else [{"token": []}],
        "x-roles": [] if declared.public else sorted(declared.roles),
    }
    if not (declared.public or declared.device):
        operation["security"].append({"session": []})
    if declared.proved:
        operation["x-proved"] = "a browser: a password typed within ten minutes"
    if told.body is not None:
        name = told.body if isinstance(told.body, str) else told.body.__name__
        operation["requestBody"] = {"required": True, **_json(name)}
    return operation


def _json(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": named(name)}}}


def _in_path(rule: Rule) -> list[Shape]:
    shapes = {
        "kind": {"type": "string", "enum": list(KINDS)},
        "noun": {"type": "string", "enum": list(NOUNS)},
    }
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": shapes.get(name, {"type": "string"}),
        }
        for name in sorted(rule.arguments)
    ]


def _in_query(told: Told) -> list[Shape]:
    """Fixed parameters, then the filters of every kind with the kinds that have them."""
    shapes: dict[str, Shape] = {name: _QUERY[name] for name in told.query}
    if "sort" in told.query:
        by_filter: dict[str, list[str]] = {}
        for kind in KINDS.values():
            for name in filter_names(kind):
                by_filter.setdefault(name, []).append(kind.name)
        for name, having in by_filter.items():
            shapes.setdefault(name, {"type": "string", "x-kinds": having})
    return [{"name": name, "in": "query", "schema": shape} for name, shape in shapes.items()]


@cache
def _bodies() -> dict[str, Shape]:
    """The schemas that check bodies, as JSON Schema, by class name."""
    classes = {told.body for told in TOLD.values() if isinstance(told.body, type)}
    return {one.__name__: _of_body(one()) for one in classes}


def _of_body(checked: Schema) -> Shape:
    members = {field.data_key or name: field for name, field in checked.fields.items()}
    return {
        "type": "object",
        "properties": {name: _of_member(field) for name, field in members.items()},
        "required": [name for name, field in members.items() if field.required],
    }


def _of_member(field: fields.Field[Any]) -> Shape:
    found = next((shape for kind, shape in _MEMBERS if isinstance(field, kind)), {})
    if isinstance(field, fields.List):
        found = {"type": "array", "items": _of_member(field.inner)}
    for validator in field.validators:
        if isinstance(validator, validate.OneOf):
            found = {**found, "enum": list(validator.choices)}
        if isinstance(validator, validate.Range):
            found = {**found, "minimum": validator.min, "maximum": validator.max}
    return {"anyOf": [found, {"type": "null"}]} if field.allow_none else found


_WIDS: Final[Shape] = {"type": "array", "items": WID}
# The more special class first.
_MEMBERS: Final[tuple[tuple[type, Shape], ...]] = (
    (kinds.Wids, _WIDS),
    (kinds.Seen, {"type": "object", "additionalProperties": _WIDS}),
    (kinds.RecordId, UUID),
    (schemas.Uuid, UUID),
    (schemas.PublicKey, {"type": "object", "description": "An EC P-256 public key as a JWK."}),
    (fields.Dict, {"type": "object"}),
    (fields.Integer, {"type": "integer"}),
    (fields.Boolean, {"type": "boolean"}),
    (fields.String, {"type": "string"}),
)


def _readable() -> dict[str, Any]:
    operations = [
        (method, path, operation)
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]
    return {"operations": operations, "kinds": KINDS.values(), "errors": _ERRORS}


STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;"
    "padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}code{font-family:monospace}"
    ":root{color-scheme:light dark}"
)
PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Maraude: HTTP API</title>
<style>{{ style|safe }}</style></head><body>
<h1>The HTTP API</h1>
<p>JSON in and out. Programs read <a href="/api/openapi.json">the same as OpenAPI</a>.</p>
<h2>Routes</h2>
<table><thead><tr><th>Route</th><th>Does</th><th>For</th></tr></thead><tbody>
{% for method, path, told in operations %}<tr>
<td><code>{{ method|upper }} {{ path }}</code></td>
<td>{{ told.summary }}{% if told.parameters %}<br><small>
{% for one in told.parameters %}{% if one["in"] == "query" %}<code>{{ one.name }}</code> {% endif %}
{% endfor %}</small>{% endif %}</td>
<td>{{ told["x-roles"]|join(", ") or "anybody" }}</td></tr>
{% endfor %}</tbody></table>
<h2>Errors</h2>
<table><thead><tr><th>Status</th><th>Means</th></tr></thead><tbody>
{% for status, text in errors.items() %}<tr><td>{{ status }}</td><td>{{ text }}</td></tr>
{% endfor %}</tbody></table>
<h2>Kinds of records</h2>
{% for kind in kinds %}<h3 id="{{ kind.name }}"><code>{{ kind.name }}</code></h3>
<p>{{ kind.description }}</p>
<table><thead><tr><th>Field</th><th>Type</th><th>Merges</th></tr></thead><tbody>
{% for field in kind.own.values() %}<tr>
<td><code>{{ field.name }}{% if field.container %}/…{% endif %}</code>
{% if field.required %}!{% endif %}</td>
<td>{{ field.type }}{% if field.list %} of {{ field.list }}{% endif %}</td>
<td>{{ field.merge }}</td></tr>
{% endfor %}</tbody></table>
{% endfor %}</body></html>
"""
