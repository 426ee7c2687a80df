"""Reports of a quarter at 100,000 counts and 30,000 referrals, as partners get them.

The rows are those of the demonstration, copied inside the database: what is measured is adding
them up and finding what must be hidden.
"""

from __future__ import annotations

import statistics
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, literal_column, select
from sqlalchemy.orm import Session

from server.store.bulk import insert_rows
from server.store.engine import writing
from server.store.read_models import TABLES
from sync.schema import codes
from tests.bench.export import FRESH_ID
from tests.bench.network import Network, count_rows
from tests.bench.table import Figure
from tests.databases import DATABASES, fresh_database

SEED = 5_000
ACTIVITIES, REFERRALS = 100_000, 30_000
TIMES = 5
WEEKS = 13
DAY_MS = 24 * 60 * 60_000
STEPS = (("sent", 0), ("accepted", 2), ("completed", 9))


def measure(folder: Path) -> list[Figure]:
    figures = []
    for name in DATABASES:
        with fresh_database(name, folder) as url:
            network = Network.open(url, folder)
            network.fill(SEED)
            with network.app.app_context(), writing() as session:
                _multiply(session)
                _refer(session)
                count_rows(session.connection())
            of = f"{ACTIVITIES:,} counts, {REFERRALS:,} referrals, {name}"
            for path in ("summary", "services.csv", "referrals.csv"):
                times = [network.ask(f"/api/reports/{path}", _question()) for _ in range(TIMES)]
                figures.append(
                    Figure(f"report: {path} ({of})", statistics.median(times), None, "ms")
                )
    return figures


def _question() -> dict[str, str]:
    today = datetime.now(UTC).date()
    first = today - timedelta(weeks=WEEKS)
    return {"from": str(first), "to": str(today), "audience": "partners", "period": "week"}


def _multiply(session: Session) -> None:
    """Copies of the counts, spread over the quarter."""
    table = TABLES["activity"]
    fresh: Any = literal_column(FRESH_ID[session.get_bind().dialect.name])
    had = session.query(table).count()
    for copy in range(ACTIVITIES // max(1, had)):
        changed = {"id": fresh, "when_ms": table.c.when_ms - copy % WEEKS * 5 * DAY_MS}
        columns = [changed.get(column.name, column) for column in table.c]
        some = select(*columns).order_by(table.c.id).limit(had)
        session.execute(insert(table).from_select([column.name for column in table.c], some))


def _refer(session: Session) -> None:
    """Referrals between the associations, each with the steps of one that was done."""
    dice = Random(5)
    table, event = TABLES["referral"], TABLES["referral_event"]
    count = session.execute(select(TABLES["activity"]).limit(1)).mappings().one()
    orgs = list(session.scalars(select(TABLES["org"].c.id)))
    types, now_ms = list(codes("referral_type")), int(datetime.now(UTC).timestamp() * 1000)
    referrals: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for _one in range(REFERRALS):
        at_ms = now_ms - dice.randrange(WEEKS * 7) * DAY_MS
        taken = dice.randint(1, len(STEPS))
        shared = {name: count[name] for name in list(table.c.keys()) if name in count}
        shared |= {"id": str(uuid.uuid4()), "made_at_ms": at_ms, "when_ms": at_ms}
        shared |= {"standing": 0, "shown": "{}", "org_id": dice.choice(orgs), "unsettled": None}
        sent = {**dict.fromkeys(table.c.keys()), **shared, "to_org": dice.choice(orgs)}
        sent |= {"referral_type": dice.choice(types), "urgency": "urgent"}
        referrals.append({**sent, "status": STEPS[taken - 1][0]})
        for to, days in STEPS[:taken]:
            made = {"id": str(uuid.uuid4()), "made_at_ms": at_ms + days * DAY_MS}
            step = {name: shared.get(name) for name in list(event.c.keys())}
            events.append({**step, **made, "referral": shared["id"], "to": to})
    insert_rows(session, table, referrals)
    insert_rows(session, event, events)
