"""A directory to be read by others, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from server.clock import SETTING as CLOCK
from server.domain import demo, demo_directory
from server.settings import SETTING
from server.store.base import db
from server.store.engine import reading
from server.store.models import Network
from tests.contract.conftest import app, make_app
from tests.databases import DATABASES, fresh_database

from .desk import Desk, sign_in
from .directory import KEY, START_MS, Published

__all__ = ["app", "coordinator", "desk", "published", "template"]


@pytest.fixture(scope="session", params=DATABASES)
def template(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database with the demonstration's directory in it, to be copied only."""
    folder = tmp_path_factory.mktemp(f"directory-{request.param}")
    with fresh_database(request.param, folder) as url:
        made = make_app(url, folder / "data")
        with made.app_context():
            db.create_all()
            demo_directory.add(demo.prepare(KEY, START_MS).network_id, START_MS)
            db.session.remove()
            db.engine.dispose()
        yield url


@pytest.fixture
def published(app: Flask) -> Published:
    """The demonstration's directory, served; its clock stands until a test moves it."""
    with reading() as session:
        network_id = session.scalars(select(Network.id)).one()
    # Its coordinators are those of the demonstration, and have no second factor.
    app.config[SETTING] = replace(app.config[SETTING], demo=True)
    found = Published(app, network_id)
    app.config[CLOCK] = lambda: found.now_ms
    return found


@pytest.fixture
def desk(published: Published) -> Desk:
    """The coordinator of the network, signed in."""
    return sign_in(published, "network")


@pytest.fixture
def coordinator(published: Published) -> Desk:
    """The coordinator of the first association."""
    return sign_in(published, "coordinator")
