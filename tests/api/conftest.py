"""One server and one demo network per database for the whole run, more for who breaks them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.databases import DATABASES, fresh_database, shared_postgres, sqlite_url

from .server import RunningServer
from .world import World

Prepared = tuple[str, dict[str, Any]]


@dataclass
class Worlds:
    """What was started so far; it ends with the run, not when the tests turn to the other
    database, as a fixture with parameters would."""

    folders: pytest.TempPathFactory
    stack: ExitStack
    prepared: dict[str, Prepared] = field(default_factory=dict)
    shared: dict[str, World] = field(default_factory=dict)

    def prepare(self, database: str) -> Prepared:
        """The URL of a database with the demo network in it; what `flask demo` printed."""
        if database not in self.prepared:
            folder = self.folders.mktemp(f"prepared-{database}")
            url = self.stack.enter_context(fresh_database(database, folder))
            self.prepared[database] = url, RunningServer(url, folder).demo()
        return self.prepared[database]

    def share(self, database: str) -> World:
        if database not in self.shared:
            copy = run_copy(*self.prepare(database), self.folders.mktemp("shared"))
            self.shared[database] = self.stack.enter_context(copy)
        return self.shared[database]


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    with ExitStack() as stack:
        yield Worlds(tmp_path_factory, stack)


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database the tests of this round run on."""
    return str(request.param)


@pytest.fixture(scope="session")
def world(database: str, worlds: Worlds) -> World:
    """The shared server: tests may add to it, never stop it."""
    return worlds.share(database)


@pytest.fixture(scope="module")
def own_world(
    database: str, worlds: Worlds, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A server of this module alone: it may be killed, copied and restored."""
    with run_copy(*worlds.prepare(database), tmp_path_factory.mktemp("own")) as world:
        yield world


@contextmanager
def run_copy(
    source: str, demo: dict[str, Any], folder: Path, app: str = "wsgi:app"
) -> Iterator[World]:
    """A server on a copy of the prepared database."""
    if source.startswith("sqlite"):
        url = sqlite_url(folder)
        shutil.copy2(source.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
    else:
        url = shared_postgres().fresh_url(source.rpartition("/")[2])
    server = RunningServer(url, folder, app=app)
    server.start()
    try:
        yield World(server, demo)
    finally:
        server.stop()
        if not source.startswith("sqlite"):
            shared_postgres().drop(url)
