"""Reports: what leaves an association for partners and the public, as HXL files and as one page.

What a caller may see decides: of the own organisation everything that its lists show, of the
network only what small counts were taken out of. Neither holds a case, a person or a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.domain import audit, csv_table, labels
from server.domain.access import scoped_by_sole_key
from server.domain.countries import ISO3
from server.domain.days import day_of
from server.domain.export import EXPORT
from server.domain.periods import Span, before, span
from server.domain.report_referrals import Referrals, referrals
from server.domain.report_referrals import Row as ReferralRow
from server.domain.report_services import PARTS, UNSPECIFIED, Services, category_of, services
from server.domain.report_services import Row as ServiceRow
from server.domain.table import Cell, safe
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.models import Network
from server.store.read_models import TABLES
from sync.schema import codes

SERVICES: Final = "services"
REFERRALS: Final = "referrals"

_Columns = tuple[tuple[str, str], ...]
_SERVICES: Final[_Columns] = (
    ("Period start", "#date+start"),
    ("Period end", "#date+end"),
    ("Organisation", "#org+impl+name"),
    ("Organisation code", "#org+impl+code"),
    ("Organisation type", "#org+impl+type"),
    ("Cluster", "#sector+cluster+name"),
    ("Cluster code", "#sector+cluster+code"),
    ("Category", "#subsector+name+i_en"),
    ("Category code", "#subsector+code"),
    ("Service", "#activity+name+i_en"),
    ("Service (fr)", "#activity+name+i_fr"),
    ("Service code", "#activity+code"),
    ("Modality", "#modality+code"),
    ("Country", "#country+code+v_iso3"),
    ("Region", "#adm1+name"),
    ("Department", "#adm2+name"),
    ("Zone", "#loc+name"),
    ("Quantity", "#output+num"),
    ("Unit", "#output+unit"),
    ("People-contacts", "#reached+ind+total"),
    ("Women", "#reached+ind+f+adults"),
    ("Men", "#reached+ind+m+adults"),
    ("Girls", "#reached+ind+f+children"),
    ("Boys", "#reached+ind+m+children"),
    ("Another gender", "#reached+ind+i"),
    ("Sex or age not recorded", "#reached+ind+unspecified"),
    ("Rounds", "#activity+num"),
    ("Records", "#meta+records"),
    ("Cells suppressed", "#meta+suppressed"),
    ("Review status", "#status+code"),
    ("Produced on", "#date+reported"),
    ("Source", "#meta+source"),
)
_REFERRALS: Final[_Columns] = (
    ("Period start", "#date+start"),
    ("Period end", "#date+end"),
    ("Sending organisation", "#org+origin+name"),
    ("Sending organisation code", "#org+origin+code"),
    ("Receiving organisation", "#org+dest+name"),
    ("Receiving organisation type", "#org+dest+type"),
    ("Cluster code", "#sector+cluster+code"),
    ("Service asked", "#service+name+i_en"),
    ("Service code", "#service+code"),
    ("Urgency", "#severity+code"),
    ("Country", "#country+code+v_iso3"),
    ("Region", "#adm1+name"),
    ("Department", "#adm2+name"),
    ("Status", "#status+code"),
    ("Status (name)", "#status+name+i_en"),
    ("Outcome", "#impact+code"),
    ("Reason for decline or closure", "#cause+code"),
    ("Referrals", "#indicator+referrals+num"),
    ("Overdue when closed", "#indicator+overdue+num"),
    ("Median days to answer", "#indicator+days_to_answer+median+num"),
    ("Median days to close", "#indicator+days_to_close+median+num"),
    ("Cells suppressed", "#meta+suppressed"),
    ("Review status", "#meta+review"),
    ("Produced on", "#date+reported"),
    ("Source", "#meta+source"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for; days of the network, both included."""

    audience: str
    unit: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Summary:
    """A report as a page shows it: these periods, and of as many before what was done."""

    span: Span
    before: Span
    services: Services
    services_before: Services
    referrals: Referrals


def summary(who: Who, wanted: Wanted, now_ms: int) -> Summary:
    with reading() as session:
        network = session.get_one(Network, who.network_id)
        now = _span(wanted, network, now_ms)
        earlier = before(now)
        zone = network.time_zone
        return Summary(
            now,
            earlier,
            services(session, who, now, zone),
            services(session, who, earlier, zone),
            referrals(session, who, now, zone, now_ms),
        )


def write_services(who: Who, wanted: Wanted, now_ms: int) -> Iterator[str]:
    """The 3W file in pieces. The audit is written at once, before any piece."""
    return _write(who, wanted, now_ms, SERVICES)


def write_referrals(who: Who, wanted: Wanted, now_ms: int) -> Iterator[str]:
    """The file of referrals in pieces, audited likewise."""
    return _write(who, wanted, now_ms, REFERRALS)


def _write(who: Who, wanted: Wanted, now_ms: int, what: str) -> Iterator[str]:
    with reading() as session:
        network = session.get_one(Network, who.network_id)
        now = _span(wanted, network, now_ms)
        file = _File(session, who, now, network, now_ms)
        if what == SERVICES:
            columns: _Columns = _SERVICES
            found = services(session, who, now, network.time_zone).rows
            rows = [file.service(row) for row in found]
        else:
            columns = _REFERRALS
            sent = referrals(session, who, now, network.time_zone, now_ms).rows
            rows = [file.referral(row) for row in sent]
    _note(who, wanted, now_ms, what, len(rows))
    tags: list[Cell] = [tag for _heading, tag in columns]
    rows.sort(key=lambda row: [str(cell) for cell in row[:17]])
    headings = [heading for heading, _tag in columns]
    return csv_table.write(headings, [[tags], *([row] for row in rows)], local=False)


def _span(wanted: Wanted, network: Network, now_ms: int) -> Span:
    today = day_of(now_ms, network.time_zone)
    return span(wanted.audience, wanted.unit, wanted.first, wanted.last, today)


def _note(who: Who, wanted: Wanted, now_ms: int, what: str, count: int) -> None:
    reason = f"{count} rows, csv; audience={wanted.audience} period={wanted.unit}"
    reason += f" from={wanted.first} to={wanted.last}"
    with writing() as session:
        audit.note(session, who, EXPORT, f"{EXPORT}/{what}", now_ms, reason)


class _File:
    """Makes the cells of rows: names for ids, words for codes."""

    def __init__(self, session: Session, who: Who, of: Span, network: Network, now_ms: int) -> None:
        self._span = of
        self._english = labels.load(session, who, "en")
        self._french = labels.Labels("fr", self._english.names, self._english.own)
        self._parents = _parents(session, who)
        org = TABLES["org"].c
        query: Select[Any] = select(org.id, org.code, org.org_type)
        found = session.execute(scoped_by_sole_key(query, who, org, full=True))
        self._orgs = {row.id: (row.code, row.org_type) for row in found}
        self._department = _department(session, who)
        self._end = [day_of(now_ms, network.time_zone), safe(network.name)]

    def service(self, row: ServiceRow) -> list[Cell]:
        # What a network calls its own is counted, for others, as what it is nearest to.
        code = self._parents.get(row.service, row.service)
        category = category_of(code) or ""
        about = codes("service_type").get(code, {})
        sector = codes("service_category").get(category, {}).get("sector", "")
        place = row.place
        return [
            *self._days(row.first, row.last),
            *self._org(row.org),
            *(self._word(self._english, "sector", sector), sector),
            *(self._word(self._english, "service_category", category), category),
            self._word(self._english, "service_type", row.service),
            self._word(self._french, "service_type", row.service),
            safe(code),
            "ind" if about.get("mode") == "ind" else "mass",
            ISO3.get(place.country or "", ""),
            *(safe(place.adm1), safe(place.adm2), safe(place.zone)),
            _number(row.quantity),
            row.unit,
            row.people,
            *(row.parts.get(part) for part in (*PARTS, UNSPECIFIED)),
            *(row.rounds, row.records, row.suppressed),
            row.status,
            *self._end,
        ]

    def referral(self, row: ReferralRow) -> list[Cell]:
        category = codes("referral_type").get(row.type or "", {}).get("category", "")
        sector = codes("service_category").get(category, {}).get("sector", "")
        done = row.status == "completed"
        return [
            *self._days(row.first, row.last),
            *(self._org(row.sender)[:2] if row.sender else (None, None)),
            *(self._org(row.receiver)[at] for at in (0, 2)),
            sector,
            self._word(self._english, "referral_type", row.type or ""),
            *(row.type, row.urgency),
            *self._department,
            row.status,
            self._word(self._english, "referral_status", row.status or ""),
            row.reason if done else None,
            None if done else row.reason,
            *(row.count, row.overdue, _number(row.answer_days), _number(row.close_days)),
            *(row.suppressed, row.review),
            *self._end,
        ]

    def _days(self, first: int, last: int) -> list[Cell]:
        return [self._span.periods[first].first, self._span.periods[last].last]

    def _org(self, org: str) -> list[Cell]:
        code, kind = self._orgs.get(org, (None, None))
        return [safe(self._english.names.get(org) or code or org), safe(code), kind]

    @staticmethod
    def _word(words: labels.Labels, listed: str, code: str) -> Cell:
        return safe(words.of_code(listed, code)) if code else None


def _number(value: float | None) -> Cell:
    """Without the digits that a fraction does not have."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, 3)  # type: ignore[return-value]


def _parents(session: Session, who: Who) -> dict[str, str]:
    """The shipped code that a network's own code of a service belongs to."""
    table = TABLES["list_item"].c
    query: Select[Any] = select(table.code, table.parent).where(table.list == "service_type")
    known = codes("service_type")
    found = session.execute(scoped_by_sole_key(query, who, table, full=True))
    return {code: parent for code, parent in found if code not in known and parent in known}


def _department(session: Session, who: Who) -> Sequence[Cell]:
    """Country, region and department of the network, when all its places share one."""
    site = TABLES["site"].c
    query: Select[Any] = select(site.country, site.adm1, site.adm2).distinct()
    query = query.where(site.adm2.is_not(None))
    found = session.execute(scoped_by_sole_key(query, who, site, full=True)).all()
    if len(found) != 1:
        return ("", None, None)
    country, adm1, adm2 = found[0]
    return (ISO3.get(country or "", ""), safe(adm1), safe(adm2))
