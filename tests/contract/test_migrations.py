"""A migrated database has exactly the tables that the models declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade
from sqlalchemy import Column, MetaData, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from server.store import migrate
from server.store.base import db
from tests.databases import DATABASES, fresh_database

from .conftest import make_app


@pytest.mark.parametrize("database", DATABASES)
def test_the_migrated_schema_equals_the_models(database: str, tmp_path: Path) -> None:
    with fresh_database(database, tmp_path) as url:
        app = make_app(url, tmp_path / "data")
        with app.app_context():
            migrate.upgrade()
            migrate.upgrade()
            with db.engine.connect() as connection:
                context = MigrationContext.configure(connection)
                assert compare_metadata(context, db.metadata) == []
                tables = set(inspect(connection).get_table_names())
            assert tables == {*db.metadata.tables, "alembic_version"}
            downgrade(directory=str(migrate.FOLDER), revision="base")
            assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_issues_of_before_know_who_reads_their_record(database: str, tmp_path: Path) -> None:
    with fresh_database(database, tmp_path) as url:
        app = make_app(url, tmp_path / "data")
        with app.app_context():
            migrate.upgrade()
            downgrade(directory=str(migrate.FOLDER), revision="0004")
            then = MetaData()
            then.reflect(db.engine, only=("issue", "read_activity"))
            known = {"network_id": "n", "id": "known", "sole_key": "o:1"}
            about = {"network_id": "n", "kind": "activity"}
            with db.engine.begin() as connection:
                connection.execute(_row(then.tables["read_activity"], known))
                for record in ("known", "unknown"):
                    issue = {**about, "id": f"i-{record}", "record_id": record}
                    connection.execute(_row(then.tables["issue"], issue))
            migrate.upgrade()
            now = Table("issue", MetaData(), autoload_with=db.engine)
            with db.engine.connect() as connection:
                keys = dict(connection.execute(select(now.c.record_id, now.c.sole_key)).all())
            assert keys == {"known": "o:1", "unknown": "*"}
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize("database", DATABASES)
def test_sec_u8_the_audit_of_before_forgets_why_nobody_agreed_and_nothing_else(
    database: str, tmp_path: Path
) -> None:
    with fresh_database(database, tmp_path) as url:
        app = make_app(url, tmp_path / "data")
        with app.app_context():
            migrate.upgrade()
            downgrade(directory=str(migrate.FOLDER), revision="0017")
            then = MetaData()
            then.reflect(db.engine, only=("audit", "network"))
            with db.engine.begin() as connection:
                connection.execute(_row(then.tables["network"], {"id": "n"}))
                for action in ("exception", "exception_seen"):
                    line = {"id": action, "network_id": "n", "action": action, "reason": "why"}
                    connection.execute(_row(then.tables["audit"], line))
            migrate.upgrade()
            audit = then.tables["audit"].c
            with db.engine.connect() as connection:
                told = dict(connection.execute(select(audit.id, audit.reason)).all())
            assert told == {"exception": None, "exception_seen": "why"}
            with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
                connection.execute(then.tables["audit"].update().values(reason="other"))
            db.session.remove()
            db.engine.dispose()


def _row(table: Table, values: dict[str, Any]) -> Any:
    """An insert that gives every column which needs a value one of its type."""
    needed = {c.name: _some(c) for c in table.columns if not c.nullable}
    return table.insert().values({**needed, **values})


def _some(column: Column[Any]) -> Any:
    return column.type.python_type()
