"""A migrated database has exactly the tables that the models declare."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade
from sqlalchemy import inspect

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
