"""How the databases go about the questions that must stay quick."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, select, text

from server.domain import records
from server.domain.access import scoped_by_sole_key
from server.domain.query import Asked, on_page
from server.store.base import db
from server.store.models import Change, Link, Record, Scope
from server.store.read_models import TABLES, Element, Issue
from sync.schema import KINDS
from tests.databases import fresh_database

from .conftest import make_app
from .network import TestNetwork
from .test_steps import Referral

# What grows with every night.
GROWING = {table.__tablename__ for table in (Record, Change, Link, Scope, Element, Issue)}
GROWING |= {table.name for table in TABLES.values()}
ALL_OF = re.compile(
    r"(?:SCAN|SEARCH) (\w+)(?: USING [^(]*?)?(?: ?\((?:network_id=\?|kind=\?| AND )+\))?"
)
EVENING = (
    ("activity", {"site": str(uuid.uuid4()), "service_type": "food.hot_meal", "people": 3}),
    ("contact", {"site": str(uuid.uuid4()), "group_size": 2, "needs/legal": True}),
    ("round", {"round_kind": "maraude"}),
)
# As many as make PostgreSQL think that reading all of them once costs less than looking some up.
MANY_KEYS_OF_ONE = """INSERT INTO scope (network_id, key, seq, grade, size, window_ms, until_ms)
    SELECT :network, :key, seq, 2, 0, 0, 0 FROM generate_series(1000, 21000) AS seq"""
SOME_ISSUES = """INSERT INTO issue (id, network_id, issue, kind, record_id, org_id, seq, sole_key,
        field, why, record_values, at_ms)
    SELECT 'i' || seq, :network, 'conflict', 'activity', 'r' || seq, :org, seq, '*', '', '', '', 0
    FROM generate_series(1000, 4000) AS seq"""


def test_sqlite_finds_the_referrals_that_wait_in_an_index_alone(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as url:
        app = make_app(url, tmp_path)
        with app.app_context():
            db.create_all()
            network = TestNetwork(app)
            waiting = (("status", ("sent",)),)
            asked = Asked(KINDS["referral"], waiting, sort="respond_by", first_day=date(2000, 1, 1))
            who = network.phone("coordinator").who
            query = on_page(asked, who, "Europe/Paris", network.now_ms)
            statement = query.compile(db.engine, compile_kwargs={"literal_binds": True})
            plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
            steps = [row.detail for row in plan]
            assert any("COVERING INDEX ix_referral_waiting" in step for step in steps), steps
            db.session.remove()
            db.engine.dispose()


@contextmanager
def readings_of_all() -> Iterator[dict[str, str]]:
    """Each statement that reads a table of this engine from end to end, or all of a network."""
    found: dict[str, str] = {}

    def explain(of: Connection, _cursor: Any, statement: str, values: Any, *how: bool) -> None:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        cursor = of.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values[0] if how[-1] else values)
        for *_numbers, step in cursor.fetchall():
            table = ALL_OF.fullmatch(step)
            if table is not None and table[1] in GROWING:
                found[statement] = step
        cursor.close()

    event.listen(db.engine, "before_cursor_execute", explain)
    yield found
    event.remove(db.engine, "before_cursor_execute", explain)


def test_sqlite_reads_no_whole_network_for_an_evening_nor_for_the_page_of_an_entry(
    tmp_path: Path,
) -> None:
    """It counts no rows of its own accord: an index must be the better one whatever there is."""
    with fresh_database("sqlite", tmp_path) as url:
        app = make_app(url, tmp_path)
        with app.app_context():
            db.create_all()
            network = TestNetwork(app)
            with readings_of_all() as found:
                referral = Referral.new(network)
                sent = referral.step(referral.sender, "sent")
                referral.step(referral.receiver, "accepted", sent)
                paths = [referral.path, *(referral.sender.create(*entry) for entry in EVENING)]
                referral.sender.write(paths[1], {"people": 4})
                for phone in (referral.sender, referral.receiver):
                    phone.pull()
                for path in paths:
                    kind, _, record = path.partition("/")
                    records.page(referral.sender.who, KINDS[kind], record, network.now_ms)
            assert not found, found
            db.session.remove()
            db.engine.dispose()


def test_postgresql_looks_up_who_may_read_few_issues_without_reading_every_key(
    tmp_path: Path,
) -> None:
    with fresh_database("postgresql", tmp_path) as url:
        app = make_app(url, tmp_path)
        with app.app_context():
            db.create_all()
            who = TestNetwork(app).phone("coordinator").who
            of = {"network": who.network_id, "org": who.org_id, "key": f"o:{who.org_id}"}
            for statement in (MANY_KEYS_OF_ONE, SOME_ISSUES, "ANALYZE"):
                db.session.execute(text(statement), of)
            query = scoped_by_sole_key(select(Issue.__table__.c.id), who, Issue, full=True)
            asked = query.compile(db.engine, compile_kwargs={"literal_binds": True})
            plan = list(db.session.scalars(text(f"EXPLAIN {asked}")))
            assert any("SubPlan" in step for step in plan), plan
            assert not any("hashed" in step for step in plan), plan
            db.session.remove()
            db.engine.dispose()


def test_postgresql_compiles_no_statement(tmp_path: Path) -> None:
    """What that takes is far longer than any question here."""
    with fresh_database("postgresql", tmp_path) as url, make_app(url, tmp_path).app_context():
        assert db.session.scalar(text("SHOW jit")) == "off"
        db.session.remove()
        db.engine.dispose()
