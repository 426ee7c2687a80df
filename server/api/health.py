"""`/healthz` (the process lives), `/readyz` (it can do its work), `/metrics` (Prometheus text)."""

from __future__ import annotations

import hmac
import ipaddress
import logging
import threading
import time
from collections import Counter
from typing import Final

from flask import Blueprint, Flask, Response, g, request
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from server.api.auth import policy
from server.api.errors import database_trouble
from server.clock import now_ms
from server.domain.errors import NotFound
from server.settings import settings
from server.store import at_rest
from server.store.engine import reading
from server.store.models import Held, Network
from server.store.people import Device

log = logging.getLogger("maraude.requests")
blueprint = Blueprint("health", __name__)

_SILENT_MS: Final = 24 * 60 * 60 * 1000


class Counts:
    """What this process answered since it started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._seconds: Counter[str] = Counter()

    def add(self, view: str, status: int, seconds: float) -> None:
        with self._lock:
            self._answers[view, status] += 1
            self._seconds[view] += seconds  # type: ignore[assignment]  # a Counter of seconds

    def lines(self) -> list[str]:
        with self._lock:
            answers, seconds = dict(self._answers), dict(self._seconds)
        return [
            *(
                f'maraude_answers_total{{view="{view}",status="{status}"}} {count}'
                for (view, status), count in sorted(answers.items())
            ),
            *(
                f'maraude_answer_seconds_total{{view="{view}"}} {total:.6f}'
                for view, total in sorted(seconds.items())
            ),
        ]


counts: Final = Counts()


def install(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


@blueprint.get("/healthz")
@policy(public=True)
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@blueprint.get("/readyz")
@policy(public=True)
def readyz() -> dict[str, str] | Response:
    """200 when the database answers and has its tables; else 503, for whoever supervises us.

    It tells when restricted entries cannot be opened; `flask doctor` says which key is missing.
    """
    try:
        with reading() as session:
            gone = bool(at_rest.missing(session))
    except DBAPIError as error:
        answer = database_trouble(error)
        answer.status_code = 503
        return answer
    # Of all else it can do its work: taken out of service it could not even do that.
    return {"status": "ready", **({"keys": "missing"} if gone else {})}


@blueprint.get("/metrics")
@policy(public=True)
def metrics() -> Response:
    """Counts of this process and gauges of the database. Loopback, or the metrics token."""
    if not _may_measure():
        raise NotFound
    lines = [*counts.lines(), *_gauges()]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _may_measure() -> bool:
    token = settings().metrics_token
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token is not None:
        return hmac.compare_digest(said.encode("utf-8"), token.encode("utf-8"))
    # Behind a proxy that we were not told of, every client seems to come from this machine.
    forwarded = "X-Forwarded-For" in request.headers and settings().proxies == 0
    return not forwarded and _is_loopback(request.remote_addr or "")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _gauges() -> list[str]:
    with reading() as session:
        seen = select(func.count()).select_from(Device).where(Device.revoked_at_ms.is_(None))
        recent = seen.where(Device.last_seen_ms > now_ms() - _SILENT_MS)
        waiting = select(func.count()).select_from(Held).where(Held.state == "waiting")
        return [
            f"maraude_phones {session.scalar(seen)}",
            f"maraude_phones_seen_today {session.scalar(recent)}",
            f"maraude_held_waiting {session.scalar(waiting)}",
            f"maraude_changes_total {session.scalar(select(func.sum(Network.changes))) or 0}",
        ]


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    taken = time.perf_counter() - g.pop("begun", time.perf_counter())
    view = request.endpoint or "none"
    counts.add(view, response.status_code, taken)
    # The view, not the address: paths and queries may name people. No client address either.
    log.info("%s %s %d %.0f ms", request.method, view, response.status_code, taken * 1000)
    return response
