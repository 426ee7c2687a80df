"""Who may read what: closed by default, decided by keys.

A record has scope keys, a user has keys; a reader needs one in common. Every key gives a grade:
FULL, or STUB for those who may know that the record exists and nothing of what is in it.
Restricted records travel to phones as stubs only, whoever carries the phone; a cleared person
opens them online. `domain.md` sections 1 and 8, `sync.md` sections 8 and 9.

    n                    everybody of the network
    m:<org>              every member of an organisation
    o:<org>              those of an organisation who go out: volunteer, coordinator, handler
    p:<org>              its coordinators and handlers
    p:<org>:<class>      those of them who are cleared for a restricted class
    u:<org>:<user>       the author, while a member of the record's organisation
    u:<org>:<user>:<c>   the author, when cleared for the class
    x:<user>             nothing readable: only tells a user that what was pushed is out of reach
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from server.domain.who import Who
from server.store.bulk import one_of
from server.store.models import Held, Scope
from server.store.people import Audit, User
from server.store.read_models import TABLES, Issue
from server.store.read_rows import CONFLICT, LIVING_SITE, MANY_KEYS, PLAIN
from server.store.records import FULL, STUB, StoredRecord
from sync.canonical import canonical
from sync.merge import RESTRICTED
from sync.schema import codes

# Goes up when the rules of this module or of scope.py change: every phone then pulls afresh.
RULES_VERSION: Final = 1

FIELD_ROLES: Final = frozenset(("volunteer", "coordinator", "handler"))
PARTY_ROLES: Final = frozenset(("coordinator", "handler"))
# Who may have the network's totals.
TOTALS_ROLES: Final = frozenset(("coordinator", "network"))
# What each clearance opens, `domain.md` section 1.
OPENS: Final[Mapping[str, frozenset[str]]] = {
    "health": frozenset(("health",)),
    "protection": frozenset(("protection", "minor", "incident")),
    "incident": frozenset(("incident",)),
}
# Records about the organisation, not about people met: read by all its members.
MEMBERS_READ: Final = frozenset(("member", "notice"))
# Per kind that anybody may read of, the field that says which of its records.
_OPENED_BY: Final = {"directory_service": "published", "org": "listed", "site": "site_kind"}

Grade = Literal["full", "stub"]
Rows = TypeVar("Rows", bound=tuple[Any, ...])
AnyRows = TypeVar("AnyRows", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a record is for: its class, the grade of each party organisation, its authors.

    `authors` are pairs of organisation, a party, and user. Parties and authors matter for the
    class `parties` and narrower; for the wider ones they come on top.
    """

    visibility: str
    org: str
    parties: Mapping[str, int]
    authors: frozenset[tuple[str, str]]


def scope_keys(kind: str, audience: Audience) -> dict[str, int]:
    """The keys of a record, each with its grade."""
    if audience.visibility in ("public", "network"):
        return {"n": FULL}
    keys = {}
    if audience.visibility == "org":
        members = kind in MEMBERS_READ
        keys[f"m:{audience.org}" if members else f"o:{audience.org}"] = FULL
        if audience.parties.keys() <= {audience.org}:
            return keys
    holders = {f"p:{org}": grade for org, grade in audience.parties.items()}
    for org, user in sorted(audience.authors):
        # An author sees no more than their organisation: a withdrawn consent closes both.
        holders[f"u:{org}:{user}"] = audience.parties[org]
    if audience.visibility not in RESTRICTED:
        return keys | holders
    cleared = {f"{key}:{audience.visibility}": FULL for key in holders if holders[key] == FULL}
    return keys | dict.fromkeys(holders, STUB) | cleared


def phone_keys(who: Who) -> list[str]:
    """The keys that count for what travels to a phone: no clearance is among them."""
    keys = ["n", f"m:{who.org_id}", f"x:{who.user_id}"]
    if who.role in FIELD_ROLES:
        keys += [f"o:{who.org_id}", f"u:{who.org_id}:{who.user_id}"]
    if who.role in PARTY_ROLES:
        keys.append(f"p:{who.org_id}")
    return keys


def user_keys(who: Who) -> list[str]:
    """Every key of a user, for reading online: those of the clearances too."""
    opened = sorted(set().union(*(OPENS.get(name, frozenset()) for name in who.clearances)))
    keys = phone_keys(who)
    holders = [key for key in keys if key.startswith(("u:", "p:"))]
    return keys + [f"{key}:{name}" for key in holders for name in opened]


def scope_hash(who: Who) -> str:
    """Changes whenever what a user may read could change for another reason than a record."""
    basis = [RULES_VERSION, user_keys(who), who.role, sorted(who.clearances)]
    return hashlib.sha256(canonical(basis)).hexdigest()[:12]


def may_read(who: Who, record: StoredRecord) -> Grade | None:
    """What this user sees of a record online. None: nothing, as if it did not exist."""
    return grade_of(record.scope, user_keys(who))


def grade_of(scope: Mapping[str, int], keys: Iterable[str]) -> Grade | None:
    best = max((scope.get(key, 0) for key in keys), default=0)
    return "full" if best == FULL else "stub" if best == STUB else None


def scoped(query: Select[Rows], who: Who, table: Any, *, full: bool = False) -> Select[Rows]:
    """The query, narrowed to the rows of `table` that the user may read.

    `table` has the columns `network_id` and `seq` of its records. With `full`, what the user
    sees only as a stub is left out too.
    """
    return query.where(table.network_id == who.network_id, _readable(who, table, full))


def scoped_by_sole_key(
    query: Select[Rows],
    who: Who,
    table: Any,
    *,
    full: bool = False,
    told: ColumnElement[bool] | None = None,
) -> Select[Rows]:
    """As `scoped`, for tables with a column `sole_key`: quick over a million rows.

    Nearly every record has one key and no stub; that key stands in its own row, and in an index.
    The others stand there as MANY_KEYS and are looked up. Rows that are `told` say no more than a
    stub does: they are left also to those who see only that.
    """
    # As a range, not as an equality: for that PostgreSQL would read the keys of all records first
    # (150 ms at a million), to look up a handful of them.
    conditions = [*_keys_of(who), Scope.seq.between(table.seq, table.seq)]
    if full:
        whole = Scope.grade == FULL
        conditions.append(whole if told is None else or_(whole, told))
    return query.where(
        table.network_id == who.network_id,
        table.sole_key.in_([*user_keys(who), MANY_KEYS]),
        or_(table.sole_key != MANY_KEYS, exists().where(*conditions)),
    )


def looked_after(query: AnyRows, who: Who, of: type[User] | type[Audit]) -> AnyRows:
    """Of people: those of the own organisation. Of the trail: what these did, and what anybody did
    to what is the own organisation's. A network coordinator's are all.

    Phones and invites come joined with the user whose they are.
    """
    query = query.where(of.network_id == who.network_id)
    if who.role == "network":
        return query
    ours = of.org_id == who.org_id
    if of is Audit:
        ours = or_(ours, Audit.about_org_id == who.org_id)
    return query.where(ours)


def at_the_door(query: AnyRows, who: Who) -> AnyRows:
    """Of held changes: those by people of the own organisation, and those to its records."""
    ours = or_(Held.org_id == who.org_id, Held.record_org_id == who.org_id)
    return query.where(Held.network_id == who.network_id, ours)


def in_totals(query: Select[Rows], who: Who, table: Any) -> Select[Rows]:
    """The rows of every organisation of the network, to be added up and nothing else.

    Only for what hides small counts afterwards, `small_cells.py`. What somebody narrowed is not
    among them, not even in a sum. `domain.md` section 2: "network only as totals".
    """
    assert who.role in TOTALS_ROLES, who.role
    whole = or_(table.sole_key == "n", table.sole_key.startswith("o:"))
    return query.where(table.network_id == who.network_id, whole)


def counted_in_totals(query: Select[Rows], who: Who, table: Any) -> Select[Rows]:
    """As `in_totals`, for kinds of which each record is for its parties alone: referrals. Counts
    of these are the network's, whatever their class; no field of them is but codes."""
    assert who.role in TOTALS_ROLES, who.role
    return query.where(table.network_id == who.network_id)


def _readable(who: Who, table: Any, full: bool) -> ColumnElement[bool]:
    conditions = [*_keys_of(who), Scope.seq == table.seq]
    if full:
        conditions.append(Scope.grade == FULL)
    return exists().where(*conditions)


def _keys_of(who: Who) -> list[ColumnElement[bool]]:
    return [Scope.network_id == who.network_id, Scope.key.in_(user_keys(who))]


def grade_column(who: Who, table: Any) -> ColumnElement[int]:
    """FULL or STUB for each row that `scoped` leaves, to be selected beside it."""
    return (
        select(func.max(Scope.grade))
        .where(
            Scope.network_id == who.network_id,
            Scope.key.in_(user_keys(who)),
            Scope.seq == table.seq,
        )
        .scalar_subquery()
    )


def grade_by_sole_key(who: Who, table: Any) -> ColumnElement[int]:
    """As `grade_column`, beside `scoped_by_sole_key`."""
    return case((table.sole_key != MANY_KEYS, FULL), else_=grade_column(who, table))


def readable_seqs(session: Session, who: Who, seqs: Collection[int]) -> dict[int, int]:
    """Of these records, named by sequence, those that may travel to the phone, with the grade."""
    query = select(Scope.seq, func.max(Scope.grade).label("grade")).where(
        Scope.network_id == who.network_id,
        one_of(Scope.key, phone_keys(who)),
        one_of(Scope.seq, seqs),
    )
    return {row.seq: row.grade for row in session.execute(query.group_by(Scope.seq))}


def published(kind: str, network_id: str) -> list[ColumnElement[bool]]:
    """Which rows of a kind's table anybody may read, without an account: services that are
    published, organisations that are listed, and of the places those of a kind that is known and
    no living site. Who disagree about it keep it closed. Raises KeyError for other kinds."""
    opened_by = _OPENED_BY[kind]
    table = TABLES[kind].c
    if kind == "site":
        opened = table.site_kind.in_([code for code in codes("site_kind") if code != LIVING_SITE])
    else:
        opened = table[opened_by].is_(True)
    unsettled = exists().where(
        Issue.network_id == network_id,
        Issue.kind == kind,
        Issue.record_id == table.id,
        Issue.issue == CONFLICT,
        Issue.field == opened_by,
    )
    return [
        table.network_id == network_id,
        for_everybody(table),
        opened,
        ~unsettled,
    ]


def for_everybody(table: Any) -> ColumnElement[bool]:
    """What stands and nobody narrowed."""
    return and_(table.standing == PLAIN, table.effective_visibility.in_(("network", "public")))
