"""Thousands of people followed up: what lists, pages and steps of referrals cost then.

SQLite is filled through the exchange, PostgreSQL gets a copy of those rows, as in `scale.py`.
"""

from __future__ import annotations

import random
import statistics
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from server.domain import demo_directory, exchange
from server.domain.demo_cases import HOUR_MS, FollowUps
from server.domain.demo_cast import MEMBERS, ORGS, SITES, Member
from server.domain.demo_entries import DAY_MS, Shift
from server.domain.who import Who
from server.store.engine import reading
from server.store.models import Network as NetworkRow
from server.store.models import Record
from sync.change import Change
from tests.bench.network import Network
from tests.bench.table import Figure, cpu_ms
from tests.databases import DATABASES, fresh_database

CASES = 10_000
MOST_REFERRALS = 5
BATCH = 1_000
TIMES = 12
DAYS = 120


def measure(folder: Path) -> list[Figure]:
    """On both databases, with 10,000 cases and about 30,000 referrals of nine organisations."""
    figures: list[Figure] = []
    with ExitStack() as stack:
        filled: Network | None = None
        for name in DATABASES:
            url = stack.enter_context(fresh_database(name, folder))
            if filled is not None:
                filled.copy_into(url, folder)
            network = Network.open(url, folder)
            if filled is None:
                with network.app.app_context():
                    _fill(CASES)
                filled = network
            figures += _figures(network, name)
    return figures


def _figures(network: Network, name: str) -> list[Figure]:
    with network.app.app_context(), reading() as session:
        counted = select(func.count()).select_from(Record).where(Record.kind == "referral")
        referrals = session.scalar(counted)
    of = f"{CASES:,} cases, {referrals:,} referrals, {name}"
    open_ones = {"from": "2000-01-01", "sort": "respond_by", "status": "sent", "per_page": "200"}
    late = {"issue": "referral_overdue"}
    listed = network.first("/api/records/referral", {"from": "2000-01-01", "status": "sent"})
    page = f"/api/records/referral/{listed['id']}"
    return [
        _answers(network, f"open referrals ({of})", "/api/records/referral", open_ones),
        _answers(network, f"late answers in the inbox ({of})", "/api/issues", late),
        _answers(network, f"page of a referral ({of})", page, {}),
        Figure(
            f"push of a case, its agreement and referral ({of})",
            statistics.median(push_ms(network) for _time in range(TIMES)),
            100,
            "ms",
            "CPU",
        ),
    ]


def _answers(network: Network, title: str, path: str, query: dict[str, str]) -> Figure:
    times = [network.ask(path, query) for _time in range(TIMES)]
    return Figure(title, max(times), 100, "ms", f"longest of {TIMES}")


def _fill(cases: int) -> None:
    """Write the follow-ups through the exchange, as phones would."""
    dice = random.Random(1)
    network_id = _network_id()
    now_ms = int(time.time() * 1000)
    demo_directory.add(network_id, now_ms)
    waiting: dict[Member, list[Change]] = {}
    made = 0
    while made < cases:
        org = dice.choice(ORGS)
        team = tuple(one for one in MEMBERS if one.org is org and one.role != "network")
        start_ms = now_ms - dice.randint(1, DAYS) * DAY_MS
        shift = Shift(org, team, (SITES[0],), start_ms, 120)
        for change, author, _new in FollowUps(dice, shift, now_ms).written(1, MOST_REFERRALS):
            waiting.setdefault(author, []).append(change)
            made += change.kind == "case"
        if sum(map(len, waiting.values())) > BATCH:
            _push(network_id, waiting)
    _push(network_id, waiting)


def _push(network_id: str, waiting: dict[Member, list[Change]]) -> None:
    for author, changes in waiting.items():
        cleared = frozenset(author.clearances)
        who = Who(author.id, network_id, author.org.id, author.role, cleared)
        verdicts = exchange.push(who, changes, via="sync")
        refused = {verdict.reason for verdict in verdicts.values() if verdict.kind != "ack"}
        assert not refused, refused
    waiting.clear()


def push_ms(network: Network) -> float:
    """CPU of one person sent on by a phone: a case, its agreement, the referral and its step."""
    team = tuple(one for one in MEMBERS if one.org.id == network.org and one.role != "network")
    with network.app.app_context():
        network_id = _network_id()
        now_ms = int(time.time() * 1000)
        shift = Shift(team[0].org, team, (SITES[0],), now_ms - HOUR_MS, 60)
        written = FollowUps(random.Random(), shift, now_ms).written(1, 1)
        changes = [(author, change) for change, author, _new in written]
        return cpu_ms(partial(_push_all, network_id, changes))


def _push_all(network_id: str, changes: list[tuple[Member, Change]]) -> None:
    waiting: dict[Member, list[Change]] = {}
    for author, change in changes:
        waiting.setdefault(author, []).append(change)
    _push(network_id, waiting)


def _network_id() -> str:
    with reading() as session:
        return session.scalars(select(NetworkRow.id)).one()
