"""What was done for how many people: counts added up by period, organisation, zone and service.

A row of a report stands for many entries; nothing here knows one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select
from sqlalchemy.orm import Session

from server.domain.access import in_totals, scoped_by_sole_key
from server.domain.periods import Span, begins_ms, edges_ms
from server.domain.small_cells import THRESHOLDS, Count, hidden, hidden_parts, is_small
from server.domain.who import Who
from server.store.read_models import TABLES, Element, Issue
from server.store.read_rows import CONFLICT, PLAIN
from server.store.read_tables import ELEMENTS
from sync.schema import codes

# As HXL tells people apart; what fits none of the five is "unspecified".
PARTS: Final = ("f_adult", "m_adult", "f_child", "m_child", "x")
UNSPECIFIED: Final = "unspecified"
_CHILDREN: Final = ("a0_4", "a5_11", "a12_17", "child")
_ADULTS: Final = ("a18_59", "a60", "adult")
# Never told below the department in public, `domain.md` section 6 rule 7.
_COARSE_IN_PUBLIC: Final = frozenset(("health", "child"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where, no finer than a zone; without one it is the whole department."""

    country: str | None = None
    adm1: str | None = None
    adm2: str | None = None
    zone: str | None = None


@dataclass(slots=True)
class Row:
    """One line of the file. None of the numbers is one that is hidden; `first` and `last` are the
    numbers of its periods, mostly one and the same. `reviewed` counts entries, as `records`."""

    first: int
    last: int
    org: str
    place: Place
    service: str
    people: int | None = 0
    quantity: float | None = 0
    unit: str | None = None
    rounds: int = 0
    records: int | None = 0
    reviewed: int = 0
    unsettled: int = 0
    status: str = "new"
    parts: dict[str, int | None] = field(default_factory=dict)
    suppressed: int = 0


@dataclass(slots=True)
class Services:
    """A whole release: the rows of the file and every sum that is shown beside it. A sum that is
    not in its table is zero, one that is None is hidden."""

    rows: list[Row]
    people: int | None
    by_service: dict[str, int | None]
    by_period: dict[int, int | None]
    by_org: dict[tuple[str, int], int | None]
    unmet: int | None = 0
    unmet_no_stock: int | None = 0
    rounds: int | None = 0
    records: int | None = 0
    unsettled: int = 0


def services(session: Session, who: Who, span: Span, time_zone: str) -> Services:
    """The release for one audience: the own organisation whole, or the network's small counts
    hidden."""
    if not span.periods:
        return _released([], 0)
    source = _Source(session, who, span, time_zone)
    zones = source.rows(by_zone=True)
    rounds, records, unsettled = source.whole()
    unmet = source.unmet()
    threshold = THRESHOLDS[span.audience]
    merged: list[tuple[Row, list[Row]]] = [(row, [row]) for row in zones]
    if threshold:
        merged = _merged(zones, source.rows(by_zone=False), span)
    release = _released(merged, threshold)
    told = hidden_parts(unmet, threshold)
    all_unmet = sum(unmet.values())
    few = release.people is None
    return replace(
        release,
        unmet=None if is_small(all_unmet, threshold) else all_unmet,
        unmet_no_stock=None if "no_stock" in told else unmet.get("no_stock", 0),
        rounds=None if few else rounds,
        records=None if few else records,
        unsettled=unsettled,
    )


class _Source:
    """The sums of the database, for one audience and one span."""

    def __init__(self, session: Session, who: Who, span: Span, time_zone: str) -> None:
        self._session = session
        self._who = who
        self._own = span.audience == "org"
        self._table = TABLES["activity"].c
        self._site = TABLES["site"].c
        table, ends = self._table, edges_ms(span.periods, time_zone)
        self._when = and_(table.when_ms >= begins_ms(span, time_zone), table.when_ms < ends[-1])
        whens = [(table.when_ms < end, number) for number, end in enumerate(ends)]
        self._period: ColumnElement[int] = case(*whens).label("period")
        self._settled = case(
            (table.unsettled.like("% people %"), None), else_=func.coalesce(table.people, 0)
        )

    def rows(self, *, by_zone: bool) -> list[Row]:
        keys = self._keys(by_zone)
        table = self._table
        quantity = case((table.unsettled.like("% quantity %"), None), else_=table.quantity)
        unit = func.coalesce(table.unit, "")
        sums = (
            func.coalesce(func.sum(self._settled), 0).label("people"),
            func.sum(quantity).label("quantity"),
            *(func.min(unit).label("unit"), func.max(unit).label("other_unit")),
            func.count(table["round"].distinct()).label("rounds"),
            func.count().label("records"),
            func.sum(case((table.review == "reviewed", 1), else_=0)).label("reviewed"),
            func.sum(case((table.unsettled.is_not(None), 1), else_=0)).label("unsettled"),
        )
        found: dict[Hashable, Row] = {}
        for told in self._session.execute(self._grouped(keys, *sums)).mappings():
            row = _row(told)
            found[_key(row)] = row
        self._add_parts(found, keys)
        for row in found.values():
            _complete(row)
        return list(found.values())

    def whole(self) -> tuple[int, int, int]:
        """Rounds, entries, and entries with two values of something that is added up."""
        table = self._table
        rounds = func.count(table["round"].distinct())
        sums: list[Any] = [rounds, func.count(), func.count(table.unsettled)]
        query: Select[Any] = select(*sums)
        found = self._session.execute(self._scoped(query)).one()
        return found[0], found[1], found[2]

    def unmet(self) -> dict[str, int]:
        """People turned away, by reason; without one under an empty code."""
        table = self._table
        settled = case((table.unsettled.like("% unmet %"), None), else_=table.unmet)
        reason = func.coalesce(table.unmet_reason, "")
        query = self._scoped(select(reason, func.coalesce(func.sum(settled), 0)))
        rows = self._session.execute(query.group_by(reason))
        return {told: int(count) for told, count in rows}

    def _keys(self, by_zone: bool) -> list[ColumnElement[Any]]:
        site = self._site
        place = [site.country, site.adm1, site.adm2, *([site.hub_zone] if by_zone else [])]
        # Not there yet, or a code that nobody here knows.
        service = func.coalesce(self._table.service_type, "").label("service")
        return [self._period, self._table.org_id, service, *place]

    def _grouped(self, keys: Sequence[ColumnElement[Any]], *sums: Any) -> Select[Any]:
        table, site = self._table, self._site
        at = and_(site.network_id == table.network_id, site.id == table.site)
        joined = TABLES["activity"].outerjoin(TABLES["site"], at)
        return self._scoped(select(*keys, *sums).select_from(joined)).group_by(*keys)

    def _scoped(self, query: Select[Any]) -> Select[Any]:
        query = query.where(self._when, self._table.standing == PLAIN)
        if self._own:
            query = query.where(self._table.org_id == self._who.org_id)
            return scoped_by_sole_key(query, self._who, self._table, full=True)
        return in_totals(query, self._who, self._table)

    def _add_parts(self, rows: Mapping[Hashable, Row], keys: list[ColumnElement[Any]]) -> None:
        """By sex and age, without what two people wrote differently."""
        table = self._table
        of_record = and_(
            Element.network_id == table.network_id,
            Element.kind == "activity",
            Element.record_id == table.id,
            Element.field == "breakdown",
        )
        disputed = and_(
            Issue.network_id == table.network_id,
            Issue.kind == "activity",
            Issue.record_id == table.id,
            Issue.issue == CONFLICT,
            Issue.field == "breakdown/" + Element.key,
        )
        query = self._grouped([*keys, ELEMENTS.c.key], func.sum(cast(Element.value, BigInteger)))
        query = query.where(
            of_record, self._settled.is_not(None), ~select(Issue.id).where(disputed).exists()
        )
        for told in self._session.execute(query):
            *key, cell, count = told
            row = rows[tuple(key)[:3] + _padded(key[3:])]
            part = part_of(cell)
            row.parts[part] = (row.parts.get(part) or 0) + int(count)


def part_of(cell: str) -> str:
    """The column of `f_a5_11`, and of all other cells of a breakdown."""
    sex, _, age = cell.partition("_")
    if sex == "x":
        return "x"
    group = "child" if age in _CHILDREN else "adult" if age in _ADULTS else None
    return f"{sex}_{group}" if sex in ("f", "m") and group else UNSPECIFIED


def _padded(place: Sequence[str | None]) -> tuple[str | None, ...]:
    return (*place, None)[:4]


def _key(row: Row) -> Hashable:
    place = row.place
    return row.first, row.org, row.service, place.country, place.adm1, place.adm2, place.zone


def _row(told: Mapping[Any, Any]) -> Row:
    place = Place(told["country"], told["adm1"], told["adm2"], told.get("hub_zone"))
    # Of two units nobody knows what was counted.
    unit = told["unit"] if told["unit"] == told["other_unit"] else ""
    return Row(
        first=told["period"],
        last=told["period"],
        org=told["org_id"],
        place=place,
        service=told["service"],
        people=int(told["people"]),
        quantity=told["quantity"] if unit else None,
        unit=unit or None,
        rounds=told["rounds"],
        records=told["records"],
        reviewed=int(told["reviewed"]),
        unsettled=int(told["unsettled"]),
    )


def _complete(row: Row) -> None:
    """With the rest of whom nobody noted who they are; parts that nobody noted are not told."""
    told = sum(count or 0 for part, count in row.parts.items() if part != UNSPECIFIED)
    known = dict.fromkeys(PARTS, 0) if row.parts else {}
    own = {part: count for part, count in row.parts.items() if part != UNSPECIFIED}
    row.parts = {**known, **own, UNSPECIFIED: max(0, (row.people or 0) - told)}


def _merged(zones: list[Row], departments: list[Row], span: Span) -> list[tuple[Row, list[Row]]]:
    """Rows with the rows of one period each that they were merged from: zones into their
    department where one is small, then the periods where most are."""
    threshold = THRESHOLDS[span.audience]
    by_department: dict[Hashable, list[Row]] = defaultdict(list)
    for row in zones:
        by_department[_key(_in_department(row))].append(row)
    whole = {_key(row): row for row in departments}
    by_line: dict[Hashable, list[tuple[Row, list[Row]]]] = defaultdict(list)
    for key, rows in by_department.items():
        merge = len(rows) > 1 and any(is_small(row.people or 0, threshold) for row in rows)
        merge = merge or (span.audience == "public" and any(map(_is_coarse, rows)))
        department = whole[key]
        line = (department.org, department.service, department.place)
        by_line[line].append((department, [department] if merge else rows))
    found: list[tuple[Row, list[Row]]] = []
    for lines in by_line.values():
        wholes = [department for department, _rows in lines]
        small = sum(is_small(row.people or 0, threshold) for row in wholes)
        if len(wholes) > 1 and small * 2 > len(wholes):
            found.append((_joined(wholes), wholes))
        else:
            found += [(row, [row]) for _department, rows in lines for row in rows]
    return sorted(found, key=lambda pair: str(_key(pair[0])))


def _in_department(row: Row) -> Row:
    return replace(row, place=replace(row.place, zone=None))


def _is_coarse(row: Row) -> bool:
    children = any(row.parts.get(part) for part in ("f_child", "m_child"))
    return children or category_of(row.service) in _COARSE_IN_PUBLIC


def category_of(service: str) -> str | None:
    found = codes("service_type").get(service, {}).get("category")
    return None if found is None else str(found)


def _joined(rows: Sequence[Row]) -> Row:
    """One row over several periods."""
    first = rows[0]
    units = {row.unit for row in rows}
    parts = {part for row in rows for part in row.parts}
    return Row(
        first=min(row.first for row in rows),
        last=max(row.last for row in rows),
        org=first.org,
        place=first.place,
        service=first.service,
        people=sum(row.people or 0 for row in rows),
        quantity=sum(row.quantity or 0 for row in rows) if len(units) == 1 else None,
        unit=first.unit if len(units) == 1 else None,
        rounds=sum(row.rounds for row in rows),
        records=sum(row.records or 0 for row in rows),
        reviewed=sum(row.reviewed for row in rows),
        unsettled=sum(row.unsettled for row in rows),
        parts={part: sum(row.parts.get(part) or 0 for row in rows) for part in parts},
    )


def _released(merged: Sequence[tuple[Row, list[Row]]], threshold: int) -> Services:
    """The sums over the rows, with what must be hidden in both."""
    counts: list[Count] = []
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for number, (row, single) in enumerate(merged):
        service = ("service", row.service)
        key = ("row", number)
        if len(single) > 1:
            counts.append(Count(key, row.people or 0, service, key))
        for each in single:
            people = each.people or 0
            org = ("org", each.org, each.first)
            own = ("part", number, each.first) if len(single) > 1 else key
            tail = key if len(single) > 1 else service
            counts.append(Count(own, people, tail, org, published=len(single) == 1))
            for key_of_sum in (service, org, ("period", each.first)):
                sums[key_of_sum] += people
    for total, value in sums.items():
        match total[0]:
            case "service":
                counts.append(Count(total, value, "all", total))
            case "org":
                counts.append(Count(total, value, total, ("period", total[2])))
            case _:
                counts.append(Count(total, value, total, "end"))
    told = hidden(counts, threshold)
    rows = [row for row, _single in merged]
    for number, row in enumerate(rows):
        _suppress(row, ("row", number) in told, threshold)
    shown = {total: None if total in told else value for total, value in sums.items()}
    everything = sum(value for total, value in sums.items() if total[0] == "service")
    return Services(
        rows=rows,
        people=None if is_small(everything, threshold) else everything,
        by_service={key[0]: value for key, value in _of("service", shown)},
        by_period={key[0]: value for key, value in _of("period", shown)},
        by_org=dict(_of("org", shown)),
    )


def _of(kind: str, shown: Mapping[tuple[Any, ...], int | None]) -> Iterable[tuple[Any, int | None]]:
    return ((total[1:], value) for total, value in shown.items() if total[0] == kind)


def _suppress(row: Row, whole: bool, threshold: int) -> None:
    """Take out of a row what must not be read in it. With its head count goes all that follows the
    taps: the quantity, the number of entries, who they were."""
    if row.records:
        row.status = "reviewed" if row.reviewed == row.records else "new"
    if row.unsettled:
        row.status = "unsettled"
    if whole:
        gone = [row.people, row.quantity, row.records, *row.parts.values()]
        row.suppressed = sum(value is not None for value in gone)
        row.people = row.quantity = row.records = None
        row.parts = dict.fromkeys(row.parts)
        return
    told = hidden_parts({part: count or 0 for part, count in row.parts.items()}, threshold)
    row.parts = {part: None if part in told else count for part, count in row.parts.items()}
    row.suppressed = len(told)
