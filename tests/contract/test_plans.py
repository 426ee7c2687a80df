"""How the databases go about the questions that must stay quick."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import text

from server.domain.query import Asked, on_page
from server.store.base import db
from sync.schema import KINDS
from tests.databases import fresh_database

from .conftest import make_app
from .network import TestNetwork


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


def test_postgresql_compiles_no_statement(tmp_path: Path) -> None:
    """What that takes is far longer than any question here."""
    with fresh_database("postgresql", tmp_path) as url, make_app(url, tmp_path).app_context():
        assert db.session.scalar(text("SHOW jit")) == "off"
        db.session.remove()
        db.engine.dispose()
