"""What a receiver without an account reads behind a link, and how their answer becomes a step.

The step is written by the server, in the name of who made the link and of the sender's side, with
the source `link`: `referrals.py` counts it as the receiver's. It follows what the page had shown,
so that what the sender did meanwhile stands beside it, as between two phones.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import audit, labels, referrals, sharing, throttle
from server.domain.answer_content import Content, content_of, sender_of
from server.domain.answer_links import (
    DAY_MS,
    Made,
    add,
    force_of,
    is_answerable,
    receiver,
    state_of,
)
from server.domain.errors import AnswerLinkEnded, AnswerLinkUnknown, Invalid
from server.domain.exchange import write_as_server
from server.domain.labels import Labels
from server.domain.scope import shown
from server.domain.secrets import TOKEN_LENGTH_MAX, derived_token, digest
from server.domain.throttle import Limit
from server.domain.who import Who
from server.domain.writing import new_record
from server.store.engine import reading, writing
from server.store.models import Network
from server.store.people import AnswerLink, User
from server.store.records import Key, StoredRecord, linked, load
from server.store.sequence import lock
from sync.canonical import is_text
from sync.merge import RESTRICTED
from sync.protocol import ACKNOWLEDGED
from sync.referral import (
    CANCELLED,
    RECEIVER,
    REOPENING,
    REVIEW,
    TRANSITIONS,
    Step,
    course,
    status_before,
)
from sync.schema import KINDS, codes

# How long a form whose answer got lost may be sent again.
AGAIN_MS: Final = DAY_MS


@dataclass(frozen=True, slots=True)
class Sight:
    """One referral as its receiver sees it by a link. `seen` are the steps it stands on,
    `answers` the statuses that the receiver can bring it to."""

    words: Labels
    time_zone: str
    sender: tuple[str, str | None]
    receiver: str
    status: str
    seen: tuple[str, ...]
    answers: tuple[str, ...]
    expires_at_ms: int
    content: Content


@dataclass(frozen=True, slots=True)
class Answer:
    """A form that was sent. `form` is a random text of its own, `seen` what it was shown upon."""

    to: str
    reason: str | None
    note: str | None
    seen: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was stored, and where the referral stands now. `withdrawn`: the person no
    longer agrees; `following` is the link for what comes next, while something can."""

    words: Labels
    time_zone: str
    sender: tuple[str, str | None]
    to: str
    status: str
    withdrawn: bool
    following: Made | None


def look(token: str, language: str, limits: tuple[Limit, ...], use: Limit, now_ms: int) -> Sight:
    """What stands behind a link, which stays as it is: programs open links too.

    Reading a restricted referral is audited. Raises AnswerLinkUnknown, AnswerLinkEnded, Throttled.
    """
    with throttle.attempt(limits, now_ms), reading() as session:
        link, referral = _find(session, token)
        sight = _sight(session, link, referral, language, now_ms)
        maker = _maker(session, link)
    throttle.spend(use, now_ms)
    if referral.visibility in RESTRICTED:
        with writing() as session:
            audit.note(session, maker, "link_read", referral.path, now_ms, f"link/{link.id}")
    return sight


def answer(
    token: str,
    given: Answer,
    language: str,
    limits: tuple[Limit, ...],
    use: Limit,
    key: str,
    now_ms: int,
) -> Kept:
    """Store an answer, once; the same form again is told the same.

    Raises AnswerLinkUnknown, AnswerLinkEnded, Invalid, Throttled.
    """
    with throttle.attempt(limits, now_ms), reading() as session:
        network_id = _find(session, token)[0].network_id
    throttle.spend(use, now_ms)
    with writing() as session:
        lock(session, network_id)
        link, referral = _find(session, token)
        following_token = derived_token(key, token, given.form)
        if _is_same_form(link, given, now_ms):
            return _told_again(session, link, referral, language, following_token)
        _refuse_ended(session, link, referral, now_ms)
        event = _event(session, link, referral, given)
        _write(session, link, event, now_ms)
        session.expire_all()
        link, referral = _find(session, token)
        following = None
        if _goes_on(session, network_id, referral):
            lasts_ms = link.expires_at_ms - link.created_at_ms
            maker = _maker(session, link)
            following = add(session, maker, referral.id, following_token, now_ms, lasts_ms)
        link.used_at_ms, link.form_hash = now_ms, digest(given.form)
        link.event_id = str(event["id"])
        link.successor_id = following.id if following else None
        session.flush()
        return _kept(session, link, referral, language, given.to, following)


def _goes_on(session: Session, network_id: str, referral: StoredRecord) -> bool:
    open_to = is_answerable(referral) and force_of(session, network_id, referral) == "in_force"
    return open_to and sharing.is_on_in(session, network_id)


def _find(session: Session, token: str) -> tuple[AnswerLink, StoredRecord]:
    """A link and its referral. One whose referral was erased is unknown as well."""
    if not 0 < len(token) <= TOKEN_LENGTH_MAX:
        raise AnswerLinkUnknown
    query = select(AnswerLink).where(AnswerLink.token_hash == digest(token))
    link = session.scalar(query.execution_options(populate_existing=True))
    if link is None:
        raise AnswerLinkUnknown
    key = ("referral", link.referral_id)
    referral = load(session, link.network_id, {key}).get(key)
    if referral is None:
        raise AnswerLinkUnknown
    return link, referral


def _maker(session: Session, link: AnswerLink) -> Who:
    maker = session.get_one(User, link.made_by)
    return Who(maker.id, link.network_id, maker.org_id, maker.role)


def _refuse_ended(session: Session, link: AnswerLink, referral: StoredRecord, now_ms: int) -> None:
    state = state_of(link, now_ms)
    if state != "open":
        raise AnswerLinkEnded(state, sender_of(session, link.network_id, referral))
    if force_of(session, link.network_id, referral) == "none":
        raise AnswerLinkEnded("withdrawn", sender_of(session, link.network_id, referral))


def _sight(
    session: Session, link: AnswerLink, referral: StoredRecord, language: str, now_ms: int
) -> Sight:
    _refuse_ended(session, link, referral, now_ms)
    sender = sender_of(session, link.network_id, referral)
    if force_of(session, link.network_id, referral) != "in_force":
        raise AnswerLinkEnded("withdrawn", sender)
    if not sharing.is_on_in(session, link.network_id):
        raise AnswerLinkEnded("revoked", sender)
    status = str(referral.derived.get("status"))
    if not is_answerable(referral):
        raise AnswerLinkEnded(REVIEW if status == REVIEW else "closed", sender)
    words = labels.load(session, receiver(link.network_id, referral), language)
    seen = course(_steps(session, link, referral)).heads
    return Sight(
        words=words,
        time_zone=session.get_one(Network, link.network_id).time_zone,
        sender=sender,
        receiver=words.of_record("org", str(shown(referral, "to_org"))),
        status=status,
        seen=seen,
        answers=_answers_to(status),
        expires_at_ms=link.expires_at_ms,
        content=content_of(session, link.network_id, referral, words),
    )


def _answers_to(status: str | None) -> tuple[str, ...]:
    """Where a receiver can bring a referral from here; opening again is for the app."""
    return tuple(
        to
        for to in codes("referral_status")
        if RECEIVER in TRANSITIONS.get((str(status), to), ())
        and to != CANCELLED
        and (str(status), to) not in REOPENING
    )


def _steps(session: Session, link: AnswerLink, referral: StoredRecord) -> Sequence[Step]:
    found = linked(session, link.network_id, {referral.id})
    keys = {(kind, record) for kind, record, _field, _target in found if kind == referrals.EVENT}
    return referrals.steps_of(referral, load(session, link.network_id, keys).values())


def _event(
    session: Session, link: AnswerLink, referral: StoredRecord, given: Answer
) -> dict[str, Any]:
    """The fields of the step, after what the form had shown. Raises Invalid, AnswerLinkEnded."""
    steps = _steps(session, link, referral)
    known = {step.id for step in steps}
    seen = sorted(known & set(given.seen)) or sorted(course(steps).heads)
    possible = _answers_to(status_before(steps, seen))
    if not possible:
        raise AnswerLinkEnded("closed", sender_of(session, link.network_id, referral))
    if given.to not in possible:
        raise Invalid({"to": ["unknown"]})
    fields: dict[str, Any] = {
        "org": referral.org_id,
        "referral": referral.id,
        "to": given.to,
        "parents": seen,
        "source": referrals.LINK,
    }
    if given.to in referrals.REASONS:
        fields[referrals.REASONS[given.to]] = given.reason or ""
    if given.note:
        fields["note"] = given.note
    _check(given, fields)
    return {"id": str(uuid.uuid4()), "fields": fields}


def _check(given: Answer, fields: dict[str, Any]) -> None:
    kind = KINDS[referrals.EVENT]
    wrong: dict[str, list[str]] = {}
    name = referrals.REASONS.get(given.to)
    if name is not None:
        why = "required" if not given.reason else _not_offered(str(kind.fields[name].list), given)
        wrong |= {"reason": [why]} if why else {}
    if given.note:
        found = kind.check("note", given.note) if is_text(given.note) else "bad_character"
        wrong |= {"note": [found]} if found else {}
    if wrong:
        raise Invalid(wrong)


def _not_offered(code_list: str, given: Answer) -> str | None:
    return None if given.reason in codes(code_list) else "unknown_code"


def _write(session: Session, link: AnswerLink, event: dict[str, Any], now_ms: int) -> None:
    change = new_record(referrals.EVENT, event["id"], event["fields"], now_ms)
    verdicts = write_as_server(
        link.network_id, link.made_by, [change], via=referrals.LINK, session=session
    )
    assert verdicts[change.id] == ACKNOWLEDGED, verdicts
    maker = _maker(session, link)
    about = f"referral/{link.referral_id}"
    audit.note(session, maker, "link_answered", about, now_ms, f"link/{link.id}")


def _is_same_form(link: AnswerLink, given: Answer, now_ms: int) -> bool:
    if link.used_at_ms is None or now_ms - link.used_at_ms > AGAIN_MS:
        return False
    return bool(given.form) and link.form_hash == digest(given.form)


def _told_again(
    session: Session, link: AnswerLink, referral: StoredRecord, language: str, token: str
) -> Kept:
    """The answer to a form that was sent twice, or whose first answer got lost."""
    key: Key = (referrals.EVENT, str(link.event_id))
    event = load(session, link.network_id, {key}).get(key)
    if event is None:
        raise AnswerLinkEnded("used", sender_of(session, link.network_id, referral))
    successor = session.get(AnswerLink, link.successor_id) if link.successor_id else None
    following = Made(successor.id, token, successor.expires_at_ms) if successor else None
    return _kept(session, link, referral, language, str(shown(event, "to")), following)


def _kept(
    session: Session,
    link: AnswerLink,
    referral: StoredRecord,
    language: str,
    to: str,
    following: Made | None,
) -> Kept:
    return Kept(
        words=labels.load(session, receiver(link.network_id, referral), language),
        time_zone=session.get_one(Network, link.network_id).time_zone,
        sender=sender_of(session, link.network_id, referral),
        to=to,
        status=str(referral.derived.get("status")),
        withdrawn=force_of(session, link.network_id, referral) != "in_force",
        following=following,
    )
