"""One server and one demo network per database for the whole run, more for who breaks them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.databases import DATABASES, fresh_database, shared_postgres, sqlite_url

from .server import RunningServer
from .world import World


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database the tests of this round run on."""
    return str(request.param)


@pytest.fixture(scope="session")
def prepared(
    database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A database with the demo network in it, to be copied; what `flask demo` printed."""
    folder = tmp_path_factory.mktemp(f"prepared-{database}")
    with fresh_database(database, folder) as url:
        yield url, RunningServer(url, folder).demo()


@pytest.fixture(scope="session")
def world(
    prepared: tuple[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The shared server: tests may add to it, never stop it."""
    with run_copy(*prepared, tmp_path_factory.mktemp("shared")) as world:
        yield world


@pytest.fixture(scope="module")
def own_world(
    prepared: tuple[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A server of this module alone: it may be killed, copied and restored."""
    with run_copy(*prepared, tmp_path_factory.mktemp("own")) as world:
        yield world


@contextmanager
def run_copy(source: str, demo: dict[str, Any], folder: Path) -> Iterator[World]:
    """A server on a copy of the prepared database."""
    if source.startswith("sqlite"):
        url = sqlite_url(folder)
        shutil.copy2(source.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
    else:
        url = shared_postgres().fresh_url(source.rpartition("/")[2])
    server = RunningServer(url, folder)
    server.start()
    try:
        yield World(server, demo)
    finally:
        server.stop()
        if not source.startswith("sqlite"):
            shared_postgres().drop(url)
