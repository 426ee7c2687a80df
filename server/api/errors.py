"""One table from exception to status, one JSON body for every error. No view builds its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask import Flask, Response, json, request
from marshmallow import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from server.domain import errors as domain
from server.store.at_rest import CannotOpen, ContentDamaged
from server.store.keyring import UnreadableKeys
from sync import errors as sync

log = logging.getLogger(__name__)

STATUS: Final[dict[type[Exception], int]] = {
    domain.NotSignedIn: 401,
    domain.Forbidden: 403,
    domain.NotFound: 404,
    domain.AnswerLinkEnded: 410,
    domain.Invalid: 422,
    domain.FormUsed: 409,
    domain.ContactUnreadable: 422,
    domain.Throttled: 429,
    sync.Unreadable: 400,
    sync.MalformedChange: 400,
    sync.InvalidRequest: 400,
    sync.ProtocolTooOld: 426,
    sync.TooLarge: 413,
}

MESSAGES: Final[dict[str, str]] = {
    "unreadable": "The body is not the JSON that is expected here.",
    "malformed_change": "One entry of the push has no valid id.",
    "invalid_request": "The request is not as the protocol says.",
    "protocol_too_old": "This app is too old for the server, or too new; update it.",
    "too_large": "More than one request may carry.",
}

HTTP_CODES: Final[dict[int, str]] = {
    400: "unreadable",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
}

BUSY_RETRY_S: Final = 5
FULL_RETRY_S: Final = 60
_BUSY_SQLSTATES: Final = frozenset(("55P03", "40001", "40P01", "57014", "53300"))
# On PostgreSQL, of two that looked first and then wrote at once; asking again tells the second why.
_SAME_KEY_SQLSTATE: Final = "23505"
_FULL_SQLSTATES: Final = frozenset(("53100", "53200", "54000"))


def install(app: Flask) -> None:
    for kind, answer in _handlers():
        app.register_error_handler(kind, answer)


def answer_to(error: Exception) -> Response:
    """What the API answers to an error, for pages that say it in words."""
    answer = next(answer for kind, answer in _handlers() if isinstance(error, kind))(error)
    return answer if isinstance(answer, Response) else Response(status=answer.code)


def _handlers() -> tuple[tuple[type[Exception], Callable[[Any], Response | HTTPException]], ...]:
    """The special ones first."""
    return (
        (domain.DomainError, _domain),
        (sync.SyncError, _sync),
        (ValidationError, _schema),
        (HTTPException, _http),
        (DBAPIError, database_trouble),
        (PoolTimeout, _pool),
        (UnreadableKeys, _keys),
        (CannotOpen, cannot_open),
        (Exception, _bug),
    )


def body(
    status: int, code: str, message: str, fields: Mapping[str, Any] | None = None, **more: Any
) -> Response:
    """The one shape of an error. `more` are further members beside code and message."""
    error: dict[str, Any] = {"code": code, "message": message, **more}
    if fields is not None:
        error["fields"] = fields
    text = json.dumps({"error": error}, ensure_ascii=False, separators=(",", ":"))
    # A member's name may hold half a surrogate pair: it goes back as the escape that it came as.
    encoded = text.encode("utf-8", "backslashreplace")
    return Response(encoded, status, mimetype="application/json")


def status_of(error: Exception) -> int:
    return next(STATUS[one] for one in type(error).__mro__ if one in STATUS)


def _domain(error: domain.DomainError) -> Response:
    answer = body(status_of(error), error.code, error.message, error.fields)
    if isinstance(error, domain.Throttled):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _sync(error: sync.SyncError) -> Response:
    more: dict[str, Any] = {}
    fields: dict[str, Sequence[str]] | None = None
    if isinstance(error, sync.MalformedChange) and error.index is not None:
        more["index"] = error.index
    if isinstance(error, sync.InvalidRequest):
        fields = {error.field: [error.why]}
    return body(status_of(error), error.code, MESSAGES[error.code], fields, **more)


def _schema(error: ValidationError) -> Response:
    found = error.messages
    fields = found if isinstance(found, dict) else {"body": found}
    fields = {
        ("body" if name == "_schema" else str(name)): _flat(why) for name, why in fields.items()
    }
    return _domain(domain.Invalid(fields))


def _flat(why: Any) -> list[str]:
    """The reasons of one member; those of a list's items are told as its own."""
    if isinstance(why, dict):
        why = [reason for reasons in why.values() for reason in _flat(reasons)]
    return sorted({str(reason) for reason in why})


def _http(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or 300 <= (error.code or 500) < 400:
        return error
    status = error.code or 500
    code = HTTP_CODES.get(status, "failed")
    message = MESSAGES.get(code) or domain.NotFound.message
    if status != 404 and code not in MESSAGES:
        message = error.name + "."
    answer = body(status, code, message)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "location", "retry-after"):
            answer.headers[name] = value
    return answer


def database_trouble(error: DBAPIError) -> Response:
    """Trouble that passes: nothing was written, the caller keeps what it has and asks again."""
    text, state = str(error.orig).lower(), getattr(error.orig, "sqlstate", None)
    if state in _FULL_SQLSTATES or "disk is full" in text or "disk i/o error" in text:
        log.error("storage full or failing")
        return _unavailable("storage_full", "The server's storage is full.", FULL_RETRY_S)
    lost = error.connection_invalidated or (state or "").startswith(("08", "57P"))
    if state in _BUSY_SQLSTATES or lost or "database is locked" in text or "busy" in text:
        log.warning("database busy or away")
        return _unavailable("busy", "The server is busy; nothing was changed.", BUSY_RETRY_S)
    if state == _SAME_KEY_SQLSTATE:
        log.error("two requests wrote the same key at the same moment")
        return _unavailable("busy", "The server is busy; nothing was changed.", BUSY_RETRY_S)
    if state == "42P01" or "no such table" in text:
        log.error("the database has no tables yet; run: flask --app wsgi init")
        return _unavailable("not_ready", "The server is not set up yet.", FULL_RETRY_S)
    if "unable to open database" in text or "connection" in text or "readonly" in text:
        log.error("database cannot be opened")
        return _unavailable("busy", "The server cannot reach its database.", BUSY_RETRY_S)
    return _bug(error)


def cannot_open(error: CannotOpen) -> Response:
    """What is sealed stays as it is; the rest of the app goes on. What to do is in the log."""
    message = f"This is sealed under the key {error.key_id}, which the server does not have."
    if isinstance(error, ContentDamaged):
        message = f"What is stored of this is damaged (key {error.key_id})."
    return _unavailable(error.code, message, FULL_RETRY_S)


def _pool(_error: PoolTimeout) -> Response:
    return _unavailable("busy", "The server is busy; nothing was changed.", BUSY_RETRY_S)


def _keys(error: UnreadableKeys) -> Response:
    log.error("%s", error)
    return _unavailable("busy", "The server cannot read its keys.", FULL_RETRY_S)


def _unavailable(code: str, message: str, retry_after_s: int) -> Response:
    # 429, not 503: proxies answer a 5xx with pages of their own, or take the server out, and the
    # caller could no longer tell trouble that passes from a wifi that is not a real connection.
    answer = body(429, code, message)
    answer.headers["Retry-After"] = str(retry_after_s)
    return answer


def _bug(error: Exception) -> Response:
    # Where, not what: the text of an exception may hold what somebody wrote.
    place, trace = "", error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    log.error("internal error: %s at %s in %s", type(error).__name__, place, request.endpoint)
    return body(500, "internal", "Something went wrong on the server; nothing was changed.")
