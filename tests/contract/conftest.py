"""One suite for every database: the server's domain on real SQLite and real PostgreSQL.

The tables are made once per database; every test gets a copy of its own.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.config import Config
from server.store.base import db
from tests.databases import DATABASES, fresh_database, shared_postgres

from .network import TestNetwork, TestPhone


def make_app(url: str, data_dir: Path) -> Flask:
    return create_app(
        Config.from_env(
            {
                "MARAUDE_DATA_DIR": str(data_dir),
                "MARAUDE_DATABASE_URL": url,
                "MARAUDE_SECRET_KEY": "of-the-tests-" * 3,
            }
        )
    )


@pytest.fixture(scope="session", params=DATABASES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database with every table and nothing in it, to be copied only."""
    folder = tmp_path_factory.mktemp(f"template-{request.param}")
    with fresh_database(request.param, folder) as url:
        app = make_app(url, folder / "data")
        with app.app_context():
            db.create_all()
            db.session.remove()
            db.engine.dispose()
        yield url


@contextmanager
def opened(template: str, folder: Path) -> Iterator[Flask]:
    """An application on a copy of the template, inside its context."""
    if template.startswith("sqlite"):
        shutil.copy(template.removeprefix("sqlite:///"), folder / "test.sqlite3")
        url = f"sqlite:///{folder / 'test.sqlite3'}"
    else:
        url = shared_postgres().fresh_url(template.rpartition("/")[2])
    app = make_app(url, folder / "data")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if not template.startswith("sqlite"):
        shared_postgres().drop(url)


@pytest.fixture
def app(template: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a new database, inside its context."""
    with opened(template, tmp_path) as found:
        yield found


@pytest.fixture
def network(app: Flask) -> TestNetwork:
    return TestNetwork(app)


@pytest.fixture
def desk(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator")


@pytest.fixture
def minor(network: TestNetwork) -> str:
    """A restricted contact; what the uncleared see of it is its stub."""
    fields = {"site": str(uuid.uuid4()), "group_size": 4, "minor_status": "unaccompanied"}
    return network.phone().create("contact", {**fields, "needs/legal": True, "note": "canary"})
