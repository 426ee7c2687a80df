"""What somebody asks of a list, and the same as SQL: one place for lists, totals and exports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, Table, and_, case, exists, func, or_, select

from server.domain.access import grade_by_sole_key, scoped_by_sole_key
from server.domain.days import calendar_day, day_of, end_ms, start_ms
from server.domain.who import Who
from server.store.read_closed import IN_CLEAR
from server.store.read_models import TABLES, Element, Issue
from server.store.read_rows import GONE, PLAIN, VOIDED, fold
from server.store.records import FULL
from sync.canonical import Value
from sync.merge import RESTRICTED
from sync.schema import Kind

DEFAULT_DAYS: Final = 28
ANY_ISSUE: Final = "any"
# Every issue there is or will be, `api.md`; those of phones and of the directory are no rows,
# see `silence.py` and `upkeep.py`.
ISSUES: Final = (
    "conflict",
    "edited_after_deletion",
    "edited_after_review",
    "duplicate",
    "dangling",
    "invalid",
    "invalid_step",
    "implausible_time",
    "referral_overdue",
    "consent_exception",
    "silent_phone",
    "lost_changes",
    "stale_directory",
    "directory_question",
)
STALE: Final = "stale_directory"
# A service that nobody confirmed for so long says "call first" on phones, `ux.md` section 3.
STALE_DAYS: Final = 14
STALE_STATUS: Final = ("active", "temporarily closed")
# A sort beside the fields: the own organisation's first, then by name.
OWN_FIRST: Final = "own"
# What a field means while nobody has written it.
ABSENT: Final[Mapping[str, Value]] = {"review": "new", "case.status": "open"}
# Sort keys beside the fields, each with its column.
DERIVED_SORTS: Final = {
    "when": "when_ms",
    "made_at": "made_at_ms",
    "received_at": "received_at_ms",
    "seq": "seq",
    "org": "org_id",
    "author": "author_id",
}
_OF_OWNERS: Final = {"org": "org_id", "author": "author_id"}
_LIKE_ESCAPE: Final = "\\"

Switch = Literal["no", "yes", "only"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the list of one kind, already checked.

    `filters` are (field, wanted) pairs that must all hold, each by one of its values. `text` is
    searched for as a whole. Days are those of the network, both included; None is open.
    """

    kind: Kind
    filters: tuple[tuple[str, tuple[Value, ...]], ...] = ()
    sort: str = "when"
    descending: bool = True
    page: int = 1
    per_page: int = 50
    text: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    issue: str | None = None
    deleted: Switch = "no"
    voided: Switch = "no"

    @property
    def table(self) -> Table:
        return TABLES[self.kind.name]

    def reads_content(self) -> bool:
        """Whether the answer depends on more than what a stub tells.

        Who may see a record only as a stub must not learn by filtering or sorting what is in it.
        """
        asked = {name for name, _wanted in self.filters} | {self.sort}
        plain = set(DERIVED_SORTS) | {n for n, f in self.kind.fields.items() if f.stub}
        flags = self.deleted != "no" or self.text is not None or self.issue is not None
        return flags or not asked <= plain


def matching(asked: Asked, who: Who, time_zone: str, now_ms: int, *columns: Any) -> Select[Any]:
    """The rows that a list shows on all its pages together, without order."""
    query = select(*columns).where(*_conditions(asked, time_zone, now_ms))
    return scoped_by_sole_key(query, who, asked.table.c, full=asked.reads_content())


def unsearched(asked: Asked, who: Who, time_zone: str, now_ms: int) -> Select[Any] | None:
    """The restricted records that this user reads, which might match and were not looked into:
    what is asked for lies sealed in them. None when nothing such is asked."""
    clear = IN_CLEAR[asked.kind.name] | set(_OF_OWNERS)
    open_filters = tuple(one for one in asked.filters if one[0] in clear)
    if asked.text is None and open_filters == asked.filters:
        return None
    table = asked.table.c
    around = replace(asked, filters=open_filters, text=None)
    query = fully(matching(around, who, time_zone, now_ms, table.id), asked, who)
    query = query.where(table.effective_visibility.in_(sorted(RESTRICTED)))
    if asked.text is not None and open_filters == asked.filters:
        found = containing(func.coalesce(table.search_text, ""), asked.text)
        query = query.where(~found)
    return query


def fully(query: Select[Any], asked: Asked, who: Who) -> Select[Any]:
    """The query without what this user sees only as a stub."""
    return query.where(grade_by_sole_key(who, asked.table.c) == FULL)


def ordered(query: Select[Any], asked: Asked, who: Who) -> Select[Any]:
    """In the order asked for, then by id, so that pages never overlap."""
    if asked.sort == OWN_FIRST:
        return query.order_by(*_own_first(asked, who), asked.table.c.id)
    column = asked.table.c[DERIVED_SORTS.get(asked.sort, asked.sort)]
    by = column.desc() if asked.descending else column.asc()
    if column.nullable:
        by = by.nulls_last()
    last = asked.table.c.id
    return query.order_by(by, last.desc() if asked.descending else last.asc())


def _own_first(asked: Asked, who: Who) -> tuple[ColumnElement[Any], ...]:
    table = asked.table.c
    owner = table.provider if "provider" in asked.kind.own else table.org_id
    name = func.lower(table.name) if "name" in asked.kind.own else table.when_ms.desc()
    return case((owner == who.org_id, 0), else_=1), name


def on_page(asked: Asked, who: Who, time_zone: str, now_ms: int) -> Select[Any]:
    """Whole rows of one page, with the user's `grade` of each.

    The page is found among ids alone, which an index holds; only its rows are then read.
    """
    table = asked.table
    ids = ordered(matching(asked, who, time_zone, now_ms, table.c.id), asked, who)
    ids = ids.limit(asked.per_page).offset((asked.page - 1) * asked.per_page)
    grade = grade_by_sole_key(who, table.c).label("grade")
    of_network = table.c.network_id == who.network_id
    rows = select(table, grade).where(of_network, table.c.id.in_(ids))
    return ordered(rows, asked, who)


def default_first_day(kind: Kind, time_zone: str, now_ms: int) -> date | None:
    """Where a list begins unless asked; directories, people and cases have no such limit."""
    if not kind.window:
        return None
    return day_of(now_ms, time_zone) - timedelta(days=DEFAULT_DAYS - 1)


def _conditions(asked: Asked, time_zone: str, now_ms: int) -> list[ColumnElement[bool]]:
    table = asked.table.c
    found = [*_days(asked, time_zone, now_ms), table.standing.in_(_standings(asked))]
    if asked.text is not None:
        found.append(containing(table.search_text, asked.text))
    if asked.issue is not None:
        found.append(_with_issue(asked, calendar_day(now_ms, time_zone), now_ms))
    return found + [_filter(asked, name, wanted) for name, wanted in asked.filters]


def _standings(asked: Asked) -> list[int]:
    """Deleted and voided records are left out unless asked for, alone or with the others."""
    only = {VOIDED: asked.voided == "only", GONE: asked.deleted == "only"}
    if any(only.values()):
        return [standing for standing, alone in only.items() if alone]
    voided = asked.voided == "yes" or asked.issue is not None
    return [PLAIN, *([VOIDED] if voided else []), *([GONE] if asked.deleted == "yes" else [])]


def _days(asked: Asked, time_zone: str, now_ms: int) -> list[ColumnElement[bool]]:
    first, last = asked.first_day, asked.last_day
    if first is None and last is None:
        first = default_first_day(asked.kind, time_zone, now_ms)
    column = asked.table.c.when_ms
    found = []
    if first is not None:
        found.append(column >= start_ms(first, time_zone))
    if last is not None:
        found.append(column < end_ms(last, time_zone))
    return found


def containing(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a column of folded text holds a text, whatever its accents and case."""
    wanted = fold(text)
    for special in (_LIKE_ESCAPE, "%", "_"):
        wanted = wanted.replace(special, _LIKE_ESCAPE + special)
    return column.like(f"%{wanted}%", escape=_LIKE_ESCAPE)


def is_stale(table: Any, today: date) -> ColumnElement[bool]:
    """Whether a service that phones show was not confirmed for STALE_DAYS, by the calendar."""
    last = (today - timedelta(days=STALE_DAYS)).isoformat()
    return and_(
        table.published.is_(True),
        table.status.in_(STALE_STATUS),
        or_(table.assured_on.is_(None), table.assured_on <= last),
    )


def _with_issue(asked: Asked, today: date, now_ms: int) -> ColumnElement[bool]:
    if asked.issue == STALE and asked.kind.name == "directory_service":
        return is_stale(asked.table.c, today)
    conditions = [
        Issue.network_id == asked.table.c.network_id,
        Issue.kind == asked.kind.name,
        Issue.record_id == asked.table.c.id,
        Issue.at_ms <= now_ms,
    ]
    if asked.issue != ANY_ISSUE:
        conditions.append(Issue.issue == asked.issue)
    return exists().where(*conditions)


def _filter(asked: Asked, name: str, wanted: tuple[Value, ...]) -> ColumnElement[bool]:
    table = asked.table.c
    if name in _OF_OWNERS:
        return table[_OF_OWNERS[name]].in_(wanted)
    declared = asked.kind.fields[name]
    if declared.container is not None:
        return exists().where(
            Element.network_id == table.network_id,
            Element.kind == asked.kind.name,
            Element.record_id == table.id,
            Element.field == name,
            Element.key.in_(wanted),
        )
    column = table[name]
    absent = ABSENT.get(name) or ABSENT.get(f"{asked.kind.name}.{name}")
    if declared.type == "flag":
        absent = False
    if absent is not None and absent in wanted:
        nobody: ColumnElement[bool] = column.is_(None)
        if name not in IN_CLEAR[asked.kind.name]:
            # What lies sealed may have been written by somebody.
            nobody &= table.effective_visibility.not_in(RESTRICTED)
        return or_(column.in_(wanted), nobody)
    return column.in_(wanted)


def element_keys(asked: Asked, who: Who, time_zone: str, now_ms: int) -> Select[str, str]:
    """(field, key) of every element among the matches that the user may read in full."""
    ids = fully(matching(asked, who, time_zone, now_ms, asked.table.c.id), asked, who)
    return (
        select(Element.field, Element.key)
        .where(
            Element.network_id == who.network_id,
            Element.kind == asked.kind.name,
            Element.record_id.in_(ids),
        )
        .distinct()
        .order_by(Element.field, Element.key)
    )


def signature(asked: Asked) -> str:
    """The question as text, for an ETag."""
    parts = [getattr(asked, name) for name in Asked.__slots__ if name != "kind"]
    return json.dumps([asked.kind.name, *parts], default=str)


def counted(query: Select[Any], at_most: int) -> Select[int]:
    """How many rows there are, counting no further than one beyond `at_most`."""
    return select(func.count()).select_from(query.limit(at_most + 1).subquery())
