"""Who may write what: closed by default, one line per kind.

A user has *standings* towards a record; each field asks for one. The standing `write` is the
plain right to create and change; the others are those that `records.json` names under `write`.
`domain.md` sections 1 and 2. Nothing here looks at whether values make sense: that is for the
issues of the coordinators.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.domain import keeping, referrals
from server.domain.access import PARTY_ROLES, may_read
from server.domain.scope import own_class, shown
from server.domain.who import Who
from server.store.records import StoredRecord
from sync.canonical import Value, same
from sync.change import Change
from sync.ids import is_record_id
from sync.merge import CLASSES, Cells
from sync.referral import Step
from sync.schema import KINDS, Field, Kind

NOT_IN_SCOPE: Final = "not_in_scope"
NOT_PERMITTED: Final = "not_permitted"

SERVER: Final = "server"
WRITE: Final = "write"
ASK: Final = "ask"
OWN: Final = "own"

NOBODY: Final[frozenset[str]] = frozenset()
PLAIN: Final = frozenset((WRITE,))
LEADING: Final = frozenset((WRITE, "coordinator"))
DIRECTING: Final = frozenset((WRITE, "coordinator", "network"))

ASK_FIELDS: Final = frozenset(("queried", "query"))
# What an organisation says of itself: how to reach it, and how its phones are locked.
OWN_FIELDS: Final = frozenset(("website", "email", "phone", "lock_words", "count_locked_off"))
RESERVED_FIELDS: Final = frozenset(("$gone", "$into"))
# Kinds whose records a network coordinator keeps for organisations other than their own.
NETWORK_KEPT: Final = frozenset(("org", "site", "directory_service", "list_item"))
# A notice may be for the network without anybody's clearance.
WIDEST_FREE: Final = {"notice": "network"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A change somebody wants to make. `record` is None for a new one; `parent` is the record
    that it belongs to, when that is known, `steps` are those of a referral."""

    who: Who
    change: Change
    kind: Kind
    record: StoredRecord | None
    parent: StoredRecord | None
    steps: Sequence[Step] = ()

    @property
    def home(self) -> bool:
        return self.org == self.who.org_id

    @property
    def org(self) -> str:
        """The organisation that the record belongs to, or will."""
        if self.record is not None:
            return self.record.org_id
        return str(self.written("org") or self.who.org_id)

    @property
    def is_author(self) -> bool:
        return self.record is None or self.record.author_id == self.who.user_id

    def written(self, name: str) -> Value:
        write = self.change.writes.get(name)
        return write.value if write is not None else None

    def value(self, name: str) -> Value:
        """What a field shows, or will show when nothing is there yet."""
        held = shown(self.record, name) if self.record is not None else None
        return self.written(name) if held is None else held


def may_write(
    who: Who,
    change: Change,
    record: StoredRecord | None,
    parent: StoredRecord | None = None,
    steps: Sequence[Step] = (),
) -> str | None:
    """None when the whole change is permitted; else `not_in_scope` or `not_permitted`."""
    if who.role == SERVER:
        return None
    kind = KINDS[change.kind]
    attempt = Attempt(who, change, kind, record, parent, steps)
    standings = STANDINGS[kind.name](attempt)
    # What this very request creates has no scope yet, and is its sender's.
    if record is not None and record.stored_seq and may_read(who, record) is None:
        return NOT_IN_SCOPE
    if not standings:
        return NOT_PERMITTED if attempt.home else NOT_IN_SCOPE
    if _misplaced(attempt):
        return NOT_IN_SCOPE
    for name in change.writes:
        if not _permits(name, kind.field(name), standings):
            return NOT_PERMITTED
    if _widens(attempt) or _reopens(attempt, standings):
        return NOT_PERMITTED
    if kind.name == keeping.CASE and keeping.is_refused(change, attempt.value("minor_status")):
        return NOT_PERMITTED
    return None


def breaks_once(change: Change, cells: Cells | None) -> bool:
    """Whether a change touches what is written once (`sync.md` section 5)."""
    kind = KINDS[change.kind]
    for name, write in change.writes.items():
        declared = kind.field(name)
        if declared is None or declared.merge != "once":
            continue
        if write.covers:
            return True
        heads = cells.heads(name) if cells is not None else {}
        if any(not same(value, write.value) for value in heads.values()):
            return True
    return False


def _permits(name: str, declared: Field | None, standings: frozenset[str]) -> bool:
    if name in RESERVED_FIELDS:
        return "coordinator" in standings
    if declared is None:
        return WRITE in standings
    if declared.derived:
        return False
    if declared.name in ASK_FIELDS and ASK in standings:
        return True
    if declared.name in OWN_FIELDS and OWN in standings:
        return True
    asked = declared.write or (WRITE,)
    return not standings.isdisjoint(asked)


def _misplaced(attempt: Attempt) -> bool:
    """Whether the change says that the record belongs to an organisation not its writer's.

    Where an organisation was declared before, a second one is `immutable`, not misplaced.
    """
    org = attempt.written("org")
    if org is None:
        return False
    if attempt.record is not None:
        return not attempt.record.org_declared and org != attempt.record.org_id
    if attempt.who.role == "network" and attempt.kind.name in NETWORK_KEPT:
        return not is_record_id(org)
    return org != attempt.who.org_id


def _widens(attempt: Attempt) -> bool:
    """Whether more people could read the record than now, by somebody not cleared for that.

    The author may take back a class that a field implies while nobody else wrote the record.
    """
    if "protection" in attempt.who.clearances or not _touches_class(attempt):
        return False
    before = _class_before(attempt)
    asked = attempt.written("visibility")
    if isinstance(asked, str) and _wider(asked, _declared_class(attempt)):
        return True
    after = _class_after(attempt)
    if not _wider(after, before):
        return False
    explicit = "visibility" in attempt.change.writes
    return explicit or not _alone(attempt)


def _touches_class(attempt: Attempt) -> bool:
    for name in attempt.change.writes:
        declared = attempt.kind.field(name)
        if declared is not None and (declared.name == "visibility" or declared.implies):
            return True
    return False


def _declared_class(attempt: Attempt) -> str:
    """What the visibility field shows, whatever other fields imply."""
    held = shown(attempt.record, "visibility") if attempt.record is not None else None
    return _freely(attempt.kind, str(held or attempt.kind.visibility))


def _class_before(attempt: Attempt) -> str:
    record = attempt.record
    return _freely(attempt.kind, own_class(record.cells) if record else attempt.kind.visibility)


def _freely(kind: Kind, visibility: str) -> str:
    """The widest class to which anybody may bring a record of this class."""
    return WIDEST_FREE.get(kind.name, visibility) if visibility == kind.visibility else visibility


def _class_after(attempt: Attempt) -> str:
    cells = Cells(attempt.kind.name, attempt.change.record)
    if attempt.record is not None:
        cells.merge(attempt.record.cells)
    cells.apply(attempt.change, attempt.who.user_id)
    return own_class(cells)


def _alone(attempt: Attempt) -> bool:
    record = attempt.record
    return record is not None and set(record.cells.users.values()) <= {attempt.who.user_id}


def _wider(after: str, before: str) -> bool:
    """A restricted class is narrower than any other; among them only `protection` is closer."""
    if after not in CLASSES:
        return before not in CLASSES and after not in (before, "protection")
    return before not in CLASSES or CLASSES.index(after) < CLASSES.index(before)


def _reopens(attempt: Attempt, standings: frozenset[str]) -> bool:
    """A closed case is opened again by a coordinator only."""
    if attempt.kind.name != "case" or "status" not in attempt.change.writes:
        return False
    closed = attempt.record is not None and shown(attempt.record, "status") == "closed"
    return closed and attempt.written("status") != "closed" and "coordinator" not in standings


# --- standings by kind


def _of_organisation(attempt: Attempt) -> frozenset[str]:
    """Any volunteer or coordinator of the record's organisation."""
    if not attempt.home:
        return NOBODY
    return {"volunteer": PLAIN, "coordinator": LEADING}.get(attempt.who.role, NOBODY)


def _of_author(attempt: Attempt) -> frozenset[str]:
    """The author and the coordinators and handlers of the author's organisation."""
    if not attempt.home:
        return NOBODY
    role = attempt.who.role
    if role == "coordinator":
        return LEADING
    if role == "handler":
        return frozenset((WRITE, "handler"))
    return PLAIN if role == "volunteer" and attempt.is_author else NOBODY


def _of_case(attempt: Attempt) -> frozenset[str]:
    plain = _of_author(attempt)
    leads = attempt.who.role in ("coordinator", "handler")
    if plain and leads and keeping.FOCAL_POINT in attempt.who.clearances:
        return plain | {keeping.FOCAL_POINT}
    return plain


def _of_approval(attempt: Attempt) -> frozenset[str]:
    return _of_author(attempt) if "protection" in attempt.who.clearances else NOBODY


def _of_org(attempt: Attempt) -> frozenset[str]:
    if attempt.who.role == "network":
        return DIRECTING
    own = attempt.change.record == attempt.who.org_id and attempt.record is not None
    return frozenset((OWN,)) if own and attempt.who.role == "coordinator" else NOBODY


def _of_site(attempt: Attempt) -> frozenset[str]:
    if attempt.who.role == "network":
        return DIRECTING
    return LEADING if attempt.home and attempt.who.role == "coordinator" else NOBODY


def _of_directory(attempt: Attempt) -> frozenset[str]:
    if attempt.who.role == "network":
        return DIRECTING
    # Of one that stands, what it says already: nobody takes it over by writing themselves in.
    held = shown(attempt.record, "provider") if attempt.record is not None else None
    provider = held or (attempt.written("provider") if attempt.record is None else None)
    provider = provider or attempt.org
    if attempt.who.role == "coordinator" and provider == attempt.who.org_id:
        return LEADING
    asks = attempt.record is not None and attempt.who.role in ("volunteer", *PARTY_ROLES)
    return frozenset((ASK,)) if asks else NOBODY


def _of_list(attempt: Attempt) -> frozenset[str]:
    return DIRECTING if attempt.who.role == "network" else NOBODY


def _of_notice(attempt: Attempt) -> frozenset[str]:
    leads = attempt.who.role in ("coordinator", "network")
    return LEADING if attempt.home and leads else NOBODY


def _of_signup(attempt: Attempt) -> frozenset[str]:
    if not attempt.home:
        return NOBODY
    if attempt.who.role == "coordinator":
        return LEADING
    own = attempt.value("user") == attempt.who.user_id
    return PLAIN if own and attempt.who.role in ("volunteer", "handler") else NOBODY


def _of_referral(attempt: Attempt) -> frozenset[str]:
    role = attempt.who.role
    if attempt.home and attempt.value("from_org") in (None, attempt.who.org_id):
        if role == "coordinator":
            return LEADING
        return PLAIN if role == "volunteer" and attempt.is_author else NOBODY
    receiver = attempt.record is not None and shown(attempt.record, "to_org") == attempt.who.org_id
    return frozenset(("receiver",)) if receiver and role in PARTY_ROLES else NOBODY


def _of_event(attempt: Attempt) -> frozenset[str]:
    """A step of a referral, by the side that may take it.

    Without the referral, which may arrive later, only the writer's role counts: such a step is
    seen at home only, and a step by an outsider never counts for the status.
    """
    plain = _of_author(attempt)
    referral, source = attempt.parent, attempt.value("source")
    told = source in referrals.TOLD_SOURCES and attempt.who.role != "coordinator"
    # Whatever the referral will say: coordinators write answers down, the server those of links.
    if source == referrals.LINK or (referral is None and told):
        return NOBODY
    if not plain or referral is None:
        return plain
    to = str(attempt.value("to"))
    reason = attempt.value(referrals.REASONS.get(to, "note"))
    may = referrals.may_step(
        attempt.who,
        referral,
        attempt.steps,
        to=to,
        parents=attempt.value("parents"),
        reason=None if reason is None else str(reason),
        source=attempt.value("source"),
    )
    return plain if may else NOBODY


def _of_message(attempt: Attempt) -> frozenset[str]:
    plain = _of_author(attempt)
    referral = attempt.parent
    if not plain or referral is None:
        return plain
    sides = (referral.org_id, shown(referral, "to_org"))
    party = attempt.who.org_id in sides and attempt.who.role in PARTY_ROLES
    return plain if party or referral.author_id == attempt.who.user_id else NOBODY


def _of_nobody(_attempt: Attempt) -> frozenset[str]:
    """Written by the server alone."""
    return NOBODY


STANDINGS: Final[Mapping[str, Callable[[Attempt], frozenset[str]]]] = {
    "org": _of_org,
    "site": _of_site,
    "directory_service": _of_directory,
    "round": _of_organisation,
    "signup": _of_signup,
    "activity": _of_organisation,
    "contact": _of_organisation,
    "case": _of_case,
    "consent": _of_author,
    "consent_approval": _of_approval,
    "consent_withdrawal": _of_author,
    "referral": _of_referral,
    "referral_event": _of_event,
    "message": _of_message,
    "incident": _of_organisation,
    "stock_move": _of_organisation,
    "notice": _of_notice,
    "member": _of_nobody,
    "list_item": _of_list,
    "charter": _of_nobody,
}
