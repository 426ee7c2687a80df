"""`/answer/<token>`: where a receiver without an account reads a referral and answers it.

Opening it changes nothing: programs that look through mails open links too. The secret is in the
path, because there is no script to keep it out; nothing of ours writes paths down.
"""

from __future__ import annotations

from typing import Final

import segno
from flask import Blueprint, Response
from markupsafe import Markup

from server.api import errors
from server.api.answer_links import address_of
from server.api.auth import policy, require_own_form, require_secure_transport
from server.api.body import read_form_body
from server.api.client import address_limits, answer_limit
from server.api.pages import asked_language, moment, page
from server.clock import now_ms
from server.domain import answering
from server.domain.answering import Answer
from server.domain.errors import AnswerLinkEnded, Invalid
from server.domain.referrals import REASONS
from server.domain.secrets import new_token
from server.settings import settings
from sync.schema import KINDS, codes

blueprint = Blueprint("answer", __name__)

FORM_BYTES_MAX: Final = 16 * 1024
# As many as an array of a change holds.
SEEN_MAX: Final = 64
NOTE_LENGTH_MAX: Final = KINDS["referral_event"].fields["note"].max
# The list of reasons that each answer asks for.
_LISTS: Final = {to: KINDS["referral_event"].fields[name].list for to, name in REASONS.items()}
_ENDED_STATUS: Final = {"withdrawn": 403, "review": 409}


@blueprint.get("/answer/<token>")
@policy(public=True)
def read(token: str) -> Response:
    require_secure_transport()
    return _form(token, {}, {})


@blueprint.post("/answer/<token>")
@policy(public=True)
def write(token: str) -> Response:
    require_secure_transport()
    require_own_form()
    given = read_form_body(FORM_BYTES_MAX)
    try:
        return _thanks(token, _answer(given))
    except Invalid as error:
        return _form(token, given, dict(error.fields or {}), 422)
    except AnswerLinkEnded as error:
        return _ended(error, given)


def _answer(given: dict[str, str]) -> Answer:
    to = given.get("to", "")
    note = given.get("note", "").strip()
    return Answer(
        to=to,
        reason=given.get(f"reason_{to}") or None,
        note=note or None,
        seen=tuple(given.get("seen", "").split()[:SEEN_MAX]),
        form=given.get("form", ""),
    )


def _form(
    token: str, given: dict[str, str], wrong: dict[str, object], status: int = 200
) -> Response:
    limits, use = address_limits(), answer_limit(token)
    sight = answering.look(token, asked_language(), limits, use, now_ms())
    return page(
        "answer.html",
        status,
        sight=sight,
        answers=[(to, _options(to)) for to in sight.answers],
        respond_by=moment(sight.content.respond_by_ms, sight.time_zone),
        expires_at=moment(sight.expires_at_ms, sight.time_zone),
        given=given,
        wrong=wrong,
        form=new_token(),
        note_length_max=NOTE_LENGTH_MAX,
        lists=_LISTS,
    )


def _options(to: str) -> list[str]:
    return list(codes(str(_LISTS[to]))) if to in _LISTS else []


def _thanks(token: str, answer: Answer) -> Response:
    kept = answering.answer(
        token,
        answer,
        asked_language(),
        address_limits(),
        answer_limit(token),
        settings().secret_key,
        now_ms(),
    )
    following = kept.following
    address = address_of(following.token) if following else None
    return page(
        "answer-kept.html",
        kept=kept,
        address=address,
        picture=_picture(address) if address else None,
        expires_at=moment(following.expires_at_ms, kept.time_zone) if following else None,
    )


def _picture(address: str) -> Markup:
    """A QR code as SVG, dark on light in every theme: what cameras read."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=3, dark="#000", light="#fff", omitsize=True
    )
    return Markup(drawn)  # noqa: S704 (made by segno of an address of ours)


@blueprint.errorhandler(AnswerLinkEnded)
def _ended(error: AnswerLinkEnded, given: dict[str, str] | None = None) -> Response:
    """`given` is what was written for nothing: it is shown, so that it can be copied."""
    org, phone = error.sender
    status = _ENDED_STATUS.get(error.why, errors.status_of(error))
    note = (given or {}).get("note", "").strip()
    return page("answer-ended.html", status, why=error.why, org=org, phone=phone, note=note)


@blueprint.errorhandler(Exception)
def _trouble(error: Exception) -> Response:
    """Any other error, in words; status and headers are those of the API."""
    plain = errors.answer_to(error)
    why = {404: "unknown", 429: "throttled", 413: "too_large"}.get(plain.status_code, "failed")
    answer = page("answer-ended.html", plain.status_code, why=why, org="", phone=None, note="")
    if "Retry-After" in plain.headers:
        answer.headers["Retry-After"] = plain.headers["Retry-After"]
    return answer
