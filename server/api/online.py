"""`/online`: joining and counting in a browser that keeps nothing and runs no script.

Everything is one form at one address; what it asks for is in its button. A form brings the ids of
the entry that it would make, so that sending it twice, or again, counts once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flask import Blueprint, Response

from server.api import cookies, errors
from server.api.auth import (
    ONLINE_COOKIES,
    policy,
    require_csrf,
    require_own_form,
    require_secure_transport,
    session_token,
)
from server.api.body import read_form_body
from server.api.client import address_limits, browser
from server.api.pages import asked_language, clock, page
from server.clock import now_ms
from server.domain import online, sessions
from server.domain.errors import FormUsed, Invalid, InviteInvalid
from server.domain.invites import Asking
from server.domain.offered import Offered
from server.domain.online import QUANTITY_MAX, Count, Sight, Where
from server.domain.sessions import Known
from server.domain.writing import fresh_wid
from sync.canonical import Value
from sync.ids import is_record_id
from sync.protocol import ACK, HELD
from sync.schema import KINDS

blueprint = Blueprint("online", __name__)

Given = Mapping[str, str]

FORM_BYTES_MAX: Final = 16 * 1024
NOTE_LENGTH_MAX: Final = KINDS["activity"].fields["note"].max
CODE_TYPED_MAX: Final = 60
DECIMALS: Final = 3
# What somebody may have typed or chosen; it goes along from page to page.
TYPED: Final = ("people", "quantity", "unmet", "note")
CHOSEN: Final = ("at", "tile", "service", "id", "wid")
_SEPARATORS: Final = str.maketrans({",": ".", "٫": ".", " ": None, "\u00a0": None, "\u202f": None})


@blueprint.get("/online")
@policy(public=True)
def read() -> Response:
    require_secure_transport()
    known = _known()
    return _join({}) if known is None else _places(known, {})


@blueprint.post("/online")
@policy(public=True)
def write() -> Response:
    require_secure_transport()
    require_own_form()
    given = read_form_body(FORM_BYTES_MAX)
    if given.get("do") == "join":
        return _enter(given)
    known = _known()
    if known is None:
        # What was typed waits on the page until there is a session again.
        return _join(given, status=401, ended=True)
    require_csrf(known, given.get("csrf", ""))
    if "back" in given:
        return _take_back(known, given)
    return _DOINGS.get(given.get("do", ""), _choose)(known, given)


def _known() -> Known | None:
    token = session_token(ONLINE_COOKIES)
    return sessions.find_online(token, now_ms()) if token else None


def _enter(given: Given) -> Response:
    device = given.get("device", "")
    asking = Asking(
        given.get("code", "")[:CODE_TYPED_MAX],
        device if is_record_id(device) else None,
        browser(),
    )
    try:
        opened = online.join(asking, address_limits(), now_ms(), browser())
    except InviteInvalid as error:
        return _join(given, status=errors.status_of(error), wrong=True)
    before = session_token(ONLINE_COOKIES)
    if before is not None:
        sessions.sign_out(before)
    known = sessions.find_online(opened.token, now_ms())
    assert known is not None
    answer = _choose(known, given) if given.get("at") else _places(known, given)
    return cookies.give(answer, opened.token, ONLINE_COOKIES)


def _take_back(known: Known, given: Given) -> Response:
    done = online.take_back(known.who, given["back"], now_ms())
    return _choose(known, given, taken_back=done)


def _choose(known: Known, given: Given, **more: bool) -> Response:
    """The form at the place that was chosen, with what was typed."""
    at = given.get("round_at") or given.get("at", "")
    sight = _look(known)
    where = sight.place(at)
    if where is None:
        return _places(known, given)
    return _form(known, sight, where, given, 200, **more)


def _save(known: Known, given: Given) -> Response:
    sight = _look(known)
    where = sight.place(given.get("at", ""))
    if where is None:
        return _places(known, given, missing=True)
    try:
        count = _count(sight, where, given)
        verdict = online.save(known.who, count, now_ms())
    except Invalid as error:
        wrong = {name: reasons[0] for name, reasons in (error.fields or {}).items()}
        given = {**given, **_ids()} if "form" in wrong else given
        return _form(known, sight, where, given, 422, wrong=wrong)
    except FormUsed as error:
        # Perhaps another entry, typed after going back; perhaps not: the person says.
        again = {**given, **_ids()}
        return _form(known, _look(known), where, again, errors.status_of(error), used=True)
    told = verdict.kind if verdict.kind in (ACK, HELD) else "lost"
    kept = given if told == "lost" else {}
    return _form(known, _look(known), where, kept, outcome=told, count=count)


def _done(known: Known, given: Given) -> Response:
    """Not before everything that was typed is saved, or given up by pressing twice."""
    at = _look(known).place(given.get("at", ""))
    typed = any(given.get(name, "").strip() for name in TYPED)
    if typed and at is not None and "sure" not in given:
        return _choose(known, given, unsaved=True)
    online.leave(known.who, session_token(ONLINE_COOKIES) or "", now_ms())
    return cookies.take(_join({}, left=True), ONLINE_COOKIES)


def _elsewhere(known: Known, given: Given) -> Response:
    return _places(known, given)


_DOINGS: Final[Mapping[str, Callable[[Known, Given], Response]]] = {
    "save": _save,
    "place": _choose,
    "elsewhere": _elsewhere,
    "done": _done,
}


def _count(sight: Sight, where: Where, given: Given) -> Count:
    """The form as it was filled in. Raises Invalid, with the text that says why."""
    wrong: dict[str, list[str]] = {}
    service = _service(sight, given, wrong)
    people = _number(given, "people", 0, wrong)
    unmet = _number(given, "unmet", 0, wrong)
    step = service.step if service else 1
    quantity = _number(given, "quantity", DECIMALS, wrong)
    if not wrong and not (people or unmet or quantity):
        wrong["people"] = ["nothing"]
    if wrong or service is None:
        raise Invalid(wrong)
    counted = int(people or 0)
    return Count(
        record=given.get("id", ""),
        wid=given.get("wid", ""),
        where=where,
        service=service,
        people=counted,
        quantity=_wire(Decimal(counted * step) if quantity is None else quantity),
        unmet=None if unmet is None else int(unmet),
        note=given.get("note", "").strip() or None,
    )


def _service(sight: Sight, given: Given, wrong: dict[str, list[str]]) -> Offered | None:
    chosen = {given.get("tile", ""), given.get("service", "")} - {""}
    if len(chosen) > 1:
        wrong["service"] = ["two"]
        return None
    found = sight.services.get(next(iter(chosen), ""))
    if found is None:
        wrong["service"] = ["choose"]
    return found


def _number(given: Given, name: str, decimals: int, wrong: dict[str, list[str]]) -> Decimal | None:
    """A number as people type it, in the digits of any script."""
    typed = given.get(name, "").translate(_SEPARATORS)
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = Decimal(-1)
    exact = number.is_finite() and 0 <= number <= QUANTITY_MAX
    if not exact or number != round(number, decimals):
        wrong[name] = ["number"]
        return None
    return number


def _wire(number: Decimal) -> Value:
    """12 is 12, 12.50 is "12.5": floats do not travel."""
    whole = int(number)
    return whole if whole == number else str(number.normalize())


def _look(known: Known) -> Sight:
    return online.look(known.who, asked_language(), now_ms())


def _ids() -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "wid": fresh_wid(now_ms())}


def _join(given: Given, status: int = 200, **more: bool) -> Response:
    flags = {"wrong": False, "ended": False, "left": False, **more}
    device = given.get("device") or str(uuid.uuid4())
    kept = {name: given[name] for name in (*TYPED, *CHOSEN) if given.get(name)}
    return page("online-join.html", status, given=given, kept=kept, device=device, **flags)


def _places(known: Known, given: Given, missing: bool = False) -> Response:
    sight = _look(known)
    kept = {name: given[name] for name in (*TYPED, *CHOSEN) if name != "at" and given.get(name)}
    rounds = [where for where in sight.places if where.round is not None]
    return page(
        "online-places.html",
        sight=sight,
        csrf=known.csrf,
        kept=kept,
        missing=missing,
        rounds=[(where, clock(where.begins_ms or 0, sight.time_zone)) for where in rounds],
        others=[where for where in sight.places if where.round is None],
    )


def _form(
    known: Known, sight: Sight, where: Where, given: Given, status: int = 200, **more: Any
) -> Response:
    told = {"outcome": None, "count": None, "used": False, "taken_back": False, "unsaved": False}
    given = given if given.get("id") and given.get("wid") else {**given, **_ids()}
    return page(
        "online.html",
        status,
        sight=sight,
        where=where,
        csrf=known.csrf,
        given=given,
        now=clock(now_ms(), sight.time_zone),
        begins=clock(where.begins_ms or 0, sight.time_zone),
        times={one.id: clock(one.made_at_ms, sight.time_zone) for one in sight.entries},
        note_length_max=NOTE_LENGTH_MAX,
        **{"wrong": {}, **told, **more},
    )


@blueprint.errorhandler(Exception)
def _trouble(error: Exception) -> Response:
    """Any other error, in words; status and headers are those of the API."""
    plain = errors.answer_to(error)
    why = {429: "throttled", 413: "too_large"}.get(plain.status_code, "online")
    answer = page("answer-ended.html", plain.status_code, why=why, org="", phone=None, note="")
    if "Retry-After" in plain.headers:
        answer.headers["Retry-After"] = plain.headers["Retry-After"]
    return answer
