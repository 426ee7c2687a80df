"""Referrals as the server keeps them: their steps, what follows from these, who may take one.

How steps come to a status is told in `sync/referral.py`; here records become steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from server.clock import to_wire_time
from server.domain.access import OPENS, PARTY_ROLES
from server.domain.scope import own_class, shown
from server.domain.who import Who
from server.store.records import Key, StoredRecord
from sync.canonical import Value
from sync.merge import RESTRICTED, deleted, holds
from sync.referral import (
    DRAFT,
    RECEIVER,
    REVIEW,
    SENDER_COORDINATOR,
    SENDER_VOLUNTEER,
    TRANSITIONS,
    Course,
    Step,
    course,
    may_take,
    requirements,
    status_before,
)
from sync.schema import codes

EVENT: Final = "referral_event"
# How a receiver without an account said it; the sender writes it down, or the server does for them.
LINK: Final = "link"
# Tuples, not sets: what a phone writes as the source may be a list, and a list has no hash.
TOLD_SOURCES: Final = ("phone", "email", "in_person")
OUTSIDE_SOURCES: Final = (*TOLD_SOURCES, LINK)
# Nobody has answered yet, or two answers wait for somebody: the clock runs.
WAITING: Final = frozenset(("sent", "received", REVIEW))
# The field that says why, by status.
REASONS: Final = {
    "completed": "outcome",
    "declined": "decline_reason",
    "not_completed": "not_completed_reason",
    "cancelled": "cancel_reason",
}
HOUR_MS: Final = 60 * 60_000


def steps_of(referral: StoredRecord, events: Iterable[StoredRecord]) -> list[Step]:
    """The events of a referral that are of one of its sides, deleted and voided ones left out."""
    sides = (referral.org_id, shown(referral, "to_org"))
    return [
        _step(referral, event)
        for event in events
        if event.org_id in sides and not deleted(event.cells) and not holds(shown(event, "voided"))
    ]


def _step(referral: StoredRecord, event: StoredRecord) -> Step:
    to, parents = str(shown(event, "to")), shown(event, "parents")
    reason = shown(event, REASONS[to]) if to in REASONS else None
    return Step(
        id=event.id,
        to=to,
        parents=tuple(map(str, parents)) if isinstance(parents, list) else (),
        actors=frozenset(_authors(referral, event)),
        made_ms=event.made_at_ms,
        reason=None if reason is None else str(reason),
    )


def _authors(referral: StoredRecord, event: StoredRecord) -> set[str]:
    """What the author of an event may have been; roles of that time are not kept."""
    if event.org_id != referral.org_id:
        return {RECEIVER}
    found = {SENDER_COORDINATOR}
    if event.author_id == referral.author_id:
        found.add(SENDER_VOLUNTEER)
    if shown(event, "source") in OUTSIDE_SOURCES:
        found.add(RECEIVER)
    return found


def derive(referral: StoredRecord, events: Sequence[StoredRecord]) -> dict[Key, dict[str, Any]]:
    """What follows from the steps, by the key of the referral and of each event.

    Of the referral: `status` (absent: a draft), `respond_by`, whether it is `waiting` for an
    answer, `heads` (id, to, reason, user, org, at_ms) when several wait for a decision, `outcomes`
    when they differ. Of an event: `ignored`, `missing` fields.
    """
    steps = steps_of(referral, events)
    found = course(steps)
    told = {referral.key: _of_referral(referral, found, events)}
    ignored = set(found.ignored) | {event.id for event in events} - {step.id for step in steps}
    for event in events:
        missing = _missing(event, found.before.get(event.id))
        told[event.key] = {
            **({"ignored": True} if event.id in ignored else {}),
            **({"missing": missing} if missing else {}),
        }
    return told


def _of_referral(
    referral: StoredRecord, found: Course, events: Sequence[StoredRecord]
) -> dict[str, Any]:
    told: dict[str, Any] = {"respond_by": to_wire_time(respond_by_ms(referral))}
    if found.status is not None:
        told["status"] = found.status
    if found.status in WAITING:
        told["waiting"] = True
    if found.status == REVIEW or len(found.outcomes) > 1:
        by_id = {event.id: event for event in events}
        told["heads"] = [_head(by_id[one]) for one in found.heads]
    if len(found.outcomes) > 1:
        told["outcomes"] = list(found.outcomes)
    return told


def _head(event: StoredRecord) -> dict[str, Any]:
    to = str(shown(event, "to"))
    return {
        "id": event.id,
        "to": to,
        "reason": shown(event, REASONS[to]) if to in REASONS else None,
        "user": event.author_id,
        "org": event.org_id,
        "at_ms": event.made_at_ms,
    }


def _missing(event: StoredRecord, before: str | None) -> list[str]:
    """The fields without which this step says too little."""
    to = str(shown(event, "to"))
    asked = {REASONS[to]} if to in REASONS else set()
    asked |= {name for name in requirements(before, to) if name == "note"}
    return sorted(name for name in asked if not shown(event, name))


def respond_by_ms(referral: StoredRecord) -> int:
    """Until when the receiver should act; of two urgencies the higher counts."""
    listed = codes("urgency")
    hours = [
        int(listed[str(value)]["hours"])
        for value in referral.cells.heads("urgency").values()
        if str(value) in listed
    ]
    longest = max(int(entry["hours"]) for entry in listed.values())
    return referral.made_at_ms + min(hours, default=longest) * HOUR_MS


def may_step(
    who: Who,
    referral: StoredRecord,
    steps: Sequence[Step],
    *,
    to: str,
    parents: Value,
    reason: str | None,
    source: Value,
) -> bool:
    """Whether this user may take this step. One that the table does not have is stored by anybody
    who could take such a step elsewhere, and ignored."""
    actors = _actors(who, referral, source)
    if to != "received" and not _is_cleared(who, referral):
        actors &= {SENDER_VOLUNTEER}
    if not any(may_take(actor, None, to, reason) for actor in actors):
        return False
    named = [str(parent) for parent in parents] if isinstance(parents, list) else []
    before = status_before(steps, named)
    if before == REVIEW:
        heads = {step.to for step in steps if step.id in named}
        return to not in heads or _takes(actors, before, to, reason, heads)
    if (before or DRAFT, to) not in TRANSITIONS:
        return True
    return _takes(actors, before, to, reason)


def _takes(
    actors: Collection[str],
    before: str | None,
    to: str,
    reason: str | None,
    heads: Collection[str] = (),
) -> bool:
    return any(may_take(actor, before, to, reason, heads) for actor in actors)


def _actors(who: Who, referral: StoredRecord, source: Value) -> set[str]:
    if referral.org_id == who.org_id:
        found = set()
        if who.role == "coordinator":
            found.add(SENDER_COORDINATOR)
            if source in TOLD_SOURCES:
                found.add(RECEIVER)
        if referral.author_id == who.user_id:
            found.add(SENDER_VOLUNTEER)
        return found
    receives = shown(referral, "to_org") == who.org_id and who.role in PARTY_ROLES
    return {RECEIVER} if receives else set()


def _is_cleared(who: Who, referral: StoredRecord) -> bool:
    """Steps of a restricted referral are for the cleared. Its author sends and cancels it, and
    anybody of the receiver may say that the line arrived: neither reads what is in it."""
    visibility = own_class(referral.cells)
    if visibility not in RESTRICTED:
        return True
    return any(visibility in OPENS.get(name, ()) for name in who.clearances)
