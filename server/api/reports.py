"""`/api/reports`: what is told of the work, as files for others and as the page of the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, request, stream_with_context

from server.api.auth import policy, the_who
from server.api.schemas import REPORT_DAYS_MAX, ReportQuery
from server.clock import now_ms
from server.domain import reports
from server.domain.errors import Invalid
from server.domain.listing import today
from server.domain.periods import Span
from server.domain.query import DEFAULT_DAYS
from server.domain.report_referrals import Line, Referrals
from server.domain.report_services import Services
from server.domain.reports import Summary, Wanted
from server.domain.who import Who

blueprint = Blueprint("reports", __name__, url_prefix="/api/reports")

ROLES: Final = ("coordinator", "network")
HXL: Final = "text/csv"


@blueprint.get("/services.csv")
@policy(roles=ROLES)
def services() -> Response:
    """What was done for how many: HXL, one row per period, organisation, zone and service."""
    who, now = the_who(), now_ms()
    return _file(reports.write_services(who, _wanted(who, now), now), "services.csv")


@blueprint.get("/referrals.csv")
@policy(roles=ROLES)
def referrals() -> Response:
    """What became of referrals: HXL, counts only."""
    who, now = the_who(), now_ms()
    return _file(reports.write_referrals(who, _wanted(who, now), now), "referrals.csv")


@blueprint.get("/summary")
@policy(roles=ROLES)
def summary() -> dict[str, Any]:
    """The same as one page shows it, beside as many days before. A null is a hidden count."""
    who, now = the_who(), now_ms()
    return _summary(reports.summary(who, _wanted(who, now), now))


def _wanted(who: Who, now: int) -> Wanted:
    """What is asked for; without days the last DEFAULT_DAYS, as lists have it. Raises Invalid."""
    given = request.args.to_dict(flat=False)
    repeated = {name: ["repeated"] for name, values in given.items() if len(values) > 1}
    if repeated:
        raise Invalid(repeated)
    asked = ReportQuery().load({name: values[0] for name, values in given.items()})
    last = asked["last"] or max(today(who, now), asked["first"] or today(who, now))
    first = asked["first"] or last - timedelta(days=DEFAULT_DAYS - 1)
    if (last - first).days >= REPORT_DAYS_MAX:
        raise Invalid({"from": ["out_of_range"]})
    return Wanted(asked["audience"], asked["period"], first, last)


def _file(lines: Iterator[str], name: str) -> Response:
    answer = Response(stream_with_context(lines), mimetype=HXL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _summary(found: Summary) -> dict[str, Any]:
    return {
        "audience": found.span.audience,
        "period": found.span.unit,
        "periods": _periods(found.span),
        "before": _periods(found.before),
        "now": {**_half(found.services), "referrals": _referrals(found.referrals)},
        "then": _half(found.services_before),
    }


def _periods(span: Span) -> list[dict[str, str]]:
    return [
        {"from": period.first.isoformat(), "to": period.last.isoformat()} for period in span.periods
    ]


def _half(services: Services) -> dict[str, Any]:
    orgs: dict[str, dict[str, int | None]] = {}
    for (org, period), people in services.by_org.items():
        orgs.setdefault(org, {})[str(period)] = people
    return {
        "people": services.people,
        "rounds": services.rounds,
        "entries": services.records,
        "unsettled": services.unsettled,
        "unmet": services.unmet,
        "unmet_no_stock": services.unmet_no_stock,
        "services": services.by_service,
        "by_period": _by_number(services.by_period),
        "orgs": orgs,
    }


def _referrals(found: Referrals) -> dict[str, Any]:
    return {
        "outcomes": found.outcomes,
        "all": _line(found.everything),
        "overdue": found.overdue,
        "receivers": _lines(found.receivers),
        "types": _lines(found.types),
        "by_period": _lines(_by_number(found.periods)),
        "reasons": found.reasons,
    }


def _by_number(found: Mapping[int, Any]) -> dict[str, Any]:
    """JSON has no other keys than texts."""
    return {str(number): value for number, value in found.items()}


def _lines(found: Mapping[str, Line]) -> dict[str, Any]:
    return {key: _line(line) for key, line in found.items()}


def _line(line: Line) -> dict[str, Any]:
    return {
        "total": line.total,
        "outcomes": line.outcomes,
        "answer_days": line.answer_days,
        "close_days": line.close_days,
    }
