"""Nobody is referred before the network has confirmed the three papers of its charter.

While one lacks, nothing new about a person goes from one association to another. What ends
something is always taken: withdrawals, what a focal point says of an exception, steps that close a
referral, taking an entry back. `domain.md` section 6.10.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from server.domain import referrals
from server.domain.scope import shown
from server.store.records import Key, StoredRecord, load
from sync.change import Change

CHARTER: Final = "charter"
PAPERS: Final = ("agreement", "assessment", "notices")
REFERRALS_OFF: Final = "referrals_off"
SHARED: Final = frozenset(("consent", "referral", referrals.EVENT, "message"))
# Steps after which nobody works on a referral any more.
_ENDS: Final = frozenset(("declined", "completed", "not_completed", "cancelled", "error"))
# What may be written on an entry that stands without telling anybody more of a person.
_SILENT: Final = frozenset(("voided", "review", "$gone"))


def key_of(network_id: str) -> Key:
    return (CHARTER, network_id)


def is_on(charter: StoredRecord | None) -> bool:
    """Whether people may be referred, by the network's charter."""
    return charter is not None and all(shown(charter, paper) is True for paper in PAPERS)


def is_on_in(session: Session, network_id: str) -> bool:
    key = key_of(network_id)
    return is_on(load(session, network_id, {key}).get(key))


def shares(change: Change, record: StoredRecord | None, parent: StoredRecord | None) -> bool:
    """Whether a change would tell another association something new of a person."""
    if change.kind not in SHARED:
        return False
    if record is not None and _SILENT.issuperset(change.writes):
        return False
    if change.kind == referrals.EVENT and parent is not None:
        to = change.writes.get("to")
        return to is None or to.value not in _ENDS
    return True
