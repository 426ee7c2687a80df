"""Several changes of one person at the desk, in one transaction: each as a change of its own.

What cannot be written is told, change by change, and never stops the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.domain.access import may_read
from server.domain.errors import Invalid
from server.domain.exchange import push
from server.domain.records import drawn
from server.domain.sharing import REFERRALS_OFF
from server.domain.who import Who
from server.store.engine import writing
from server.store.records import load
from server.store.sequence import lock
from sync.canonical import Value
from sync.change import Change, Write
from sync.protocol import ACKNOWLEDGED, BAD, PUSH_MAX, Verdict
from sync.schema import KINDS

SEVERAL_MAX: Final = PUSH_MAX
NOT_FOUND: Final = "not_found"
NOT_PERMITTED: Final = "not_permitted"
INVALID: Final = "invalid"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Fields of one record to be written, covering exactly `seen`."""

    kind: str
    id: str
    values: Mapping[str, Value]
    seen: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The id of the stored change, or a code that says why there is none."""

    kind: str
    id: str
    wid: str | None
    error: str | None


def write(who: Who, wanted: Sequence[Wanted], now_ms: int) -> list[Outcome]:
    """Write what can be written; one outcome for each, in the order given."""
    with writing() as session:
        lock(session, who.network_id)
        keys = {(one.kind, one.id) for one in wanted}
        known = load(session, who.network_id, keys)
        readable = {key for key, record in known.items() if may_read(who, record) is not None}
        drafts = [
            _draft(one, now_ms) if (one.kind, one.id) in readable else NOT_FOUND for one in wanted
        ]
        changes = [draft for draft in drafts if isinstance(draft, Change)]
        verdicts = push(who, changes, session=session)
    return [_outcome(one, draft, verdicts) for one, draft in zip(wanted, drafts, strict=True)]


def _draft(one: Wanted, now_ms: int) -> Change | str:
    writes = {
        name: Write(value, tuple(one.seen.get(name, ()))) for name, value in one.values.items()
    }
    try:
        return drawn(KINDS[one.kind], one.id, writes, now_ms)
    except Invalid:
        return INVALID


def _outcome(one: Wanted, draft: Change | str, verdicts: Mapping[str, Verdict]) -> Outcome:
    if isinstance(draft, str):
        return Outcome(one.kind, one.id, None, draft)
    verdict = verdicts[draft.id]
    if verdict == ACKNOWLEDGED:
        return Outcome(one.kind, one.id, draft.id, None)
    if verdict.kind == BAD:
        return Outcome(one.kind, one.id, None, INVALID)
    if verdict.reason == REFERRALS_OFF:
        return Outcome(one.kind, one.id, None, REFERRALS_OFF)
    gone = verdict.reason not in (NOT_PERMITTED, "id_reuse")
    return Outcome(one.kind, one.id, None, NOT_FOUND if gone else NOT_PERMITTED)
