"""One suite for every database: the server's domain on real SQLite and real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.config import Config
from server.store.base import db

from .network import TestNetwork


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a new database, inside its context."""
    config = Config.from_env(
        {
            "MARAUDE_DATA_DIR": str(tmp_path / "data"),
            "MARAUDE_DATABASE_URL": database_url,
            "MARAUDE_SECRET_KEY": "of-the-tests-" * 3,
        }
    )
    app = create_app(config)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def network(app: Flask) -> TestNetwork:
    return TestNetwork(app)
